"""Tasks that really run: in their folder, with their environment, within their limits, until somebody stops them."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from afsubmit.local import processes, run_starter
from afsubmit.local.local_farm import LocalFarm
from afsubmit.local.task_shells import ShellPool
from afsubmit.wire.states import DON, RDY

from .conftest import (
    ENVIRONMENT,
    HOST,
    IS_WINDOWS,
    THEN,
    WHERE_I_AM,
    FarmProcess,
    a_block,
    a_job,
    a_listed_block,
    steps,
    until,
)


def log_of(farm: FarmProcess, job_id: int, task: int = 0) -> str:
    return "\n".join(farm.client.task_log(job_id, 0, task))


@pytest.mark.posix("words of sh; on Windows those of cmd, in test_windows_farm.py")
def test_command_when_it_runs_then_in_its_folder_with_its_environment(shared: FarmProcess, tmp_path: Path) -> None:
    command = 'pwd; echo "$SHOT $TASK $AF_JOB_ID $AF_BLOCK_ID $AF_TASK_ID"; echo wrong >&2; command -v deletefiles'
    folder = tmp_path / "it's a $HOME"
    folder.mkdir()
    block = a_listed_block(command, command, working_directory=str(folder), environment={"SHOT": "sh010", "TASK": "b"})
    block["tasks"][1]["environment"] = {"TASK": "own"}
    job = shared.send(block)
    shared.wait(job, "DON")
    programs = shared.folder / "bin" / "deletefiles"
    assert shared.output(job, 0).splitlines() == [str(folder), f"sh010 b {job} 0 0", "wrong", str(programs)]
    assert shared.output(job, 1).splitlines()[1] == f"sh010 own {job} 0 1"
    assert "Finished success." in log_of(shared, job)


def test_folder_when_there_is_none_then_runs_elsewhere_and_says_so(shared: FarmProcess) -> None:
    job = shared.send(a_block(WHERE_I_AM, working_directory="/no/such/folder"))
    shared.wait(job, "DON")
    assert shared.output(job).strip().startswith(str(shared.folder))
    assert "Working directory does not exist: /no/such/folder" in log_of(shared, job)


ONCE = {"errors_retries": 0}
LONG = "x" * 3_000_000
TOO_LONG = pytest.mark.posix("an error of the system; Wine starts what Windows would refuse")


@pytest.mark.parametrize(
    ("command", "fields", "words", "line"),
    [
        pytest.param("exit 3", ONCE, "ERR", "exit code 3", id="an exit code"),
        pytest.param("kill -9 $$", ONCE, "ERR", "exit code 137", id="killed", marks=pytest.mark.posix("signals")),
        pytest.param("", ONCE, "ERR", "Zero command size.", id="no command"),
        pytest.param("echo a\0b", ONCE, "ERR", "Failed to start.", id="a zero byte"),
        pytest.param("true", {**ONCE, "environment": {"A=B": "1"}}, "ERR", "Failed to start.", id="no name"),
        pytest.param(LONG, ONCE, "ERR", "Failed to start.", id="longer than the system takes", marks=TOO_LONG),
        pytest.param("exit 1", {"errors_retries": 2}, "ERR", "error task2 of 2.", id="tried again, in vain"),
        pytest.param("sleep 60", {**ONCE, "task_max_run_time": 1}, "ERR", "maximum run time", id="too long"),
        pytest.param("true", {**ONCE, "task_min_run_time": 30}, "ERR", "less than a minimum", id="too short"),
        pytest.param("sleep 60", {**ONCE, "task_progress_change_timeout": 1}, "ERR", "no progress", id="no progress"),
        pytest.param(f"echo '[ PARSER ERROR ]'{THEN} sleep 60", ONCE, "ERR PER", "output says so", id="output"),
        pytest.param(
            f"echo '[ PARSER FATAL ERROR ]'{THEN} sleep 60", {}, "ERR", "output says so", id="fatal: not again"
        ),
        pytest.param("echo '[ PARSER BAD RESULT ]'", ONCE, "ERR PBR", "result is bad", id="a bad result"),
        pytest.param(
            "printf 'failed to render'",
            {**ONCE, "parser": "maya"},
            "ERR PER",
            "output says so",
            id="its exit code is 0",
            marks=pytest.mark.posix("printf"),
        ),
    ],
)
def test_task_when_it_fails_then_an_error_and_the_reason(shared: FarmProcess, command, fields, words, line) -> None:
    job = shared.send(a_block(command, **fields))
    until(lambda: "ERR" in shared.state(job), f"an error, not {shared.state(job)}")
    assert shared.states(job) == [words]
    assert line in log_of(shared, job)


def test_task_when_the_machine_has_no_room_for_it_then_it_waits_and_is_no_error(home, monkeypatch) -> None:
    monkeypatch.setattr(run_starter, "SHORTAGE_SECONDS", 0.1)
    refused: list[tuple[Any, ...]] = []
    owner, name = (processes, "spawn") if processes.IS_WINDOWS else (ShellPool, "take")
    spawn = getattr(owner, name)

    def refuse(*words, **names):
        refused.append(words)
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    one = LocalFarm(str(home), host_name=HOST, slots=1, is_open=True)
    try:
        one.answer({"job": a_job(a_block(frame_last=50, errors_retries=0))})
        (job,) = one.state.jobs.values()
        monkeypatch.setattr(owner, name, refuse)
        one.runner.start_all()
        one.runner.start_all()
        assert len(refused) == 1
        assert job.blocks[0].number_in(RDY) == 50
        assert "Failed to start" in one.state.store.lines(job.serial, 0, 0)[-1]
        monkeypatch.setattr(owner, name, spawn)

        def is_done() -> bool:
            one.runner.start_all()
            one.server.serve(0.05)
            one.runner.look()
            return job.blocks[0].number_in(DON) > 1

        until(is_done, "it goes on")
        assert job.blocks[0].task(0).errors == 0
    finally:
        one.runner.stop_everything()
        until(lambda: one.server.serve(0.05) or one.runner.look() or not one.runner.runs, "it stopped")
        one.close()


def test_task_when_its_output_says_finished_then_done_at_once(shared: FarmProcess) -> None:
    job = shared.send(a_block(f"echo '[ PARSER FINISHED SUCCESS ]'{THEN} sleep 60"))
    shared.wait(job, "DON")
    assert shared.states(job) == ["DON PSC"]


def test_task_when_its_output_names_a_file_then_it_is_given_with_the_task(shared: FarmProcess, tmp_path: Path) -> None:
    command = steps("add:a.png|x", "say:Saved: 'a.png'", "say:Saved: 'b.png'")
    job = shared.send(a_block(command, working_directory=str(tmp_path), parser="blender"))
    shared.wait(job, "DON")
    answer = shared.ask({"get": {"type": "jobs", "ids": [job], "block_ids": [0], "task_ids": [0], "mode": "info"}})
    assert answer["task"]["exec"]["parsed_files"] == [str(tmp_path / "a.png")]


def test_task_when_it_prints_without_end_then_the_farm_answers_and_its_last_words_count(shared, tmp_path: Path) -> None:
    job = shared.send(a_block(steps("fill:30000000", "say:y", "say:REPORT: the end", f"wait:{tmp_path / 'go'}")))
    until(lambda: shared.client.job(job)["report"] == "the end", "the report")
    assert shared.output(job).splitlines()[-2:] == ["y", "REPORT: the end"]
    (tmp_path / "go").touch()
    shared.wait(job, "DON")


def test_task_when_it_speaks_of_progress_then_seen_while_it_runs(shared: FarmProcess, tmp_path: Path) -> None:
    said = ("FRAME: 1", "PROGRESS: 60%", "FRAME: 2", "PROGRESS: 60%", "ACTIVITY: denoising", "[ PARSER WARNING ]")
    command = steps(*(f"say:{line}" for line in (*said, "REPORT: two")), f"wait:{tmp_path / 'go'}")
    job = shared.send(a_block(command, frame_last=2, frames_per_task=2))
    task = until(lambda: next((one for one in shared.client.progress(job)[0] if one.get("act")), None), "progress")
    assert (task["per"], task["frm"], task["pfr"], task["act"]) == (80, 1, 60, "denoising")
    assert shared.states(job) == ["RUN WRN"]
    (render,) = shared.client.renders()
    assert ("RUN" in render["state"], 80 in render["tasks_percents"]) == (True, True)
    assert shared.output(job).startswith("FRAME: 1")
    (tmp_path / "go").touch()
    shared.wait(job, "DON WRN")
    assert shared.client.job(job)["report"] == "two"


@pytest.mark.parametrize(
    ("files", "flags", "sizes", "expected"),
    [
        pytest.param({"1": 5, "2": 5}, 64, {}, ["DON SKP", "DON"], id="both frames there: skipped"),
        pytest.param({"1": 5}, 64, {}, ["DON", "DON"], id="one of two frames there: rendered"),
        pytest.param({"1": 5, "2": 0}, 64, {}, ["DON", "DON"], id="empty: rendered"),
        pytest.param({"1": 5, "2": 0}, 64, {"file_size_min": 0}, ["DON SKP", "DON"], id="empty, and allowed: skipped"),
        pytest.param({"1": 5, "2": 1}, 64, {"file_size_min": 2}, ["DON", "DON"], id="too small: rendered"),
        pytest.param({"1": 5, "2": 9}, 64, {"file_size_max": 8}, ["DON", "DON"], id="too large: rendered"),
        pytest.param({"1": 5, "2": 5}, 128, {}, ["DON", "ERR"], id="a file missing afterwards: an error"),
        pytest.param({"1": 5, "2": 5, "3": 0, "4": 5}, 128, {}, ["DON", "ERR"], id="an empty one afterwards: an error"),
        pytest.param({str(n): 5 for n in (1, 2, 3, 4)}, 128, {}, ["DON", "DON"], id="all there afterwards"),
    ],
)
def test_files_when_looked_at_then_skipped_or_checked(shared, tmp_path, files, flags, sizes, expected) -> None:
    for frame, size in files.items():
        (tmp_path / f"f.000{frame}").write_bytes(b"x" * size)
    block = a_block("true", frame_last=4, frames_per_task=2, flags=1 | flags, files=["f.@####@"], errors_retries=0)
    job = shared.send({**block, "working_directory": str(tmp_path), **sizes})
    until(lambda: shared.state(job) in ("DON", "DON SKP", "ERR"), "the end")
    assert shared.states(job) == expected


def test_files_when_many_are_there_then_skipped_in_a_moment(shared: FarmProcess, tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"x")
    tasks = [{"name": str(number), "command": "exit 1", "files": [str(file)]} for number in range(1000)]
    job = shared.send({"name": "b", "service": "generic", "flags": 64, "files": ["@#@"], "tasks": tasks})
    shared.wait(job, "DON SKP")


def test_slots_when_changed_then_so_many_tasks_run(farm: FarmProcess, tmp_path: Path) -> None:
    farm.start(slots=1)
    job = farm.send(a_block(steps(f"wait:{tmp_path / 'go'}"), frame_last=5))
    until(lambda: farm.states(job).count("RUN") == 1, "one runs")
    farm.client.action("renders", mask=HOST, params={"max_tasks_host": 3})
    until(lambda: farm.states(job).count("RUN") == 3, "three run")
    assert farm.client.renders()[0]["max_tasks_host"] == 3
    (tmp_path / "go").touch()
    farm.wait(job, "DON")


def test_jobs_when_of_other_priority_or_order_then_run_accordingly(farm: FarmProcess, tmp_path: Path) -> None:
    farm.start(slots=1)
    farm.client.action("renders", mask=HOST, params={"paused": True})
    number = "%AF_JOB_ID%" if IS_WINDOWS else "$AF_JOB_ID"
    command = f"echo {number}.@#@ >>{tmp_path / 'order'}"
    low = farm.send(a_block(command), priority=10)
    high = farm.send(a_block(command, frame_last=5, sequential=-2))
    never = farm.send(a_block(command), priority=0)
    after = farm.send(a_block(command), name="after", depend_mask="job", priority=200)
    assert farm.state(after) == "WDP"
    farm.client.action("renders", mask=HOST, params={"paused": False})
    farm.wait(after, "DON")
    expected = [f"{high}.{frame}" for frame in (4, 2, 5, 3, 1)] + [f"{low}.1", f"{after}.1"]
    assert (tmp_path / "order").read_text().split() == expected
    assert farm.states(never) == ["RDY"]


def test_approval_when_wanted_then_test_frames_first_and_the_rest_after_it(shared: FarmProcess) -> None:
    job = shared.send(a_block(frame_last=6), ppa=True, try_this_tasks_num=[3, 5], try_this_blocks_num=[0, 0])
    shared.wait(job, "PPA")
    assert [number for number, state in enumerate(shared.states(job)) if state == "DON"] == [3, 5]
    shared.client.action("jobs", ids=[job], params={"ppa": False})
    shared.wait(job, "DON")


def test_commands_before_a_job_when_there_are_then_run_first_in_their_order(shared: FarmProcess, tmp_path) -> None:
    order = tmp_path / "order"
    block = a_block(
        f"echo task >>{order}", command_pre=f"echo block >>{order}{THEN} {WHERE_I_AM}", working_directory=str(tmp_path)
    )
    job = shared.send(block, command_pre=f"sleep 0.2{THEN} {WHERE_I_AM} >>{order}{THEN} exit 1")
    shared.wait(job, "DON")
    assert order.read_text().split() == [str(tmp_path), "block", "task"]
    assert (
        "command before the job failed: exit code 1"
        in shared.ask({"get": {"type": "jobs", "ids": [job], "mode": "log"}})["message"]["list"][1]
    )


def test_job_when_deleted_while_the_command_before_it_runs_then_its_post_command_still_comes(shared, tmp_path) -> None:
    order = tmp_path / "order"
    before = steps(f"touch:{tmp_path / 'begun'}", f"wait:{tmp_path / 'go'}", f"add:{order}|before")
    job = shared.send(a_block(f"echo task >>{order}"), command_pre=before, command_post=f"echo after >>{order}")
    until((tmp_path / "begun").exists, "it runs")
    shared.act(job, "delete")
    (tmp_path / "go").touch()
    until(lambda: order.exists() and order.read_text().split() == ["before", "after"], "both ran, and no task")


def test_wait_when_until_a_time_then_runs_when_it_has_come(shared: FarmProcess) -> None:
    job = shared.send(time_wait=4_000_000_000)
    assert shared.state(job) == "WTM"
    shared.client.action("jobs", ids=[job], params={"time_wait": 1})
    shared.wait(job, "DON")


def test_life_when_over_then_deleted(shared: FarmProcess) -> None:
    job = shared.send(a_block("sleep 60"), name="short", time_creation=1_700_000_000, time_life=5)
    until(lambda: job not in [one["id"] for one in shared.client.jobs()], "it is gone")


# What a running task can be told


@pytest.mark.posix("Windows cuts no file that a process writes to")
def test_output_when_it_is_long_then_begin_and_end_are_kept_and_the_log_says_so(
    farm: FarmProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFSUBMIT_FARM_OUTPUT_MB", "1")
    farm.start()
    much = "fill:5000000"
    job = farm.send(a_block(steps("say:begin", much, f"wait:{tmp_path / 'go'}", much, "say:end")))
    until(lambda: "farm_output_mb" in str(farm.client.task_log(job, 0, 0)), "the log says so")
    (tmp_path / "go").touch()
    farm.wait(job, "DON")
    path = next((farm.folder / "jobs").glob("*/0.0.1.txt"))
    assert path.stat().st_size <= 2**20
    assert path.read_bytes().startswith(b"begin")
    assert "".join(farm.client.task_log(job, 0, 0)).count("farm_output_mb") == 1


def test_environment_of_a_task_when_the_farm_has_its_own_then_nothing_of_that_in_it(
    farm: FarmProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFSUBMIT_RUN", "another's")
    farm.start()
    job = farm.send(a_block(ENVIRONMENT))
    farm.wait(job, "DON")
    printed = dict(line.partition("=")[::2] for line in farm.output(job).splitlines())
    assert "PYTHONPATH" not in printed
    assert IS_WINDOWS or not {"AFSUBMIT_PYTHON", "AFSUBMIT_DELETEFILES"} & set(printed)
    assert printed["AFSUBMIT_RUN"] != "another's"
    assert farm.address.token not in farm.output(job)
