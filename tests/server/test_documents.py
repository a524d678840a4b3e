"""What passes our gate, the server survives: recorded jobs, groups, and thousands of mutated requests."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from afsubmit.document import normalise, validate
from afsubmit.errors import FrameError, ServerRefusedError
from tests.core.document.test_mutants import mutate
from tests.fuzz.mutants import GOLDEN, places, seeds

pytestmark = pytest.mark.server

PASSING = 3000
AT_ONCE = 48
"""The server carries out all actions that came in during a second at once: ask for many at the same time.

Only actions: jobs and questions at the same time made afserver 3.4.1 wait for its own locks for ever.
"""
TYPES = ("jobs", "users", "branches", "monitors")
"""Renders and pools are left alone: their operations end programs of this machine, their parameters stay."""
BREAKS_LISTS = "holds a quote or backslash"
"""Scripts give jobs such names, so that it is only a warning; here everybody's lists are read."""
COMMANDS = ("command", "command_pre", "command_post")


def recorded_jobs() -> Iterator[Any]:
    for folder in sorted((GOLDEN / "af").iterdir()):
        if (folder / "expected.json").exists():
            roots = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
            jobs = [root["job"] for root in roots if "job" in root]
            if jobs:
                yield pytest.param(jobs, id=folder.name)


def harmless(root: Any) -> Any:
    """`root` with nothing in it that would run here, and jobs paused."""
    for container, key in places(root):
        if key in COMMANDS and isinstance(container, dict) and isinstance(container[key], str):
            container[key] = "true"
    if isinstance(root.get("job"), dict):
        root["job"]["offline"] = True
    return root


@pytest.mark.parametrize("jobs", list(recorded_jobs()))
def test_job_of_a_script_when_it_passes_then_the_server_takes_it_whole(client, make_job, jobs: list[Any]) -> None:
    for job in jobs:
        document = harmless({"job": json.loads(json.dumps(job))})["job"]
        errors = [problem for problem in validate.problems(document) if problem.level == "error"]
        if errors:
            continue  # the recorded defects that the server would ignore or die of
        fields = {key: value for key, value in document.items() if key not in ("name", "blocks", "user_name")}
        receipt = make_job(document["name"], blocks=document["blocks"], **{**fields, "time_life": -1, "time_wait": 0})
        found = client.job(receipt.id)
        assert [block.name for block in found.blocks] == [block.get("name", "") for block in document["blocks"]]
        assert found.priority == document["priority"]
        for block, sent in zip(found.blocks, document["blocks"]):
            assert block.files == sent.get("files", [])
            assert len(block.tasks) == len(sent.get("tasks", []))


def test_group_when_sent_paused_then_started_and_taken_back_each_with_one_action(client, make_job) -> None:
    group = [make_job(f"group {number}", time_wait=4_000_000_000) for number in range(3)]
    ids = [receipt.id for receipt in group]
    serials = {receipt.id: receipt.serial for receipt in group}
    client.action("jobs", ids=ids, serials=serials, operation="start")
    assert ["OFF" in job.words for job in client.jobs(ids=ids)] == [False] * 3
    client.action("jobs", ids=ids, serials=serials, operation="delete")
    assert client.jobs(serials=list(serials.values())) == []


def test_document_without_flags_when_normalised_then_all_its_frames(client, make_job) -> None:
    block = {
        "name": "b",
        "frame_first": 1,
        "frame_last": 100,
        "frames_per_task": 10,
        "frames_inc": 2,
        "command": "true",
    }
    receipt = make_job(blocks=normalise({"blocks": [block]})["blocks"])
    assert client.job(receipt.id).blocks[0].tasks_num == 5


def passing_mutants() -> Iterator[Any]:
    roots, chance = seeds(), random.Random(341)
    while True:
        mutant = harmless(mutate(chance.choice(roots), chance))
        if isinstance(mutant.get("job"), dict):
            mutant["job"] = normalise(mutant["job"])
        action = mutant.get("action")
        if isinstance(action, dict) and action.get("type") not in TYPES:
            continue
        problems = validate.request_problems(mutant)
        if not any(problem.level == "error" or problem.message.startswith(BREAKS_LISTS) for problem in problems):
            yield mutant


def test_mutants_when_they_pass_the_gate_then_the_server_lives(client) -> None:
    found = passing_mutants()
    mutants = [next(found) for _ in range(PASSING)]

    unreadable: list[str] = []

    def send(mutant: Any) -> str:
        operation = (mutant.get("action") or {}).get("operation") or {}
        try:
            client.request(mutant, is_silent=operation.get("type") == "deregister")
        except ServerRefusedError:
            return "refused"
        except FrameError as error:
            unreadable.append(f"{error} after {mutant}")
            return "unreadable"
        return "done"

    answers = [send(mutant) for mutant in mutants if "action" not in mutant]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers += threads.map(send, [mutant for mutant in mutants if "action" in mutant])
    assert len(answers) == PASSING
    assert answers.count("done") > PASSING / 2
    assert unreadable == []
    left = [job.id for job in client.jobs(mode="full") if job.id != 1]
    client.action("jobs", ids=left, operation="delete")
    for kind in ("users", "branches", "monitors", "renders", "pools"):
        assert isinstance(client.nodes(kind), list)
