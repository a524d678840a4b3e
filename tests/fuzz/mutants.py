"""Requests with mistakes in them, made of every recorded one, and what of them kills a server.

What kills was seen on afserver 3.4.1 and is written down here apart from the rules of the project.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
VALUES: list[Any] = [
    None, True, False, 0, 1, -1, -2, 4, 512, 2**31, -(2**31) - 1, 2**63, 2**64 + 1, 10**40, 1.0, 0.5, float("nan"),
    float("inf"), "", "x", '"', "\\", "\0", "\n", "\ud800", "n" * 300, "日" * 90, b"x", [], {}, [None], [-1], [{}],
    {"": ""}, {"a": -1}, [[]], "5", (), {1: 2}, {"name": "x"}, [1, 2, -3],
]  # fmt: skip
KEYS = ("id", "ids", "flags", "tasks", "tasks_num", "blocks", "block_ids", "name", "user_name", "serial", "job", "x")


def seeds() -> list[dict[str, Any]]:
    """Every recorded request that is JSON: of the protocol, and of the scripts."""
    found = []
    for path in sorted((GOLDEN / "wire").glob("*.json")):
        for exchange in json.loads(path.read_text(encoding="utf-8"))["exchanges"]:
            text = exchange["request"]
            if isinstance(text, str) and "{" in text:
                try:
                    found.append(json.loads(text[text.index("{") :]))
                except ValueError:
                    continue
    for path in sorted((GOLDEN / "af").glob("*/expected.json")):
        found += json.loads(path.read_text(encoding="utf-8"))
    return found


def places(value: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) of an object."""
    if depth < 8 and isinstance(value, (dict, list)):
        for key, item in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            yield from places(item, depth + 1)


def is_int(value: Any, bits: int = 32) -> bool:
    """What the server's IsInt (or IsInt64) says."""
    return isinstance(value, int) and not isinstance(value, bool) and -(2 ** (bits - 1)) <= value < 2 ** (bits - 1)


def kills(root: Any) -> str:
    """Why afserver 3.4.1 dies of a request, "" when it does not."""
    if not isinstance(root, dict):
        return ""
    if isinstance(root.get("get"), dict):
        blocks = root["get"].get("block_ids")
        return "block id" if isinstance(blocks, list) and any(is_int(b) and b < -1 for b in blocks) else ""
    if "action" in root:
        ids = root["action"].get("ids") if isinstance(root["action"], dict) else None
        return "negative id" if isinstance(ids, list) and any(is_int(i) and i < 0 for i in ids) else ""
    if "job" in root:
        return kills_as_job(root["job"])
    if "monitor" in root and not isinstance(root["monitor"], dict):
        return "monitor"
    return ""


def kills_as_job(job: Any) -> str:
    """Why it dies of the object under "job"."""
    if not isinstance(job, dict):
        return "no object"
    if not isinstance(job.get("user_name"), str) or not job["user_name"].split("\0")[0]:
        return "no user"
    if is_int(job.get("id")) and job["id"] != 0:
        return "id"
    name = job.get("name")
    if isinstance(name, str) and len(name.encode("utf-8", "replace")) > 240:
        return "name"
    if not isinstance(job.get("blocks"), list) or not job["blocks"]:
        return "no blocks"
    return next(filter(None, map(kills_as_block, job["blocks"])), "")


def kills_as_block(block: Any) -> str:
    """Why it dies of a block."""
    if not isinstance(block, dict):
        return "block is no object"
    switches = block.get("flags")
    has_tasks = isinstance(block.get("tasks"), list) and bool(block["tasks"])
    return "" if has_tasks or (is_int(switches, 64) and switches & 1) else "block without tasks"
