"""What is told to jobs and tasks that run, or wait to: each comes to the end it was told, and nothing else does."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from afsubmit.studio import process_mark

from .conftest import HOST, THEN, FarmProcess, a_block, a_listed_block, steps, until


@pytest.fixture
def sleeper(shared: FarmProcess) -> int:
    """A job of two tasks that sleep, both running."""
    job = shared.send(a_block(f"echo begun{THEN} sleep 60", frame_last=2))
    until(lambda: shared.states(job) == ["RUN", "RUN"], "both run")
    return job


@pytest.mark.parametrize(
    ("operation", "fields", "state", "states"),
    [
        pytest.param("stop", {}, "RDY OFF", ["RDY", "RDY"], id="stop"),
        pytest.param("restart_pause", {}, "RDY OFF", ["RDY", "RDY"], id="restart and pause"),
        pytest.param("skip", {"block_ids": [0]}, "DON SKP", ["DON SKP", "DON SKP"], id="skip"),
        pytest.param(
            {"type": "skip", "task_ids": [1]}, {"block_ids": [0]}, "RUN SKP", ["RUN", "DON SKP"], id="skip one"
        ),
        pytest.param("done", {"block_ids": [-1]}, "DON", ["DON", "DON"], id="done"),
        pytest.param({"type": "done", "task_ids": [0]}, {"block_mask": "b"}, "RUN", ["DON", "RUN"], id="one done"),
    ],
)
def test_running_tasks_when_told_then_end_in_that_state(shared, sleeper, operation, fields, state, states) -> None:
    shared.act(sleeper, operation, **fields)
    until(lambda: shared.states(sleeper) == states, f"the tasks are {states}")
    assert shared.state(sleeper) == state
    shared.act(sleeper, "delete")


def test_running_tasks_when_paused_then_go_on_and_no_other_starts(shared: FarmProcess, tmp_path: Path) -> None:
    job = shared.send(a_block(steps(f"wait:{tmp_path / 'go'}"), frame_last=2, max_running_tasks=1))
    until(lambda: shared.states(job) == ["RUN", "RDY"], "one runs")
    shared.act(job, "pause")
    (tmp_path / "go").touch()
    until(lambda: shared.states(job) == ["DON", "RDY"], "the first is done")
    assert shared.state(job) == "RDY OFF"
    shared.act(job, "start")
    shared.wait(job, "DON")


def test_tasks_when_suspended_and_restarted_then_run_again(shared: FarmProcess) -> None:
    job = shared.send(a_listed_block("true", "exit 1", "echo '[ PARSER WARNING ]'", errors_retries=0))
    shared.wait(job, "ERR WRN")
    assert shared.states(job) == ["DON", "ERR", "DON WRN"]
    shared.act(job, "pause")
    for operation, states in [
        ("restart_errors", ["DON", "RDY", "DON WRN"]),
        ("restart_warnings", ["DON", "RDY", "RDY"]),
        ("restart_done", ["RDY", "RDY", "RDY"]),
    ]:
        shared.act(job, operation)
        assert shared.states(job) == states
    shared.act(job, {"type": "skip", "task_ids": [1]}, block_ids=[0])
    shared.act(job, {"type": "suspend", "task_ids": [2]}, block_ids=[0])
    assert shared.states(job) == ["RDY", "DON SKP", "SUS"]
    shared.act(job, "start")
    until(lambda: shared.states(job) == ["DON", "DON SKP", "SUS"], "only the ready one ran")
    shared.act(job, "continue", block_ids=[0])
    shared.wait(job, "DON SKP WRN")
    shared.act(job, "restart_skipped")
    shared.wait(job, "ERR WRN")


def test_restart_when_it_affects_what_it_waits_for_then_that_too(shared: FarmProcess) -> None:
    waiting = a_block(name="c", frame_last=2, tasks_depend_mask="b")
    job = shared.send(a_block(frame_last=2), waiting, a_block(name="d", depend_mask="c"), a_block(name="e"))
    shared.wait(job, "DON")
    shared.act(job, "pause")
    shared.act(job, {"type": "restart", "task_ids": [1], "mode": "affect_depends"}, block_ids=[1])
    assert [shared.states(job, block) for block in range(4)] == [["DON", "RDY"], ["DON", "WDP"], ["DON"], ["DON"]]
    shared.act(job, "start")
    shared.wait(job, "DON")


@pytest.mark.posix("sessions; on Windows a task is a job object, which test_windows_farm.py ends")
def test_restart_when_a_task_runs_then_its_process_is_gone_before_it_runs_again(shared, tmp_path: Path) -> None:
    """The command leaves a child in a session of its own, as some applications do."""
    alive, seen = tmp_path / "alive", tmp_path / "seen"
    child = f"while :; do echo $$ >>{alive}; sleep 0.02; done"
    leave = f"import os; os.fork() or (os.setsid(), os.execvp('sh', ['sh', '-c', {child!r}]))"
    command = f"mv {alive} {seen} 2>/dev/null; {sys.executable} -c {shlex.quote(leave)}; sleep 60"
    job = shared.send(a_block(command))
    until(lambda: alive.exists() and alive.stat().st_size, "the child lives")
    shared.act(job, "restart")
    until(lambda: seen.exists() and alive.exists() and alive.stat().st_size, "it runs again")
    first, second = (set(path.read_text().split()) for path in (seen, alive))
    assert first
    assert not first & second
    shared.act(job, "stop")
    shared.wait(job, "RDY OFF")
    assert not any(process_mark.start_mark(int(pid)) for pid in first | second)


@pytest.mark.posix("signals")
def test_task_when_it_does_not_listen_to_sigterm_then_killed(shared: FarmProcess) -> None:
    job = shared.send(a_block("trap '' TERM; echo begun; while :; do sleep 0.1; done"))
    until(lambda: "begun" in shared.output(job), "it runs")
    shared.act(job, "stop")
    shared.wait(job, "RDY OFF")


def test_several_jobs_when_named_in_one_action_then_all_of_them(shared: FarmProcess) -> None:
    jobs = [shared.send(a_block("sleep 60"), name="many", offline=True) for _ in range(3)]
    shared.client.action("jobs", ids=jobs[:2], params={"priority": 7, "annotation": 'say "hi" \\ ü'})
    assert [shared.client.job(job)["priority"] for job in jobs] == [7, 7, 99]
    assert shared.client.job(jobs[0])["annotation"] == 'say "hi" \\ ü'
    shared.client.action("jobs", mask="many.*", operation="delete")
    assert not {one["id"] for one in shared.client.jobs()} & set(jobs)


def test_tasks_and_blocks_when_appended_then_run_too(shared: FarmProcess) -> None:
    job = shared.send(a_listed_block("true"))
    shared.wait(job, "DON")
    more = {"type": "append_tasks", "tasks": [{"name": "t", "command": "echo more"}]}
    done = shared.client.action("jobs", ids=[job], block_ids=[0], operation=more)
    assert done.numbers == [1]
    done = shared.client.action("jobs", ids=[job], operation={"type": "append_blocks", "blocks": [a_block(name="new")]})
    assert done.numbers == [1]
    shared.wait(job, "DON")
    assert (shared.output(job, 1).strip(), shared.states(job, 1)) == ("more", ["DON"])


def test_farm_when_paused_then_starts_nothing_and_says_so(shared: FarmProcess) -> None:
    shared.client.action("renders", mask=HOST, params={"paused": True})
    assert "PAU" in shared.client.renders()[0]["state"]
    job = shared.send()
    assert shared.states(job) == ["RDY"]
    shared.client.action("renders", mask=HOST, params={"paused": False})
    shared.wait(job, "DON")
    assert [user["name"] for user in shared.client.users()] == ["afadmin", "jimmy"]
