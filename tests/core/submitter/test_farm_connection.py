"""The farm a submission goes to: the one of this machine is started again, whatever a killed one left behind."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from afsubmit.local import farm_folders, launch
from afsubmit.studio import farm_file
from afsubmit.submitter import farm_connection


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch):
    """A state folder of the test's own, in which no farm is left."""
    path = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("AFSUBMIT_HOME", str(path))
    yield path
    launch.stop()


KILL = signal.SIGTERM if os.name == "nt" else signal.SIGKILL
"""What ends a process at once; on Windows os.kill ends it with TerminateProcess."""


def test_farm_when_killed_a_moment_ago_then_another_is_started() -> None:
    first = farm_connection.farm_for("local", lambda: sys.executable)
    os.kill(launch.status().pid, KILL)
    second = farm_connection.farm_for("local", lambda: sys.executable)
    assert second.is_local
    assert second.client.address != first.client.address
    assert len(second.client.renders()) == 1


def test_farm_when_the_number_of_a_killed_one_was_given_away_then_another_is_started() -> None:
    left = {"host": "127.0.0.1", "port": 9, "pid": os.getpid(), "start": "before the restart", "token": "old"}
    farm_file.write(farm_folders.host_name(), left)
    found = farm_connection.farm_for("local", lambda: sys.executable)
    assert len(found.client.renders()) == 1


def test_farm_when_it_runs_then_no_interpreter_is_looked_for() -> None:
    first = farm_connection.farm_for("local", lambda: sys.executable)
    assert farm_connection.farm_for("local", lambda: pytest.fail("looked for")).client.address == first.client.address
