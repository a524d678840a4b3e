"""The frames of a scene, or why a farm cannot take them. Pure."""

from __future__ import annotations

from .afsubmit.document.frames import FrameList
from .afsubmit.errors import RangeError


def known(first: int, last: int, step: int = 1) -> tuple[FrameList, str]:
    """The frames from `first` to `last`, at least the first; none, and the reason, where a farm takes not so many.

    Blender's longest scene, of 1,048,574 frames, has too many.
    """
    try:
        return FrameList(range(first, max(first, last) + 1, max(1, step))), ""
    except RangeError as error:
        return FrameList(), str(error)
