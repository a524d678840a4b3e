"""What the farm keeps: it is there after the process died, and nothing is kept by half."""

from __future__ import annotations

import gc
import sqlite3
from pathlib import Path

import pytest

from afsubmit.local import queries, task_changes, task_choice
from afsubmit.local.local_jobs import LocalJob
from afsubmit.local.local_tasks import LocalBlock
from afsubmit.local.state import FarmState
from afsubmit.local.store import Store
from afsubmit.wire.states import DON, ERR, RDY, RUN

from .conftest import HOST, a_block, a_job, a_listed_block

NOT_UTF8 = "caf\udce9"


def opened(path: Path) -> FarmState:
    return FarmState(Store(str(path)), host_name=HOST, clock=lambda: 1_800_000_000)


def facts(state: FarmState) -> list[object]:
    """All that a client could see of the jobs."""
    return [[one.id, one.serial, one.fields, one.is_offline, list(one.tries), state.jobs.position(one),
             one.time_started, one.time_done, one.report, [block_facts(block) for block in one.blocks]]
            for one in state.jobs.in_order()]  # fmt: skip


def block_facts(block: LocalBlock) -> list[object]:
    tasks = {index: (task.st, task.starts, task.errors, task.host) for index, task in block.touched.items()}
    return [block.fields, block.listed, block.time_started, block.last_host, tasks]


def test_jobs_when_the_store_is_opened_again_then_as_they_were(tmp_path: Path) -> None:
    state = opened(tmp_path / "a")
    job = state.accept(a_job(a_block(frame_last=5), a_listed_block("x", "y"), priority=7, offline=True,
                             try_this_tasks_num=[2], try_this_blocks_num=[0], folders={"out": "/a"}))  # fmt: skip
    state.accept(a_job(name="other", user_name="mary"))
    task_changes.task_started(state, job, job.blocks[0], 0)
    task_changes.task_left(state, job, job.blocks[0], 0)
    task_changes.task_done(state, job, job.blocks[0], 0)
    state.logs.log_job(job, "a line")
    state.commit()
    before = facts(state)
    state.store.close()
    again = opened(tmp_path / "a")
    assert facts(again) == before
    assert again.users.keys() == {"afadmin", "jimmy", "mary"}
    assert again.store.lines(job.serial, -1, 0)[-1].endswith(": a line")
    assert again.accept(a_job(name="third")).serial == 3


def test_changes_when_not_committed_then_gone_with_the_process(tmp_path: Path) -> None:
    state = opened(tmp_path / "a")
    state.accept(a_job())
    state.commit()
    state.accept(a_job(name="late"))
    state.store.close()
    assert [job.name for job in opened(tmp_path / "a").jobs.in_order()] == ["job"]


def test_roll_back_when_half_was_done_then_as_after_the_last_commit(state: FarmState) -> None:
    job = state.accept(a_job())
    state.commit()
    before = facts(state)
    task_changes.set_task(state, job, job.blocks[0], 0, DON)
    state.accept(a_job(name="half", user_name="new"))
    state.roll_back()
    assert facts(state) == before
    assert "new" not in state.users
    state.accept(a_job(name="whole"))
    state.commit()
    assert [job.name for job in state.jobs.in_order()] == ["job", "whole"]


def test_ids_when_a_job_is_gone_then_used_again_and_serials_never(state: FarmState) -> None:
    first, second = state.accept(a_job()), state.accept(a_job())
    assert [(job.id, job.serial, job.name) for job in (first, second)] == [(2, 1, "job"), (3, 2, "job-1")]
    state.remove(first)
    state.remove_deleted(first)
    third = state.accept(a_job())
    assert (third.id, third.serial, third.name) == (2, 3, "job")


def test_post_commands_when_a_job_is_deleted_then_the_jobs_first_and_each_blocks(state: FarmState) -> None:
    blocks = [a_block(command_post="two", working_directory="/b"), a_block(), a_block(command_post="three")]
    job = state.accept(a_job(*blocks, command_post="one"))
    state.remove(job)
    state.remove_deleted(job)
    assert [(post.command, post.folder) for post in state.store.posts(2**40, 9)] == [
        ("one", "/b"),
        ("two", "/b"),
        ("three", ""),
    ]
    first = state.store.posts(2**40, 9)[0]
    state.store.save_try(first.id, 1, 5)
    assert [post.command for post in state.store.posts(2**40, 9)] == ["two", "three", "one"]


def test_names_when_not_utf8_then_kept_byte_for_byte(tmp_path: Path) -> None:
    state = opened(tmp_path / "a")
    job = state.accept(a_job(a_block(working_directory=f"/{NOT_UTF8}"), name=NOT_UTF8, user_name=NOT_UTF8,
                             command_post=f"deletefiles {NOT_UTF8}"))  # fmt: skip
    state.remove(job)
    state.commit()
    state.store.close()
    again = opened(tmp_path / "a")
    assert NOT_UTF8 in again.users
    (gone,) = again.deleted.values()
    again.remove_deleted(gone)
    again.commit()
    (post,) = again.store.posts(2**40, 9)
    assert (post.job_name, post.command, post.folder) == (NOT_UTF8, f"deletefiles {NOT_UTF8}", f"/{NOT_UTF8}")


@pytest.mark.parametrize(
    ("retries", "states"),
    [
        pytest.param({"errors_retries": 0}, [ERR], id="none"),
        pytest.param({"errors_retries": 1}, [RDY, ERR], id="one"),
        pytest.param({}, [RDY, RDY, RDY, ERR], id="the user's three"),
    ],
)
def test_task_when_it_fails_then_tried_again_as_often_as_asked(state: FarmState, retries, states) -> None:
    job = state.accept(a_job(a_block(**retries)))
    block = job.blocks[0]
    seen = []
    while block.state(0) & (RDY | RUN):
        task_changes.task_started(state, job, block, 0)
        task_changes.task_left(state, job, block, 0)
        task_changes.task_failed(state, job, block, 0, ERR)
        seen.append(block.state(0) & (RDY | ERR))
    assert seen == states
    assert (block.task(0).starts, block.task(0).errors) == (len(states), len(states))


def test_users_order_when_priorities_change_then_the_higher_first(state: FarmState) -> None:
    low, high = state.accept(a_job(name="low", priority=10)), state.accept(a_job(name="high", priority=90))
    assert (state.jobs.position(low), state.jobs.position(high)) == (1, 0)
    low.fields["priority"] = 100
    state.save_fields(low)
    assert (state.jobs.position(low), state.jobs.position(high)) == (0, 1)


def test_store_when_it_is_none_or_from_the_future_then_says_so(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("this is no database, whatever its name says" * 100)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        Store(str(tmp_path / "text"))
    later = Store(str(tmp_path / "later"))
    later._write("UPDATE meta SET value = '99' WHERE key = 'version'")
    later.commit()
    later.close()
    with pytest.raises(ValueError, match="later version"):
        Store(str(tmp_path / "later"))


def test_jobs_when_deleted_then_nothing_of_them_is_kept(state: FarmState) -> None:
    """Also of those that slept, were awaited, waited for each other, or were asked for."""
    state.accept(a_job(name="stays", depend_mask_global="gone.*", offline=True))
    kinds = [{}, {"depend_mask": "stays"}, {"depend_mask": "st.*"}, {"max_running_tasks": 0}, {"time_wait": 2**31 - 1}]
    for number in range(50):
        job = state.accept(a_job(name=f"gone {number}", **kinds[number % len(kinds)]))
        queries.answer(state, {"type": "jobs"}, jobs_folder="", slots=1)
        task_changes.task_started(state, job, job.blocks[0], 0)
        task_choice.next_task(state)
        task_changes.task_left(state, job, job.blocks[0], 0)
        task_changes.task_done(state, job, job.blocks[0], 0)
        state.commit()
        state.remove(job)
        state.remove_deleted(job)
        state.commit()
    assert state.waits(state.jobs[2]) == 0
    del job
    gc.collect()
    assert len([one for one in gc.get_objects() if isinstance(one, LocalJob) and one.name.startswith("gone")]) <= 1
