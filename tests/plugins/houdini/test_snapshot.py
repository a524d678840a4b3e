"""The copy that the farm renders: written by either way, checked, and nothing else left or changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from afsubmit.errors import SceneError
from tests.fakes.hou import ENDINGS, Habits
from tests.fakes.hou_file import scene_in
from tests.plugins.houdini.test_contract import HoudiniKit, scene

WAYS = {
    "by a backup": Habits(),
    "by hscript": Habits(backup_fails=True),
    "by a backup that lies beside the scene": Habits(ignores_backup_dir=True),
}


def taken(kit: HoudiniKit, name: str = "reserved.hip") -> Path:
    """The copy that the host writes over a reserved file."""
    path = kit.scene_file.with_name(name)
    path.touch(exist_ok=False)
    with kit.host.unchanged():
        kit.host.save_snapshot(str(path))
    return path


@pytest.mark.parametrize("habits", WAYS.values(), ids=list(WAYS))
def test_copy_holds_what_is_not_saved(open_scene, habits: Habits) -> None:
    kit = HoudiniKit(open_scene(scene(), habits=habits))
    kit.fake.made.nodes[0].parms["not_saved"] = 7
    copied = scene_in(taken(kit).read_bytes())
    assert copied.nodes[0].parms == {"not_saved": 7}
    assert "not_saved" not in str(scene_in(kit.scene_file.read_bytes()).nodes[0])


@pytest.mark.parametrize("habits", WAYS.values(), ids=list(WAYS))
def test_artist_s_own_backups_and_variable_stay(open_scene, habits: Habits) -> None:
    kit = HoudiniKit(open_scene(scene(), habits=habits))
    backup = kit.scene_file.parent / "backup"
    backup.mkdir()
    (backup / "shot v001_bak1.hip").write_bytes(b"theirs")
    kit.fake.environment["HOUDINI_BACKUP_DIR"] = "/somewhere"
    before = kit.session()
    taken(kit)
    kit.fake.idle()  # what waited for Houdini's event loop has run too
    assert kit.session() == before
    assert [(path.name, path.read_bytes()) for path in backup.iterdir()] == [("shot v001_bak1.hip", b"theirs")]
    assert sorted(os.listdir(kit.scene_file.parent)) == ["backup", "reserved.hip", kit.scene_file.name]


@pytest.mark.parametrize("licence", ["Commercial", "Indie", "Apprentice"])
@pytest.mark.parametrize("fails", [False, True], ids=["by a backup", "by hscript"])
def test_copy_is_of_the_licence_of_its_scene(open_scene, tmp_path, licence: str, fails: bool) -> None:
    path = tmp_path / f"shot{ENDINGS[licence]}"
    kit = HoudiniKit(open_scene(scene(), path=path, habits=Habits(licence=licence, backup_fails=fails)))
    copy = taken(kit, f"reserved{ENDINGS[licence]}")
    assert copy.read_bytes()[:6] == path.read_bytes()[:6]


def test_scene_of_another_licence_is_told_before_and_never_copied(open_scene) -> None:
    kit = HoudiniKit(open_scene(scene(), habits=Habits(licence="Indie")))
    (problem,) = [one for one in kit.host.scene().problems if ".hiplc" in one.message]
    assert problem.level == "error"
    before = kit.session()
    with pytest.raises(SceneError, match=r"saves \.hiplc files"):
        taken(kit)
    assert kit.session() == before
    assert (kit.scene_file.parent / "reserved.hip").read_bytes() == b""


@pytest.mark.parametrize(
    ("habits", "sentence"),
    [
        pytest.param(Habits(copy_is_cut=True), "Is the disk full", id="a copy cut short"),
        pytest.param(Habits(copy_is_cut=True, backup_fails=True), "Is the disk full", id="cut short by hscript"),
        pytest.param(Habits(copy_renames=True), "renamed the open scene", id="a copy that renames the scene"),
    ],
)
def test_copy_that_is_not_one_is_an_error_and_the_session_stays(open_scene, habits: Habits, sentence: str) -> None:
    kit = HoudiniKit(open_scene(scene(), habits=habits))
    before = kit.session()
    with pytest.raises(SceneError, match=sentence):
        taken(kit)
    assert kit.session() == before
    assert not [name for name in os.listdir(kit.scene_file.parent) if "saving" in name]


@pytest.mark.parametrize(
    "name", ["a$b", "a`b", pytest.param('a"b', marks=pytest.mark.posix("a name that Windows has not"))]
)
def test_folder_that_hscript_would_misread_is_never_given_to_it(open_scene, tmp_path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    kit = HoudiniKit(open_scene(scene(), path=folder / "shot.hip", habits=Habits(backup_fails=True)))
    with pytest.raises(SceneError, match="choose a snapshot folder"):
        taken(kit)
    kit.fake.habits.backup_fails = False
    (folder / "reserved.hip").unlink()
    assert taken(kit).stat().st_size > 0, "a backup needs no hscript"


@pytest.mark.posix("modes of files")
def test_copy_has_the_modes_of_the_reserved_file(open_scene) -> None:
    kit = HoudiniKit(open_scene(scene()))
    path = kit.scene_file.with_name("reserved.hip")
    path.touch()
    path.chmod(0o640)
    with kit.host.unchanged():
        kit.host.save_snapshot(str(path))
    assert path.stat().st_mode & 0o777 == 0o640
