"""Tells of each job of one's own once that it is done or has failed, whichever window or application sees it first.

What was told is a file for each, made by exclusive creation; a job that runs again may be told of again.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...counted import counted
from ...errors import AfError
from ...studio import folders, ownership
from . import words
from .rows import JobRow

log = logging.getLogger(__name__)

ENDS = (words.DONE, words.FAILED)
MOST = 3
"""So many are told one by one; more in one notice."""


class EndedJobs:
    """What ended at one farm and was told; usable on one thread."""

    def __init__(self, server: str) -> None:
        """`server` is how the history calls the farm; nothing is read yet."""
        self._folder = os.path.join(folders.state_folder(), "ended", hashlib.sha256(server.encode()).hexdigest()[:16])
        self._told: set[str] | None = None

    def fresh(self, rows: Sequence[JobRow]) -> list[JobRow]:
        """Those of one's own jobs that have ended and were not told of; none where this farm was never watched before.

        `rows` are all of them: what is told of a job that is gone is forgotten.
        """
        is_first = self._told is None and not os.path.isdir(self._folder)
        if self._told is None:
            self._told = self._kept()
            self._forget(self._told - {_mark(row, state) for row in rows for state in ENDS})
        self._forget({_mark(row, state) for row in rows if row.state not in ENDS for state in ENDS} & self._told)
        ended = [row for row in rows if row.state in ENDS and self._tell(_mark(row, row.state))]
        return [] if is_first else ended

    def _kept(self) -> set[str]:
        try:
            ownership.private_folder(folders.state_folder(), is_chosen=True)
            ownership.private_folder(os.path.dirname(self._folder))
            ownership.private_folder(self._folder)
            return set(os.listdir(self._folder))
        except (AfError, OSError) as error:  # a folder of somebody else's: told then by each window
            log.warning("What was told of jobs cannot be kept: %s", error)
            return set()

    def _tell(self, mark: str) -> bool:
        """Whether nobody else told it; nobody does from now on."""
        if self._told is None or mark in self._told:
            return False
        self._told.add(mark)
        try:
            os.close(os.open(os.path.join(self._folder, mark), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            return False
        except OSError as error:
            log.warning("What was told of a job cannot be kept: %s", error)
        return True

    def _forget(self, marks: set[str]) -> None:
        for mark in marks:
            with contextlib.suppress(OSError):
                os.remove(os.path.join(self._folder, mark))
        if self._told is not None:
            self._told -= marks


def _mark(row: JobRow, state: str) -> str:
    return f"{row.serial}-{row.created}-{state}"


class Notice(NamedTuple):
    """What is said of an ended job: a title, a sentence, and a picture's path or ""."""

    title: str
    text: str
    picture: str = ""


def notice(row: JobRow, picture: str = "") -> Notice:
    """What is said of a job that has ended."""
    name, tasks = words.one_line(row.name), counted(row.tasks, "task")
    if row.state == words.FAILED:
        have = "has" if row.errors == 1 else "have"
        return Notice(f"{name} has failed", f"{row.errors:,} of {tasks} {have} errors.", picture)
    took = words.duration(max(1, row.ended - row.started)) if row.ended and row.started else ""
    return Notice(f"{name} is done", f"{tasks}{f', in {took}' if took else ''}.", picture)


def notices(rows: Sequence[JobRow], pictures: Mapping[tuple[int, int], str]) -> list[Notice]:
    """What is said of jobs that have ended together: of each, or where they are many of all of them in one."""
    if len(rows) <= MOST:
        return [notice(row, pictures.get(row.key, "")) for row in rows]
    failed = sum(row.state == words.FAILED for row in rows)
    rest = f"{failed:,} of them failed." if failed else "None of them failed."
    return [Notice(f"{len(rows):,} jobs have ended", rest)]


def still_ended(
    rows: Mapping[tuple[int, int], JobRow], now: Sequence[JobRow]
) -> dict[tuple[int, int], JobRow]:  # fmt: skip
    """Those of the ended `rows` that the farm lists `now` in the same state: what is gone or runs again is not."""
    states = {row.key: row.state for row in now}
    return {key: row for key, row in rows.items() if states.get(key) == row.state}


def told(rows: Sequence[JobRow]) -> str:
    """What ended while nobody looked, in one sentence."""
    parts = []
    for state, one, many in ((words.FAILED, "has failed", "have failed"), (words.DONE, "is done", "are done")):
        names = [words.isolated(row.name) for row in rows if row.state == state]
        if len(names) == 1:
            parts.append(f"{names[0]} {one}")
        elif names:
            parts.append(f"{counted(len(names), 'job')} {many}")
    return f"While you were away: {', '.join(parts)}." if parts else ""
