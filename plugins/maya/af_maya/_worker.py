"""Runs inside mayapy on the farm: exports frames of one layer and camera of a scene's copy, a file for each.

    mayapy _worker.py renderer=arnold frames=1..10x2 layer=rs_beauty camera=shotCam shape=shotCamShape
        images=/show/images prefix=<RenderLayer>/shot project=/show file=/show/copy.beauty.####.ass
        scene=/show/copy.ma folder1=/show/images/beauty

Instead of `frames` one picture without a number is `still=7`; each `folder…` is made. Each frame is exported into an
empty folder and what lies there then, under whatever name, is moved to the announced one. Ends with 0 only when every
file is there and was written now. It never saves. Imports nothing of the suite: it goes alone.
What is said of Maya: what Render does by its descriptions of renderers; of renderers: their documentation, Arnold's
public source and public tools.
"""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

cmds: Any = None
"""maya.cmds, once Maya has started."""

GLOBALS = "defaultRenderGlobals"
HERE, THERE = "AFSUBMIT_DIRMAP_FROM_{}", "AFSUBMIT_DIRMAP_TO_{}"
"""Variables with the folders of a path map, which Maya carries out while it opens a binary scene."""

_RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)x(\d+)")
_NEEDED = ("renderer", "layer", "camera", "shape", "file", "scene")


class WorkError(Exception):
    """What keeps this task from being done."""


def main(words: Sequence[str]) -> int:
    """Do what `words` ask for; returns the exit code."""
    asked = dict(word.partition("=")[::2] for word in words)
    try:
        missing = [name for name in _NEEDED if not asked.get(name)]
        if missing:
            raise WorkError(f"The command line lacks {', '.join(missing)}.")
        if asked["renderer"] not in EXPORTERS:
            raise WorkError(f"Nothing is known here of exporting for {asked['renderer']}.")
        frames = frames_of(asked)
        for name, folder in asked.items():
            if name.startswith("folder"):
                os.makedirs(folder, exist_ok=True)
        EXPORTERS[asked["renderer"]].begin(asked, frames)
        for place, frame in enumerate(frames, 1):
            export(asked, frame)
            _say(f"PROGRESS: {100 * place // len(frames)}%")
        return 0
    except WorkError as error:
        _say(f"ERROR: {error}")
    except Exception as error:
        traceback.print_exc()
        _say(f"ERROR: {type(error).__name__}: {error}")
    return 1


def frames_of(asked: dict[str, str]) -> Sequence[int]:
    """The frames that `frames` or `still` names."""
    if "still" in asked:
        return [int(asked["still"])]
    found = _RANGE.fullmatch(asked.get("frames", ""))
    if found is None or int(found[3]) < 1 or int(found[2]) < int(found[1]):
        raise WorkError(f"{asked.get('frames', '')!r} is no range such as 1..10x2.")
    return range(int(found[1]), int(found[2]) + 1, int(found[3]))


def start() -> None:
    """Start Maya in this process."""
    global cmds
    import maya.standalone

    standalone: Any = maya.standalone
    standalone.initialize(name="python")
    from maya import cmds as started

    cmds = started


def open_scene(path: str, project: str) -> None:
    """Open `path` in its project. Maya raises for what it opened with complaints, too."""
    if project:
        cmds.workspace(project, openWorkspace=True)
    place = 1
    while HERE.format(place) in os.environ:
        cmds.dirmap(mapDirectory=(os.environ[HERE.format(place)], os.environ[THERE.format(place)]))
        cmds.dirmap(enable=True)
        place += 1
    cmds.file(prompt=False)
    said = ""
    try:
        cmds.file(path, open=True, force=True)
    except RuntimeError as error:
        said = " ".join(str(error).split())
        _say(f"WARNING: {said}")
    if os.path.normpath(cmds.file(query=True, sceneName=True) or "") != os.path.normpath(path):
        raise WorkError(f"Maya cannot open {path}: {said or 'it says nothing'}")


def prepare(asked: dict[str, str], frames: Sequence[int], prefix: str) -> None:
    """Let only the layer and its camera render, into the announced files, as Render does for its flags.

    `prefix` is the attribute that names the images.
    """
    for layer in cmds.ls(type="renderLayer"):
        if layer != asked["layer"] and cmds.getAttr(f"{layer}.renderable"):
            _set(f"{layer}.renderable", False)
    if asked["layer"] not in cmds.ls(type="renderLayer"):
        raise WorkError(f"The scene has no render layer {asked['layer']}.")
    cmds.editRenderLayerGlobals(currentRenderLayer=asked["layer"])
    for shape in cmds.ls(type="camera"):
        if cmds.getAttr(f"{shape}.renderable") != (shape == asked["shape"]):
            _set(f"{shape}.renderable", shape == asked["shape"])
    if asked.get("images"):
        cmds.workspace(fileRule=("images", asked["images"]))
    if asked.get("prefix"):
        _set(prefix, asked["prefix"])
    _set(f"{GLOBALS}.animation", "still" not in asked)
    _set(f"{GLOBALS}.startFrame", frames[0])
    _set(f"{GLOBALS}.endFrame", frames[-1])


def export(asked: dict[str, str], frame: int) -> None:
    """Export one frame into an empty folder, and take what is there."""
    start, ending = os.path.splitext(asked["file"])
    path = f"{start[:-4]}{frame:04d}{ending}" if start.endswith(".####") else asked["file"]
    folder = f"{path}.new"
    for old in (path, folder):
        _remove(old)
    os.makedirs(folder)
    try:
        EXPORTERS[asked["renderer"]].export(asked, frame, os.path.join(folder, f"frame{ending}"))
        written = [os.path.join(place, name) for place, _, names in os.walk(folder) for name in names]
        if len(written) != 1 or not written[0].endswith(ending) or not os.path.getsize(written[0]):
            found = ", ".join(os.path.relpath(name, folder) for name in written) or "none"
            raise WorkError(
                f"Frame {frame} should be one file that ends in {ending}, and is {found}. Is the disk full?"
            )
        os.replace(written[0], path)
    finally:
        _remove(folder)
    _say(f"writing scene to {path}")


def _remove(path: str) -> None:
    """Remove what an earlier try of this very task has left."""
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.exists(path):
        os.remove(path)


def _begin_arnold(asked: dict[str, str], frames: Sequence[int]) -> None:
    _open(asked, "mtoa")
    if not cmds.objExists("defaultArnoldRenderOptions"):
        importlib.import_module("mtoa.core").createOptions()
    _set("defaultArnoldRenderOptions.abortOnLicenseFail", True)
    prepare(asked, frames, f"{GLOBALS}.imageFilePrefix")


def _export_arnold(asked: dict[str, str], frame: int, path: str) -> None:
    cmds.currentTime(frame)
    cmds.arnoldExportAss(filename=path, camera=asked["shape"])


VRAY = "vraySettings"
_VRAY_EXPORT = {
    **{"vrscene_on": True, "vrscene_render_on": False, "misc_separateFiles": False, "misc_eachFrameInFile": False},
    **{"misc_stripPaths": False, "dontSaveImage": False, "sys_distributed_rendering_on": False, "animBatchOnly": False},
}
"""V-Ray's settings that let `vrend` export one whole file (Chaos's page of the command, two public submitters)."""


def _begin_vray(asked: dict[str, str], frames: Sequence[int]) -> None:
    _open(asked, "vrayformaya")
    prepare(asked, frames, f"{VRAY}.fileNamePrefix")
    for name, value in _VRAY_EXPORT.items():
        if cmds.objExists(f"{VRAY}.{name}"):
            _set(f"{VRAY}.{name}", value)
    _set(f"{VRAY}.animType", 0 if "still" in asked else 2)


def _export_vray(asked: dict[str, str], frame: int, path: str) -> None:
    cmds.currentTime(frame)
    for name in ("startFrame", "endFrame"):
        _set(f"{GLOBALS}.{name}", frame)
    _set(f"{VRAY}.animFrames", str(frame))
    _set(f"{VRAY}.vrscene_filename", path)
    cmds.vrend(camera=asked["camera"])


def _begin_redshift(asked: dict[str, str], frames: Sequence[int]) -> None:
    _open(asked, "redshift4maya")
    prepare(asked, frames, f"{GLOBALS}.imageFilePrefix")


def _export_redshift(asked: dict[str, str], frame: int, path: str) -> None:
    cmds.currentTime(frame)
    for name in ("startFrame", "endFrame"):
        _set(f"{GLOBALS}.{name}", frame)
    cmds.file(path, exportAll=True, type="Redshift Proxy", preserveReferences=True, force=True)


def _begin_renderman(asked: dict[str, str], frames: Sequence[int]) -> None:
    """Nothing: Render opens the scene for each frame."""


def _export_renderman(asked: dict[str, str], frame: int, path: str) -> None:
    """Render's own flags (help that it printed for RenderMan 22; a public render manager's plug-in exports so)."""
    frames = [] if "still" in asked else ["-s", str(frame), "-e", str(frame), "-b", "1"]
    flags = {"-rl": "layer", "-cam": "camera", "-rd": "images", "-imageFile": "prefix", "-proj": "project"}
    named = [word for flag, name in flags.items() if asked.get(name) for word in (flag, asked[name])]
    line = [_render_program(), "-r", "renderman", "-rib", "-ribFile", path.replace("\\", "/"), *frames, *named]
    code = subprocess.run([*line, asked["scene"]], check=False).returncode
    if code:
        raise WorkError(f"Render ended with {code}; its lines say why.")


def _render_program() -> str:
    """Render, beside this Python: in Maya's own folder of programs."""
    name = "Render.exe" if os.name == "nt" else "Render"
    places = [os.path.join(os.environ.get("MAYA_LOCATION", ""), "bin"), os.path.dirname(sys.executable)]
    paths = [os.path.join(place, name) for place in places]
    return next((path for path in paths if os.path.isfile(path)), name)


class Exporter(NamedTuple):
    """What opens the scene and makes it ready, and what exports a frame of it to a path, or into its folder."""

    begin: Callable[[dict[str, str], Sequence[int]], None]
    export: Callable[[dict[str, str], int, str], None]


EXPORTERS = {
    "arnold": Exporter(_begin_arnold, _export_arnold),
    "vray": Exporter(_begin_vray, _export_vray),
    "redshift": Exporter(_begin_redshift, _export_redshift),
    "renderman": Exporter(_begin_renderman, _export_renderman),
}
"""By the scene's word for a renderer."""


def _open(asked: dict[str, str], plugin: str) -> None:
    start()
    open_scene(asked["scene"], asked.get("project", ""))
    cmds.loadPlugin(plugin, quiet=True)


def _set(plug: str, value: object) -> None:
    """Give an attribute a value, in place of what a layer or an animation feeds into it: the scene is never saved."""
    if cmds.getAttr(plug, lock=True):
        cmds.setAttr(plug, lock=False)
    for source in cmds.listConnections(plug, source=True, destination=False, plugs=True) or ():
        cmds.disconnectAttr(source, plug)
    if isinstance(value, str):
        cmds.setAttr(plug, value, type="string")
    else:
        cmds.setAttr(plug, value)


def _say(text: str) -> None:
    """Print a line in UTF-8: a path with letters that Windows' code page lacks must not fail the task."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    code = main([word for word in sys.argv[1:] if "=" in word])
    sys.stdout.flush()
    os._exit(code)  # Maya was seen to crash, or to end with another code, while it closes
