"""Which files a ROP writes: parameters evaluated at some frames, and the pattern of their names. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from afsubmit.document.evaluated import pattern_of, sample_frames
from afsubmit.document.frames import FrameList
from afsubmit.document.patterns import has_pattern
from afsubmit.errors import SceneError
from afsubmit.submission.planning.names import is_whole

from ._graph import Node, choice
from ._rops import CACHE, DISPLAYS, FILE_METHODS, Rop

MAXIMUM_LISTED = 1000
"""How many frames a name is worked out for one by one, where no pattern says it: Houdini waits meanwhile."""

LONGEST_NAME = 255
"""Bytes of a file's or folder's name."""

OTHERS = (1, 54321)
"""Frames of no ROP at which a name is looked at, too."""


class NoFileError(SceneError):
    """What is named is nothing that a farm could write."""


class File(NamedTuple):
    """One file of a ROP: the pattern of its name, or its name by frame where there is no pattern."""

    pattern: str
    by_frame: Mapping[int, str] = {}

    @property
    def changes(self) -> bool:
        """Whether each frame has a file of its own."""
        return not self.pattern or has_pattern(self.pattern)


def parms_of(node: Node, rop: Rop) -> list[str]:
    """The parameters that name what `node` writes; of a renderer with several displays those that are files.

    Raises:
        SceneError: which they are only Houdini can work out.
    """
    if rop.parm == DISPLAYS:
        count = int(node.number("ri_displays", 1.0) or 0)
        numbers = [number for number in range(count + 1) if node.text(f"ri_display_{number}") is not None]
        shown = [number for number in numbers if (node.text(f"ri_device_{number}") or "").strip() in rop.devices]
        if numbers == shown:
            raise NoFileError("none of its displays is a file: they are windows, or it has none.")
        return [f"ri_display_{number}" for number in numbers if number not in shown]
    if node.type_name == CACHE:
        is_explicit = choice(node, "filemethod", FILE_METHODS) == 1
        return ["file"] if is_explicit or node.text("sopoutput") is None else ["sopoutput"]
    return [rop.parm]


def file_of(node: Node, parm: str, frames: FrameList, devices: tuple[str, ...] = ()) -> File:
    """What `parm` of `node` names at `frames`, of which there is one at least.

    Raises:
        NoFileError: nothing, no whole path, or a window.
        SceneError: what only Houdini can work out.
    """
    if node.text(parm) is None:
        raise NoFileError(f"{node.type_name} has no parameter {parm} in this version.")
    paths = {frame: _path(node, parm, frame, devices) for frame in sample_frames(frames)}
    found = pattern_of(_with_others(node, parm, paths)) or pattern_of(paths)
    if found is not None:
        return File(found)
    if len(frames) > MAXIMUM_LISTED:
        raise SceneError(f"No pattern says the names of {parm}, and {len(frames)} are too many to ask for each.")
    return File("", {frame: paths.get(frame) or _path(node, parm, frame, devices) for frame in frames})


def _with_others(node: Node, parm: str, paths: dict[int, str]) -> dict[int, str]:
    """`paths` with those at a short and a long frame, which somebody may ask for: there padding shows."""
    lengths = {len(str(frame)) for frame in paths}
    if 1 in lengths and len(lengths) > 1:  # it shows already; every question costs the artist time
        return paths
    try:
        return {**paths, **{frame: node.path_at(parm, frame).strip() for frame in OTHERS if frame not in paths}}
    except SceneError:
        return paths


def _path(node: Node, parm: str, frame: int, devices: tuple[str, ...]) -> str:
    return checked(node.path_at(parm, frame), parm, devices)


def checked(value: str, parm: str, devices: tuple[str, ...]) -> str:
    """`value`, which `parm` names, as a whole path. Raises NoFileError."""
    value = value.strip()
    if not value:
        raise NoFileError(f"{parm} names no file.")
    if value in devices:
        raise NoFileError(f"{parm} is {value!r}, a window: no farm sees it.")
    if "$" in value or "`" in value:
        raise NoFileError(f"{value} still holds a sign of a variable: nothing has set it.")
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise NoFileError(f"{parm} is no UTF-8, as farms want it.")
    if any(letter < " " for letter in value):
        raise NoFileError(f"{value!r} holds a line end or another sign that no name should have.")
    if has_pattern(value):
        raise NoFileError(f"{value} holds a sign that a farm fills in with frames, and Houdini does not.")
    if max(len(part.encode()) for part in re.split(r"[/\\]", value)) > LONGEST_NAME:
        raise NoFileError(f"{value[:60]}… has a name of more than {LONGEST_NAME} bytes, which no disk takes.")
    if not is_whole(value):
        raise NoFileError(f"{value} begins at no root: it would lie wherever the farm starts Houdini.")
    return value
