"""A Nuke script as a graph: its nodes, what is asked of each, and the whole of it. Pure.

`_host` and `_file_comp` make it, from the open script and from a file; `_comp` and `_upstream` read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from afsubmit.errors import SceneError

WRITERS = ("Write", "DeepWrite", "WriteGeo")
"""The classes that `nuke -x` executes."""

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

    def number(self, knob: str) -> int | None:
        """The whole number that `knob` holds now; None when the node has no such knob. Raises SceneError."""

    def path(self, knob: str, frame: int, view: str) -> str:
        """The file that `knob` names at this frame, for this view. `%04d` and `####` may be left. Raises SceneError."""

    def inputs(self) -> Sequence[Node | None]:
        """The nodes it is connected to."""

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
    precomps: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Full name of a Precomp -> the files that its script reads."""
    unknown_frames: str = ""
    """Why nobody can tell `first` and `last` here, "" when they are known."""
    unknown_folder: str = ""
    """Why nobody can tell `folder` here, "" when it is known."""

    def is_on(self, node: Node, knob: str) -> bool:
        """Whether a tick of `node` is set."""
        return (node.text(knob) or "").strip().lower() in ("true", "1", "yes", "on")

    def is_disabled(self, node: Node) -> bool:
        """Whether the node, or a group around it, is switched off."""
        place: Node | None = node
        while place is not None:
            if _is_switched_off(place):
                return True
            place = place.group
        return False


def _is_switched_off(node: Node) -> bool:
    text = (node.text("disable") or "").strip().lower()
    if text in ("", "false", "true", "0", "1"):
        return text in ("true", "1")
    try:
        return bool(node.number("disable"))
    except SceneError:
        return False
