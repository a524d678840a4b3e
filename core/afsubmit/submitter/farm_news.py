"""Whether jobs are to be asked for again: what runs is, what rests only when a monitor's events name it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable

from ..errors import AfError, ServerRefusedError
from ..wire import Client
from ..wire.answers import JobAnswer
from ..wire.monitor import UNREADABLE, Monitor

WHOLE_SECONDS = 30.0
"""How often jobs are asked for, events or not."""
JOB_EVENTS = ("jobs_add", "jobs_change", "jobs_del")


class FarmNews:
    """The news of one farm. A monitor is registered when nothing runs any more, where the farm has monitors."""

    def __init__(self, client: Client, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._client, self._seconds = client, seconds
        self._monitor: Monitor | None = None
        self._has_monitors = self._is_running = True
        self._asked = float("-inf")

    def note(self, jobs: Iterable[JobAnswer]) -> None:
        """The jobs were asked for, and are so now."""
        self._asked = self._seconds()
        self._is_running = any({"RUN", "RDY"} & set(job.words) and "OFF" not in job.words for job in jobs)

    def are_there(self, ids: Iterable[int]) -> bool:
        """Whether the jobs with these ids are to be asked for now.

        Raises:
            AfError: the farm does not answer.
        """
        if self._is_running or not self._has_monitors or self._seconds() - self._asked > WHOLE_SECONDS:
            return True
        try:
            if self._monitor is None:
                self._monitor = Monitor(self._client, is_for_everybody=True)
                self._monitor.watch("jobs")
                return True  # what changed before is not told
            told = self._monitor.events()
        except ServerRefusedError:  # an older farm without monitors
            self._has_monitors = False
            return True
        named = {number for event in JOB_EVENTS for number in told.get(event, ())}
        return UNREADABLE in told or bool(named & set(ids))

    def close(self) -> None:
        """Deregister the monitor; a farm that does not answer drops it by itself."""
        if self._monitor is not None:
            with contextlib.suppress(AfError):
                self._monitor.close()
            self._monitor = None
