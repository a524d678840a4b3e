"""What actions do with single tasks: restart, skip, suspend, try next, append."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..wire.states import DON, ERR, RDY, RUN, SKP, SUS, WRN
from . import job_answers, job_reader, task_changes
from .farm_control import FarmControl, RefusedError
from .local_jobs import LocalJob
from .local_tasks import LocalBlock
from .state import FarmState

OPERATIONS: Mapping[str, tuple[Callable[[int], bool], int]] = {
    "skip": (lambda st: not st & DON, DON | SKP),
    "done": (lambda st: not st & DON, DON),
    "restart": (lambda st: True, RDY),
    "restart_running": (lambda st: bool(st & RUN), RDY),
    "restart_skipped": (lambda st: bool(st & SKP), RDY),
    "restart_done": (lambda st: bool(st & DON) and not st & SKP, RDY),
    "restart_errors": (lambda st: bool(st & ERR), RDY),
    "restart_warnings": (lambda st: bool(st & WRN) and not st & RUN, RDY),
    "suspend": (lambda st: bool(st & (RDY | RUN | SKP)), SUS),
    "continue": (lambda st: bool(st & SUS), RDY),
}
"""Operation -> which tasks it is for, and the state it puts them into."""


def task_numbers(block: LocalBlock, operation: Mapping[str, Any]) -> Sequence[int] | None:
    """The tasks an operation names; None means all of the block.

    Raises:
        RefusedError: the block has no such task.
    """
    given = operation.get("task_ids")
    if not isinstance(given, list):
        return None
    numbers = [one for one in given if job_reader.is_number(one)]
    for number in numbers:
        if not 0 <= number < block.tasks_num:
            raise RefusedError(f"Invalid operation task numer = {number}")
    return numbers


def add_awaited(job: LocalJob, chosen: dict[int, Sequence[int] | None]) -> None:
    """Add the tasks that the chosen ones wait for frame by frame, and no further: as afserver 3.4.1 does."""
    for number, numbers in list(chosen.items()):
        block = job.blocks[number]
        frames = [block.frames(index) for index in (range(block.tasks_num) if numbers is None else numbers)]
        for source in job.waits_for(block, is_frames=True):
            if source.number in chosen:
                continue
            chosen[source.number] = sorted({one for first, last in frames for one in source.indexes(first, last)})


def operate(
    machine: FarmControl, job: LocalJob, block: LocalBlock, kind: str, numbers: Sequence[int] | None = None
) -> None:
    """Carry out one of `OPERATIONS` on tasks of a block; None means all of them."""
    is_for, new_state = OPERATIONS[kind]
    if numbers is None:
        untouched = is_for(block.first_state) and new_state != block.first_state
        numbers = range(block.tasks_num) if untouched else sorted(block.touched)
    changed: dict[int, None] = {}
    for index in numbers:
        st = block.state(index)
        if not is_for(st):
            continue
        if st & RUN:
            machine.stop_task(job, block, index, new_state)
        elif index in block.touched or st != new_state:
            changed[index] = None
    if changed:
        task_changes.set_tasks(machine.state, job, block, list(changed), new_state, is_reset=True)


def append(state: FarmState, job: LocalJob, block: LocalBlock, documents: Any) -> dict[str, Any]:
    """Add listed tasks to a block.

    Raises:
        RefusedError: it is numeric, these are no tasks, or they are too many.
    """
    if block.is_numeric:
        raise RefusedError("Appending tasks to numeric block is not allowed.")
    if not isinstance(documents, list):
        raise RefusedError("Operation requires tasks array.")
    first = len(block.listed)
    if first + len(documents) > job_reader.MAX_LISTED:
        raise RefusedError(f"A block has at most {job_reader.MAX_LISTED} tasks.")
    block.listed.extend(job_reader.read_tasks(documents))
    if documents:
        block.fields["flags"] = block.field("flags", 0) | 512
    state.monitors.block_changed(job.id, block.number, "full")
    state.save_fields(job)
    return {"object": {"task_ids": list(range(first, len(block.listed)))}}


def try_next(
    state: FarmState, job: LocalJob, blocks: Sequence[LocalBlock], operation: Mapping[str, Any]
) -> dict[str, Any]:
    """Let tasks run before the others, or take that back.

    Raises:
        RefusedError: it says neither, names no tasks, or nothing changes: those to be appended are in the list.
    """
    mode = operation.get("mode", "")
    if job.field("maintenance", False):
        raise RefusedError("Maintenance job can't try tasks next.")
    if not operation.get("task_ids") or not isinstance(operation["task_ids"], list):
        raise RefusedError("'task_ids' array is not specified.")
    if mode not in ("append", "remove"):
        raise RefusedError(f"Invalid 'mode' = '{mode}'.")
    numbers = [one for one in operation["task_ids"] if job_reader.is_number(one)]
    every = dict.fromkeys((block.number, index) for block in blocks for index in numbers)
    pairs = [(number, index) for number, index in every if 0 <= index < job.blocks[number].tasks_num]
    changed = [pair for pair in pairs if (pair in job.tries) is (mode == "remove")]
    if not changed:
        raise RefusedError("Unable to find valid tasks.")
    for pair in changed:
        if mode == "append":
            job.tries[pair] = None
        else:
            del job.tries[pair]
    state.save_state(job)
    return job_answers.info("info", "Tasks to try next processed.")
