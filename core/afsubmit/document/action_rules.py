"""The rules for actions: on what, what is done, what is changed. Facts of afserver 3.4.1."""

from __future__ import annotations

from .fields import BLOCK, INT32, JOB, NODE, WORK
from .findings import shown
from .job_rules import check_blocks, check_limits, check_tasks
from .mask_rules import FIND, check_expression, check_masks, check_prefixes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .fields import Field
    from .findings import Findings

TYPES = ("jobs", "renders", "users", "branches", "pools", "monitors")
KEYS = frozenset(["user_name", "host_name", "type", "ids", "mask", "block_ids", "block_mask", "operation", "params"])
ALWAYS_APPLIED = frozenset(["priority", "annotation", "custom_data", "hidden"])
"""The only params that count when there is an operation, too."""

FATAL = "the server would die of it"
USER_OPERATIONS = ("move_jobs_up", "move_jobs_down", "move_jobs_top", "move_jobs_bottom", "delete")
CAPACITY = 1_000_000
"""No container of the server holds more nodes."""

FARM = {
    "capacity_host": "int",
    "max_tasks_host": "int",
    "power_host": "int",
    "properties_host": "str",
    "services": "list",
    "services_disabled": "list",
    "tickets_pool": "map",
    "tickets_host": "map",
}
OWN_PARAMS = {
    "renders": {"user_name": "str", "nimby": "bool", "NIMBY": "bool", "paused": "bool", **FARM},
    "users": {
        "paused": "bool",
        "errors_retries": "int",
        "errors_avoid_host": "int",
        "errors_task_same_host": "int",
        "errors_forgive_time": "int",
        "jobs_life_time": "int",
    },
    "branches": {"create_childs": "bool", "solve_jobs": "bool", "paused": "bool"},
    "pools": {"pattern": "str", "paused": "bool", **FARM},
    "monitors": {},
}
WITH_WORK = ("users", "branches")
RAW_NAMES = ("name", "service", "user_name")


def check_action(findings: Findings, where: str, action: Any) -> None:
    """Check a whole action."""
    if not isinstance(action, dict):
        findings.error(where, f"is {shown(action)}, not an object.")
        return
    for name in action:
        if name not in KEYS:
            findings.unknown_key(where, name, KEYS)
    for name in ("user_name", "host_name"):
        if findings.text(f"{where}.{name}", action.get(name), is_raw=True) and not action[name]:
            findings.error(f"{where}.{name}", "is empty; the server would refuse it.")
    if action.get("type") not in TYPES or not isinstance(action.get("type"), str):
        findings.error(f"{where}.type", f"is {shown(action.get('type'))}; known are {', '.join(TYPES)}.")
        return
    _check_target(findings, where, action)
    operation, params = action.get("operation"), action.get("params")
    if operation is None and params is None:
        findings.error(where, 'has neither "operation" nor "params".')
    if operation is not None:
        _check_operation(findings, f"{where}.operation", operation, action["type"])
    if params is not None:
        _check_params(findings, f"{where}.params", params, action)


def _check_target(findings: Findings, where: str, action: Mapping[str, Any]) -> None:
    if "ids" in action:
        _ids(findings, f"{where}.ids", action["ids"])
        if "mask" in action:
            findings.error(f"{where}.mask", "stands beside ids; the server would ignore it.", "Remove one of them.")
    elif "mask" in action:
        if findings.text(f"{where}.mask", action["mask"]):
            check_expression(findings, f"{where}.mask", action["mask"], "it would choose nothing")
    else:
        findings.error(where, "names neither ids nor a mask.")
    if "block_ids" in action:
        _ids(findings, f"{where}.block_ids", action["block_ids"], lowest=-1)
    if "block_mask" in action:
        findings.text(f"{where}.block_mask", action["block_mask"])
        check_prefixes(findings, f"{where}.block_mask", action["block_mask"])


def _ids(findings: Findings, where: str, value: Any, *, lowest: int = 0) -> None:
    """A list of numbers of nodes, blocks or tasks; below `lowest` the server dies."""
    if not isinstance(value, (list, tuple)):
        findings.wrong_type(where, value, "list")
        return
    for place, number in enumerate(value):
        if findings.is_full:
            return
        if not isinstance(number, int) or isinstance(number, bool):
            findings.wrong_type(f"{where}[{place}]", number, "int")
        elif number < lowest:
            findings.error(f"{where}[{place}]", f"is {shown(number)}; {FATAL}.", "Numbers count from 0.")
        elif number >= CAPACITY:
            findings.error(f"{where}[{place}]", f"is {shown(number)}; there are never so many.")


def _check_operation(findings: Findings, where: str, operation: Any, kind: str) -> None:
    if not isinstance(operation, dict):
        findings.error(where, f"is {shown(operation)}, not an object.")
        return
    word = operation.get("type")
    if not findings.text(f"{where}.type", word):
        return
    if kind == "users" and word not in USER_OPERATIONS:
        message = f"{shown(word)} is unknown; the server would say that it was done, and do nothing."
        findings.error(f"{where}.type", message, f"Known are {', '.join(USER_OPERATIONS)}.")
    for name, value in operation.items():
        place = f"{where}.{name}"
        if name in ("task_ids", "jids", "ids"):
            _ids(findings, place, value)
        elif name in ("blocks", "tasks") and isinstance(word, str) and word.startswith("append_"):
            continue
        else:
            check_plain(findings, place, value, is_raw=name in RAW_NAMES)
    if word == "append_blocks":
        _check_appended(findings, f"{where}.blocks", operation.get("blocks"), check_blocks)
    elif word == "append_tasks":
        _check_appended(findings, f"{where}.tasks", operation.get("tasks"), check_tasks)


def _check_appended(findings: Findings, where: str, listed: Any, check: Any) -> None:
    if not isinstance(listed, (list, tuple)) or not listed:
        findings.error(where, "is missing, empty or not a list.", "Name at least one.")
    else:
        check(findings, where, listed)


def _check_params(findings: Findings, where: str, params: Any, action: Mapping[str, Any]) -> None:
    if not isinstance(params, dict):
        findings.error(where, f"is {shown(params)}, not an object.")
        return
    kind, is_of_blocks = action["type"], "block_ids" in action or "block_mask" in action
    if action.get("operation") is not None:
        for name in params:
            if name not in ALWAYS_APPLIED:
                message = "stands beside an operation; the server would drop it without a word."
                findings.error(f"{where}.{name}", message, "Send the params by themselves.")
    fields, own = _editable(kind, is_of_blocks), OWN_PARAMS.get(kind, {})
    for name, value in params.items():
        place = f"{where}.{name}"
        if name in fields:
            findings.value(place, fields[name], value)
        elif name in own:
            check_plain(findings, place, value, is_raw=name in RAW_NAMES, kind=own[name])
        elif is_of_blocks and name in ALWAYS_APPLIED:
            findings.error(place, "would change the job, not its blocks.", "Send it without block_ids.")
        elif kind == "pools" and isinstance(name, str):
            check_plain(findings, place, value)
        elif isinstance(name, str) and name in (BLOCK if is_of_blocks else JOB) and kind == "jobs":
            findings.error(place, "cannot be changed later; the server would ignore it.", "Send the job anew.")
        else:
            findings.unknown_key(where, name, [*fields, *own])
    if params.get("offline") is False:
        findings.error(f"{where}.offline", "is false, which the server ignores.", "Use the operation start.")
    if kind == "jobs":
        check_limits(findings, where, params)
    check_masks(findings, where, params, params.get("hosts_mask_type", None if is_of_blocks else FIND))
    effect = "no render would go there by its name"
    check_expression(findings, f"{where}.pattern", params.get("pattern"), effect, is_caseless=True)


def _editable(kind: str, is_of_blocks: bool) -> Mapping[str, Field]:
    if kind == "jobs":
        table: Mapping[str, Field] = BLOCK if is_of_blocks else JOB
        return {name: field for name, field in table.items() if field.is_editable}
    return {**NODE, **WORK} if kind in WITH_WORK else NODE


def check_plain(
    findings: Findings, where: str, value: Any, *, is_raw: bool = False, kind: str = "", depth: int = 4
) -> None:
    """Check a value no table speaks of: a text, whole number, truth, or a list or object of such.

    With `kind` ("str", "int", "bool", "list", "map") it must be that.
    """
    types: dict[str, Any] = {"str": str, "int": int, "bool": bool, "list": (list, tuple), "map": dict}
    if kind and (not isinstance(value, types[kind]) or (kind == "int" and isinstance(value, bool))):
        findings.wrong_type(where, value, kind)
    elif isinstance(value, str):
        findings.text(where, value, is_raw=is_raw)
    elif isinstance(value, int):
        if not INT32[0] <= value <= INT32[1]:
            findings.error(where, f"is {shown(value)}; the server takes {INT32[0]} to {INT32[1]}.")
    elif isinstance(value, (list, tuple, dict)) and depth:
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for name, item in items:
            if findings.is_full:
                return
            check_plain(findings, f"{where}[{name}]", item, is_raw=is_raw, depth=depth - 1)
    else:
        findings.error(where, f"is {shown(value)}, which the server does not read.")
