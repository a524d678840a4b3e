"""Deletes jobs some days after they were done, so that their copies of scenes and their logs do not stay for ever."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

from ..counted import counted
from ..wire.states import ERR
from . import job_actions
from .farm_control import FarmControl
from .local_jobs import LocalJob

LOOK_SECONDS = 600.0
DAY = 24 * 3600
MOST_IN_A_LOOK = 100
"""Jobs that are deleted before clients are answered again."""


class FinishedJobs:
    """Looks now and then. Jobs with a failed task, and those of other users than the machine's, are left alone."""

    def __init__(self, farm: FarmControl, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._farm, self._seconds = farm, seconds
        self._next = float("-inf")

    def tidy(self, keep_days: int) -> None:
        """Delete what was done more than `keep_days` days ago; 0 keeps everything."""
        if not keep_days or self._seconds() < self._next:
            return
        state = self._farm.state
        end = state.now() - keep_days * DAY
        old = (job for job in state.jobs.values() if 0 < job.time_done < end and self._may_go(job))
        found = list(itertools.islice(old, MOST_IN_A_LOOK))
        for job in found:
            state.logs.log_job(job, f"afanasy: Done {counted(keep_days, 'day')} ago (keep_days).")
            job_actions.delete(self._farm, job)
        self._next = self._seconds() + (LOOK_SECONDS if len(found) < MOST_IN_A_LOOK else 0)

    def _may_go(self, job: LocalJob) -> bool:
        is_ours = job.user_name == self._farm.state.render.user_name
        return is_ours and job.is_done and not any(block.number_in(ERR) for block in job.blocks)
