"""Which processes count as a run's own: the wrong answer ends a stranger's work."""

from __future__ import annotations

import os
import subprocess
import time

import pytest

from afsubmit.local import processes

pytestmark = pytest.mark.skipif(processes.IS_WINDOWS, reason="Windows has no sessions: a job's tree is ended instead")


def test_nothing_is_a_relative_when_the_number_of_the_run_belongs_to_a_stranger_now() -> None:
    """Session 0 holds the system's own processes, in a container everything that was started from outside."""
    assert processes.relatives(os.getpid(), "another mark", "no such run") == []


def test_what_a_leader_left_in_its_session_is_a_relative_until_it_is_ended() -> None:
    words = ["/bin/sh", "-c", "sleep 60 >/dev/null & echo $!; read -r word"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True) as leader:
        left = int(leader.stdout.readline())
        mark = processes.start_mark(leader.pid)
    found = processes.relatives(leader.pid, mark, "no such run")
    assert found in ([left], [-leader.pid])  # the whole group where the system has no /proc
    processes.end_all(found)
    deadline = time.monotonic() + 20
    while processes.relatives(leader.pid, mark, "no such run"):
        assert time.monotonic() < deadline


@pytest.mark.parametrize("pid", [0, 1, -1])
def test_number_that_means_many_processes_is_never_signalled(monkeypatch, pid: int) -> None:
    signalled = []
    monkeypatch.setattr(os, "kill", lambda *words: signalled.append(words))
    monkeypatch.setattr(os, "killpg", lambda *words: signalled.append(words))
    processes.interrupt(pid, is_final=True)
    processes.end_all([pid])
    assert signalled == []
