"""A job of the history as a request: what a `SubmissionAttempt` sends once more. No Qt."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import Any

from ..submission.history import resending
from ..submission.history.entries import History
from ..submission.planning.plan import Plan
from ..submission.planning.scene import Stamp
from ..submission.sending import destination
from ..submission.sending.disk_checks import disk_problems
from ..submission.sending.own_jobs import OwnJobs


class Resubmission:
    """The job of one entry of the history, as it was sent then."""

    def __init__(self, history: History, number: int) -> None:
        """Read the entry.

        Raises:
            HistoryError: there is none with that number, or it cannot be read.
        """
        self._history, self.entry = history, history.entry(number)
        self.host = resending.host_of(self.entry)
        self.own = OwnJobs()
        self.scene = resending.plan_again(history, self.entry, Stamp(0, "0")).scene

    def plan(self, *, is_local: bool) -> Plan:
        """The plan for now; where it goes changes nothing of it."""
        plan = resending.plan_again(self._history, self.entry, Stamp(int(time.time()), os.urandom(4).hex()))
        if plan.jobs:
            path_map = None if self.entry.is_local else destination.target(is_local=False).path_map
            to_here = path_map.path_to_client if path_map else str
            plan = replace(plan, outputs=resending.outputs_of(plan.jobs[0].document, to_here))
        return replace(plan, problems=(*destination.problems(), *plan.problems, *disk_problems(plan)))

    def hook_input(self, *, server: str, origin: str) -> dict[str, Any]:
        """What hooks see beside the plan; the settings of the first submission are not kept."""
        return {"server": server, "origin": origin, "settings": {}}

    def kept(self) -> str:
        """What the history kept of the first submission."""
        return self.entry.request
