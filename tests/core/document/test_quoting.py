"""What is quoted reaches the program as it was, by a real shell where there is one; what cannot be is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afsubmit.document.patterns import fill
from afsubmit.document.quoting import command_line, delete_command, quote_cmd, quote_posix, quoter
from afsubmit.errors import QuotingError

ECHO = [
    sys.executable,
    "-c",
    "import sys; sys.stdout.buffer.write(b'|'.join(map(__import__('os').fsencode, sys.argv[1:])))",
]
NAMES = [
    "plain.exr",
    "with a space",
    "ünï 日本",
    "new\nline",
    "a;b&c|d",
    "100%",
    "@#@",
    "?[a]{b}",
    "-x",
    "$HOME `id` $(id)",
    'say "hi"',
    "it's",
    "''",
    "!",
    "~",
    "#x",
    "",
]


def through_sh(words: list[str]) -> list[str]:
    command = " ".join(quote_posix(word) for word in [*ECHO, *words])
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=True, timeout=120)
    return [os.fsdecode(part) for part in done.stdout.split(b"|")]


@pytest.mark.posix("a shell of POSIX")
def test_sh_gives_every_name_to_the_program_as_it_was() -> None:
    assert shutil.which("sh"), "this test needs a POSIX shell"
    names = [name for name in NAMES if "|" not in name]
    assert through_sh(names) == names


@pytest.mark.posix("a shell of POSIX")
@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.text(st.characters(blacklist_characters="\0|", blacklist_categories=("Cs",))), min_size=20, max_size=20)
)
def test_sh_gives_any_text_to_the_program_as_it_was(words: list[str]) -> None:
    assert through_sh(words) == words


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("/projects/a-b_c.exr", "/projects/a-b_c.exr", id="nothing special"),
        pytest.param("out.@####@.exr", "'out.@####@.exr'", id="a hash would begin a comment"),
        pytest.param("a b", "'a b'", id="a blank"),
        pytest.param("it's", "'it'\"'\"'s'", id="an apostrophe"),
        pytest.param("", "''", id="nothing at all"),
    ],
)
def test_posix_form(text: str, quoted: str) -> None:
    assert quote_posix(text) == quoted


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("C:\\out\\a.exr", "C:\\out\\a.exr", id="nothing special"),
        pytest.param("C:\\my shots\\a.exr", '"C:\\my shots\\a.exr"', id="a blank"),
        pytest.param("C:\\my shots\\", '"C:\\my shots\\\\"', id="a backslash at the end is doubled"),
        pytest.param("a&b", '"a&b"', id="a sign of cmd"),
        pytest.param("a;b=c,d", '"a;b=c,d"', id="what parts words of cmd"),
        pytest.param("it's", '"it\'s"', id="an apostrophe is nothing to cmd"),
        pytest.param("", '""', id="nothing at all"),
        pytest.param("C:\\50% done\\a", '"C:\\50% done\\a"', id="one percent sign names no variable"),
        pytest.param("100%", '"100%"', id="a percent sign is in quotes always"),
    ],
)
def test_windows_form(text: str, quoted: str) -> None:
    assert quote_cmd(text) == quoted


@pytest.mark.parametrize(
    "text", ['a"b', "%PATH%", "50%_a%_b", "%a:b", "a\nb", "a\rb", "a\tb", "a\0b", "\udcff"], ids=ascii
)
def test_windows_refuses_what_cmd_reads_inside_quotes(text: str) -> None:
    with pytest.raises(QuotingError):
        quote_cmd(text)


@pytest.mark.parametrize(
    ("command", "farm_os", "line"),
    [
        ('"C:\\a b\\r.exe" -x "c d"', "windows", '@"C:\\a b\\r.exe" -x "c d"'),
        ("r.exe -x \"c d\"", "windows", "r.exe -x \"c d\""),
        ('@"C:\\a b\\r.exe"', "windows", '@"C:\\a b\\r.exe"'),
        ('"/a b/r" -x', "posix", '"/a b/r" -x'),
    ],
)  # fmt: skip
def test_line_that_begins_with_a_quote_keeps_it_in_cmd(command: str, farm_os: str, line: str) -> None:
    assert command_line(command, farm_os) == line
    assert command_line(line, farm_os) == line


@pytest.mark.parametrize("text", ["a\0b", "a\udcffb"], ids=ascii)
def test_posix_refuses_what_no_command_line_carries(text: str) -> None:
    with pytest.raises(QuotingError):
        quote_posix(text)


def test_literal_text_is_not_filled_by_the_farm() -> None:
    quoted = quote_posix("a@#@b@####@.nk", is_literal=True)
    assert fill(quoted, 1, 2) == quoted
    with pytest.raises(QuotingError):
        quote_cmd("a@#@b", is_literal=True)


@pytest.mark.posix("a shell of POSIX")
def test_literal_text_is_given_by_sh_as_it_was() -> None:
    quoted = quote_posix("a@#@b@####@.nk", is_literal=True)
    done = subprocess.run(["/bin/sh", "-c", f"printf %s {quoted}"], capture_output=True, text=True, check=True)
    assert done.stdout == "a@#@b@####@.nk"


def test_quoter_of_an_unknown_system_is_refused() -> None:
    assert quoter("posix") is quote_posix
    assert quoter("windows") is quote_cmd
    with pytest.raises(QuotingError, match="beos"):
        quoter("beos")


@pytest.mark.parametrize(
    ("path", "farm_os", "command"),
    [
        pytest.param("/tmp/a.nk", "posix", "deletefiles -s '/tmp/a.nk'", id="plain"),
        pytest.param("/tmp/a b.nk", "posix", "deletefiles -s '/tmp/a b.nk'", id="a blank"),
        pytest.param("/tmp/$(touch x).nk", "posix", "deletefiles -s '/tmp/$(touch x).nk'", id="a command"),
        pytest.param("-x", "posix", "deletefiles -s -- '-x'", id="a dash in front"),
        pytest.param("C:\\tmp\\a b.nk", "windows", 'deletefiles -s "C:\\tmp\\a b.nk"', id="Windows"),
    ],
)
def test_delete_command(path: str, farm_os: str, command: str) -> None:
    assert delete_command(path, farm_os) == command


@pytest.mark.parametrize(
    ("path", "farm_os"),
    [
        pytest.param("/tmp/*.nk", "posix", id="a star removes others"),
        pytest.param("C:\\tmp\\*", "windows", id="a star on Windows"),
        pytest.param("/tmp/a\\b.nk", "posix", id="a backslash becomes a slash"),
        pytest.param("/tmp/", "posix", id="a folder"),
        pytest.param("C:\\tmp\\", "windows", id="a folder on Windows"),
        pytest.param("/tmp/..", "posix", id="the folder above"),
        pytest.param(".", "posix", id="this folder"),
        pytest.param("", "posix", id="nothing"),
        pytest.param("/tmp/%a%b", "windows", id="a variable on Windows"),
        pytest.param("/tmp/a\0b", "posix", id="a zero"),
        pytest.param("/tmp/a", "beos", id="an unknown system"),
    ],
)
def test_delete_command_refuses_what_would_remove_something_else(path: str, farm_os: str) -> None:
    with pytest.raises(QuotingError):
        delete_command(path, farm_os)


@pytest.mark.parametrize(
    ("path", "words", "fix"),
    [
        pytest.param("C:\\show\\a.nk", "of Windows", "path map", id="a drive"),
        pytest.param("\\\\server\\show\\a.nk", "of Windows", "path map", id="a share"),
        pytest.param("/show/a\\b.nk", "holds a backslash", "", id="a backslash in a name"),
    ],
)
def test_delete_command_of_a_path_of_windows_for_another_farm_says_so(path: str, words: str, fix: str) -> None:
    with pytest.raises(QuotingError, match=words) as told:
        delete_command(path, "posix")
    assert fix in told.value.fix and bool(told.value.fix) == bool(fix)
