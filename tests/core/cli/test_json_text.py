"""JSON as people type it: every mistake with its line, its column and a pointer, and printing that loses nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from afsubmit.cli.json_text import DocumentError, parse, shown, structure

DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    ("text", "place", "said", "line", "column_of_pointer"),
    [
        pytest.param(
            '{"job": {"name": "x",,}}', "1:22", "Expecting property name", '{"job": {"name": "x",,}}', 21, id="commas"
        ),
        pytest.param('{\n  "job": {}\n  "x": 1}', "3:3", "Expecting ',' delimiter", '  "x": 1}', 2, id="no comma"),
        pytest.param("{'job': 1}", "1:2", "property name", "{'job': 1}", 1, id="single quotes"),
        pytest.param('{"a": 1} {"b": 2}', "1:10", "Extra data", '{"a": 1} {"b": 2}', 9, id="two documents"),
        pytest.param('{"a": 1 // note\n}', "1:9", "delimiter", '{"a": 1 // note', 8, id="a comment"),
        pytest.param('{"a":\r\n\tNaN}', "2:2", "NaN is not JSON", " NaN}", 1, id="NaN behind a tab"),
        pytest.param('{"NaN": "NaN", "b": -Infinity}', "1:21", "-Infinity is not JSON", None, 20, id="infinity"),
        pytest.param(
            '{"a": {"b": 1}, "b": {"x": 1, "\\u0078": 2}}', "1:31", 'key "\\u0078" stands twice', None, 30, id="twice"
        ),
        pytest.param(
            '{"a": [{"b": 1}, {"b": 1, "c": "b", "b": 2}], "b": 3}',
            "1:37",
            'key "b" stands twice',
            None,
            36,
            id="twice, among others",
        ),
        pytest.param("  [1, 2]", "1:3", "a document is an object", "  [1, 2]", 2, id="a list"),
        pytest.param('"job"', "1:1", "a document is an object", '"job"', 0, id="a text"),
        pytest.param('{"a": "no end', "1:7", "Unterminated string", '{"a": "no end', 6, id="a text without an end"),
        pytest.param(
            '{"a": "line\nbreak"}',
            "1:12",
            "Invalid control character",
            '{"a": "line',
            11,
            id="a text with a line break",
        ),
        pytest.param('{"a": 1', "1:8", "Expecting", '{"a": 1', 7, id="no end"),
    ],
)
def test_text_when_it_is_no_document_then_place_and_pointer(
    text: str, place: str, said: str, line: str | None, column_of_pointer: int
) -> None:
    with pytest.raises(DocumentError) as error:
        parse(text, "x.json")
    first, shown_line, pointer = str(error.value).split("\n")
    assert first.startswith(f"x.json:{place}: ")
    assert said in first
    assert shown_line == (text if line is None else line)
    assert pointer == " " * column_of_pointer + "^"


def test_mistake_when_its_line_is_long_then_the_part_around_it() -> None:
    text = '{"a": "' + "x" * 5000 + '", oops: "' + "y" * 5000 + '"}'
    with pytest.raises(DocumentError) as error:
        parse(text, "x.json")
    first, line, pointer = str(error.value).split("\n")
    assert first.startswith("x.json:1:5011: ")
    assert len(line) == 100
    assert line[pointer.index("^") :].startswith("oops")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(DEEP, "nested too deeply", id="a hundred thousand brackets"),
        pytest.param('{"a": ' + DEEP + "}", "nested too deeply", id="inside an object"),
    ],
)
def test_text_when_it_is_nested_too_deeply_then_said(text: str, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        parse(text, "x.json")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({}, id="empty"),
        pytest.param({"a": [], "b": {}, "c": [1, 2.5, None, True, "x"]}, id="all kinds"),
        pytest.param({"job": {"blocks": [{"tasks": [{"name": "t", "files": ["a", "b"]}]}]}}, id="as deep as a job"),
        pytest.param({"a": 'quote " backslash \\ line\n tab\t \x7f é 日本'}, id="texts"),
    ],
)
def test_document_when_printed_then_read_again_the_same_in_its_order(value: Any, monkeypatch) -> None:
    assert json.dumps(json.loads(shown(value))) == json.dumps(value)


def test_document_when_printed_then_each_task_has_a_line() -> None:
    tasks = [{"name": "a", "files": ["x", "y"]}, {"name": "b"}]
    lines = shown({"job": {"name": "j", "blocks": [{"tasks": tasks}]}}).splitlines()
    assert lines[:3] == ["{", ' "job": {', '  "name": "j",']
    assert [json.loads(line.strip().rstrip(",")) for line in lines if "files" in line or '"b"' in line] == tasks


def test_structure_then_every_key_with_type_and_value() -> None:
    value = {"job": {"name": "é", "offline": True, "blocks": [{"frame_first": -1}], "x": None, "y": 0.5}, "e": []}
    assert "\n".join(structure(value)) == (
        "object with 2 keys\n"
        "    job: object with 5 keys\n"
        '        name: string "é"\n'
        "        offline: boolean true\n"
        "        blocks: array of 1 value\n"
        "            [0]: object with 1 key\n"
        "                frame_first: integer -1\n"
        "        x: null null\n"
        "        y: real 0.5\n"
        "    e: array of 0 values"
    )
