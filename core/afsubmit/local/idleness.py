"""Ends a farm that has had nothing to do for a set time; the next job starts it again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from ..wire.states import RDY, RUN, WDP, WTM
from .local_jobs import LocalJob

LOOK_SECONDS = 10.0
ALIVE = RDY | RUN | WDP | WTM


class Idleness:
    """Counts how long nothing was done and nothing is to be done. Paused and failed jobs are nothing to be done."""

    def __init__(self, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._since, self._next = seconds, seconds(), float("-inf")

    def note_work(self) -> None:
        """Something is done now."""
        self._since = self._seconds()

    def is_over(self, minutes: int, jobs: Iterable[LocalJob], waits: Callable[[LocalJob], int]) -> bool:
        """Whether that many minutes have passed; 0 is never. `waits` is what a job as a whole waits for."""
        now = self._seconds()
        if not minutes or now < self._next:
            return False
        self._next = now + LOOK_SECONDS
        if any(job.state(waits=waits(job)) & ALIVE for job in jobs if not job.time_done and not job.is_offline):
            self._since = now
        return now - self._since >= minutes * 60
