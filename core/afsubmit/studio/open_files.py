"""Files that another program has open for a moment: Windows neither replaces nor removes them until it closes them.

What Python, a virus scanner or a backup program opens is not shared for deletion. Elsewhere an error is one at once.
"""

from __future__ import annotations

import os
import time

from ..typed import Any

IS_WINDOWS = os.name == "nt"
PATIENCE_SECONDS = 5.0
PAUSE_SECONDS = 0.01


def replace(source: Any, target: Any) -> None:
    """Do os.replace, on Windows again and again for a moment while somebody has one of the two open.

    Raises:
        OSError: as os.replace says, or it is open still.
    """
    _patiently(lambda: os.replace(source, target))


def remove(path: Any) -> None:
    """Do os.remove, on Windows again and again for a moment while somebody has it open.

    Raises:
        OSError: as os.remove says, or it is open still.
    """
    _patiently(lambda: os.remove(path))


def _patiently(action: Any) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            action()
            return
        except PermissionError:
            if not IS_WINDOWS or time.monotonic() > until:
                raise
        time.sleep(PAUSE_SECONDS)
