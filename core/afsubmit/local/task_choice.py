"""Which task runs next on this farm, and for what a job must wait."""

from __future__ import annotations

from .local_jobs import LocalJob, TaskRef, at_limit
from .state import THE_RENDER, FarmState

MOST_LOOKED_AT = 40
"""Jobs that are looked at before clients are answered again: all are awake when the farm starts."""


def next_task(state: FarmState) -> TaskRef | None:
    """The task that is to run next; jobs that have none fall asleep until something changes for them.

    When none of the first `MOST_LOOKED_AT` jobs has one, None, and `schedule.is_behind` says that there are more.
    """
    state.schedule.is_behind = False
    for place, job in enumerate(state.schedule.awake(state.now())):
        if place == MOST_LOOKED_AT:
            state.schedule.is_behind = True
            return None
        if not _must_wait(state, job):
            for block, index in job.next_tasks():
                return job, block, index
            state.schedule.sleep(job)
    return None


def _must_wait(state: FarmState, job: LocalJob) -> bool:
    """Whether a job can run nothing now for a reason beyond its tasks; then it sleeps until that changes."""
    user = state.users.get(job.user_name)
    waits, awaited = state.blocker(job)
    if job.is_offline or job.priority == 0 or job.time_done or state.store.has_posts(job.serial):
        state.schedule.sleep(job)
    elif waits:
        moment = 0 if awaited else int(job.field("time_wait", 0))
        state.schedule.sleep(job, until=awaited and ("job", awaited.serial), moment=moment)
    elif not state.render.takes(job):
        state.schedule.sleep(job, until=THE_RENDER)
    elif user is not None and (
        user.field("paused", False) or at_limit(state.running.number_of(user.name), user.fields)
    ):
        state.schedule.sleep(job, until=("user", user.name))
    else:
        return False
    return True
