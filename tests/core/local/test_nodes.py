"""What the farm says of its one render, its users, and of what it has not."""

from __future__ import annotations

import pytest

from .conftest import HOST, FarmProcess, a_block, a_job, until


def ask(quiet_farm, kind: str, **how):
    return quiet_farm.answer({"get": {"type": kind, **how}})


def act(quiet_farm, kind: str, **how):
    return quiet_farm.answer({"action": {"user_name": "jimmy", "host_name": HOST, "type": kind, **how}})["info"]


def test_render_when_a_task_runs_then_shown_with_it(farm: FarmProcess) -> None:
    farm.start(slots=2)
    job = farm.send(a_block("sleep 60", capacity=300))
    until(lambda: farm.states(job) == ["RUN"], "it runs")
    (render,) = farm.client.renders()
    assert (render["name"], render["id"], render["max_tasks_host"]) == (HOST, 1, 2)
    assert (render["state"].split(), render["capacity_used"]) == (["ONL", "RUN"], 300)
    assert [(task["job_id"], task["block_num"], task["task_num"]) for task in render["tasks"]] == [(job, 0, 0)]
    assert [user.get("running_jobs_num") for user in farm.client.users()] == [None, 1]
    farm.client.action("renders", ids=[1], operation="eject_tasks", params={"paused": True})
    until(lambda: farm.states(job) == ["RDY"], "it stopped")


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        pytest.param({}, ["afadmin", "jimmy"], id="all"),
        pytest.param({"mask": "ji,x"}, ["jimmy"], id="by a list of prefixes"),
        pytest.param({"mask": "j.*"}, [], id="which are no pattern"),
        pytest.param({"ids": [2]}, ["jimmy"], id="by id"),
        pytest.param({"ids": [9]}, [], id="by an id that nobody has"),
    ],
)
def test_users_when_asked_for_then_those(quiet_farm, how: dict, expected: list[str]) -> None:
    quiet_farm.answer({"job": a_job()})
    assert [user["name"] for user in ask(quiet_farm, "users", **how)["users"]] == expected


def test_user_when_it_sent_jobs_then_their_number_and_order(quiet_farm) -> None:
    for priority in (10, 20):
        quiet_farm.answer({"job": a_job(priority=priority)})
    assert ask(quiet_farm, "users", ids=[2])["users"][0]["jobs_num"] == 2
    assert ask(quiet_farm, "users", ids=[2], mode="jobs_order") == {
        "events": {"jobs_order": {"uids": [2], "jids": [[3, 2]]}}
    }


def test_render_when_asked_for_in_full_then_as_an_object(quiet_farm) -> None:
    assert ask(quiet_farm, "renders", ids=[1], mode="full")["object"]["render"]["name"] == HOST
    assert ask(quiet_farm, "renders", ids=[7], mode="full")["info"]["text"] == "Invalid ID"
    assert ask(quiet_farm, "renders", ids=[1], mode="log")["message"]["list"] == []


@pytest.mark.parametrize(
    ("kind", "how", "words"),
    [
        pytest.param("renders", {"mask": "other"}, "No node matches", id="another machine"),
        pytest.param("renders", {"ids": [2], "params": {}}, "not found: 2", id="another id"),
        pytest.param(
            "renders", {"ids": [1], "operation": {"type": "reboot"}}, "Unknown operation: reboot", id="reboot"
        ),
        pytest.param(
            "renders",
            {"ids": [1], "operation": {"type": "launch_cmd", "cmd": "touch /tmp/x"}},
            "Unknown operation: launch_cmd",
            id="any command",
        ),
        pytest.param("renders", {"ids": [1], "operation": {"type": "delete"}}, "delete online render", id="delete"),
        pytest.param("users", {"ids": [2], "params": {"paused": True}}, "one machine", id="a user"),
        pytest.param("pools", {"mask": "/", "params": {}}, "one machine", id="a pool"),
        pytest.param("branches", {"mask": "/", "params": {}}, "one machine", id="a branch"),
        pytest.param("monitors", {"ids": [1], "operation": {"type": "exit"}}, "one machine", id="a monitor"),
    ],
)
def test_action_when_one_machine_has_no_such_thing_then_refused_in_words(quiet_farm, kind, how, words) -> None:
    how.setdefault("params", {"priority": 1})
    info = act(quiet_farm, kind, **how)
    assert info["kind"] == "error"
    assert words in info["text"]


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        pytest.param(7, 7, id="a number"),
        pytest.param(0, 0, id="none is not taken"),
        pytest.param(100000, 0, id="too many are not taken"),
        pytest.param("3", 0, id="a text is not taken"),
        pytest.param(True, 0, id="nor is yes"),
    ],
)
def test_slots_when_set_then_shown(quiet_farm, slots, expected) -> None:
    act(quiet_farm, "renders", ids=[1], params={"max_tasks_host": slots})
    assert ask(quiet_farm, "renders")["renders"][0]["max_tasks_host"] == expected
