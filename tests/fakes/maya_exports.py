"""The programs `mayapy` and `kick` as a farm runs them: one exports what Maya would render, the other renders that.

    maya_exports.py mayapy _worker.py renderer=arnold … scene=/show/copy.ma
    maya_exports.py kick -nstdin … -i /show/copy.0001.ass

The worker runs here as it is, on modules of `maya` of its own which refuse what the tables of 2022 to 2025 do not have.
What Arnold writes into a file is here the names of its pictures. Arnold's command: its public source, of which a
version gives the name of the one file back as a text and others as a list (MAYA_HABITS: ass_is_text); with another name
than asked for (ass_is_numbered) nobody knows.
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
from tests.fakes.maya_render import Batch

GLOBALS = "defaultRenderGlobals"


class Exporting(Batch):
    """A scene open in mayapy, of which an attribute that was set here holds that whatever the layer says."""

    def __init__(self, path: str, project: str) -> None:
        super().__init__({"-r": ["arnold"], "-proj": [project]}, path)
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
        if own is None or (name not in self._table and not (name == "arnoldExportAss" and "mtoa" in self._plugins)):
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

    def do_file(self, *words: str, query: bool = False, sceneName: bool = False, open: bool = False, **_: Any) -> Any:
        if open:
            self._scene = Exporting(words[0], self._project)
            if "open_complains" in self._scene.habits:
                raise RuntimeError("Could not find plug-in")
        return self._scene.scene.path if query and self._scene else ""

    def do_loadPlugin(self, name: str, quiet: bool = False) -> list[str]:
        self._plugins.add(name)
        return [name]

    def do_objExists(self, name: str) -> bool:
        return self._open.scene.named(name) is not None

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
        batch = self._open
        layer = next(one for one in batch._all_layers() if one.name == self._layer)
        shape = batch.scene.named(camera)
        transform = batch.scene.named(shape.above) if shape else None
        assert transform is not None and batch._is_on(layer), (camera, self._layer)
        batch.options["-s" if batch.forced.get((GLOBALS, "animation")) else "-still"] = [str(self._frame)]
        first = int(batch.forced.get((GLOBALS, "startFrame"), self._frame))
        pictures = batch.names(layer, transform, self._frame, self._frame - first)
        path = filename
        if "ass_is_numbered" in batch.habits:
            path = f"{filename[: -len('.ass')]}.{self._frame:04d}.ass"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(path).write_text(json.dumps(pictures), "utf-8")
        return path if "ass_is_text" in batch.habits else [path]


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


def kick(words: list[str]) -> int:
    """Render an exported file: write its pictures."""
    known = {"-nstdin": 0, "-dw": 0, "-dp": 0, "-v": 1, "-t": 1, "-i": 1}
    given, path = list(words), ""
    while given:
        flag = given.pop(0)
        if flag not in known:
            print(f"ERROR | unknown option {flag}")
            return 1
        values, given = given[: known[flag]], given[known[flag] :]
        path = values[0] if flag == "-i" else path
    if not os.path.isfile(path):
        print(f"ERROR | [ass] can't open {path}")
        return 1
    for picture in json.loads(Path(path).read_text("utf-8")):
        os.makedirs(os.path.dirname(picture), exist_ok=True)
        Path(picture).write_text(f"kick {path}\n", "utf-8")
    return 0


if __name__ == "__main__":
    if sys.argv[1] == "mayapy":
        mayapy(sys.argv[2:])
    sys.exit(kick(sys.argv[2:]))
