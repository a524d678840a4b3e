"""What becomes of a task whose process ended: done, tried again, an error, or what somebody asked for meanwhile."""

from __future__ import annotations

from ..wire.states import BAD_FILES, ERR, PSC, RDY, WRN
from . import rendered_files, task_changes
from .local_jobs import TaskRef
from .output_words import FATAL
from .state import FarmState
from .task_run import TaskRun

UNKNOWN = "The farm died, and so did the task, without saying how it ended: it runs again."


def finish_task(state: FarmState, run: TaskRun, task_ref: TaskRef, *, code: int | None) -> None:
    """Put a task into its next state.

    `code` is the exit code of its process, None when nobody knows it.
    """
    job, block, index = task_ref
    task = task_changes.task_left(state, job, block, index, run.seconds())
    warning = WRN if run.parser.has_warning else 0
    end_state = int(run.end_state or 0) or run.parser.verdict
    shortest = block.field("task_min_run_time", 0)
    if end_state & ERR:
        _fail(state, task_ref, run.reason or "The output says so.", end_state | warning)
    elif end_state == PSC:
        task_changes.task_done(state, job, block, index, PSC | warning)
    elif end_state:
        _say(state, task_ref, run.reason or "Stopped.")
        task_changes.set_task(state, job, block, index, end_state, is_reset=True)
    elif code is None:
        _say(state, task_ref, UNKNOWN)
        task_changes.set_task(state, job, block, index, RDY)
    elif code:
        _fail(state, task_ref, f"Finished error (exit code {code}).", ERR | warning)
    elif task.run_seconds < shortest:
        text = f"Task running time ({task.run_seconds}s) is less than a minimum ({shortest}s)"
        _fail(state, task_ref, text, ERR | warning)
    elif run.parser.bad_result:
        _fail(state, task_ref, "The output says that the result is bad.", run.parser.bad_result | warning)
    else:
        _succeed(state, task_ref, run.folder, warning)


def _succeed(state: FarmState, task_ref: TaskRef, folder: str, bits: int) -> None:
    """Put a task down as done, unless the block wants its files looked at and one is missing."""
    job, block, index = task_ref
    is_checked = block.field("flags", 0) & rendered_files.CHECK_RENDERED
    lost = rendered_files.missing(block, index, folder) if is_checked else ""
    if lost:
        _fail(state, task_ref, f"Bad rendered files. Missing, or of a wrong size: {lost}", ERR | BAD_FILES | bits)
        return
    _say(state, task_ref, "Finished success.")
    task_changes.task_done(state, job, block, index, bits)


def _fail(state: FarmState, task_ref: TaskRef, text: str, bits: int) -> None:
    _say(state, task_ref, text)
    task_changes.task_failed(state, *task_ref, bits, is_final=bool(bits & FATAL))


def _say(state: FarmState, task_ref: TaskRef, text: str) -> None:
    state.logs.log_task(*task_ref, f"afanasy: {text}")
