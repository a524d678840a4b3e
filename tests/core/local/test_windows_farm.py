"""The farm of this machine on Windows: tasks that end whole, deaths by TerminateProcess, files that stay open."""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

import pytest

from afsubmit.document.quoting import quote_cmd
from afsubmit.studio import process_mark

from .conftest import FarmProcess, a_block, a_listed_block, until
from .test_survival import DEATHS, assert_each_frame_once, frame_command, runs_of

pytestmark = pytest.mark.windows("TerminateProcess, job objects, files that cannot be deleted while they are open")


def began(folder: Path) -> list[int]:
    """The processes that began so far."""
    lines = (folder / "lines").read_text().splitlines() if (folder / "lines").exists() else []
    return [int(line.split()[2]) for line in lines if line.startswith("begin")]


def test_job_when_sent_then_done_and_deleted_with_its_snapshot(farm: FarmProcess, tmp_path: Path) -> None:
    snapshot = tmp_path / "it's a copy ü.blend"
    snapshot.write_text("x")
    farm.start()
    job = farm.send(a_block(frame_command(tmp_path), frame_last=2), command_post=f'deletefiles -s "{snapshot}"')
    farm.wait(job, "DON")
    assert_each_frame_once(tmp_path, 2)
    assert snapshot.exists()
    farm.act(job, "delete")
    until(lambda: not snapshot.exists(), "the snapshot is gone")


def test_command_when_it_runs_then_in_its_folder_with_its_environment(farm: FarmProcess, tmp_path: Path) -> None:
    folder = tmp_path / "R&D ^a!b it's ü"
    folder.mkdir()
    command = "cd& echo %SHOT% %AF_JOB_ID% %AF_BLOCK_ID% %AF_TASK_ID%& echo wrong>&2"
    farm.start()
    job = farm.send(a_listed_block(command, working_directory=str(folder), environment={"SHOT": "sh010"}))
    farm.wait(job, "DON")
    assert farm.output(job).splitlines() == [str(folder), f"sh010 {job} 0 0", "wrong"]


def test_output_when_in_either_code_page_or_utf_8_then_read_as_it_was_meant(farm: FarmProcess) -> None:
    python = quote_cmd(sys.executable)
    ansi, utf_8 = (f"{python} -I -S -X utf8={mode} -c \"print('f\\xfcr Python')\"" for mode in (0, 1))
    farm.start()
    job = farm.send(a_listed_block(f"echo für cmd& {ansi}& {utf_8}& chcp 65001 >nul& echo für cmd"))
    farm.wait(job, "DON")
    assert farm.output(job).splitlines() == ["für cmd", "für Python", "für Python", "für cmd"]


def test_task_when_its_shell_is_ended_then_it_is_gone_before_it_runs_again(farm: FarmProcess, tmp_path: Path) -> None:
    farm.start(slots=1)
    job = farm.send(a_block(frame_command(tmp_path, first="ends-shell"), errors_retries=3))
    farm.wait(job, "DON")
    first, second = began(tmp_path)
    assert not process_mark.start_mark(first)
    assert {frame: len(spans) for frame, spans in runs_of(tmp_path).items()} == {1: 1}
    assert f"end 1 {second}" in (tmp_path / "lines").read_text()


def test_task_when_stopped_then_nothing_of_it_lives(farm: FarmProcess, tmp_path: Path) -> None:
    farm.start()
    job = farm.send(a_block(frame_command(tmp_path, 60)))
    (pid,) = until(lambda: began(tmp_path), "it runs")
    farm.act(job, "stop")
    farm.wait(job, "RDY OFF")
    assert not process_mark.start_mark(pid)


def test_task_when_the_farm_alone_is_killed_then_adopted_and_not_run_again(farm: FarmProcess, tmp_path: Path) -> None:
    farm.start()
    job = farm.send(a_block(frame_command(tmp_path, 6)))
    until(lambda: began(tmp_path), "it runs")
    farm.kill()
    farm.start()
    farm.wait(job, "DON")
    assert_each_frame_once(tmp_path, 1)


def test_task_when_farm_and_shell_are_killed_then_what_they_left_is_gone_before_it_runs_again(farm, tmp_path) -> None:
    farm.start()
    job = farm.send(a_block(frame_command(tmp_path, first="stays")))
    (first,) = until(lambda: began(tmp_path), "it runs")
    farm.kill()
    (run,) = farm.stored_runs()
    os.kill(run.pid, 15)
    farm.start()
    farm.wait(job, "DON")
    assert not process_mark.start_mark(first)
    assert {frame: len(spans) for frame, spans in runs_of(tmp_path).items()} == {1: 1}


def test_farm_when_killed_again_and_again_then_each_frame_is_rendered_once(farm: FarmProcess, tmp_path: Path) -> None:
    chance, frames = random.Random(16), 2 * DEATHS
    farm.start(slots=2)
    job = farm.send(a_block(frame_command(tmp_path, 0.2), frame_last=frames))
    for _ in range(DEATHS):
        time.sleep(chance.uniform(0.0, 1.0))
        farm.kill()
        farm.start(slots=2)
    farm.wait(job, "DON")
    assert_each_frame_once(tmp_path, frames)


def test_snapshot_when_another_program_has_it_open_then_deleted_when_it_is_closed(farm, tmp_path: Path) -> None:
    snapshot = tmp_path / "copy.blend"
    snapshot.write_text("x")
    farm.start()
    job = farm.send(a_block("exit 0"), command_post=f'deletefiles -s "{snapshot}"')
    farm.wait(job, "DON")
    with open(snapshot, "rb"):
        farm.act(job, "delete")
        until(lambda: list((farm.folder / "runs").glob("post-*.txt")), "the post command runs")
        assert snapshot.exists()
    until(lambda: not snapshot.exists(), "the snapshot is gone")
