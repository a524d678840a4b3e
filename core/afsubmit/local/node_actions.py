"""What actions do with the farm's render and its users; branches and pools are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..document import fields as document_fields
from ..document.action_rules import OWN_PARAMS
from ..wire.states import RDY
from . import action_params, nodes
from .action_params import ActionParams
from .farm_control import FarmControl, RefusedError
from .state import FarmState
from .store import StoredUser

MAX_SLOTS = 256
AS_STARTED = -1
RENDER_PARAMS = {"user_name": "str", "nimby": "bool", "NIMBY": "bool", "paused": "bool"}
NOT_FOR_EDIT = ("srv_info",)
"""Has no effect on the lists."""
MOVES = {"move_jobs_up": "up", "move_jobs_down": "down", "move_jobs_top": "top", "move_jobs_bottom": "bottom"}
LABELS = {"renders": "Renders", "users": "Users"}


def act(machine: FarmControl, kind: str, action: Mapping[str, Any]) -> None:
    """Carry out an action on nodes that are no jobs.

    Raises:
        RefusedError: this farm has nothing of the kind to arrange, or not all of it could be done.
    """
    if kind not in LABELS:
        raise RefusedError(f"This farm is one machine: there is nothing to arrange with {kind}.")
    names = nodes.names(machine.state, kind) or {}
    chosen, missing = action_params.by_ids(action.get("ids"), lambda one: one in names) or (
        action_params.by_mask(action.get("mask"), names.items(), LABELS[kind]), "")  # fmt: skip
    for id_ in chosen:
        if kind == "users":
            _user_action(machine.state, machine.state.users[names[id_]], action)
        else:
            _render_action(machine, action)
    if missing:
        raise RefusedError(missing)


def _author(action: Mapping[str, Any]) -> str:
    return f"{action['user_name']}@{action['host_name']}"


# The render


def _render_action(machine: FarmControl, action: Mapping[str, Any]) -> None:
    params = ActionParams(action.get("params", {}))
    if "params" in action:
        _set_render(machine, params, action)
    if "operation" in action:
        kind = action["operation"]["type"]
        machine.state.logs.log_render(f"{_author(action)}: renders {kind}: {machine.state.host_name}: ")
        _operate_on_render(machine, kind, str(action["user_name"]))
    params.check_all_taken("its render")


def _set_render(machine: FarmControl, params: ActionParams, action: Mapping[str, Any]) -> None:
    state = machine.state
    changed = {**params.take(document_fields.NODE, but=NOT_FOR_EDIT), **params.take_kinds(RENDER_PARAMS)}
    slots = params.take_kinds({"max_tasks_host": "int"}).get("max_tasks_host")
    if slots == AS_STARTED:
        machine.set_slots(None)
    elif slots is not None and 1 <= slots <= MAX_SLOTS:
        machine.set_slots(slots)
    elif slots is not None:
        params.give_back("max_tasks_host")
    state.render.set(changed)
    state.save_render()
    state.logs.log_render(f"{_author(action)}: renders params: {state.host_name}: {_words(changed)}")


def _words(changed: Mapping[str, Any]) -> str:
    return "\n".join(f'"{name}" set to {value!r}' for name, value in changed.items())


def _operate_on_render(machine: FarmControl, kind: str, user_name: str) -> None:
    render = machine.state.render
    if kind == "delete":
        raise RefusedError("Can`t delete online render." if render.is_online else "A farm of one machine keeps it.")
    if kind == "eject_tasks_keep_my":
        _eject(machine, keep=user_name)
    elif kind == "eject_tasks":
        _eject(machine)
    elif kind == "exit":
        _eject(machine)
        render.is_online = False
        machine.state.news.of_render()
        machine.state.logs.log_render("Offline.")
    else:
        raise RefusedError(f"Unknown operation: {kind}")


def _eject(machine: FarmControl, keep: str = "") -> None:
    """Stop what runs, but not the tasks of the user `keep`; it becomes ready again."""
    for job, block, index in machine.state.running.listed():
        if not keep or job.user_name != keep:
            machine.stop_task(job, block, index, RDY)


# Users


def _user_action(state: FarmState, user: StoredUser, action: Mapping[str, Any]) -> None:
    by = f"{_author(action)}: users"
    if "operation" in action:
        kind = action["operation"]["type"]
        state.logs.log_user(user, "", by=f"{by} {kind}")
        _operate_on_user(state, user, action["operation"])
    if "params" in action and user.name in state.users:
        params = ActionParams(action["params"])
        tables = {**document_fields.NODE, **document_fields.WORK}
        changed = {**params.take(tables, but=NOT_FOR_EDIT), **params.take_kinds(OWN_PARAMS["users"])}
        user.fields.pop("hidden", None)
        user.fields.update(changed)
        state.save_user(user)
        state.logs.log_user(user, _words(changed), by=f"{by} params")
        params.check_all_taken("its users")


def _operate_on_user(state: FarmState, user: StoredUser, operation: Mapping[str, Any]) -> None:
    kind, ids = operation["type"], operation.get("jids")
    if kind in MOVES:
        found = action_params.by_ids(ids, lambda one: one in state.jobs and state.jobs[one].user_name == user.name)
        if found is None:
            raise RefusedError('The operation needs "jids", the ids of the jobs to move.')
        state.move_jobs(user, found[0], MOVES[kind])
        if found[1]:
            raise RefusedError(found[1])
    elif kind == "delete":
        if nodes.user(state, user).get("jobs_num"):
            raise RefusedError(f"The user {user.name} has jobs. Delete them first.")
        state.remove_user(user)
    else:
        raise RefusedError(f"Unknown operation: {kind}")
