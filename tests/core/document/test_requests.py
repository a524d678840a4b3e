"""Whole requests: what would kill the server, be half done or be passed over is refused before it is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from afsubmit.document import validate

WIRE = Path(__file__).resolve().parents[2] / "golden" / "wire"
BLOCK = {"name": "b", "service": "generic", "flags": 1, "frame_first": 1, "frame_last": 3, "command": "x"}
JOB = {"name": "a", "user_name": "jimmy", "host_name": "pc01", "blocks": [BLOCK]}


def recorded(name: str) -> list[Any]:
    """The requests of a recording that are JSON."""
    texts = [exchange["request"] for exchange in json.loads((WIRE / name).read_text(encoding="utf-8"))["exchanges"]]
    return [json.loads(text[text.index("{") :]) for text in texts if isinstance(text, str)]


def places(root: Any, level: str = "error") -> list[str]:
    return [problem.where for problem in validate.request_problems(root) if problem.level == level]


def act(kind: str = "jobs", **words: Any) -> dict[str, Any]:
    return {"action": {"user_name": "jimmy", "host_name": "pc01", "type": kind, "ids": [2], **words}}


@pytest.mark.parametrize(
    "root", recorded("38-requests-that-kill-the-server.json"), ids=lambda root: json.dumps(root)[:70]
)
def test_request_that_killed_the_server_is_refused(root: Any) -> None:
    assert places(root)


REFUSED_AS_WELL = {
    "05-job-send-odd-but-accepted.json",  # what the server ignored or changed
    "09-get-jobs-blocks.json",  # a mode that lists the job instead
    "24-action-jobs-params.json",
    "26-action-append.json",
    "28-action-many-jobs.json",
    "29-action-users.json",
    "30-action-renders.json",
    "32-action-errors.json",
    "33-framing-and-broken-json.json",
    "34-unknown-requests.json",
    "38-requests-that-kill-the-server.json",
}


UNKNOWN_TO_THE_SERVER = {
    "20-monitor-events.json": ["action.operation.class", "action.operation.type"],
    "25-action-blocks-and-tasks.json": ["action.operation.mode", "action.operation.type"],
    "31-action-branches-and-pools.json": ["action.operation.type"],
    "42-one-render-params-and-exit.json": ["action.operation.type"],
}
"""What was recorded beside the rest, to see how the server says no."""


@pytest.mark.parametrize("name", sorted(path.name for path in WIRE.glob("*.json") if path.name not in REFUSED_AS_WELL))
def test_recorded_requests_that_do_what_they_say_are_sendable(name: str) -> None:
    roots = recorded(name)
    assert roots
    assert sorted({place for root in roots for place in places(root)}) == UNKNOWN_TO_THE_SERVER.get(name, [])


@pytest.mark.parametrize(
    ("root", "where"),
    [
        pytest.param({}, "", id="nothing"),
        pytest.param([], "", id="a list"),
        pytest.param({"foo": 1}, "", id="an unknown word"),
        pytest.param({"get": {"type": "jobs"}, "job": JOB}, "", id="two at once"),
        pytest.param({"job": JOB, "comment": "x"}, "comment", id="a word beside it"),
        pytest.param({"job": JOB, "token": 5}, "token", id="a token that is no text"),
        pytest.param({"save": {}}, "", id="what writes a file on the server"),
        pytest.param({"get": "jobs"}, "get", id="get is a text"),
        pytest.param({"get": {}}, "get.type", id="get of nothing"),
        pytest.param({"get": {"type": "files", "path": 'a"b'}}, "get.path", id="a path that spoils its answer"),
        pytest.param({"get": {"type": "job"}}, "get.type", id="get of an unknown type"),
        pytest.param({"get": {"type": "jobs", "ids": 5}}, "get.ids", id="an id without a list lists all"),
        pytest.param({"get": {"type": "jobs", "ids": ["5"]}}, "get.ids[0]", id="an id as a text"),
        pytest.param({"get": {"type": "jobs", "ids": [2**31]}}, "get.ids[0]", id="an id above 32 bits"),
        pytest.param({"get": {"type": "jobs", "ids": [True]}}, "get.ids[0]", id="a truth as an id"),
        pytest.param({"get": {"type": "jobs", "users": "jimmy"}}, "get.users", id="a user without a list"),
        pytest.param({"get": {"type": "jobs", "mask": None}}, "get.mask", id="a mask that is null"),
        pytest.param({"get": {"type": "jobs", "id": [5]}}, "get.id", id="a key with a typing error"),
        pytest.param({"get": {"type": "jobs", "binary": True}}, "get.binary", id="an answer nobody here reads"),
        pytest.param(
            {"get": {"type": "jobs", "ids": [2], "block_ids": [0], "mode": "full"}}, "get.mode", id="one mode"
        ),
        pytest.param(
            {"get": {"type": "jobs", "ids": [2], "block_ids": [0], "mode": []}}, "get.mode", id="too few modes"
        ),
        pytest.param({"monitor": []}, "monitor", id="monitor is a list"),
        pytest.param({"monitor": {"user_name": 'a"'}}, "monitor.user_name", id="a monitor's user with a quote"),
        pytest.param({"user": {}}, "user.name", id="a user without a name"),
        pytest.param({"user": {"name": "a\\"}}, "user.name", id="a user with a backslash"),
        pytest.param({"user": {"name": "n" * 241}}, "user.name", id="a user that cannot be stored"),
        pytest.param({"user": {"name": "a", "x": 1}}, "user.x", id="more than a user's name"),
        pytest.param({"announce": ""}, "announce", id="nothing announced"),
        pytest.param({"announce": 'say "hi"'}, "announce", id="a quote that breaks the monitors' answers"),
        pytest.param({"action": []}, "action", id="action is a list"),
        pytest.param(act(user_name=""), "action.user_name", id="nobody acts"),
        pytest.param(act(type="job"), "action.type", id="an unknown type"),
        pytest.param(act(), "action", id="nothing to do"),
        pytest.param(act(ids=[-1], operation={"type": "delete"}), "action.ids[0]", id="a negative id"),
        pytest.param(act(ids=[5.0], operation={"type": "delete"}), "action.ids[0]", id="a float id"),
        pytest.param(act(ids=5, operation={"type": "delete"}), "action.ids", id="an id without a list"),
        pytest.param(act(mask="a", operation={"type": "delete"}), "action.mask", id="ids and a mask"),
        pytest.param(act(block_ids=[-2], operation={"type": "skip"}), "action.block_ids[0]", id="a negative block"),
        pytest.param(act(operation="delete"), "action.operation", id="an operation without an object"),
        pytest.param(act(operation={}), "action.operation.type", id="an operation without a name"),
        pytest.param(
            act(block_ids=[0], operation={"type": "skip", "task_ids": [-1]}),
            "action.operation.task_ids[0]",
            id="task -1",
        ),
        pytest.param(act("users", operation={"type": "explode"}), "action.operation.type", id="what users do not know"),
        pytest.param(
            act(operation={"type": "append_blocks", "blocks": [{}]}), "action.operation.blocks[0]", id="an empty block"
        ),
        pytest.param(act(operation={"type": "append_blocks"}), "action.operation.blocks", id="no blocks to append"),
        pytest.param(
            act(block_ids=[0], operation={"type": "append_tasks", "tasks": ["x"]}),
            "action.operation.tasks[0]",
            id="a task that is a text",
        ),
        pytest.param(
            act("pools", operation={"type": "add_pool", "name": 'a"'}),
            "action.operation.name",
            id="a pool with a quote",
        ),
        pytest.param(act(params=[]), "action.params", id="params are a list"),
        pytest.param(act(params={"priority": "5"}), "action.params.priority", id="a text for a number"),
        pytest.param(act(params={"name": "x"}), "action.params.name", id="what cannot be changed"),
        pytest.param(act(params={"priorty": 5}), "action.params.priorty", id="a typing error"),
        pytest.param(act(params={"offline": False}), "action.params.offline", id="start by a parameter"),
        pytest.param(
            act(params={"description": "x"}, operation={"type": "start"}), "action.params.description", id="dropped"
        ),
        pytest.param(act(block_ids=[0], params={"priority": 5}), "action.params.priority", id="the job's own"),
        pytest.param(act(block_ids=[0], params={"frame_last": 5}), "action.params.frame_last", id="a block's range"),
        pytest.param(act("renders", params={"nimby": 1}), "action.params.nimby", id="a number for a truth"),
        *(
            pytest.param(
                act(kind, params={"properties_host": text}), "action.params.properties_host", id=f"{kind} {text!r}"
            )
            for kind in ("pools", "renders")
            for text in ('a"b', "a\\b", "a\nb", "\x1b[0m", 5, None)
        ),
        pytest.param(act("pools", params={"heartbeat_sec": 2**31}), "action.params.heartbeat_sec", id="33 bits"),
        pytest.param(act("pools", params={"heart": 2}), "action.params.heart", id="what pools do not have"),
        pytest.param(act("users", params={"errors_retries": 256}), "action.params.errors_retries", id="nine bits"),
        pytest.param(
            act("renders", params={"tickets_host": {"a": 5}}), 'action.params.tickets_host["a"]', id="a count"
        ),
        pytest.param(
            act("renders", params={"tickets_host": {"a": ["5"]}}), 'action.params.tickets_host["a"][0]', id="t"
        ),
        pytest.param(
            act("pools", params={"tickets_pool": {'a"': [5]}}),
            """action.params.tickets_pool, the name the text "a\"\"""",
            id="a ticket with a quote",
        ),
        pytest.param(act(ids=[2, 3, 2], operation={"type": "delete"}), "action.ids", id="a job twice"),
        pytest.param(act(ids=[10**26], operation={"type": "delete"}), "action.ids[0]", id="an id of 27 digits"),
        pytest.param(act(block_ids=[0, -1], operation={"type": "skip"}), "action.block_ids", id="all and one more"),
        pytest.param(act(operation={"type": "explode"}), "action.operation.type", id="what jobs do not know"),
        pytest.param(act(operation={"type": "start", "x": 1}), "action.operation.x", id="what an operation lacks"),
        pytest.param(
            act("pools", operation={"type": "tickets", "name": "a"}), "action.operation.count", id="a needed word"
        ),
        pytest.param(act(operation={"type": "skip"}), "action.operation.type", id="of blocks, and none named"),
        pytest.param(act(block_ids=[0], operation={"type": "delete"}), "action.operation.type", id="of jobs only"),
        *(
            pytest.param(
                {"get": {"type": "jobs", "ids": [2], "block_ids": blocks, "mode": ["full"] * len(blocks)}},
                "get.block_ids",
                id=f"blocks {blocks}",
            )
            for blocks in ([0, -1], [-1, 0], [-1, -1], [1, 2, -1])
        ),
        pytest.param({"get": {"type": "jobs", "ids": [2], "block_ids": [-2]}}, "get.block_ids[0]", id="block -2"),
        pytest.param({"get": {"type": "jobs", "ids": [10**26]}}, "get.ids[0]", id="a question of 27 digits"),
        pytest.param({"get": {"type": "jobs", "serials": [2**63]}}, "get.serials[0]", id="a serial of 64 bits"),
        pytest.param({"get": {"type": "renders", "users": ["a"]}}, "get.users", id="what only jobs have"),
        pytest.param({"get": {"type": "config", "ids": [1]}}, "get.ids", id="what a configuration lacks"),
        pytest.param({"monitor": {"user_name": "n" * 241}}, "monitor.user_name", id="a monitor of a long name"),
        pytest.param({"monitor": {"engine": 5}}, "monitor.engine", id="an engine that is a number"),
        pytest.param({"monitor": {"name": "a"}}, "monitor.name", id="what a monitor lacks"),
        pytest.param(act("renders", params={"paused": None}), "action.params.paused", id="null for a truth"),
    ],
)
def test_request_is_refused_and_the_place_named(root: Any, where: str) -> None:
    assert where in places(root)


@pytest.mark.parametrize(
    "root",
    [
        pytest.param({"job": JOB, "token": "secret"}, id="a token beside a job"),
        pytest.param(
            {"get": {"type": "jobs", "ids": [-5, 10**9]}}, id="ids that cannot be there are harmless in a get"
        ),
        pytest.param({"get": {"type": "jobs", "ids": [2], "block_ids": [-1], "mode": ["full"]}}, id="block -1"),
        pytest.param(
            {"get": {"type": "jobs", "ids": [2], "block_ids": [0], "task_ids": [0], "mode": "log"}}, id="a task"
        ),
        pytest.param({"monitor": {"engine": "python"}}, id="a monitor"),
        pytest.param({"reload_config": 1}, id="reload"),
        pytest.param(act(ids=list(range(1000)), operation={"type": "delete"}), id="many ids in one action"),
        pytest.param(act(block_ids=[-1], operation={"type": "skip"}), id="all blocks"),
        pytest.param(act(params={"priority": 5, "hidden": True}), id="params of a job"),
        pytest.param(act(params={"annotation": "x"}, operation={"type": "start"}), id="params that count beside it"),
        pytest.param(act(block_ids=[0], params={"capacity": 5, "hosts_mask": "a"}), id="params of a block"),
        pytest.param(
            act("renders", params={"services": ["nuke"], "tickets_host": {"a": [1]}}), id="params of a render"
        ),
        pytest.param(act("pools", params={"heartbeat_sec": 2, "sick_errors_count": 5}), id="params of a pool"),
        pytest.param(act("branches", params={"create_childs": True, "pools": {"/": 1}}), id="params of a branch"),
        pytest.param(act("jobs", operation={"type": "append_blocks", "blocks": [BLOCK]}), id="a block to append"),
        pytest.param(act("monitors", operation={"type": "watch", "class": "perm", "uid": 0}), id="a monitor's user"),
    ],
)
def test_request_is_sendable(root: Any) -> None:
    assert places(root) == []
    validate.ensure_sendable(root)


def test_object_that_contains_itself_is_refused_quickly() -> None:
    operation: dict[str, Any] = {"type": "start"}
    operation["x"] = operation
    assert places(act(operation=operation))
