"""The operations that each kind of node takes, with their fields.

Facts of afserver 3.4.1 (`jobaf.cpp`, `block.cpp`, `renderaf.cpp`, `poolsrv.cpp` and others).
The server passes over what it does not know without a word, so what is not in these tables is a Problem here.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..typed import TYPE_CHECKING, Any
from .fields import BLOCK, INT32, INT64, JOB, NODE
from .findings import Findings, shown
from .mask_rules import check_prefixes

if TYPE_CHECKING:
    from ..errors import Problem
    from .fields import Field

    Fields = Mapping[str, str]

_NUMBER, _TEXT, _NAME = JOB["try_this_tasks_num"], NODE["annotation"], BLOCK["name"]
CAPACITY = 1_000_000
"""No container of the server holds more nodes."""
FIELDS: Mapping[str, Field] = {
    "int": NODE["priority"]._replace(minimum=INT32[0], maximum=INT32[1], is_clamped=False),
    "count": NODE["priority"]._replace(minimum=-1, maximum=INT32[1], is_clamped=False),
    "byte": NODE["priority"]._replace(is_clamped=False),
    "bool": NODE["hidden"],
    "str": _TEXT,
    "mask": _TEXT,
    "raw": BLOCK["service"],
    "name": _NAME,
    "list": BLOCK["files"],
    "map": BLOCK["tickets"],
    "ids": _NUMBER._replace(maximum=CAPACITY - 1),
    "places": _NUMBER._replace(minimum=-1, maximum=CAPACITY - 1),
    "ints": _NUMBER._replace(minimum=INT32[0]),
    "longs": _NUMBER._replace(minimum=INT64[0], maximum=INT64[1]),
}
"""The kinds of values in actions, questions and monitors. A "raw" text, and a "name", is written without escaping; ids
below 0 kill the server in an action; "places" are blocks and tasks, where -1 alone is all."""

KINDS = ("jobs", "renders", "users", "branches", "pools", "monitors")
NEEDED = "!"
"""Ends the kind of a field that an operation cannot do without."""

_TASKS = {"task_ids": "ids", "mode": "affect_depends"}
_TICKETS = {"name": "name!", "count": "count!"}
_FARM_TICKETS = {**_TICKETS, "max_hosts": "count", "host": "bool"}
_FARM = {"mode": "farm mode!", "name": "name", "mask": "mask"}
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
        "set_pool": {"name": "name!"},
        "tickets": _FARM_TICKETS,
    },
    "users": {**_plain("move_jobs_up move_jobs_down move_jobs_top move_jobs_bottom", {"jids": "ids!"}), "delete": {}},
    "branches": _plain("delete delete_done_jobs pause start"),
    "pools": {
        **_plain("delete heal_sick eject_tasks exit delete_renders"),
        "add_pool": {"name": "name!"},
        "farm": _FARM,
        "tickets": _FARM_TICKETS,
        "launch_cmd": _COMMAND,
    },
    "monitors": {
        **_plain("exit deregister"),
        "message": {"text": "raw!"},
        "watch": {
            "class": "watch class!", "status": "watch status", "ids": "ids", "uid": "int", "job": "int", "block": "int",
            "task": "int",
        },
    },
}  # fmt: skip
BLOCK_OPERATIONS: Mapping[str, Fields] = {
    **_plain("skip done restart restart_running restart_skipped restart_done restart_errors suspend continue", _TASKS),
    "trynext": {"task_ids": "ids!", "mode": "append or remove!"},
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
    "watch status": ("subscribe", "unsubscribe"),
    "farm mode": ("service_add", "service_remove", "service_enable", "service_disable", "clear_services"),
    "watch class": ("jobs", "renders", "users", "pools", "branches", "monitors", "tasks", "perm", "listen"),
}


def check_operation(findings: Findings, where: str, operation: Any, kind: str, *, is_block: bool) -> None:
    """Check what is to be done with nodes of `kind`, or with blocks of jobs."""
    if not isinstance(operation, dict):
        findings.error(where, f"is {shown(operation)}, not an object.")
        return
    table, name = BLOCK_OPERATIONS if is_block else OPERATIONS[kind], operation.get("type")
    if not isinstance(name, str) or name not in table:
        what = "blocks of jobs" if is_block else kind
        findings.error(f"{where}.type", f"is {shown(name)}, which {what} do not know.", f"Use {_list(table)}.")
        return
    given = {key: value for key, value in operation.items() if key != "type"}
    check_table(findings, where, given, table[name])
    for key, field in table[name].items():
        if field.endswith(NEEDED) and key not in operation:
            findings.error(f"{where}.{key}", f"is missing; the operation {name} needs it.")


def check_table(findings: Findings, where: str, values: Mapping[Any, Any], table: Fields) -> None:
    """Check values against a table of the kinds in `FIELDS` and of words to choose from."""
    for key, value in values.items():
        if findings.is_full:
            return
        if key not in table:
            findings.unknown_key(where, key, table)
        else:
            check_kind(findings, f"{where}.{key}", table[key].rstrip(NEEDED), value)


def check_kind(findings: Findings, where: str, kind: str, value: Any) -> None:
    """Check a value of a kind."""
    if kind in _CHOICES:
        if value not in _CHOICES[kind]:
            findings.error(where, f"is {shown(value)}.", f"Use one of {_list(_CHOICES[kind])}.")
    elif kind == "objects":
        if not isinstance(value, (list, tuple)) or not value:
            findings.error(where, "is empty or not a list.", "Name at least one.")
    elif kind == "tickets":
        _check_tickets(findings, where, value)
    else:
        findings.value(where, FIELDS[kind], value)
    if kind == "mask":
        check_prefixes(findings, where, value)
    if kind == "places" and isinstance(value, (list, tuple)) and -1 in value and len(value) > 1:
        findings.error(where, "holds -1 beside others; the server could die of it.", "Write [-1] alone for all.")


def _check_tickets(findings: Findings, where: str, tickets: Any) -> None:
    """Of each ticket the server reads a list, its first number unseen: how many there are."""
    if not isinstance(tickets, dict):
        findings.wrong_type(where, tickets, "map")
        return
    for name, numbers in tickets.items():
        findings.value(f"{where}, the name {shown(name)}", FIELDS["name"], name)
        place = f'{where}["{name}"]'
        if not isinstance(numbers, (list, tuple)) or not 1 <= len(numbers) <= 4:
            findings.error(place, f"is {shown(numbers)}, not a list of a number.", "Write [5] for five tickets.")
        else:
            findings.value(place, FIELDS["ints"], numbers)


def operation_problems(kind: str, operation: Mapping[str, Any], *, is_block: bool) -> list[Problem]:
    """What is wrong with `action.operation` for nodes of `kind`, or for blocks of jobs."""
    findings = Findings()
    check_operation(findings, "action.operation", operation, kind, is_block=is_block)
    return findings.problems


def _list(words: Any) -> str:
    return ", ".join(sorted(words))
