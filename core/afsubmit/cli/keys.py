"""Single keys from a terminal: no Enter, nothing echoed; without a terminal, and on Windows, time just passes."""

from __future__ import annotations

import os
import sys
import time

from ..typed import Any

try:
    import select
    import termios
    import tty
except ImportError:  # Windows
    HAS_KEYS = False
else:
    HAS_KEYS = True


class TerminalKeys:
    """To be used in `with`: the terminal is afterwards as it was."""

    def __init__(self) -> None:
        self._number = -1
        self._before: Any = None

    @property
    def has_terminal(self) -> bool:
        """Whether somebody can press keys: standard input is the terminal that this program is in front of."""
        return self._number >= 0

    def __enter__(self) -> TerminalKeys:
        if HAS_KEYS and sys.stdin is not None and sys.stdin.isatty():
            number = sys.stdin.fileno()
            if os.tcgetpgrp(number) == os.getpgrp():  # one in the background would be stopped
                self._number, self._before = number, termios.tcgetattr(number)
                tty.setcbreak(number)
        return self

    def __exit__(self, *failure: object) -> None:
        if self._before is not None:
            termios.tcsetattr(self._number, termios.TCSADRAIN, self._before)
        self._number, self._before = -1, None

    def read(self, seconds: float) -> str:
        """The key that is pressed within that time, "" for none."""
        if self._number < 0:
            time.sleep(seconds)
            return ""
        ready, _, _ = select.select([self._number], [], [], seconds)
        return os.read(self._number, 1).decode("ascii", "replace") if ready else ""
