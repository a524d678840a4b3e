"""A Nuke script as a graph: its nodes, what is asked of each, and the whole of it. Pure.

`_host` and `_file_comp` make it, from the open script and from a file; `_comp` and `_upstream` read it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from afsubmit.errors import SceneError

from . import _script

WRITERS = ("Write", "DeepWrite", "WriteGeo", "GeoExport")
"""Nuke's own classes that `nuke -x` executes; GeoExport is there from 16.0 on."""

ENVIRONMENT = ("OCIO", "NUKE_PATH")
"""Variables that decide what a script looks like: the colour configuration, and where its gizmos lie."""


class Node(Protocol):
    """One node, asked for what is needed only."""

    @property
    def class_name(self) -> str:
        """Its class, "Write"."""

    @property
    def full_name(self) -> str:
        """Its name with those of its groups, "Group1.Write1"."""

    @property
    def group(self) -> Node | None:
        """The group it lies in; None at the top."""

    def text(self, knob: str) -> str | None:
        """What the artist typed into `knob`, nothing in it carried out; None when the node has no such knob."""

    def expression(self, knob: str) -> str:
        """The expression or curve behind a tick or number, as a script writes it; "" when it holds a plain value."""

    def number(self, knob: str) -> int | None:
        """The whole number that `knob` holds now; None when the node has no such knob. Raises SceneError."""

    def path(self, knob: str, frame: int, view: str) -> str:
        """The file that `knob` names at this frame, for this view. `%04d` and `####` may be left. Raises SceneError."""

    def inputs(self) -> Sequence[Node | None]:
        """The nodes it is connected to."""

    def size(self) -> tuple[int, int] | None:
        """Width and height of its picture; None where that cannot be said."""

    def written(self) -> _script.Node | None:
        """The node as a script's text has it; None where that cannot be said."""

    def complaint(self) -> str:
        """What the application says is wrong in the tree of the node, or ""."""


@dataclass(frozen=True)
class Comp:
    """The whole script; `folder` is what relative paths begin at, "" when the script does not say."""

    path: str
    first: int
    last: int
    views: Sequence[str]
    nodes: Sequence[Node]
    folder: str = ""
    is_proxy: bool = False
    edition: str = ""
    """"nc" or "indie" where the licence is one of these."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What the session has of `ENVIRONMENT`: without it the farm sees other colours, or lacks a gizmo."""
    precomps: Mapping[str, Sequence[str] | None] = field(default_factory=dict)
    """Full name of a Precomp -> the files that its script reads; None where that cannot be said."""
    unknown_frames: str = ""
    """Why nobody can tell `first` and `last` here, "" when they are known."""
    unknown_folder: str = ""
    """Why nobody can tell `folder` here, "" when it is known."""
    unknown_proxy: str = ""
    """Why nobody can tell `is_proxy` here, "" when it is known."""
    writer_classes: Mapping[str, str] = field(default_factory=dict)
    """The studio's own classes that render -> the knob that names the file, "" for `file`."""
    unseen: Sequence[str] = ()
    """Full names of the nodes that may hold others which are not among `nodes`."""
    size: tuple[int, int] | None = None
    """Width and height of the project's format; None where they cannot be said."""
    colours: str = ""
    """The colour configuration that the project settings name, "" where they name none of their own."""

    def is_writer(self, node: Node) -> bool:
        """Whether the node is of a class that renders: Nuke's own, or one that the studio's settings name."""
        return node.class_name in WRITERS or node.class_name in self.writer_classes

    def file_knob(self, node: Node) -> str:
        """The knob that names what a writer writes."""
        knob = self.writer_classes.get(node.class_name, "").strip() or "file"
        return "proxy" if knob == "file" and self.is_proxy and (node.text("proxy") or "").strip() else knob

    def is_on(self, node: Node, knob: str) -> bool | None:
        """Whether a tick of `node` is set on the farm; None when only Nuke knows, or it differs between the frames."""
        if is_fleeting(node, knob):
            return None
        try:
            text = (node.text(knob) or "").strip().strip("{}").strip().lower()
            return _TICKS[text] if text in _TICKS else bool(node.number(knob))
        except SceneError:
            return None

    def is_disabled(self, node: Node) -> bool | None:
        """Whether the node, or a group around it, is switched off; None when only Nuke knows."""
        is_known = True
        place: Node | None = node
        while place is not None:
            is_off = self.is_on(place, "disable")
            if is_off:
                return True
            is_known = is_known and is_off is not None
            place = place.group
        return False if is_known else None


def has_own_colours(management: str, configuration: str) -> bool:
    """Whether a root node with these knobs `colorManagement` and `OCIO_config` names a colour configuration itself."""
    return management.strip("{} ").lower() == "ocio" and configuration.strip("{} ").lower() == "custom"


def is_fleeting(node: Node, knob: str) -> bool:
    """Whether an expression behind `knob` gives another value on the farm, or at another frame."""
    return _FLEETING.search(node.expression(knob)) is not None


_TICKS = {**dict.fromkeys(("true", "1", "yes", "on"), True), **dict.fromkeys(("", "false", "0", "no", "off"), False)}
_FLEETING = re.compile(r"\$\{?gui\b|\bcurve\b|\bframe\b|\b[xt]\b|\bgetenv\b|\benv\(|\bpython\b|\brandom\b|\bnoise\b")
"""What an expression asks for that is another on the farm, or at another frame."""
