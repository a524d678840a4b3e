"""Patterns are filled as the farm fills them, and found in what artists write."""

from __future__ import annotations

import pytest

from afsubmit.document import patterns


@pytest.mark.parametrize(
    ("text", "first", "last", "filled"),
    [
        pytest.param("echo @#@-@#@ @####@-@####@", 1, 3, "echo 1-3 0001-0003", id="first and last in turn"),
        pytest.param("@#@ @#@ @#@", 1, 3, "1 3 1", id="three begin again"),
        pytest.param("@####@", -12, 0, "-012", id="the minus is counted"),
        pytest.param("@####@", -9, 0, "-009", id="the minus of a short number"),
        pytest.param("@##@", -7, 0, "-7", id="as wide as the number"),
        pytest.param("@######@", -2, 0, "-00002", id="six wide"),
        pytest.param("@#@", 12345, 0, "12345", id="longer numbers are not cut"),
        pytest.param("@ @@ a@b @#x@ #@ ##", 1, 2, "@ @@ a@b @#x@ #@ ##", id="what is no pattern stays"),
        pytest.param("@#@#@", 1, 2, "1#@", id="patterns do not overlap"),
        pytest.param("@#@;@#@", 1, 2, "1;2", id="a semicolon is nothing in a command"),
        pytest.param("", 1, 2, "", id="nothing"),
        pytest.param("кадр @##@", 1, 2, "кадр 01", id="every script"),
    ],
)
def test_fill(text: str, first: int, last: int, filled: str) -> None:
    assert patterns.fill(text, first, last) == filled


@pytest.mark.parametrize(
    ("block", "task", "command"),
    [
        pytest.param("echo @#@ and @#@", "x", "echo x and x", id="each time it occurs"),
        pytest.param("echo tail ", "x", "echo tail x", id="behind it"),
        pytest.param("echo @##@", "x", "echo @##@x", id="only the short pattern"),
        pytest.param("", "x", "x", id="no block's command"),
        pytest.param("echo @#@", "", "echo @#@", id="no task's command"),
        pytest.param("", "", "", id="neither"),
        pytest.param("a @#@", "@#@", "a @#@", id="a pattern in the task's command stays"),
    ],
)
def test_fill_listed(block: str, task: str, command: str) -> None:
    assert patterns.fill_listed(block, task) == command


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("img/a.%04d.exr", "img/a.@####@.exr"),
        ("a.%d.exr", "a.@#@.exr"),
        ("%03d/%03d", "@###@/@###@"),
        ("b.%010d.jpg", "b.@##########@.jpg"),
        ("50%/x.%04d.exr", "50%/x.@####@.exr"),
        ("x.%0d.exr", "x.@#@.exr"),
        ("plain.mov", "plain.mov"),
    ],
)
def test_from_printf(text: str, pattern: str) -> None:
    assert patterns.from_printf(text) == pattern


@pytest.mark.parametrize(
    ("text", "pattern"),
    [("a.####.exr", "a.@####@.exr"), ("a.@##@.##.y", "a.@##@.@##@.y"), ("a@##", "a@@##@"), ("plain", "plain")],
)
def test_from_hashes(text: str, pattern: str) -> None:
    assert patterns.from_hashes(text) == pattern


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("img/a.0101.exr", "img/a.@####@.exr"),
        ("img/a.7.exr", "img/a.@#@.exr"),
        ("/out/2024/b.00001.jpg", "/out/2024/b.@#####@.jpg"),
        ("0001.exr", "@####@.exr"),
        ("plain.mov", "plain.mov"),
        ("noextension", "noextension"),
        ("/shots/010.v2/still", "/shots/010.v2/still"),
        ("C:\\out\\a.0001.exr", "C:\\out\\a.@####@.exr"),
        ("", ""),
    ],
)
def test_from_file_name(text: str, pattern: str) -> None:
    assert patterns.from_file_name(text) == pattern


@pytest.mark.parametrize(
    ("first", "second", "pattern"),
    [
        ("/out/a.0001.exr", "/out/a.0100.exr", "/out/a.@####@.exr"),
        ("/out/b_001001.tif", "/out/b_001096.tif", "/out/b_@######@.tif"),
        ("/out/c.1001.left.exr", "/out/c.1002.left.exr", "/out/c.@####@.left.exr"),
        ("/out/a.9.exr", "/out/a.10.exr", "/out/a.@#@.exr"),
        ("/out/a.11.exr", "/out/a.111.exr", "/out/a.@#@.exr"),
        ("/out/one.mov", "/out/one.mov", "/out/one.mov"),
        ("/out/left.exr", "/out/right.exr", "/out/left.exr"),
        ("/sh010/a.0001.exr", "/sh020/a.0002.exr", "/sh010/a.0001.exr"),
        ("a.0001", "a.0100", "a.@####@"),
        ("0001.exr", "0100.exr", "@####@.exr"),
        ("00010", "01000", "@#####@"),
        ("a1b1.exr", "a2b2.exr", "a1b1.exr"),
        ("img1", "img", "img1"),
        ("", "x", ""),
        ("1", "2", "@#@"),
    ],
)
def test_from_two_names(first: str, second: str, pattern: str) -> None:
    assert patterns.from_two_names(first, second) == pattern
