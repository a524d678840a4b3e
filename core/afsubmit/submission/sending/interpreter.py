"""Which Python can run a helper process such as the local farm: an application's own is often none that starts."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable

MINIMUM = (3, 9)
_FOREIGN = ("PYTHON", "LD_", "DYLD_", "QT_")
"""Variables with which applications point their own interpreter at their own libraries."""


def first_usable(paths: Iterable[str]) -> str:
    """The first of `paths` that is a Python new enough and with SQLite, started once to see it; "" when none is.

    Callable from any thread; takes some tenths of a second for each that is there.
    """
    return next(filter(_is_usable, paths), "")


def _is_usable(path: str) -> bool:
    if not path or not _is_called_python(path) or not os.path.isfile(path):
        return False
    question = f"import sqlite3, sys; sys.exit(sys.version_info < {MINIMUM})"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    try:
        command = [path, "-I", "-c", question]
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _is_called_python(path: str) -> bool:
    """Whether its name says that it is a Python (`python3`, `…py`): an application is never started to see it."""
    name = os.path.splitext(os.path.basename(path).lower())[0]
    return "python" in os.path.basename(path).lower() or name.endswith("py")
