"""A wrangler at a terminal of a real farm: `afsubmit` and `afcmd` do what they say."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from afsubmit.cli import afcmd, main
from tests.server.conftest import SERVER, USER

pytestmark = pytest.mark.server


@pytest.fixture
def say(client, monkeypatch, capsys) -> Callable[..., tuple[int, str]]:
    """Run `afsubmit` with these words as the tests' user on the render's machine; its exit code and what it printed."""
    monkeypatch.setenv("AFSUBMIT_SERVER", SERVER)
    monkeypatch.setenv("AF_USERNAME", USER)
    monkeypatch.setenv("AF_HOSTNAME", f"{client.renders()[0].name}.studio.lan")

    def run(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main(list(words))
        return code, capsys.readouterr().out

    return run


def test_jobs_when_told_by_name_then_all_of_them(client, make_job, say) -> None:
    jobs = [make_job("verbs", time_wait=4_000_000_000) for _ in range(2)]
    ids = [receipt.id for receipt in jobs]
    assert say("start", "verbs-*")[0] == 0
    assert ["OFF" in job.words for job in client.jobs(ids=ids)] == [False, False]
    assert say("pause", *map(str, ids))[0] == 0
    assert ["OFF" in job.words for job in client.jobs(ids=ids)] == [True, True]
    assert say("priority", "verbs-*", "--to", "7")[0] == 0
    assert [job.priority for job in client.jobs(ids=ids)] == [7, 7]
    assert say("skip", str(ids[0]), "--block", "b", "--tasks", "0-1")[0] == 0
    assert ["SKP" in task.words for task in client.progress(ids[0])[0]] == [True, True, False]
    assert say("restart", str(ids[0]), "--block", "b", "--tasks", "0")[0] == 0
    assert ["SKP" in task.words for task in client.progress(ids[0])[0]] == [False, True, False]
    for verb in ("restart", "stop", "reset-error-hosts"):
        assert say(verb, "verbs-*")[0] == 0
    assert say("restart-errors", "verbs-*")[0] == 1
    code, text = say("jobs", "--json", "verbs-*")
    assert (code, sorted(job["id"] for job in json.loads(text))) == (0, sorted(ids))
    assert say("delete", "verbs-*")[0] == 1
    assert say("delete", "verbs-*", "--yes")[0] == 0
    assert client.jobs(serials=[receipt.serial for receipt in jobs]) == []


def test_failing_job_when_its_host_is_avoided_then_said_and_cured(client, make_job, say, until) -> None:
    block = {"name": "b", "flags": 1, "frame_first": 1, "frame_last": 1, "command": "exit 3", "service": "generic"}
    receipt = make_job("stuck", blocks=[{**block, "capacity": 1, "errors_avoid_host": 1, "errors_retries": 9}])
    client.action("jobs", ids=[receipt.id], operation="start")
    until(lambda: "avoids hosts" in say("jobs", str(receipt.id))[1], 30)
    assert say("pause", str(receipt.id))[0] == 0
    assert say("reset-error-hosts", str(receipt.id))[0] == 0
    assert "avoids hosts" not in say("jobs", str(receipt.id))[1]


def test_nimby_when_on_own_and_off_then_the_render_is_so(client, say) -> None:
    try:
        for word, state in (("on", "NBY"), ("own", "NbY")):
            assert say("nimby", word, "--eject")[0] == 0
            assert state in client.renders()[0].words
    finally:
        assert say("nimby", "off")[0] == 0
    assert not {"NBY", "NbY"} & set(client.renders()[0].words)


def test_lists_and_doctor_then_the_farm_is_seen(client, make_job, say) -> None:
    make_job()
    assert client.renders()[0].name in say("renders")[1]
    assert USER in say("users")[1]
    assert say("doctor")[0] == 0


def test_document_when_sent_then_nothing_of_it_is_lost(client, monkeypatch, capsys, say) -> None:
    task = {"name": "t", "command": "true", "environment": {"A": "1"}}
    block = {"name": "b", "service": "generic", "command_pre": "true", "command_post": "true", "tasks": [task]}
    job = {"name": "sent by afcmd", "user_name": USER, "host_name": "pc01", "offline": True, "blocks": [block]}
    raw = io.BytesIO(json.dumps({"job": job}).encode())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(raw))
    assert afcmd.main(["json", "send", "-"]) == 0
    receipt: Any = json.loads(capsys.readouterr().out)
    found = client.job(receipt["id"]).blocks[0]
    assert (found.cmd_pre, found.cmd_post) == ("true", "true")
    assert client.task(receipt["id"], 0, 0)["exec"]["environment"] == {"A": "1"}
    assert say("delete", str(receipt["id"]))[0] == 0
