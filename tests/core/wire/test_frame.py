"""Frames: every recorded exchange, cut anywhere, with anything behind it; and bytes that are no frames."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afsubmit.errors import FrameError
from afsubmit.wire import frame

from .conftest import decoded, exchanges, golden_files


def framed(body: bytes) -> bytes:
    """A right header before any body."""
    return b"AFANASY %d JSON" % len(body) + body


BINARY = bytes.fromhex("000000510000000100000001")


def frames_of(file: str) -> list[bytes]:
    """The recorded frames that are right: in 33 only the responses are."""
    pairs = exchanges(file)
    requests = [] if file.startswith("33") else [request for request, _ in pairs]
    return [data for data in [*requests, *(response for _, response in pairs)] if data and data != BINARY]


def cuts(data: bytes) -> list[int]:
    """Every place of the header and the first letters, then about eighty more."""
    return [*range(1, min(60, len(data))), *range(60, len(data), max(1, len(data) // 80)), len(data) - 1]


@pytest.mark.parametrize("file", golden_files())
def test_recorded_frame_when_decoded_then_header_counts_its_bytes(file: str) -> None:
    for data in frames_of(file):
        decoder = frame.Decoder()
        root = decoder.feed(data)
        assert isinstance(root, dict)
        assert decoder.announced_bytes == len(data) - data.index(b"{")
        assert root == json.loads(data[data.index(b"{") :], strict=False)


@pytest.mark.parametrize("file", golden_files())
def test_recorded_frame_when_encoded_again_then_means_the_same(file: str) -> None:
    for data in frames_of(file):
        root = decoded(data)
        assert decoded(frame.encode(root)) == root


@pytest.mark.parametrize("file", golden_files())
def test_recorded_frame_when_cut_in_two_then_whole_only_at_the_end(file: str) -> None:
    for data in frames_of(file):
        root = decoded(data)
        for cut in cuts(data):
            decoder = frame.Decoder()
            assert decoder.feed(data[:cut]) is None, cut
            assert decoder.feed(data[cut:]) == root, cut


@pytest.mark.parametrize(
    "tail", [b" ", b"  \n ", b"AFANASY 2 JSON{}", BINARY], ids=["space", "blanks", "second", "binary"]
)
def test_frame_when_more_follows_then_it_is_ignored(tail: bytes) -> None:
    for data in frames_of("07") + frames_of("20"):
        decoder = frame.Decoder()
        assert decoder.feed(data + tail) == decoded(data)
        assert decoder.is_complete
        assert decoder.feed(tail) is None


def test_frame_when_fed_byte_by_byte_then_given_out_once() -> None:
    data = frame.encode({"job": {"name": "плёнка 日"}})
    decoder = frame.Decoder()
    results = [decoder.feed(data[place : place + 1]) for place in range(len(data))]
    assert [result for result in results if result is not None] == [{"job": {"name": "плёнка 日"}}]
    assert results[-1] is not None


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b'afanasy 8 JSON{"a": 1}', id="word in lower case"),
        pytest.param(b'AFANASY  8   JSON{"a": 1}', id="more blanks"),
        pytest.param(b'AFANASY 8 JSON\xef\xbb\xbf{"a": 1}', id="byte order mark that is not counted"),
        pytest.param(b'AFANASY 8 JSON \n\n {"a": 1}', id="blanks before the brace"),
    ],
)
def test_frame_when_written_as_the_server_still_takes_it_then_decoded(data: bytes) -> None:
    assert frame.Decoder().feed(data) == {"a": 1}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(BINARY, "AFANASY", id="binary"),
        pytest.param(b"HTTP/1.1 200 OK", "AFANASY", id="a web server"),
        pytest.param(b"AFANASX", "AFANASY", id="another word"),
        pytest.param(b"AFANASY " + b"9" * 80, "header", id="a number without end"),
        pytest.param(b"AFANASY 24 json{}" + b" " * 64, "header", id="JSON in lower case"),
        pytest.param(b"AFANASY 0 JSON{}", "between 1 and", id="no bytes"),
        pytest.param(b"AFANASY -5 JSON{}", "Invalid buffer size", id="less than no bytes"),
        pytest.param(b"AFANASY 67108853 JSON{}", "67,108,853", id="one byte more than a server takes"),
        pytest.param(framed(b'{"a":1}}'), "character", id="a brace too much"),
        pytest.param(framed(b'{"a":1'), "character", id="a count that is too small"),
        pytest.param(framed(b'{"a":1,}'), "character", id="a trailing comma"),
        pytest.param(framed(b"{'a':1}"), "character", id="single quotes"),
        pytest.param(framed(b'{"a":NaN}'), "NaN", id="not a number"),
        pytest.param(framed(b'{"a":1}{"b":2}'), "character", id="two objects"),
        pytest.param(framed(b'{"a":' + b"9" * 5000 + b",}"), "character|JSON", id="a number without end"),
        pytest.param(framed(b'{"a":' * 40000), "JSON", id="nested without end"),
        pytest.param(b"AFANASY 2 JSON" + b"[" * 5000, "No object", id="a list and no object"),
    ],
)
def test_bytes_when_they_are_no_frame_then_frame_error_says_why(data: bytes, words: str) -> None:
    with pytest.raises(FrameError, match=words):
        frame.Decoder().feed(data)


@pytest.mark.parametrize(
    ("root", "words"),
    [
        pytest.param({"a": float("nan")}, "JSON", id="not a number"),
        pytest.param({"a": float("inf")}, "JSON", id="infinite"),
        pytest.param({"a": b"bytes"}, "bytes", id="bytes"),
        pytest.param({"a": {1, 2}}, "set", id="a set"),
        pytest.param({("a",): 1}, "keys", id="a key that is no text"),
        pytest.param({"a": "\ud800"}, "surrogates", id="half a letter"),
        pytest.param([1], "object", id="a list"),
        pytest.param(None, "object", id="nothing"),
    ],
)
def test_request_when_it_is_no_json_object_then_frame_error_says_why(root, words: str) -> None:
    with pytest.raises(FrameError, match=words):
        frame.encode(root)


def test_request_when_it_contains_itself_then_frame_error() -> None:
    root: dict = {}
    root["a"] = root
    with pytest.raises(FrameError, match="itself"):
        frame.encode(root)


def test_request_when_longer_than_a_server_takes_then_frame_error_with_both_numbers() -> None:
    with pytest.raises(FrameError, match=r"1,009 bytes.*1,000"):
        frame.encode({"a": "b" * 1000}, maximum=1000)
    assert frame.encode({"a": "b" * 991}, maximum=1000).startswith(b"AFANASY 1000 JSON{")


def test_file_name_when_not_utf8_then_same_bytes_go_out_and_come_back() -> None:
    name = b"caf\xe9.blend".decode("utf-8", "surrogateescape")
    data = frame.encode({"name": name})
    assert b"caf\xe9.blend" in data
    assert decoded(data) == {"name": name}
    assert frame.readable(name) == "caf\ufffd.blend"


def test_control_characters_when_raw_in_a_text_then_decoded() -> None:
    assert decoded(framed(b'{"a":"\x1b[1m\t\n"}')) == {"a": "\x1b[1m\t\n"}


scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    scalars | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(root=st.dictionaries(texts, values, max_size=5), data=st.data())
def test_any_object_when_encoded_and_cut_anywhere_then_comes_back(root, data) -> None:
    encoded = frame.encode(root)
    cut = data.draw(st.integers(1, len(encoded) - 1))
    decoder = frame.Decoder()
    assert decoder.feed(encoded[:cut]) is None
    assert decoder.feed(encoded[cut:] + b" ") == root


@given(st.binary(max_size=200))
def test_any_bytes_when_decoded_then_object_or_frame_error(data: bytes) -> None:
    for start in (b"", b"AFANASY ", b"AFANASY 10 JSON", b"AFANASY 10 JSON{"):
        try:
            frame.Decoder().feed(start + data)
        except FrameError:
            continue
