"""What the farm takes of a document, and what it refuses."""

from __future__ import annotations

import pytest

from afsubmit.document import fields
from afsubmit.local import job_reader

from .conftest import a_block, a_job


@pytest.mark.parametrize(
    ("table", "given", "kept"),
    [
        pytest.param("JOB", {"priority": "10", "nothing": 1, "name": 5}, {}, id="wrong types and unknown keys"),
        pytest.param("JOB", {"priority": 300}, {"priority": 255}, id="priority above the end"),
        pytest.param("JOB", {"priority": -1}, {}, id="priority below it"),
        pytest.param("JOB", {"priority": True}, {}, id="true is no number"),
        pytest.param("JOB", {"time_wait": 10**30}, {}, id="a number that no machine holds"),
        pytest.param("JOB", {"folders": {"a": "/b", "c": 5}}, {"folders": {"a": "/b"}}, id="a map's wrong values"),
        pytest.param("JOB", {"id": 7, "serial": 8, "st": 9, "user_list_order": 3}, {}, id="the server's own numbers"),
        pytest.param("BLOCK", {"capacity": 0}, {"capacity": 1}, id="capacity has a least"),
        pytest.param("BLOCK", {"environment": {"A": "1", "B": 2}}, {"environment": {"A": "1"}}, id="environment"),
        pytest.param("BLOCK", {"files": ["a", 5, None]}, {"files": ["a"]}, id="a list's wrong values"),
        pytest.param("BLOCK", {"frame_last": 3.0}, {}, id="a fraction"),
        pytest.param("TASK", {"environment": [], "files": "x"}, {}, id="wrong kinds"),
    ],
)
def test_fields_when_of_a_wrong_kind_then_left_out(table: str, given, kept) -> None:
    assert job_reader.read(given, getattr(fields, table)) == kept


def test_fields_when_edited_then_only_those_an_action_may_change() -> None:
    given = {"priority": 5, "host_name": "x", "user_name": "mary", "project": "p"}
    assert job_reader.read(given, fields.JOB, is_edit=True) == {"priority": 5, "user_name": "mary"}


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        pytest.param("x", "not an object", id="a text"),
        pytest.param(None, "not an object", id="nothing"),
        pytest.param(a_job(user_name=""), "user_name", id="no user"),
        pytest.param(a_job(id=5), "id", id="an id"),
        pytest.param(a_job(name="日" * 90), "240 bytes", id="a name of many bytes"),
        pytest.param({**a_job(), "blocks": []}, "no blocks", id="no blocks"),
        pytest.param({**a_job(), "blocks": {"a": 1}}, "no blocks", id="blocks as an object"),
        pytest.param({**a_job(), "blocks": ["x"]}, "blocks[0]", id="a block that is a text"),
        pytest.param(a_job(a_block(), a_block(flags=0)), "blocks[1]", id="neither numeric nor tasks"),
        pytest.param(a_job(a_block(frame_last=10**12)), "1000000", id="too many tasks of a range"),
        pytest.param(a_job(a_block(frame_last=2 * 10**6, frames_per_task=10**7)), "1000000", id="all in one task"),
        pytest.param(a_job({"tasks": [{}] * 300_001}), "300000", id="too many tasks"),
    ],
)
def test_job_when_the_server_would_die_of_it_then_refused_with_the_reason(document, reason: str) -> None:
    with pytest.raises(job_reader.InvalidJobError, match=reason.replace("[", r"\[").replace("]", r"\]")):
        job_reader.read_job(document)


@pytest.mark.parametrize(
    ("tasks", "blocks", "pairs"),
    [
        pytest.param([1, 0], [0, 0], [(0, 1), (0, 0)], id="two"),
        pytest.param([1], [0, 0], [], id="not as many"),
        pytest.param([9], [0], [], id="no such task"),
        pytest.param([1, 9], [0, 0], [], id="one of them wrong: none"),
        pytest.param(["1"], [0], [], id="a text"),
        pytest.param(1, 0, [], id="no lists"),
    ],
)
def test_tries_when_read_then_pairs_or_nothing(tasks, blocks, pairs) -> None:
    job = a_job(a_block(frame_last=3), try_this_tasks_num=tasks, try_this_blocks_num=blocks)
    assert job_reader.read_job(job)[2] == pairs


def test_tasks_of_a_range_are_counted_as_the_server_counts_them() -> None:
    _, (block,), _ = job_reader.read_job(a_job(a_block(frame_first=1, frame_last=20_000_000, frames_per_task=1000)))
    assert block.tasks_num == 20_000
