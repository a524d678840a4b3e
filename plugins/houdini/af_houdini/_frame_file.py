"""A file's name by frame: Houdini is asked at two frames, and at the others only where the name may change otherwise.

Each question costs time on the artist's main thread, and a scene may have hundreds of ROPs. Pure.
"""

from __future__ import annotations

import re

from afsubmit.document.evaluated import pattern_of
from afsubmit.document.patterns import fill, numbered

_FRAME = re.compile(r"\$\{?F(\d*)\b\}?")
_CHANGING = re.compile(r"`|@|\$\{?(?:FF|SF+|ST|T)\d*\b|\n")
"""What may change with the frame beside its number: expressions, attributes, other clocks."""
_NUMBER = re.compile("@(#+)@")


class FrameFile:
    """What a parameter with the text `written` gives by frame."""

    def __init__(self, written: str) -> None:
        """Know nothing yet; `written` is the text before anything in it is carried out."""
        self._widths = [int(found) if found else 1 for found in _FRAME.findall(written)]
        self._may_change = bool(_CHANGING.search(written))
        self._told: dict[int, str] = {}
        self._pattern: str | None = None

    def told(self, frame: float, path: str) -> None:
        """Houdini said that it is `path` at this frame."""
        if frame != int(frame) or frame < 0:  # how numbers below zero are padded is documented nowhere
            return
        self._told[int(frame)] = path
        if len(self._told) == 2 and not self._may_change:
            self._pattern = self._found()

    def _found(self) -> str | None:
        """The pattern of both, when it has the numbers that the artist typed."""
        found = _of_one_number(self._told, self._widths[0]) if len(self._widths) == 1 else pattern_of(self._told)
        widths = [len(hashes) for hashes in _NUMBER.findall(found or "")]
        return found if widths == self._widths else None

    def at(self, frame: float) -> str | None:
        """The path at this frame; None where Houdini must be asked."""
        if frame != int(frame) or frame < 0:
            return None
        if self._pattern is not None:
            return fill(self._pattern, int(frame), int(frame))
        return self._told.get(int(frame))


def _of_one_number(told: dict[int, str], width: int) -> str | None:
    """The pattern of two paths that differ in one number of this width; None when they do not, or "@" is in them."""
    (one, path), (other, wanted) = ((numbered(frame, width), path) for frame, path in told.items())
    place = -1 if "@" in path else path.find(one)
    while place >= 0:
        before, after = path[:place], path[place + len(one) :]
        if f"{before}{other}{after}" == wanted:
            return f"{before}@{'#' * width}@{after}"
        place = path.find(one, place + 1)
    return None
