"""What an artist reads about a job is what the farm said of it."""

from __future__ import annotations

from typing import Any

import pytest

from afsubmit.submitter.watch import rows, words
from afsubmit.wire import answers, task_files


def block(**fields: Any) -> dict[str, Any]:
    usual = {"name": "render", "flags": 1, "tasks_num": 10, "frame_first": 1, "frame_last": 10, "frames_per_task": 1}
    return {**usual, "frames_inc": 1, "st": 1, "state": " RDY", **fields}


def row(state: str, *blocks: dict[str, Any], **fields: Any) -> rows.JobRow:
    raw = {"id": 5, "serial": 9, "name": "shot", "st": 1, "state": state, "blocks": list(blocks) or [block()], **fields}
    return rows.job_row(answers.job(raw))


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        pytest.param(" RDY", "Ready", id="ready"),
        pytest.param(" RDY RUN", "Running", id="running with more to do"),
        pytest.param(" RUN ERR", "Running", id="running although a task failed"),
        pytest.param(" ERR", "Failed", id="failed"),
        pytest.param(" RDY ERR", "Ready", id="between two tasks although one failed"),
        pytest.param(" DON", "Done", id="done"),
        pytest.param(" RDY OFF", "Paused", id="paused"),
        pytest.param(" OFF WDP", "Paused", id="paused before it could start"),
        pytest.param(" WDP", "Waiting", id="waiting for another job"),
        pytest.param(" WTM", "Waiting", id="waiting for its time"),
        pytest.param(" RDY PPA", "To approve", id="waiting for somebody to look"),
        pytest.param("", "Ready", id="before the server looked at it"),
    ],
)
def test_state_of_a_job_in_one_word(state: str, shown: str) -> None:
    assert words.SHOWN[row(state).state] == shown


def test_progress_counts_each_block_by_its_tasks() -> None:
    shown = row(" RUN", block(tasks_num=30, p_percentage=100), block(tasks_num=10, p_percentage=0))
    assert (shown.percent, shown.tasks) == (75, 40)


def test_bar_of_several_blocks_is_as_long_as_one_and_shares_it_by_tasks() -> None:
    bar = row(" RUN", block(tasks_num=30, p_progressbar="D" * 128), block(tasks_num=10, p_progressbar="R" * 128)).bar
    assert bar == "D" * 96 + "R" * 32


def test_time_left_is_what_the_tasks_before_took_shared_by_those_that_run() -> None:
    running = block(p_tasks_done=5, p_percentage=50, p_tasks_run_time_sum=500)
    assert row(" RUN", running, running_tasks_num=2).seconds_left == 250


def test_time_left_is_not_guessed_for_a_job_that_does_not_run() -> None:
    assert row(" RDY OFF", block(p_tasks_done=5, p_percentage=50, p_tasks_run_time_sum=500)).seconds_left == 0


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        pytest.param(0, "", id="nothing"),
        pytest.param(45, "45 s", id="seconds"),
        pytest.param(125, "2 min 05 s", id="minutes and seconds"),
        pytest.param(1800, "30 min", id="many minutes"),
        pytest.param(7500, "2 h 05 min", id="hours"),
        pytest.param(100_000, "1 d 3 h", id="days"),
    ],
)
def test_duration_in_words(seconds: int, said: str) -> None:
    assert words.duration(seconds) == said


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("shot 010", "shot 010", id="a plain name"),
        pytest.param("two\nlines", "two\N{SYMBOL FOR NEWLINE}lines", id="a newline"),
        pytest.param("a\N{RIGHT-TO-LEFT OVERRIDE}b", "a\N{REPLACEMENT CHARACTER}b", id="what turns the line around"),
        pytest.param("\N{HEBREW LETTER SHIN}<b>", "\N{HEBREW LETTER SHIN}<b>", id="letters and markup stay"),
    ],
)
def test_name_fits_into_one_line(name: str, shown: str) -> None:
    assert words.one_line(name) == shown


def test_ended_are_those_that_were_under_way() -> None:
    before = {one.key: one for one in (row(" RUN"), row(" DON", id=6, serial=10))}
    after = [row(" DON"), row(" DON", id=6, serial=10), row(" DON", id=7, serial=11)]
    assert [one.id for one in rows.newly_ended(before, after)] == [5]


def test_files_of_a_numeric_task_are_its_frames() -> None:
    numeric = answers.block(block(frames_per_task=2, files=["/out/a.@####@.exr"], tasks_num=5))
    places = task_files.task_frames(numeric)
    assert places[1].name == "frame 3-4"
    assert task_files.files(numeric, 1, places[1]) == ["/out/a.0003.exr", "/out/a.0004.exr"]


def test_files_of_a_listed_task_are_its_own() -> None:
    raw = block(flags=0, files=["@#@"], tasks=[{"name": "one", "files": ["/out/1.png"]}, {"files": ["/out/7.png"]}])
    listed = answers.block(raw)
    places = task_files.task_frames(listed)
    assert [place.name for place in places] == ["one", "task 1"]
    assert task_files.files(listed, 1, places[1]) == ["/out/7.png"]
