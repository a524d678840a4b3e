"""The client of a farm: one connection for each request, every wait bounded. Only here a socket is opened to a farm.

A request is validated before anything is opened: an invalid one would kill afserver 3.4.1.
"""

from __future__ import annotations

import errno
import select
import socket
import time
from collections.abc import Callable, Mapping, Sequence

from ..errors import (
    AfError,
    CancelledError,
    FrameError,
    ServerRefusedError,
    ServerUnreachableError,
    UnknownOutcomeError,
)
from ..typed import TYPE_CHECKING, Any
from . import answers
from .action_lock import action_lock
from .address import JobId, is_socket, shown
from .farm_actions import FarmActions
from .farm_queries import FarmQueries
from .frame import MAX_ANSWER_BYTES, Decoder, encode, readable
from .name_lookup import SLICE_SECONDS, look_up

if TYPE_CHECKING:
    from ..errors import Problem
    from .address import Address

CONNECT_TIMEOUT_SECONDS = 3.0
READ_TIMEOUT_SECONDS = 10.0
SLOWEST_BYTES_PER_SECOND = 256 * 1024
"""A long request or answer may take longer than the read time-out while it moves at least this fast."""
LOOK_UP_SECONDS = 10.0
"""How long the addresses of a name are kept."""
BUSY_SECONDS = 0.01
"""How often a busy farm of this machine is asked to take one more."""
CHUNK_BYTES = 256 * 1024
_IN_PROGRESS = frozenset([errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY])
_WORDS = {
    errno.ECONNREFUSED: "Connection refused",
    errno.ETIMEDOUT: "Connection timed out",
    errno.EHOSTUNREACH: "No route to host",
    errno.ENETUNREACH: "Network is unreachable",
}
"""What Windows' numbers mean, too, for which `os.strerror` has no words."""


class Client(FarmQueries, FarmActions):
    """Talks to one farm. Safe to use from several threads; nothing is kept open between requests."""

    def __init__(
        self,
        address: Address,
        *,
        connect_timeout_seconds: float = CONNECT_TIMEOUT_SECONDS,
        read_timeout_seconds: float = READ_TIMEOUT_SECONDS,
        user_name: str = "",
        host_name: str = "",
        maximum_bytes: int = MAX_ANSWER_BYTES,
    ) -> None:
        """Connect to nothing yet.

        `connect_timeout_seconds` is for resolving the name and connecting, all its addresses together;
        `read_timeout_seconds` for sending and for the answer. `user_name` and `host_name` stand in actions and
        monitors ("" is whoever runs this process); `maximum_bytes` is the longest answer that is read.
        """
        super().__init__()
        self.address = address
        self.connect_timeout_seconds = connect_timeout_seconds
        self.read_timeout_seconds = read_timeout_seconds
        self.user_name = user_name
        self.host_name = host_name
        self.maximum_bytes = maximum_bytes
        self._under_way: list[_Exchange] = []
        self.found: tuple[float, Sequence[tuple[Any, ...]]] | None = None
        """When the name was looked up, and its addresses."""

    def __repr__(self) -> str:
        return f"Client({shown(self.address)})"

    def request(
        self,
        root: Mapping[str, Any],
        *,
        is_silent: bool = False,
        on_warnings: Callable[[Sequence[Problem]], None] | None = None,
    ) -> dict[str, Any]:
        """Send one request and give the answer.

        `is_silent` says that the server closes without an answer when it succeeds; then the result is empty.
        `on_warnings` is told what is doubtful in the request, before anything is opened.

        Raises:
            JobError: it must not be sent; nothing was opened.
            FrameError: it cannot be written as JSON, or the answer is not the protocol.
            ServerUnreachableError: nothing left this machine.
            UnknownOutcomeError: it left this machine and no whole answer came.
            ServerRefusedError: the server answered with an error.
            CancelledError: `cancel` was called before anything left this machine.
        """
        from ..document.validate import ensure_sendable

        warnings = ensure_sendable(root)
        if warnings and on_warnings:
            on_warnings(warnings)
        if self.address.token:
            root = {"token": self.address.token, **root}  # first: long requests are taken only behind it
        data = encode(root)
        exchange = _Exchange(self, is_question="get" in root)
        self._under_way.append(exchange)
        try:
            with action_lock(self.address, root, exchange.check_cancelled):
                answer = exchange.run(data, is_silent=is_silent)
        finally:
            self._under_way.remove(exchange)
            exchange.close()
        text = _refusal(answer)
        if text is not None:
            raise ServerRefusedError(shown(self.address), text)
        return answer

    def send_job(
        self, job: Mapping[str, Any], *, on_warnings: Callable[[Sequence[Problem]], None] | None = None
    ) -> JobId:
        """Send the object that goes under "job"; its id and serial once the server has taken it.

        `on_warnings` is as in `request`.

        Raises:
            ServerRefusedError: the server did not take it.
            UnknownOutcomeError: it may have taken it (also when what it answered cannot be read).
            AfError: as `request`.
        """
        try:
            answer = self.request({"job": job}, on_warnings=on_warnings)
        except FrameError as error:
            if isinstance(error, _AnswerError):
                raise UnknownOutcomeError(shown(self.address), f"what it answered cannot be read: {error}") from error
            raise
        id_, serial = answer.get("id"), answer.get("serial", 0)
        if type(id_) is int and id_ == 0:
            raise ServerRefusedError(shown(self.address), "it gave no id for the job")
        if type(id_) is not int or type(serial) is not int or not (answers.is_id(id_) and answers.is_serial(serial)):
            raise UnknownOutcomeError(shown(self.address), f"it answered no id of a job: {str(answer)[:200]}")
        return JobId(id_, serial)

    def cancel(self) -> None:
        """End the requests that are under way, from any thread; later requests work as before."""
        for exchange in list(self._under_way):
            exchange.cancel()


class _AnswerError(FrameError):
    """What came back is not the protocol; the request had left."""


def _refusal(answer: Mapping[str, Any]) -> str | None:
    """The server's own words when an answer means no, else None."""
    info = answer.get("info")
    if isinstance(info, dict) and info.get("kind") == "error":
        return readable(str(info.get("text", ""))).strip()
    if answer.get("error"):
        return readable(str(answer["error"])).strip()
    if answer.get("id") == 0 and "serial" in answer:
        return "the job was not accepted"
    return None


class _Exchange:
    """One connection: connect, send all, read exactly one answer, close."""

    def __init__(self, client: Client, *, is_question: bool = False) -> None:
        self._client = client
        self._is_question = is_question
        self._server = shown(client.address)
        self._socket: socket.socket | None = None
        self._is_cancelled = False
        self._sent = 0

    def cancel(self) -> None:
        """End the waiting at once; callable from any thread."""
        self._is_cancelled = True
        try:
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:  # it was not open any more
            return

    def check_cancelled(self) -> None:
        """Raise CancelledError when `cancel` was called before anything was sent."""
        if self._is_cancelled:
            raise CancelledError("Cancelled.")

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()

    def run(self, data: bytes, *, is_silent: bool) -> dict[str, Any]:
        connection = self._connect()
        connection.settimeout(min(SLICE_SECONDS, self._client.read_timeout_seconds))
        try:
            self._send(connection, data)
            return self._receive(connection, is_silent)
        except AfError:  # some are an OSError, too
            raise
        except OSError as error:
            raise self._failure("cancelled" if self._is_cancelled else _reason(error)) from error

    def _failure(self, reason: str) -> AfError:
        """The error that tells whether something left this machine."""
        if self._sent:
            return UnknownOutcomeError(self._server, reason, is_question=self._is_question)
        if self._is_cancelled:
            return CancelledError("Cancelled.")
        return ServerUnreachableError(self._server, [(self._server, reason)])

    def _check(self, end: float, late: str) -> None:
        if self._is_cancelled:
            raise self._failure("cancelled")
        if time.monotonic() >= end:
            raise self._failure(late)

    # Connecting

    def _connect(self) -> socket.socket:
        end = time.monotonic() + self._client.connect_timeout_seconds
        attempts: list[tuple[str, str]] = []
        if is_socket(self._client.address):
            return self._connect_here(self._client.address.host, end)
        addresses = self._resolve(end)
        for number, (family, kind, protocol, _, place) in enumerate(addresses):
            share = (end - time.monotonic()) / (len(addresses) - number)
            reason = self._try(family, kind, protocol, place, time.monotonic() + max(share, 0.0))
            if self._is_cancelled:
                raise CancelledError("Cancelled.")
            if not reason and self._socket is not None:
                return self._socket
            attempts.append((str(place[0]), reason))
        self._client.found = None
        raise ServerUnreachableError(self._server, attempts)

    def _connect_here(self, path: str, end: float) -> socket.socket:
        """Connect to the Unix socket of a farm on this machine, and wait in line while it is busy."""
        self._socket = connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(0.0)
        while True:
            try:
                connection.connect(path)
                return connection
            except BlockingIOError:
                reason = "no answer in time"
            except OSError as error:
                raise ServerUnreachableError(self._server, [(path, _reason(error))]) from error
            if self._is_cancelled:
                raise CancelledError("Cancelled.")
            if time.monotonic() >= end:
                raise ServerUnreachableError(self._server, [(path, reason)])
            time.sleep(BUSY_SECONDS)

    def _try(self, family: int, kind: int, protocol: int, place: tuple[Any, ...], end: float) -> str:
        """Connect to one address until `end`; "" when it did, else why not."""
        try:
            self._socket = connection = socket.socket(family, kind, protocol)
        except OSError as error:
            return _reason(error)
        try:
            connection.setblocking(False)
            code = connection.connect_ex(place)
            while code in _IN_PROGRESS and not self._is_cancelled:
                left = end - time.monotonic()
                if left <= 0:
                    code = -1
                elif _is_writable(connection, min(left, SLICE_SECONDS)):
                    code = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                    break
            if code == 0:
                return ""
            reason = "no answer in time" if code == -1 else _words(code)
        except OSError as error:
            reason = _reason(error)
        self._socket = None
        connection.close()
        return reason

    def _resolve(self, end: float) -> Sequence[tuple[Any, ...]]:
        """Every address of the name; a number needs no look-up, and a name none for some seconds after the last."""
        host, port = self._client.address.host, self._client.address.port
        known, now = self._client.found, time.monotonic()
        if known and now - known[0] < LOOK_UP_SECONDS:
            return known[1]
        found: Sequence[tuple[Any, ...]] | BaseException
        try:
            found = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)
        except (OSError, UnicodeError, OverflowError):
            found = look_up(host, port, end, lambda: self._is_cancelled)
        if isinstance(found, BaseException):
            raise ServerUnreachableError(self._server, [(host, _reason(found))]) from found
        self._client.found = (now, found)
        return found

    # Sending and receiving

    def _end(self, start: float, moved: int) -> float:
        """When patience ends: the read time-out, and more for what is long and moves."""
        return start + self._client.read_timeout_seconds + moved / SLOWEST_BYTES_PER_SECOND

    def _send(self, connection: socket.socket, data: bytes) -> None:
        start = time.monotonic()
        rest = memoryview(data)
        while rest:
            try:
                count = connection.send(rest)
            except socket.timeout:
                count = 0
            self._sent += count
            rest = rest[count:]
            if rest:
                self._check(self._end(start, self._sent), "it did not take the whole request in time")

    def _receive(self, connection: socket.socket, is_silent: bool) -> dict[str, Any]:
        start = time.monotonic()
        decoder = Decoder(maximum=self._client.maximum_bytes)
        while True:
            try:
                chunk = connection.recv(CHUNK_BYTES)
            except socket.timeout:
                self._check(self._end(start, decoder.received_bytes), self._late(decoder))
                continue
            if not chunk:
                return self._hung_up(decoder, is_silent)
            try:
                answer = decoder.feed(chunk)
            except FrameError as error:
                raise _AnswerError(f"The server {self._server} answered what cannot be read. {error}") from error
            if answer is not None:
                return answer
            self._check(self._end(start, decoder.received_bytes), self._late(decoder))

    def _late(self, decoder: Decoder) -> str:
        seconds = f"{self._client.read_timeout_seconds:g} s"
        if not decoder.received_bytes:
            return f"silent for {seconds}"
        return f"only {_progress(decoder)} came in time"

    def _hung_up(self, decoder: Decoder, is_silent: bool) -> dict[str, Any]:
        if self._is_cancelled:
            raise self._failure("cancelled")
        if decoder.received_bytes:
            raise self._failure(f"it closed the connection after {_progress(decoder)}")
        if is_silent:
            return {}
        raise self._failure("it closed the connection without a word, as a server does that crashed")


def _progress(decoder: Decoder) -> str:
    announced = decoder.announced_bytes
    return f"{decoder.received_bytes} bytes" + (f" of an answer of {announced}" if announced else "")


def _is_writable(connection: socket.socket, seconds: float) -> bool:
    """Wait until a connect has ended, well or badly. Applications hold many files open: no `select` where `poll` is."""
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(connection, select.POLLOUT)
        return bool(poll.poll(seconds * 1000))
    _, writable, failed = select.select([], [connection], [connection], seconds)
    return bool(writable or failed)


def _words(code: int) -> str:
    import os

    return _WORDS.get(code) or os.strerror(code)


def _reason(error: BaseException) -> str:
    """What the system says, without its number."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(text)
