"""What actions do with jobs and blocks, with the error texts of afserver 3.4.1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..document import fields as document_fields
from ..wire.states import RDY
from . import action_params, job_reader, task_actions
from .action_params import ActionParams
from .farm_control import FarmControl, RefusedError
from .local_jobs import LocalJob
from .local_tasks import LocalBlock
from .register import Register
from .state import SYSTEM_JOB, SYSTEM_JOB_NAME, FarmState

MERGED = ("environment", "folders", "tickets")
NO_TICKET = -1
"""A number of tickets that takes them away."""
NODE_PARAMS = ("priority", "annotation", "custom_data", "srv_info", "hidden")
NOT_USED = ("parser_coeff",)
"""Only a parser would know of it, and no answer shows it."""
JOB_TASK_OPERATIONS = {name for name in task_actions.OPERATIONS if name.startswith("restart")}
OF_SYSTEM_JOB = {
    "delete": "System job can't be deleted.",
    "append_blocks": "Appending system job is not allowed.",
}
SYSTEM_JOB_IS_FIXED = "The system job of this farm cannot be changed."


def act(machine: FarmControl, action: Mapping[str, Any]) -> Any:
    """Carry out an action on jobs; the answer when it is more than that it was done.

    Raises:
        RefusedError: it was not, or not all of it.
    """
    chosen, missing = _chosen(machine.state.jobs, action)
    answer: Any = None
    for job in chosen:
        if job is None:
            missing = OF_SYSTEM_JOB.get(action.get("operation", {}).get("type", ""), SYSTEM_JOB_IS_FIXED)
        else:
            answer = _job_action(machine, job, action) or answer
    if missing:
        raise RefusedError(missing)
    return answer


def _chosen(jobs: Register, action: Mapping[str, Any]) -> tuple[list[LocalJob | None], str]:
    """The jobs an action is for, None is the system job, and a sentence about an id that is missing.

    A mask that other jobs match, too, is not meant for the system job.
    """
    found = action_params.by_ids(action.get("ids"), lambda one: one in jobs or one == SYSTEM_JOB)
    if found is not None:
        return [jobs.get(id_) for id_ in found[0]], found[1]
    names = ((id_, job.name) for id_, job in jobs.items())
    every = action_params.by_mask(action.get("mask"), [(SYSTEM_JOB, SYSTEM_JOB_NAME), *names], "Jobs")
    return [jobs.get(id_) for id_ in every if id_ != SYSTEM_JOB] or [None], ""


def _job_action(machine: FarmControl, job: LocalJob, action: Mapping[str, Any]) -> Any:
    operation, params = action.get("operation", {}), ActionParams(action.get("params", {}))
    blocks = _blocks(job, action)
    if "params" in action:
        _set_params(machine.state, job, blocks, params, is_alone="operation" not in action)
    found = _operate(machine, job, blocks, action) if operation else None
    params.check_all_taken("a job" if blocks is None else "a block")
    return found


def _operate(machine: FarmControl, job: LocalJob, blocks: list[LocalBlock] | None, action: Mapping[str, Any]) -> Any:
    kind = action["operation"]["type"]
    machine.state.logs.log_job(
        job, f"{action['user_name']}@{action['host_name']}: jobs {kind}: {job.name}@{job.user_name}:"
    )
    if blocks is None:
        return _operate_on_job(machine, job, action["operation"])
    return _operate_on_blocks(machine, job, blocks, action["operation"])


def _blocks(job: LocalJob, action: Mapping[str, Any]) -> list[LocalBlock] | None:
    """The blocks an action is for; None when it is for the job."""
    ids, mask = action.get("block_ids"), action.get("block_mask")
    if "block_ids" not in action and "block_mask" not in action:
        return None
    numbers = [one for one in ids if job_reader.is_number(one)] if isinstance(ids, list) else []
    if -1 in numbers:
        return list(job.blocks)
    for number in numbers:
        if not 0 <= number < len(job.blocks):
            raise RefusedError(f"Invalid block number: {number}")
    chosen = [job.blocks[number] for number in numbers]
    if not chosen and isinstance(mask, str):
        chosen = [block for block in job.blocks if action_params.has_prefix(block.name, mask)]
    if not chosen:
        raise RefusedError('"block_ids" array does not contain any integers or invalid "block_mask"')
    return chosen


# Parameters


def _set_params(
    state: FarmState, job: LocalJob, blocks: list[LocalBlock] | None, params: ActionParams, *, is_alone: bool
) -> None:
    """Change fields. Beside an operation, and on the job of chosen blocks, only the node's own four are taken."""
    is_of_job = blocks is None and is_alone
    table = document_fields.JOB if is_of_job else {name: document_fields.JOB[name] for name in NODE_PARAMS}
    changed = params.take(table)
    if "user_name" in changed and changed["user_name"] not in state.users:
        raise RefusedError(f"User does not exist: {changed['user_name']}")
    if changed.get("branch", "/") not in ("/", job.field("branch", "/")):
        raise RefusedError(f"New job branch not found: {changed['branch']}")
    job.fields.pop("hidden", None)
    offline = changed.pop("offline", None)
    job.is_offline = job.is_offline or bool(offline)
    if offline is False:
        params.give_back("offline")
    if "priority" in changed:
        job.rank = None  # it comes to the end of the line
    _merge(job.fields, changed)
    if blocks is not None and is_alone:
        of_blocks = params.take(document_fields.BLOCK, but=NOT_USED)
        for block in blocks:
            _merge(block.fields, of_blocks)
            state.monitors.block_changed(job.id, block.number, "properties")
    state.save_fields(job)


def _merge(fields: dict[str, Any], changed: Mapping[str, Any]) -> None:
    for name, value in changed.items():
        fields[name] = {**fields.get(name, {}), **value} if name in MERGED else value


# Operations on a job


def _operate_on_job(machine: FarmControl, job: LocalJob, operation: Mapping[str, Any]) -> Any:
    kind, state = operation["type"], machine.state
    if kind == "delete":
        delete(machine, job)
    elif kind in ("start", "pause", "stop"):
        job.is_offline = kind != "start"
        if kind == "stop":
            _stop_running(machine, job)
        state.save_state(job)
    elif kind == "restart_pause":
        job.is_offline = True
        _restart(machine, job)
    elif kind == "restart":
        _restart(machine, job)
    elif kind in JOB_TASK_OPERATIONS:
        for block in job.blocks:
            task_actions.operate(machine, job, block, kind)
    elif kind == "reset_error_hosts":
        _forget_error_hosts(state, job, job.blocks)
    elif kind == "reset_trying_next_tasks":
        job.tries = {}
        state.save_state(job)
    elif kind == "append_blocks":
        return _append_blocks(state, job, operation.get("blocks"))
    else:
        raise RefusedError(f"Unknown operation: {kind}")
    return None


def delete(machine: FarmControl, job: LocalJob) -> None:
    """Delete a job; its processes are ended, then its post commands run."""
    _stop_running(machine, job)
    machine.state.remove(job)


def _stop_running(machine: FarmControl, job: LocalJob) -> None:
    for one, block, index in machine.state.running.listed():
        if one is job:
            machine.stop_task(job, block, index, RDY)


def _restart(machine: FarmControl, job: LocalJob) -> None:
    for block in job.blocks:
        task_actions.operate(machine, job, block, "restart")
    job.time_started = job.time_done = 0
    machine.state.save_state(job)


def _forget_error_hosts(state: FarmState, job: LocalJob, blocks: Iterable[LocalBlock]) -> None:
    for block in blocks:
        block.is_error_host = False
    state.save_state(job)


def _append_blocks(state: FarmState, job: LocalJob, documents: Any) -> dict[str, Any]:
    if not isinstance(documents, list):
        raise RefusedError("Operation requires blocks array.")
    if not documents:
        raise RefusedError("Operation blocks array has zero size.")
    try:
        blocks = [job_reader.read_block(len(job.blocks) + place, one) for place, one in enumerate(documents)]
    except job_reader.InvalidJobError as error:
        raise RefusedError(f"Invalid block: {error}.") from error
    job.blocks.extend(blocks)
    for block in blocks:
        state.monitors.block_changed(job.id, block.number, "full")
    state.save_fields(job)
    return {"object": {"block_ids": [block.number for block in blocks]}}


# Operations on blocks and tasks


def _operate_on_blocks(
    machine: FarmControl, job: LocalJob, blocks: Sequence[LocalBlock], operation: Mapping[str, Any]
) -> Any:
    kind, state = operation["type"], machine.state
    if kind == "append_tasks":
        return task_actions.append(state, job, blocks[0], operation.get("tasks"))
    if kind == "trynext":
        return task_actions.try_next(state, job, blocks, operation)
    if kind == "reset_error_hosts":
        _forget_error_hosts(state, job, blocks)
    elif kind == "tickets":
        _set_tickets(state, job, blocks, operation)
    elif kind in task_actions.OPERATIONS:
        chosen: dict[int, Sequence[int] | None] = {
            block.number: task_actions.task_numbers(block, operation) for block in blocks
        }
        if operation.get("mode") == "affect_depends":
            task_actions.add_awaited(job, chosen)
        for number, indexes in chosen.items():
            task_actions.operate(machine, job, job.blocks[number], kind, indexes)
    else:
        raise RefusedError(f"Unknown operation: {kind}")
    return None


def _set_tickets(state: FarmState, job: LocalJob, blocks: Sequence[LocalBlock], operation: Mapping[str, Any]) -> None:
    name, count = operation.get("name"), operation.get("count")
    if not isinstance(name, str):
        raise RefusedError("Ticket 'name' string is not specified.")
    if not job_reader.is_number(count):
        raise RefusedError("Ticket 'count' integer is not specified.")
    for block in blocks:
        tickets = {**block.field("tickets", {}), name: count}
        block.fields["tickets"] = {one: number for one, number in tickets.items() if number != NO_TICKET}
    state.save_fields(job)
