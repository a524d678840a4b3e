"""Maya's units of time, which name the frame rate. Pure."""

from __future__ import annotations

import re

USUAL_FPS = 24.0
NAMED = {
    "game": 15.0, "film": 24.0, "pal": 25.0, "ntsc": 30.0, "show": 48.0, "palf": 50.0, "ntscf": 60.0,
    "sec": 1.0, "millisec": 1000.0, "min": 1 / 60, "hour": 1 / 3600,
}  # fmt: skip
_RATE = re.compile(r"(\d+(?:\.\d+)?)(?:fps|df)")


def fps_of(unit: str) -> float:
    """Frames in a second of a unit as Maya names it ("film", "25fps", "29.97df"); that of film for an unknown one."""
    found = _RATE.fullmatch(unit)
    return float(found[1]) if found else NAMED.get(unit, USUAL_FPS)
