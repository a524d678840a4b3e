"""afsubmit.pyz, alone in an empty home: all that it installs, runs and starts lies on the disk and works."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from afsubmit.install import tree
from afsubmit.studio.hosts import found
from pyz.build_pyz import build
from tests.fakes import blend_file

HOMES = ["houdini20.5", "maya/2025", ".config/blender/3.6", ".config/blender/4.5"]
"""Folders that say which versions a user has started."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("the one file"))


class Home:
    """An empty home, and the file in it."""

    def __init__(self, folder: Path, archive: Path) -> None:
        self.folder, self.archive = folder, archive

    def run(self, *words: str, **environ: str) -> subprocess.CompletedProcess:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "TEMP")}
        homes = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), str(self.folder))
        return subprocess.run(
            [sys.executable, str(self.archive), *words],
            env={**kept, **homes, "AFSUBMIT_HOME": str(self.folder / "state"), **environ},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def programs(self) -> list[Path]:
        return sorted((self.folder / "state" / "programs").iterdir())


@pytest.fixture
def home(tmp_path: Path, archive: Path) -> Iterator[Home]:
    (tmp_path / "home").mkdir()
    made = Home(tmp_path / "home", archive)
    yield made
    made.run("farm", "--stop")


def test_same_sources_give_the_same_bytes(archive, tmp_path) -> None:
    assert build(tmp_path).read_bytes() == archive.read_bytes()


def test_it_holds_every_plugin_and_nothing_compiled(archive) -> None:
    names = zipfile.ZipFile(archive).namelist()
    assert {name.split("/")[1] for name in names if name.endswith("/host.json")} == set(found())
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


@pytest.mark.posix("the places of Linux; tests/core/install/test_windows_homes.py has those of Windows")
def test_all_four_are_installed_for_every_version_and_taken_away_again(home) -> None:
    for name in HOMES:
        (home.folder / name).mkdir(parents=True)
    done = home.run("install", *found())
    assert done.returncode == 0, done.stderr
    places = {str(path.parent.relative_to(home.folder)) for path in home.folder.rglob(tree.LIST)}
    assert places == {
        ".nuke/afsubmit-nuke",
        "maya/2025/afsubmit-maya/scripts",
        "houdini20.5/afsubmit-houdini",
        ".config/blender/3.6/scripts/addons/afanasy",
        ".config/blender/4.5/extensions/user_default/afanasy",
    }
    for place in places:
        cores = [path.parent for path in (home.folder / place).rglob("errors.py")]
        assert cores, f"{place} has no core"
    assert home.run("install", *found(), "--uninstall").returncode == 0
    left = [path for path in home.folder.rglob("*") if path.is_file() and "state" not in path.parts]
    assert [path for path in left if path.read_bytes()] == [], "a file of ours is left"


def test_what_cannot_be_installed_does_not_keep_the_others_from_it(home) -> None:
    done = home.run("install", "maya", "nuke", PATH="")
    assert done.returncode == 1
    assert "No Maya has a folder" in done.stderr
    assert (home.folder / ".nuke" / "afsubmit-nuke" / tree.LIST).is_file()


def test_scene_is_read_by_a_plugin_out_of_it(home) -> None:
    scene = blend_file.write(home.folder / "shot.blend")
    done = home.run("submit", str(scene), "--dry-run", "--server", "farm:51000", PATH="")
    assert done.returncode == 0, done.stderr


def test_farm_of_this_machine_starts_from_it_and_renders(home) -> None:
    line = f"\"{sys.executable}\" -c \"open('made-@#@', 'w')\""
    done = home.run("submit", "--command", line, "--frames", "1-3", "--local", "--wait")
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(path.name for path in home.folder.glob("made-*")) == ["made-1", "made-2", "made-3"]


def test_it_is_unpacked_once_for_us_alone_and_mended(home) -> None:
    assert home.run("--version").returncode == 0
    (folder,) = home.programs()
    core = folder / "afsubmit" / "errors.py"
    if os.name != "nt":
        assert folder.stat().st_mode & 0o077 == 0
    moment = core.stat().st_mtime_ns
    assert home.run("--version").returncode == 0
    assert home.programs() == [folder] and core.stat().st_mtime_ns == moment, "unpacked a second time"
    core.write_text("cut off")
    (folder / "afsubmit_plugins" / "nuke" / "host.json").unlink()
    done = home.run("doctor")
    assert str(folder) in done.stdout, done.stderr
    assert home.programs() == [folder]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no links without a right to them")
def test_folder_that_another_could_have_made_is_not_run(home, tmp_path) -> None:
    (home.folder / "state").mkdir()
    (tmp_path / "theirs").mkdir()
    (home.folder / "state" / "programs").symlink_to(tmp_path / "theirs")
    done = home.run("--version")
    assert done.returncode == 1 and "programs" in done.stderr and "Traceback" not in done.stderr
    assert not list((tmp_path / "theirs").iterdir())


def test_state_folder_that_cannot_be_made_is_one_sentence(home) -> None:
    (home.folder / "state").write_text("a file")
    done = home.run("--version")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1 and "AFSUBMIT_HOME" in done.stderr


def test_python_that_is_too_old_says_so(home, archive) -> None:
    door = zipfile.ZipFile(archive).read("__main__.py").decode("ascii")
    program = f"import sys; sys.version_info = (2, 7, 18); exec({door!r})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr == "afsubmit needs Python 3.9 or newer; this one is 2.7.\n"


def test_older_plugin_is_told_by_doctor_in_one_line(home) -> None:
    assert home.run("install", "nuke").returncode == 0
    listed = home.folder / ".nuke" / "afsubmit-nuke" / tree.LIST
    listed.write_text(listed.read_text().replace('"version": "', '"version": "0.0.'))
    lines = [line for line in home.run("doctor").stdout.splitlines() if "afsubmit-nuke" in line]
    assert len(lines) == 1 and lines[0].startswith("? plugin") and "version 0.0." in lines[0]
