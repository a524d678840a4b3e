"""Following jobs in a terminal: bars, keys, a summary and an exit code."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from typing import Any

import pytest

from .conftest import CORE


def block(command: str, **fields: Any) -> dict[str, Any]:
    work = {"name": "b", "service": "generic", "capacity": 1, "flags": 1, "frame_first": 1, "frame_last": 2}
    return {**work, "command": command, "errors_retries": 0, **fields}


def test_watching_when_all_is_done_then_a_summary_and_0(say, send) -> None:
    job = send("good", offline=False, blocks=[block("true @#@")])
    said = say("watch", str(job.id))
    assert said.code == 0
    assert said.out == f"good (id {job.id}): done, 2 of 2 tasks done\n"


def test_watching_when_tasks_fail_then_their_last_lines_and_1(say, send) -> None:
    job = send("bad", offline=False, blocks=[block("echo trouble; false")])
    said = say("watch", "bad")
    assert said.code == 1
    assert "  trouble" in said.err
    assert f"restart-errors {job.id}" in said.err
    assert "2 failed" in said.out


def test_watching_when_nothing_is_under_way_then_said(say) -> None:
    said = say("watch")
    assert (said.code, said.out) == (0, "")
    assert "No job" in said.err


def test_watching_when_asked_as_json_then_the_jobs_as_they_ended(say, send) -> None:
    job = send("data", offline=False, blocks=[block("true @#@")])
    said = say("watch", str(job.id), "--json")
    assert [one["serial"] for one in json.loads(said.out)] == [job.serial]


@pytest.fixture
def terminal(farm):
    """`terminal("watch", "3")`: the program in front of a terminal of its own, and the terminal's other end."""
    started = []

    def start(*words: str) -> tuple[subprocess.Popen[bytes], int]:
        ours, its = pty.openpty()
        server = f"{farm.address.host}:{farm.address.port}"
        environ = {**os.environ, "PYTHONPATH": str(CORE), "AFSUBMIT_SERVER": server, "AF_USERNAME": "jimmy"}
        front = "import os, sys, fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
        run = front + "from afsubmit.cli.main import main; sys.exit(main(sys.argv[1:]))"
        process = subprocess.Popen(
            [sys.executable, "-c", run, *words], stdin=its, stdout=its, stderr=its, env=environ, start_new_session=True
        )
        os.close(its)
        started.append((process, ours))
        return process, ours

    yield start
    for process, ours in started:
        process.kill()
        process.wait()
        os.close(ours)


def read_until(number: int, words: str) -> str:
    text, end = "", time.monotonic() + 20
    while words not in text:
        assert time.monotonic() < end, text
        text += os.read(number, 65536).decode("utf-8", "replace")
    return text


def test_keys_when_pressed_then_the_job_is_paused_its_log_shown_and_left(terminal, farm, send, until) -> None:
    job = send("keys", offline=False, blocks=[block("echo hello; sleep 60", frame_last=1)])
    until(lambda: "RUN" in farm.jobs(ids=[job.id])[0].words)
    process, number = terminal("watch", str(job.id))
    read_until(number, "q leaves")
    os.write(number, b"p")
    read_until(number, "Paused.")
    assert "OFF" in farm.jobs(ids=[job.id])[0].words
    os.write(number, b"p")
    read_until(number, "Started.")
    assert "OFF" not in farm.jobs(ids=[job.id])[0].words
    os.write(number, b"l")
    read_until(number, "task 0:")
    os.write(number, b"?")
    read_until(number, "q leaves")
    os.write(number, b"q")
    text = read_until(number, "0 of 1 tasks done")
    assert "stay on the farm" in text
    assert process.wait(20) == 1
