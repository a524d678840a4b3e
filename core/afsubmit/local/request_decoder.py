"""Takes requests in both forms: behind the text header, and behind the twelve bytes that CGRU's own programs send.

Fact of afcmd 3.4.1 (its bytes were looked at): three numbers of four bytes, the first byte the highest: 81, the version
of the protocol; 24, the kind of the message, a JSON object; the object's length. It reads an answer with a text header.
"""

from __future__ import annotations

import struct
from typing import Any

from ..wire.frame import Decoder

VERSION, JSON_KIND = 81, 24
_NUMBERS = struct.Struct(">iii")


class RequestDecoder(Decoder):
    """As `Decoder`; bytes that begin like neither form are told as it tells them."""

    def __init__(self) -> None:
        super().__init__()
        self._first: bytes | None = b""

    def feed(self, data: bytes | bytearray | memoryview) -> dict[str, Any] | None:
        """As `Decoder.feed`."""
        if self._first is None:
            return super().feed(data)
        self._first += data
        if self._first[:1] == b"\0" and len(self._first) < _NUMBERS.size:
            return None
        first, self._first = self._first, None
        return super().feed(_with_text_header(first))


def _with_text_header(first: bytes) -> bytes:
    if len(first) < _NUMBERS.size:
        return first
    version, kind, count = _NUMBERS.unpack_from(first)
    if (version, kind) != (VERSION, JSON_KIND):
        return first
    return f"AFANASY {count} JSON".encode() + first[_NUMBERS.size :]
