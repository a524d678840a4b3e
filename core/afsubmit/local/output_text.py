"""What a task printed, as text: UTF-8, and on Windows each line that is none in the console's own code page."""

from __future__ import annotations

import os

CONSOLE = "oem" if os.name == "nt" else ""
"""What cmd and .bat files print in; elsewhere everything speaks UTF-8."""

BEGINNING_CUT = "[ what was printed before is left out here ]\n"
"""Stands in place of what is too long to be sent."""


def decoded(data: bytes, *, console: str = CONSOLE) -> str:
    """`data` as text; `console` is the code page of lines that are no UTF-8, "" for none."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_line(line, console) for line in data.splitlines(keepends=True))


def _line(line: bytes, console: str) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode(console or "utf-8", "replace")
