"""Maya's units of time, which name the frame rate. Pure."""

from __future__ import annotations

import re

NAMED = {
    "game": 15.0, "film": 24.0, "pal": 25.0, "ntsc": 30.0, "show": 48.0, "palf": 50.0, "ntscf": 60.0,
    "hour": 1 / 3600, "min": 1 / 60, "sec": 1.0, "millisec": 1000.0,
    "23.976fps": 24000 / 1001, "29.97fps": 30000 / 1001, "29.97df": 30000 / 1001,
    "47.952fps": 48000 / 1001, "59.94fps": 60000 / 1001,
}  # fmt: skip
"""Frames in a second by the name of the time unit (Autodesk's documentation of currentUnit)."""

_RATE = re.compile(r"(\d+(?:\.\d+)?)fps")


def fps_of(unit: str) -> float | None:
    """Frames in a second of a unit ("film", "25fps", "29.97df"); None for one that is not known."""
    found = _RATE.fullmatch(unit)
    return NAMED.get(unit) or (float(found[1]) if found and float(found[1]) else None)
