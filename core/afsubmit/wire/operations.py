"""What each kind of node can be told: operations with their fields, and the parameters that may be set.

Facts of afserver 3.4.1 (PROTOCOL.md 6, "Actions"; `jobaf.cpp`, `block.cpp`, `renderaf.cpp`, `poolsrv.cpp` and others).
The server passes over what it does not know without a word, so what is not in these tables is a Problem here.
"""

from __future__ import annotations

from ..document.fields import BLOCK, INT32, JOB
from ..errors import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Fields = Mapping[str, str]

KINDS = ("jobs", "renders", "users", "branches", "pools", "monitors")
NEEDED = "!"
"""Ends the kind of a field that an operation cannot do without."""

_TASKS = {"task_ids": "ints", "mode": "affect_depends"}
_TICKETS = {"name": "str!", "count": "int!"}
_FARM_TICKETS = {**_TICKETS, "max_hosts": "int", "host": "bool"}
_FARM = {"mode": "farm mode!", "name": "str", "mask": "str"}
_COMMAND = {"cmd": "str!", "exit": "bool"}
_NOTHING: Fields = {}


def _plain(words: str, fields: Fields = _NOTHING) -> dict[str, Fields]:
    return dict.fromkeys(words.split(), fields)


OPERATIONS: Mapping[str, Mapping[str, Fields]] = {
    "jobs": {
        **_plain("delete start pause stop restart restart_errors restart_running restart_skipped restart_done"),
        **_plain("restart_warnings restart_pause reset_error_hosts reset_trying_next_tasks"),
        "append_blocks": {"blocks": "objects!"},
    },
    "renders": {
        **_plain("exit eject_tasks eject_tasks_keep_my delete reboot shutdown wol_sleep wol_wake heal_sick"),
        **_plain("reassign_pool"),
        "launch_cmd": _COMMAND,
        "farm": _FARM,
        "set_pool": {"name": "str!"},
        "tickets": _FARM_TICKETS,
    },
    "users": {**_plain("move_jobs_up move_jobs_down move_jobs_top move_jobs_bottom", {"jids": "ints!"}), "delete": {}},
    "branches": _plain("delete delete_done_jobs pause start"),
    "pools": {
        **_plain("delete heal_sick eject_tasks exit delete_renders"),
        "add_pool": {"name": "str!"},
        "farm": _FARM,
        "tickets": _FARM_TICKETS,
        "launch_cmd": _COMMAND,
    },
    "monitors": {
        **_plain("exit deregister"),
        "message": {"text": "str!"},
        "watch": {
            "class": "watch class!", "status": "str", "ids": "ints", "uid": "int", "job": "int", "block": "int",
            "task": "int",
        },
    },
}  # fmt: skip
BLOCK_OPERATIONS: Mapping[str, Fields] = {
    **_plain("skip done restart restart_running restart_skipped restart_done restart_errors suspend continue", _TASKS),
    "trynext": {"task_ids": "ints!", "mode": "append or remove!"},
    "append_tasks": {"tasks": "objects!"},
    "tickets": _TICKETS,
    "reset_error_hosts": {},
}
"""What can be told to blocks of jobs."""

_NODE = {"priority": "int", "annotation": "str", "custom_data": "str", "hidden": "bool"}
_WORK = {
    **dict.fromkeys("max_tasks_per_second max_running_tasks max_running_tasks_per_host".split(), "int"),
    **dict.fromkeys("need_power need_memory need_hdd".split(), "int"),
    **dict.fromkeys("hosts_mask hosts_mask_exclude need_os need_properties".split(), "str"),
    "hosts_mask_type": "mask type", "pools": "numbers", "solve_method": "str", "solve_need": "str",
}  # fmt: skip
_FARM_ROWS = {
    "capacity_host": "int", "max_tasks_host": "int", "power_host": "int", "properties_host": "str",
    "services": "strs", "services_disabled": "strs", "tickets_pool": "any", "tickets_host": "any",
}  # fmt: skip
_POOL_NUMBERS = (
    "heartbeat_sec resources_update_period zombie_time exit_no_task_time no_task_event_time overload_event_time "
    "sick_errors_count idle_wolsleep_time idle_free_time busy_nimby_time idle_cpu busy_cpu idle_mem busy_mem idle_swp "
    "busy_swp idle_hddgb busy_hddgb idle_hddio busy_hddio idle_netmbs busy_netmbs"
)
_USER_BYTES = ("errors_retries", "errors_avoid_host", "errors_task_same_host")


def _document(table: Mapping[str, Any], left_out: tuple[str, ...] = ()) -> dict[str, str]:
    kinds = {"list": {"str": "strs", "int": "ints"}, "map": {"int": "numbers", "str": "texts"}}
    return {
        name: kinds.get(field.kind, {}).get(field.items, field.kind)
        for name, field in table.items()
        if field.is_editable and name not in left_out
    }


PARAMS: Mapping[str, Fields] = {
    "jobs": {**_document(JOB), **_NODE, "hosts_mask_type": "mask type"},
    "renders": {"user_name": "str", "nimby": "bool", "NIMBY": "bool", "paused": "bool", **_FARM_ROWS, **_NODE},
    "users": {
        "paused": "bool", **dict.fromkeys(_USER_BYTES, "byte"), "errors_forgive_time": "int", "jobs_life_time": "int",
        **_WORK, **_NODE,
    },
    "branches": {"create_childs": "bool", "solve_jobs": "bool", "paused": "bool", **_WORK, **_NODE},
    "pools": {
        "pattern": "str", "new_nimby": "bool", "new_paused": "bool", "paused": "bool", **_FARM_ROWS, **_NODE,
        **dict.fromkeys(_POOL_NUMBERS.split(), "int"),
    },
    "monitors": {},
}  # fmt: skip
BLOCK_PARAMS: Fields = _document(BLOCK)

_CHOICES = {
    "affect_depends": ("affect_depends",),
    "append or remove": ("append", "remove"),
    "mask type": ("find", "regex"),
    "farm mode": ("service_add", "service_remove", "service_enable", "service_disable", "clear_services"),
    "watch class": ("jobs", "renders", "users", "pools", "branches", "monitors", "tasks", "perm", "listen"),
}


def operation_problems(kind: str, operation: Mapping[str, Any], *, is_block: bool) -> list[Problem]:
    """What is wrong with `action.operation` for nodes of `kind`, or for blocks of jobs."""
    where = "action.operation"
    table = BLOCK_OPERATIONS if is_block else OPERATIONS[kind]
    name = operation.get("type")
    if not isinstance(name, str) or name not in table:
        what = "blocks of jobs" if is_block else kind
        return [Problem("error", f"{where}.type", f"{what} know no operation {name!r}.", f"Use {_list(table)}.")]
    problems = _field_problems(where, {key: operation[key] for key in operation if key != "type"}, table[name])
    for key, field in table[name].items():
        if field.endswith(NEEDED) and key not in operation:
            problems.append(Problem("error", f"{where}.{key}", f"the operation {name} needs it."))
    return problems


def params_problems(kind: str, params: Mapping[str, Any], *, is_block: bool) -> list[Problem]:
    """What is wrong with `action.params` for nodes of `kind`, or for blocks of jobs."""
    return _field_problems("action.params", params, BLOCK_PARAMS if is_block else PARAMS[kind])


def _field_problems(where: str, values: Mapping[str, Any], table: Fields) -> list[Problem]:
    problems = []
    for key, value in values.items():
        if key not in table:
            fix = f"It knows {_list(table)}." if table else ""
            problems.append(Problem("error", f"{where}.{key}", "the server would pass over it without a word.", fix))
            continue
        reason = _wrong(value, table[key].rstrip(NEEDED))
        if reason:
            problems.append(Problem("error", f"{where}.{key}", f"{reason} is needed, not {str(value)[:80]!r}."))
    return problems


def _wrong(value: Any, kind: str) -> str:
    """What would be needed instead of `value`; "" when it is good."""
    if kind in _CHOICES:
        return "" if value in _CHOICES[kind] else f"one of {_list(_CHOICES[kind])}"
    if kind == "any":
        return ""
    test, words = _TESTS[kind]
    return "" if test(value) else words


def _is_int(value: Any) -> bool:
    return type(value) is int and INT32[0] <= value <= INT32[1]


def _is_long(value: Any) -> bool:
    return type(value) is int and -(2**63) <= value < 2**63


def _all(value: Any, kind: type, test: Any) -> bool:
    if kind is dict:
        return isinstance(value, dict) and all(test(one) for one in value.values())
    return isinstance(value, (list, tuple)) and all(test(one) for one in value)


_TESTS: Mapping[str, tuple[Any, str]] = {
    "int": (_is_long, "a whole number"),
    "byte": (lambda value: type(value) is int and 0 <= value <= 255, "a whole number from 0 to 255"),
    "bool": (lambda value: isinstance(value, bool), "true or false"),
    "str": (lambda value: isinstance(value, str), "a text"),
    "ints": (lambda value: _all(value, list, lambda one: _is_int(one) and one >= 0), "a list of numbers of 0 or more"),
    "strs": (lambda value: _all(value, list, lambda one: isinstance(one, str)), "a list of texts"),
    "objects": (
        lambda value: bool(value) and _all(value, list, lambda one: isinstance(one, dict) and bool(one)),
        "a list of objects",
    ),
    "numbers": (lambda value: _all(value, dict, _is_int), "an object of whole numbers"),
    "texts": (lambda value: _all(value, dict, lambda one: isinstance(one, str)), "an object of texts"),
}


def _list(words: Any) -> str:
    return ", ".join(sorted(words))
