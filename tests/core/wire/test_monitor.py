"""Monitors: registered, watching, told, dropped and registered again."""

from __future__ import annotations

import pytest

from afsubmit.errors import FrameError, ServerRefusedError
from afsubmit.wire import Address, Client
from afsubmit.wire.monitor import UNREADABLE, Monitor

from .conftest import OK


class MonitoredFarm(Client):
    """A farm in memory that knows monitors; `events` are taken one for each question."""

    def __init__(self, *events, uid: int = 2) -> None:
        super().__init__(Address("farm", 1), user_name="jimmy", host_name="pc01")
        self.events, self.uid = list(events), uid
        self.users_known = [{"name": "afadmin", "id": 1}]
        self.last_id = 0
        self.watched: list[dict] = []

    def request(self, root, *, is_silent=False):
        if "monitor" in root:
            assert root == {"monitor": {"engine": "python", "user_name": "jimmy", "host_name": "pc01"}}
            self.last_id += 1
            return {"monitor": {"id": self.last_id, "uid": self.uid}}
        if "action" in root:
            operation = dict(root["action"]["operation"])
            assert root["action"]["ids"] == [self.last_id]
            if operation.pop("type") == "deregister":
                assert is_silent
                self.last_id = 0
                return {}
            self.watched.append(operation)
            return OK
        if root["get"]["type"] == "users":
            return {"users": self.users_known}
        assert root == {"get": {"type": "monitors", "ids": [self.last_id], "mode": "events"}}
        event = self.events.pop(0)
        if isinstance(event, Exception):
            raise event
        return event


def subscribe(name: str, **more) -> dict:
    return {"class": name, "status": "subscribe", **more}


@pytest.mark.parametrize(
    ("answer", "events"),
    [
        pytest.param({"events": None}, {}, id="nothing happened"),
        pytest.param({"events": {"jobs_change": [3]}}, {"jobs_change": [3]}, id="a job changed"),
        pytest.param(FrameError("quote"), {UNREADABLE: True}, id="a message with a quote made it unreadable"),
    ],
)
def test_events_when_asked_then_what_happened(answer, events) -> None:
    assert Monitor(MonitoredFarm(answer)).events() == events


def test_events_when_tasks_progressed_then_states_without_the_servers_own_bit() -> None:
    progress = [{"state": " RUN", "st": 4611686018427387906, "per": 20}]
    change = {"job_id": 2, "blocks": [0], "tasks": [0], "progress": progress}
    found = Monitor(MonitoredFarm({"events": {"tasks_progress": [change]}})).events()["tasks_progress"][0]["progress"][
        0
    ]
    assert (found.st, found.per, found.err) == (2, 20, 0)


@pytest.mark.parametrize(
    "dropped", [{"monitor": {"id": 0}}, ServerRefusedError("farm", "Invalid ID")], ids=["id 0", "invalid id"]
)
def test_events_when_the_server_dropped_it_then_registered_again_and_watching_the_same(dropped) -> None:
    farm = MonitoredFarm(dropped, {"events": {"jobs_add": [2]}})
    monitor = Monitor(farm)
    monitor.watch("jobs", "users")
    monitor.watch_tasks([2])
    monitor.listen(2, 0, 1)
    before, farm.watched = farm.watched, []
    assert monitor.events() == {UNREADABLE: True}
    assert farm.watched == before
    assert monitor.id == 2
    assert monitor.events() == {"jobs_add": [2]}


def test_monitor_when_the_user_is_unknown_yet_then_named_once_the_server_knows() -> None:
    nothing = {"events": None}
    farm = MonitoredFarm(nothing, nothing, nothing, uid=-1)
    monitor = Monitor(farm)
    monitor.events()
    assert farm.watched == []
    farm.users_known.append({"name": "jimmy", "id": 7})
    monitor.events()
    monitor.events()
    assert farm.watched == [{"class": "perm", "uid": 7}]


def test_monitor_when_for_everybody_then_permissions_of_user_0() -> None:
    farm = MonitoredFarm()
    Monitor(farm, is_for_everybody=True)
    assert farm.watched == [{"class": "perm", "uid": 0}]


def test_watched_tasks_when_others_are_named_then_only_the_difference_is_sent() -> None:
    farm = MonitoredFarm()
    monitor = Monitor(farm)
    monitor.watch_tasks([2, 3])
    monitor.watch_tasks([3, 4])
    monitor.ignore("jobs")
    assert farm.watched == [
        subscribe("tasks", ids=[2, 3]),
        {"class": "tasks", "ids": [2], "status": "unsubscribe"},
        subscribe("tasks", ids=[4]),
        {"class": "jobs", "status": "unsubscribe"},
    ]


def test_monitor_when_left_then_deregistered_once() -> None:
    farm = MonitoredFarm()
    with Monitor(farm) as monitor:
        assert farm.last_id == 1
    assert (farm.last_id, monitor.id) == (0, 0)
    monitor.close()


def test_monitor_when_the_server_gives_no_number_then_refused() -> None:
    farm = MonitoredFarm()
    farm.last_id = -1
    with pytest.raises(ServerRefusedError, match="registers no monitor"):
        Monitor(farm)
