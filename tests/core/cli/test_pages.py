"""Every command on a page, typed into a shell as it stands there, in a fresh home with a farm on this machine."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from afsubmit.api import transport
from afsubmit.studio import farm_file
from afsubmit.submission.history.entries import History, NewEntry
from afsubmit.submission.settings import scene_text
from afsubmit.submitter import setups
from afsubmit.wire import Client
from pyz import build_pyz
from tests.fakes import blend_file, hip_file
from tests.fakes.hou_scene import MadeScene, rop
from tests.rules.sources import PROJECT

PAGES = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").glob("*.md"))]
PROGRAMS = re.compile(r"(?:\.venv[/\\](?:bin|Scripts)[/\\])?(?:afsubmit|afcmd|nox|pip|python3?|py)\b")
NOT_RUN = {
    r"-m venv": "makes the environment that these tests run in",
    r"\.venv/bin/nox": "a session of nox; these tests are part of one",
    r"\.venv/bin/pip install \.": "the session `build` installs the wheel",
    r"--window": "opens a window; the sessions qt-… click and type there",
    r"afsubmit farm( --slots 2| --port 51001)?$": "runs until it is stopped: test_farm.py",
    r"afsubmit watch$": "stays until jobs are done: test_watch.py",
    r"afsubmit move|renders --server farm1": "needs a farm beside this one: test_move.py, tests/server/test_moving.py",
    r"selftest windows": "asks Windows itself: tests/windows/test_selftest_windows.py",
    r"afsubmit farm --stop": "would stop the farm of the other commands: test_farm.py",
}
"""What does not run here, by a regular expression, and where it does."""
FAILS = {
    r"selftest blender": "there is no Blender on this PATH",
    r"selftest maya": "there is no Maya here",
    r"restart-errors": "no task of the job has failed",
    r"install nuke maya houdini blender$": "all but Nuke were never started in this home",
    r"install blender": "no Blender was ever started in this home",
    r"install (maya|houdini)$": "neither was ever started in this home",
}
"""What may end with the exit code 1 here, and why."""
PUT_BACK = {"nimby": "afsubmit nimby off", "--set": "afsubmit farm --set hours="}
"""A word of the commands after which the farm may run nothing, and what lets it run again for those that wait."""
SETUPS = [setups.Setup(name, ["Write1"], {}) for name in ("review", "full")]
SCRIPT = """Root {
 inputs 0
 first_frame 1
 last_frame 100
 afanasy_settings KEPT
}
Constant {
 inputs 0
}
Write {
 file out/a.####.exr
 name Write1
}
"""
MAYA = PROJECT / "tests" / "golden" / "maya" / "software-range"
HOUDINI = MadeScene(
    [rop("/out/mantra1", "ifd", trange="normal", f=(1001, 1100, 1), vm_picture="$HIP/render/$HIPNAME.$F4.exr")],
    takes=["Main", "low"],
)
DOCUMENT = {
    "name": "typed",
    "user_name": "jimmy",
    "offline": True,
    "blocks": [{"name": "b", "service": "generic", "flags": 1, "frame_first": 1, "frame_last": 2, "command": "true"}],
}


def lines_of(page: Path) -> Iterator[str]:
    """The commands in the page's blocks of commands, without what stands behind two blanks."""
    language = None
    for line in page.read_text("utf-8").splitlines():
        if line.startswith("```"):
            language = line[3:].strip() if language is None else None
        elif language in ("", "sh") and PROGRAMS.match(line):
            yield re.split(r" {2,}", line)[0].strip()


COMMANDS = [(page.name, line) for page in PAGES for line in lines_of(page)]


def reason_of(table: dict[str, str], line: str) -> str:
    return next((reason for pattern, reason in table.items() if re.search(pattern, line)), "")


RUN = list(dict.fromkeys(line for _, line in COMMANDS if not reason_of(NOT_RUN, line)))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str], Client]]:
    """A project folder with the installed programs, the environment of its user, and the farm."""
    folder = tmp_path_factory.mktemp("pages")
    programs = folder / "project" / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, module in (("afsubmit", "afsubmit"), ("afcmd", "afsubmit.cli.afcmd")):
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n')
        (programs / name).chmod(0o755)
    (programs / "python3").symlink_to(sys.executable)
    build_pyz.build(folder / "project")
    (folder / "project" / "dist").symlink_to(folder / "project")
    for name in ("shot.blend", "a.blend", "b.blend"):
        blend_file.write(folder / "project" / name)
    for name in ("shot.nk", "comp.nk"):
        (folder / "project" / name).write_text(SCRIPT.replace("KEPT", scene_text.encode(setups.laid({}, SETUPS))))
    hip_file.written(folder / "project" / "shot.hip", HOUDINI)
    (folder / "project" / "shot.ma").write_bytes((MAYA / "scene.ma").read_bytes())
    (folder / "project" / "workspace.mel").write_bytes((MAYA / "workspace.mel").read_bytes())
    (folder / "project" / "job.json").write_text(json.dumps({"job": DOCUMENT}))
    (folder / "home").mkdir()
    environ = {
        "HOME": str(folder / "home"), "AFSUBMIT_HOME": str(folder / "state"), "PATH": str(programs), "USER": "jimmy",
        "PYTHONPATH": str(PROJECT / "core"), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    renders = folder / "renders"  # where the farm alone finds an application
    renders.mkdir()
    (renders / "blender").write_text("#!/bin/sh\n")
    (renders / "blender").chmod(0o755)
    farm_environ = {**environ, "PATH": f"{programs}{os.pathsep}{renders}"}
    farm = subprocess.Popen([sys.executable, "-m", "afsubmit", "farm"], env=farm_environ, stderr=subprocess.DEVNULL)
    try:
        while typed(folder / "project", environ, "afsubmit farm --status").returncode:
            assert farm.poll() is None
        history = History(str(folder / "state" / "history.db"))
        entry = NewEntry(DOCUMENT, f"local:{farm_file.machine_name()}", "command", "", "command", "p", "")
        for number in history.begin([entry] * 12):
            history.note_sent(number, id=number + 100, serial=number + 100)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AFSUBMIT_HOME", environ["AFSUBMIT_HOME"])
            yield folder / "project", environ, transport.farm("local")
    finally:
        farm.terminate()
        farm.wait(120)


def typed(folder: Path, environ: dict[str, str], line: str) -> subprocess.CompletedProcess[str]:
    """What came of a line in a shell."""
    words = ["/bin/sh", "-c", line]
    return subprocess.run(words, cwd=folder, env=environ, capture_output=True, text=True, timeout=300, input="")


def spelled_out(line: str, machine: str) -> list[str]:
    """The lines that a reader would type: a word for each that stands for one, `a|b` one after the other."""
    line = line.replace("[FILE]", "job.json").replace("RENDER…", machine)
    found = re.search(r"\S+\|\S+", line)
    if not found or "'" in line:
        return [line]
    return [line.replace(found[0], word) for word in found[0].split("|")]


@pytest.mark.posix("a shell of POSIX")
@pytest.mark.parametrize("line", RUN)
def test_command_of_a_page_does_what_it_says(place: tuple[Path, dict[str, str], Client], line: str) -> None:
    folder, environ, farm = place
    if "JOB" in line:  # the jobs are called so: the words stay as they are
        there = {job.name for job in farm.jobs()}
        for name in {"JOB", "JOB…"} - there:
            farm.send_job({**DOCUMENT, "name": name})
    if "night" in line:
        typed(folder, environ, "afsubmit presets save night --priority 20")
    for one in spelled_out(line, farm.renders()[0].name):
        done = typed(folder, environ, one)
        assert "Traceback" not in done.stderr, done.stderr
        allowed = (0, 1) if reason_of(FAILS, one) else (0,)
        assert done.returncode in allowed, f"{one}\n{done.stdout}\n{done.stderr}"
    for word, back in PUT_BACK.items():
        if word in line:
            assert typed(folder, environ, back).returncode == 0


def test_what_is_not_run_is_named_and_nothing_else() -> None:
    left_out = [line for _, line in COMMANDS if reason_of(NOT_RUN, line)]
    assert len(RUN) >= 40
    for pattern in NOT_RUN:
        assert any(re.search(pattern, line) for line in left_out), f"{pattern} stands on no page any more"
    for pattern in FAILS:
        assert any(re.search(pattern, line) for line in RUN), f"{pattern} stands on no page any more"
