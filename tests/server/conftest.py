"""Tests against a real Afanasy server with one render, which AFSUBMIT_TEST_SERVER=host:port names: `nox -s server`.

Without that variable they are not collected, and the session says that it did not run.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from afsubmit.errors import AfError
from afsubmit.studio.server_choice import parse
from afsubmit.wire import Address, Client, JobId

SERVER = os.environ.get("AFSUBMIT_TEST_SERVER", "")
USER = "afsubmit-test"
collect_ignore_glob = [] if SERVER else ["test_*.py"]


@pytest.fixture(scope="session")
def client() -> Client:
    """A client of the server under test."""
    return Client(Address(*parse(SERVER)), user_name=USER, host_name="pc01")


@pytest.fixture
def make_job(client: Client) -> Iterator[Callable[..., JobId]]:
    """Send paused jobs with a name of their own; they are deleted after the test."""
    sent: list[JobId] = []

    def make(name: str = "job", *, blocks: list[dict[str, Any]] | None = None, **fields: Any) -> JobId:
        block = {
            "name": "b",
            "flags": 1,
            "frame_first": 1,
            "frame_last": 3,
            "command": "echo @#@",
            "service": "generic",
        }
        job = {"name": f"{name}-{time.time_ns()}", "user_name": USER, "host_name": "pc01", "offline": True, **fields}
        sent.append(client.send_job({**job, "blocks": blocks or [{**block, "capacity": 1}]}))
        return sent[-1]

    yield make
    with contextlib.suppress(AfError):
        client.action("jobs", ids=[receipt.id for receipt in sent], operation="delete")


@pytest.fixture
def until() -> Callable[..., Any]:
    """Ask until the answer is true, some seconds at most; the answer."""

    def wait(ask: Callable[[], Any], seconds: float = 15.0) -> Any:
        end = time.monotonic() + seconds
        while not (answer := ask()):
            assert time.monotonic() < end, "it did not happen in time"
            time.sleep(0.1)
        return answer

    return wait
