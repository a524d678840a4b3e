"""What a scene file says of the scene as a whole: its range, its variables, what is kept in it. Pure but for the
archive it asks. Measured in public files of Houdini 11 to 21.
"""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

from ._hip import Archive

MAXIMUM_FPS = 100_000
USUAL_FPS = 24.0
"""Houdini's own, of a scene that says none."""

_NUMBER = r"[ \t]+([-+]?[\d.]+(?:[eE][-+]?\d+)?)"
_TIMES = {word: re.compile(rf"^{word}{_NUMBER * count}\s*$", re.MULTILINE) for word, count in
          (("fps", 1), ("tcur", 1), ("tset", 2), ("frange", 2))}  # fmt: skip
_SET = re.compile(r"^set -[gl] ", re.MULTILINE)
_VARIABLE = re.compile(r"(\w+) = ('?)(.*)\2\s*\Z", re.DOTALL)
_TEXT = 3
"""The kind of a text among the data kept at a node."""


class Times(NamedTuple):
    """Frames: the global range, the playbar's, where the scene stands; `fps` frames in a second."""

    fps: float
    first: float
    last: float
    shown_first: float
    shown_last: float
    frame: float


def times_of(archive: Archive) -> Times:
    """The times of a scene. Frame 1 begins at 0 seconds; a range ends with the frame that ends at its last second."""
    text = archive.text(".start")
    (fps,) = _said("fps", text) or (USUAL_FPS,)
    fps = fps if 0 < fps <= MAXIMUM_FPS else USUAL_FPS
    begin, end = _said("tset", text) or (0.0, 240 / fps)
    shown = _said("frange", text) or (begin * fps + 1, end * fps)
    (now,) = _said("tcur", text) or (0.0,)
    frames = [begin * fps + 1, end * fps, *shown, now * fps + 1]
    first, last, shown_first, shown_last, frame = map(_frame, frames)
    return Times(fps, first, last, shown_first, shown_last, frame)


def _said(word: str, text: str) -> tuple[float, ...]:
    found = _TIMES[word].search(text)
    try:
        return tuple(map(float, found.groups())) if found else ()
    except ValueError:
        return ()


def _frame(number: float) -> float:
    """Seconds are written rounded: what is a thousandth of a frame off is that frame."""
    return round(number, 3)


def variables_of(archive: Archive) -> dict[str, str]:
    """Every variable that the scene keeps, as of saving: HIP and its like say where the file lay then."""
    said = map(_VARIABLE.match, _SET.split(archive.text(".variables")))
    return {found[1]: found[3] for found in said if found}


def kept_at_out(archive: Archive, name: str) -> str:
    """The text that is kept at /out under `name`, "" for none."""
    data, offset = archive.data("out.userdata"), 4
    while offset + 2 <= len(data):
        word, offset = _short(data, offset)
        kind, offset = data[offset : offset + 4], offset + 4
        if kind != struct.pack(">I", _TEXT):  # how long others are is not known
            return ""
        value, offset = _short(data, offset)
        if word == name.encode():
            return value.decode("utf-8", "replace")
    return ""


def _short(data: bytes, offset: int) -> tuple[bytes, int]:
    """A text with its length before it, and the offset behind it."""
    length = int.from_bytes(data[offset : offset + 2], "big")
    return data[offset + 2 : offset + 2 + length], offset + 2 + length
