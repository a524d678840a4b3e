"""The farm that is started when somebody needs it: once, in a clean environment, or a reason why it cannot."""

from __future__ import annotations

import json
import os
import socket
import stat
import sys
import threading
import time

import pytest

from afsubmit.local import farm_folders, launch
from afsubmit.studio import farm_file, farm_lock, process_mark
from afsubmit.wire import Client

from .conftest import ENVIRONMENT, KILL, a_block, a_job, until

OF_AN_APPLICATION = {
    "LD_LIBRARY_PATH": "/opt/application/lib",
    "PYTHONHOME": "/opt/application/python",
    "PYTHONPATH": "/opt/application/modules",
    "QT_PLUGIN_PATH": "/opt/application/qt",
    "AFSUBMIT_RUN": "another farm's",
    "SHOW": "sh010",
}


@pytest.fixture
def own_home(home, monkeypatch: pytest.MonkeyPatch):
    """A state folder of the test's own, in which no farm is left."""
    monkeypatch.setenv("AFSUBMIT_HOME", str(home))
    yield home
    launch.stop()


def test_farm_when_needed_then_started_once_and_found_again(own_home) -> None:
    assert not launch.status().is_running
    first = launch.ensure_running(sys.executable, slots=3)
    assert launch.status()[:2] == (True, first)
    assert launch.ensure_running("/no/such/python", slots=1) == first
    assert Client(first).renders()[0]["max_tasks_host"] == 3
    assert launch.stop()
    assert not launch.status().is_running
    assert not launch.stop()


@pytest.mark.parametrize("how", [{"ids": [1]}, {"mask": ".*"}], ids=["by its id", "by a mask"])
def test_farm_when_its_render_was_told_to_exit_then_another_takes_the_jobs_over(own_home, how: dict) -> None:
    first = launch.ensure_running(sys.executable)
    job = Client(first).send_job(a_job(a_block(), offline=True))
    exit_ = {"user_name": "jimmy", "host_name": "pc01", "type": "renders", "operation": {"type": "exit"}, **how}
    Client(first).request({"action": exit_})
    assert launch.answers(first) and not launch.is_online(first)
    second = launch.ensure_running(sys.executable)
    assert launch.is_online(second) and second.token != first.token
    assert Client(second).job(job.id)["serial"] == job.serial


def test_farm_when_the_one_before_it_is_told_to_stop_too_late_then_stays(own_home) -> None:
    """Two callers find a farm that takes no tasks; the slower one asks it to leave when the other has replaced it."""
    first = launch.ensure_running(sys.executable)
    exit_ = {"user_name": "jimmy", "host_name": "pc01", "type": "renders", "mask": ".*", "operation": {"type": "exit"}}
    Client(first).request({"action": exit_})
    late = launch.status()
    second = launch.ensure_running(sys.executable)
    launch.ask_to_stop(late)
    assert launch.status().pid != late.pid
    assert [launch.is_online(second) for _ in range(3)] == [True, True, True]
    assert launch.ensure_running("/no/such/python") == second


def test_farm_when_several_need_it_at_once_then_one_is_started(own_home) -> None:
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(launch.ensure_running(sys.executable)), daemon=True)
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 3
    assert len(set(found)) == 1
    launch.stop()
    time.sleep(0.3)
    assert not launch.status().is_running


def test_farm_when_an_application_starts_it_then_its_libraries_reach_neither_farm_nor_tasks(own_home) -> None:
    address = launch.ensure_running(sys.executable, environ={**os.environ, **OF_AN_APPLICATION})
    client = Client(address)
    job = client.send_job(a_job(a_block(ENVIRONMENT))).id
    until(lambda: "DON" in client.job(job)["state"], "it is done")
    printed = client.task_output(job, 0, 0)
    assert "/opt/application" not in printed
    assert "another farm's" not in printed
    assert "SHOW=sh010" in printed


NO_SUCH = pytest.mark.posix("a program of POSIX")


@pytest.mark.parametrize(
    ("python", "words"),
    [
        pytest.param("", "No Python interpreter was named", id="none"),
        pytest.param("/no/such/python", "/no/such/python cannot run the local farm", id="not there"),
        pytest.param(
            "/bin/false", "/bin/false cannot run the local farm: it failed", id="no interpreter", marks=NO_SUCH
        ),
    ],
)
def test_farm_when_the_interpreter_cannot_run_it_then_the_reason(own_home, python: str, words: str) -> None:
    with pytest.raises(launch.FarmStartError, match=words):
        launch.ensure_running(python)


def test_farm_when_its_port_is_taken_then_the_end_of_its_log(own_home) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(launch.FarmStartError, match=r"did not start.*port \d+ is taken"):
            launch.ensure_running(sys.executable, port=other.getsockname()[1])


def test_farm_when_killed_then_not_taken_for_running_and_started_anew(own_home) -> None:
    first = launch.ensure_running(sys.executable)
    os.kill(launch.status().pid, KILL)
    until(lambda: not launch.status().is_running, "it is known to be gone")
    second = launch.ensure_running(sys.executable)
    assert second.token != first.token
    assert launch.answers(second)
    assert not launch.answers(second._replace(token=first.token))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("{", id="half"),
        pytest.param("[]", id="a list"),
        pytest.param(json.dumps({"host": "127.0.0.1", "port": 1, "pid": 1, "start": "", "token": ""}), id="of pid 1"),
        pytest.param(json.dumps({"host": "10.0.0.1", "port": 0, "pid": -1, "start": "x", "token": ""}), id="of no pid"),
    ],
)
def test_file_when_it_is_stale_or_nonsense_then_no_farm_runs_and_nobody_is_harmed(own_home, content: str) -> None:
    path = farm_file.path(farm_folders.host_name())
    os.makedirs(os.path.dirname(path))
    with open(path, "w", encoding="utf-8") as file:
        file.write(content)
    assert not launch.status().is_running
    assert not launch.stop()
    launch.ensure_running(sys.executable)
    assert launch.status().is_running


def test_lock_when_its_holder_dies_then_free(own_home) -> None:
    path = farm_lock.path_in(farm_folders.farm_folder(farm_folders.host_name()))
    assert not farm_lock.is_held(path)
    launch.ensure_running(sys.executable)
    assert farm_lock.is_held(path)
    assert not farm_lock.FarmLock(path).acquire(timeout_seconds=0.05)
    os.kill(launch.status().pid, KILL)
    until(lambda: not farm_lock.is_held(path), "the lock is free")


def test_mark_when_of_another_process_then_not_running() -> None:
    pid = os.getpid()
    assert process_mark.is_running(pid, process_mark.start_mark(pid))
    assert not process_mark.is_running(pid, "")
    assert not process_mark.is_running(pid, process_mark.start_mark(1) or "another")
    assert not process_mark.is_running(-1, "")


# What another user could have written


@pytest.mark.posix("modes")
def test_folder_when_open_to_everybody_then_closed_before_the_farm_uses_it(own_home) -> None:
    farm = os.path.dirname(farm_file.path(farm_folders.host_name()))
    os.makedirs(os.path.join(farm, "bin"))
    places = [str(own_home), os.path.dirname(farm), farm, os.path.join(farm, "bin")]
    for place in places:
        os.chmod(place, 0o777)
    launch.ensure_running(sys.executable)
    assert [stat.S_IMODE(os.stat(place).st_mode) & 0o022 for place in places] == [0] * 4
    assert [stat.S_IMODE(os.stat(place).st_mode) for place in places[1:]] == [0o700] * 3
    kept = {name: stat.S_IMODE(os.stat(os.path.join(farm, name)).st_mode) for name in os.listdir(farm)}
    assert {name: mode for name, mode in kept.items() if mode & 0o077} == {}


def a_log_that_is_a_link(farm: str, target: str) -> None:
    os.symlink(target, os.path.join(farm, "farm.log"))


def a_program_of_everybody(farm: str, target: str) -> None:
    os.makedirs(os.path.join(farm, "bin"))
    path = os.path.join(farm, "bin", "ffmpeg")
    with open(path, "w"):
        os.chmod(path, 0o777)


def a_store_that_is_a_link(farm: str, target: str) -> None:
    os.symlink(target, os.path.join(farm, "farm.sqlite"))


def a_journal_of_everybody(farm: str, target: str) -> None:
    path = os.path.join(farm, "farm.sqlite-journal")
    with open(path, "w"):
        os.chmod(path, 0o666)


def a_jobs_folder_that_is_a_link(farm: str, target: str) -> None:
    os.symlink(os.path.dirname(target), os.path.join(farm, "jobs"))


def a_folder_that_is_shared(farm: str, target: str) -> None:
    os.chmod(farm, 0o1777)


@pytest.mark.posix("modes and links")
@pytest.mark.parametrize(
    "make",
    [
        a_log_that_is_a_link,
        a_program_of_everybody,
        a_store_that_is_a_link,
        a_journal_of_everybody,
        a_jobs_folder_that_is_a_link,
        a_folder_that_is_shared,
    ],
)
def test_farm_when_something_in_its_folder_is_not_ours_then_refused_with_what_mends_it(
    own_home, tmp_path, make
) -> None:
    target = tmp_path / "target"
    target.write_text("mine")
    farm = farm_file.make_folder(farm_folders.host_name())
    make(farm, str(target))
    with pytest.raises(launch.FarmStartError, match=r"(chmod go-w|rm) /") as caught:
        launch.ensure_running(sys.executable)
    assert "Traceback" not in str(caught.value)
    assert target.read_text() == "mine"
    os.chmod(farm, 0o700)
