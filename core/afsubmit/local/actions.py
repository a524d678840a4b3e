"""What clients may do: the `action` requests of afserver 3.4.1, with its own error texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..document.action_rules import TYPES
from . import job_actions, job_answers, monitor_actions, node_actions
from .farm_control import FarmControl, RefusedError

DONE = "Action processed."


def answer(machine: FarmControl, action: Any) -> dict[str, Any]:
    """Carry out one action and say what came of it. Never raises for what a client sent."""
    try:
        found = _carry_out(machine, action)
    except RefusedError as refusal:
        return job_answers.error(str(refusal))
    return found if found is not None else job_answers.info("log", DONE)


def _carry_out(machine: FarmControl, action: Any) -> dict[str, Any] | None:
    if not isinstance(action, Mapping) or not isinstance(action.get("type"), str):
        raise RefusedError("Invalid action.")
    for key in ("user_name", "host_name"):
        if not isinstance(action.get(key), str) or not action[key]:
            raise RefusedError(f'Action should have a not empty "{key}" string.')
    kind = action["type"]
    if kind not in TYPES:
        raise RefusedError(f"Action has unknown type: '{kind}'")
    _check_parts(action)
    if kind == "jobs":
        found: dict[str, Any] | None = job_actions.act(machine, action)
        return found
    if kind == "monitors":
        return monitor_actions.act(machine, action)
    node_actions.act(machine, kind, action)
    return None


def _check_parts(action: Mapping[str, Any]) -> None:
    if "operation" not in action and "params" not in action:
        raise RefusedError('Action should have an "operation" or(and) "params" object.')
    for key in ("operation", "params"):
        if key in action and not isinstance(action[key], Mapping):
            raise RefusedError(f'Action "{key}" should be an object.')
    if "operation" in action and not isinstance(action["operation"].get("type"), str):
        raise RefusedError('Action "operation" "type" should be a string.')
