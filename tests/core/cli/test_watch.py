"""Following jobs in a terminal: bars, keys, a summary and an exit code."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import struct
import subprocess
import sys
import time
from typing import Any

import pytest

from .conftest import CORE

with contextlib.suppress(ImportError):  # Windows has none of these
    import fcntl
    import pty
    import termios

A_TERMINAL = pytest.mark.posix("a terminal of POSIX")


def block(command: str, **fields: Any) -> dict[str, Any]:
    work = {"name": "b", "service": "generic", "capacity": 1, "flags": 1, "frame_first": 1, "frame_last": 2}
    return {**work, "command": command, "errors_retries": 0, **fields}


def test_watching_when_all_is_done_then_a_summary_and_0(say, send) -> None:
    job = send("good", offline=False, blocks=[block("true @#@")])
    said = say("watch", str(job.id))
    assert said.code == 0
    assert said.out == f"good (id {job.id}): done, 2 of 2 tasks done\n"


def test_watching_when_tasks_fail_then_their_last_lines_and_1(say, send) -> None:
    job = send("bad", offline=False, blocks=[block("echo trouble&& false")])
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

    def start(*words: str, columns: int = 70, **variables: str) -> tuple[subprocess.Popen[bytes], int]:
        ours, its = pty.openpty()
        resize(its, columns)
        server = f"{farm.address.host}:{farm.address.port}"
        environ = {**os.environ, "PYTHONPATH": str(CORE), "AFSUBMIT_SERVER": server, "AF_USERNAME": "jimmy"}
        environ.update({"TERM": "xterm", "PYTHONUTF8": "1", **variables})
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


def resize(number: int, columns: int, lines: int = 20) -> None:
    """Give the terminal another size."""
    fcntl.ioctl(number, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def read_until(number: int, words: str) -> str:
    text, end = "", time.monotonic() + 120
    while words not in text:
        assert select.select([number], [], [], max(end - time.monotonic(), 0))[0], text
        text += os.read(number, 65536).decode("utf-8", "replace")
    return text


@A_TERMINAL
def test_keys_when_pressed_then_the_job_is_paused_its_log_shown_and_left(terminal, farm, send, until) -> None:
    job = send("keys", offline=False, blocks=[block("echo hello; sleep 60", frame_last=1)])
    until(lambda: "RUN" in farm.jobs(ids=[job.id])[0].words)
    process, number = terminal("watch", str(job.id))
    assert "keys (id" in read_until(number, "q leave")
    os.write(number, b"p")
    read_until(number, "Paused.")
    assert "OFF" in farm.jobs(ids=[job.id])[0].words
    os.write(number, b"p")
    read_until(number, "Started.")
    assert "OFF" not in farm.jobs(ids=[job.id])[0].words
    os.write(number, b"\x1b[Al")
    os.write(number, b"l")
    read_until(number, "task 0:")
    os.write(number, b"q")
    text = read_until(number, "0 of 1 task done")
    assert "stay on the farm" in text
    assert "\x1b[?25h" in text
    assert process.wait(120) == 1


@A_TERMINAL
def test_jobs_when_watched_together_then_one_picture_and_n_chooses(terminal, farm, send, until) -> None:
    jobs = [send(name, blocks=[block("true", name=name)]) for name in ("one", "two")]
    process, number = terminal("watch", *(str(job.id) for job in jobs), NO_COLOR="1")
    text = read_until(number, "n next job")
    assert "▸ one (id" in text
    assert "\x1b[3" not in text
    os.write(number, b"n")
    read_until(number, "▸ two (id")
    os.write(number, b"p")
    read_until(number, "two: Started.")
    assert ["OFF" in one.words for one in farm.jobs(ids=[job.id for job in jobs])] == [True, False]
    resize(number, 40)
    os.write(number, b"np")
    text = read_until(number, "one: Started.")
    text += read_until(number, "two (id")
    assert process.wait(120) == 0
    rows = re.sub("\x1b\\[[?0-9;]*[A-Za-z]", "", text[text.index("one: Started.") :]).splitlines()
    assert max(len(row) for row in rows if "█" in row or "░" in row) < 40


@A_TERMINAL
def test_bars_when_the_terminal_knows_no_utf8_or_no_cursor_then_plain_signs_or_lines(terminal, send) -> None:
    job = send("ascii", offline=False, blocks=[block("sleep 0.2")])
    process, number = terminal("watch", str(job.id), PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
    text = read_until(number, "2 of 2 tasks done")
    assert "####" in text
    assert text.isascii()
    assert process.wait(120) == 0
    process, number = terminal("watch", str(job.id), TERM="dumb")
    assert "\x1b" not in read_until(number, "2 of 2 tasks done")
    assert process.wait(120) == 0


@A_TERMINAL
def test_ctrl_c_when_watching_then_the_cursor_is_back_and_130(terminal, send) -> None:
    job = send("left", blocks=[block("true")])
    process, number = terminal("watch", str(job.id))
    read_until(number, "q leave")
    os.write(number, b"\x03")
    text = read_until(number, "interrupted")
    assert "\x1b[?25h" in text
    assert process.wait(120) == 130


@A_TERMINAL
def test_t_when_test_frames_are_done_then_the_limit_that_is_shown_is_set(terminal, farm, send, until) -> None:
    job = send("timed", offline=False, blocks=[block("true", frame_last=3), block("sleep 60", name="rest")])
    until(lambda: farm.jobs(ids=[job.id])[0].blocks[0]["p_tasks_done"] == 3)
    farm.action("jobs", ids=[job.id], operation="pause")
    farm.action("jobs", ids=[job.id], block_ids=[0], operation={"type": "restart", "task_ids": [1]})
    process, number = terminal("watch", str(job.id), NO_COLOR="1")
    assert "t limit to 10 min   No time limit yet: the slowest of 2 tasks" in read_until(number, "q leave")
    os.write(number, b"t")
    read_until(number, "to 10 min.")
    assert [one["task_max_run_time"] for one in farm.jobs(ids=[job.id])[0].blocks] == [600, 0]
    os.write(number, b"q")
    assert process.wait(120) == 1
