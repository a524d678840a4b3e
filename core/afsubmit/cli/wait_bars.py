"""Stays until jobs are done, with a bar for each block, and keys for the job that is drawn."""

from __future__ import annotations

import sys

from ..errors import AfError
from ..submitter.waiting import WaitListener, wait
from ..typed import TYPE_CHECKING
from .bars import ProgressBars
from .exits import DONE, NOT_DONE
from .keys import TerminalKeys
from .progress_lines import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..submitter.sent_job import SentJob
    from ..wire import Client
    from ..wire.answers import JobAnswer

HELP = "p pauses or goes on, r restarts errors, l shows what a task printed, q leaves."
LAST_LINES = 20
"""Of what a task printed."""


class LeftError(Exception):
    """Whoever watched does not want to any more."""


class Watching(WaitListener):
    """Draws the bars of one job after the other; what is said stands between the pictures."""

    def __init__(self, keys: TerminalKeys, jobs: Sequence[SentJob]) -> None:
        self._serial, self._bars, self._keys = 0, ProgressBars(sys.stderr), keys
        self._clients = {job.serial: job.farm.client for job in jobs if job.farm is not None}
        self._job: JobAnswer | None = None

    def progress(self, job: JobAnswer) -> None:
        """Draw it."""
        if job["serial"] != self._serial:
            self._serial, self._bars = job["serial"], ProgressBars(sys.stderr)
        self._job = job
        self._bars.show(job)

    def say(self, text: str) -> None:
        """Say it below the picture."""
        self._bars.leave()
        say(text)

    def rest(self, seconds: float) -> None:
        """Wait for a key that long, and do what it means.

        Raises:
            LeftError: it was q.
        """
        key = self._keys.read(seconds).lower()
        if key == "q":
            raise LeftError
        if key and self._job is not None:
            try:
                self._press(key, self._job, self._clients[self._serial])
            except AfError as error:
                self.say(str(error))

    def _press(self, key: str, job: JobAnswer, client: Client) -> None:
        if key == "p":
            is_paused = "OFF" in job.words
            self._act(job, client, "start" if is_paused else "pause", "Started." if is_paused else "Paused.")
        elif key == "r":
            self._act(job, client, "restart_errors", "Failed tasks run again.")
        elif key == "l":
            self.say(_printed(job, client))
        else:
            self.say(HELP)

    def _act(self, job: JobAnswer, client: Client, operation: str, text: str) -> None:
        client.action("jobs", ids=[job.id], serials={job.id: job.serial}, operation=operation)
        self.say(text)


def _printed(job: JobAnswer, client: Client) -> str:
    """The last lines of the first task that failed, else of the first that runs, else of the last that ran."""
    progress = client.progress(job.id)
    tasks = [
        (block, task, one) for block, several in enumerate(progress) for task, one in enumerate(several) if one.str
    ]
    if not tasks:
        return "No task has run yet."
    failed = [one for one in tasks if "ERR" in one[2].words or (one[2].err and "DON" not in one[2].words)]
    running = [one for one in tasks if "RUN" in one[2].words]
    block, task, _ = (failed or running or tasks[-1:])[0]
    lines = (client.task_output(job.id, block, task) or "(It runs now.)").splitlines()[-LAST_LINES:]
    return "\n".join([f"Block {block}, task {task}:", *(f"  {line}" for line in lines)])


def wait_with_bars(jobs: Sequence[SentJob], *, is_ours: bool = True) -> int:
    """Until each of `jobs` is done, has failed or is gone, or q is pressed; the exit code.

    `is_ours` says that whoever waits sent them: the studio's hooks hear of their end.

    Raises:
        KeyboardInterrupt: the jobs stay on the farm, which is said.
        AfError: a farm does not answer this question.
    """
    is_good = False
    try:
        with TerminalKeys() as keys:
            if keys.has_terminal:
                say(HELP)
            is_good = wait(jobs, listener=Watching(keys, jobs), tells_hooks=is_ours)
    except LeftError:
        say("The jobs stay on the farm; `afsubmit jobs` shows them.")
    except KeyboardInterrupt:
        say("The jobs stay on the farm; `afsubmit jobs` shows them.")
        raise
    for job in jobs:
        if job.state == "failed":
            say(f"{job.name} (id {job.id}) has failed tasks.")
            say(f"`afsubmit log {job.id}` shows why, `afsubmit restart-errors {job.id}` runs them again.")
        elif job.state == "deleted":
            say(f"{job.name} (id {job.id}) was deleted.")
    return DONE if is_good else NOT_DONE
