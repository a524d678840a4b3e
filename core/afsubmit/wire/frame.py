"""The Afanasy frame: a text header with a byte count, then one JSON object. Bytes in, objects out.

No sockets, files or clocks here. Facts: afserver 3.4.1, measured.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from ..errors import FrameError
from ..typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NoReturn

MAX_REQUEST_BYTES = 64 * 1024 * 1024 - 12
"""The longest body that afserver 3.4.1 takes."""
MAX_ANSWER_BYTES = 512 * 1024 * 1024
"""The longest answer a client reads unless told otherwise: a full listing of 300,000 tasks is some 100 MB."""
MAX_HEADER_BYTES = 64
MAX_SKIPPED_BYTES = 4096

_WORD = b"AFANASY"
_HEADER = re.compile(rb"([A-Za-z]{7})\s+([-+]?\d{1,20})\s+JSON")
_NOT_UTF8 = "surrogateescape"


def encode(root: Mapping[str, Any], *, maximum: int = MAX_REQUEST_BYTES) -> bytes:
    """The whole frame of `root`, ready to be sent in one write.

    File names that Python read from bytes which are not UTF-8 go out as those same bytes.

    Raises:
        FrameError: `root` is not an object that JSON can say, or its text is longer than `maximum` bytes.
    """
    return of_text(text_of(root), maximum=maximum)


def text_of(root: Mapping[str, Any]) -> str:
    """The JSON text of `root` as frames hold it.

    Raises:
        FrameError: `root` is not an object that JSON can say.
    """
    if not isinstance(root, dict):
        root = _as_dict(root)
    try:
        return _ENCODER.encode(root)
    except (TypeError, ValueError) as error:
        raise FrameError(f"This cannot be written as JSON: {error}.") from error
    except RecursionError:
        raise FrameError("This cannot be written as JSON: it contains itself, or is nested too deeply.") from None


def of_text(text: str, *, maximum: int) -> bytes:
    """The whole frame of a JSON text.

    Raises:
        FrameError: it holds what no bytes say, or is longer than `maximum` bytes.
    """
    try:
        body = text.encode("utf-8", _NOT_UTF8)
    except UnicodeError as error:
        raise FrameError(f"This cannot be written as JSON: {error}.") from error
    if len(body) > maximum:
        raise FrameError(f"The request has {len(body):,} bytes; a server takes at most {maximum:,}.")
    return b"AFANASY %d JSON%s" % (len(body), body)


def _as_dict(root: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return dict(root.items())
    except AttributeError:
        raise FrameError(f"A request is an object, not {type(root).__name__}.") from None


def readable(text: str) -> str:
    """`text` from an answer with U+FFFD for every byte that was not UTF-8, so that it can be printed anywhere."""
    return text.encode("utf-8", _NOT_UTF8).decode("utf-8", "replace")


class Decoder:
    """Turns the bytes of one connection into the one object they carry.

    What follows the object is ignored: afserver 3.4.1 adds spaces while it waits for the client to close, and never
    reads a second request.
    """

    def __init__(self, *, maximum: int = MAX_REQUEST_BYTES) -> None:
        """Refuse bodies of more than `maximum` bytes; the default is what a server takes."""
        self._maximum = maximum
        self._buffer = bytearray()
        self._announced: int | None = None
        self._start = -1
        self.received_bytes = 0
        """All bytes fed so far."""
        self.is_complete = False
        """Whether the object was given out."""

    @property
    def announced_bytes(self) -> int | None:
        """The length of the body by the header, None before the header is known."""
        return self._announced

    def beginning(self, count: int) -> bytes:
        """At most `count` bytes of the object, as far as they are here and it was not given out."""
        return b"" if self._start < 0 else bytes(self._buffer[self._start : self._start + count])

    def feed(self, data: bytes | bytearray | memoryview) -> dict[str, Any] | None:
        """Take some bytes; the object once its last byte is here (only that one time), else None.

        Raises:
            FrameError: these bytes are not the protocol, or the body is not one JSON object.
        """
        self.received_bytes += len(data)
        if self.is_complete:
            return None
        self._buffer += data
        if self._announced is None and not self._read_header():
            return None
        if self._start < 0 and not self._find_body():
            return None
        end = self._start + (self._announced or 0)
        if len(self._buffer) < end:
            return None
        body, self._buffer = self._buffer[self._start : end], bytearray()
        self.is_complete = True
        return _loads(body)

    def _read_header(self) -> bool:
        head = bytes(self._buffer[:MAX_HEADER_BYTES])
        if head[: len(_WORD)].upper() != _WORD[: len(head)]:
            raise FrameError(f"These bytes do not begin with AFANASY: {head[:16]!r}.")
        found = _HEADER.match(head)
        if found is None:
            if len(head) == MAX_HEADER_BYTES:
                raise FrameError(f"These bytes have no header: {head[:32]!r}.")
            return False
        count = int(found[2])
        if count < 0:
            raise FrameError("Invalid buffer size")
        if not 0 < count <= self._maximum:
            raise FrameError(f"The header announces {count:,} bytes; between 1 and {self._maximum:,} can be read.")
        self._announced = count
        del self._buffer[: found.end()]
        return True

    def _find_body(self) -> bool:
        """Find the first brace: what stands before it is neither counted nor read (a byte order mark, blanks)."""
        self._start = self._buffer.find(b"{")
        if self._start < 0 and len(self._buffer) > MAX_SKIPPED_BYTES:
            raise FrameError("No object follows the header.")
        return self._start >= 0


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False)
_DECODER = json.JSONDecoder(strict=False, parse_constant=_no_constant)


def _loads(body: bytearray) -> dict[str, Any]:
    text = body.decode("utf-8", _NOT_UTF8)
    try:
        root = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        around = readable(text[max(0, error.pos - 40) : error.pos + 40])
        raise FrameError(f"{error.msg} (at character {error.pos} of {len(text)}): {around!r}") from error
    except (ValueError, RecursionError) as error:
        raise FrameError(f"The body is not JSON that can be read: {error}") from error
    if not isinstance(root, dict):
        raise FrameError("The body is not an object.")
    return root
