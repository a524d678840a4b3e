"""A farm that only listens: it takes requests over a real socket, remembers them, and gives plausible answers."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

JOBS = [
    {"id": 11, "serial": 111, "name": "sh010_comp", "priority": 99},
    {"id": 12, "serial": 112, "name": "sh020_comp", "priority": 99},
    {"id": 13, "serial": 113, "name": "sh030_comp", "priority": 120},
]
TASKS = [{"state": " DON"}, {"state": " ERR"}, {"state": " RDY"}, {"state": " ERR"}]


class RecordingFarm:
    """`requests` are the objects that came in; `answer` may be replaced by the test."""

    def __init__(self) -> None:
        self.requests: list[Any] = []
        self.answer: Callable[[Any], bytes | None] = lambda root: framed(plausible(root))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        data = b""
        while b"JSON" not in data:
            data += connection.recv(65536)
        head, _, body = data.partition(b"JSON")
        while len(body) < int(head.split()[1]):
            body += connection.recv(65536)
        root = json.loads(body)
        self.requests.append(root)
        answer = self.answer(root)
        if answer is not None:
            connection.sendall(answer)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # else the waiting accept would take one more connection
        self._listener.close()


def framed(root: Any) -> bytes:
    body = json.dumps(root).encode()
    return b"AFANASY %d JSON%s" % (len(body), body)


def plausible(root: Any) -> Any:
    """What a farm with three jobs and one render would say."""
    if "job" in root:
        return {"id": 1, "serial": 1}
    if "monitor" in root:
        return {"monitor": {"id": 1, "name": "jimmy@pc01:1"}}
    if "action" in root:
        return {"info": {"kind": "log", "text": "Action processed."}}
    get = root["get"]
    if get.get("mode") == "progress":
        return {"job_progress": {"id": get["ids"][0], "progress": [TASKS]}}
    if get["type"] == "jobs":
        return {"jobs": [job for job in JOBS if job["id"] in get.get("ids", [11, 12, 13])]}
    if get.get("mode") == "events":
        return {"events": None}
    return {"renders": [{"id": 2, "name": "render01"}]}


@pytest.fixture
def recording_farm() -> Iterator[RecordingFarm]:
    farm = RecordingFarm()
    yield farm
    farm.close()


@pytest.fixture
def af(recording_farm: RecordingFarm, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module, in this process, with the recording farm as its server."""
    import af as module

    monkeypatch.setenv("AFSUBMIT_SERVER", f"127.0.0.1:{recording_farm.port}")
    monkeypatch.setenv("AF_USERNAME", "jimmy")
    monkeypatch.setenv("AF_HOSTNAME", "pc01")
    monkeypatch.setenv("PWD", "/projects/test")
    return module
