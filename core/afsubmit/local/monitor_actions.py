"""What actions do with monitors: subscribe, listen, say something, let go; answers as afserver 3.4.1 gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import action_params, job_answers, job_reader
from .farm_control import FarmControl, RefusedError
from .monitor_answers import output_size
from .monitors import CLASSES, FarmMonitor
from .server import NO_ANSWER
from .state import FarmState


def act(machine: FarmControl, action: Mapping[str, Any]) -> dict[str, Any]:
    """Carry out an action on monitors; the answer is that of the last one.

    Raises:
        RefusedError: it was not carried out.
    """
    monitors = machine.state.monitors
    found = action_params.by_ids(action.get("ids"), lambda one: monitors.get(one) is not None)
    if found is None:
        names = [(one.id, one.name) for one in monitors]
        found = action_params.by_mask(action.get("mask"), names, "Monitors"), ""
    if "operation" not in action:
        raise RefusedError("A monitor of this farm has no parameters to set.")
    answer: dict[str, Any] = NO_ANSWER
    for one in [monitors.get(id_) for id_ in found[0]]:
        assert one is not None
        answer = _operate(machine, one, action)
    if found[1]:
        raise RefusedError(found[1])
    return answer


def _operate(machine: FarmControl, one: FarmMonitor, action: Mapping[str, Any]) -> dict[str, Any]:
    operation, state = action["operation"], machine.state
    kind, by = operation["type"], f"{action['user_name']}@{action['host_name']} 127.0.0.1"
    if kind == "deregister":
        state.monitors.remove(one)
        return NO_ANSWER
    if kind == "watch":
        text = _watch(machine, one, operation)
        state.monitors.changed("monitors", one.id)
    elif kind == "message":
        text = "Message sent."
        one.unheard.message = f"{operation.get('text', '')}\n - {by}"
    elif kind == "exit":
        text = "Instruction 'exit' set."
        one.unheard.instruction = "exit"
    else:
        raise RefusedError(f"Unknown operation '{kind}'.")
    one.activity = state.now()
    how = f" {operation.get('status', '')}" if kind == "watch" else ""
    one.log.append(f"{state.logs.stamp()}: {by}: monitors {kind}{how}: {one.name}: {text}")
    return job_answers.info("log", text)


def _watch(machine: FarmControl, one: FarmMonitor, operation: Mapping[str, Any]) -> str:
    kind, is_on = operation.get("class"), operation.get("status") == "subscribe"
    if kind == "perm":
        uid = operation.get("uid")
        if not job_reader.is_number(uid):
            raise RefusedError('The operation needs "uid", the number of the user whose jobs are heard of.')
        one.uid = int(uid)  # type: ignore[arg-type]
        return "Permissions set."
    if kind == "tasks":
        for id_ in action_params.numbers(operation.get("ids")):
            if is_on:
                one.jobs[id_] = None
            else:
                one.jobs.pop(id_, None)
    elif kind == "listen":
        _listen(machine.state, machine.jobs_folder, one, operation, is_on)
    elif kind in CLASSES:
        (one.classes.add if is_on else one.classes.discard)(str(kind))
    else:
        raise RefusedError(f"Unknown operation 'watch' class '{kind}'.")
    return f"Subscribed on '{kind}'" if is_on else f"Unsubscribed from '{kind}'"


def _listen(
    state: FarmState, jobs_folder: str, one: FarmMonitor, operation: Mapping[str, Any], is_on: bool
) -> None:  # fmt: skip
    job = state.jobs.get(operation.get("job"))  # type: ignore[arg-type]
    block, task = operation.get("block"), operation.get("task")
    if job is None or not job_reader.is_task(job.blocks, block, task):
        raise RefusedError("Invalid block/task number.")
    place = (job.id, int(block), int(task))  # type: ignore[arg-type]
    if is_on:
        one.listened[place] = output_size(state, place, jobs_folder)
    else:
        one.listened.pop(place, None)
