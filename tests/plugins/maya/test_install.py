"""`afsubmit install maya`: a module file for each version, and exactly that away again; what Maya then does with it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from afsubmit.cli.main import main
from afsubmit.install import places
from afsubmit.studio import hosts

SAID = hosts.named("maya").install


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def scripts_of(module_file: Path, version: str) -> list[Path]:
    """Where Maya looks for scripts by a module file, read by Autodesk's grammar."""
    found: list[Path] = []
    folder = None
    for line in module_file.read_text("utf-8").splitlines():
        words = line.split(" ")
        if words[0] == "+":
            conditions = dict(word.split(":") for word in words[1:] if re.fullmatch(r"[A-Z]+:\S+", word))
            rest = [word for word in words[1:] if not re.fullmatch(r"[A-Z]+:\S+", word)]
            is_meant = conditions.get("MAYAVERSION", version) == version
            folder = Path(os.path.normpath(module_file.parent / " ".join(rest[2:]))) if is_meant else None
        elif line and folder is not None:
            kind, _, place = line.partition(": ")
            assert kind == "scripts" and place, "a space behind the colon"
            found.append(folder / place)
    return found


def test_each_version_gets_its_module_file_and_loses_it_again(tmp_path, capsys) -> None:
    for name in ("2022", "2023", "2025", "prefs", "projects"):
        (tmp_path / name / "modules").mkdir(parents=True)
        (tmp_path / name / "modules" / "theirs.mod").write_text("+ theirs 1.0 /theirs\n")
    before = everything(tmp_path)
    assert main(["install", "maya", "--folder", str(tmp_path)]) == 0
    for version in ("2023", "2025"):
        modules = tmp_path / version / "modules"
        assert {path.name for path in modules.iterdir()} == {"theirs.mod", "afsubmit.mod"}
        (scripts,) = scripts_of(modules / "afsubmit.mod", version)
        assert scripts_of(modules / "afsubmit.mod", "2024") == []
        for name in ("userSetup.py", "af_maya/__init__.py", "core/afsubmit/__init__.py", "host.json"):
            assert (scripts / name).is_file(), name
    for name in ("2022", "prefs", "projects"):
        assert not (tmp_path / name / "afsubmit-maya").exists()
    once = everything(tmp_path)
    assert main(["install", "maya", "--folder", str(tmp_path)]) == 0
    assert everything(tmp_path) == once, "a second time changes nothing"
    assert main(["install", "maya", "--uninstall", "--folder", str(tmp_path)]) == 0
    assert everything(tmp_path) == before
    assert not list(tmp_path.rglob("afsubmit-maya"))
    assert "2023, 2025" in capsys.readouterr().out


def test_module_file_of_somebody_else_is_left_alone(tmp_path, capsys) -> None:
    theirs = tmp_path / "2024" / "modules" / "afsubmit.mod"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("+ afsubmit 0.1 /studio\n")
    assert main(["install", "maya", "--folder", str(tmp_path)]) == 1
    assert theirs.read_text() == "+ afsubmit 0.1 /studio\n"
    assert not (tmp_path / "2024" / "afsubmit-maya").exists()
    assert "was not put there by" in capsys.readouterr().err


def test_share_of_a_studio_may_be_moved(tmp_path) -> None:
    share = tmp_path / "studio share"
    assert main(["install", "maya", "--folder", str(share), "--version", "2026"]) == 0
    moved = tmp_path / "elsewhere"
    share.rename(moved)
    (scripts,) = scripts_of(moved / "2026" / "modules" / "afsubmit.mod", "2026")
    assert (scripts / "userSetup.py").is_file(), "MAYA_MODULE_PATH names the folder `modules`, wherever it is mounted"


@pytest.mark.parametrize(
    ("system", "environ", "folder"),
    [
        pytest.param("linux", {"HOME": "/home/a"}, "/home/a/maya/2025", id="Linux"),
        pytest.param("darwin", {"HOME": "/Users/a"}, "/Users/a/Library/Preferences/Autodesk/maya/2025", id="macOS"),
        pytest.param("win32", {"USERPROFILE": "C:/Users/a"}, "C:/Users/a/Documents/maya/2025", id="Windows"),
        pytest.param(
            "linux", {"HOME": "/home/a", "MAYA_APP_DIR": "/prefs/maya"}, "/prefs/maya/2025", id="MAYA_APP_DIR"
        ),
    ],
)
def test_home_of_a_version(system: str, environ: dict[str, str], folder: str) -> None:
    assert places.home(SAID, "Maya", environ, system).of("2025").as_posix() == folder


@pytest.mark.parametrize(
    ("program", "versions"),
    [
        ("/usr/autodesk/maya2024/bin/maya", ["2024"]),
        ("C:/Program Files/Autodesk/Maya2027/bin/maya.exe", ["2027"]),
        ("/Applications/Autodesk/maya2023/Maya.app", ["2023"]),
        ("/usr/autodesk/maya2022/bin/maya", []),
        ("/opt/bin/maya", []),
    ],
)
def test_maya_that_was_never_started_is_found_by_its_program(program: str, versions: list[str]) -> None:
    assert places.of_programs(SAID, [program]) == versions


START = """
import sys, types
from pathlib import Path
asked, later, said = [], [], []
cmds = types.SimpleNamespace(about=lambda batch: {batch}, evalDeferred=lambda call, lowestPriority: later.append(call))
maya, api = types.ModuleType("maya"), types.ModuleType("maya.api")
maya.cmds, maya.mel, maya.api = cmds, types.SimpleNamespace(), api
api.OpenMaya = types.SimpleNamespace()
sys.modules.update({{"maya": maya, "maya.cmds": cmds, "maya.api": api}})
sys.path.append({scripts!r})
import __main__
names = set(vars(__main__)) | {{"source", "names"}}
source = compile(Path({scripts!r}, "userSetup.py").read_text("utf-8"), "userSetup.py", "exec")
exec(source, vars(__main__))
assert set(vars(__main__)) == names, set(vars(__main__)) ^ names
assert len(later) == {count}, later
assert not [one for one in sys.modules if one.split(".")[0] == "afsubmit" and "." in one], "the core waits for a click"
{more}
"""


def started(
    scripts: Path, *, is_batch: bool = False, count: int = 1, more: str = ""
) -> subprocess.CompletedProcess[str]:
    """What a fresh Python says that carries out userSetup.py as Maya does: in `__main__`, with no try around it."""
    text = START.format(batch=is_batch, scripts=str(scripts), count=count, more=more)
    words = [sys.executable, "-I", "-c", text]
    return subprocess.run(words, capture_output=True, text=True, timeout=60)


@pytest.fixture
def installed(tmp_path) -> Path:
    assert main(["install", "maya", "--folder", str(tmp_path), "--version", "2025"]) == 0
    return tmp_path / "2025" / "afsubmit-maya" / "scripts"


def test_start_leaves_no_name_and_imports_nothing_of_the_core(installed) -> None:
    done = started(installed)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_start_in_batch_does_nothing(installed) -> None:
    done = started(installed, is_batch=True, count=0, more="assert 'af_maya' not in sys.modules")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_start_that_fails_is_one_line_and_the_files_after_it_run(installed) -> None:
    (installed / "af_maya" / "_ui.py").write_text("raise RuntimeError('a broken installation')\n")
    done = started(installed, count=0)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "afsubmit: the Afanasy menu was not made: RuntimeError: a broken installation\n"


def test_menu_that_fails_is_one_line(installed) -> None:
    done = started(installed, more="later[0]()")
    assert done.returncode == 0, done.stderr
    assert (
        done.stderr.startswith("afsubmit: the Afanasy menu was not made: AttributeError")
        and done.stderr.count("\n") == 1
    )


def test_script_for_the_terminal_runs_where_no_import_in_maya_finds_it(tmp_path) -> None:
    home = tmp_path / "home"
    (home / "2025").mkdir(parents=True)
    assert main(["install", "maya", "--folder", str(home), "--version", "2025"]) == 0
    (module_file,) = (home / "2025" / "modules").glob("*.mod")
    (scripts,) = scripts_of(module_file, "2025")
    assert {path.stem for path in scripts.glob("*.py")} <= {"userSetup", "af"}
    maya = tmp_path / "of maya" / "maya"
    maya.mkdir(parents=True)
    (maya / "__init__.py").write_text("cmds = None\n")
    (maya / "api.py").write_text("OpenMaya = None\n")
    line = [sys.executable, str(scripts / "from-terminal" / "submit.py")]
    environment = {**os.environ, "PYTHONPATH": str(maya.parent)}
    done = subprocess.run(line, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 2 and "Name one scene" in done.stderr, done.stderr
