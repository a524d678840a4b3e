"""What becomes of a task whose process ended: done, tried again, an error, or what somebody asked for meanwhile."""

from __future__ import annotations

from ..wire.states import BAD_FILES, ERR, PSC, RDY, WRN
from . import files
from .jobs import LocalJob
from .output import FATAL
from .run import TaskRun
from .state import FarmState
from .tasks import LocalBlock

UNKNOWN = "The farm died, and so did the task, without saying how it ended: it runs again."


def settle(
    state: FarmState, run: TaskRun, place: tuple[LocalJob, LocalBlock, int], *, code: int | None, folder: str
) -> None:
    """Put a task into its next state.

    `code` is the exit code of its process, None when nobody knows it; `folder` is where it ran.
    """
    job, block, index = place
    task = state.task_left(job, block, index, run.seconds())
    warning = WRN if run.parser.has_warning else 0
    wanted = int(run.wanted or 0) or run.parser.verdict
    shortest = block.field("task_min_run_time", 0)
    if wanted & ERR:
        _fail(state, place, run.reason or "The output says so.", wanted | warning)
    elif wanted == PSC:
        state.task_done(job, block, index, PSC | warning)
    elif wanted:
        _say(state, place, run.reason or "Stopped.")
        state.set_task(job, block, index, wanted, is_reset=True)
    elif code is None:
        _say(state, place, UNKNOWN)
        state.set_task(job, block, index, RDY)
    elif code:
        _fail(state, place, f"Finished error (exit code {code}).", ERR | warning)
    elif task.run_seconds < shortest:
        _fail(
            state, place, f"Task running time ({task.run_seconds}s) is less than a minimum ({shortest}s)", ERR | warning
        )
    else:
        _succeed(state, place, folder, warning)


def _succeed(state: FarmState, place: tuple[LocalJob, LocalBlock, int], folder: str, bits: int) -> None:
    """Put a task down as done, unless the block wants its files looked at and one is missing."""
    job, block, index = place
    lost = files.missing(block, index, folder) if block.field("flags", 0) & files.CHECK_RENDERED else ""
    if lost:
        _fail(state, place, f"Bad rendered files. Missing, or of a wrong size: {lost}", ERR | BAD_FILES | bits)
        return
    _say(state, place, "Finished success.")
    state.task_done(job, block, index, bits)


def _fail(state: FarmState, place: tuple[LocalJob, LocalBlock, int], text: str, bits: int) -> None:
    _say(state, place, text)
    state.task_failed(*place, bits, is_final=bool(bits & FATAL))


def _say(state: FarmState, place: tuple[LocalJob, LocalBlock, int], text: str) -> None:
    state.log_task(*place, f"afanasy: {text}")
