"""The list of jobs, kept fresh by asking as little as can be: a monitor's events where the farm has monitors."""

from __future__ import annotations

import time
from collections.abc import Sequence

from ...errors import ServerRefusedError
from ...wire import Client, answers
from ...wire.monitor import UNREADABLE, Monitor
from . import rows, words

WHOLE_SECONDS = 30.0
"""How often everything is asked for, events or not."""


class Listing:
    """The jobs of `user` (everybody's for "") at one farm, as rows; rows that did not change stay the same object."""

    def __init__(self, client: Client, user: str) -> None:
        self._client, self._user = client, user
        self._rows: dict[int, rows.JobRow] = {}
        self._raw: dict[int, answers.JobAnswer] = {}
        self._monitor: Monitor | None = None
        self._has_monitors = True
        self._last_whole = float("-inf")

    def refresh(self) -> Sequence[rows.JobRow]:
        """Ask, and give all the rows in the server's order.

        Raises:
            AfError: as `Client.request`.
        """
        events = self._events()
        is_whole = events is None or UNREADABLE in events or time.monotonic() - self._last_whole > WHOLE_SECONDS
        if is_whole or events is None:
            self._replace(self._client.jobs(users=[self._user]) if self._user else self._client.jobs())
            self._last_whole = time.monotonic()
        else:
            self._update(events)
        return tuple(self._rows.values())

    def _events(self) -> dict[str, list[int]] | None:
        """What changed, or None when there is nobody to tell."""
        if not self._has_monitors:
            return None
        try:
            if self._monitor is None:
                self._monitor = Monitor(self._client, user_name=self._user, is_for_everybody=not self._user)
                self._monitor.watch("jobs")
                return None
            return self._monitor.events()
        except ServerRefusedError:  # an older farm without monitors
            self._has_monitors = False
            return None

    def _update(self, events: dict[str, list[int]]) -> None:
        gone = set(events.get("jobs_del", ()))
        changed = set(events.get("jobs_add", ())) | set(events.get("jobs_change", ()))
        changed |= {row.id for row in self._rows.values() if row.state == words.RUNNING or row.running}
        fresh = {job["id"]: job for job in self._client.jobs(ids=sorted(changed))}
        kept = [job for number, job in self._raw.items() if number not in gone | changed]
        self._replace([*kept, *(job for job in fresh.values() if self._user in ("", job.get("user_name")))])

    def _replace(self, jobs: Sequence[answers.JobAnswer]) -> None:
        before, was = self._raw, self._rows
        self._raw = {job["id"]: job for job in jobs if job["id"] != rows.SYSTEM_JOB}
        self._rows = {
            number: was[number]
            if number in was and before[number] == job and job["st"] == before[number]["st"] and not _moves(was[number])
            else rows.job_row(job)
            for number, job in self._raw.items()
        }


def _moves(row: rows.JobRow) -> bool:
    """Whether the row changes with the clock alone."""
    return row.state == words.RUNNING
