"""Stays until jobs are done, all of them at the same time, and tells the studio's hooks of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import AfError, ServerRefusedError
from ..submission.hooks import events
from ..wire.answers import JobAnswer
from .farm_connection import FarmConnection
from .farm_news import FarmNews
from .sent_job import SentJob
from .task_failures import TaskFailures

LOCAL_SECONDS, FARM_SECONDS = 0.25, 1.0
"""How often a farm on this machine is asked, and one that others ask as well."""


class WaitListener:
    """Hears what happens meanwhile; this one keeps it to itself."""

    def progress(self, job: JobAnswer) -> None:
        """A job that is waited for, as the farm has it now."""

    def say(self, text: str) -> None:
        """Something that whoever waits should know, in one line or several."""

    def rest(self, seconds: float) -> None:
        """Let so much time pass until the farm is asked again."""
        time.sleep(seconds)


def wait(
    jobs: Sequence[SentJob],
    *,
    listener: WaitListener | None = None,
    timeout_seconds: float | None = None,
    tells_hooks: bool = True,
) -> bool:
    """Until each of `jobs` is done, has failed or is gone, which their `state` then says; True when all are done.

    A farm that does not answer is waited for. An interrupt leaves the jobs on the farm. `timeout_seconds` is for all of
    them together, None for no end; what is under way then stays "sent". With `tells_hooks` the studio's hooks hear of
    the end of each, which whoever sent it wants.

    Raises:
        ServerRefusedError: a farm does not answer this question.
    """
    end = None if timeout_seconds is None else time.monotonic() + timeout_seconds
    listener = listener or WaitListener()
    waits = [_FarmWait(farm, several, listener, tells_hooks) for farm, several in _by_farm(jobs)]
    try:
        while True:
            ended = [one.look() for one in waits]
            if all(ended):
                break
            pause = min(one.pause for one in waits if one.jobs)
            if end is not None and time.monotonic() + pause > end:
                break
            listener.rest(pause)
    finally:
        for one in waits:
            one.news.close()
    return all(job.state == "done" for job in jobs)


def _by_farm(jobs: Sequence[SentJob]) -> list[tuple[FarmConnection, list[SentJob]]]:
    found: dict[str, tuple[FarmConnection, list[SentJob]]] = {}
    for job in jobs:
        if job.farm and job.state == "sent":
            found.setdefault(job.farm.name, (job.farm, []))[1].append(job)
    return list(found.values())


class _FarmWait:
    """The jobs of one farm that are waited for; `jobs` are those left."""

    def __init__(self, farm: FarmConnection, jobs: list[SentJob], listener: WaitListener, tells_hooks: bool) -> None:
        self.farm, self.jobs, self._listener, self._tells_hooks = farm, jobs, listener, tells_hooks
        self.news = FarmNews(farm.client)
        self.pause = LOCAL_SECONDS if farm.is_local else FARM_SECONDS
        self._failures = {job.serial: TaskFailures(farm.client, listener.say) for job in jobs}
        self._is_silent = False

    def look(self) -> bool:
        """Ask once; True when nothing more will happen to any of them by itself."""
        if not self.jobs:
            return True
        try:
            if self.news.are_there([job.id for job in self.jobs]):
                self._ask()
            self._is_silent = False
        except ServerRefusedError:
            raise
        except AfError as error:
            if not self._is_silent:
                self._listener.say(f"{error} Still waiting.")
            self._is_silent = True
        return not self.jobs

    def _ask(self) -> None:
        listed = {job.serial: job for job in self.farm.client.jobs(ids=[job.id for job in self.jobs])}
        self.news.note(list(listed.values()))
        for job in list(self.jobs):
            self._take(job, listed.get(job.serial))
            if job.state != "sent":
                self.jobs.remove(job)
                if self._tells_hooks:
                    _tell_hooks(job, self.farm, self._listener)

    def _take(self, job: SentJob, found: JobAnswer | None) -> None:
        if found is None:
            job.state = "deleted"
            return
        self._listener.progress(found)
        hopeless = self._failures[job.serial].look(found)
        job.state = state_of(found) or hopeless or "sent"


def state_of(job: Mapping[str, Any]) -> str:
    """What became of `job`, "done" or "failed", once nothing more will happen to it by itself; "" before."""
    words = str(job.get("state", "")).split()
    if "ERR" in words and not {"RUN", "RDY"} & set(words):
        return "failed"
    return "done" if "DON" in words else ""


def _tell_hooks(job: SentJob, farm: FarmConnection, listener: WaitListener) -> None:
    context = events.HookContext(lambda: sys.executable, listener.say)
    try:
        for note in events.announce_done(farm.client.jobs(ids=[job.id]), farm.name, context):
            listener.say(note)
    except AfError as error:
        listener.say(str(error))
