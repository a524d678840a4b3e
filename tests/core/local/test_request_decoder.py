"""Requests behind a text header, and behind the twelve bytes of CGRU's own programs."""

from __future__ import annotations

import struct

import pytest

from afsubmit.errors import FrameError
from afsubmit.local.request_decoder import RequestDecoder
from afsubmit.wire import frame

BODY = b'{"get":{"type":"jobs"}}'
TEXT = frame.encode({"get": {"type": "jobs"}})
BYTES = struct.pack(">iii", 81, 24, len(BODY)) + BODY


@pytest.mark.parametrize("data", [pytest.param(TEXT, id="text"), pytest.param(BYTES, id="bytes")])
@pytest.mark.parametrize("size", [1, 3, 11, 12, 13, 1000], ids=str)
def test_request_when_cut_anywhere_then_the_object(data: bytes, size: int) -> None:
    decoder = RequestDecoder()
    found = [decoder.feed(data[place : place + size]) for place in range(0, len(data), size)]
    assert [one for one in found if one is not None] == [{"get": {"type": "jobs"}}]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(struct.pack(">iii", 80, 24, 2) + b"{}", id="another version"),
        pytest.param(struct.pack(">iii", 81, 23, 2) + b"{}", id="another kind"),
        pytest.param(struct.pack(">iii", 81, 24, -2) + b"{}", id="a negative length"),
        pytest.param(struct.pack(">iii", 81, 24, 2**31 - 1) + b"{}", id="more than is read"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="another protocol"),
        pytest.param(b"\x00" * 12, id="zeros"),
    ],
)
def test_bytes_when_they_are_neither_form_then_an_error(data: bytes) -> None:
    with pytest.raises(FrameError):
        RequestDecoder().feed(data)
