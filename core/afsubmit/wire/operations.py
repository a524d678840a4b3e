"""What each kind of node can be told: the operations with their fields.

Facts of afserver 3.4.1 (PROTOCOL.md 6, "Actions"; `jobaf.cpp`, `block.cpp`, `renderaf.cpp`, `poolsrv.cpp` and others).
The server passes over what it does not know without a word, so what is not in these tables is a Problem here.
"""

from __future__ import annotations

from ..document.fields import INT32
from ..errors import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
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
        "message": {"text": "raw!"},
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

POOL_PARAMS = frozenset(
    (
        "pattern new_nimby new_paused paused priority annotation custom_data hidden capacity_host max_tasks_host "
        "power_host properties_host services services_disabled tickets_pool tickets_host heartbeat_sec "
        "resources_update_period zombie_time exit_no_task_time no_task_event_time overload_event_time "
        "sick_errors_count idle_wolsleep_time idle_free_time busy_nimby_time idle_cpu busy_cpu idle_mem busy_mem "
        "idle_swp busy_swp idle_hddgb busy_hddgb idle_hddio busy_hddio idle_netmbs busy_netmbs"
    ).split()
)
"""What may be set on a pool (`pool.cpp`, `affarm.cpp`); the parameters of the others stand in `document`."""

_CHOICES = {
    "affect_depends": ("affect_depends",),
    "append or remove": ("append", "remove"),
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


def pool_problems(params: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the names of `action.params` for pools."""
    return [_unknown(f"action.params.{name}", POOL_PARAMS) for name in params if name not in POOL_PARAMS]


USER_BYTES = ("errors_retries", "errors_avoid_host", "errors_task_same_host")


def user_problems(params: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the numbers of `action.params` for users: the server would cut them to eight bits."""
    too_large = [name for name in USER_BYTES if isinstance(params.get(name), int) and not 0 <= params[name] <= 255]
    words = "a number from 0 to 255 is needed, not"
    return [Problem("error", f"action.params.{name}", f"{words} {params[name]}.") for name in too_large]


def _field_problems(where: str, values: Mapping[str, Any], table: Fields) -> list[Problem]:
    problems = []
    for key, value in values.items():
        if key not in table:
            problems.append(_unknown(f"{where}.{key}", table))
            continue
        reason = _wrong(value, table[key].rstrip(NEEDED))
        if reason:
            problems.append(Problem("error", f"{where}.{key}", f"{reason} is needed, not {str(value)[:80]!r}."))
    return problems


def _unknown(where: str, known: Any) -> Problem:
    fix = f"Known are {_list(known)}." if known else ""
    return Problem("error", where, "the server would pass over it without a word.", fix)


def _wrong(value: Any, kind: str) -> str:
    """What would be needed instead of `value`; "" when it is good."""
    if kind in _CHOICES:
        return "" if value in _CHOICES[kind] else f"one of {_list(_CHOICES[kind])}"
    test, words = _TESTS[kind]
    return "" if test(value) else words


def _is_int(value: Any) -> bool:
    return type(value) is int and INT32[0] <= value <= INT32[1]


def _all(value: Any, test: Callable[[Any], bool]) -> bool:
    return isinstance(value, (list, tuple)) and all(test(one) for one in value)


_TESTS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "int": (_is_int, "a whole number"),
    "bool": (lambda value: isinstance(value, bool), "true or false"),
    "str": (lambda value: isinstance(value, str), "a text"),
    "raw": (
        lambda value: isinstance(value, str) and not set(value) & {'"', "\\"},
        "a text without quotes and backslashes",
    ),
    "ints": (lambda value: _all(value, lambda one: _is_int(one) and one >= 0), "a list of numbers of 0 or more"),
    "objects": (lambda value: bool(value) and _all(value, lambda one: isinstance(one, dict)), "a list of objects"),
}


def _list(words: Any) -> str:
    return ", ".join(sorted(words))
