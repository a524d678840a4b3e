"""Which frames a ROP renders: its range, or the scene's frame. Pure."""

from __future__ import annotations

import math
from typing import NamedTuple

from afsubmit.document.frames import MAXIMUM_FRAMES, FrameList
from afsubmit.errors import Problem, RangeError, SceneError

from ._graph import Node, Scene, choice
from ._rops import USD_RENDERS

TRANGE = ("off", "normal", "on", "stage")
"""Tokens of the menu `trange`: the frame where the scene stands, the range, the range and no other frame. What a USD
render calls its fourth entry, the stage's own range, is not documented."""
RANGE_FIX = "Type whole numbers into its Start/End/Inc, the second not below the first."


UNKNOWN_FIX = "Type numbers into its range, choose frames here, or submit from Houdini itself."


class Frames(NamedTuple):
    """The frames of a ROP; `unknown` says why nobody can tell them, "" when they are known."""

    frames: FrameList
    unknown: str = ""
    problems: tuple[Problem, ...] = ()


def frames_of(node: Node, scene: Scene) -> Frames:
    """What `node` would render in the application."""
    try:
        mode = _mode(node)
        if mode is None:
            return _wrong(node, f"{node.type_name} has no parameter trange in this version.", "Set the frames here.")
        if mode == 0:
            return Frames(FrameList([_whole(scene.frame, "The frame where the scene stands")]))
        if mode == 3:
            return Frames(FrameList(), f"{node.path} takes its frames from the stage, which only Houdini reads.")
        return _range(node, scene)
    except RangeError as error:
        return _wrong(node, str(error), RANGE_FIX)
    except SceneError as error:
        level = "error" if scene.is_open else "warning"
        message = f"Its frames are not known: {error}"
        return Frames(FrameList(), message, (Problem(level, node.path, message, UNKNOWN_FIX),))


def scene_frames(scene: Scene) -> FrameList:
    """The scene's global range, fractions to the wider side; its frame where that is none."""
    try:
        found = FrameList(range(math.floor(scene.first), math.ceil(scene.last) + 1))
    except (RangeError, OverflowError, ValueError):
        found = FrameList()
    return found or FrameList([math.floor(scene.frame) if math.isfinite(scene.frame) else 1])


def _mode(node: Node) -> int | None:
    if node.type_name in USD_RENDERS:
        text = (node.text("trange") or "").strip().lower()
        if text and not text.isdecimal() and text not in TRANGE and not node.expression("trange"):
            return 3
    return choice(node, "trange", TRANGE)


def _range(node: Node, scene: Scene) -> Frames:
    first, last, step = (_number(node, name, scene.frame) for name in ("f1", "f2", "f3"))
    if step <= 0:
        raise RangeError(f"Its increment is {step:g}; it must be above zero.")
    if last < first:
        raise RangeError(f"Its range {first:g}-{last:g} ends before it begins.")
    if not all(map(math.isfinite, (first, last, step))) or (last - first) / step > MAXIMUM_FRAMES:
        raise RangeError(f"Its range {first:g}-{last:g} has more than {MAXIMUM_FRAMES:,} frames.")
    whole = _whole(first, "Its start"), _whole(step, "Its increment")
    return Frames(FrameList(range(whole[0], math.floor(last) + 1, whole[1])))


def _number(node: Node, name: str, frame: float) -> float:
    number = node.number(name, frame)
    if number is None:
        raise RangeError(f"{node.type_name} has no parameter {name} in this version.")
    return number


def _whole(number: float, what: str) -> int:
    if not math.isfinite(number) or number != int(number):
        raise RangeError(f"{what} is {number:g}, and a farm counts whole frames.")
    return int(number)


def _wrong(node: Node, message: str, fix: str) -> Frames:
    return Frames(FrameList(), message, (Problem("error", node.path, message, fix),))
