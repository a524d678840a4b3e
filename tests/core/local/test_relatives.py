"""Which processes count as a run's own: the wrong answer ends a stranger's work."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest

from afsubmit.local import processes
from afsubmit.studio import process_mark

pytestmark = pytest.mark.posix("sessions and groups of processes; on Windows a task is a job object")


def relatives(pid: int, mark: str, output: object = "/no/such/file", token: str = "no such run") -> list[int]:
    return processes.relatives(pid, mark, token=token, output_file=str(output))


def test_nothing_is_a_relative_when_the_number_of_the_run_belongs_to_a_stranger_now() -> None:
    """Session 0 holds the system's own processes, in a container everything that was started from outside."""
    assert relatives(os.getpid(), "another mark") == []


def test_nothing_is_a_relative_when_a_stranger_led_a_session_of_that_number_and_is_gone() -> None:
    """Numbers are given away again, after a restart of the machine the low ones at once."""
    words = ["/bin/sh", "-c", "sleep 60 >/dev/null & echo $!"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, start_new_session=True) as leader:
        left = int(leader.stdout.readline())
    try:
        assert relatives(leader.pid, "a machine that was started earlier:1") == []
    finally:
        os.kill(left, signal.SIGKILL)


@pytest.mark.parametrize(
    "leave",
    [
        pytest.param("sleep 60 >/dev/null 2>&1", id="by its environment"),
        pytest.param("exec env -i sleep 60", id="by its output"),
    ],
)
def test_what_a_leader_left_is_a_relative_until_it_is_ended(tmp_path, leave: str) -> None:
    words = ["/bin/sh", "-c", f"{{ {leave}; }} & echo $! >pid; read -r word"]
    environ = {**os.environ, "AFSUBMIT_RUN": f"{tmp_path}:1"}
    output = tmp_path / "output"
    with (
        open(output, "wb") as file,
        subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=file, start_new_session=True, env=environ, cwd=tmp_path
        ) as leader,
    ):
        mark = process_mark.start_mark(leader.pid)
        deadline = time.monotonic() + 20
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text().strip():
            assert time.monotonic() < deadline
        leader.stdin.close()
    left = int((tmp_path / "pid").read_text())
    found = relatives(leader.pid, mark, output, f"{tmp_path}:1")
    assert left in found or found == [-leader.pid]  # the whole group where the system has no /proc
    processes.end_relatives(leader.pid, mark, token=f"{tmp_path}:1", output_file=str(output), seen={})
    assert relatives(leader.pid, mark, output, f"{tmp_path}:1") == []


@pytest.mark.parametrize(
    ("boot", "expected"),
    [pytest.param("", True, id="this start"), pytest.param("an earlier start:", False, id="before the last start")],
)
def test_group_when_the_system_tells_no_more_then_only_one_of_this_start_of_the_machine(
    monkeypatch, boot: str, expected: bool
) -> None:
    words = ["/bin/sh", "-c", "sleep 60 >/dev/null & echo $!"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, start_new_session=True) as leader:
        left = int(leader.stdout.readline())
        mark = f"{boot}{process_mark.boot_mark()}:1"
    exists = os.path.exists
    monkeypatch.setattr(os.path, "exists", lambda path: path != "/proc/self/environ" and exists(path))
    try:
        assert relatives(leader.pid, mark) == ([-leader.pid] if expected else [])
    finally:
        os.kill(left, signal.SIGKILL)


@pytest.mark.parametrize("pid", [0, 1, -1])
def test_number_that_means_many_processes_is_never_signalled(monkeypatch, pid: int) -> None:
    signalled = []
    monkeypatch.setattr(os, "kill", lambda *words: signalled.append(words))
    monkeypatch.setattr(os, "killpg", lambda *words: signalled.append(words))
    processes.interrupt(pid, token="no such run", is_final=True)
    processes.end_all([pid])
    assert signalled == []
