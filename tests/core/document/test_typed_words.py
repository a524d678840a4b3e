"""Words that a person types for a program: blanks and quotes part them, and paths of Windows keep their backslashes."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afsubmit.document.shell_words import typed_words
from afsubmit.submission.planning import command
from afsubmit.submission.settings.schema import kinds


@pytest.mark.parametrize("system", ["posix", "windows"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("-t C:\\tools\\x.py", ["-t", "C:\\tools\\x.py"], id="a path with a drive"),
        pytest.param('-t "C:\\my tools\\"', ["-t", "C:\\my tools\\"], id="a folder in quotes"),
        pytest.param("--out=\\\\server\\share", ["--out=\\\\server\\share"], id="a share"),
        pytest.param("'//a b/c' d # e", ["//a b/c", "d", "#", "e"], id="slashes, and a sign that begins no comment"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_words_of_any_system(text: str, words: list[str], system: str) -> None:
    assert typed_words(text, system) == words


def test_backslash_beside_no_path_of_windows_is_that_of_the_system() -> None:
    assert typed_words("a\\ b", "posix") == ["a b"]
    assert typed_words("tools\\x.py", "windows") == ["tools\\x.py"]


@given(words=st.lists(st.text()), system=st.sampled_from(["posix", "windows"]))
def test_words_when_written_in_quotes_then_read_as_they_were(words: list[str], system: str) -> None:
    assert typed_words(" ".join(map(shlex.quote, words)), system) == words


def test_paths_of_windows_stay_whole_in_settings_and_in_the_name_of_a_command() -> None:
    assert kinds.list_from("arguments", "-t C:\\tools\\x.py") == ["-t", "C:\\tools\\x.py"]
    assert command.CommandHost("C:\\q\\p.bat -x").scene().title == "p.bat"
