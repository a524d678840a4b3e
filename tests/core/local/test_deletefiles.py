"""`deletefiles` removes exactly what it is told to, called as the farm calls it: by sh, from its PATH."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from afsubmit.document.quoting import THIS_SYSTEM, WINDOWS, command_line, delete_command, quoter
from afsubmit.errors import QuotingError
from afsubmit.local import programs
from afsubmit.studio import deletefiles

NAMES = [
    "plain.blend", "with space.blend", "it's.blend", 'say "hi".blend', 'two "" marks', "$HOME.blend", "`id`.blend",
    "$(id).blend", "Größe 日本.blend", "line\nbreak", "tab\there", "a;b&c|d", "100%.blend", "@#@.blend", "what?.blend",
    "[ab].blend", "star*.blend", "-s", "--help", "back\\slash.blend", "x" * 250, " ", "!bang", "{a,b}", "~",
    "inj'; touch pwned; echo '",
]  # fmt: skip


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """What a post command gets: the farm's programs on its PATH."""
    programs.write(str(tmp_path / "farm"))
    return programs.added_to(os.environ, str(tmp_path / "farm"))


def run(command: str, folder: Path, environ: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["/bin/sh", "-c", command], cwd=folder, env=environ, capture_output=True, timeout=120)


@pytest.mark.posix("sh, and names that Windows has not")
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_file_when_named_then_it_alone_is_gone(name: str, tmp_path: Path, environ) -> None:
    folder = tmp_path / "scene"
    folder.mkdir()
    neighbours = {"other.blend", "star2.blend", "whatx.blend", "a.blend", "back"} - {name}
    for each in (name, *neighbours):
        (folder / each).write_text("x")
    command = f"deletefiles -s -- {shlex.quote(str(folder / name))}"
    assert run(command, folder, environ).returncode == 0
    assert set(os.listdir(folder)) == neighbours


@pytest.mark.posix("names that are no text")
def test_file_when_its_name_is_no_utf8_then_gone(tmp_path: Path, environ) -> None:
    path = os.fsdecode(os.fsencode(str(tmp_path)) + b"/caf\xe9.blend")
    Path(path).write_text("x")
    run("deletefiles " + shlex.quote(path), tmp_path, environ)
    assert not os.path.lexists(path)


LINKS = pytest.mark.posix("links, for which Windows asks a right")


@pytest.mark.parametrize(
    ("arguments", "code", "left"),
    [
        pytest.param(["a"], 0, {"b", "folder", "link"}, id="a file"),
        pytest.param(["a", "b"], 0, {"folder", "link"}, id="two files"),
        pytest.param(["gone"], 1, {"a", "b", "folder", "link"}, id="a file that is not there"),
        pytest.param(["-s", "gone"], 0, {"a", "b", "folder", "link"}, id="the same, to end well"),
        pytest.param(["gone", "a"], 1, {"b", "folder", "link"}, id="the others still go"),
        pytest.param(["folder"], 1, {"a", "b", "folder", "link"}, id="a folder stays"),
        pytest.param(["folder/"], 1, {"a", "b", "folder", "link"}, id="a folder with a slash"),
        pytest.param(["link/"], 1, {"a", "b", "folder", "link"}, id="what a link points to", marks=LINKS),
        pytest.param(["link"], 0, {"a", "b", "folder"}, id="a link to a folder, not the folder", marks=LINKS),
        pytest.param(["*"], 1, {"a", "b", "folder", "link"}, id="no wildcard"),
        pytest.param(["-d", "a"], 0, {"a", "b", "folder", "link"}, id="only say it"),
        pytest.param(["-z", "a"], 1, {"b", "folder", "link"}, id="an unknown option"),
        pytest.param([], 1, {"a", "b", "folder", "link"}, id="nothing named"),
        pytest.param([""], 1, {"a", "b", "folder", "link"}, id="an empty name"),
        pytest.param(["--help"], 0, {"a", "b", "folder", "link"}, id="help"),
    ],
)
def test_arguments_when_given_then_mean_what_the_usage_says(
    arguments, code, left, tmp_path, monkeypatch, capfd
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside").write_text("x")
    if os.name != "nt":
        (tmp_path / "link").symlink_to("folder")
    for name in ("a", "b"):
        (tmp_path / name).write_text("x")
    monkeypatch.chdir(tmp_path)
    assert deletefiles.main(arguments) == code
    assert set(os.listdir(tmp_path)) == left - ({"link"} if os.name == "nt" else set())
    assert (tmp_path / "folder" / "inside").exists()
    assert capfd.readouterr().out


def test_quiet_when_asked_then_says_nothing(tmp_path, monkeypatch, capfd) -> None:
    monkeypatch.chdir(tmp_path)
    assert deletefiles.main(["-q", "gone"]) == 1
    assert capfd.readouterr().out == ""


def test_launchers_when_paths_are_odd_then_quoted_for_each_shell() -> None:
    texts = programs.launchers("/opt/it's here/python", "/opt/100%/deletefiles.py")
    assert texts["deletefiles"].splitlines()[1] == (
        "exec '/opt/it'\"'\"'s here/python' -I -S /opt/100%/deletefiles.py \"$@\""
    )
    assert texts["deletefiles.cmd"] == '@"%AFSUBMIT_PYTHON%" -I -S "%AFSUBMIT_DELETEFILES%" %*\r\n'


def test_programs_when_added_then_first_on_the_path_and_named_for_cmd(tmp_path: Path) -> None:
    environ = programs.added_to({"PATH": "/usr/bin"}, str(tmp_path), is_windows=True)
    assert environ["PATH"] == f"{tmp_path / 'bin'}{os.pathsep}/usr/bin"
    assert environ["AFSUBMIT_PYTHON"] == sys.executable
    assert Path(environ["AFSUBMIT_DELETEFILES"]).name == "deletefiles.py"


def test_program_when_run_by_its_name_then_deletes_without_the_package_it_came_from(tmp_path: Path) -> None:
    programs.write(str(tmp_path))
    environ = programs.added_to(os.environ, str(tmp_path), is_windows=True)
    assert str(tmp_path) in environ["AFSUBMIT_DELETEFILES"]
    assert programs.SOURCE not in (tmp_path / "bin" / "deletefiles").read_text("utf-8")
    scene = tmp_path / "it's a $HOME `scene`.blend"
    scene.write_text("x")
    done = subprocess.run(f"deletefiles {quoter(THIS_SYSTEM)(str(scene))}", shell=True, env=environ, timeout=120)
    assert done.returncode == 0
    assert not scene.exists()


@pytest.mark.windows("cmd, as a render of the farm calls it")
@pytest.mark.parametrize("line", ["cmd.exe /c {}", "cmd.exe /s /c {}", 'cmd.exe /d /s /c "{}"'])
@pytest.mark.parametrize("name", ["50% done", "100%", "%", "R&D ^a!b 5%", "%a (x86) ü日本"])
def test_copy_in_a_folder_with_a_percent_sign_when_deleted_through_cmd_then_it_alone_is_gone(
    name: str, line: str, tmp_path: Path
) -> None:
    """The program itself: cmd fills no sign again in the words of a .cmd, but Wine's does."""
    place = tmp_path / name
    place.mkdir()
    for file in ("copy.nk", "other.nk"):
        (place / file).write_text("x")
    words = delete_command(str(place / "copy.nk"), WINDOWS).partition(" ")[2]
    program = " ".join(map(quoter(WINDOWS), [sys.executable, "-I", "-S", deletefiles.__file__]))
    command = command_line(f"{program} {words}", WINDOWS)
    done = subprocess.run(line.format(command), stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
    assert (done.returncode, os.listdir(place)) == (0, ["other.nk"]), (command, done.stdout, done.stderr)


@pytest.mark.parametrize("path", ["C:/50% a/100%/copy.nk", "C:/a%b/c%/copy.nk"])
def test_copy_whose_path_cmd_could_fill_then_no_command_deletes_it(path: str) -> None:
    with pytest.raises(QuotingError, match="%"):
        delete_command(path, WINDOWS)
