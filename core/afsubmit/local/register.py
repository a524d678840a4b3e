"""The farm's jobs, with an index for each question about one of them: no answer grows with their number. Pure."""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from .local_jobs import LocalJob

FIRST_ID = 2
"""1 is the system job."""
Key = tuple[int, ...]
"""Minus the priority, rank, serial."""


class Register(Mapping[int, LocalJob]):
    """Jobs by id. When a job's priority, owner or rank changes, call `refile`; names never change.

    Jobs are listed and served by priority, the higher first, then by `rank`: they come to the end of the line when they
    are accepted, and when their priority or owner changes, as on afserver 3.4.1.
    """

    def __init__(self) -> None:
        self._by_id: dict[int, LocalJob] = {}
        self._by_serial: dict[int, LocalJob] = {}
        self._by_name: dict[str, LocalJob] = {}
        self._order: list[Key] = []
        self._of_user: dict[str, list[Key]] = {}
        self._filed: dict[int, tuple[str, Key]] = {}
        self._gone: dict[str, list[Key]] = {}
        self._ids = FreeNumbers(FIRST_ID)
        self._numbers: dict[str, FreeNumbers] = {}
        self._last_rank = 0

    def __getitem__(self, id_: int) -> LocalJob:
        return self._by_id[id_]

    def __iter__(self) -> Iterator[int]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def by_serial(self, serial: int) -> LocalJob | None:
        """The job with this serial."""
        return self._by_serial.get(serial)

    def by_name(self, name: str) -> LocalJob | None:
        """The job with exactly this name."""
        return self._by_name.get(name)

    def free_id(self) -> int:
        """The smallest id that no job has."""
        return self._ids.take(lambda number: number in self._by_id)

    def unique_name(self, name: str) -> str:
        """The name, or with -1, -2, ... when a job has it already (afserver 3.4.1 does the same)."""
        if name not in self._by_name:
            return name
        numbers = self._numbers.setdefault(name, FreeNumbers(1))
        return f"{name}-{numbers.take(lambda number: f'{name}-{number}' in self._by_name)}"

    def add(self, job: LocalJob) -> None:
        """Take a job with an id, a serial and a name of its own; one without a rank comes to the end of the line."""
        self._by_id[job.id] = self._by_serial[job.serial] = self._by_name[job.name] = job
        self._file(job)

    def remove(self, job: LocalJob) -> None:
        """Forget a job; its id and name are free again."""
        user, key = self._filed[job.serial]
        self._unfile(job)
        put_in(self._gone.setdefault(user, []), key)
        del self._by_id[job.id], self._by_serial[job.serial], self._by_name[job.name]
        self._ids.give_back(job.id)
        base, _, number = job.name.rpartition("-")
        if base in self._numbers and number.isdecimal():
            self._numbers[base].give_back(int(number))

    def refile(self, job: LocalJob) -> None:
        """A job's priority, owner or rank may have changed."""
        user, (before, _, _) = self._filed[job.serial]
        if (user, before) != (job.user_name, -job.priority):
            job.rank = None
        if job.rank is None or self._filed[job.serial] != (job.user_name, _key(job)):
            self._unfile(job)
            self._file(job)

    def _file(self, job: LocalJob) -> None:
        if job.rank is None:
            job.rank = self._last_rank + 1
        self._last_rank = max(self._last_rank, job.rank)
        key = _key(job)
        self._filed[job.serial] = job.user_name, key
        put_in(self._order, key)
        put_in(self._of_user.setdefault(job.user_name, []), key)
        self._gone.pop(job.user_name, None)

    def _unfile(self, job: LocalJob) -> None:
        user, key = self._filed.pop(job.serial)
        take_out(self._order, key)
        take_out(self._of_user[user], key)
        if not self._of_user[user]:
            del self._of_user[user]

    def key(self, job: LocalJob) -> Key:
        """What the jobs are ordered by."""
        return self._filed[job.serial][1]

    def filed_user(self, job: LocalJob) -> str:
        """Whose job it was when it was last filed."""
        return self._filed[job.serial][0]

    def in_order(self) -> list[LocalJob]:
        """The jobs as they are listed and served."""
        return [self._by_serial[serial] for _, _, serial in self._order]

    def of_user(self, name: str) -> list[LocalJob]:
        """A user's jobs as they are listed."""
        return [self._by_serial[serial] for _, _, serial in self._of_user.get(name, ())]

    def number_of(self, name: str) -> int:
        """How many jobs a user has."""
        return len(self._of_user.get(name, ()))

    def position(self, job: LocalJob) -> int:
        """The job's number among its owner's, the first is 0; jobs that went count until one comes or moves."""
        user, key = self._filed[job.serial]
        return bisect_left(self._of_user[user], key) + bisect_left(self._gone.get(user, []), key)

    def above(self, priority: int) -> int:
        """How many jobs have a higher priority."""
        return bisect_left(self._order, (-priority,))

    def move(self, user: str, ids: Iterable[int], how: str) -> set[LocalJob]:
        """Move jobs among their owner's of the same priority: up, down, top or bottom. Returns those that moved.

        Of several the first in line is moved first, so that those put on top stand in the reverse order, as on afserver
        3.4.1.
        """
        mine = [self._by_id[one] for one in set(ids) if one in self._by_id and self._by_id[one].user_name == user]
        moved: set[LocalJob] = set()
        for job in sorted(mine, key=self.key, reverse=how == "down"):
            moved.update(self._step(job, how) if how in ("up", "down") else self._jump(job, how))
        return moved

    def _step(self, job: LocalJob, how: str) -> Sequence[LocalJob]:
        own = self._of_user[job.user_name]
        position = bisect_left(own, self.key(job)) + (1 if how == "down" else -1)
        if not 0 <= position < len(own) or own[position][0] != -job.priority:
            return ()
        other = self._by_serial[own[position][2]]
        job.rank, other.rank = other.rank, job.rank
        self.refile(job)
        self.refile(other)
        return job, other

    def _jump(self, job: LocalJob, how: str) -> Sequence[LocalJob]:
        own, key = self._of_user[job.user_name], self.key(job)
        last = bisect_left(own, (key[0] + 1,)) - 1
        end = own[bisect_left(own, (key[0],)) if how == "top" else last]
        if end == key:
            return ()
        job.rank = end[1] + (-1 if how == "top" else 1)
        self.refile(job)
        return (job,)


class FreeNumbers:
    """Gives out the smallest number that is free, without looking at those that are taken."""

    def __init__(self, first: int) -> None:
        self._next = first
        self._returned: list[int] = []

    def take(self, is_taken: Callable[[int], bool]) -> int:
        """The smallest free number; it may be given out again as long as `is_taken` denies it."""
        while True:
            while self._returned and is_taken(self._returned[0]):
                heapq.heappop(self._returned)
            if self._returned:
                return self._returned[0]
            if not is_taken(self._next):
                return self._next
            self._next += 1

    def give_back(self, number: int) -> None:
        """A number that was taken is free again."""
        if number < self._next:
            heapq.heappush(self._returned, number)


def _key(job: LocalJob) -> Key:
    return -job.priority, job.rank or 0, job.serial


def put_in(ordered: list[Key], key: Key) -> None:
    """Add a key to an ordered list; most come to its end."""
    if not ordered or ordered[-1] < key:
        ordered.append(key)
    else:
        insort(ordered, key)


def take_out(ordered: list[Key], key: Key) -> None:
    """Remove a key from an ordered list."""
    del ordered[bisect_left(ordered, key)]
