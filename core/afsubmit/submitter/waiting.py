"""Stays until jobs are done, and tells the studio's hooks of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import AfError, ServerRefusedError
from ..submission.hooks import events
from ..wire.answers import JobAnswer
from .farm_connection import FarmConnection
from .sent_job import SentJob
from .task_failures import TaskFailures

LOCAL_SECONDS, FARM_SECONDS = 0.25, 1.0
"""How often a farm on this machine is asked, and one that others ask as well."""


class WaitListener:
    """Hears what happens meanwhile; this one keeps it to itself."""

    def progress(self, job: JobAnswer) -> None:
        """The job as the farm has it now."""

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
    for job in jobs:
        if job.farm and job.state == "sent":
            _wait_for(job, job.farm, listener or WaitListener(), end)
            if tells_hooks and job.state != "sent":
                _tell_hooks(job, job.farm, listener or WaitListener())
    return all(job.state == "done" for job in jobs)


def _wait_for(job: SentJob, farm: FarmConnection, listener: WaitListener, end: float | None) -> None:
    is_silent = False
    failures = TaskFailures(farm.client, listener.say)
    while True:
        try:
            if _look(job, farm, listener, failures):
                return
            is_silent = False
        except ServerRefusedError:
            raise
        except AfError as error:
            if not is_silent:
                listener.say(f"{error} Still waiting.")
            is_silent = True
        pause = LOCAL_SECONDS if farm.is_local else FARM_SECONDS
        if end is not None and time.monotonic() + pause > end:
            return
        listener.rest(pause)


def _look(job: SentJob, farm: FarmConnection, listener: WaitListener, failures: TaskFailures) -> bool:
    """Ask once; True when nothing more will happen to it by itself."""
    listed = farm.client.jobs(ids=[job.id])
    found = next((one for one in listed if one.get("serial") == job.serial), None)
    if found is None:
        job.state = "deleted"
    else:
        listener.progress(found)
        hopeless = failures.look(found)
        job.state = state_of(found) or hopeless or "sent"
    return job.state != "sent"


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
