"""A watcher tells what the farm does, and neither a dead nor a silent one keeps anybody waiting."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from afsubmit.submission.history.entries import History, NewEntry
from afsubmit.submitter.watch.updates import (
    ActionUpdate,
    FarmUpdate,
    JobGoneUpdate,
    JobsUpdate,
    OutputUpdate,
    TasksUpdate,
)
from afsubmit.submitter.watch.watcher import Watcher
from tests.core.submission.conftest import Folders
from tests.fakes.busy_farm import DONE, BusyFarm


class Ear:
    """Keeps the updates of a watcher."""

    def __init__(self, choice: str) -> None:
        self.heard: list[Any] = []
        self.watcher = Watcher(self.heard.append, server_choice=choice)
        self.watcher.start()

    def hear(self, kind: type, fits: Callable[[Any], bool] = lambda _: True, seconds: float = 120.0) -> Any:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = [one for one in self.heard if isinstance(one, kind) and fits(one)]
            if found:
                return found[-1]
            time.sleep(0.01)
        raise AssertionError(f"no {kind.__name__} of that kind among {self.heard}")


@pytest.fixture
def listen(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("AFSUBMIT_USER_NAME", "jimmy")
    ears: list[Ear] = []

    def open_(choice: str) -> Ear:
        ears.append(Ear(choice))
        return ears[-1]

    yield open_
    for ear in ears:
        ear.watcher.close()


def test_jobs_are_told_once_and_again_when_they_change(listen: Any) -> None:
    with BusyFarm() as farm:
        number = farm.add("comp")
        ear = listen(farm.address)
        ear.hear(JobsUpdate, lambda update: [row.name for row in update.rows] == ["comp"])
        assert ear.hear(FarmUpdate).is_up
        farm.jobs[number].update(st=16, state=" DON")
        ended = ear.hear(JobsUpdate, lambda update: update.ended)
        assert [row.name for row in ended.ended] == ["comp"]


def test_tasks_and_output_of_the_job_that_is_looked_at(listen: Any) -> None:
    with BusyFarm() as farm:
        number = farm.add("comp", tasks=4)
        ear = listen(farm.address)
        key = ear.hear(JobsUpdate).rows[0].key
        ear.watcher.look(job=key, task=(0, 2))
        tasks = ear.hear(TasksUpdate)
        assert [(row.name, row.state) for row in tasks.rows] == [
            ("frame 1", "done"), ("frame 2", "done"), ("frame 3", "ready"), ("frame 4", "ready"),
        ]  # fmt: skip
        assert ear.hear(OutputUpdate) == OutputUpdate(key, (0, 2), "printed by task 2")
        del farm.jobs[number]
        assert ear.hear(JobGoneUpdate) == JobGoneUpdate(key)


def test_job_that_got_the_id_of_a_deleted_one_is_not_taken_for_it(listen: Any) -> None:
    with BusyFarm() as farm:
        number = farm.add("comp")
        ear = listen(farm.address)
        ear.watcher.look(job=(number, 4711))
        assert ear.hear(JobGoneUpdate).key == (number, 4711)


def test_dead_server_is_told_in_a_sentence(listen: Any) -> None:
    with BusyFarm() as farm:
        address = farm.address
    update = listen(address).hear(FarmUpdate)
    assert not update.is_up and "cannot be reached" in update.sentence and update.name == address


def test_errand_that_fails_is_told_with_its_reason(listen: Any) -> None:
    with BusyFarm() as farm:
        farm.add("comp")
        ear = listen(farm.address)
        ear.hear(JobsUpdate)
        ear.watcher.do("Delete", lambda client: client.action("jobs", ids=[77], operation="nonsense"))
        told = ear.hear(ActionUpdate)
        assert told.label == "Delete" and "nonsense" in told.sentence


def test_nothing_is_told_after_closing(listen: Any) -> None:
    with BusyFarm() as farm:
        farm.add("comp")
        ear = listen(farm.address)
        ear.hear(JobsUpdate)
        ear.watcher.close()
        heard = len(ear.heard)
        farm.add("another")
        time.sleep(1.5)
        assert len(ear.heard) == heard


def test_hook_hears_once_that_a_job_sent_from_here_is_done(
    listen: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = tmp_path / "heard"
    Folders(tmp_path).program("job_done", f"open({str(heard)!r}, 'a').write(json.load(sys.stdin)['job']['name'] + ' ')")
    for variable in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(variable, str(tmp_path))
    with BusyFarm() as farm:
        history = History()
        for name in ("mine", "of another farm"):
            server = farm.address if name == "mine" else "elsewhere:51000"
            (number,) = history.begin([NewEntry({"name": name}, server, "small", "/a", "dialog", "p", "")])
            job = farm.add(name, state=DONE)
            history.note_sent(number, id=job, serial=farm.jobs[job]["serial"])
        ear = listen(farm.address)
        ear.hear(ActionUpdate, lambda update: update.label == "Hooks")
        farm.add("later", state=DONE)
        ear.heard.clear()
        ear.hear(ActionUpdate, lambda update: update.label == "Hooks")
    assert heard.read_text() == "mine "
