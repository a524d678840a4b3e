"""A Houdini scene as a graph: the nodes that may render, what is asked of each, and the whole of it. Pure.

`_session` and `_file_graph` make it, from the open scene and from a file; `_scene`, `_order` and `_shape` read it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from afsubmit.errors import Problem, SceneError


class Product(NamedTuple):
    """A render product: its path in the stage, its name where that is the same at all frames, else those known."""

    path: str
    name: str
    by_frame: Mapping[int, str]


class Node(Protocol):
    """One node, asked for what is needed only. The same node is always the same object."""

    @property
    def path(self) -> str:
        """Its path in the scene, "/out/mantra1"."""

    @property
    def type_name(self) -> str:
        """The core name of its type, without namespace and version: "ifd", "filecache"."""

    @property
    def category(self) -> str:
        """What network it lies in: "Driver", "Sop", "Lop"; "" where that is not known."""

    @property
    def parent(self) -> Node | None:
        """The node it lies in, where that is one of the scene's nodes (a subnet of ROPs); else None."""

    @property
    def is_bypassed(self) -> bool:
        """Whether its bypass flag is on."""

    @property
    def is_locked(self) -> bool:
        """Whether its lock flag is on: what is before it is not rendered for it."""

    def inputs(self) -> Sequence[Node | None]:
        """The nodes it is connected to, dots passed through.

        In a network that is none of ROPs ("Sop", "Lop"): those of `Scene.nodes` that lie above it, however far.
        """

    def text(self, parm: str) -> str | None:
        """What the artist chose or typed, nothing in it carried out; None when the node has no such parameter.

        The token of a menu ("normal"), "on" or "off" (or 1 and 0) of a tick, a text with its variables, a number.
        """

    def expression(self, parm: str) -> str:
        """The expression or keys behind a parameter, as text; "" when it holds a plain value."""

    def number(self, parm: str, frame: float) -> float | None:
        """What a number, a tick or a menu (its place) is at this frame, fractions kept; None when there is none.

        Components have names of their own: `f1`. Raises SceneError where only Houdini can work it out.
        """

    def path_at(self, parm: str, frame: float) -> str:
        """The text that a parameter gives at this frame, "" for one that is not there.

        A variable that does not exist stays in it, as Houdini leaves it. Raises SceneError where only Houdini can work
        it out, and where the expression is wrong.
        """

    def other(self, path: str) -> Node | None:
        """The node of the scene that `path` names, seen from this one ("../mantra1"); None when there is none."""

    def products(self) -> Sequence[Product]:
        """The pictures that the stage it renders names. Raises SceneError where they are not known."""

    def contents(self) -> Sequence[str]:
        """The core names of the types of what lies directly in it."""

    def complaint(self) -> str:
        """What the application says is wrong with the node, or ""."""


@dataclass(frozen=True)
class Scene:
    """The whole scene; `nodes` are those that `_rops.is_wanted` wants, in the order an artist would list them.

    Not among them: what lies inside a locked asset or in a TOP network, which is one itself. Frames may be fractions.
    """

    path: str
    """Absolute, "" for one that was never saved."""
    first: float
    """Of the scene's global range, $FSTART."""
    last: float
    frame: float
    """The frame it stands at."""
    nodes: Sequence[Node]
    is_open: bool = False
    """Whether Houdini itself answers: what it cannot say, no farm can render."""
    version: str = ""
    """Of the Houdini that has it open or that saved it, "20.5.278"."""
    fps: float = 24.0
    licence: str = ""
    """"indie", "education" or "apprentice" where it is one of these; "" for a commercial one or an unknown one."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Global variables that the scene keeps, and their values: JOB, the artist's own. Not HIP and its like."""
    takes: Sequence[str] = ()
    """Names of all takes; none where nobody can tell."""
    take: str = ""
    """The current one."""
    references: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The files it reads, absolute, by the parameter that names each ("/obj/geo1/file1/file")."""
    problems: Sequence[Problem] = ()
    """What was met in reading it."""

    def at(self, path: str) -> Node | None:
        """The node of this path; None when it is not among them."""
        return next((node for node in self.nodes if node.path == path), None)


def list_order(path: str) -> tuple[bool, list[tuple[int, str]]]:
    """Where a node stands in an artist's list: /out first, then network by network; numbers count as such."""
    parts = re.findall(r"\d+|\D+", path)
    return not path.startswith("/out/"), [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def is_on(node: Node, parm: str) -> bool | None:
    """Whether a tick is set; None when only Houdini knows, or it differs between the frames. False: no such tick."""
    if node.expression(parm):
        return None if _is_animated(node.expression(parm)) else _number_on(node, parm)
    text = node.text(parm)
    if text is None:
        return False
    word = text.strip().lower()
    return _TICKS[word] if word in _TICKS else _number_on(node, parm)


def choice(node: Node, parm: str, tokens: Sequence[str]) -> int | None:
    """The place of a menu among its `tokens`; None when there is no such parameter.

    Raises:
        SceneError: only Houdini knows it, or it is none of them.
    """
    text = node.text(parm)
    if text is None:
        return None
    word = text.strip().lower()
    if not node.expression(parm) and word in tokens:
        return tokens.index(word)
    number = float(word) if word.isdecimal() and not node.expression(parm) else node.number(parm, 1.0)
    if number is None or not 0 <= int(number) < len(tokens):
        raise SceneError(f"{node.path}: {parm} is {text!r}, and known are {', '.join(tokens)}.")
    return int(number)


def _number_on(node: Node, parm: str) -> bool | None:
    try:
        return bool(node.number(parm, 1.0))
    except SceneError:
        return None


def _is_animated(expression: str) -> bool:
    """Whether an expression may give another value at another frame."""
    return any(word in expression for word in ("$F", "$T", "frame", "time", "\n"))


_TICKS = {**dict.fromkeys(("on", "1", "true"), True), **dict.fromkeys(("", "off", "0", "false"), False)}
