"""Runs inside mayapy on the farm: exports frames of one layer and camera of a scene's copy, a file for each.

    mayapy _worker.py renderer=arnold frames=1..10x2 layer=rs_beauty camera=shotCamShape images=/show/images
        prefix=<RenderLayer>/shot project=/show file=/show/copy.beauty.####.ass scene=/show/copy.ma

Instead of `frames` one picture without a number is `still=7`. Ends with 0 only when every file is there and was written
now. It never saves. Imports nothing of the suite: it goes alone.
What is said of Maya: what Render does by its descriptions of renderers; of Arnold: its public source and public tools.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
import traceback
from collections.abc import Sequence
from typing import Any

cmds: Any = None
"""maya.cmds, once Maya has started."""

GLOBALS = "defaultRenderGlobals"
HERE, THERE = "AFSUBMIT_DIRMAP_FROM_{}", "AFSUBMIT_DIRMAP_TO_{}"
"""Variables with the folders of a path map, which Maya carries out while it opens a binary scene."""

_RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)x(\d+)")
_NEEDED = ("renderer", "layer", "camera", "file", "scene")


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
        start()
        open_scene(asked["scene"], asked.get("project", ""))
        prepare(asked, frames)
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


def prepare(asked: dict[str, str], frames: Sequence[int]) -> None:
    """Let only the layer and its camera render, into the announced files, as Render does for its flags."""
    EXPORTERS[asked["renderer"]][0]()
    for layer in cmds.ls(type="renderLayer"):
        if layer != asked["layer"] and cmds.getAttr(f"{layer}.renderable"):
            _set(f"{layer}.renderable", False)
    if asked["layer"] not in cmds.ls(type="renderLayer"):
        raise WorkError(f"The scene has no render layer {asked['layer']}.")
    cmds.editRenderLayerGlobals(currentRenderLayer=asked["layer"])
    for shape in cmds.ls(type="camera"):
        if cmds.getAttr(f"{shape}.renderable") != (shape == asked["camera"]):
            _set(f"{shape}.renderable", shape == asked["camera"])
    if asked.get("images"):
        cmds.workspace(fileRule=("images", asked["images"]))
    if asked.get("prefix"):
        _set(f"{GLOBALS}.imageFilePrefix", asked["prefix"])
    _set(f"{GLOBALS}.animation", "still" not in asked)
    _set(f"{GLOBALS}.startFrame", frames[0])
    _set(f"{GLOBALS}.endFrame", frames[-1])


def export(asked: dict[str, str], frame: int) -> None:
    """Export one frame, and see that its file is there."""
    cmds.currentTime(frame)
    path = re.sub("#+", lambda found: f"{frame:0{len(found[0])}d}", asked["file"])
    with_name, ending = os.path.splitext(path)
    if os.path.exists(path):
        os.remove(path)
    written = EXPORTERS[asked["renderer"]][1](f"{with_name}.new{ending}", asked["camera"])
    files = [name for name in written if os.path.isfile(name) and os.path.getsize(name)]
    if len(files) != 1:
        raise WorkError(f"Frame {frame} should be one file and is {', '.join(written) or 'none'}. Is the disk full?")
    os.replace(files[0], path)
    _say(f"writing scene to {path}")


def _ready_arnold() -> None:
    cmds.loadPlugin("mtoa", quiet=True)
    if not cmds.objExists("defaultArnoldRenderOptions"):
        importlib.import_module("mtoa.core").createOptions()
    _set("defaultArnoldRenderOptions.abortOnLicenseFail", True)


def _export_arnold(path: str, camera: str) -> Sequence[str]:
    found = cmds.arnoldExportAss(filename=path, camera=camera)
    return [found] if isinstance(found, str) else list(found or ())


EXPORTERS = {"arnold": (_ready_arnold, _export_arnold)}
"""By the scene's word for a renderer: what makes it ready, and what exports a frame and gives the files it wrote."""


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
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    code = main([word for word in sys.argv[1:] if "=" in word])
    sys.stdout.flush()
    os._exit(code)  # Maya was seen to crash, or to end with another code, while it closes
