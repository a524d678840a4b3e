"""The farm's sockets: takes whole requests from any number of clients and sends the answers. One thread, no waiting.

One connection carries one request. After the answer the server waits for the client to close, as afserver 3.4.1 does
(PROTOCOL.md 2.1), so that no answer is lost to a reset.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import time
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import FrameError
from ..wire import frame

LOOPBACK = "127.0.0.1"
RECEIVE_SECONDS = 12.0
"""How long a client may be silent before its request is whole; afserver 3.4.1 waits as long (PROTOCOL.md 2.2)."""
CLOSE_SECONDS = 10.0
"""How long it may take to close, or to take more of its answer."""
MAX_CONNECTIONS = 256
CHUNK = 256 * 1024


class Connection:
    """One client: what it sent so far, or what is left to send to it."""

    def __init__(self, client: socket.socket) -> None:
        self.client = client
        self.decoder = frame.Decoder()
        self.answer = memoryview(b"")
        self.is_answered = False
        self.end_by = time.monotonic() + RECEIVE_SECONDS


class Server:
    """Listens on the loopback address. `handle` turns a request into an answer and must not raise."""

    def __init__(self, port: int, handle: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
        """Listen on `port`; 0 lets the system choose.

        Raises:
            OSError: the port is taken.
        """
        self._handle = handle
        self._selector = selectors.DefaultSelector()
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._listener.bind((LOOPBACK, port))
            self._listener.listen(128)
        except OSError:
            self._listener.close()
            raise
        self._listener.setblocking(False)
        self.port = int(self._listener.getsockname()[1])
        self._woken, self._waker = socket.socketpair()
        self._woken.setblocking(False)
        self._waker.setblocking(False)
        self._connections: dict[socket.socket, Connection] = {}
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._woken, selectors.EVENT_READ)

    @property
    def waker_number(self) -> int:
        """The socket that wakes `serve` when something is written to it."""
        return self._waker.fileno()

    def wake(self) -> None:
        """Let `serve` return soon. Callable from any thread and from a signal's handler."""
        try:
            self._waker.send(b"!")
        except OSError:
            return

    def serve(self, timeout_seconds: float | None) -> None:
        """Wait for clients at most that long, and serve those that are ready."""
        for key, events in self._selector.select(self._patience(timeout_seconds)):
            if key.fileobj is self._listener:
                self._accept()
            elif key.fileobj is self._woken:
                self._drain()
            else:
                self._serve_one(self._connections[key.fileobj], events)  # type: ignore[index]
        self._close_late()

    def close(self) -> None:
        """Close everything."""
        for connection in list(self._connections.values()):
            self._close(connection)
        for one in (self._listener, self._woken, self._waker):
            one.close()
        self._selector.close()

    def _patience(self, timeout_seconds: float | None) -> float | None:
        if not self._connections:
            return timeout_seconds
        left = min(one.end_by for one in self._connections.values()) - time.monotonic()
        return max(left if timeout_seconds is None else min(left, timeout_seconds), 0.0)

    def _drain(self) -> None:
        try:
            while self._woken.recv(4096):
                pass
        except BlockingIOError:
            return

    def _accept(self) -> None:
        try:
            client, _ = self._listener.accept()
        except OSError:
            return
        if len(self._connections) >= MAX_CONNECTIONS:
            client.close()
            return
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connections[client] = Connection(client)
        self._selector.register(client, selectors.EVENT_READ)

    def _serve_one(self, connection: Connection, events: int) -> None:
        try:
            if events & selectors.EVENT_READ:
                self._receive(connection)
            elif events & selectors.EVENT_WRITE:
                self._send(connection)
        except BlockingIOError:
            return
        except OSError:
            self._close(connection)

    def _receive(self, connection: Connection) -> None:
        data = connection.client.recv(CHUNK)
        if not data:
            self._close(connection)
            return
        if connection.is_answered:
            return
        connection.end_by = time.monotonic() + RECEIVE_SECONDS
        try:
            request = connection.decoder.feed(data)
        except FrameError as error:
            self._answer(connection, {"info": {"kind": "error", "text": str(error)}})
            return
        if request is not None:
            self._answer(connection, self._handle(request))

    def _answer(self, connection: Connection, answer: Mapping[str, Any]) -> None:
        connection.is_answered = True
        connection.answer = memoryview(_encoded(answer))
        connection.end_by = time.monotonic() + CLOSE_SECONDS
        self._send(connection)

    def _send(self, connection: Connection) -> None:
        """Send what the client takes; the rest when it takes more."""
        try:
            while connection.answer:
                sent = connection.client.send(connection.answer)
                connection.answer = connection.answer[sent:]
                connection.end_by = time.monotonic() + CLOSE_SECONDS
        except BlockingIOError:
            self._selector.modify(connection.client, selectors.EVENT_READ | selectors.EVENT_WRITE)
            return
        self._selector.modify(connection.client, selectors.EVENT_READ)

    def _close_late(self) -> None:
        now = time.monotonic()
        for connection in [one for one in self._connections.values() if one.end_by < now]:
            self._close(connection)

    def _close(self, connection: Connection) -> None:
        self._connections.pop(connection.client, None)
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(connection.client)
        connection.client.close()


def _encoded(answer: Mapping[str, Any]) -> bytes:
    try:
        return frame.encode(answer, maximum=frame.MAX_ANSWER_BYTES)
    except FrameError as error:
        return frame.encode({"info": {"kind": "error", "text": f"The answer cannot be sent. {error}"}})
