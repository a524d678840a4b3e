"""A farm's side of the connection, scripted, on a real socket; and the recorded exchanges."""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from afsubmit.wire import Address, Client, frame

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "wire"
OK = {"info": {"kind": "log", "text": "Action processed."}}


def as_bytes(text: Any) -> bytes:
    """The frame as it went over the wire."""
    return base64.b64decode(text["base64"]) if isinstance(text, dict) else text.encode("utf-8")


def exchanges(file: str) -> list[tuple[bytes, bytes]]:
    """Request and response of each exchange of the file that begins with `file`."""
    path = next(GOLDEN.glob(f"{file}*.json"))
    content = json.loads(path.read_text(encoding="utf-8"))
    return [(as_bytes(one["request"]), as_bytes(one["response"])) for one in content["exchanges"]]


def golden_files() -> list[str]:
    """Every recorded file's name without its ending."""
    return sorted(path.stem for path in GOLDEN.glob("*.json"))


def decoded(data: bytes) -> dict[str, Any]:
    """The object of a whole frame."""
    root = frame.Decoder(maximum=frame.MAX_ANSWER_BYTES).feed(data)
    assert root is not None
    return root


def read_request(connection: socket.socket) -> dict[str, Any]:
    """What a client sends, all of it."""
    decoder = frame.Decoder()
    while True:
        chunk = connection.recv(65536)
        if not chunk:
            raise ConnectionError("the client closed before its request was whole")
        root = decoder.feed(chunk)
        if root is not None:
            return root


class ScriptedFarm:
    """Listens on a free port; each connection is handled by `script(connection)`, one after the other."""

    def __init__(self, script: Callable[[socket.socket], None], host: str = "127.0.0.1") -> None:
        self._script = script
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.socket(family, socket.SOCK_STREAM)
        self._listener.bind((host, 0))
        self._listener.listen(16)
        self.address = Address(host, self._listener.getsockname()[1])
        self.connections = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection, contextlib.suppress(OSError):
                self._script(connection)

    def close(self) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError), socket.socket(self._listener.family) as waker:
            waker.connect(self._listener.getsockname())
        self._listener.close()
        self._thread.join(2)


@pytest.fixture
def farm() -> Iterator[Callable[..., ScriptedFarm]]:
    """Make scripted farms; they end with the test."""
    farms: list[ScriptedFarm] = []

    def make(script: Callable[[socket.socket], None], host: str = "127.0.0.1") -> ScriptedFarm:
        farms.append(ScriptedFarm(script, host))
        return farms[-1]

    yield make
    for one in farms:
        one.close()


@pytest.fixture
def answering(farm) -> Callable[..., ScriptedFarm]:
    """A farm that reads each request and sends these bytes, or this object, and then waits for the client to close."""

    def make(answer: bytes | dict[str, Any], *, piece: int = 0) -> ScriptedFarm:
        data = answer if isinstance(answer, bytes) else frame.encode(answer)

        def script(connection: socket.socket) -> None:
            read_request(connection)
            for start in range(0, len(data), piece or len(data)):
                connection.sendall(data[start : start + (piece or len(data))])
            connection.settimeout(2)
            connection.recv(1)

        return farm(script)

    return make


class RecordingClient(Client):
    """Sends nothing: keeps the requests and takes the answers from `replies`, by what is asked for."""

    def __init__(self, **nodes: list[dict[str, Any]]) -> None:
        super().__init__(Address("farm", 51000), user_name="jimmy", host_name="pc01")
        self._nodes = nodes
        self.sent: list[dict[str, Any]] = []
        self.answers: list[Any] = []

    def request(self, root, *, is_silent=False):
        from afsubmit.document.validate import ensure_sendable

        ensure_sendable(root)
        if "get" in root:
            kind, ids = root["get"]["type"], root["get"].get("ids")
            found = [node for node in self._nodes.get(kind, []) if ids is None or node["id"] in ids]
            return {kind: json.loads(json.dumps(found))}
        self.sent.append(json.loads(json.dumps(root)))
        answer = self.answers.pop(0) if self.answers else OK
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def actions(self) -> list[dict[str, Any]]:
        """What was asked to be done, without who asked."""
        left_out = ("user_name", "host_name", "type")
        return [{key: one["action"][key] for key in one["action"] if key not in left_out} for one in self.sent]
