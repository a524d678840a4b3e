"""A file's name by frame: Houdini is asked at two frames, and at the others only where the name may change otherwise.

Each question costs time on the artist's main thread, and a scene may have hundreds of ROPs. Pure.
"""

from __future__ import annotations

import re

from afsubmit.document.evaluated import pattern_of
from afsubmit.document.patterns import fill

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
            found = pattern_of(self._told)
            widths = [len(hashes) for hashes in _NUMBER.findall(found or "")]
            self._pattern = found if found is not None and widths == self._widths else None

    def at(self, frame: float) -> str | None:
        """The path at this frame; None where Houdini must be asked."""
        if frame != int(frame) or frame < 0:
            return None
        if self._pattern is not None:
            return fill(self._pattern, int(frame), int(frame))
        return self._told.get(int(frame))
