"""What happens to a task: started, left by its process, failed, done, or put into a state. All of it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from ..wire.states import DON, RDY, RER, RUN
from .local_jobs import LocalJob
from .local_tasks import LocalBlock, LocalTask
from .state import FarmState

ERRORS_RETRIES = 3


def set_task(
    state: FarmState, job: LocalJob, block: LocalBlock, index: int, st: int, *, is_reset: bool = False
) -> LocalTask:
    """Put a task into a state; `is_reset` forgets its errors, as a restart, skip or done does."""
    set_tasks(state, job, block, [index], st, is_reset=is_reset)
    return block.task(index)


def set_tasks(
    state: FarmState, job: LocalJob, block: LocalBlock, indexes: Sequence[int], st: int, *, is_reset: bool = False
) -> None:
    """Put tasks of a block into a state; what follows for the block and the job is worked out once."""
    was_done = block.is_done
    block.set_states(indexes, st)
    for index in indexes:
        task = block.touched[index]
        if is_reset:
            task.errors = 0
        if not st & RUN:
            task.activity = task.resources = ""
    state.store.save_tasks(job, block, indexes)
    if block.is_done and not was_done:
        block.time_done = state.now()
    _follow(state, job)
    if not job.is_deleted:
        state.news.of_tasks(job, block.number, indexes)


def _follow(state: FarmState, job: LocalJob) -> None:
    """Keep the job's times right after a task changed."""
    if not job.is_done:
        if job.time_done:
            state.reopen(job)
    elif not job.time_done:
        job.time_done = state.now()
        state.schedule.wake_for(("job", job.serial))
        job.time_started = job.time_started or job.time_done
        state.logs.log_job(job, f"afanasy: jobs: {job.name}: Done.")
    state.save_state(job)


def count_run(state: FarmState, job: LocalJob, block: LocalBlock, index: int) -> None:
    """A process runs for the task."""
    if not state.running:
        state.render.changed = state.now()
    state.news.of_run(job)
    state.running.add(job, block, index)


def _count_end(state: FarmState, job: LocalJob, block: LocalBlock, index: int) -> None:
    state.running.remove(job, block, index)
    state.news.of_run(job)
    state.schedule.wake_for(("user", job.user_name))
    if not state.running:
        state.render.changed = state.now()


def task_started(state: FarmState, job: LocalJob, block: LocalBlock, index: int) -> LocalTask:
    """A process was started for the task."""
    now = state.now()
    task = block.task(index)
    task.starts += 1
    task.started = task.ended = now
    task.host = block.last_host = state.host_name
    task.percent = task.frames_done = task.frame_percent = 0
    if not block.time_started:
        block.time_started = now
    if not job.time_started:
        job.time_started = now
        state.logs.log_job(job, f"afanasy: jobs: {job.name}: Started.")
    count_run(state, job, block, index)
    state.logs.log_run("Starting task", job, block, index)
    state.logs.log_task(job, block, index, f'afanasy: SESSION #{task.starts}: Starting on "{state.host_name}"')
    return set_task(state, job, block, index, RUN)


def task_left(
    state: FarmState, job: LocalJob, block: LocalBlock, index: int, seconds: float | None = None
) -> LocalTask:
    """The task's process ended; the caller puts the task into its next state.

    It ran for so many `seconds` by a clock that nobody sets; None: as this machine's clock says.
    """
    _count_end(state, job, block, index)
    state.logs.log_run("Finished task", job, block, index)
    task = block.task(index)
    task.ended = state.now() if seconds is None else task.started + int(seconds)
    block.last_host = state.host_name
    return task


def task_failed(
    state: FarmState, job: LocalJob, block: LocalBlock, index: int, bits: int, *, is_final: bool = False
) -> None:
    """The task's process failed: try again, or leave it in error when its retries are used up.

    afserver 3.4.1 retries while the number of errors does not exceed errors_retries (its user's unless the block says).
    Its rules about avoiding a host are left out: with one host they would leave the task waiting for ever.
    """
    task = block.task(index)
    task.errors += 1
    block.is_error_host = True
    retries = block.field("errors_retries", -1)
    user = state.users.get(job.user_name)
    usual = user.field("errors_retries", ERRORS_RETRIES) if user is not None else ERRORS_RETRIES
    retries = usual if retries < 0 else retries
    if task.errors <= retries and not is_final:
        text = f"afanasy: Automatically retrying error task{task.errors} of {retries}."
        state.logs.log_task(job, block, index, text)
        set_task(state, job, block, index, RDY | RER)
    else:
        set_task(state, job, block, index, bits)


def task_done(state: FarmState, job: LocalJob, block: LocalBlock, index: int, bits: int = 0) -> None:
    """The task succeeded."""
    set_task(state, job, block, index, DON | bits)
