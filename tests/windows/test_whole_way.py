"""The whole way on Windows, in the words a user types: a scene sent, rendered by the farm of this machine, deleted."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pyz.build_pyz import build
from tests.fakes import stand_in
from tests.fakes.hou_file import data_of
from tests.fakes.hou_scene import MadeScene, rop

pytestmark = pytest.mark.windows("paths, shells and files of Windows")

ROOT = Path(__file__).resolve().parents[2]
FAKES = ROOT / "tests" / "fakes"
PAGE = ROOT / "docs" / "windows.md"
HARD = "R&D ^a!b it's (x86) [v1] 50% ü日本"
"""A folder's name with all that cmd reads in its own way; beyond 260 letters a path of several of them."""
SCRIPT = 'Root {\n first_frame 1\n last_frame 3\n}\nWrite {\n file "FOLDER/a.%04d.exr"\n name Write1\n}\n'
Afsubmit = Callable[..., str]


@pytest.fixture
def afsubmit(tmp_path: Path) -> Iterator[Afsubmit]:
    """`afsubmit("jobs")`: what the command prints; it must end well. Its farm is stopped with the test."""

    def run(*words: str, code: int = 0) -> str:
        environ = {**os.environ, "PYTHONPATH": str(ROOT / "core"), "AFSUBMIT_HOME": str(tmp_path / "state")}
        done = subprocess.run(
            [sys.executable, "-m", "afsubmit", *words],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=300, env=environ,
        )  # fmt: skip
        said = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        assert done.returncode == code or words[0] == "log", (said, run("log", "2") if words[0] == "submit" else "")
        return said[0]

    yield run
    run("farm", "--stop")


def nuke(place: Path) -> tuple[Path, str, list[str]]:
    """A script of three frames, the program that renders it, and what it leaves."""
    (place / "out").mkdir(parents=True)
    scene = place / "my shot.nk"
    folder = (place / "out").as_posix().replace("[", r"\\\[")  # as Nuke writes what is no Tcl
    scene.write_text(SCRIPT.replace("FOLDER", folder), "utf-8")
    return scene, str(FAKES / "nuke_program.py"), [f"out/a.{frame:04d}.exr" for frame in (1, 2, 3)]


def maya(place: Path) -> tuple[Path, str, list[str]]:
    """A scene of Maya's own renderer in its project's folder."""
    place.mkdir(parents=True)
    scene = place / "my shot.ma"
    text = (ROOT / "tests" / "golden" / "maya" / "software-defaults" / "scene.ma").read_text("utf-8")
    scene.write_text(text, "utf-8")
    (place / "workspace.mel").write_text('workspace -fr "images" "images";\n', "utf-8")
    return scene, str(FAKES / "maya_render.py"), []


def houdini(place: Path) -> tuple[Path, str, list[str]]:
    """A scene with one ROP that names its pictures from the scene's folder."""
    place.mkdir(parents=True)
    scene = place / "my shot.hip"
    picture = "$HIP/out/$HIPNAME.$F4.exr"
    made = MadeScene([rop("/out/m", "ifd", trange="normal", f=(1, 3, 1), vm_picture=picture)], first=1, last=3)
    scene.write_bytes(data_of(made, str(scene), {}))
    return scene, str(FAKES / "hou_program.py"), [f"out/my shot.{frame:04d}.exr" for frame in (1, 2, 3)]


def jobs(afsubmit: Afsubmit) -> list[dict[str, Any]]:
    return json.loads(afsubmit("jobs", "--all", "--json"))


def until_gone(paths: Callable[[], list[str]]) -> None:
    end = time.monotonic() + 120
    while paths():
        assert time.monotonic() < end, paths()
        time.sleep(0.2)


@pytest.mark.parametrize("scene_of", [nuke, maya, houdini])
def test_scene_when_sent_then_rendered_and_its_copy_deleted_with_the_job(afsubmit, tmp_path, scene_of) -> None:
    place = tmp_path / HARD.replace(
        "%", ""
    )  # Wine's cmd fills a % in the words of a .cmd, as deletefiles is, once more
    scene, program, files = scene_of(place)
    content = scene.read_bytes()
    stand = stand_in.write(tmp_path / "Program Files (x86)", scene_of.__name__, program)
    words = ("--executable", stand, "--frames", "1-3", "--local", "--wait")
    said = afsubmit("submit", str(scene), *words)
    copies = [path.name for path in place.iterdir() if ".af-" in path.name]
    assert copies, said
    written = sorted(path.relative_to(place).as_posix() for path in place.rglob("*.*") if "af-" not in path.name)
    assert [name for name in written if name != scene.name] == files if files else len(written) > 3, written
    (job,) = jobs(afsubmit)
    assert "DON" in job["state"]
    afsubmit("delete", str(job["id"]), "--yes")
    until_gone(lambda: [path.name for path in place.iterdir() if ".af-" in path.name])
    assert scene.read_bytes() == content


def test_command_in_a_folder_beyond_260_letters_when_sent_then_it_runs_there(afsubmit, tmp_path) -> None:
    place = tmp_path.joinpath(*[f"{HARD} {number}" for number in range(8)])
    assert len(str(place)) > 260
    place.mkdir(parents=True)
    program = place / "program.py"
    program.write_text("import sys; open(sys.argv[1], 'x').write('done')", "utf-8")
    line = subprocess.list2cmdline([sys.executable, str(program), str(place / "there.txt")])
    afsubmit("submit", "--command", line, "--local", "--wait")
    assert (place / "there.txt").read_text() == "done"


def test_commands_that_start_the_farm_at_once_then_one_farm_and_every_job(afsubmit, tmp_path) -> None:
    """A farm that was ended at once left its file behind."""
    afsubmit("submit", "--command", "echo first", "--local", "--wait")
    (file,) = (tmp_path / "state" / "farm").glob("*/farm.json")
    os.kill(json.loads(file.read_text("utf-8"))["pid"], 9)
    said: list[str] = []
    words = ("submit", "--command", "echo at once", "--local")
    threads = [threading.Thread(target=lambda: said.append(afsubmit(*words))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 4 and len(jobs(afsubmit)) == 5


def test_commands_of_the_page_run_by_the_bat_beside_the_one_file(tmp_path) -> None:
    place = tmp_path / "R&D ^a" / "my show"
    nuke(place)
    build(tmp_path / "suite")
    home = {"AFSUBMIT_HOME": str(tmp_path / "state"), "PATH": f"{tmp_path / 'suite'};{os.environ['PATH']}"}
    (block,) = re.findall(r"```bat\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    lines = [line.replace("shot.nk", '"my shot.nk"') for line in block.splitlines() if not line.startswith("cd ")]
    assert len(lines) > 5
    said = ""
    for line in lines:
        done = subprocess.run(
            f"cmd.exe /d /c {line}", cwd=place, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=300, env={**os.environ, **home},
        )  # fmt: skip
        assert done.returncode == 0, (line, done.stdout, done.stderr)
        said += done.stdout.decode("utf-8")
    assert "hello" in said and "Register-ArgumentCompleter" in said


def test_drive_in_any_case_when_mapped_then_the_farms_path(afsubmit, tmp_path, monkeypatch) -> None:
    scene, *_ = nuke(tmp_path / HARD)
    drive, rest = os.path.splitdrive(str(scene))
    monkeypatch.setenv("CGRU_PATHSMAP", json.dumps([[f"{drive.upper()}\\", "/proj"]]))
    shown = []
    for path in (f"{drive.lower()}{rest}", f"{drive.upper()}{rest}".replace("\\", "/")):
        said = json.loads(afsubmit("submit", path, "--server", "farm:51000", "--dry-run", "--json"))
        assert [problem for problem in said["problems"] if problem["level"] == "error"] == []
        (job,) = said["jobs"]
        shown.append((job["folders"], job["command_post"].rpartition("/")[0], job["blocks"][0]["files"]))
    assert shown[0] == shown[1]
    assert "'/proj/" in shown[0][1] and drive not in str(shown) and "\\" not in shown[0][2][0]
