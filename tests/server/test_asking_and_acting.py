"""The client's questions and actions do on a real server what they promise."""

from __future__ import annotations

import socket
import time

import pytest

from afsubmit.errors import JobError, ServerRefusedError
from afsubmit.submitter.watch.log_watch import LogFollower, Watched
from afsubmit.wire import frame
from afsubmit.wire.monitor import UNREADABLE, Monitor
from tests.core.wire.conftest import decoded, exchanges
from tests.server.conftest import USER

pytestmark = pytest.mark.server


def test_job_when_sent_then_found_by_everything_that_names_it(client, make_job) -> None:
    receipt = make_job("find me", description='text "quoted" \\ back')
    job = client.jobs(ids=[receipt.id])[0]
    assert (job.serial, job.user_name, job.description) == (receipt.serial, USER, 'text "quoted" \\ back')
    for choice in ({"serials": [receipt.serial]}, {"users": [USER]}, {"mask": "find me-\\d+"}):
        assert receipt.id in [found.id for found in client.jobs(**choice)], choice
    assert client.jobs(mask="find") == []
    assert client.jobs(ids=[99999]) == []
    full = client.jobs(mask="find me-.*", mode="full")[0]
    assert full.blocks[0].command == "echo @#@"
    assert client.job(receipt.id).blocks[0].command == "echo @#@"
    assert [len(block) for block in client.progress(receipt.id)] == [3]
    assert client.blocks(receipt.id, [0], "progress")[0].block_num == 0
    with pytest.raises(ServerRefusedError, match="no such block"):
        client.blocks(receipt.id, [7])
    with pytest.raises(ServerRefusedError, match="not started"):
        client.task_output(receipt.id, 0, 0)
    assert "Initialized" in client.log("jobs", receipt.id)[0]


@pytest.mark.parametrize("number", range(25))
def test_request_when_it_would_kill_the_server_then_refused_here_and_the_server_lives(client, number: int) -> None:
    with pytest.raises(JobError):
        client.request(decoded(exchanges("38")[number][0]))
    assert client.users()


def test_params_when_the_job_is_hidden_then_it_stays_hidden(client, make_job) -> None:
    hidden, shown = make_job("hidden", hidden=True), make_job("shown")
    ids = [hidden.id, shown.id]
    client.action("jobs", ids=ids, params={"priority": 50})
    found = {job.id: (job.priority, job.hidden) for job in client.jobs(ids=ids)}
    assert found == {hidden.id: (50, True), shown.id: (50, False)}


def test_params_with_an_operation_then_both_happen(client, make_job) -> None:
    receipt = make_job()
    client.action("jobs", ids=[receipt.id], params={"description": "both", "time_wait": 4000000000}, operation="start")
    job = client.jobs(ids=[receipt.id])[0]
    assert (job.description, "OFF" in job.words, "WTM" in job.words) == ("both", False, True)


def test_not_offline_when_asked_as_a_parameter_then_started(client, make_job) -> None:
    receipt = make_job(time_wait=4000000000)
    client.action("jobs", ids=[receipt.id], params={"offline": False})
    assert "OFF" not in client.jobs(ids=[receipt.id])[0].words


def test_params_of_blocks_when_the_job_is_hidden_with_custom_data_then_only_the_block_changes(client, make_job) -> None:
    receipt = make_job(hidden=True, custom_data="the job's")
    params = {"custom_data": "the block's", "capacity": 7}
    client.action("jobs", ids=[receipt.id], block_ids=[0], params=params)
    job = client.job(receipt.id)
    assert (job.custom_data, job.hidden) == ("the job's", True)
    assert (job.blocks[0].custom_data, job.blocks[0].capacity) == ("the block's", 7)


def test_skip_when_no_block_is_named_then_all_blocks_and_jobs_in_one_action(client, make_job, until) -> None:
    ids = [make_job().id for _ in range(3)]
    client.action("jobs", ids=ids, operation={"type": "skip", "task_ids": [0, 1, 2]})
    until(lambda: all("SKP" in job.words for job in client.jobs(ids=ids)))


def test_blocks_and_tasks_when_appended_then_their_numbers(client, make_job) -> None:
    task = {"name": "t", "command": "true"}
    receipt = make_job(blocks=[{"name": "listed", "tasks": [task], "command": ""}])
    tasks = [{**task, "name": "u"}, {**task, "name": "v"}]
    done = client.action("jobs", ids=[receipt.id], block_ids=[0], operation={"type": "append_tasks", "tasks": tasks})
    assert done.numbers == [1, 2]
    block = {"name": "more", "flags": 1, "frame_first": 1, "frame_last": 2, "command": "true"}
    done = client.action("jobs", ids=[receipt.id], operation={"type": "append_blocks", "blocks": [block]})
    assert done.numbers == [1]


def test_action_when_one_id_is_missing_then_the_error_says_the_others_were_changed(client, make_job) -> None:
    receipt = make_job()
    with pytest.raises(ServerRefusedError, match="What the other ids name was changed"):
        client.action("jobs", ids=[receipt.id, 99999], params={"annotation": "changed"})
    assert client.jobs(ids=[receipt.id])[0].annotation == "changed"


def test_delete_when_the_serial_is_another_then_refused_else_done(client, make_job) -> None:
    receipt = make_job()
    with pytest.raises(ServerRefusedError, match="another one now"):
        client.action("jobs", ids=[receipt.id], serials={receipt.id: receipt.serial + 1}, operation="delete")
    client.action("jobs", ids=[receipt.id], serials={receipt.id: receipt.serial}, operation="delete")
    assert client.jobs(serials=[receipt.serial]) == []


def test_user_when_it_has_jobs_then_not_deleted_and_said_so(client, make_job) -> None:
    make_job()
    user = client.users(mask=USER)[0]
    with pytest.raises(ServerRefusedError, match="cannot be deleted"):
        client.action("users", ids=[user.id], operation="delete")
    client.action("users", ids=[user.id], params={"errors_retries": 2, "annotation": "ours"})
    assert client.users(ids=[user.id])[0].errors_retries == 2
    assert client.jobs_order(user.id)


def test_renders_pools_and_branches_when_changed_then_changed(client) -> None:
    render, pool = client.renders()[0], client.pools(mask="/")[0]
    client.action("renders", ids=[render.id], params={"annotation": "ours", "NIMBY": True})
    assert "NBY" in client.renders(mask=render.name)[0].words
    client.action("renders", ids=[render.id], params={"annotation": "", "NIMBY": False})
    client.action("pools", ids=[pool.id], params={"heartbeat_sec": 1, "capacity_host": 100000, "max_tasks_host": 20})
    assert client.pools()[0].max_tasks_host == 20
    client.action("branches", mask="/", params={"annotation": "ours"})
    assert client.branches(ids=[1])[0].annotation == "ours"
    assert client.render(render.id).host_resources["cpu_num"] > 0
    assert client.resources()[0]["id"] == render.id
    assert client.tasks_log(render.id)
    for kind in ("renders", "pools", "branches"):
        assert client.log(kind, 1)
    assert client.config()
    assert isinstance(client.files("/"), list)


def test_job_when_run_then_events_output_and_files(client, make_job, until) -> None:
    client.action("pools", mask="/", params={"capacity_host": 100000, "max_tasks_host": 20})
    command = "echo frame @#@ ; printf 'caf\\351\\n'"
    block = {"name": "b", "flags": 1, "frame_first": 7, "frame_last": 8, "command": command, "service": "generic"}
    with Monitor(client) as monitor:
        monitor.watch("jobs")
        receipt = make_job(blocks=[{**block, "capacity": 1}])
        monitor.watch_tasks([receipt.id])
        client.action("jobs", ids=[receipt.id], operation="start")
        seen: list[str] = []

        def is_done() -> bool:
            for change in monitor.events().get("tasks_progress", ()):
                seen.extend(word for progress in change["progress"] for word in progress.words)
            return client.jobs(ids=[receipt.id])[0].words == ["DON"]

        until(is_done, 30)
    assert "RUN" in seen
    assert client.task_output(receipt.id, 0, 1) == "frame 8\ncaf\ufffd\n"
    assert client.task_output(receipt.id, 0, 1, number=1) == "frame 8\ncaf\ufffd\n"
    assert "Finished success." in client.task_log(receipt.id, 0, 0)[-1]
    assert client.task_files(receipt.id, 0, 0) == []
    assert client.task_error_hosts(receipt.id, 0, 0) == []
    assert client.task(receipt.id, 0, 0)["exec"]["frame_start"] == 7
    assert [task.st for task in client.progress(receipt.id)[0]] == [16, 16]


def test_log_when_followed_then_each_line_once_while_the_task_runs_and_its_tries_at_the_end(
    client, make_job, until
) -> None:
    client.action("pools", mask="/", params={"capacity_host": 100000, "max_tasks_host": 20})
    command = "for i in 1 2 3 4 5 6; do echo line $i; sleep 1; done; echo Error: CUDA error; exit 3"
    block = {"name": "b", "flags": 1, "frame_first": 1, "frame_last": 1, "command": command, "service": "generic"}
    receipt = make_job(blocks=[{**block, "capacity": 1, "errors_retries": 0}], offline=False)
    until(lambda: "RUN" in client.progress(receipt.id)[0][0].words)
    follower = LogFollower(client, Watched(tuple(receipt), (0, 0)))
    text, while_it_ran = "", []

    def is_over() -> bool:
        nonlocal text
        time.sleep(0.3)
        update = follower.refresh(client.progress(receipt.id)[0][0])
        if update is not None:
            text = text + update.text if update.is_more else update.text
            while_it_ran.append((update.is_running, text))
        return update is not None and not update.is_running and update

    last = until(is_over, 40)
    assert text == "".join(f"line {number}\n" for number in range(1, 7)) + "Error: CUDA error\n"
    assert [one for one in while_it_ran if one[0] and one[1].count("\n") in range(1, 6)], "nothing was heard before"
    assert last.first_error == 6
    assert [(one.number, one.ended) for one in last.tries] == [(1, "Finished error.")]


def by_another_client(client, root: dict) -> None:
    """Ask what ours refuses to ask."""
    with socket.create_connection(client.address[:2], timeout=10) as connection:
        connection.sendall(frame.encode(root))
        assert connection.recv(65536)


def test_monitor_when_a_message_has_a_quote_then_unreadable_and_the_next_events_come(client, make_job, until) -> None:
    make_job()
    with Monitor(client, is_for_everybody=True) as monitor:
        monitor.watch("jobs")
        number = monitor.id
        receipt = make_job("seen")
        until(lambda: receipt.id in monitor.events().get("jobs_add", ()))
        message = {"type": "message", "text": 'say "hi"'}
        who = {"user_name": USER, "host_name": "pc01"}
        by_another_client(client, {"action": {**who, "type": "monitors", "ids": [monitor.id], "operation": message}})
        assert until(lambda: monitor.events().get(UNREADABLE))
        client.action("monitors", ids=[monitor.id], operation={"type": "message", "text": "plain"})
        assert until(lambda: monitor.events().get("message", "")).startswith("plain")
    assert monitor.id == 0
    assert number not in [one.id for one in client.monitors(mask=f"{USER}@.*")]


def test_monitor_when_the_server_forgot_it_then_registered_again(client, until) -> None:
    with Monitor(client) as monitor:
        first = monitor.id
        client.action("monitors", ids=[first], operation="deregister")
        assert until(lambda: monitor.events().get(UNREADABLE))
        assert until(lambda: client.monitors(ids=[monitor.id]))
