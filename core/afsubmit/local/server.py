"""The farm's sockets: takes whole requests from any number of clients and sends the answers. One thread, no waiting.

One connection carries one request. After the answer the server waits for the client to close, as afserver 3.4.1 does,
so that no answer is lost to a reset.

The law: a stranger costs next to nothing. Until the token is seen, which stands first in a request, no more than
FIRST_BYTES are taken; every connection has an end that no byte renews; when there are too many, the oldest that has
not shown the token goes. Who comes through our own Unix socket is no stranger.
"""

from __future__ import annotations

import contextlib
import hmac
import re
import selectors
import socket
import time
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import FrameError
from ..wire import frame
from . import sockets
from .request_decoder import RequestDecoder
from .written_answer import WrittenAnswer

RECEIVE_SECONDS = 12.0
"""How long a client has until its request is whole; afserver 3.4.1 waits as long for each byte."""
CLOSE_SECONDS = 10.0
"""How long it has to take its answer and close."""
SLOWEST_BYTES_PER_SECOND = 256 * 1024
"""What is long has more time: as much as it needs at this speed."""
MAX_CONNECTIONS = 256
CHUNK = 256 * 1024
MOST_BUFFERED = 4 * 1024 * 1024
"""Of a long answer the system is asked to take that much at once: else farm and client take turns for each piece."""
FIRST_BYTES = 64 * 1024
"""What is taken of a stranger's request."""
HEAD_BYTES = 256
"""Within these the token stands when a request is longer."""
HELD_BYTES = 256 * 1024 * 1024
"""What is kept of all strangers' requests together, where a farm asks for no token."""
TOKEN = re.compile(rb'\{\s*"token"\s*:\s*"([0-9a-f]*)"')

NO_ANSWER: dict[str, Any] = {}
"""This very object as an answer: the connection is closed without a byte, as afserver 3.4.1 does for some requests."""
NO_TOKEN = "This farm takes requests only with its token, from the user who started it."


class ClientConnection:
    """One client: what it sent so far, or what is left to send to it.

    `is_ours` says that it came through the socket that only we can reach, `is_known` that it may send a long request.
    """

    def __init__(self, client: socket.socket, *, is_ours: bool, is_known: bool) -> None:
        self.client, self.is_ours, self.is_known = client, is_ours, is_known
        self.decoder = RequestDecoder()
        self.answer = memoryview(b"")
        self.is_answered = False
        self.began = time.monotonic()
        self.end_by = self.began + RECEIVE_SECONDS


class FarmServer:
    """Listens. `handle` turns a request into an answer, `NO_ANSWER` to close without a byte, and must not raise."""

    def __init__(
        self,
        handle: Callable[[Mapping[str, Any]], Mapping[str, Any]],
        *,
        folder: str = "",
        port: int | None = None,
        token: str = "",
    ) -> None:
        """Listen on a Unix socket in `folder` ("" for none) and on `port` (0 lets the system choose, None for none).

        Long requests are taken from who begins them with `token`, from everybody when it is "".

        Raises:
            OSError: the port is taken, or the socket cannot be made.
        """
        self._handle, self._token = handle, token
        self._selector = selectors.DefaultSelector()
        self._listeners: dict[socket.socket, bool] = {}
        self.path, self.port = "", 0
        try:
            if port is not None:
                self.port = int(self._listen(sockets.of_port(port), is_ours=False).getsockname()[1])
            if folder:
                self.path = str(self._listen(sockets.of_folder(folder), is_ours=True).getsockname())
        except OSError:
            for one in self._listeners:
                one.close()
            raise
        self._woken, self._waker = socket.socketpair()
        self._woken.setblocking(False)
        self._waker.setblocking(False)
        self._connections: dict[socket.socket, ClientConnection] = {}
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._has_news = False

    def _listen(self, listener: socket.socket, *, is_ours: bool) -> socket.socket:
        listener.setblocking(False)
        self._listeners[listener] = is_ours
        self._selector.register(listener, selectors.EVENT_READ)
        return listener

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

    def watch(self, number: int, call: Callable[[], None]) -> None:
        """Let `serve` call this when there is something to read at the descriptor `number`."""
        self._selector.register(number, selectors.EVENT_READ, call)

    def unwatch(self, number: int) -> None:
        """Look at a descriptor no longer; to be called before it is closed."""
        self._selector.unregister(number)

    def serve(self, timeout_seconds: float | None) -> None:
        """Wait at most that long for news, a request or what is watched, and serve the clients that are ready.

        Who comes, goes, or has not said all is no news: nothing in the farm is to be looked at for that.
        """
        end = None if timeout_seconds is None else time.monotonic() + timeout_seconds
        self._has_news = False
        while not self._has_news:
            left = None if end is None else max(end - time.monotonic(), 0.0)
            for key, events in self._selector.select(self._wait_seconds(left)):
                self._look_at(key, events)
            self._close_late()
            if end is not None and time.monotonic() >= end:
                return

    def _look_at(self, key: selectors.SelectorKey, events: int) -> None:
        if key.data is not None:
            self._has_news = True
            key.data()
        elif key.fileobj in self._listeners:
            self._accept(key.fileobj)
        elif key.fileobj is self._woken:
            self._has_news = True
            self._drain()
        elif key.fileobj in self._connections:  # else it had to go for another in this very turn
            self._serve_one(self._connections[key.fileobj], events)

    def close(self) -> None:
        """Close everything."""
        for connection in list(self._connections.values()):
            self._close(connection)
        for one in (*self._listeners, self._woken, self._waker):
            one.close()
        self._selector.close()
        if self.path:
            sockets.remove(self.path)

    def _wait_seconds(self, timeout_seconds: float | None) -> float | None:
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

    def _accept(self, listener: socket.socket) -> None:
        is_ours = self._listeners[listener]
        alike = [one for one in self._connections.values() if one.is_ours == is_ours]
        try:
            client, _ = listener.accept()
        except BlockingIOError:
            return
        except OSError:  # this process has no room for one more
            self._close_oldest(alike)
            return
        if len(alike) >= MAX_CONNECTIONS:
            self._close_oldest(alike)
        client.setblocking(False)
        if not is_ours:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = ClientConnection(client, is_ours=is_ours, is_known=is_ours or not self._token)
        self._connections[client] = connection
        self._selector.register(client, selectors.EVENT_READ)
        self._serve_one(connection, selectors.EVENT_READ)  # most have said all when they are let in

    def _close_oldest(self, alike: list[ClientConnection]) -> None:
        """Close the oldest of these that has not shown the token, else the oldest. They stand as they came."""
        oldest = next((one for one in alike if not one.is_known), alike[0] if alike else None)
        if oldest is not None:
            self._close(oldest)

    def _serve_one(self, connection: ClientConnection, events: int) -> None:
        try:
            if events & selectors.EVENT_READ:
                self._receive(connection)
            elif events & selectors.EVENT_WRITE:
                self._send(connection)
        except BlockingIOError:
            return
        except OSError:
            self._close(connection)

    def _receive(self, connection: ClientConnection) -> None:
        data = connection.client.recv(CHUNK if connection.is_known else FIRST_BYTES)
        if not data:
            self._close(connection)
            return
        if connection.is_answered:
            return
        try:
            request = connection.decoder.feed(data)
        except FrameError as error:
            self._refuse(connection, str(error))
            return
        if request is not None:
            self._has_news = True
            self._answer(connection, self._handle(request))
        elif self._lacks_token(connection):
            self._refuse(connection, NO_TOKEN)
        elif connection.is_known:
            self._extend_deadline(connection)

    def _lacks_token(self, connection: ClientConnection) -> bool:
        """Whether a long request does not begin with the token; a short one is looked at when it is whole."""
        if connection.is_known or (connection.decoder.announced_bytes or 0) <= FIRST_BYTES:
            return False
        head = connection.decoder.beginning(HEAD_BYTES)
        found = TOKEN.match(head)
        connection.is_known = bool(found) and hmac.compare_digest(found[1], self._token.encode())  # type: ignore[index]
        return not connection.is_known and (bool(found) or len(head) >= HEAD_BYTES)

    def _extend_deadline(self, connection: ClientConnection) -> None:
        """Give a long request its time, and see that what strangers sent stays below a measure."""
        announced = connection.decoder.announced_bytes or 0
        connection.end_by = connection.began + RECEIVE_SECONDS + announced / SLOWEST_BYTES_PER_SECOND
        others = [one for one in self._connections.values() if not one.is_ours and not one.is_answered]
        if sum(one.decoder.received_bytes for one in others) > HELD_BYTES:
            self._close(others[0])

    def _refuse(self, connection: ClientConnection, text: str) -> None:
        self._answer(connection, {"info": {"kind": "error", "text": text}})

    def _answer(self, connection: ClientConnection, answer: Mapping[str, Any]) -> None:
        connection.is_answered = True
        if answer is NO_ANSWER:
            self._close(connection)
            return
        connection.answer = memoryview(encoded(answer))
        connection.end_by = time.monotonic() + CLOSE_SECONDS + len(connection.answer) / SLOWEST_BYTES_PER_SECOND
        if connection.is_ours and len(connection.answer) > CHUNK:
            connection.client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST_BUFFERED)
        self._send(connection)

    def _send(self, connection: ClientConnection) -> None:
        """Send what the client takes; the rest when it takes more."""
        try:
            while connection.answer:
                sent = connection.client.send(connection.answer)
                connection.answer = connection.answer[sent:]
        except BlockingIOError:
            self._selector.modify(connection.client, selectors.EVENT_READ | selectors.EVENT_WRITE)
            return
        self._selector.modify(connection.client, selectors.EVENT_READ)

    def _close_late(self) -> None:
        now = time.monotonic()
        for connection in [one for one in self._connections.values() if one.end_by < now]:
            self._close(connection)

    def _close(self, connection: ClientConnection) -> None:
        self._connections.pop(connection.client, None)
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(connection.client)
        connection.client.close()


def encoded(answer: Mapping[str, Any]) -> bytes:
    """The frame of an answer, or of the words why it cannot be sent."""
    try:
        text = answer.text if isinstance(answer, WrittenAnswer) else frame.text_of(answer)
        return frame.of_text(text, maximum=frame.MAX_ANSWER_BYTES)
    except FrameError as error:
        return frame.encode({"info": {"kind": "error", "text": f"The answer cannot be sent. {error}"}})
