"""Whatever a JSON file holds ends in a value or in a sentence that names the file, wherever such a file is read."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.cli.main import main
from afsubmit.errors import AfError
from afsubmit.studio import configuration, json_files
from afsubmit.submission.history.entries import History, NewEntry

DEEP = 100_000
BAD = [
    pytest.param(b"[" * DEEP, id="brackets without end"),
    pytest.param(b'{"server": ' + b"[" * DEEP + b"]" * DEEP + b"}", id="brackets within each other"),
    pytest.param(b'{"a":' * DEEP + b"1" + b"}" * DEEP, id="objects within each other"),
    pytest.param(b'{"cgru_config": ' + b'{"a":' * 900 + b"1" + b"}" * 901, id="just below what Python can read"),
    pytest.param(b'{"server": "\xff"}', id="no UTF-8"),
    pytest.param('{"server": "é"}'.encode("utf-16"), id="another encoding"),
    pytest.param(b"", id="nothing"),
    pytest.param(b"[]", id="a list"),
    pytest.param(b'{"server": "a:1"\n "x": 1}', id="a comma is missing"),
    pytest.param(b'{"server": "a:1"', id="cut off"),
    pytest.param(b"\0" * 100, id="zeros"),
]


@pytest.mark.parametrize("content", BAD)
def test_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "some.json"
    file.write_bytes(content)
    with pytest.raises(json_files.JsonError) as caught:
        json_files.read(str(file))
    assert str(caught.value).startswith(str(file))


def a_pipe(path: str) -> None:
    os.mkfifo(path)


@pytest.mark.posix("pipes of POSIX")
@pytest.mark.parametrize("make", [a_pipe, os.mkdir, lambda path: os.symlink("/dev/zero", path)])
def test_what_is_no_file_is_named_in_time(tmp_path: Path, make: Callable[[str], None]) -> None:
    make(str(tmp_path / "some.json"))
    with pytest.raises(json_files.JsonError, match=r"some\.json is no regular file"):
        json_files.read(str(tmp_path / "some.json"))


def test_file_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert json_files.read(str(tmp_path / "none.json")) is None
    assert json_files.read(str(tmp_path / "no" / "none.json")) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=20,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()), st.booleans())
def test_any_bytes_are_a_value_or_a_sentence(raw: bytes, has_mark: bool) -> None:
    raw = b"\xef\xbb\xbf" + raw if has_mark else raw
    try:
        wanted = json.loads(raw.decode("utf-8-sig"))
    except ValueError:
        with pytest.raises(json_files.JsonError, match=r"^here"):
            json_files.loads(raw, "here")
    else:
        assert json.dumps(json_files.loads(raw, "here")) == json.dumps(wanted)


@pytest.mark.parametrize("depth", [json_files.DEEPEST, json_files.DEEPEST + 1])
def test_depth_has_an_end(depth: int) -> None:
    text = '{"a":' * depth + "[]" * (depth % 2) + "1" * (1 - depth % 2) + "}" * depth
    if depth == json_files.DEEPEST:
        assert json_files.loads(text, "here")
    else:
        with pytest.raises(json_files.JsonError, match="too deeply"):
            json_files.loads(text, "here")


def user_config(home: Path) -> Path:
    return home / "config" / "afsubmit" / "config.json"


def studio_config(home: Path) -> Path:
    return home / "studio" / "config.json"


def settings_of_the_user(home: Path) -> Path:
    return home / "config" / "afsubmit" / "settings.json"


def preset(home: Path) -> Path:
    return home / "config" / "afsubmit" / "presets" / "fast.json"


def cgru_config(home: Path) -> Path:
    return home / "cgru" / "config_default.json"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "config"))
    monkeypatch.setenv("AFSUBMIT_STUDIO", str(tmp_path / "studio"))
    monkeypatch.setenv("AFSUBMIT_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("CGRU_LOCATION", str(tmp_path / "cgru"))
    return tmp_path


@pytest.mark.parametrize("content", BAD)
@pytest.mark.parametrize(
    "place", [user_config, studio_config, settings_of_the_user, preset, cgru_config], ids=lambda place: place.__name__
)
@pytest.mark.parametrize(
    "words",
    [
        pytest.param("config", id="config"),
        pytest.param("doctor --server 127.0.0.1:1", id="doctor"),
        pytest.param("submit --command true --frames 1 --preset fast --dry-run --server 127.0.0.1:1", id="submit"),
        pytest.param("presets", id="presets"),
    ],
)
def test_command_over_a_bad_file_says_which_and_never_ends_in_a_traceback(
    home: Path, capsys: pytest.CaptureFixture[str], content: bytes, place: Callable[[Path], Path], words: str
) -> None:
    preset(home).parent.mkdir(parents=True)
    preset(home).write_text("{}", "utf-8")
    place(home).parent.mkdir(parents=True, exist_ok=True)
    place(home).write_bytes(content)
    assert main(words.split()) in (0, 1)
    is_read = {"presets": place is preset, "submit": place is not cgru_config}
    if is_read.get(words.split()[0], place.__name__.endswith("config")):
        said = capsys.readouterr()
        assert str(place(home)) in said.out + said.err or "fast" in said.out + said.err


@pytest.mark.posix("variables of more than 32,767 letters")
def test_variable_that_holds_brackets_without_end_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CGRU_PATHSMAP", "[" * 60_000)
    with pytest.raises(AfError, match="CGRU_PATHSMAP"):
        configuration.load()


@pytest.mark.parametrize("content", BAD)
def test_damaged_entry_of_the_history_is_named(home: Path, content: bytes) -> None:
    import zlib

    history = History()
    document = {"name": "x", "user_name": "jimmy"}
    (number,) = history.begin([NewEntry(document, "farm:1", "command", "", "command", "", "")])
    with sqlite3.connect(history.path) as database:
        database.execute("UPDATE document SET body = ?", (zlib.compress(content),))
        database.execute("UPDATE entry SET files = ?", (content.decode("latin-1"),))
    with pytest.raises(AfError, match="damaged"):
        history.document(number)
    if content.isascii() and b"\0" not in content:
        with pytest.raises(AfError, match="damaged"):
            _ = history.entry(number).marks
