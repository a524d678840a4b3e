"""A picture at the end of what a terminal shows, drawn again in its place; what is said scrolls away above it."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence

from ..typed import TYPE_CHECKING
from .text_table import width
from .watch_picture import Paper

if TYPE_CHECKING:
    from typing import TextIO

ENABLE_VIRTUAL_TERMINAL_PROCESSING = 0x4
_COLOUR = re.compile("\x1b\\[[0-9;]*m")
NARROWEST = 20
HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"


def can_redraw(stream: TextIO, environ: Mapping[str, str] | None = None) -> bool:
    """Whether `stream` is a terminal that moves its cursor when told to."""
    environ = os.environ if environ is None else environ
    if not stream.isatty():
        return False
    if sys.platform == "win32":
        return _enables_sequences(stream)
    return environ.get("TERM", "dumb") not in ("", "dumb")


def _enables_sequences(stream: TextIO) -> bool:
    """Let the console of Windows 10 and later take escape sequences; False where it does not know them."""
    import ctypes
    import msvcrt

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009
    handle = getattr(msvcrt, "get_osfhandle")(stream.fileno())  # noqa: B009
    mode = ctypes.c_uint32()
    if not kernel.GetConsoleMode(ctypes.c_void_p(handle), ctypes.byref(mode)):
        return False
    return bool(kernel.SetConsoleMode(ctypes.c_void_p(handle), mode.value | ENABLE_VIRTUAL_TERMINAL_PROCESSING))


class LiveScreen:
    """The place of the picture. Call `close` in the end: the picture stays, the cursor is there again."""

    def __init__(self, stream: TextIO, environ: Mapping[str, str] | None = None) -> None:
        self._stream = stream
        self._environ = os.environ if environ is None else environ
        self._shown: list[str] = []
        self._drawn_at = 0, 0
        self._is_hidden = False

    @property
    def paper(self) -> Paper:
        """What the terminal can show now; NO_COLOR (no-color.org) is kept."""
        size = self._size()
        encoding = (self._stream.encoding or "").lower().replace("-", "")
        has_colours = not self._environ.get("NO_COLOR")
        return Paper(max(size[0] - 1, NARROWEST), max(size[1], 4), encoding.startswith("utf"), has_colours)

    def _size(self) -> tuple[int, int]:
        try:
            found = os.get_terminal_size(self._stream.fileno())
        except (OSError, ValueError):
            return shutil.get_terminal_size()
        return (found.columns or 80, found.lines or 24)

    def draw(self, lines: Sequence[str]) -> None:
        """Show these lines in place of those before; what is the same up to the first that changed is not written."""
        if list(lines) == self._shown:
            return
        hide = "" if self._is_hidden else HIDE
        self._is_hidden = True
        same = self._same(lines)
        self._stream.write(hide + self._cleared(same) + "".join(f"{line}\n" for line in lines[same:]))
        self._stream.flush()
        self._shown, self._drawn_at = list(lines), self._size()

    def _same(self, lines: Sequence[str]) -> int:
        """How many of the first lines stand there already; none in a terminal of another size, which moved them."""
        if self._drawn_at != self._size():
            return 0
        pairs = zip(lines, self._shown)
        return next(
            (place for place, (new, shown) in enumerate(pairs) if new != shown), min(len(lines), len(self._shown))
        )

    def _cleared(self, same: int = 0) -> str:
        """What takes the picture away from that line on, also where a terminal that became narrower broke its lines."""
        columns = max(self._size()[0], 1)
        rows = sum(max(1, -(-width(_COLOUR.sub("", line)) // columns)) for line in self._shown[same:])
        return f"\x1b[{rows}F\x1b[J" if rows else ""

    def say(self, text: str) -> None:
        """Write `text` above the picture, where it stays."""
        cleared, shown = self._cleared(), self._shown
        self._stream.write(cleared + "".join(f"{line}\n" for line in text.splitlines()))
        self._shown = []
        self.draw(shown)

    def close(self) -> None:
        """Leave the picture as it is."""
        if self._is_hidden:
            self._stream.write(SHOW)
            self._stream.flush()
        self._shown, self._is_hidden = [], False
