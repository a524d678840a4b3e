"""A task's process: nothing runs before it is written down, and its exit code is where the next farm finds it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from afsubmit.local import processes, task_shell

SHELL = ["cmd.exe", "/d", "/s", "/c"] if os.name == "nt" else ["sh", "-c"]
WORDS_OF_SH = pytest.mark.posix("words of sh")


def run(command: str, folder: Path, word: bytes) -> tuple[int, bytes]:
    """The exit code and the output of the shell that a task has on Windows, when it was told `word`."""
    words = [sys.executable, "-I", task_shell.__file__, str(folder / "exit"), *SHELL, command]
    done = subprocess.run(words, input=word, capture_output=True, timeout=120, cwd=folder)
    return done.returncode, done.stdout


@pytest.mark.parametrize("word", [pytest.param(b"", id="nothing"), pytest.param(b"g", id="half a word")])
def test_command_when_the_farm_dies_before_it_says_go_then_never_runs(word: bytes, tmp_path: Path) -> None:
    assert run("echo x>ran", tmp_path, word) == (125, b"")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("command", "code", "output"),
    [
        pytest.param("exit 3", 3, b"", id="an exit code"),
        pytest.param("printf '%s' \"a 'b' $((1+1))\"", 0, b"a 'b' 2", id="quotes", marks=WORDS_OF_SH),
        pytest.param("cat", 0, b"", id="nothing to read on its input", marks=WORDS_OF_SH),
        pytest.param("exec 3>&-; trap; echo ok", 0, b"ok\n", id="words of the shell", marks=WORDS_OF_SH),
    ],
)
def test_command_when_it_ends_then_its_code_is_in_the_file(command, code, output, tmp_path: Path) -> None:
    assert run(command, tmp_path, b"go\n") == (code, output)
    assert processes.exit_code(str(tmp_path / "exit")) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("0\n", 0, id="success"),
        pytest.param("137\n", 137, id="killed"),
        pytest.param("1", None, id="half written"),
        pytest.param("", None, id="empty"),
        pytest.param("x\n", None, id="no number"),
        pytest.param("\xff\n", None, id="not ASCII"),
    ],
)
def test_exit_code_when_read_then_only_a_whole_one_counts(text: str, code, tmp_path: Path) -> None:
    (tmp_path / "exit").write_bytes(text.encode("latin-1"))
    assert processes.exit_code(str(tmp_path / "exit")) == code
    assert processes.exit_code(str(tmp_path / "none")) is None


@pytest.mark.parametrize(
    ("command", "line"),
    [
        pytest.param("blender -b", r'C:\py.exe -I shell.py C:\x.exit "cmd.exe /d /s /c \"blender -b\""', id="words"),
        pytest.param(
            '"C:\\a b\\blender.exe" -b "s 1.blend"',
            r'C:\py.exe -I shell.py C:\x.exit "cmd.exe /d /s /c \"\"C:\a b\blender.exe\" -b \"s 1.blend\"\""',
            id="quoted paths",
        ),
    ],
)
def test_command_line_when_on_windows_then_cmd_gets_the_command_as_it_stands(command: str, line: str) -> None:
    assert processes.windows_arguments(command, r"C:\x.exit", r"C:\py.exe", "shell.py") == line


def test_processes_when_started_then_of_a_group_of_their_own_on_every_system() -> None:
    assert processes.windows_options()["creationflags"] & 0x00000200
    assert processes.detached_options(is_windows=True)["creationflags"] & 0x01000000
