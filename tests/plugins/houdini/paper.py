"""Scenes of ROPs on paper: nodes as plain data that answer what `_graph.Node` asks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from af_houdini._graph import Scene

from afsubmit.errors import SceneError

_FRAME = re.compile(r"\$F(\d*)")
RANGE = {"trange": "normal", "f1": 1, "f2": 10, "f3": 1}


@dataclass(eq=False)
class PaperNode:
    """A node; a value of `parms` is a text, a number, or a function of the frame. `expressions` names animated ones."""

    path: str
    type_name: str
    parms: Mapping[str, Any] = field(default_factory=dict)
    wires: Sequence[Any] = ()
    category: str = "Driver"
    parent: Any = None
    is_bypassed: bool = False
    is_locked: bool = False
    expressions: Mapping[str, str] = field(default_factory=dict)
    warning: str = ""
    pictures: Sequence[Any] = ()
    inside: Sequence[str] = ("genericgenerator", "localscheduler")
    around: dict[str, PaperNode] = field(default_factory=dict, repr=False)

    def inputs(self) -> Sequence[Any]:
        return self.wires

    def text(self, parm: str) -> str | None:
        return str(self.parms[parm]) if parm in self.parms else None

    def expression(self, parm: str) -> str:
        return self.expressions.get(parm, "")

    def number(self, parm: str, frame: float) -> float | None:
        value = self.parms.get(parm)
        if value == "only Houdini":
            raise SceneError(f"{parm} only Houdini knows")
        try:
            return None if value is None else float(value(frame) if callable(value) else value)
        except ValueError as error:
            raise SceneError(f"{parm} is {value!r}") from error

    def path_at(self, parm: str, frame: float) -> str:
        value = self.parms.get(parm, "")
        if callable(value):
            return value(frame)
        if value == "only Houdini":
            raise SceneError(f"{parm} only Houdini knows")
        return _FRAME.sub(lambda found: f"{int(frame):0{found[1] or 1}d}", str(value))

    def other(self, path: str) -> PaperNode | None:
        return self.around.get(path if path.startswith("/") else path.replace("..", self.path.rpartition("/")[0], 1))

    def products(self) -> Sequence[Any]:
        if not self.pictures:
            raise SceneError("The stage has no render settings.")
        return self.pictures

    def contents(self) -> Sequence[str]:
        return self.inside

    def complaint(self) -> str:
        return self.warning


def rop(path: str, type_name: str, *wires: Any, **parms: Any) -> PaperNode:
    """A ROP in /out with a range of 1 to 10; of a renderer with a picture of its own."""
    named = {
        "ifd": "vm_picture",
        "geometry": "sopoutput",
        "alembic": "filename",
        "dop": "dopoutput",
        "usd": "lopoutput",
    }
    ending = {"alembic": ".abc", "usd": ".usd"}.get(type_name, ".$F4.exr")
    own = {named[type_name]: f"/show/{path}{ending}"} if type_name in named else {}
    usual = RANGE if type_name in named or "f2" in parms else {}
    return PaperNode(f"/out/{path}", type_name, {**usual, **own, **parms}, wires)


def scene(*nodes: PaperNode, **words: Any) -> Scene:
    """The scene of these nodes, which see each other by their paths."""
    known = {node.path: node for node in nodes}
    for node in nodes:
        node.around.update(known)
    words = {"path": "/show/shot.hip", "first": 1, "last": 10, "frame": 1, "version": "20.5.278", **words}
    return Scene(nodes=nodes, **words)
