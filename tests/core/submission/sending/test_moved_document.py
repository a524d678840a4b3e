"""Paths of a job that goes to another farm: whole words of its commands, and never what only looks like them."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afsubmit.document.quoting import quote_posix
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.planning.scene import Target
from afsubmit.submission.sending.moved_document import moved_document, problems

PAIRS = [("/shows", "/mnt/my shows"), ("/tools", "/opt/it's"), ("/plain", "/mnt/plain")]
WINDOWS_PAIRS = [("C:/shows", "//nas/my shows")]


def target(farm_os: str = "posix") -> Target:
    is_windows = farm_os == "windows"
    path_map = PathMap(WINDOWS_PAIRS if is_windows else PAIRS, is_windows=is_windows)
    return Target("jimmy", "pc01", farm_os=farm_os, path_map=path_map)


def moved(command: str, **fields) -> tuple[str, list[str]]:
    """The command of a job that was moved, and what stands against moving it."""
    document = {"name": "j", "blocks": [{"name": "b", "command": command, **fields}]}
    found = [one.message for one in problems(document, target(), here="posix") if one.level == "error"]
    return ("" if found else moved_document(document, target())["blocks"][0]["command"]), found


@pytest.mark.parametrize(
    ("command", "words"),
    [
        pytest.param("nuke -x /shows/a.nk", ["nuke", "-x", "/mnt/my shows/a.nk"], id="it needs quotes there only"),
        pytest.param("nuke -x '/shows/a b.nk'", ["nuke", "-x", "/mnt/my shows/a b.nk"], id="in quotes"),
        pytest.param('nuke -x "/shows/a b.nk"', ["nuke", "-x", "/mnt/my shows/a b.nk"], id="in double quotes"),
        pytest.param(r"nuke -x /shows/a\ b.nk", ["nuke", "-x", "/mnt/my shows/a b.nk"], id="behind backslashes"),
        pytest.param("nuke '/shows/it'\"'\"'s.nk'", ["nuke", "/mnt/my shows/it's.nk"], id="a quote within"),
        pytest.param("/tools/nuke -x", ["/opt/it's/nuke", "-x"], id="the program, whose folder has a quote there"),
        pytest.param("x /shows /shows/ /showsreel/a /shows2", ["x", "/mnt/my shows", "/mnt/my shows/", "/showsreel/a",
                     "/shows2"], id="the folder itself, and folders that begin like it"),
        pytest.param("x '/show s/a' /a/shows/b", ["x", "/show s/a", "/a/shows/b"], id="a blank, a folder before it"),
        pytest.param("x '/shows b/a'", None, id="it may be the folder and a word behind it"),
        pytest.param("x '/data/a /shows/b'", None, id="a blank before it in the word: it may be a second path"),
        pytest.param("x --out=/shows/a -F/shows/b", ["x", "--out=/mnt/my shows/a", "-F/mnt/my shows/b"],
                     id="behind an option"),
        pytest.param("x /shows/a:/usr:/plain/b", ["x", "/mnt/my shows/a:/usr:/mnt/plain/b"], id="a list of paths"),
        pytest.param("x /shows/f.@####@.exr", ["x", "/mnt/my shows/f.@####@.exr"], id="with the farm's pattern"),
        pytest.param("x -c 'f(\"/shows/a\")'", None, id="in a piece of code"),
        pytest.param("x `ls /shows`", None, id="in a command within a word"),
        pytest.param("sh -c 'cp /shows/a b'", None, id="in a command of its own"),
        pytest.param("sh -c 'cp /plain/a b'", None, id="in such a one, harmless or not"),
        pytest.param("x 'open /shows/a", None, id="in a quote that is not closed"),
        pytest.param("x http://shows/a //shows/b", ["x", "http://shows/a", "//shows/b"], id="a web address, a share"),
    ],
)  # fmt: skip
def test_a_command_when_moved_then_the_shell_reads_the_farms_paths_or_it_is_refused(command, words) -> None:
    text, found = moved(command)
    assert bool(found) is (words is None)
    assert words is None or shlex.split(text) == words
    assert words is not None or found[0].startswith("A folder of the path map stands in this. ")


def test_a_post_command_when_moved_then_its_path_stays_in_quotes() -> None:
    assert moved("deletefiles -s '/plain/a.nk'")[0] == "deletefiles -s '/mnt/plain/a.nk'"


PIECES = st.sampled_from(
    ["/shows", "/plain", "/shows2", "/", "a", " ", "'", '"', "\\", "$HOME", ";", "|", "=", "ü", "`"]
)
WORDS = st.lists(st.lists(PIECES, min_size=1, max_size=5).map("".join), min_size=1, max_size=4)


@settings(deadline=None, max_examples=300)
@given(WORDS)
def test_words_when_moved_then_each_is_as_it_was_or_the_whole_path_there(words: list[str]) -> None:
    text, found = moved(" ".join(map(quote_posix, words)))
    if found:
        assert any("/shows" in word or "/plain" in word for word in words)
        return
    mapped = shlex.split(text)
    assert len(mapped) == len(words)
    for word, new in zip(words, mapped):
        before, _, path = word.partition("=")
        expected = {word, target().path_map.path_to_server(word), f"{before}={target().path_map.path_to_server(path)}"}
        assert new in expected
        assert new != word or not word.startswith(("/shows/", "/plain/"))


@pytest.mark.parametrize(
    ("fields", "is_refused"),
    [
        pytest.param({"environment": {"LIB": "/shows/a:/usr/lib"}}, False, id="a list"),
        pytest.param({"environment": {"CODE": "run(/shows/a)"}}, True, id="a piece of code"),
        pytest.param({"environment": {"SHOW": "/shows/a"}, "command": "x $SHOW"}, True, id="split where it is used"),
        pytest.param({"files": ["/shows/a b.exr"], "working_directory": "/shows"}, False, id="fields are paths"),
    ],
)
def test_other_fields_when_moved_then_mapped_or_refused(fields, is_refused) -> None:
    assert bool(moved(**{"command": "true", **fields})[1]) is is_refused


def test_a_command_of_windows_when_moved_then_quoted_for_cmd() -> None:
    document = {"blocks": [{"command": '@"C:\\shows\\my nuke.exe" -x C:\\shows\\a.nk "D:\\shows\\b c"'}]}
    there = target("windows")
    assert not [one for one in problems(document, there, here="windows") if one.level == "error"]
    command = moved_document(document, there)["blocks"][0]["command"]
    assert command.replace("\\", "/") == '@"//nas/my shows/my nuke.exe" -x "//nas/my shows/a.nk" "D:/shows/b c"'
