"""What clients may do: the `action` requests of afserver 3.4.1 (PROTOCOL.md 2.7 and 6), with its own error texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from ..document import fields as document_fields
from ..wire.states import DON, ERR, RDY, RUN, SKP, SUS, WRN
from . import answers, reading
from .jobs import Job
from .state import SYSTEM_JOB, FarmState
from .tasks import Block

CAPACITY = 1_000_000
KINDS = ("jobs", "renders", "users", "branches", "pools", "monitors")
DONE = "Action processed."
MERGED = ("environment", "folders", "tickets")
NODE_PARAMS = ("priority", "annotation", "custom_data", "hidden")


class RefusedError(Exception):
    """The action cannot be carried out; the text is the server's."""


class Machine(Protocol):
    """What actions need of the farm beyond its state."""

    state: FarmState

    def stop_task(self, job: Job, block: Block, index: int, wanted: int) -> None:
        """End the task's process; the task gets the state `wanted` when it has ended."""

    def leave(self) -> None:
        """Stop the farm; tasks that run are stopped and stay ready."""

    def set_paused(self, is_paused: bool) -> None:
        """Start no more tasks (or start them again)."""


TASK_OPERATIONS: Mapping[str, tuple[Callable[[int], bool], int]] = {
    "skip": (lambda st: not st & DON, DON | SKP),
    "done": (lambda st: not st & DON, DON),
    "restart": (lambda st: True, RDY),
    "restart_running": (lambda st: bool(st & RUN), RDY),
    "restart_skipped": (lambda st: bool(st & SKP), RDY),
    "restart_done": (lambda st: bool(st & DON), RDY),
    "restart_errors": (lambda st: bool(st & ERR), RDY),
    "restart_warnings": (lambda st: bool(st & WRN) and not st & RUN, RDY),
    "suspend": (lambda st: bool(st & RDY), SUS),
    "continue": (lambda st: bool(st & SUS), RDY),
}
"""Operation -> which tasks it is for, and the state it puts them into."""
JOB_TASK_OPERATIONS = {name for name in TASK_OPERATIONS if name.startswith("restart")}


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
    try:
        pattern = re.compile(mask)
    except re.error as error:
        raise RefusedError(f"AfContainer::action: Name pattern '{mask}' is invalid: {error}") from error
    chosen = [id_ for id_, name in names.items() if pattern.fullmatch(name)]
    if not chosen:
        raise RefusedError(f"{label}: No node matches '{mask}' found.")
    return chosen, ""


def _other(machine: Machine, kind: str, action: Mapping[str, Any]) -> str:
    """An action on the farm's only render, its users, its root branch or its root pool.

    The render can be paused and told to exit, which stops the farm; whatever else is asked is accepted and has no
    effect: a farm of one machine has nothing to arrange.
    """
    state = machine.state
    names: dict[int, str] = {"renders": {1: state.host_name}, "branches": {1: "/"}, "pools": {1: "/"}}.get(kind, {})
    if kind == "users":
        names = {user.id: user.name for user in state.users.values()}
    chosen, missing = _chosen(action, names, kind.capitalize())
    if kind == "renders" and chosen:
        params = action.get("params", {})
        for key in ("nimby", "NIMBY", "paused"):
            if isinstance(params.get(key), bool):
                machine.set_paused(params[key])
        operation = action.get("operation", {}).get("type", "")
        if operation in ("exit", "eject_tasks"):
            _eject(machine)
        if operation == "exit":
            machine.leave()
    if missing:
        raise RefusedError(missing)
    return DONE


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
            _operate_on_tasks(machine, job, block, kind, None)
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
        _operate_on_tasks(machine, job, block, "restart", None)
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
        return _append_tasks(state, job, blocks[0], operation.get("tasks"))
    if kind == "trynext":
        return _try_next(state, job, blocks, operation)
    if kind == "reset_error_hosts":
        _forget_error_hosts(state, job, blocks)
    elif kind == "tickets":
        name, count = operation.get("name"), operation.get("count")
        for block in blocks:
            if isinstance(name, str) and reading.is_number(count):
                block.fields["tickets"] = {**block.field("tickets", {}), name: count}
        state.save_fields(job)
    elif kind in TASK_OPERATIONS:
        chosen = [_task_numbers(block, operation) for block in blocks]
        for block, numbers in zip(blocks, chosen):
            _operate_on_tasks(machine, job, block, kind, numbers)
    else:
        raise RefusedError(f"Unknown operation: {kind}")
    return None


def _task_numbers(block: Block, operation: Mapping[str, Any]) -> list[int] | None:
    """The tasks an operation names; None means all of the block."""
    given = operation.get("task_ids")
    if not isinstance(given, list):
        return None
    numbers = [one for one in given if reading.is_number(one)]
    for number in numbers:
        if not 0 <= number < block.tasks_num:
            raise RefusedError(f"Invalid operation task numer = {number}")
    return numbers


def _operate_on_tasks(machine: Machine, job: Job, block: Block, kind: str, numbers: Sequence[int] | None) -> None:
    is_for, wanted = TASK_OPERATIONS[kind]
    if numbers is None:
        untouched = is_for(block.first_state) and wanted != block.first_state
        numbers = range(block.tasks_num) if untouched else sorted(block.touched)
    for index in numbers:
        st = block.state(index)
        if not is_for(st):
            continue
        if st & RUN:
            machine.stop_task(job, block, index, wanted)
        elif index in block.touched or st != wanted:
            machine.state.set_task(job, block, index, wanted, is_reset=True)


def _append_tasks(state: FarmState, job: Job, block: Block, documents: Any) -> dict[str, Any]:
    if block.is_numeric:
        raise RefusedError("Appending tasks to numeric block is not allowed.")
    if not isinstance(documents, list):
        raise RefusedError("Operation requires tasks array.")
    first = len(block.listed)
    if first + len(documents) > reading.MAX_LISTED:
        raise RefusedError(f"A block has at most {reading.MAX_LISTED} tasks.")
    block.listed.extend(reading.read_tasks(documents))
    if documents:
        block.fields["flags"] = block.field("flags", 0) | 512
        job.time_done = 0
    state.save_fields(job)
    return {"object": {"task_ids": list(range(first, len(block.listed)))}}


def _try_next(state: FarmState, job: Job, blocks: Sequence[Block], operation: Mapping[str, Any]) -> dict[str, Any]:
    mode = operation.get("mode", "")
    if mode not in ("append", "remove"):
        raise RefusedError(f"Invalid 'mode' = '{mode}'.")
    pairs = [(block.number, index) for block in blocks for index in _task_numbers(block, operation) or []]
    if not pairs:
        raise RefusedError("Unable to find valid tasks.")
    kept = [pair for pair in job.tries if pair not in pairs]
    job.tries = kept + pairs if mode == "append" else kept
    state.save_state(job)
    return answers.info("info", "Tasks to try next processed.")
