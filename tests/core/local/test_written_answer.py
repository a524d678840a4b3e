"""Lists of jobs are kept as text: it says what the objects say, and only while nothing changed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from afsubmit.errors import FrameError
from afsubmit.local import job_answers, queries, task_changes, written_answer
from afsubmit.local.server import encoded
from afsubmit.local.state import FarmState
from afsubmit.local.store import Store
from afsubmit.local.written_answer import WrittenAnswer
from afsubmit.wire import frame

from .conftest import HOST, a_block, a_job

NAMES = ["plain", 'user_list_order": 7', '\\"user_list_order\\": 0, ', "плёнка 日", "byte \udcff", "{}[]", "\u2028\t"]


@pytest.fixture
def state() -> FarmState:
    """A farm whose jobs' texts hold what a list of texts could trip over."""
    found = FarmState(Store(":memory:"), host_name=HOST, clock=lambda: 1_800_000_000)
    for name in NAMES:
        found.accept(a_job(name=name, offline=True, folders={"user_list_order": name}, annotation=name))
    return found


def listed(state: FarmState, **get: Any) -> Any:
    return queries.answer(state, {"type": "jobs", **get}, jobs_folder="", slots=1)


def as_objects(state: FarmState) -> list[dict[str, Any]]:
    """The same list, made job by job."""
    return [
        job_answers.job(job, waits=state.waits(job), position=state.jobs.position(job)) for job in state.jobs.in_order()
    ]


def jobs_of(data: bytes) -> list[dict[str, Any]]:
    found = frame.Decoder().feed(data)
    assert found is not None
    return [job for job in found["jobs"] if job["id"] > 1]


def test_a_list_when_asked_twice_then_both_say_what_the_jobs_say_key_by_key(state: FarmState) -> None:
    for _ in range(2):
        found = jobs_of(encoded(listed(state)))
        assert found == as_objects(state)
        assert [list(job) for job in found] == [list(job) for job in as_objects(state)]


def test_a_list_when_jobs_change_go_and_move_then_it_says_so(state: FarmState) -> None:
    jobs_of(encoded(listed(state)))
    jobs = state.jobs.in_order()
    state.remove(jobs[0])
    state.move_jobs(state.users[jobs[1].user_name], [jobs[1].id], "bottom")
    task_changes.set_task(state, jobs[2], jobs[2].blocks[0], 0, job_answers.DON)
    jobs[3].is_offline = False
    state.save_state(jobs[3])
    task_changes.task_started(state, jobs[4], jobs[4].blocks[0], 0)
    assert jobs_of(encoded(listed(state))) == as_objects(state)
    jobs[4].blocks[0].task(0).percent = 50  # of what runs nothing is kept
    found = jobs_of(encoded(listed(state, ids=[jobs[4].id])))
    assert found[0]["blocks"][0]["p_percentage"] > 0


def test_a_list_when_more_jobs_are_asked_for_than_are_kept_then_it_is_the_same(state, monkeypatch) -> None:
    monkeypatch.setattr(queries, "MOST_LISTED", 2)
    for _ in range(2):
        assert jobs_of(encoded(listed(state))) == as_objects(state)
    assert len(state.listed) == 2


def test_a_written_answer_when_looked_into_then_it_is_what_it_says() -> None:
    answer = written_answer.of_list("jobs", ['{"a": 1}', "{}"])
    assert dict(answer) == {"jobs": [{"a": 1}, {}]}
    assert (len(answer), answer["jobs"][0]) == (1, {"a": 1})
    assert dict(written_answer.of_list("jobs", [])) == {"jobs": []}


def test_an_answer_when_it_is_too_long_or_no_text_then_that_is_said(monkeypatch) -> None:
    monkeypatch.setattr(frame, "MAX_ANSWER_BYTES", 100)
    assert b"cannot be sent" in encoded(WrittenAnswer(json.dumps({"jobs": "x" * 200})))
    with pytest.raises(FrameError):
        frame.of_text('"\ud800"', maximum=100)


def test_progress_of_a_large_block_when_skipped_then_each_task_says_so(state: FarmState) -> None:
    job = state.accept(a_job(a_block(frame_last=1000), offline=True))
    block = job.blocks[0]
    task_changes.task_started(state, job, block, 3)
    task_changes.task_left(state, job, block, 3, 7)
    task_changes.task_failed(state, job, block, 3, job_answers.ERR)
    task_changes.set_tasks(state, job, block, range(500), job_answers.DON | job_answers.SKP)
    found = listed(state, ids=[job.id], mode="progress")["job_progress"]["progress"][0]
    assert found == [job_answers.task_progress(job, block, index) for index in range(block.tasks_num)]
    assert found[3]["err"] == 1
