"""Who hears of what: monitors of a farm whose tasks run, and those that went silent."""

from __future__ import annotations

from typing import Any

import pytest

from afsubmit.local.monitors import MOST_MONITORS, SILENT_SECONDS, Monitors
from afsubmit.submitter.watch.log_tries import tries

from .conftest import a_block, a_job, steps, until


def events(farm: Any, id_: int) -> dict[str, Any]:
    return farm.ask({"get": {"type": "monitors", "ids": [id_], "mode": "events"}})["events"] or {}


def watch(farm: Any, id_: int, **fields: Any) -> dict[str, Any]:
    operation = {"type": "watch", "status": "subscribe", **fields}
    root = {"user_name": "jimmy", "host_name": "pc01", "type": "monitors", "ids": [id_], "operation": operation}
    return farm.ask({"action": root})["info"]


def test_listening_when_a_task_prints_then_each_line_is_heard_once(farm, tmp_path) -> None:
    farm.start()
    go = tmp_path / "go"
    command = steps("say:one", f"wait:{go}", "say:two")
    id_ = farm.ask({"monitor": {"engine": "python", "user_name": "jimmy", "host_name": "pc01"}})["monitor"]["id"]
    job = farm.ask({"job": a_job(a_block(command, frame_last=1))})["id"]
    assert watch(farm, id_, **{"class": "listen"}, job=job, block=0, task=9)["kind"] == "error"
    assert watch(farm, id_, **{"class": "listen"}, job=job, block=0, task=0)["text"] == "Subscribed on 'listen'"
    place = {"type": "jobs", "ids": [job], "block_ids": [0], "task_ids": [0], "mode": "output"}
    until(lambda: "one" in farm.ask({"get": place})["task"]["data"], "the first line")
    events(farm, id_)
    go.write_text("")
    heard: list[str] = []

    def is_heard() -> bool:
        heard.extend(one["data"] for one in events(farm, id_).get("tasks_listens", ()))
        return "two" in "".join(heard)

    until(is_heard, "the second line")
    assert "".join(heard).splitlines().count("two") == 1
    assert events(farm, id_) == {}


@pytest.mark.posix("words of sh")
def test_running_task_when_a_monitor_asks_then_all_it_printed_comes_once_and_the_rest_follows(farm, tmp_path) -> None:
    farm.start()
    go = tmp_path / "go"
    command = f"echo one; while [ ! -e {go} ]; do sleep 0.05; done; echo two; exit 3"
    id_ = farm.ask({"monitor": {"engine": "python", "user_name": "jimmy", "host_name": "pc01"}})["monitor"]["id"]
    job = farm.ask({"job": a_job(a_block(command, frame_last=1, errors_retries=0))})["id"]
    place = {"type": "jobs", "ids": [job], "block_ids": [0], "task_ids": [0], "mode": "output"}
    until(lambda: "one" in farm.ask({"get": place})["task"]["data"], "the first line")
    watch(farm, id_, **{"class": "listen"}, job=job, block=0, task=0)

    unknown = farm.ask({"get": {**place, "mon_id": 77}})["task"]["data"]
    assert unknown == "ERROR: MonitorContainer::waitOutput: No monitor with ID = 77"
    for _ in range(2):
        asked = farm.ask({"get": {**place, "mon_id": id_}})["task"]["data"]
        assert asked == "Retrieving running task output from render..."
    told = events(farm, id_)
    (whole,) = told["tasks_outputs"]
    assert whole["data"] == "one\n" and whole["pos"] == {"job": job, "block": 0, "task": 0, "number": 0}
    assert "tasks_listens" not in told and "tasks_outputs" not in events(farm, id_)
    go.write_text("")
    heard: list[str] = []
    until(lambda: heard.extend(one["data"] for one in events(farm, id_).get("tasks_listens", ())) or heard, "the rest")
    assert "".join(heard) == "two\n"

    until(lambda: " ERR" in farm.ask({"get": place})["task"]["progress"]["state"], "the end")
    assert farm.ask({"get": {**place, "mon_id": id_}})["task"]["data"] == "one\ntwo\n"
    ends = farm.ask({"get": {**place, "mode": "log"}})["task"]["data"].splitlines()
    assert [one.host for one in tries(ends)] == ["pc01"] and tries(ends)[0].code == 3


def subscribed(monitors: Monitors, uid: int = 2) -> Any:
    one = monitors.add(user_name="jimmy", host_name="pc01", engine="", uid=uid, now=0)
    one.classes.update(("jobs", "users", "monitors"))
    return one


@pytest.mark.parametrize(
    ("uid", "heard"), [pytest.param(2, [7], id="own"), pytest.param(0, [7, 8], id="all"), pytest.param(-1, [], id="no")]
)
def test_jobs_when_they_change_then_heard_by_those_they_are_for(uid: int, heard: list[int]) -> None:
    monitors = Monitors()
    one = subscribed(monitors, uid)
    monitors.changed("jobs", 7, uid=2)
    monitors.changed("jobs", 8, uid=3)
    assert list(one.take().nodes.get("jobs_change", ())) == heard
    assert one.take().nodes == {}


def test_job_when_it_goes_before_anybody_asked_then_only_that_is_heard() -> None:
    monitors = Monitors()
    one = subscribed(monitors)
    for how in ("add", "change", "del"):
        monitors.changed("jobs", 7, how, uid=2)
    assert {name: list(ids) for name, ids in one.take().nodes.items() if ids} == {"jobs_del": [7]}


def test_monitor_when_it_is_silent_then_it_is_dropped_and_others_hear_of_it() -> None:
    now = [0.0]
    monitors = Monitors(clock=lambda: now[0])
    silent, other = subscribed(monitors), subscribed(monitors)
    now[0] = SILENT_SECONDS + 1
    monitors.heard_from(other, 0)
    monitors.drop_silent()
    assert [one.id for one in monitors] == [other.id]
    assert list(other.take().nodes["monitors_del"]) == [silent.id]


def test_monitors_when_there_are_too_many_then_the_one_that_asked_longest_ago_goes() -> None:
    now = [0.0]
    monitors = Monitors(clock=lambda: now[0])
    for number in range(MOST_MONITORS + 1):
        now[0] = number
        last = subscribed(monitors)
    assert len(list(monitors)) == MOST_MONITORS
    assert last.id == 1
