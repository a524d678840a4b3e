"""The rules for whole requests: which one it is, what it asks for, what it changes. Facts of afserver 3.4.1."""

from __future__ import annotations

from collections.abc import Mapping

from ..typed import TYPE_CHECKING, Any
from .action_rules import check_action, check_plain
from .fields import NAME_BYTES
from .findings import shown
from .job_rules import check_job
from .operations import check_table

if TYPE_CHECKING:
    from .findings import Findings

REQUESTS = ("get", "action", "job", "monitor", "user", "reload_config", "announce")
WHO = {"user_name": "name", "host_name": "name"}
_CHOICE = {"ids": "ints", "mask": "mask"}
GETS = {
    "jobs": {
        **_CHOICE, "uids": "ints", "serials": "longs", "users": "list", "block_ids": "places", "task_ids": "places",
        "mon_id": "int", "number": "int",
    },
    **dict.fromkeys(("renders", "users", "branches", "pools", "monitors"), _CHOICE),
    "files": {"path": "raw"},
    "config": {},
}  # fmt: skip
"""By type of question its fields, with the kinds of `operations.FIELDS`; all have a mode and who asks."""
MONITOR = {**WHO, "engine": "raw"}
BLOCK_MODES = ("progress", "properties", "full")
FATAL = "the server would die of it"


def check_request(findings: Findings, root: Any) -> None:
    """Check a request: exactly one of the words the server knows, and a token at most beside it."""
    if not isinstance(root, dict):
        findings.error("", f"A request is an object, not {shown(root)}.")
        return
    words = [word for word in REQUESTS if word in root]
    if len(words) != 1:
        listed = ", ".join(f'"{word}"' for word in words or REQUESTS)
        message = f"The server would do only one of {listed}." if words else f"A request holds one of {listed}."
        findings.error("", message, "Send each by itself." if words else "")
        return
    word = words[0]
    for name in root:
        if name not in (word, "token"):
            findings.error(str(name), "stands beside the request; the server would ignore it.", "Remove it.")
    if "token" in root:
        findings.text("token", root["token"])
    _CHECKS[word](findings, root[word])


def _check_job(findings: Findings, job: Any) -> None:
    check_job(findings, "job", job)


def _check_action(findings: Findings, action: Any) -> None:
    check_action(findings, "action", action)


def _check_get(findings: Findings, get: Any) -> None:
    if not isinstance(get, dict):
        findings.error("get", f"is {shown(get)}, not an object.")
        return
    kind = get.get("type")
    if not isinstance(kind, str) or kind not in GETS:
        findings.error("get.type", f"is {shown(kind)}; known are {', '.join(GETS)}.")
        return
    given = {name: value for name, value in get.items() if name not in ("type", "mode")}
    check_table(findings, "get", given, {**GETS[kind], **WHO})
    _check_mode(findings, get)


def _check_mode(findings: Findings, get: Mapping[str, Any]) -> None:
    """One task: a word. Blocks: a word for each. All else: a word."""
    mode, blocks = get.get("mode"), get.get("block_ids")
    if blocks is not None and "task_ids" not in get:
        size = len(blocks) if isinstance(blocks, (list, tuple)) else 0
        if not isinstance(mode, (list, tuple)) or len(mode) != size or any(one not in BLOCK_MODES for one in mode):
            message = f"must list one of {', '.join(BLOCK_MODES)} for each of block_ids; the server would list the job."
            findings.error("get.mode", message)
    elif mode is not None:
        findings.text("get.mode", mode)


def _check_monitor(findings: Findings, monitor: Any) -> None:
    if not isinstance(monitor, dict):
        findings.error("monitor", f"is {shown(monitor)}, not an object; {FATAL}.")
        return
    check_table(findings, "monitor", monitor, MONITOR)


def _check_user(findings: Findings, user: Any) -> None:
    name = user.get("name") if isinstance(user, dict) else None
    if not isinstance(name, str) or not name:
        findings.error("user.name", "is missing or empty; the server would make a user without a name.")
    else:
        if findings.text("user.name", name, is_raw=True):
            findings.length("user.name", name, NAME_BYTES)
        for key in user:
            if key != "name":
                findings.unknown_key("user", key, ("name",))


def _check_announce(findings: Findings, words: Any) -> None:
    if findings.text("announce", words, is_raw=True) and not words:
        findings.error("announce", "is empty; the server would not take it.")


def _check_reload(findings: Findings, value: Any) -> None:
    """The server does not read the value, but it reads the JSON."""
    check_plain(findings, "reload_config", value)


_CHECKS = {
    "get": _check_get,
    "action": _check_action,
    "job": _check_job,
    "monitor": _check_monitor,
    "user": _check_user,
    "reload_config": _check_reload,
    "announce": _check_announce,
}
