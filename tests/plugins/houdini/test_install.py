"""`afsubmit install houdini`: a package file for each version, and exactly that away again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from afsubmit.cli import applications
from afsubmit.cli.main import main
from afsubmit.install import places
from afsubmit.studio import hosts

PROJECT = Path(__file__).resolve().parents[3]
SAID = hosts.named("houdini").install


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_version_gets_its_package_file_and_loses_it_again(tmp_path, capsys) -> None:
    for name in ("houdini19.0", "houdini19.5", "houdini21.0", "houdini backup"):
        (tmp_path / name / "packages").mkdir(parents=True)
        (tmp_path / name / "packages" / "theirs.json").write_text("{}")
    before = everything(tmp_path)
    assert main(["install", "houdini", "--folder", str(tmp_path)]) == 0
    for version in ("19.5", "21.0"):
        home = tmp_path / f"houdini{version}"
        package = json.loads((home / "packages" / "afanasy.json").read_text("utf-8"))
        folder = (home / "afsubmit-houdini").as_posix()
        assert package["hpath"] == folder
        assert package["env"] == [{"PYTHONPATH": {"value": folder, "method": "append"}}]
        assert (home / "afsubmit-houdini" / "core" / "afsubmit" / "__init__.py").is_file()
        assert (home / "afsubmit-houdini" / "af_houdini" / "__init__.py").is_file()
    for name in ("houdini19.0", "houdini backup"):
        assert not (tmp_path / name / "afsubmit-houdini").exists()
    once = everything(tmp_path)
    assert main(["install", "houdini", "--folder", str(tmp_path)]) == 0
    assert everything(tmp_path) == once, "a second time changes nothing"
    assert main(["install", "houdini", "--uninstall", "--folder", str(tmp_path)]) == 0
    assert everything(tmp_path) == before
    assert "19.5, 21.0" in capsys.readouterr().out


def test_package_file_of_somebody_else_is_left_alone(tmp_path, capsys) -> None:
    theirs = tmp_path / "houdini20.5" / "packages" / "afanasy.json"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("{}")
    assert main(["install", "houdini", "--folder", str(tmp_path)]) == 1
    assert theirs.read_text() == "{}"
    assert not (tmp_path / "houdini20.5" / "afsubmit-houdini").exists()
    assert "was not put there by" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("system", "environ", "folder"),
    [
        pytest.param("linux", {"HOME": "/home/a"}, "/home/a/houdini20.5", id="Linux"),
        pytest.param("darwin", {"HOME": "/Users/a"}, "/Users/a/Library/Preferences/houdini/20.5", id="macOS"),
        pytest.param("win32", {"USERPROFILE": "C:/Users/a"}, "C:/Users/a/Documents/houdini20.5", id="Windows"),
        pytest.param(
            "linux",
            {"HOME": "/home/a", "HOUDINI_USER_PREF_DIR": "/prefs/h__HVER__"},
            "/prefs/h20.5",
            id="a folder that the studio names",
        ),
        pytest.param(
            "linux",
            {"HOME": "/home/a", "HOUDINI_USER_PREF_DIR": "/prefs/houdini"},
            "/home/a/houdini20.5",
            id="a folder without a version is that of the Houdini that runs: not ours to guess",
        ),
    ],
)
def test_home_of_a_version(system: str, environ: dict[str, str], folder: str) -> None:
    assert places.home(SAID, "Houdini", environ, system).of("20.5").as_posix() == folder


def test_houdini_that_was_never_started_is_found_by_its_program(tmp_path, monkeypatch) -> None:
    programs = [
        "/opt/hfs19.5.569/bin/houdini",
        "/opt/hfs18.5.1/bin/houdini",
        "C:/Program Files/Side Effects Software/Houdini 21.0.512/bin/houdini.exe",
        "/Applications/Houdini/Houdini20.5.410/Houdini FX 20.5.410.app",
    ]
    monkeypatch.setattr(applications, "found", lambda: {"houdini": programs})
    assert main(["install", "houdini", "--folder", str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["houdini19.5", "houdini20.5", "houdini21.0"]


def test_installed_plugin_brings_menus_doors_and_its_own_core(tmp_path) -> None:
    """As Houdini does: the folder is on PYTHONPATH, the door runs, an entry of the menu is clicked."""
    assert main(["install", "houdini", "--folder", str(tmp_path), "--version", "20.5"]) == 0
    folder = tmp_path / "houdini20.5" / "afsubmit-houdini"
    for name in ("MainMenuCommon.xml", "OPmenu.xml", "python_panels/afsubmit.pypanel", "submit.py"):
        assert (folder / name).is_file()
    (door,) = folder.glob("python3.11libs/pythonrc.py")
    program = (
        f"import sys; sys.path += [{str(folder)!r}, {str(PROJECT)!r}]\n"
        "from tests.fakes.hou import FakeHou; fake = FakeHou(); sys.modules['hou'] = fake.module\n"
        f"import runpy; runpy.run_path({str(door)!r}); from af_houdini import _ui; _ui.click('show_help')\n"
        "import afsubmit; print(len(fake.callbacks)); print(sys.path[-1]); print(afsubmit.__file__)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, timeout=60)
    core = str(folder / "core")
    assert done.stdout.splitlines() == ["1", core, str(folder / "core" / "afsubmit" / "__init__.py")], done.stderr
