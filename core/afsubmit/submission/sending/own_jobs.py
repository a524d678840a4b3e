"""What one window has sent while it is open: no stranger's jobs and files when it sends again."""

from __future__ import annotations

import time
from collections.abc import Iterable

FRESH_SECONDS = 60.0
"""So long after a submission its own jobs and files are mentioned and not warned of: whoever pressed Submit knows."""


class OwnJobs:
    """Filled on one thread, asked on any. Answers are the level at which to tell it, "" for what is not one's own."""

    def __init__(self) -> None:
        self._sent: dict[object, float] = {}

    def add(self, *, serials: Iterable[int], files: Iterable[str]) -> None:
        """These jobs were sent now; `files` are what their outputs write, as patterns of this machine."""
        now = time.monotonic()
        self._sent.update(dict.fromkeys([*serials, *files], now))

    def level_of_job(self, serial: object) -> str:
        """Of a job."""
        return self._level(self._sent.get(serial))

    def level_of_files(self, files: Iterable[str]) -> str:
        """Of files, by the latest submission that writes one of them."""
        return self._level(max((self._sent[name] for name in files if name in self._sent), default=None))

    @staticmethod
    def _level(moment: float | None) -> str:
        if moment is None:
            return ""
        return "info" if time.monotonic() - moment < FRESH_SECONDS else "warning"
