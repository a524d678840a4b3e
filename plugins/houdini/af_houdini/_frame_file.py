"""A file's name by frame: Houdini is asked at two frames, and at the others only where the name may change otherwise.

Each question costs time on the artist's main thread, and a scene may have hundreds of ROPs. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from afsubmit.document.patterns import filler, numbered

MAXIMUM_WIDTH = 255
"""Places of a number in a file's name: no file system has longer names."""

_FRAME = re.compile(r"\$\{?F([0-9]*)\b\}?")
_CHANGING = re.compile(r"`|@|\$\{?(?:FF|SF+|ST|T)\d*\b|\n")
"""What may change with the frame beside its number: expressions, attributes, other clocks."""


def width(digits: str) -> int | None:
    """The places that the digits of `$F4` ask for; None for what no file can have and for `$F0`."""
    asked = 1 if not digits else int(digits) if len(digits) <= 9 else 0
    return asked if 0 < asked <= MAXIMUM_WIDTH else None


class FrameFile:
    """What a parameter with the text `written` gives by frame."""

    def __init__(self, written: str) -> None:
        """Know nothing yet; `written` is the text before anything in it is carried out."""
        widths = [width(digits) for digits in _FRAME.findall(written)]
        self._widths = [known for known in widths if known]
        self._is_regular = len(self._widths) == len(widths) and not _CHANGING.search(written)
        self._known: dict[int, str] = {}
        self._fill: Callable[[int], str] | None = None

    def learn(self, frame: float, path: str) -> None:
        """Take in what Houdini said of this frame."""
        if frame != int(frame) or frame < 0:  # how numbers below zero are padded is documented nowhere
            return
        frame = int(frame)
        if self._is_regular and self._fill is None:
            like = next((known for known in self._known if _is_as_long(known, frame)), None)
            if like is not None:
                pattern = _pattern(self._widths, (like, self._known[like]), (frame, path))
                self._fill, self._is_regular = filler(pattern) if pattern is not None else None, pattern is not None
        self._known[frame] = path

    def at(self, frame: float) -> str | None:
        """The path at this frame; None where Houdini must be asked."""
        if frame != int(frame) or frame < 0:
            return None
        return self._fill(int(frame)) if self._fill is not None else self._known.get(int(frame))


def _is_as_long(one: int, other: int) -> bool:
    """Whether two frames are not the same and have as many digits: then where a number ends is seen for sure."""
    return one != other and len(str(one)) == len(str(other))


def _pattern(widths: list[int], one: tuple[int, str], other: tuple[int, str]) -> str | None:
    """The pattern of two paths that differ in numbers of these widths, one after another; None when they do not."""
    path, wanted = one[1], other[1]
    if "@" in path or len(path) != len(wanted):
        return None
    parts, end = [], 0
    for digits in widths:
        number, changed = numbered(one[0], digits), numbered(other[0], digits)
        position = path.find(number, end)
        while position >= 0 and not wanted.startswith(changed, position):
            position = path.find(number, position + 1)
        if position < 0 or path[end:position] != wanted[end:position]:
            return None
        parts += [path[end:position], f"@{'#' * digits}@"]
        end = position + len(number)
    return "".join([*parts, path[end:]]) if path[end:] == wanted[end:] else None
