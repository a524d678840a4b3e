"""`afsubmit farm` as its user meets it in a terminal."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from afsubmit.studio import farm_file

from .conftest import CORE

HOST = farm_file.machine_name()


@pytest.fixture
def terminal(tmp_path: Path, until):
    """`terminal("--slots", "2")` runs the farm in the foreground; it is gone after the test."""
    begun: list[subprocess.Popen[str]] = []
    environ = {**os.environ, "PYTHONPATH": str(CORE), "AFSUBMIT_HOME": str(tmp_path)}

    def start(*words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "afsubmit", "farm", *words]
        begun.append(subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True, start_new_session=True))
        until(lambda: (farm_file.read(HOST, environ) or {}).get("pid") == begun[-1].pid or begun[-1].poll() is not None)
        return begun[-1]

    yield start
    for process in begun:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=120)


def test_farm_when_started_looked_at_and_stopped_then_it_says_so(run, terminal, tmp_path: Path) -> None:
    home = {"AFSUBMIT_HOME": str(tmp_path)}
    nothing = run("afsubmit", "farm", "--status", **home)
    assert (nothing.returncode, nothing.stdout) == (1, "No farm runs.\n")
    process = terminal("--slots", "2")
    found = run("afsubmit", "farm", "--status", **home)
    assert found.returncode == 0
    assert f"process {process.pid}" in found.stdout
    second = run("afsubmit", "farm", **home)
    assert second.returncode == 3
    assert "A farm runs already" in second.stderr
    assert "afsubmit farm --stop" in second.stderr
    assert run("afsubmit", "farm", "--stop", **home).stdout == "The farm was stopped.\n"
    assert process.wait(120) == 0
    said = process.stderr.read()
    assert "2 slots" in said
    assert "Stopped." in said
    assert run("afsubmit", "farm", "--stop", **home).stdout == "No farm runs.\n"


def test_settings_when_kept_then_listed_and_what_the_farm_waits_for_is_said(run, terminal, tmp_path: Path) -> None:
    home = {"AFSUBMIT_HOME": str(tmp_path)}
    done = run("afsubmit", "farm", "--set", "slots=2", "--set", "least_disk_mb=1000000000", **home)
    assert done.returncode == 0
    assert re.search(r"^slots +2 +tasks", done.stdout, re.MULTILINE)
    terminal()
    found = run("afsubmit", "farm", "--status", **home)
    assert found.returncode == 0
    assert re.search(
        r"^It waits: \d+ MB are free on the disk of .*, less than 1000000000 MB\.$", found.stdout, re.MULTILINE
    )
    assert run("afsubmit", "farm", "--set", "slots=", **home).stdout.count("\n") == 10
    wrong = run("afsubmit", "farm", "--set", "hours=25:00-08:00", **home)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert '"25:00" is no time of a day' in wrong.stderr
    assert run("afsubmit", "farm", "--set", "hours", **home).returncode == 2


@pytest.mark.windows("Ctrl-Break, as which a console's end comes, too")
def test_farm_when_its_console_ends_then_it_ends_well_and_a_command_is_interrupted() -> None:
    """The signal is raised in the process: Wine without a console sends none from outside."""
    begin = "import signal, sys, threading, time, _thread\n"
    later = (
        "from afsubmit.cli import main\nfrom afsubmit.local import launch\n"
        "def end():\n    while not launch.answers(launch.status().address): time.sleep(0.1)\n"
        "    _thread.interrupt_main(signal.SIGBREAK)\n"
        "threading.Thread(target=end).start()\nsys.exit(main(['farm']))"
    )
    at_once = "from afsubmit.cli.exits import end_as_interrupted, run_as_program; end_as_interrupted(); "
    at_once += "sys.exit(run_as_program('it', lambda: signal.raise_signal(signal.SIGBREAK)))"
    for program, code, words in ((later, 0, "Stopped."), (at_once, 130, "it: interrupted")):
        environ = {**os.environ, "PYTHONPATH": str(CORE)}
        done = subprocess.run([sys.executable, "-c", begin + program], capture_output=True, timeout=120, env=environ)
        assert (done.returncode, words in done.stderr.decode()) == (code, True), done.stderr


@pytest.mark.posix("a signal from outside")
def test_farm_when_interrupted_by_its_user_then_it_ends_without_a_traceback(terminal) -> None:
    process = terminal("--open")
    process.send_signal(signal.SIGINT)
    assert process.wait(120) == 0
    said = process.stderr.read()
    assert "Traceback" not in said
    assert "asks for no token" in said


def _not_a_store(folder: Path) -> None:
    (folder / "farm.sqlite").write_text("no database, and longer than the head of one would be. " * 9)


def _of_a_later_version(folder: Path) -> None:
    base = sqlite3.connect(folder / "farm.sqlite")
    base.executescript("CREATE TABLE meta (key, value); INSERT INTO meta VALUES ('version', '99')")
    base.close()


def _a_folder(folder: Path) -> None:
    (folder / "farm.sqlite").mkdir()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(_not_a_store, "not a database", id="no database"),
        pytest.param(_of_a_later_version, "later version", id="of a later version"),
        pytest.param(_a_folder, "it is a folder", id="a folder"),
    ],
)
def test_farm_when_its_store_cannot_be_read_then_one_sentence_and_what_to_do(run, tmp_path, spoil, words) -> None:
    folder = tmp_path / "farm" / HOST
    folder.mkdir(parents=True)
    spoil(folder)
    done = run("afsubmit", "farm", AFSUBMIT_HOME=str(tmp_path))
    assert done.returncode == 1
    assert words in done.stderr
    assert str(folder) in done.stderr
    assert "move farm.sqlite away" in done.stderr
    assert "Traceback" not in done.stderr


def test_farm_when_it_cannot_listen_or_write_then_one_sentence(run, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        taken = run("afsubmit", "farm", "--port", port, AFSUBMIT_HOME=str(tmp_path))
    assert taken.returncode == 1
    assert f"port {port} is taken" in taken.stderr
    (tmp_path / "file").write_text("")
    barred = run("afsubmit", "farm", AFSUBMIT_HOME=str(tmp_path / "file"))
    assert barred.returncode == 1
    assert "Not a directory" in barred.stderr
    assert "Traceback" not in barred.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--slots", "0"], "a whole number from 1 to 256", id="no slots"),
        pytest.param(["--slots", "two"], "a whole number from 1 to 256", id="slots in words"),
        pytest.param(["--port", "70000"], "a whole number from 0 to 65535", id="no such port"),
        pytest.param(["--stop", "--status"], "not allowed with", id="two words"),
    ],
)
def test_farm_when_told_nonsense_then_the_reason(run, tmp_path: Path, words: list[str], said: str) -> None:
    done = run("afsubmit", "farm", *words, AFSUBMIT_HOME=str(tmp_path))
    assert done.returncode == 2
    assert said in done.stderr
