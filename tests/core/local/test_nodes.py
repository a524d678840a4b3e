"""What the farm says of its one render, its users, and of what it has not."""

from __future__ import annotations

import json
import time

import pytest

from afsubmit.local import task_changes, task_choice
from afsubmit.wire.states import ERR

from .conftest import HOST, FarmProcess, a_block, a_job, exchanges, until


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
        pytest.param("pools", {"mask": "/", "params": {}}, "one machine", id="a pool"),
        pytest.param("branches", {"mask": "/", "params": {}}, "one machine", id="a branch"),
        pytest.param("monitors", {"ids": [1], "operation": {"type": "exit"}}, "not found: 1", id="a monitor"),
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


def render_of(quiet_farm) -> dict:
    return ask(quiet_farm, "renders")["renders"][0]


def test_render_when_told_to_exit_then_offline_and_the_farm_answers_on(farm: FarmProcess) -> None:
    farm.start(slots=1)
    job = farm.send(a_block("sleep 60"))
    until(lambda: farm.states(job) == ["RUN"], "it runs")
    farm.client.action("renders", ids=[1], operation="exit")
    until(lambda: farm.states(job) == ["RDY"], "its task is stopped")
    (render,) = farm.client.renders()
    assert (render["state"], render.get("time_launch")) == (" OFF", 0)
    assert farm.send(a_block()) == job + 1
    assert farm.terminate() == 0
    farm.start(slots=2)
    until(lambda: farm.states(job) == ["RUN"], "it runs again")
    farm.act(job, "delete")


@pytest.mark.parametrize(
    ("params", "state", "st"),
    [
        pytest.param({"nimby": True}, " ONL NbY", 3, id="its own user's"),
        pytest.param({"NIMBY": True}, " ONL NBY", 5, id="nobody's"),
        pytest.param({"nimby": True, "NIMBY": True}, " ONL NBY", 5, id="both, the stricter"),
        pytest.param({"paused": True}, " ONL PAU", 257, id="paused"),
        pytest.param({"paused": True, "nimby": True}, " ONL NbY PAU", 259, id="paused, too"),
        pytest.param({"nimby": False}, " ONL", 1, id="free"),
    ],
)
def test_nimby_when_set_then_shown_and_kept_by_the_next_farm(quiet_farm, params, state: str, st: int) -> None:
    assert act(quiet_farm, "renders", ids=[1], params=params)["text"] == "Action processed."
    render = render_of(quiet_farm)
    assert (render["state"], render["st"]) == (state, st)
    quiet_farm.state.commit()
    quiet_farm.state.roll_back()
    assert render_of(quiet_farm)["state"] == state
    act(quiet_farm, "renders", ids=[1], params={"NIMBY": False, "paused": False})
    assert render_of(quiet_farm)["state"] == " ONL"


@pytest.mark.parametrize(
    ("params", "job", "is_taken"),
    [
        pytest.param({}, {}, True, id="free"),
        pytest.param({"nimby": True, "user_name": "jimmy"}, {}, True, id="its own user's job"),
        pytest.param({"nimby": True, "user_name": "kate"}, {}, False, id="another user's"),
        pytest.param({"nimby": True, "user_name": "kate"}, {"ignorenimby": True}, True, id="that ignores it"),
        pytest.param({"NIMBY": True, "user_name": "jimmy"}, {}, False, id="nobody's"),
        pytest.param({"NIMBY": True}, {"ignorenimby": True}, True, id="nobody's but that"),
        pytest.param({"paused": True}, {}, False, id="paused"),
        pytest.param({"paused": True}, {"ignorepaused": True}, True, id="paused but for that"),
        pytest.param({"paused": True, "NIMBY": True}, {"ignorepaused": True}, False, id="paused and nobody's"),
    ],
)
def test_nimby_when_set_then_holds_the_jobs_it_is_for(quiet_farm, params, job, is_taken: bool) -> None:
    quiet_farm.answer({"job": a_job(**job)})
    act(quiet_farm, "renders", ids=[1], params=params)
    assert (task_choice.next_task(quiet_farm.state) is not None) is is_taken
    act(quiet_farm, "renders", ids=[1], params={"paused": False, "nimby": False})
    assert task_choice.next_task(quiet_farm.state) is not None


def test_render_when_params_are_set_then_shown_in_the_servers_order(quiet_farm) -> None:
    params = {"priority": 80, "annotation": "desk", "hidden": True, "custom_data": "c", "user_name": "kate"}
    act(quiet_farm, "renders", mask=HOST, params=params)
    render = render_of(quiet_farm)
    assert list(render)[:6] == ["name", "id", "priority", "hidden", "annotation", "custom_data"]
    assert {name: render[name] for name in params} == params
    act(quiet_farm, "renders", mask=HOST, params={"priority": 81})
    assert "hidden" not in render_of(quiet_farm)  # as on afserver 3.4.1


def test_render_when_one_param_is_not_known_then_the_others_are_set_and_it_is_named(quiet_farm) -> None:
    info = act(quiet_farm, "renders", ids=[1], params={"priority": 7, "capacity_host": 500, "nonsense": 1})
    assert info["kind"] == "error"
    assert '"capacity_host", "nonsense"' in info["text"]
    assert render_of(quiet_farm)["priority"] == 7


def test_render_when_busy_then_the_servers_keys_and_no_commands(farm: FarmProcess) -> None:
    farm.start(slots=2)
    job = farm.send(a_block("sleep 60", capacity=5, frame_last=2, service="nuke", parser="nuke"))
    until(lambda: farm.states(job) == ["RUN", "RUN"], "both run")
    (render,) = farm.client.renders()
    assert render["running_services"] == {"nuke": 2}
    assert render["task_start_finish_time"] > 0
    assert render["idle_time"] == render["busy_time"] > 0
    keys = ["name", "service", "capacity", "time_start", "user_name", "block_name", "job_name", "job_id", "block_num"]
    assert list(render["tasks"][0]) == [*keys, "task_num"]
    log = farm.ask({"get": {"type": "renders", "ids": [1], "mode": "tasks_log"}})["message"]["list"]
    assert [line.split(" : ")[1] for line in log] == [
        f"Starting task: [nuke(nuke):5] jimmy: job[b][frame {number}]" for number in (1, 2)
    ]
    (own,) = [user for user in farm.client.users() if user["name"] == "jimmy"]
    assert (own["running_services"], own["running_tasks_num"], own["running_capacity_total"]) == ({"nuke": 2}, 2, 10)
    farm.client.action("renders", ids=[1], operation="eject_tasks_keep_my", params={"paused": True})
    assert farm.states(job) == ["RUN", "RUN"]
    farm.ask({"action": {"user_name": "kate", "host_name": HOST, "type": "renders", "ids": [1],
                         "operation": {"type": "eject_tasks_keep_my"}}})  # fmt: skip
    until(lambda: farm.states(job) == ["RDY", "RDY"], "they are stopped")
    log = farm.ask({"get": {"type": "renders", "ids": [1], "mode": "tasks_log"}})["message"]["list"]
    assert sum("Finished task: " in line for line in log) == 2


def test_resources_when_asked_for_then_the_servers_keys(quiet_farm) -> None:
    recorded = json.loads(exchanges("17")[6][1].split(b"JSON", 1)[1])["renders"][0]
    for how in ({}, {"ids": [1]}, {"mask": HOST}):
        (found,) = ask(quiet_farm, "renders", mode="resources", **how)["renders"]
        assert list(found) == list(recorded)
        assert list(found["host_resources"]) == list(recorded["host_resources"])
        for name, value in recorded["host_resources"].items():
            assert type(found["host_resources"][name]) is type(value)
    assert ask(quiet_farm, "renders", ids=[1], mode="full")["object"]["host_resources"]["cpu_num"] > 0
    assert ask(quiet_farm, "renders", ids=[1], mode="tasks_log")["message"]["list"] == ["No tasks execution."]


def test_trynext_when_it_is_in_the_list_then_refused_and_the_order_stays(quiet_farm) -> None:
    quiet_farm.answer({"job": a_job(a_block(frame_last=5))})

    def try_next(mode: str, *tasks: int) -> str:
        operation = {"type": "trynext", "mode": mode, "task_ids": list(tasks)}
        return act(quiet_farm, "jobs", ids=[2], block_ids=[0], operation=operation)["text"]

    def order() -> list[int]:
        return ask(quiet_farm, "jobs", ids=[2])["jobs"][0].get("try_this_tasks_num", [])

    assert try_next("append", 3, 1) == "Tasks to try next processed."
    assert try_next("append", 3) == "Unable to find valid tasks."
    assert order() == [3, 1]
    assert try_next("append", 1, 4, 4) == "Tasks to try next processed."
    assert order() == [3, 1, 4]
    assert try_next("remove", 2) == "Unable to find valid tasks."
    assert try_next("remove", 3, 2) == "Tasks to try next processed."
    assert order() == [1, 4]
    assert try_next("append") == "'task_ids' array is not specified."


def test_jobs_when_asked_by_ids_then_in_the_order_asked(quiet_farm) -> None:
    for priority in (10, 20, 30):
        quiet_farm.answer({"job": a_job(priority=priority)})
    for key in ("ids", "serials"):
        asked = [4, 2, 3] if key == "ids" else [3, 1, 2]
        assert [job["id"] for job in ask(quiet_farm, "jobs", **{key: asked})["jobs"]] == [4, 2, 3]
    assert [job["id"] for job in ask(quiet_farm, "jobs", ids=[3, 1, 99, 2])["jobs"]] == [3, 1, 2]


def test_user_when_told_then_its_jobs_follow(quiet_farm) -> None:
    quiet_farm.answer({"job": a_job(a_block(errors_retries=-1))})
    state = quiet_farm.state
    act(quiet_farm, "users", mask="jimmy", params={"paused": True})
    assert task_choice.next_task(state) is None
    act(quiet_farm, "users", mask="jimmy", params={"paused": False, "errors_retries": 0, "jobs_life_time": 5})
    place = task_choice.next_task(state)
    task_changes.task_started(state, *place)
    task_changes.task_left(state, *place)
    task_changes.task_failed(state, *place, ERR)
    assert place[1].state(0) == ERR
    state._clock = lambda: time.time() + 10
    quiet_farm.tidy()
    assert not state.jobs
    assert act(quiet_farm, "users", mask="jimmy", operation={"type": "delete"})["text"] == "Action processed."
    assert [user["name"] for user in ask(quiet_farm, "users")["users"]] == ["afadmin"]
