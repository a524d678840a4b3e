"""What clients may do: the `action` requests of afserver 3.4.1 (PROTOCOL.md 2.7 and 6), with its own error texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..document import fields as document_fields
from ..wire.states import RDY, RUN
from . import answers, reading, task_actions
from .jobs import Job
from .machine import Machine, RefusedError
from .masks import full_match, why_unusable
from .state import SYSTEM_JOB, FarmState
from .tasks import Block

CAPACITY = 1_000_000
MAX_SLOTS = 256
KINDS = ("jobs", "renders", "users", "branches", "pools", "monitors")
DONE = "Action processed."
MERGED = ("environment", "folders", "tickets")
NODE_PARAMS = ("priority", "annotation", "custom_data", "hidden")


JOB_TASK_OPERATIONS = {name for name in task_actions.OPERATIONS if name.startswith("restart")}


def answer(machine: Machine, action: Any) -> dict[str, Any]:
    """Carry out one action and say what came of it. Never raises for what a client sent."""
    try:
        text = _carry_out(machine, action)
    except RefusedError as refusal:
        return answers.error(str(refusal))
    return text if isinstance(text, dict) else answers.info("log", text)


def _carry_out(machine: Machine, action: Any) -> Any:
    if not isinstance(action, Mapping) or not isinstance(action.get("type"), str):
        raise RefusedError("Invalid action.")
    for key in ("user_name", "host_name"):
        if not isinstance(action.get(key), str) or not action[key]:
            raise RefusedError(f'Action should have a not empty "{key}" string.')
    kind = action["type"]
    if kind not in KINDS:
        raise RefusedError(f"Action has unknown type: '{kind}'")
    _check_parts(action)
    if kind != "jobs":
        return _other(machine, kind, action)
    jobs: dict[int, Any] = {SYSTEM_JOB: None, **machine.state.jobs}
    names = {id_: job.name if job else "afanasy" for id_, job in jobs.items()}
    chosen, missing = _chosen(action, names, "Jobs")
    found: Any = DONE
    for id_ in chosen:
        found = _job_action(machine, jobs[id_], action) or found
    if missing:
        raise RefusedError(missing)
    return found


def _check_parts(action: Mapping[str, Any]) -> None:
    if "operation" not in action and "params" not in action:
        raise RefusedError('Action should have an "operation" or(and) "params" object.')
    for key in ("operation", "params"):
        if key in action and not isinstance(action[key], Mapping):
            raise RefusedError(f'Action "{key}" should be an object.')
    if "operation" in action and not isinstance(action["operation"].get("type"), str):
        raise RefusedError('Action "operation" "type" should be a string.')


def _chosen(action: Mapping[str, Any], names: Mapping[int, str], label: str) -> tuple[list[int], str]:
    """The nodes an action is for, by ids or else by mask, and a sentence about ids that are missing."""
    ids, mask = action.get("ids"), action.get("mask")
    missing = ""
    if isinstance(ids, list) and any(reading.is_number(one) for one in ids):
        chosen = []
        for one in (one for one in ids if reading.is_number(one)):
            if one in names:
                chosen.append(one)
            elif one >= CAPACITY:
                missing = f"Action node ID above container capacity: {one} >= {CAPACITY}."
            else:
                missing = f"Action node ID not found: {one}."
        return chosen, missing
    if not isinstance(mask, str) or not mask:
        raise RefusedError("JSON action should have nodes ids or mask to operate with.")
    wrong = why_unusable(mask)
    if wrong:
        raise RefusedError(f"AfContainer::action: Name pattern '{mask}' is invalid: {wrong}")
    chosen = [id_ for id_, name in names.items() if full_match(mask, name)]
    if not chosen:
        raise RefusedError(f"{label}: No node matches '{mask}' found.")
    return chosen, ""


def _other(machine: Machine, kind: str, action: Mapping[str, Any]) -> str:
    """An action on the farm's only render: pause it, set its slots, stop what it runs, or the farm.

    A farm of one machine has nothing else to arrange, and says so.
    """
    if kind != "renders":
        raise RefusedError(f"This farm is one machine: there is nothing to arrange with {kind}.")
    chosen, missing = _chosen(action, {1: machine.state.host_name}, "Renders")
    if missing and not chosen:
        raise RefusedError(missing)
    _set_render(machine, action.get("params", {}))
    if "operation" in action:
        _operate_on_render(machine, action["operation"]["type"])
    if missing:
        raise RefusedError(missing)
    return DONE


def _operate_on_render(machine: Machine, kind: str) -> None:
    if kind == "delete":
        raise RefusedError("Can`t delete online render.")
    if kind not in ("exit", "eject_tasks"):
        raise RefusedError(f"Unknown operation: {kind}")
    _eject(machine)
    if kind == "exit":
        machine.leave()


def _set_render(machine: Machine, params: Mapping[str, Any]) -> None:
    for key in ("nimby", "NIMBY", "paused"):
        if isinstance(params.get(key), bool):
            machine.set_paused(params[key])
    slots = params.get("max_tasks_host")
    if type(slots) is int and 1 <= slots <= MAX_SLOTS:
        machine.set_slots(slots)


def _eject(machine: Machine) -> None:
    for job in list(machine.state.jobs.values()):
        for block in job.blocks:
            for index in [index for index, task in block.touched.items() if task.st & RUN]:
                machine.stop_task(job, block, index, RDY)


def _job_action(machine: Machine, job: Job | None, action: Mapping[str, Any]) -> Any:
    operation = action.get("operation", {})
    if job is None:
        if operation.get("type") == "delete":
            raise RefusedError("System job can't be deleted.")
        if operation.get("type") == "append_blocks":
            raise RefusedError("Appending system job is not allowed.")
        return None
    blocks = _blocks(job, action)
    if "params" in action:
        _set_params(machine.state, job, blocks, action["params"], is_alone="operation" not in action)
    if not operation:
        return None
    kind = operation["type"]
    machine.state.log_job(job, f"{action['user_name']}@{action['host_name']}: jobs {kind}: {job.name}@{job.user_name}:")
    if blocks is None:
        return _operate_on_job(machine, job, operation)
    return _operate_on_blocks(machine, job, blocks, operation)


def _blocks(job: Job, action: Mapping[str, Any]) -> list[Block] | None:
    """The blocks an action is for; None when it is for the job."""
    ids, mask = action.get("block_ids"), action.get("block_mask")
    if "block_ids" not in action and "block_mask" not in action:
        return None
    numbers = [one for one in ids if reading.is_number(one)] if isinstance(ids, list) else []
    if -1 in numbers:
        return list(job.blocks)
    for number in numbers:
        if not 0 <= number < len(job.blocks):
            raise RefusedError(f"Invalid block number: {number}")
    chosen = [job.blocks[number] for number in numbers]
    if not chosen and isinstance(mask, str):
        chosen = [block for block in job.blocks if prefixed(block.name, mask)]
    if not chosen:
        raise RefusedError('"block_ids" array does not contain any integers or invalid "block_mask"')
    return chosen


def prefixed(name: str, mask: str) -> bool:
    """Whether the name begins with one of the prefixes of a list (PROTOCOL 0.3: separated by | ; , : or a space)."""
    return any(one and name.startswith(one) for one in re.split(r"[|;,: ]", mask))


# Parameters


def _set_params(
    state: FarmState, job: Job, blocks: list[Block] | None, params: Mapping[str, Any], *, is_alone: bool
) -> None:
    """Change fields. Beside an operation, and on the job of chosen blocks, only the node's own four are taken."""
    changed = reading.read(params, document_fields.JOB, is_edit=True)
    if blocks is not None or not is_alone:
        changed = {name: value for name, value in changed.items() if name in NODE_PARAMS}
    if "user_name" in changed and changed["user_name"] not in state.users:
        raise RefusedError(f"User does not exist: {changed['user_name']}")
    if changed.get("branch", "/") not in ("/", job.field("branch", "/")):
        raise RefusedError(f"New job branch not found: {changed['branch']}")
    job.fields.pop("hidden", None)
    if changed.pop("offline", False):
        job.is_offline = True
    _merge(job.fields, changed)
    if blocks is not None and is_alone:
        for block in blocks:
            _merge(block.fields, reading.read(params, document_fields.BLOCK, is_edit=True))
    state.save_fields(job)


def _merge(fields: dict[str, Any], changed: Mapping[str, Any]) -> None:
    for name, value in changed.items():
        fields[name] = {**fields.get(name, {}), **value} if name in MERGED else value


# Operations on a job


def _operate_on_job(machine: Machine, job: Job, operation: Mapping[str, Any]) -> Any:
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
        job.tries = []
        state.save_state(job)
    elif kind == "append_blocks":
        return _append_blocks(state, job, operation.get("blocks"))
    else:
        raise RefusedError(f"Unknown operation: {kind}")
    return None


def delete(machine: Machine, job: Job) -> None:
    """Delete a job; its processes are ended, then its post commands run."""
    _stop_running(machine, job)
    machine.state.remove(job)


def _stop_running(machine: Machine, job: Job) -> None:
    for block in job.blocks:
        for index in [index for index, task in block.touched.items() if task.st & RUN]:
            machine.stop_task(job, block, index, RDY)


def _restart(machine: Machine, job: Job) -> None:
    for block in job.blocks:
        task_actions.operate(machine, job, block, "restart")
    job.time_started = job.time_done = 0
    machine.state.save_state(job)


def _forget_error_hosts(state: FarmState, job: Job, blocks: Iterable[Block]) -> None:
    for block in blocks:
        block.is_error_host = False
    state.save_state(job)


def _append_blocks(state: FarmState, job: Job, documents: Any) -> dict[str, Any]:
    if not isinstance(documents, list):
        raise RefusedError("Operation requires blocks array.")
    if not documents:
        raise RefusedError("Operation blocks array has zero size.")
    try:
        blocks = [reading.read_block(len(job.blocks) + place, one) for place, one in enumerate(documents)]
    except reading.InvalidJobError as error:
        raise RefusedError(f"Invalid block: {error}.") from error
    job.blocks.extend(blocks)
    job.time_done = 0
    state.save_fields(job)
    return {"object": {"block_ids": [block.number for block in blocks]}}


# Operations on blocks and tasks


def _operate_on_blocks(machine: Machine, job: Job, blocks: Sequence[Block], operation: Mapping[str, Any]) -> Any:
    kind, state = operation["type"], machine.state
    if kind == "append_tasks":
        return task_actions.append(state, job, blocks[0], operation.get("tasks"))
    if kind == "trynext":
        return task_actions.try_next(state, job, blocks, operation)
    if kind == "reset_error_hosts":
        _forget_error_hosts(state, job, blocks)
    elif kind == "tickets":
        name, count = operation.get("name"), operation.get("count")
        for block in blocks:
            if isinstance(name, str) and reading.is_number(count):
                block.fields["tickets"] = {**block.field("tickets", {}), name: count}
        state.save_fields(job)
    elif kind in task_actions.OPERATIONS:
        chosen: dict[int, Sequence[int] | None] = {
            block.number: task_actions.task_numbers(block, operation) for block in blocks
        }
        if operation.get("mode") == "affect_depends":
            task_actions.add_dependants(job, chosen, kind)
        for number, indexes in chosen.items():
            task_actions.operate(machine, job, job.blocks[number], kind, indexes)
    else:
        raise RefusedError(f"Unknown operation: {kind}")
    return None
