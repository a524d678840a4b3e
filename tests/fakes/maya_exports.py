"""The programs that export and render without Maya, as a farm runs them: mayapy, kick, vray, redshiftCmdLine, prman.

    maya_exports.py mayapy _worker.py renderer=arnold … scene=/show/copy.ma
    maya_exports.py kick -nstdin … -i /show/copy.0001.ass

The worker runs here as it is, on modules of `maya` of its own which refuse what the tables of 2022 to 2025 do not have.
What a renderer writes into a file is here the frame and the names of its pictures. None of the programs makes a folder.
Commands of the plug-ins: Arnold's public source, Chaos's page of vrend, public tools. Nobody knows under which name
each of them writes: MAYA_HABITS says how (adds_number, adds_layer, in_folder; ass_is_text: how Arnold answers).
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import types
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.fakes.maya import refuse
from tests.fakes.maya_commands import read_table
from tests.fakes.maya_reader import Node
from tests.fakes.maya_render import Batch, renamed

GLOBALS, VRAY = "defaultRenderGlobals", "vraySettings"
OF_PLUGINS = {"arnoldExportAss": "mtoa", "vrend": "vrayformaya"}
"""Commands that no table has, by the plug-in that brings them."""

VRAY_HAS = {"vrscene_on", "vrscene_render_on", "vrscene_filename", "misc_separateFiles", "animType", "animFrames"}
"""Attributes of V-Ray's settings here: others came with a version."""


class Exporting(Batch):
    """A scene open in mayapy, of which an attribute that was set here holds that whatever the layer says."""

    def __init__(self, path: str, project: str) -> None:
        super().__init__({"-r": ["file"], "-proj": [project]}, path)
        self.forced: dict[tuple[str, str], Any] = {}

    def _value(self, layer: Node, name: str, attribute: str, default: Any) -> Any:
        held = self.forced.get((name, attribute))
        return super()._value(layer, name, attribute, default) if held is None else held

    def _is_renderable(self, shape: Node, layer: Node) -> bool:
        held = self.forced.get((self.scene.unique(shape), "renderable"))
        return super()._is_renderable(shape, layer) if held is None else bool(held)

    def _is_on(self, layer: Node) -> bool:
        held = self.forced.get((layer.name, "renderable"))
        return super()._is_on(layer) if held is None else bool(held)


class Cmds:
    """`maya.cmds` of that process, and the commands of the plug-in mtoa once it is loaded."""

    def __init__(self) -> None:
        self._table = read_table(int(os.environ.get("MAYA_YEAR", "2024")))
        self._scene: Exporting | None = None
        self._project, self._layer, self._frame, self._plugins = "", "defaultRenderLayer", 1, set[str]()
        self._locked = {f"{GLOBALS}.startFrame", f"{GLOBALS}.imageFilePrefix"}
        self._renames: list[tuple[str, str]] = []

    def __getattr__(self, name: str) -> Any:
        own = getattr(type(self), f"do_{name}", None)
        if own is None or (name not in self._table and OF_PLUGINS.get(name) not in self._plugins):
            raise AttributeError(f"module 'maya.cmds' has no attribute '{name}'")

        def call(*words: Any, **flags: Any) -> Any:
            if name in self._table:
                refuse(name, self._table[name], flags)
            return own(self, *words, **flags)

        return call

    @property
    def _open(self) -> Exporting:
        assert self._scene is not None, "no scene is open"
        return self._scene

    def do_workspace(self, *words: str, openWorkspace: bool = False, fileRule: Any = ()) -> None:
        if openWorkspace:
            self._project = words[0]
        if fileRule:
            rule, self._open.options["-rd"] = fileRule[0], [fileRule[1]]
            assert rule == "images"

    def do_dirmap(self, mapDirectory: Any = (), enable: bool = False) -> None:
        self._renames += [mapDirectory] if mapDirectory else []

    def do_file(self, *words: str, query: bool = False, open: bool = False, exportAll: bool = False, **_: Any) -> Any:
        if exportAll:
            assert _["type"] == "Redshift Proxy" and "redshift4maya" in self._plugins, "Unknown file type"
            return self._write(words[0], next(iter(self._cameras())))
        if open:
            self._scene = Exporting(words[0], self._project)
            if "open_complains" in self._scene.habits:
                raise RuntimeError("Could not find plug-in")
        return self._scene.scene.path if query and self._scene else ""

    def do_loadPlugin(self, name: str, quiet: bool = False) -> list[str]:
        self._plugins.add(name)
        return [name]

    def do_objExists(self, name: str) -> bool:
        node, _, attribute = name.partition(".")
        has = not attribute or (node == VRAY and attribute in VRAY_HAS)
        return self._open.scene.named(node) is not None and has

    def do_ls(self, type: str) -> list[str]:
        if type == "renderLayer":
            return [layer.name for layer in self._open._all_layers()]
        return [self._open.scene.unique(node) for node in self._open.scene.of_type("camera", "stereoRigCamera")]

    def do_getAttr(self, plug: str, lock: bool = False) -> Any:
        node, _, attribute = plug.partition(".")
        if lock:
            return plug in self._locked
        held = self._open.forced.get((node, attribute))
        return self._open.scene.get(node, attribute, True) if held is None else held

    def do_setAttr(self, plug: str, *values: Any, lock: bool | None = None, type: str = "") -> None:
        node, _, attribute = plug.partition(".")
        if lock is not None:
            self._locked.discard(plug)
        if values:
            if plug in self._locked:
                raise RuntimeError(f"setAttr: The attribute '{plug}' is locked or connected and cannot be modified.")
            if isinstance(values[0], str) != (type == "string"):
                raise RuntimeError(f"setAttr: the type of {plug} is another")
            if self.do_listConnections(plug, source=True, destination=False):
                raise RuntimeError(f"setAttr: The attribute '{plug}' is locked or connected and cannot be modified.")
            self._open.forced[node, attribute] = values[0]

    def do_listConnections(self, plug: str, source: bool, destination: bool, plugs: bool = False) -> list[str]:
        return self._open.scene.sources(plug)

    def do_disconnectAttr(self, source: str, plug: str) -> None:
        self._open.scene.links.remove((source, plug))

    def do_editRenderLayerGlobals(self, currentRenderLayer: str) -> None:
        self._layer = currentRenderLayer

    def do_currentTime(self, frame: int) -> None:
        self._frame = frame

    def do_arnoldExportAss(self, filename: str, camera: str) -> Any:
        shape = self._open.scene.named(camera)
        path = self._write(filename, self._above(shape))
        return path if "ass_is_text" in self._open.habits else [path]

    def do_vrend(self, camera: str) -> None:
        """With these settings it exports; an attribute that V-Ray lacks is refused where it is set."""
        held = {name: self._open.forced.get((VRAY, name)) for name in VRAY_HAS}
        assert (held["vrscene_on"], held["vrscene_render_on"], held["misc_separateFiles"]) == (True, False, False), held
        assert held["animType"] == 0 or held["animFrames"] == str(self._frame), held
        transform = self._open.scene.named(camera)
        assert transform in list(self._cameras()), f"{camera} is not renderable"
        self._write(str(held["vrscene_filename"]), transform)

    def _cameras(self) -> Any:
        return self._open._cameras(self._shown_layer())

    def _shown_layer(self) -> Node:
        return next(one for one in self._open._all_layers() if one.name == self._layer)

    def _above(self, shape: Node | None) -> Node | None:
        return self._open.scene.named(shape.above) if shape else None

    def _write(self, path: str, transform: Node | None) -> str:
        """Write what the frame's pictures will be, under the name that the habits make of the one asked for."""
        batch, layer = self._open, self._shown_layer()
        assert transform is not None and batch._is_on(layer), (transform, self._layer)
        batch.options["-s" if batch.forced.get((GLOBALS, "animation")) else "-still"] = [str(self._frame)]
        first = int(batch.forced.get((GLOBALS, "startFrame"), self._frame))
        pictures = batch.names(layer, transform, self._frame, self._frame - first)
        path = renamed(path, batch.habits, self._frame, layer.name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(path).write_text(json.dumps([self._frame, pictures]), "utf-8")
        return path


def mayapy(words: list[str]) -> None:
    """Run a script as mayapy does."""
    cmds: Any = Cmds()
    modules = {name: types.ModuleType(name) for name in ("maya", "maya.standalone", "mtoa", "mtoa.core")}
    package: Any = modules["maya"]
    package.standalone, package.cmds = modules["maya.standalone"], cmds
    standalone: Any = modules["maya.standalone"]
    standalone.initialize = lambda name="": None
    core: Any = modules["mtoa.core"]
    arnold: Any = modules["mtoa"]
    arnold.core = core
    core.createOptions = lambda: cmds._open.scene.nodes.append(Node("defaultArnoldRenderOptions", "aiOptions"))
    sys.modules.update(modules)
    sys.modules["maya.cmds"] = cmds
    sys.argv = words
    sys.path[:] = [place for place in sys.path if not place.endswith("af_maya")]
    runpy.run_path(words[0], run_name="__main__")


_OF_VRAY = "-display= -autoClose= -showProgress= -progressUseCR= -verboseLevel= -numThreads= -frames= -sceneFile="
PROGRAMS: dict[str, tuple[dict[str, int], str]] = {
    "kick": ({"-nstdin": 0, "-dw": 0, "-dp": 0, "-v": 1, "-t": 1, "-i": 1}, "-i"),
    "prman": ({"-Progress": 0, "-t:": 0}, ""),
    "redshiftCmdLine": ({}, ""),
    "vray": (dict.fromkeys(_OF_VRAY.split(), 0), "-sceneFile="),
}
"""Flags of each program with how many words follow, and the one that names the file; V-Ray's have their value in them,
as the number of RenderMan's threads is (Chaos's and Pixar's pages, public submitters)."""


def standalone(program: str, words: list[str]) -> int:
    """Render an exported file: write its pictures into folders that are there."""
    known, of_file = PROGRAMS[program]
    given, told, path = list(words), dict[str, str](), ""
    while given:
        word = given.pop(0)
        flag = next((name for name in known if word == name or (name[-1] in "=:" and word.startswith(name))), "")
        if not flag and (word.startswith("-") or path):
            print(f"ERROR | unknown option {word}")
            return 1
        values, given = given[: known.get(flag, 0)], given[known.get(flag, 0) :]
        told[flag] = values[0] if values else word[len(flag) :]
        path = told[flag] if flag == of_file else path
    if not os.path.isfile(path):
        print(f"ERROR | can't open {path}")
        return 1
    frame, pictures = json.loads(Path(path).read_text("utf-8"))
    if told.get("-frames=", str(frame)) != str(frame):
        print(f"ERROR | {path} has no frame {told['-frames=']}")
        return 1
    for picture in pictures:
        Path(picture).write_text(f"{program} {path}\n", "utf-8")
    return 0


if __name__ == "__main__":
    if sys.argv[1] == "mayapy":
        mayapy(sys.argv[2:])
    sys.exit(standalone(sys.argv[1], sys.argv[2:]))
