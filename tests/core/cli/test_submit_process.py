"""`afsubmit submit` as a process of its own: full disks, interrupts, kills, two at once, and waiting for the end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from afsubmit.submission.history.entries import History
from tests.fakes import blend_file
from tests.fakes.farm_server import FarmServer

from .conftest import CORE

pytestmark = pytest.mark.posix("signals and limits of POSIX")
LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (200, resource.RLIM_INFINITY))
sys.argv = ["afsubmit", *sys.argv[1:]]
runpy.run_module("afsubmit", run_name="__main__")
"""


@pytest.fixture
def home(tmp_path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def scene(tmp_path) -> Path:
    (tmp_path / "work").mkdir()
    return blend_file.write(tmp_path / "work" / "shot.blend", [(f"Scene {number}", 1, 9) for number in range(20)])


@pytest.fixture
def start(home) -> Callable[..., subprocess.Popen]:
    """`start("submit", …, server=…)`: the process."""

    def run(*words: str, server: str, program: tuple[str, ...] = ("-m", "afsubmit")) -> subprocess.Popen:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AF", "CGRU"))}
        environ = {
            **kept,
            "PYTHONPATH": str(CORE),
            "AFSUBMIT_HOME": str(home),
            "AFSUBMIT_SERVER": server,
            "PATH": "/away",
        }
        return subprocess.Popen(
            [sys.executable, *program, *words], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    return run


def ended(process: subprocess.Popen) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err, err
    return process.returncode, out, err


def until(condition: Callable[[], Any]) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def beside(scene: Path) -> list[Path]:
    return sorted(set(scene.parent.iterdir()) - {scene})


def test_full_disk_is_a_sentence_and_leaves_nothing(start, scene):
    with FarmServer() as farm:
        code, out, err = ended(start("submit", str(scene), server=farm.address, program=("-c", LIMITED)))
    assert (code, out) == (1, "") and "cannot be" in err and str(scene.parent) in err
    assert beside(scene) == [] and farm.jobs == {}


def test_two_submissions_in_the_same_second_are_two_jobs_with_a_copy_each(start, scene, home):
    with FarmServer() as farm:
        both = [start("submit", str(scene), server=farm.address) for _ in range(2)]
        assert [ended(process)[0] for process in both] == [0, 0]
    posts = {job["command_post"] for job in farm.jobs.values()}
    assert len(farm.jobs) == len(posts) == len(beside(scene)) == 2
    assert [entry.state for entry in History(str(home / "history.db")).entries()] == ["sent", "sent"]


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_interrupt_while_the_server_is_silent_takes_everything_back(start, scene, name):
    with FarmServer("silent") as farm:
        process = start("submit", str(scene), server=farm.address)
        until(lambda: farm.requests)
        process.send_signal(getattr(signal, name))
        code, out, err = ended(process)
    assert (code, out) == (130, "") and "Cancelled" in err
    assert beside(scene) == []


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_interrupt_while_there_is_a_copy_takes_it_back(start, scene, name):
    with FarmServer("deaf from the job on") as farm:
        process = start("submit", str(scene), server=farm.address)
        until(lambda: farm.jobs)
        assert len(beside(scene)) == 1
        process.send_signal(getattr(signal, name))
        code, _, err = ended(process)
    assert code == 130, err
    assert beside(scene) == [] and farm.jobs == {}


def test_history_that_cannot_be_written_is_told_once_and_the_job_is_sent(start, scene, home):
    home.write_text("a file where the folder should be")
    with FarmServer() as farm:
        code, _, err = ended(start("submit", str(scene), server=farm.address))
    assert (code, len(farm.jobs)) == (0, 1)
    assert err.count("history.db") == 1


def test_kill_in_the_middle_is_settled_by_clean(start, scene, home):
    with FarmServer("deaf from the job on") as farm:
        process = start("submit", str(scene), server=farm.address)
        until(lambda: farm.jobs)
        process.kill()
        process.communicate(timeout=120)
        assert len(beside(scene)) == 1, "the job needs it"
        history = History(str(home / "history.db"))
        (entry,) = history.entries()
        assert entry.state == "sending"
        history.note_state(entry.number, "unknown")
        until(lambda: time.time() - entry.moment > 0.1)
        farm.mood = "well"
        settle = "from afsubmit.submission.history import cleaning; cleaning.SETTLING_SECONDS = 0"
        clean = "from afsubmit.cli import main; raise SystemExit(main(['clean', '--yes']))"
        words = ("-c", f"{settle}; {clean}")
        code, out, _ = ended(start(server=farm.address, program=words))
    assert code == 0 and "has it after all" in out
    assert [(one.state, one.id) for one in history.entries()] == [("sent", 2)] and len(beside(scene)) == 1


def test_state_folder_that_cannot_be_written_costs_the_history_and_not_the_job(start, scene, home):
    home.write_text("a file where the folder should be")
    with FarmServer() as farm:
        code, out, err = ended(start("submit", str(scene), server=farm.address))
    assert code == 0 and "took the job" in out and "history" in err and len(farm.jobs) == 1


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("submit", "a\udcff.blend"), id="a name that is no text"),
        pytest.param(("submit", "--command", "\udcff @#@", "--frames", "1"), id="a command that is no text"),
        pytest.param(("submit", "--command", "x" * 100_000), id="a very long command"),
        pytest.param(("submit", "--command", "a\nb @#@", "--frames", "1-2"), id="a line feed"),
        pytest.param(("submit", "--command", 'a "b', "--job-name", 'x"\\'), id="open quotes"),
        pytest.param(("submit", "--command", "a", "--job-name", "n" * 4000), id="a name that would end the server"),
        pytest.param(("submit", "--command", "a", "--hosts-mask", "("), id="a mask that is none"),
        pytest.param(("submit", "/"), id="the root of the disk"),
        pytest.param(("submit", "/dev/null"), id="a device"),
    ],
)
def test_nonsense_is_a_sentence_or_a_job_and_never_a_traceback(start, home, words):
    with FarmServer() as farm:
        code, out, err = ended(start(*words, server=farm.address))
    assert (code == 0 and out) or (code in (1, 2) and err)
    assert (code == 0) == (len(farm.jobs) == 1)


@pytest.fixture
def _tidy(farm) -> Iterator[None]:
    """Leave the farm, which other tests share, as it was."""
    before = {job.id for job in farm.jobs()}
    yield
    farm.action("jobs", ids=[job.id for job in farm.jobs() if job.id not in before], operation={"type": "delete"})


@pytest.mark.usefixtures("_tidy")
def test_waiting_ends_with_the_job(say) -> None:
    code, out, _ = say("submit", "--command", "true @#@", "--frames", "1-3", "--wait", "--json")
    assert code == 0 and json.loads(out)["jobs"][0]["state"] == "done"
    code, out, err = say("submit", "--command", "false", "--retries", "0", "--wait", "--json")
    assert code == 1 and json.loads(out)["jobs"][0]["state"] == "failed"
    assert "restart-errors" in err


@pytest.mark.usefixtures("_tidy")
def test_hooks_hear_once_that_a_job_is_done(say, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "config" / "afsubmit" / "hooks"
    folder.mkdir(parents=True)
    text = "def job_done(question):\n    return {'notes': ['Done: ' + question['job']['name']]}\n"
    (folder / "job_done.py").write_text(text)
    _, _, err = say("submit", "--command", "true", "--job-name", "told", "--wait")
    assert err.count("Done: told") == 1
    assert "Done:" not in say("history").err


def test_job_that_is_deleted_ends_the_wait(start, farm, home) -> None:
    address = f"{farm.address.host}:{farm.address.port}"
    process = start("submit", "--command", "sleep 60", "--paused", "--wait", "--json", server=address)
    until(lambda: [job for job in farm.jobs() if job.name == "sleep"])
    (job,) = [job for job in farm.jobs() if job.name == "sleep"]
    farm.action("jobs", ids=[job.id], operation={"type": "delete"})
    code, out, err = ended(process)
    assert code == 1 and json.loads(out)["jobs"][0]["state"] == "deleted" and "was deleted" in err


@pytest.mark.usefixtures("_tidy")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_interrupt_while_waiting_leaves_the_job_on_the_farm(start, farm, home, name) -> None:
    address = f"{farm.address.host}:{farm.address.port}"
    process = start("submit", "--command", "rest 60", "--paused", "--wait", "--json", server=address)
    until(lambda: [job for job in farm.jobs() if job.name == "rest"])
    time.sleep(0.3)
    process.send_signal(getattr(signal, name))
    code, out, err = ended(process)
    assert code == 130 and "stay on the farm" in err
    assert json.loads(out)["jobs"][0]["name"] == "rest", "a script must learn what is with the farm"
    assert [job.name for job in farm.jobs()].count("rest") == 1
