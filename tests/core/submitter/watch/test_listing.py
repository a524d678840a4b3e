"""The list stays true when only a monitor's events are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from afsubmit.errors import ServerRefusedError
from afsubmit.submitter.watch.listing import Listing
from afsubmit.wire import Address, answers


class EventfulFarm:
    """A client of a farm with monitors, in memory: `events` are given once; `asked` says which jobs were asked for."""

    address = Address("farm", 51000)
    user_name, host_name = "jimmy", "pc01"

    def __init__(self) -> None:
        self.live: dict[int, dict[str, Any]] = {}
        self.events: dict[str, Any] = {}
        self.asked: list[Any] = []
        self.has_monitors = True

    def add(self, number: int, state: str = " RDY", user: str = "jimmy") -> None:
        self.live[number] = {"id": number, "serial": number, "name": f"job {number}", "state": state, "st": 1}
        self.live[number].update(user_name=user, blocks=[])

    def request(self, root: dict[str, Any]) -> dict[str, Any]:
        if not self.has_monitors:
            raise ServerRefusedError("farm", "no monitors")
        if "monitor" in root:
            return {"monitor": {"id": 3, "uid": 2}}
        events, self.events = self.events, {}
        return {"events": events or None}

    def action(self, kind: str, *, ids: Iterable[int], operation: Any) -> None:
        assert kind == "monitors" and operation["type"] == "watch"

    def users(self) -> list[dict[str, Any]]:
        return []

    def jobs(self, *, ids: Any = None, users: Any = None) -> list[answers.JobAnswer]:
        self.asked.append(ids)
        chosen = [one for one in self.live.values() if ids is None or one["id"] in ids]
        return [answers.job(one) for one in chosen if users is None or one["user_name"] in users]


@pytest.fixture
def farm() -> EventfulFarm:
    made = EventfulFarm()
    made.add(1, user="afanasy")
    made.add(2)
    made.add(3)
    return made


def states(listing: Listing) -> dict[int, str]:
    return {row.id: row.state for row in listing.refresh()}


def test_only_what_changed_or_runs_is_asked_for(farm: EventfulFarm) -> None:
    listing: Any = Listing(farm, "jimmy")  # type: ignore[arg-type]
    assert states(listing) == {2: "ready", 3: "ready"}
    farm.live[3]["state"] = " RUN"
    farm.events = {"jobs_change": [3]}
    assert states(listing) == {2: "ready", 3: "running"}
    assert states(listing) == {2: "ready", 3: "running"}
    assert farm.asked == [None, [3], [3]]


def test_new_and_deleted_jobs_come_and_go(farm: EventfulFarm) -> None:
    listing: Any = Listing(farm, "jimmy")  # type: ignore[arg-type]
    states(listing)
    farm.add(7)
    farm.add(8, user="anna")
    del farm.live[2]
    farm.events = {"jobs_add": [7, 8], "jobs_del": [2]}
    assert set(states(listing)) == {3, 7}


def test_everything_is_asked_for_when_events_were_lost(farm: EventfulFarm) -> None:
    listing: Any = Listing(farm, "jimmy")  # type: ignore[arg-type]
    states(listing)
    farm.live[2]["state"] = " DON"
    farm.events = {"unreadable": True}
    assert states(listing)[2] == "done"
    assert farm.asked == [None, None]


def test_farm_without_monitors_is_asked_for_the_list(farm: EventfulFarm) -> None:
    farm.has_monitors = False
    listing: Any = Listing(farm, "")  # type: ignore[arg-type]
    assert set(states(listing)) == {2, 3}
    farm.live[2]["state"] = " DON"
    assert states(listing)[2] == "done"


def test_row_that_did_not_change_stays_the_same_object(farm: EventfulFarm) -> None:
    listing: Any = Listing(farm, "jimmy")  # type: ignore[arg-type]
    before = {row.id: row for row in listing.refresh()}
    farm.live[3]["state"] = " DON"
    farm.events = {"jobs_change": [3]}
    after = {row.id: row for row in listing.refresh()}
    assert after[2] is before[2] and after[3] is not before[3]
