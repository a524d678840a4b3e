"""The rules for actions: which nodes, which operation, which parameters. Facts of afserver 3.4.1."""

from __future__ import annotations

from collections.abc import Mapping

from ..typed import TYPE_CHECKING, Any
from .fields import BLOCK, INT32, JOB, NODE, WORK
from .findings import shown
from .job_rules import check_blocks, check_limits, check_tasks
from .mask_rules import FIND, check_expression, check_masks
from .operations import POOL_PARAMS, check_kind, check_operation

if TYPE_CHECKING:
    from .fields import Field
    from .findings import Findings

TYPES = ("jobs", "renders", "users", "branches", "pools", "monitors")
KEYS = frozenset(["user_name", "host_name", "type", "ids", "mask", "block_ids", "block_mask", "operation", "params"])
ALWAYS_APPLIED = frozenset(["priority", "annotation", "custom_data", "hidden"])
"""The only params that count when there is an operation, too."""

_POOL_FLAGS = dict.fromkeys(("paused", "new_nimby", "new_paused"), "bool")
FARM = {
    "capacity_host": "int",
    "max_tasks_host": "int",
    "power_host": "int",
    "properties_host": "raw",
    "services": "list",
    "services_disabled": "list",
    "tickets_pool": "tickets",
    "tickets_host": "tickets",
}
OWN_PARAMS = {
    "renders": {"user_name": "name", "nimby": "bool", "NIMBY": "bool", "paused": "bool", **FARM},
    "users": {
        "paused": "bool",
        "errors_retries": "byte",
        "errors_avoid_host": "byte",
        "errors_task_same_host": "byte",
        "errors_forgive_time": "int",
        "jobs_life_time": "int",
    },
    "branches": {"create_childs": "bool", "solve_jobs": "bool", "paused": "bool"},
    "pools": {**dict.fromkeys(sorted(POOL_PARAMS), "int"), **_POOL_FLAGS, "pattern": "str", **FARM},
    "monitors": {},
}
WITH_WORK = ("users", "branches")


def check_action(findings: Findings, where: str, action: Any) -> None:
    """Check a whole action."""
    if not isinstance(action, dict):
        findings.error(where, f"is {shown(action)}, not an object.")
        return
    for name in action:
        if name not in KEYS:
            findings.unknown_key(where, name, KEYS)
    for name in ("user_name", "host_name"):
        check_kind(findings, f"{where}.{name}", "name", action.get(name))
        if action.get(name) == "":
            findings.error(f"{where}.{name}", "is empty; the server would refuse it.")
    if action.get("type") not in TYPES or not isinstance(action.get("type"), str):
        findings.error(f"{where}.type", f"is {shown(action.get('type'))}; known are {', '.join(TYPES)}.")
        return
    _check_target(findings, where, action)
    operation, params = action.get("operation"), action.get("params")
    if operation is None and params is None:
        findings.error(where, 'has neither "operation" nor "params".')
    if operation is not None:
        _check_operation(findings, f"{where}.operation", operation, action)
    if params is not None:
        _check_params(findings, f"{where}.params", params, action)


def _check_target(findings: Findings, where: str, action: Mapping[str, Any]) -> None:
    if "ids" in action:
        check_kind(findings, f"{where}.ids", "ids", action["ids"])
        _check_once(findings, f"{where}.ids", action["ids"])
        if "mask" in action:
            findings.error(f"{where}.mask", "stands beside ids; the server would ignore it.", "Remove one of them.")
    elif "mask" in action:
        if findings.text(f"{where}.mask", action["mask"]):
            check_expression(findings, f"{where}.mask", action["mask"], "it would choose nothing")
    else:
        findings.error(where, "names neither ids nor a mask.")
    if "block_ids" in action:
        check_kind(findings, f"{where}.block_ids", "places", action["block_ids"])
    if "block_mask" in action:
        check_kind(findings, f"{where}.block_mask", "mask", action["block_mask"])


def _check_once(findings: Findings, where: str, ids: Any) -> None:
    if isinstance(ids, (list, tuple)) and all(type(number) is int for number in ids) and len(set(ids)) < len(ids):
        message = "names a node twice; the server would do it twice, and run what follows a job twice."
        findings.error(where, message, "Name each once.")


def _check_operation(findings: Findings, where: str, operation: Any, action: Mapping[str, Any]) -> None:
    check_operation(findings, where, operation, action["type"], is_block=_is_of_blocks(action))
    for key, check in (("blocks", check_blocks), ("tasks", check_tasks)):
        listed = operation.get(key) if isinstance(operation, dict) else None
        if isinstance(listed, (list, tuple)):
            check(findings, f"{where}.{key}", listed)


def _is_of_blocks(action: Mapping[str, Any]) -> bool:
    return "block_ids" in action or "block_mask" in action


def _check_params(findings: Findings, where: str, params: Any, action: Mapping[str, Any]) -> None:
    if not isinstance(params, dict):
        findings.error(where, f"is {shown(params)}, not an object.")
        return
    kind, is_of_blocks = action["type"], _is_of_blocks(action)
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
            check_kind(findings, place, own[name], value)
        elif is_of_blocks and name in ALWAYS_APPLIED:
            findings.error(place, "would change the job, not its blocks.", "Send it without block_ids.")
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
