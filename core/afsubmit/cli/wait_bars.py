"""Stays until jobs are done, with a bar for each block."""

from __future__ import annotations

import sys

from ..submitter.waiting import WaitListener, wait
from ..typed import TYPE_CHECKING
from .bars import ProgressBars
from .exits import DONE, NOT_DONE
from .progress_lines import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..submitter.sent_job import SentJob
    from ..wire.answers import JobAnswer


class Watching(WaitListener):
    """Draws the bars of one job after the other; what is said stands between the pictures."""

    def __init__(self) -> None:
        self._serial, self._bars = 0, ProgressBars(sys.stderr)

    def progress(self, job: JobAnswer) -> None:
        """Draw it."""
        if job["serial"] != self._serial:
            self._serial, self._bars = job["serial"], ProgressBars(sys.stderr)
        self._bars.show(job)

    def say(self, text: str) -> None:
        """Say it below the picture."""
        self._bars.leave()
        say(text)


def wait_with_bars(jobs: Sequence[SentJob]) -> int:
    """Until each of `jobs` is done, has failed or is gone; the exit code.

    Raises:
        KeyboardInterrupt: the jobs stay on the farm, which is said.
        AfError: a farm does not answer this question.
    """
    try:
        is_good = wait(jobs, listener=Watching())
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
