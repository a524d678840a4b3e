"""The live picture of a job in a terminal: one bar per block, redrawn in place, or plain lines in a pipe."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

from ..typed import TYPE_CHECKING, Any
from .text_table import printable, width

if TYPE_CHECKING:
    from typing import TextIO

BAR_WIDTH = 32


class ProgressBars:
    """Draws what the server says about a job's blocks."""

    def __init__(self, stream: TextIO, *, title: str = "") -> None:
        """Write to `stream`; bars are redrawn when it is a terminal that can move its cursor up.

        `title` stands before each, for several jobs in one place.
        """
        self._stream = stream
        self._can_redraw = stream.isatty() and os.name != "nt" and os.environ.get("TERM", "dumb") != "dumb"
        self._started = time.monotonic()
        self._title = f"  {printable(title)}" if title else ""
        self._first: dict[str, float] = {}
        self._shown: list[str] = []
        self._done: dict[str, int] = {}

    def show(self, job: Mapping[str, Any]) -> None:
        """Draw the job as it is now; in a pipe only what changed since the last call."""
        blocks = job["blocks"]
        widest = max((width(block["name"]) for block in blocks), default=0)
        lines = [self._line(block, widest) for block in blocks]
        if self._can_redraw:
            up = f"\x1b[{len(self._shown)}F" if self._shown else ""
            self._stream.write(up + "".join(f"\x1b[2K{line}\n" for line in lines))
        else:
            for block, line in zip(blocks, lines):
                done = block.get("p_tasks_done", 0)
                if self._done.get(block["name"]) != done:
                    self._done[block["name"]] = done
                    self._stream.write(f"{line}\n")
        self._shown = lines
        self._stream.flush()

    def leave(self) -> None:
        """Let what is drawn stand: something else is written below it, and the next picture comes below that."""
        self._shown = []

    def _line(self, block: Mapping[str, Any], widest: int) -> str:
        done, total = block.get("p_tasks_done", 0), block.get("tasks_num", 0)
        part = max(block.get("p_percentage", 0) / 100, done / total) if total else 0.0
        full, half = ("█", "▌") if self._can_print_blocks() else ("#", "-")
        eighths = int(part * BAR_WIDTH * 2)
        bar = full * (eighths // 2) + half * (eighths % 2)
        name = printable(block["name"]) + " " * (widest - width(block["name"]))
        text = f"{self._title}  {name}  [{bar:<{BAR_WIDTH}}]  {done}/{total}"
        return text + self._times(part, self._first.setdefault(block["name"], part)) + _trouble(block)

    def _times(self, part: float, first: float) -> str:
        """How long it is looked at, and what is left at the speed since then."""
        passed = time.monotonic() - self._started
        if not first < part < 1:
            return f"  {passed:.0f} s"
        return f"  {passed:.0f} s, about {passed * (1 - part) / (part - first):.0f} s left"

    def _can_print_blocks(self) -> bool:
        return (self._stream.encoding or "").lower().replace("-", "") == "utf8"


def _trouble(block: Mapping[str, Any]) -> str:
    errors = block.get("p_tasks_error", 0)
    return f"  {errors} failed" if errors else ""
