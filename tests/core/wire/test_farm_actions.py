"""Actions: what was asked is what the server will do, and nothing is sent that it would pass over."""

from __future__ import annotations

import pytest

from afsubmit.document.operations import BLOCK_OPERATIONS, OPERATIONS
from afsubmit.errors import JobError, ServerRefusedError

from .conftest import RecordingClient, decoded, exchanges, golden_files

JOBS = [
    {"name": "one", "id": 2, "serial": 1},
    {"name": "two", "id": 3, "serial": 2, "hidden": True, "custom_data": "kept"},
    {"name": "three", "id": 4, "serial": 9},
]
USERS = [{"name": "jimmy", "id": 2, "jobs_num": 3}, {"name": "anna", "id": 3}]


@pytest.fixture
def client() -> RecordingClient:
    return RecordingClient(jobs=JOBS, users=USERS, pools=[{"name": "/", "id": 1}], renders=[{"name": "pc01", "id": 1}])


def golden_actions():
    """Every recorded action that the server carried out."""
    for file in golden_files():
        if file[:2] in ("32", "38", "34"):
            continue
        for request, response in exchanges(file):
            if b'{"action"' in request and b'"kind":"error"' not in response:
                yield pytest.param(decoded(request)["action"], id=f"{file[:2]} {request[-90:-2].decode()}")


def is_partly_ignored(action) -> bool:
    """Whether the server passed over a part of this recorded action without a word."""
    params, operation = action.get("params", {}), action.get("operation", {})
    return (
        bool(set(params) & {"unknown", "time_creation", "offline"})
        or params.get("priority") == -1
        or operation.get("type") in ("explode", "nothing")
        or operation.get("tasks") == []
        or ("ids" in action and "mask" in action)
        or not (params or operation)
    )


@pytest.mark.parametrize("action", list(golden_actions()))
def test_recorded_action_when_asked_again_then_the_same_request_or_a_job_error(action) -> None:
    client = RecordingClient()
    parts = ("ids", "mask", "block_ids", "block_mask", "params", "operation")
    words = {key: action[key] for key in parts if key in action}
    if "params" in words and "operation" in words:
        client.action(action["type"], **words)
        assert [set(one) & {"params", "operation"} for one in client.actions] == [{"params"}, {"operation"}]
    elif is_partly_ignored(action):
        with pytest.raises(JobError):
            client.action(action["type"], **words)
    else:
        client.action(action["type"], **words)
        assert [one["action"] for one in client.sent] == [action]


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        pytest.param(
            {"ids": [2], "operation": "start"}, [{"ids": [2], "operation": {"type": "start"}}], id="an operation's name"
        ),
        pytest.param(
            {"ids": [2, 4], "operation": "delete"},
            [{"ids": [2, 4], "operation": {"type": "delete"}}],
            id="many ids in one action",
        ),
        pytest.param({"ids": [], "operation": "delete"}, [], id="no ids: nothing to do"),
        pytest.param(
            {"ids": [2], "params": {"priority": 1}, "operation": "restart"},
            [{"ids": [2], "params": {"priority": 1}}, {"ids": [2], "operation": {"type": "restart"}}],
            id="parameters with an operation: two requests",
        ),
        pytest.param(
            {"ids": [2], "params": {"offline": False}},
            [{"ids": [2], "operation": {"type": "start"}}],
            id="not offline: start",
        ),
        pytest.param(
            {"ids": [2], "params": {"offline": False, "priority": 5}},
            [{"ids": [2], "params": {"priority": 5}}, {"ids": [2], "operation": {"type": "start"}}],
            id="not offline beside another parameter",
        ),
        pytest.param(
            {"ids": [2], "params": {"offline": True}}, [{"ids": [2], "params": {"offline": True}}], id="offline"
        ),
        pytest.param(
            {"ids": [3], "params": {"priority": 5}},
            [{"ids": [3], "params": {"priority": 5, "hidden": True}}],
            id="a hidden job stays hidden",
        ),
        pytest.param(
            {"ids": [2, 3], "params": {"priority": 5}},
            [{"ids": [3], "params": {"priority": 5, "hidden": True}}, {"ids": [2], "params": {"priority": 5}}],
            id="one of two is hidden",
        ),
        pytest.param(
            {"ids": [77, 3], "params": {"priority": 5}},
            [{"ids": [3], "params": {"priority": 5, "hidden": True}}, {"ids": [77], "params": {"priority": 5}}],
            id="one is hidden and one is missing: the server says so",
        ),
        pytest.param(
            {"mask": "t.*", "params": {"priority": 5}},
            [{"ids": [3], "params": {"priority": 5, "hidden": True}}, {"ids": [4], "params": {"priority": 5}}],
            id="a mask that fits a hidden one",
        ),
        pytest.param(
            {"mask": "one", "params": {"priority": 5}}, [{"mask": "one", "params": {"priority": 5}}], id="a mask"
        ),
        pytest.param(
            {"ids": [3], "params": {"hidden": False}},
            [{"ids": [3], "params": {"hidden": False}}],
            id="un-hiding when it is asked for",
        ),
        pytest.param(
            {"ids": [2], "operation": "skip"},
            [{"ids": [2], "block_ids": [-1], "operation": {"type": "skip"}}],
            id="what only blocks know: all blocks",
        ),
        pytest.param(
            {"ids": [2], "operation": {"type": "restart", "task_ids": [1]}},
            [{"ids": [2], "block_ids": [-1], "operation": {"type": "restart", "task_ids": [1]}}],
            id="tasks: of all blocks",
        ),
        pytest.param(
            {"ids": [2], "operation": "restart"},
            [{"ids": [2], "operation": {"type": "restart"}}],
            id="what a job knows too: the job",
        ),
        pytest.param(
            {"ids": [3], "block_ids": [0], "params": {"capacity": 7}},
            [{"ids": [3], "block_ids": [0], "params": {"capacity": 7}}, {"ids": [3], "params": {"hidden": True}}],
            id="blocks of a hidden job: it is hidden again",
        ),
        pytest.param(
            {"ids": [2, 3], "block_mask": "b", "params": {"custom_data": "of the block"}},
            [
                {"ids": [2, 3], "block_mask": "b", "params": {"custom_data": "of the block"}},
                {"ids": [2], "params": {"custom_data": ""}},
                {"ids": [3], "params": {"hidden": True, "custom_data": "kept"}},
            ],
            id="custom_data of blocks: the jobs get theirs back",
        ),
        pytest.param(
            {"ids": [4], "serials": {4: 9}, "operation": "delete"},
            [{"ids": [4], "operation": {"type": "delete"}}],
            id="the serial is still the same",
        ),
    ],
)
def test_action_on_jobs_when_asked_then_these_requests(client, words, sent) -> None:
    client.action("jobs", **words)
    assert client.actions == sent


@pytest.mark.parametrize(
    ("kind", "words", "where"),
    [
        pytest.param("job", {"ids": [2], "operation": "start"}, "action.type", id="an unknown kind"),
        pytest.param("jobs", {"operation": "start"}, "action.ids", id="nothing chosen"),
        pytest.param("jobs", {"ids": [2], "mask": "a", "operation": "start"}, "action.ids", id="ids and a mask"),
        pytest.param("jobs", {"ids": [-1], "operation": "start"}, "action.ids", id="a negative id kills the server"),
        pytest.param("jobs", {"ids": ["2"], "operation": "start"}, "action.ids", id="a text for an id"),
        pytest.param("jobs", {"ids": [True], "operation": "start"}, "action.ids", id="true for an id"),
        pytest.param("jobs", {"ids": [2]}, "action", id="nothing to do"),
        pytest.param("jobs", {"ids": [2], "params": {}}, "action", id="no parameter"),
        pytest.param("jobs", {"ids": [2], "operation": "explode"}, "action.operation.type", id="unknown operation"),
        pytest.param("jobs", {"ids": [2], "operation": {}}, "action", id="an operation without a name"),
        pytest.param("jobs", {"ids": [2], "operation": {"type": 5}}, "action.operation.type", id="a number for a name"),
        pytest.param(
            "jobs", {"ids": [2], "operation": {"type": "start", "x": 1}}, "action.operation.x", id="unknown field"
        ),
        pytest.param("jobs", {"ids": [2], "operation": "append_blocks"}, "action.operation.blocks", id="no blocks"),
        pytest.param(
            "jobs",
            {"ids": [2], "operation": {"type": "append_blocks", "blocks": []}},
            "action.operation.blocks",
            id="an empty list of blocks",
        ),
        pytest.param(
            "jobs",
            {"ids": [2], "operation": {"type": "append_blocks", "blocks": [{}]}},
            "action.operation.blocks[0]",
            id="an empty block",
        ),
        pytest.param(
            "jobs", {"ids": [2], "block_ids": [-2], "operation": "skip"}, "action.block_ids", id="a negative block"
        ),
        pytest.param("jobs", {"ids": [2], "block_ids": [], "operation": "skip"}, "action.block_ids", id="no block"),
        pytest.param(
            "jobs", {"ids": [2], "block_mask": "b.*", "operation": "skip"}, "action.block_mask", id="a regex for blocks"
        ),
        pytest.param(
            "jobs",
            {"ids": [2], "block_ids": [0], "operation": {"type": "trynext", "task_ids": [1]}},
            "action.operation.mode",
            id="trynext without a mode",
        ),
        pytest.param(
            "jobs",
            {"ids": [2], "block_ids": [0], "operation": {"type": "skip", "task_ids": [-1]}},
            "action.operation.task_ids",
            id="a negative task",
        ),
        pytest.param("jobs", {"ids": [2], "params": {"unknown": 1}}, "action.params.unknown", id="unknown parameter"),
        pytest.param(
            "jobs", {"ids": [2], "params": {"priority": "5"}}, "action.params.priority", id="a text for a number"
        ),
        pytest.param("jobs", {"ids": [2], "params": {"name": "x"}}, "action.params.name", id="what cannot be changed"),
        pytest.param(
            "jobs", {"ids": [2], "block_ids": [0], "params": {"priority": 5}}, "action.params.priority", id="of the job"
        ),
        pytest.param(
            "users", {"ids": [2], "params": {"errors_retries": 300}}, "action.params.errors_retries", id="300"
        ),
        pytest.param("users", {"ids": [2], "operation": "stop"}, "action.operation.type", id="users know no stop"),
        pytest.param(
            "renders", {"ids": [1], "block_ids": [0], "operation": "exit"}, "action.block_ids", id="no blocks"
        ),
        pytest.param("pools", {"ids": [1], "params": {"heartbeat": 2}}, "action.params.heartbeat", id="a pool's word"),
        pytest.param(
            "monitors",
            {"ids": [1], "operation": {"type": "message", "text": 'say "hi"'}},
            "action.operation.text",
            id="a quote in a message makes the reader's events unreadable",
        ),
        pytest.param("renders", {"ids": [1], "params": {"nimby": 1}}, "action.params.nimby", id="1 for true"),
        pytest.param(
            "monitors", {"ids": [1], "operation": {"type": "watch", "class": "x"}}, "action.operation.class", id="x"
        ),
    ],
)
def test_action_when_a_part_would_be_ignored_or_kill_then_job_error_and_nothing_sent(
    client, kind, words, where
) -> None:
    with pytest.raises(JobError) as found:
        client.action(kind, **words)
    assert any(problem.where.startswith(where) for problem in found.value.problems), found.value.problems
    assert client.sent == []


def test_action_when_its_second_request_is_wrong_then_the_first_is_not_sent(client) -> None:
    with pytest.raises(JobError):
        client.action("jobs", ids=[2], params={"priority": 5}, operation={"type": "restart", "task_ids": [10**7]})
    assert client.sent == []


@pytest.mark.parametrize(
    ("serials", "words"),
    [({4: 8}, "serial 9"), ({77: 1}, "does not exist any more")],
    ids=["another job has the id now", "the job is gone"],
)
def test_action_when_the_serial_is_another_then_refused_and_nothing_sent(client, serials, words) -> None:
    with pytest.raises(ServerRefusedError, match=words):
        client.action("jobs", ids=list(serials), serials=serials, operation="delete")
    assert client.sent == []


def test_delete_user_when_it_has_jobs_then_refused_since_the_server_would_say_nothing(client) -> None:
    with pytest.raises(ServerRefusedError, match="jimmy has 3 jobs"):
        client.action("users", ids=[2, 3], operation="delete")
    assert client.sent == []
    client.action("users", ids=[3], operation="delete")
    assert client.actions == [{"ids": [3], "operation": {"type": "delete"}}]


def test_action_when_one_of_many_ids_is_missing_then_error_says_that_the_others_were_changed(client) -> None:
    client.answers = [ServerRefusedError("farm", "Action node ID not found: 77.")]
    with pytest.raises(ServerRefusedError, match=r"77\. What the other ids name was changed"):
        client.action("jobs", ids=[2, 77], operation="start")


@pytest.mark.parametrize(
    ("answer", "done"),
    [
        pytest.param({"object": {"task_ids": [2, 3]}}, ("", [2, 3]), id="appended tasks"),
        pytest.param({"object": {"task_ids": []}}, ("", []), id="no appended tasks"),
        pytest.param({"info": {"kind": "info", "text": "Pool '/gpu' added"}}, ("Pool '/gpu' added", []), id="a remark"),
        pytest.param({}, ("", []), id="silence of a monitor that leaves"),
    ],
)
def test_action_when_done_then_what_the_server_said(client, answer, done) -> None:
    client.answers = [answer]
    assert client.action("jobs", ids=[2], operation="start") == done


def test_action_when_no_names_are_given_then_whoever_runs_it(client, monkeypatch) -> None:
    client.user_name = client.host_name = ""
    monkeypatch.setenv("AF_USERNAME", "STUDIO\\Jimmy")
    monkeypatch.setenv("AF_HOSTNAME", "pc02")
    client.action("jobs", ids=[2], operation="start")
    action = client.sent[0]["action"]
    assert (action["user_name"], action["host_name"]) == ("jimmy", "pc02")


def test_tables_when_every_operation_is_asked_with_its_fields_then_sent(client) -> None:
    examples = {
        "str": "x", "raw": "x", "name": "x", "mask": "x", "int": 1, "count": 1, "bool": True, "ids": [1],
        "farm mode": "service_add", "watch status": "subscribe",
        "affect_depends": "affect_depends", "append or remove": "append", "watch class": "jobs",
    }  # fmt: skip
    block = {"name": "b", "flags": 1, "frame_first": 1, "frame_last": 2, "command": "true"}
    lists = {"blocks": [block], "tasks": [{"name": "t", "command": "true"}]}
    asked = [(kind, None, name, table) for kind, names in OPERATIONS.items() for name, table in names.items()]
    asked += [("jobs", [0], name, table) for name, table in BLOCK_OPERATIONS.items()]
    for kind, blocks, name, table in asked:
        fields = {key: lists.get(key) or examples[words.rstrip("!")] for key, words in table.items()}
        client.sent.clear()
        client.action(kind, ids=[3 if kind == "users" else 1], block_ids=blocks, operation={"type": name, **fields})
        assert client.actions[-1]["operation"] == {"type": name, **fields}
    assert len(asked) > 50
