"""What nobody else can have written is believed, and nothing else; real files with real owners and modes."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.studio import ownership

pytestmark = pytest.mark.posix("owners and modes, which Python does not see on Windows")


@pytest.fixture
def hook(tmp_path: Path) -> Path:
    """A file three folders deep, with modes that only its owner can write."""
    folder = tmp_path / "studio" / "hooks"
    folder.mkdir(parents=True, mode=0o755)
    os.chmod(tmp_path / "studio", 0o755)
    os.chmod(folder, 0o755)
    path = folder / "pre submit.py"
    path.write_text("x")
    os.chmod(path, 0o755)
    return path


def test_file_when_only_its_owner_can_write_it_then_believed(hook: Path) -> None:
    assert ownership.distrust(str(hook), top=str(hook.parents[1])) is None
    assert ownership.distrust(str(hook.parent / "not there"), top=str(hook.parents[1])) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, derandomize=True)
@given(which=st.sampled_from([0, 1, 2]), mode=st.integers(0, 0o777))
def test_mode_when_others_can_write_then_distrusted_and_the_advice_mends_it(hook: Path, which: int, mode: int) -> None:
    place = [hook, *hook.parents][which]
    before = stat.S_IMODE(place.stat().st_mode)
    os.chmod(place, mode | 0o500)
    try:
        found = ownership.distrust(str(hook), top=str(hook.parents[1]))
        assert (found is not None) == bool(mode & 0o022)
        if found:
            assert str(place) == found.where
            command = found.fix.rpartition(": ")[2]
            subprocess.run(["/bin/sh", "-c", command], check=True, timeout=120)
            assert ownership.distrust(str(hook), top=str(hook.parents[1])) is None
    finally:
        os.chmod(place, before)


def test_folder_above_when_open_to_everybody_then_distrusted_but_for_one_like_tmp(hook: Path) -> None:
    above = hook.parents[2]
    os.chmod(above, 0o1777)
    assert ownership.distrust(str(hook), top=str(hook.parents[1])) is None
    os.chmod(above, 0o777)
    found = ownership.distrust(str(hook), top=str(hook.parents[1]))
    os.chmod(above, 0o700)
    assert found is not None
    assert found.where == str(above)


def test_link_when_what_it_leads_to_is_open_then_distrusted(hook: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.py"
    link.symlink_to(hook)
    assert ownership.distrust(str(link)) is None
    os.chmod(hook.parent, 0o777)
    found = ownership.distrust(str(link))
    assert found is not None
    assert found.where == str(hook.parent)


@pytest.fixture
def as_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests, root too, is another than the owner of their files."""
    number = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: number)
    monkeypatch.setattr(ownership, "ROOT", -1)


def test_file_when_another_owns_it_then_distrusted_unless_anybody_may(hook: Path, as_another: None) -> None:
    found = ownership.distrust(str(hook))
    assert found is not None
    assert "not to you" in found.message
    assert ownership.distrust(str(hook), is_any_owner=True) is None
    with pytest.raises(ownership.DistrustError, match="not to you"):
        ownership.open_ours(str(hook), os.O_RDONLY)
    with pytest.raises(ownership.DistrustError, match="not to you"):
        ownership.private_folder(str(hook.parent))
    os.chmod(hook, 0o775)
    assert ownership.distrust(str(hook), is_any_owner=True) is not None
    with pytest.raises(ownership.DistrustError, match="chmod go-w"):
        ownership.ensure(str(hook), is_any_owner=True)


def test_opening_when_others_could_read_it_then_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("before")
    os.chmod(path, 0o644)
    with open(ownership.open_ours(str(path), os.O_WRONLY | os.O_APPEND), "ab") as file:
        file.write(b" after")
    assert path.read_text() == "before after"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    made = tmp_path / "made"
    os.close(ownership.open_ours(str(made), os.O_WRONLY | os.O_CREAT))
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def a_link(path: Path) -> None:
    (path.parent / "target").write_text("target")
    path.symlink_to(path.parent / "target")


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to(path.parent / "nothing")


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def an_open_file(path: Path) -> None:
    path.write_text("anybody's")
    os.chmod(path, 0o666)


@pytest.mark.parametrize("flags", [os.O_RDONLY, os.O_WRONLY | os.O_APPEND | os.O_CREAT], ids=["to read", "to write"])
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(a_link, id="a link"),
        pytest.param(a_link_to_nothing, id="a link to nothing"),
        pytest.param(a_pipe, id="a pipe"),
        pytest.param(an_open_file, id="a file of mode 666"),
    ],
)
def test_opening_when_it_is_not_a_file_of_ours_then_refused_at_once(tmp_path: Path, make, flags: int) -> None:
    path = tmp_path / "farm.json"
    make(path)
    with pytest.raises(ownership.DistrustError, match=r"farm\.json"):
        ownership.open_ours(str(path), flags)
    assert not (tmp_path / "nothing").exists()


def test_folder_when_made_then_for_us_alone_and_when_there_then_closed(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    ownership.private_folder(str(folder))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    os.chmod(folder, 0o777)
    ownership.private_folder(str(folder))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    os.chmod(folder, 0o777)
    ownership.private_folder(str(folder), is_chosen=True)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755


def test_folder_when_it_is_a_link_then_refused_unless_chosen(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "there")
    (tmp_path / "there").mkdir()
    ownership.private_folder(str(tmp_path / "link"), is_chosen=True)
    with pytest.raises(ownership.DistrustError, match="link"):
        ownership.private_folder(str(tmp_path / "link"))


@pytest.mark.parametrize("mode", [0o1777, 0o2775, 0o2770], ids=oct)
def test_folder_when_shared_on_purpose_then_refused_and_left_as_it_is(tmp_path: Path, mode: int) -> None:
    os.chmod(tmp_path, mode)
    with pytest.raises(ownership.DistrustError, match="chmod go-w"):
        ownership.private_folder(str(tmp_path))
    assert stat.S_IMODE(tmp_path.stat().st_mode) == mode
    os.chmod(tmp_path, 0o700)
