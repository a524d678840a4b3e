"""The farm's lock: one farm on one state folder. The system frees it when the process dies, however it dies."""

from __future__ import annotations

import os
import sys
import time

from ..typed import Any
from . import ownership


class FarmLock:
    """An exclusive lock on a file, held until `release` or the end of the process. Tasks do not inherit it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._file: Any = None

    def acquire(self, *, timeout_seconds: float = 0.5) -> bool:
        """Take the lock; False when a farm has it.

        Looks at the lock (`is_held`) hold it for a moment, too, and are waited for. A farm is not (but on Windows,
        where they cannot be told apart): who waited would take the place of one that is being stopped.

        Raises:
            OSError: the lock's file cannot be made, or is not ours (`ownership.DistrustError`).
        """
        end = time.monotonic() + timeout_seconds
        file = open(ownership.open_ours(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT), "rb+")
        while not _lock(file, is_shared=False):
            if time.monotonic() > end or (sys.platform != "win32" and is_held(self.path)):
                file.close()
                return False
            time.sleep(0.01)
        self._file = file
        return True

    def release(self) -> None:
        """Give the lock back; without one nothing happens."""
        if self._file is not None:
            self._file.close()
            self._file = None


def path_in(folder: str) -> str:
    """The lock's file in the farm's folder."""
    return os.path.join(folder, "farm.lock")


def is_held(path: str) -> bool:
    """Whether a farm holds the lock now; a file that is not ours is no lock. Creates nothing."""
    try:
        with open(ownership.open_ours(path, os.O_RDWR), "rb+") as file:
            return not _lock(file, is_shared=True)
    except OSError:
        return False


def _lock(file: Any, *, is_shared: bool) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file.fileno(), (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
