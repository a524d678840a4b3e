"""A log is followed while its task runs, on farms with monitors and without; nothing is asked for twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from afsubmit.errors import ServerRefusedError
from afsubmit.submitter.watch.log_watch import ASKED, PATIENCE, RUNS_UNHEARD, LogFollower, Watched
from afsubmit.submitter.watch.updates import OutputUpdate
from afsubmit.wire.answers import TaskProgress
from afsubmit.wire.farm_queries import TaskOutput

KEY, TASK = (7, 70), (0, 3)
RETRIEVING = None


def progress(state: str, starts: int = 1) -> TaskProgress:
    return TaskProgress({"state": state, "str": starts})


class Farm:
    """Answers as afserver 3.4.1 does, of one task; `asked` counts what it was asked for."""

    def __init__(self, *, has_monitors: bool = True) -> None:
        self.has_monitors = has_monitors
        self.state, self.starts, self.printed = " RUN", 1, "one\n"
        self.events: dict[str, Any] = {}
        self.log = ['Sat 28 Nov 13:06.18: afanasy: SESSION #1: Starting on "pc01"']
        self.asked: list[str] = []
        self.user_name, self.host_name, self.address = "jimmy", "pc01", ("farm", 51000)

    @property
    def progress(self) -> TaskProgress:
        return progress(self.state, self.starts)

    def task_printed(self, job: int, block: int, task: int, *, number: int = 0, monitor_id: int = 0) -> TaskOutput:
        assert (job, block, task) == (7, 0, 3)
        self.asked.append(f"output {number} of {monitor_id}")
        if number > self.starts:
            raise ServerRefusedError("farm", "Task was started 1 times ( less than 2 times ).")
        runs = self.state == " RUN" and not number
        return TaskOutput(RETRIEVING if runs else self.printed, self.progress, "blender")

    def task_log(self, job: int, block: int, task: int) -> list[str]:
        return self.log

    def request(self, root: dict[str, Any]) -> dict[str, Any]:
        if "monitor" in root:
            if not self.has_monitors:
                raise ServerRefusedError("farm", "Invalid action.")
            return {"monitor": {"id": 5, "uid": 1}}
        assert root["get"]["mode"] == "events" and root["get"]["ids"] == [5]
        events, self.events = self.events, {}
        return {"events": events}

    def action(self, kind: str, *, ids: list[int], operation: dict[str, Any]) -> None:
        assert (kind, ids) == ("monitors", [5])
        self.asked.append(f"{operation['class']} {operation['status']}")

    def tell(self, kind: str, text: str, *, task: int = 3) -> None:
        place = {"job": 7, "block": 0, "task": task, "number": 0}
        self.events.setdefault(kind, []).append({"pos": place, "data": text})


@pytest.fixture
def farm() -> Farm:
    return Farm()


@pytest.fixture
def follow() -> Callable[..., LogFollower]:
    return lambda farm, number=0: LogFollower(farm, Watched(KEY, TASK, number))


def texts(follower: LogFollower, farm: Farm) -> tuple[str, bool] | None:
    update = follower.refresh(farm.progress)
    return None if update is None else (update.text, update.is_more)


def test_running_task_is_asked_once_and_heard_from_then_on(farm: Farm, follow: Any) -> None:
    follower = follow(farm)
    first = follower.refresh(farm.progress)
    assert first.is_running and first.note == ASKED and [one.host for one in first.tries] == ["pc01"]
    assert farm.asked == ["output 0 of 0", "listen subscribe", "output 0 of 5"]
    farm.tell("tasks_listens", "heard too early\n")
    assert texts(follower, farm) is None
    farm.tell("tasks_outputs", "one\ntwo\n")
    farm.tell("tasks_listens", "three\n")
    farm.tell("tasks_listens", "of another", task=4)
    assert texts(follower, farm) == ("one\ntwo\nthree\n", True)
    assert texts(follower, farm) is None
    farm.tell("tasks_listens", "Error: CUDA error\n")
    update = follower.refresh(farm.progress)
    assert (update.text, update.is_more, update.note, update.first_error) == ("Error: CUDA error\n", True, "", 3)
    assert len(farm.asked) == 3


def test_end_brings_what_is_missing_and_nothing_twice(farm: Farm, follow: Any) -> None:
    follower = follow(farm)
    follower.refresh(farm.progress)
    farm.tell("tasks_outputs", "one\n")
    follower.refresh(farm.progress)
    farm.state, farm.printed = " ERR", "one\ntwo\nlast"
    farm.log.append("Sat 28 Nov 13:06.20: afanasy: Finished error (exit code 3).")
    update = follower.refresh(farm.progress)
    assert (update.text, update.is_more, update.is_running) == ("two\nlast", True, False)
    assert update.tries[0].code == 3
    asked = list(farm.asked)
    assert asked[-2:] == ["listen unsubscribe", "output 0 of 0"]
    assert follower.refresh(farm.progress) is None and farm.asked == asked


def test_task_that_is_tried_again_is_followed_from_its_beginning(farm: Farm, follow: Any) -> None:
    follower = follow(farm)
    follower.refresh(farm.progress)
    farm.tell("tasks_outputs", "one\ntwo\n")
    follower.refresh(farm.progress)
    farm.starts = 2
    assert follower.refresh(farm.progress).is_running
    farm.tell("tasks_outputs", "first of the second\n")
    assert texts(follower, farm) == ("first of the second\n", False)


def test_what_was_known_too_late_does_not_ask_again(farm: Farm, follow: Any) -> None:
    follower = follow(farm)
    follower.refresh(progress(" RDY", 0))
    asked = list(farm.asked)
    follower.refresh(progress(" RDY", 0))
    follower.refresh(progress(" RUN", 1))
    follower.refresh(progress(" RUN WRN", 1))
    assert farm.asked == asked


def test_earlier_try_is_asked_once_though_the_task_runs(farm: Farm, follow: Any) -> None:
    farm.starts = 2
    follower = follow(farm, 1)
    update = follower.refresh(farm.progress)
    assert (update.text, update.number, update.is_running) == ("one\n", 1, False)
    assert follower.refresh(farm.progress) is None
    assert farm.asked == ["output 1 of 0"]


def test_farm_without_monitors_says_that_the_output_comes_at_the_end(follow: Any) -> None:
    farm = Farm(has_monitors=False)
    follower = follow(farm)
    assert follower.refresh(farm.progress).note == RUNS_UNHEARD
    assert follower.refresh(farm.progress) is None
    farm.state = " DON"
    assert texts(follower, farm) == ("one\n", True)


def test_output_that_never_comes_is_asked_for_again(farm: Farm, follow: Any) -> None:
    follower = follow(farm)
    follower.refresh(farm.progress)
    for _ in range(PATIENCE + 1):
        assert follower.refresh(farm.progress) is None
    assert farm.asked.count("output 0 of 5") == 2


def test_task_that_was_not_started_says_so(farm: Farm, follow: Any) -> None:
    farm.starts = 0
    follower = follow(farm, 2)
    update = follower.refresh(farm.progress)
    assert update.text == "" and "Task was started 1 times" in update.note


def test_nothing_printed_is_said(farm: Farm, follow: Any) -> None:
    farm.state, farm.printed = " DON", ""
    assert follow(farm).refresh(farm.progress).note == "It printed nothing."


def test_cut_is_said_by_the_text_or_by_the_log_of_the_farm(farm: Farm, follow: Any) -> None:
    farm.state = " DON"
    farm.log.append("Sat 28 Nov 13:06.20: afanasy: The output is longer than 1 MB (farm_output_mb): dropped.")
    assert "cut" in follow(farm).refresh(farm.progress).cut
    del farm.log[-1]
    farm.printed = "a\nMaximum size reached. Output middle trunctated.\nb"
    assert "cut" in follow(farm).refresh(farm.progress).cut
    farm.printed = "a"
    update: OutputUpdate = follow(farm).refresh(farm.progress)
    assert update.cut == ""
