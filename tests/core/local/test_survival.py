"""The farm dies, with its tasks or without; the next one goes on: nothing lost, no frame rendered twice at once."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from afsubmit.errors import AfError
from afsubmit.local import farm_folders
from afsubmit.studio import process_mark

from .conftest import KILL, PATIENCE_SECONDS, THEN, FarmProcess, a_block, a_job, steps, until

POINTS = ["spawned", "recorded", "released", "ended", "answered"]
DEATHS = int(os.environ.get("AFSUBMIT_TEST_FARM_DEATHS", "3"))
"""How often the farm is killed at a random moment; `nox -s survival` asks for many more."""
FRAMES = 6


OF_SH = pytest.mark.posix("words of sh, or groups of processes; test_windows_farm.py has its like for Windows")


def who_am_i(folder: Path, meanwhile: str = "true") -> str:
    """A command that says in a file when it begins and when it ends, and as whom."""
    return (
        f"echo begin @#@ $$ $(date +%s.%N) >>{folder}/lines; {meanwhile}; "
        f"echo end @#@ $$ $(date +%s.%N) >>{folder}/lines"
    )


def frame_command(folder: Path, seconds: float = 0.0, *, first: str = "") -> str:
    """The same on every system; see frame_program.py."""
    program = Path(__file__).with_name("frame_program.py")
    return f'"{sys.executable}" -I -S "{program}" "{folder / "lines"}" @#@ {seconds} "{first}"'


def runs_of(folder: Path) -> dict[int, list[tuple[float, float]]]:
    """Of each frame the spans in which a process rendered it; one that was killed has no end of its own."""
    spans: dict[int, list[tuple[float, float]]] = {}
    begun: dict[str, tuple[int, float]] = {}
    for line in (folder / "lines").read_text().splitlines():
        word, frame, pid, moment = line.split()
        if word == "begin":
            begun[pid] = (int(frame), float(moment))
        else:
            number, start = begun.pop(pid)
            spans.setdefault(number, []).append((start, float(moment)))
    return spans


def assert_each_frame_once(folder: Path, frames: int = FRAMES) -> None:
    spans = runs_of(folder)
    assert {frame: len(found) for frame, found in spans.items()} == dict.fromkeys(range(1, frames + 1), 1)


@pytest.mark.parametrize("passes", [0, 1, 2])
@pytest.mark.parametrize("point", POINTS)
def test_farm_when_killed_at_a_point_then_the_next_renders_each_frame_once(point, passes, farm, tmp_path) -> None:
    farm.start(slots=2)
    job = farm.send(a_block(frame_command(tmp_path), frame_last=FRAMES), offline=True)
    farm.terminate()
    farm.start(slots=2, dies_at=point, passes=passes + (2 if point == "answered" else 0))
    with contextlib.suppress(AfError):  # whatever the client meets when the farm dies in mid-sentence
        farm.act(job, "start")
        for _ in range(20):
            farm.client.jobs()
    farm.died()
    assert abs(farm.process.returncode) == KILL
    farm.start(slots=2)
    if "OFF" in farm.state(job):  # it died before the answer, and before the word was kept
        farm.act(job, "start")
    farm.wait(job, "DON")
    assert_each_frame_once(tmp_path)
    assert farm.states(job) == ["DON"] * FRAMES


def test_job_when_the_farm_dies_after_its_answer_then_it_is_there(farm: FarmProcess) -> None:
    farm.start(slots=0)
    job = farm.send(a_block(frame_last=3), name="kept", priority=12)
    farm.act(job, {"type": "skip", "task_ids": [1]}, block_ids=[0])
    farm.kill()
    farm.start(slots=0)
    assert (farm.client.job(job)["name"], farm.client.job(job)["priority"]) == ("kept", 12)
    assert farm.states(job) == ["RDY", "DON SKP", "RDY"]


def test_job_when_the_farm_dies_before_its_answer_then_sent_again_it_is_there_once(farm: FarmProcess) -> None:
    """The client cannot know; our own looks the job up before it sends it again."""
    farm.start(slots=0, dies_at="answered")
    with pytest.raises((ConnectionError, AssertionError)):
        farm.send()
    farm.died()
    farm.start(slots=0)
    assert [job["name"] for job in farm.client.jobs() if job["id"] > 1] == ["job"]


@OF_SH
def test_tasks_when_the_farm_alone_is_killed_then_adopted_and_not_run_again(farm: FarmProcess, tmp_path: Path) -> None:
    farm.start(slots=2)
    go = tmp_path / "go"
    command = who_am_i(tmp_path, f"until test -e {go}; do sleep 0.05; done")
    job = farm.send(a_block(f"{command}; exit @#@", frame_last=2, errors_retries=0))
    until(lambda: farm.states(job) == ["RUN", "RUN"], "both run")
    until(lambda: (tmp_path / "lines").exists() and (tmp_path / "lines").read_text().count("begin") == 2, "both began")
    farm.kill()
    farm.start(slots=2)
    assert farm.states(job) == ["RUN", "RUN"]
    go.touch()
    until(lambda: farm.states(job) == ["ERR", "ERR"], "their exit codes are known")
    assert "exit code 2" in "\n".join(farm.client.task_log(job, 0, 1))
    assert_each_frame_once(tmp_path, 2)


@OF_SH
def test_tasks_when_they_ended_while_no_farm_ran_then_their_outcome_counts(farm: FarmProcess, tmp_path: Path) -> None:
    farm.start(slots=1)
    job = farm.send(a_block(f"{who_am_i(tmp_path, 'sleep 0.3')}; echo printed"))
    until(lambda: (tmp_path / "lines").exists(), "it began")
    farm.kill()
    until(lambda: "end" in (tmp_path / "lines").read_text(), "it ended")
    time.sleep(0.2)
    farm.start(slots=1)
    farm.wait(job, "DON")
    assert (farm.output(job), farm.states(job)) == ("printed\n", ["DON"])
    assert_each_frame_once(tmp_path, 1)


@OF_SH
def test_tasks_when_killed_together_with_the_farm_then_run_again(farm: FarmProcess, tmp_path: Path) -> None:
    farm.start(slots=2)
    go = tmp_path / "go"
    job = farm.send(a_block(f"{who_am_i(tmp_path)}; test -e {go} || sleep 60", frame_last=2))
    until(lambda: farm.states(job) == ["RUN", "RUN"], "both run")
    farm.kill()
    for run in farm.stored_runs():
        os.killpg(run.pid, signal.SIGKILL)
    go.touch()  # not before: a shell that has not looked yet would end well
    farm.start(slots=2)
    farm.wait(job, "DON")
    assert [task["str"] for task in farm.client.progress(job)[0]] == [2, 2]
    assert "it runs again" in "\n".join(farm.client.task_log(job, 0, 0))


@OF_SH
def test_task_when_only_its_shell_was_killed_then_what_it_left_is_ended_first(farm: FarmProcess, tmp_path) -> None:
    """The command's own process outlives its shell and the farm, without our mark in its environment."""
    alive = tmp_path / "alive"
    farm.start(slots=1)
    inner = f"while :; do echo $$ >>{alive}; sleep 0.02; done"
    job = farm.send(a_block(f"test -e {alive} && exec cat {alive}; exec env -i PATH=$PATH sh -c '{inner}'"))
    until(lambda: alive.exists() and alive.read_text(), "it lives")
    farm.kill()
    (run,) = farm.stored_runs()
    os.kill(run.pid, signal.SIGKILL)
    assert farm.processes_of(run)
    farm.start(slots=1)
    assert not farm.processes_of(run)
    farm.wait(job, "DON")
    assert len(set(alive.read_text().split())) == 1


@OF_SH
def test_run_when_its_number_is_another_process_now_then_that_one_is_left_alone(farm: FarmProcess, tmp_path) -> None:
    farm.start(slots=1)
    job = farm.send(a_block(f"test -e {tmp_path}/go || sleep 60"))
    until(lambda: farm.states(job) == ["RUN"], "it runs")
    farm.kill()
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        base = sqlite3.connect(farm.folder / "farm.sqlite")
        ((pid,),) = base.execute("SELECT pid FROM runs").fetchall()
        base.execute("UPDATE runs SET pid = ?, mark = ?", (stranger.pid, "an older start"))
        base.commit()
        base.close()
        os.killpg(pid, signal.SIGKILL)
        (tmp_path / "go").touch()
        farm.start(slots=1)
        farm.wait(job, "DON")
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@OF_SH
def test_stop_when_the_farm_dies_before_it_happened_then_the_next_one_stops_it(
    farm: FarmProcess, tmp_path: Path
) -> None:
    farm.start(slots=1, dies_at="ended")
    job = farm.send(a_block("trap '' TERM; echo begun; while :; do sleep 0.1; done"))
    until(lambda: "begun" in farm.output(job), "it runs")
    farm.act(job, "stop")
    farm.kill()
    farm.start(slots=1)
    farm.wait(job, "RDY OFF")


def test_delete_when_the_farm_dies_at_once_then_the_post_command_still_runs(farm: FarmProcess, tmp_path: Path) -> None:
    scene = tmp_path / "it's a scene.blend"
    scene.write_text("x")
    farm.start(slots=1)
    job = farm.send(a_block("sleep 60"), command_post=f'deletefiles -s "{scene}"')
    until(lambda: farm.states(job) == ["RUN"], "it runs")
    farm.act(job, "delete")
    farm.kill()
    farm.start(slots=1)
    until(lambda: not scene.exists(), "the scene is gone")
    assert not os.path.exists(farm.folder / "jobs" / "1")


def test_command_before_a_job_when_the_farm_dies_in_it_then_the_tasks_still_wait_for_it(farm, tmp_path: Path) -> None:
    order, go = tmp_path / "order", tmp_path / "go"
    farm.start(slots=1)
    before = steps(f"touch:{tmp_path / 'begun'}", f"wait:{go}", f"add:{order}|before")
    job = farm.send(a_block(f"echo task >>{order}"), command_pre=before)
    until((tmp_path / "begun").exists, "it runs")
    farm.kill()
    farm.start(slots=1)
    assert farm.states(job) == ["RDY"]
    go.touch()
    farm.wait(job, "DON")
    assert order.read_text().split() == ["before", "task"]


def test_post_command_when_it_fails_then_others_go_first_and_it_is_tried_again(
    farm: FarmProcess, tmp_path: Path
) -> None:
    farm.start(slots=1)
    tries, scene = tmp_path / "tries", tmp_path / "scene"
    scene.write_text("x")
    bad = farm.send(command_post=f"echo try >>{tries}{THEN} exit 1", offline=True)
    good = farm.send(command_post=f'deletefiles "{scene}"', offline=True)
    farm.client.action("jobs", ids=[bad, good], operation="delete")
    until(lambda: not scene.exists(), "the good one ran")
    until(lambda: tries.exists() and len(tries.read_text().split()) == 3, "the bad one was tried three times")
    until(lambda: not list((farm.folder / "runs").iterdir()), "it was given up")
    assert "A command of the job 'job' failed" in farm.log()


@OF_SH
@pytest.mark.parametrize("how", ["SIGTERM", "SIGINT", "the stop file"])
def test_farm_when_told_to_stop_then_running_tasks_are_stopped_and_stay_ready(how, farm, tmp_path: Path) -> None:
    farm.start(slots=1)
    job = farm.send(a_block(f"test -e {tmp_path}/go || {{ echo $$ >{tmp_path}/pid; sleep 60; }}", frame_last=2))
    until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text(), "it runs")
    if how == "the stop file":
        Path(farm_folders.stop_file(str(farm.folder), farm.process.pid)).touch()
        with contextlib.suppress(AfError):
            farm.client.users()
    else:
        farm.process.send_signal(getattr(signal, how))
    assert farm.process.wait(PATIENCE_SECONDS) == 0
    assert not process_mark.start_mark(int((tmp_path / "pid").read_text()))
    assert not farm.file.exists()
    (tmp_path / "go").touch()
    farm.start(slots=0)
    assert farm.states(job) == ["RDY", "RDY"]
    farm.terminate()
    farm.start(slots=1)
    farm.wait(job, "DON")


@OF_SH
def test_farm_when_killed_again_and_again_then_nothing_is_lost_or_rendered_twice_at_once(farm, tmp_path: Path) -> None:
    """Each death comes at a random moment, also while the farm starts; sometimes all tasks die with it."""
    chance = random.Random(20)
    frames = 6 * DEATHS
    farm.start(slots=2)
    jobs = [farm.send(a_block(who_am_i(tmp_path, "sleep 0.1"), frame_last=frames), name=name) for name in ("a",)]
    killed = 0
    for _ in range(DEATHS):
        time.sleep(chance.uniform(0.0, 0.5))
        farm.kill()
        if chance.random() < 0.3:
            for run in farm.stored_runs():
                if process_mark.is_running(run.pid, run.mark):
                    os.killpg(run.pid, signal.SIGKILL)
                    killed += 1
        farm.begin(slots=2)
        time.sleep(chance.uniform(0.05, 0.3))
        farm.kill()
        farm.start(slots=2)
    farm.wait(jobs[0], "DON")
    spans = runs_of(tmp_path)
    assert sorted(spans) == list(range(1, frames + 1))
    for found in spans.values():
        found.sort()
        assert all(first[1] <= second[0] for first, second in zip(found, found[1:]))
    assert sum(len(found) for found in spans.values()) <= frames + killed
    began = Counter(
        line.split()[1] for line in (tmp_path / "lines").read_text().splitlines() if line.startswith("begin")
    )
    assert sum(began.values()) - frames <= killed


# What stands in the way


def test_farm_when_another_has_the_folder_then_ends_with_a_sentence(farm: FarmProcess, home: Path) -> None:
    farm.start()
    second = FarmProcess(home)
    second.start()
    second.died()
    assert second.process.returncode != 0
    assert "A farm runs already" in farm.log()
    assert farm.is_alive()
    assert farm.client.users()


def test_store_when_it_cannot_be_written_then_the_client_hears_it_and_the_farm_ends(farm: FarmProcess) -> None:
    farm.start(slots=0)
    kept = farm.send(name="before")
    base = farm.folder / "farm.sqlite"
    trigger = "CREATE TRIGGER full BEFORE INSERT ON jobs BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    farm.kill()
    writer = sqlite3.connect(base)
    writer.execute(trigger)
    writer.commit()
    writer.close()
    farm.start(slots=0)
    answer = farm.ask({"job": a_job(name="after")})
    assert "cannot write its state" in answer["info"]["text"]
    assert "disk is full" in answer["info"]["text"]
    farm.died()
    assert farm.process.returncode != 0
    writer = sqlite3.connect(base)
    writer.execute("DROP TRIGGER full")
    writer.commit()
    writer.close()
    farm.start(slots=0)
    assert [(job["id"], job["name"]) for job in farm.client.jobs() if job["id"] > 1] == [(kept, "before")]
