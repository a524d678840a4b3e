"""What the user set once counts in every application, is nobody else's to read or write, and nonsense is a sentence."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from afsubmit.errors import AfError, SettingsError
from afsubmit.studio import hosts
from afsubmit.submitter import preferences
from afsubmit.submitter.preferences import Preferences

ONLY_POSIX = pytest.mark.posix("Python sees no owners and modes on Windows")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFSUBMIT_HOME", str(tmp_path / "state"))
    assert preferences.path() == str(tmp_path / "state" / "preferences.json")
    return Path(preferences.path())


def test_nothing_is_set_before_anything_was_and_nothing_is_written(file: Path) -> None:
    assert preferences.load() == Preferences("", "")
    assert not file.parent.exists()


@pytest.mark.parametrize("server", ["", "local", "farm:51000", "[::1]:51000"])
def test_what_is_stored_comes_back_readable_by_us_alone(file: Path, server: str) -> None:
    wanted = Preferences(server, "/opt/py thon/bin/python3")
    preferences.store(Preferences("other:1", ""))
    preferences.store(wanted)
    assert preferences.load() == wanted
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_server_that_is_none_is_refused_and_the_old_one_stays(file: Path) -> None:
    preferences.store(Preferences("farm:51000", ""))
    with pytest.raises(SettingsError):
        preferences.store(Preferences("not a server", ""))
    assert preferences.load().server == "farm:51000"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{", id="cut off"),
        pytest.param("[1]", id="a list"),
        pytest.param("\x00", id="no text"),
        pytest.param("[" * 50_000, id="deeper than anything is"),
    ],
)
def test_file_that_holds_something_else_is_told_by_name_and_replaced_by_the_next(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(SettingsError, match=r"preferences\.json"):
        preferences.load()
    preferences.store(Preferences("local", ""))
    assert preferences.load().server == "local"


def test_values_of_another_kind_and_of_a_newer_version_do_not_count(file: Path) -> None:
    file.parent.mkdir()
    file.write_text(json.dumps({"server": 7, "python": "/usr/bin/python3", "theme": "dark"}))
    assert preferences.load() == Preferences("", "/usr/bin/python3")


@ONLY_POSIX
def test_file_that_others_could_have_written_is_refused_with_what_to_do(file: Path, tmp_path: Path) -> None:
    preferences.store(Preferences("", "/usr/bin/python3"))
    file.chmod(0o666)
    with pytest.raises(AfError, match=r"everybody can write it.*chmod go-w"):
        preferences.load()
    file.unlink()
    (tmp_path / "elsewhere").write_text('{"python": "/tmp/evil"}')
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AfError, match="it is a link"):
        preferences.load()
    preferences.store(Preferences("local", ""))
    assert not file.is_symlink() and "evil" in (tmp_path / "elsewhere").read_text()


@ONLY_POSIX
def test_folder_of_others_is_a_sentence(file: Path) -> None:
    file.parent.write_text("a file where the folder should be")
    with pytest.raises(SettingsError, match="cannot be written"):
        preferences.store(Preferences("local", ""))


def test_what_an_older_version_kept_for_one_application_counts_until_something_is_stored(file: Path, caplog) -> None:
    file.parent.mkdir()
    first, *others = hosts.found()
    (file.parent / f"{first}.json").write_text("{")
    (file.parent / f"{others[-1]}.json").write_text('{"server": "old:51000", "python": ""}')
    assert preferences.load() == Preferences("old:51000", "")
    assert "Older preferences are passed over" in caplog.text
    preferences.store(Preferences("", ""))
    assert preferences.load() == Preferences("", "")
