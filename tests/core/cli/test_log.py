"""Why a task failed, read in the terminal."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest


@pytest.fixture
def failed(farm, send, until) -> Any:
    """A job whose frames 2 and 4 failed, each with a sentence of its own; the block "listed" is done."""
    command = 'echo trouble in @#@&& python -c "exit(@#@ in (2, 4))"'.replace("python", sys.executable)
    work = {"service": "generic", "capacity": 1, "errors_retries": 0}
    frames = {**work, "name": "frames", "flags": 1, "frame_first": 1, "frame_last": 5, "command": command}
    listed = {**work, "name": "listed", "tasks": [{"name": "a", "command": "echo a"}], "command": "@#@"}
    receipt = send("broken", offline=False, blocks=[frames, listed])
    until(lambda: {"ERR"} <= set(farm.job(receipt.id).words) and "RUN" not in farm.job(receipt.id).words)
    until(lambda: all({"DON", "ERR"} & set(task.words) for block in farm.progress(receipt.id) for task in block))
    return receipt


def test_log_when_nothing_is_said_then_the_first_that_failed(say, failed) -> None:
    said = say("log", "broken")
    assert said.code == 0
    assert f"broken (id {failed.id}), block 0 frames, task 1 on " in said.out
    assert "trouble in 2" in said.out and "trouble in 4" not in said.out
    assert said.out.endswith("1 more failed; --tasks shows others.\n")


def test_log_when_tasks_are_named_then_theirs(say, failed) -> None:
    said = say("log", str(failed.id), "--block", "frames", "--tasks", "0,3", "--json")
    assert [(one["task"], one["output"].split()) for one in json.loads(said.out)] == [
        (0, ["trouble", "in", "1"]),
        (3, ["trouble", "in", "4"]),
    ]


def test_log_when_it_has_colours_and_tabs_then_read_without_and_with_blanks(say, send, farm, until) -> None:
    command = f"{sys.executable} -c \"print(chr(27)+'[31mred'+chr(27)+'[0m'+chr(9)+'x')\""
    block = {"name": "b", "service": "generic", "flags": 1, "frame_first": 1, "frame_last": 1, "command": command}
    sent = send("colourful", offline=False, blocks=[block])
    until(lambda: "DON" in farm.job(sent.id).words)
    assert say("log", str(sent.id), "--tasks", "0").out.splitlines()[1:] == ["red     x"]


def test_log_when_none_failed_or_none_was_started_then_it_says_so(say, send) -> None:
    send("sh010")
    assert say("log", "sh010").out.endswith("has failed; --tasks 0 shows what the first one printed.\n")
    said = say("log", "sh010", "--block", "frames", "--tasks", "0")
    assert (said.code, said.out.splitlines()[-1][:1]) == (0, "(")


@pytest.mark.parametrize(
    ("words", "said_so"),
    [
        pytest.param(["sh*"], "A log is of one job, not of 2.", id="two jobs"),
        pytest.param(["nothing"], 'No job is called "nothing"', id="no job"),
        pytest.param(["sh010", "--tasks", "0"], "has 2 blocks; say which with --block.", id="no block named"),
        pytest.param(["sh010", "--block", "frames", "--tasks", "5"], "has the tasks 0 to 4 only.", id="no such task"),
    ],
)
def test_log_when_it_is_not_clear_whose_then_code_1(say, send, words, said_so) -> None:
    send("sh010")
    send("sh020")
    said = say("log", *words)
    assert (said.code, said.out) == (1, "")
    assert said_so in said.err
