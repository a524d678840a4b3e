"""`afsubmit move` as its user meets it: a farm of his own here, another one there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from afsubmit.studio import farm_file
from afsubmit.studio.farm_lock import FarmLock
from afsubmit.wire import Address, Client

from .conftest import CORE


@pytest.fixture
def here(tmp_path_factory, monkeypatch, until) -> Iterator[Client]:
    """A client of the farm of this machine, in a state folder of its own."""
    home = tmp_path_factory.mktemp("here")
    monkeypatch.setenv("AFSUBMIT_HOME", str(home))
    monkeypatch.setenv("PYTHONPATH", str(CORE))
    process = subprocess.Popen([sys.executable, "-m", "afsubmit", "farm"], stderr=subprocess.DEVNULL)
    try:
        until(lambda: farm_file.living(farm_file.machine_name()).content)
        found = farm_file.read(farm_file.machine_name())
        address = Address(found["socket"] or found["host"], found["port"], found["token"])
        yield Client(address, user_name="jimmy", host_name="pc01")
    finally:
        process.terminate()
        process.wait(120)


def job(name: str, **fields):
    block = {"name": "b", "service": "generic", "flags": 1, "frame_first": 1, "frame_last": 3, "command": "true"}
    return {"name": name, "user_name": "jimmy", "host_name": "pc01", "offline": True, "blocks": [block], **fields}


@pytest.fixture
def there(farm) -> Iterator[str]:
    """The other farm's address; what was moved to it is deleted after the test."""
    before = {one.serial for one in farm.jobs()}
    yield f"{farm.address.host}:{farm.address.port}"
    farm.action("jobs", ids=[one.id for one in farm.jobs() if one.serial not in before], operation="delete")


def test_jobs_when_moved_then_said_where_they_are_and_gone_here(here, there, farm, say, until) -> None:
    sent = [here.send_job(job("sh010")), here.send_job(job("sh020", depend_mask="sh010"))]
    alone = say("move", "sh010", "--server", there)
    assert alone.code == 1
    assert f"sh020 (id {sent[1].id}) waits for sh010 (id {sent[0].id}): move both. Nothing was done." in alone.err
    assert "paused here" not in alone.err
    both = say("move", "sh020", "sh010", "--server", there)
    assert both.code == 0
    assert "There is no path map" in both.err
    first, second = both.out.splitlines()
    assert first.startswith(f"sh010: job {sent[0].id} here is job ")
    assert first.endswith(f" at {there}: 3 tasks.")
    assert second.startswith("sh020: ")
    assert here.jobs(users=["jimmy"]) == []
    until(lambda: ["DON" in one.words for one in farm.jobs(mask="sh0[12]0")] == [True, True])


def test_a_move_when_asked_as_json_then_where_each_is(here, there, say) -> None:
    sent = here.send_job(job("data"))
    found = json.loads(say("move", str(sent.id), "--server", there, "--json").out)
    assert [(one["was"], one["tasks"], one["skipped"]) for one in found] == [(sent.id, 3, 0)]


def test_a_move_to_this_machine_or_nowhere_when_asked_then_refused_and_the_job_is_as_it_was(here, say) -> None:
    sent = here.send_job(job("stays", offline=False, time_wait=4_000_000_000))
    local = say("move", "stays", "--server", "local")
    assert (local.code, "another farm" in local.err) == (1, True)
    nobody = say("move", "stays", "--server", "127.0.0.1:1")
    assert (nobody.code, "Connection refused" in nobody.err) == (1, True)
    assert "OFF" not in here.jobs(ids=[sent.id])[0].words
    assert say("move", "stays").code == 2


def test_a_move_beside_another_when_asked_then_refused(here, there, say) -> None:
    lock = FarmLock(str(Path(os.environ["AFSUBMIT_HOME"]) / "move.lock"))
    assert lock.acquire()
    try:
        assert "Another afsubmit move is under way" in say("move", "x", "--server", there).err
    finally:
        lock.release()
