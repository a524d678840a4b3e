"""No mask holds the farm, whoever sent it: what the gate refuses matches nothing, also when it lies in the store."""

from __future__ import annotations

import pytest

from afsubmit.local.mask_matching import full_match, why_unusable

from .conftest import FarmProcess, a_block, a_job

HOSTILE = [
    "(a+)+",
    "(a+)+b",
    "(a|a)*c",
    "(.*)*(.*)*(.*)*x",
    "a?" * 60 + "a" * 60,
    "((a+)*)*",
    ".*a.*a.*a.*a.*b",
    "(a)\\1",
]


@pytest.mark.parametrize(
    ("mask", "name", "is_match"),
    [
        pytest.param("comp|grade", "grade", True, id="one of two"),
        pytest.param("comp", "comp 2", False, id="only the beginning"),
        pytest.param("(a|b)_v[0-9]+", "b_v12", True, id="an expression"),
        pytest.param("日本|a", "日本", True, id="outside ASCII"),
        pytest.param("a" * 300 + "|b", "a" * 300, True, id="a long name that is spelled out"),
        pytest.param("a+", "a" * 300, False, id="a long name and an expression"),
        pytest.param("a(", "a(", False, id="no expression"),
        *(pytest.param(mask, "a" * 40 + "b", False, id=mask[:20]) for mask in HOSTILE),
    ],
)
def test_mask_fits(mask: str, name: str, is_match: bool) -> None:
    assert full_match(mask, name) is is_match


@pytest.mark.parametrize("mask", HOSTILE)
def test_farm_answers_and_deletes_when_a_job_or_block_waits_by_a_hostile_mask(farm: FarmProcess, mask: str) -> None:
    """Sent past the client; the farm is killed and started over the same store, too."""
    assert why_unusable(mask)
    farm.start(slots=1)
    name = "a" * 40 + "b"
    paused = farm.ask({"job": a_job(name=name, offline=True)})["id"]
    masks = {"depend_mask": mask, "tasks_depend_mask": mask}
    blocks = a_block(name=name), a_block(**masks)
    waiting = farm.ask({"job": a_job(*blocks, name="waits", depend_mask=mask, depend_mask_global=mask)})["id"]
    farm.wait(waiting, "DON")
    farm.kill()
    farm.start(slots=1)
    assert {job.id for job in farm.client.jobs()} >= {paused, waiting}
    refused = farm.ask(
        {"action": {"user_name": "j", "host_name": "h", "type": "jobs", "mask": mask, "operation": {"type": "delete"}}}
    )
    assert refused["info"]["kind"] == "error"
    farm.act(waiting, "delete")
    farm.act(paused, "delete")
    assert not {job.id for job in farm.client.jobs()} & {paused, waiting}
