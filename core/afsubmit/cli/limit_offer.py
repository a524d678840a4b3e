"""The time limit that `afsubmit watch` proposes for the job that is watched, and the key that sets it."""

from __future__ import annotations

import time

from ..errors import AfError
from ..submitter.watch import orders, rows, time_limits
from ..typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..wire import Client
    from ..wire.answers import JobAnswer

KEY = "t"
LOOK_SECONDS, OLD_SECONDS = 3.0, 30.0
"""A job's tasks are looked at when some were begun or done since, or when what is known of them is old."""


class LimitOffer:
    """What is proposed for the job that was looked at last."""

    def __init__(self) -> None:
        self._proposals: Sequence[time_limits.Proposal] = ()
        self._known: tuple[int, ...] = ()
        self._next = self._old = 0.0

    @property
    def text(self) -> str:
        """The key, what it does and why; "" while nothing is proposed."""
        if not self._proposals:
            return ""
        button = time_limits.button(self._proposals)
        return f"{KEY} {button[0].lower()}{button[1:]}   {time_limits.sentence(self._proposals)}"

    def look(self, job: JobAnswer | None, client: Client | None) -> bool:
        """Ask for the job's tasks when that can tell something new; whether something else is proposed since."""
        before = self.text
        if job is None or client is None or not time_limits.may_be_proposed(job):
            self._proposals, self._known = (), ()
        elif self._is_due(job):
            try:
                self._proposals = time_limits.propose(job, client.progress(job.id), time_limits.configured())
            except AfError:  # said by whoever asks for the jobs
                self._proposals = ()
        return self.text != before

    def _is_due(self, job: JobAnswer) -> bool:
        now, known = time.monotonic(), (job["serial"], _done(job), job["running_tasks_num"])
        is_other = known[:1] != self._known[:1]
        if not is_other and now < (self._old if known == self._known else self._next):
            return False
        self._known, self._next, self._old = known, now + LOOK_SECONDS, now + OLD_SECONDS
        return True

    def take(self, job: JobAnswer, client: Client) -> str:
        """Set what is proposed; says what was done, "" when nothing was proposed.

        Raises:
            AfError: as `Client.action`.
        """
        is_of_it = self._proposals and self._known[0] == job["serial"]
        return orders.limits(rows.job_row(job), self._proposals)(client) if is_of_it else ""


def _done(job: JobAnswer) -> int:
    return sum(block["p_tasks_done"] for block in job.blocks)
