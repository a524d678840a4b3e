"""What can be picked of a farm, asked of a real socket, and what picking it writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from afsubmit.submission.settings.values import Settings
from afsubmit.submitter import farm_lists, farm_picks
from afsubmit.submitter.farm_lists import FarmLists, JobName, Machine
from tests.fakes.busy_farm import DONE, BusyFarm

LISTS = FarmLists(
    "farm:1", "", [Machine("render1", "free", "/cpu"), Machine("render10", "busy"), Machine("ws-7", "off")],
    ["/", "/gpu"], ["nuke"], ["nuke", "maya"], ["/", "/films"],
    [JobName("shot (1)", "jimmy", False), JobName("shot 2", "anna", True)], "jimmy",
)  # fmt: skip


def values(**changed: Any) -> dict[str, Any]:
    return {**Settings({}), **changed}


@pytest.fixture
def farm(monkeypatch: pytest.MonkeyPatch) -> Iterator[BusyFarm]:
    monkeypatch.setenv("AFSUBMIT_USER_NAME", "jimmy")
    with BusyFarm() as server:
        yield server


def test_farm_is_asked_for_all_that_can_be_picked(farm: BusyFarm) -> None:
    farm.add_machines(render1=" ONL", render2=" ONL RUN", ws_7=" ONL NBY", old=" OFF")
    farm.add_nodes("pools", "/", "/gpu", tickets_pool={"nuke": [10, 2]}, services=["maya"])
    farm.add_nodes("branches", "/", "/films")
    farm.add("shot 1", state=DONE)
    farm.add("shot 2", user_name="anna")
    lists = farm_lists.ask(farm.address)
    assert lists.sentence == ""
    states = {machine.name: machine.state for machine in lists.machines}
    assert states == {"render1": "free", "render2": "busy", "ws-7": "busy", "old": "off"}
    assert (lists.pools, lists.branches) == (["/", "/gpu"], ["/", "/films"])
    assert (lists.tickets, lists.services) == (["gpu", "nuke"], ["generic", "maya", "nuke"])
    assert {job: job.is_done for job in lists.jobs} == {
        JobName("shot 1", "jimmy", True): True, JobName("shot 2", "anna", False): False
    }  # fmt: skip
    assert [pick.name for pick in farm_picks.picks("wait_for_jobs", lists)] == ["shot 1"], "mine alone"


def test_farm_that_does_not_answer_says_why(farm: BusyFarm) -> None:
    address = farm.address
    farm.__exit__()
    assert address.replace(":", " ").split()[-1] in farm_lists.ask(address).sentence


def test_farm_of_this_machine_that_does_not_run_is_not_started_for_it() -> None:
    assert farm_lists.ask("local").sentence == "The farm of this machine is not running."


@pytest.mark.parametrize(
    ("key", "before", "names", "after"),
    [
        pytest.param("hosts_mask", {}, ["render1"], "(render1)", id="one machine and none that begins so"),
        pytest.param("hosts_mask", {}, ["render1", "ws-7"], "(render1|ws-7)", id="two machines"),
        pytest.param("hosts_mask", {}, [], "", id="none"),
        pytest.param("hosts_mask", {"hosts_mask_type": "find"}, ["render1"], "render1", id="where beginnings are set"),
        pytest.param("wait_for_jobs", {}, ["shot (1)"], "shot [(]1[)]", id="a job with brackets in its name"),
        pytest.param("pools", {"pools": {"/gpu": 9, "/other": 3}}, ["/", "/gpu"], {"/gpu": 9, "/other": 3, "/": 50},
                     id="numbers stay"),
        pytest.param("pools", {"pools": {"/gpu": 9, "/other": 3}}, [], {"/other": 3}, id="what is not known stays"),
        pytest.param("tickets", {}, ["nuke"], {"nuke": 1}, id="a ticket"),
        pytest.param("branch", {}, ["/films"], "/films", id="a branch"),
        pytest.param("service", {}, ["maya"], "maya", id="a service"),
    ],
)  # fmt: skip
def test_what_is_picked_is_written_exactly(key: str, before: Any, names: list[str], after: Any) -> None:
    known = [pick.name for pick in farm_picks.picks(key, LISTS)]
    assert farm_picks.value_for(key, values(**before), names, known) == after
    if names and key not in ("service",):
        assert set(names) <= set(farm_picks.picked(key, values(**{**before, key: after}), known))


@pytest.mark.parametrize(
    ("mask", "said"),
    [
        ("render", "Matches 2 of 3 machines: 1 free, 1 busy"),
        ("(render1)", "Matches 1 of 3 machines: 1 free"),
        ("gpu", "Matches none of 3 machines: the job would wait for ever."),
        ("render[", "The farm cannot read that"),
    ],
)
def test_machines_that_are_left_are_counted(mask: str, said: str) -> None:
    assert said in farm_picks.machines_said(LISTS, values(hosts_mask=mask))
