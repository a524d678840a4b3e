"""Mutated requests: none of those that kill the server passes the gate, and the gate never fails itself.

`AFSUBMIT_TEST_MUTANTS=100000` makes so many; a few thousand otherwise.
"""

from __future__ import annotations

import copy
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from afsubmit.document import normalise, validate

WIRE = Path(__file__).resolve().parents[2] / "golden" / "wire"
MUTANTS = int(os.environ.get("AFSUBMIT_TEST_MUTANTS", "4000"))
VALUES: list[Any] = [
    None, True, False, 0, 1, -1, -2, 4, 512, 2**31, -(2**31) - 1, 2**63, 10**40, 1.0, 0.5, float("nan"), "", "x", '"',
    "\\", "\0", "\n", "\ud800", "n" * 300, "日" * 90, b"x", [], {}, [None], [-1], [{}], {"": ""}, {"a": -1}, [[]], "5",
]  # fmt: skip


def seeds() -> list[Any]:
    """Every recorded request that is JSON."""
    found = []
    for path in sorted(WIRE.glob("*.json")):
        for exchange in json.loads(path.read_text(encoding="utf-8"))["exchanges"]:
            text = exchange["request"]
            if isinstance(text, str) and "{" in text:
                try:
                    found.append(json.loads(text[text.index("{") :]))
                except ValueError:
                    continue
    return found


def places(value: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) of an object."""
    if depth < 8 and isinstance(value, (dict, list)):
        for key, item in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            yield from places(item, depth + 1)


def mutate(root: Any, chance: random.Random) -> Any:
    """A copy of `root` with one to three changes: a value, a key gone, a key added."""
    made = copy.deepcopy(root)
    for _ in range(chance.randint(1, 3)):
        spots = list(places(made))
        if not spots:
            break
        container, key = chance.choice(spots)
        what = chance.random()
        if what < 0.6:
            container[key] = copy.deepcopy(chance.choice(VALUES))
        elif what < 0.8:
            del container[key]
        elif isinstance(container, dict):
            container[chance.choice(["id", "ids", "flags", "tasks", "tasks_num", "blocks", "name", "x"])] = (
                chance.choice(VALUES)
            )
        else:
            container.append(copy.deepcopy(chance.choice(VALUES)))
    return made


def is_int(value: Any) -> bool:
    """What the server's IsInt says."""
    return isinstance(value, int) and not isinstance(value, bool) and -(2**31) <= value < 2**31


def kills(root: Any) -> str:
    """Why afserver 3.4.1 dies of a request, "" when it does not: what was seen, written down apart from the gate."""
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
    if not isinstance(block, dict):
        return "block is no object"
    switches = block.get("flags")
    is_numeric = isinstance(switches, int) and not isinstance(switches, bool) and bool(switches & 1)
    has_tasks = isinstance(block.get("tasks"), list) and bool(block["tasks"])
    return "" if is_numeric or has_tasks else "block without tasks"


def test_no_mutant_that_kills_the_server_passes_the_gate() -> None:
    roots, chance = seeds(), random.Random(20240229)
    assert len(roots) > 200
    fatal = refused = 0
    for _ in range(MUTANTS):
        mutant = mutate(chance.choice(roots), chance)
        if isinstance(mutant, dict) and isinstance(mutant.get("job"), dict) and chance.random() < 0.5:
            mutant = {**mutant, "job": normalise(mutant["job"])}
        errors = [problem for problem in validate.request_problems(mutant) if problem.level == "error"]
        why = kills(mutant)
        assert errors or not why, (why, mutant)
        fatal, refused = fatal + bool(why), refused + bool(errors)
        if not errors:
            json.dumps(mutant, allow_nan=False).encode("utf-8")
    assert fatal > MUTANTS / 50, "the mutants are too tame to prove anything"
    assert refused < MUTANTS, "the gate refuses everything"
