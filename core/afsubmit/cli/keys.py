"""Single keys from a terminal: no Enter, nothing echoed; without a terminal time just passes."""

from __future__ import annotations

import os
import re
import sys
import time

from ..typed import Any

try:
    import select
    import termios
    import tty
except ImportError:  # Windows
    HAS_TERMIOS = False
else:
    HAS_TERMIOS = True

SLICE_SECONDS = 0.05
"""How often the console of Windows is asked for a key: nothing waits for one."""
SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.)?")
"""What a terminal sends for a key without a letter (ECMA-48)."""
OF_CODES = ("\x00", "\xe0")
"""What the console of Windows gives before the code of a key without a letter (Microsoft: `_getch`)."""


class TerminalKeys:
    """To be used in `with`: the terminal is afterwards as it was.

    `console` is what Windows has in place of a terminal that can be waited for: `msvcrt`, or one of the same words.
    """

    def __init__(self, console: Any = None) -> None:
        self._number = -1
        self._before: Any = None
        self._typed = ""
        self._console, self._is_console_open = console, False

    @property
    def has_terminal(self) -> bool:
        """Whether somebody can press keys: standard input is the terminal that this program is in front of."""
        return self._number >= 0 or self._is_console_open

    def __enter__(self) -> TerminalKeys:
        if sys.stdin is None or not sys.stdin.isatty():
            return self
        if self._console is None and not HAS_TERMIOS:
            import msvcrt

            self._console = msvcrt
        if self._console is not None:
            self._is_console_open = True
            return self
        number = sys.stdin.fileno()
        if os.tcgetpgrp(number) == os.getpgrp():  # one in the background would be stopped
            self._number, self._before = number, termios.tcgetattr(number)
            tty.setcbreak(number)
        return self

    def __exit__(self, *failure: object) -> None:
        if self._before is not None:
            termios.tcsetattr(self._number, termios.TCSADRAIN, self._before)
        self._number, self._before, self._is_console_open = -1, None, False

    def read(self, seconds: float) -> str:
        """The key that is pressed within that time, "" for none and for one without a letter."""
        if self._is_console_open:
            return self._read_console(seconds)
        if self._number < 0:
            time.sleep(seconds)
            return ""
        if not self._typed and select.select([self._number], [], [], seconds)[0]:
            self._typed = SEQUENCE.sub("", os.read(self._number, 64).decode("utf-8", "replace"))
        pressed, self._typed = self._typed[:1], self._typed[1:]
        return pressed

    def _read_console(self, seconds: float) -> str:
        end = time.monotonic() + seconds
        while not self._console.kbhit():
            if time.monotonic() >= end:
                return ""
            time.sleep(min(SLICE_SECONDS, max(end - time.monotonic(), 0)))
        pressed = str(self._console.getwch())
        if pressed in OF_CODES:
            self._console.getwch()
            return ""
        if pressed == "\x03":
            raise KeyboardInterrupt
        return pressed
