"""Stays until jobs are done: a live picture of all of them with keys in a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time

from ..errors import AfError
from ..submitter.waiting import WaitListener, wait
from ..submitter.watch import log_text, rows, words
from ..typed import TYPE_CHECKING
from . import limit_offer
from .bars import ProgressBars
from .exits import DONE, NOT_DONE
from .keys import TerminalKeys
from .limit_offer import LimitOffer
from .live_screen import LiveScreen, can_redraw
from .progress_lines import say
from .text_table import printable
from .watch_picture import picture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..submitter.sent_job import SentJob
    from ..wire import Client
    from ..wire.answers import JobAnswer

KEYS = "p pause or go on   r restart errors   l log   q leave"
NEXT_KEY = "   n next job"
LAST_LINES = 20
"""Of what a task printed."""
WHY_SECONDS = 3.0
"""How often a farm of this machine is asked why nothing runs."""


class LeftError(Exception):
    """Whoever watched does not want to any more."""


class Watching(WaitListener):
    """Shows jobs and does what is pressed; `close` leaves the last picture as it is."""

    def __init__(self, keys: TerminalKeys, jobs: Sequence[SentJob]) -> None:
        self._keys = keys
        self._farms = {job.serial: job.farm for job in jobs if job.farm is not None}
        self._jobs: dict[int, JobAnswer] = {}
        self._chosen = jobs[0].serial if jobs else 0
        self._screen = LiveScreen(sys.stderr) if can_redraw(sys.stderr) else None
        self._bars: dict[int, ProgressBars] = {}
        self._why, self._why_next, self._is_closed = "", 0.0, False
        self._limit = LimitOffer()
        if self._screen is None and keys.has_terminal:
            say(f"Keys: {KEYS}")

    def progress(self, job: JobAnswer) -> None:
        """Keep it for the picture; without one, say what changed."""
        self._jobs[job["serial"]] = job
        if self._screen is None:
            title = job.name if len(self._farms) > 1 else ""
            self._bars.setdefault(job["serial"], ProgressBars(sys.stderr, title=title)).show(job)

    def say(self, text: str) -> None:
        """Say it above the picture."""
        if self._screen is None:
            say(text)
        else:
            self._screen.say("\n".join(printable(line) for line in text.splitlines()))

    def rest(self, seconds: float) -> None:
        """Draw the picture, wait for a key that long, and do what it means.

        Raises:
            LeftError: it was q.
        """
        self._look_why()
        self._look_limit()
        self.draw()
        key = self._keys.read(seconds).lower()
        if key == "q":
            raise LeftError
        if key:
            try:
                self._press(key)
            except AfError as error:
                self.say(str(error))

    def draw(self) -> None:
        """The picture as things are now."""
        if self._screen is None or not self._jobs:
            return
        keys = ""
        if self._keys.has_terminal:
            keys = KEYS + (NEXT_KEY if len(self._jobs) > 1 else "")
        shown = [rows.job_row(job) for job in self._jobs.values()]
        paper, limit = self._screen.paper, self._limit.text if keys else ""
        self._screen.draw(picture(shown, self._chosen, paper, waits=self._why, limit=limit, keys=keys))

    def close(self) -> None:
        """Draw once more, without keys, and leave it."""
        if self._screen is not None and self._jobs and not self._is_closed:
            shown = [rows.job_row(job) for job in self._jobs.values()]
            self._screen.draw(picture(shown, 0, self._screen.paper))
            self._screen.close()
        self._is_closed = True

    def _look_why(self) -> None:
        """Why the farm of this machine starts nothing, as long as nothing runs."""
        if time.monotonic() < self._why_next:
            return
        self._why_next = time.monotonic() + WHY_SECONDS
        is_running = any("RUN" in job.words for job in self._jobs.values())
        farm = next((farm for farm in self._farms.values() if farm.is_local), None)
        before = self._why
        try:
            self._why = words.why_waiting(farm.client.renders()) if farm and not is_running else ""
        except AfError:  # said by whoever asks for the jobs
            self._why = ""
        if self._screen is None and self._why and self._why != before:
            say(f"The farm waits: {self._why}.")

    def _look_limit(self) -> None:
        """Which time limit can be proposed for the chosen job, where somebody can press the key."""
        job, farm = self._jobs.get(self._chosen), self._farms.get(self._chosen)
        is_new = self._keys.has_terminal and self._limit.look(job, farm.client if farm else None)
        if is_new and self._screen is None and self._limit.text:
            say(self._limit.text)

    # Keys

    def _press(self, key: str) -> None:
        job, farm = self._jobs.get(self._chosen), self._farms.get(self._chosen)
        if key in ("n", "\t") and self._jobs:
            serials = list(self._jobs)
            place = serials.index(self._chosen) if self._chosen in serials else -1
            self._chosen = serials[(place + 1) % len(serials)]
        elif job is None or farm is None:
            return
        elif key == "p":
            is_paused = "OFF" in job.words
            self._act(job, farm.client, "start" if is_paused else "pause", "Started." if is_paused else "Paused.")
        elif key == "r":
            self._act(job, farm.client, "restart_errors", "Failed tasks run again.")
        elif key == limit_offer.KEY:
            self.say(self._limit.take(job, farm.client) or "No time limit is proposed.")
            self._see(job, farm.client)
        elif key == "l":
            self.say(_printed(job, farm.client))

    def _act(self, job: JobAnswer, client: Client, operation: str, text: str) -> None:
        client.action("jobs", ids=[job.id], serials={job.id: job.serial}, operation=operation)
        self.say(f"{job.name}: {text}" if len(self._jobs) > 1 else text)
        self._see(job, client)

    def _see(self, job: JobAnswer, client: Client) -> None:
        """Keep what the farm has of it now."""
        for now in client.jobs(serials=[job.serial]):
            self._jobs[job.serial] = now


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
    text = log_text.readable(client.task_output(job.id, block, task) or "(It runs now.)")
    lines = text.splitlines()[-LAST_LINES:]
    return "\n".join([f"Block {block}, task {task}:", *(f"  {line.expandtabs()}" for line in lines)])


def wait_with_bars(jobs: Sequence[SentJob], *, is_ours: bool = True) -> int:
    """Until each of `jobs` is done, has failed or is gone, or q is pressed; the exit code.

    `is_ours` says that whoever waits sent them: the studio's hooks hear of their end.

    Raises:
        KeyboardInterrupt: the jobs stay on the farm, which is said.
        AfError: a farm does not answer this question.
    """
    is_good = False
    with TerminalKeys() as keys:
        watching = Watching(keys, jobs)
        try:
            is_good = wait(jobs, listener=watching, tells_hooks=is_ours)
        except (LeftError, KeyboardInterrupt) as end:
            _leave(watching.close)
            if isinstance(end, KeyboardInterrupt):
                raise
        finally:
            watching.close()
    _say_ends(jobs)
    return DONE if is_good else NOT_DONE


def _leave(close: Callable[[], None]) -> None:
    close()
    say("The jobs stay on the farm; `afsubmit jobs` shows them.")


def _say_ends(jobs: Sequence[SentJob]) -> None:
    for job in jobs:
        if job.state == "failed":
            say(f"{job.name} (id {job.id}) has failed tasks.")
            say(f"`afsubmit log {job.id}` shows why, `afsubmit restart-errors {job.id}` runs them again.")
        elif job.state == "deleted":
            say(f"{job.name} (id {job.id}) was deleted.")
