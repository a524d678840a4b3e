"""Which job is next, and what a job waits for. Pure: jobs and a moment go in.

A job that has nothing to run falls asleep until something wakes it: a change of its own, the end of a job it waits for,
the moment it waits for, or a change of its owner. So a look at what is next costs nothing for jobs that cannot run.
"""

from __future__ import annotations

import functools
import heapq
from collections.abc import Hashable, Iterator

from ..document.mask_rules import literal_names
from ..wire.states import WDP, WTM
from .local_jobs import LocalJob
from .mask_matching import full_match
from .register import Key, Register, put_in, take_out

MOST_ADDED = 1000


_names = functools.lru_cache(maxsize=1024)(literal_names)


class JobDependencies:
    """Looks up what a job as a whole waits for. Each job that can be awaited is held against a mask once."""

    def __init__(self, jobs: Register) -> None:
        self._jobs = jobs
        self._added: list[int] = []
        self._seen: dict[int, _MaskProgress] = {}

    def add_awaited(self, job: LocalJob) -> None:
        """A job came, is to be done again, or has another owner: it may be awaited from now on."""
        self._added.append(job.serial)
        if len(self._added) > 2 * len(self._jobs) + MOST_ADDED:
            self._added = [one.serial for one in self._jobs.values() if not one.is_done]
            self._seen.clear()

    def forget(self, job: LocalJob) -> None:
        """A job went, or its masks or its owner changed."""
        self._seen.pop(job.serial, None)

    def blocker(self, job: LocalJob, now: int) -> tuple[int, LocalJob | None]:
        """The bit WTM (a time), or WDP and one of the jobs that are not done, or 0."""
        if job.field("time_wait", 0) > now:
            return WTM, None
        for key in ("depend_mask", "depend_mask_global"):
            mask = str(job.field(key, ""))
            found = self._first(job, mask, is_global=key == "depend_mask_global") if mask else None
            if found is not None:
                return WDP, found
        return 0, None

    def _first(self, job: LocalJob, mask: str, *, is_global: bool) -> LocalJob | None:
        names = _names(mask)
        if names is not None:
            every = (self._jobs.by_name(name) for name in names if full_match(mask, name))
            return next((one for one in every if one and self._is_blocking(job, one, is_global)), None)
        seen = self._seen.setdefault(job.serial, _MaskProgress())
        awaited = seen.awaited[is_global]
        for other in map(self._jobs.by_serial, self._added[seen.upto[is_global] :]):
            if other is not None and full_match(mask, other.name) and self._is_blocking(job, other, is_global):
                awaited[other.serial] = other
        seen.upto[is_global] = len(self._added)
        while awaited:
            serial, other = next(iter(awaited.items()))
            if self._is_blocking(job, other, is_global):
                return other
            del awaited[serial]
        return None

    @staticmethod
    def _is_blocking(job: LocalJob, other: LocalJob, is_global: bool) -> bool:
        if other is job or other.is_deleted or other.is_done:
            return False
        return is_global or other.user_name == job.user_name


class _MaskProgress:
    """How far a job's masks (False: for its owner's jobs, True: for all) were held against the news, and what fits."""

    def __init__(self) -> None:
        self.upto = {False: 0, True: 0}
        self.awaited: dict[bool, dict[int, LocalJob]] = {False: {}, True: {}}


class Schedule:
    """The jobs that may have something to run, in the order in which they are served.

    `is_behind` is for whoever looks through them in parts.
    """

    def __init__(self, jobs: Register) -> None:
        self._jobs = jobs
        self.is_behind = False
        self._awake: list[Key] = []
        self._keys: dict[int, Key] = {}
        self._sleepers: dict[Hashable, dict[int, None]] = {}
        self._moments: list[tuple[int, int]] = []

    def wake(self, job: LocalJob) -> None:
        """Something of the job changed."""
        if self._jobs.by_serial(job.serial) is not job or self._keys.get(job.serial) == self._jobs.key(job):
            return
        self.remove(job)
        key = self._keys[job.serial] = self._jobs.key(job)
        put_in(self._awake, key)

    def remove(self, job: LocalJob) -> None:
        """The job went, or has nothing to run."""
        key = self._keys.pop(job.serial, None)
        if key is not None:
            take_out(self._awake, key)

    def sleep(self, job: LocalJob, *, until: Hashable = None, moment: int = 0) -> None:
        """Leave the job out until it changes, `wake_for(until)` is called, or the moment has come."""
        self.remove(job)
        if until is not None:
            self._sleepers.setdefault(until, {})[job.serial] = None
        if moment:
            heapq.heappush(self._moments, (moment, job.serial))

    def wake_for(self, event: Hashable) -> None:
        """Wake the jobs that sleep until this."""
        for job in map(self._jobs.by_serial, self._sleepers.pop(event, {})):
            if job is not None:
                self.wake(job)

    def awake(self, now: int) -> Iterator[LocalJob]:
        """The jobs in order; each may fall asleep before the next is asked for."""
        while self._moments and self._moments[0][0] <= now:
            job = self._jobs.by_serial(heapq.heappop(self._moments)[1])
            if job is not None:
                self.wake(job)
        position = 0
        while position < len(self._awake):
            key = self._awake[position]
            found = self._jobs.by_serial(key[2])
            assert found is not None
            yield found
            if position < len(self._awake) and self._awake[position] == key:
                position += 1


class LifeTimes:
    """When jobs are deleted because their time of life is over."""

    def __init__(self, jobs: Register) -> None:
        self._jobs = jobs
        self._ends: dict[int, int] = {}
        self._heap: list[tuple[int, int]] = []

    def set(self, job: LocalJob, end: int | None) -> None:
        """The job's last second; None: it lives until it is deleted."""
        if end is None:
            self._ends.pop(job.serial, None)
        elif self._ends.get(job.serial) != end:
            self._ends[job.serial] = end
            heapq.heappush(self._heap, (end, job.serial))

    def expired(self, now: int) -> list[LocalJob]:
        """The jobs whose last second has passed."""
        found = []
        while self._heap and self._heap[0][0] < now:
            end, serial = heapq.heappop(self._heap)
            job = self._jobs.by_serial(serial)
            if self._ends.get(serial) == end:
                del self._ends[serial]
                found += [job] if job is not None else []
        return found
