"""Stays until jobs are done, with a bar for each block, and tells the studio's hooks of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping

from ..errors import AfError, ServerRefusedError
from ..typed import Any
from .bars import ProgressBars
from .exits import DONE, NOT_DONE
from .failures import Failures
from .progress_lines import say
from .sent_job import SentJob

LOCAL_SECONDS, FARM_SECONDS = 0.25, 1.0
"""How often a farm on this machine is asked, and one that others ask as well."""


def wait(sent: list[SentJob]) -> int:
    """Until each of `sent` is done, has failed or is gone, which their `state` then says; the exit code.

    A farm that does not answer is waited for. An interrupt leaves the jobs on the farm.
    """
    try:
        for number, one in enumerate(sent):
            sent[number] = one._replace(state=_outcome(one))
            _tell_hooks(one)
    except KeyboardInterrupt:
        say("The jobs stay on the farm; `afsubmit jobs` shows them.")
        raise
    for one in sent:
        if one.state == "failed":
            number = one.receipt.id
            say(f"{one.receipt.name} (id {number}) has failed tasks.")
            say(f"`afsubmit log {number}` shows why, `afsubmit restart-errors {number}` runs them again.")
        elif one.state == "deleted":
            say(f"{one.receipt.name} (id {one.receipt.id}) was deleted.")
    return DONE if all(one.state == "done" for one in sent) else NOT_DONE


def _outcome(one: SentJob) -> str:
    """What became of it: "done", "failed" or "deleted"."""
    progress, is_silent = ProgressBars(sys.stderr), False
    failures = Failures(one.farm.client, progress.leave)
    while True:
        try:
            state = _state(one, progress, failures)
            if state:
                return state
            is_silent = False
        except ServerRefusedError:
            raise
        except AfError as error:
            if not is_silent:
                say(f"{error} Still waiting.")
            is_silent = True
        time.sleep(LOCAL_SECONDS if one.farm.is_local else FARM_SECONDS)


def _state(one: SentJob, progress: ProgressBars, failures: Failures) -> str:
    """What became of it by now, "" as long as something may still happen; tells what is new."""
    listed = one.farm.client.jobs(ids=[one.receipt.id])
    job = next((job for job in listed if job.get("serial") == one.receipt.serial), None)
    if job is None:
        return "deleted"
    progress.show(job)
    hopeless = failures.look(job)
    return state_of(job) or hopeless


def state_of(job: Mapping[str, Any]) -> str:
    """What became of `job`, "done" or "failed", once nothing more will happen to it by itself; "" before."""
    words = str(job.get("state", "")).split()
    if "ERR" in words and not {"RUN", "RDY"} & set(words):
        return "failed"
    return "done" if "DON" in words else ""


def _tell_hooks(one: SentJob) -> None:
    from ..submission.hooks import events

    context = events.HookContext(lambda: sys.executable, say)
    try:
        for note in events.announce_done(one.farm.client.jobs(ids=[one.receipt.id]), one.farm.name, context):
            say(note)
    except AfError as error:
        say(f"{error}")
