"""Generated words through real cmd processes, each way a farm gives it a line: the program gets them as they were."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from afsubmit.document.quoting import command_line, quote_cmd

pytestmark = pytest.mark.windows

WAYS = [
    pytest.param("cmd.exe /c {}", id="as afrender does"),
    pytest.param("cmd.exe /s /c {}", id="stripped always"),
    pytest.param('cmd.exe /d /s /c "{}"', id="as the farm of this machine does"),
]
NO_SUCH_PROGRAM = 9009
LETTERS = "abXY09 .,;:=~&|<>^()[]{}!'`@#$+-_/\\äß日本😀"
WHOLE = (
    "",
    " ",
    "\\",
    "\\\\server\\share\\",
    "C:\\show\\50% done\\a.exr",
    "%",
    "C:\\R&D ^a!b\\it's\\",
    "@a",
    "^",
    "%04d",
)


@pytest.fixture(params=["a b", "R&D (x86)", "plain", "it's ^ 50% ü"])
def program(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The path of a program that prints its words, each on a line in UTF-8."""
    folder = tmp_path / request.param
    folder.mkdir()
    return shutil.copy(os.path.join(os.path.dirname(sys.executable), "words.exe"), folder)


def some_words(source: random.Random) -> list[str]:
    """A dozen words, each a text that a path or an option could be."""
    made = ["".join(source.choices(LETTERS, k=source.randint(1, 20))) for _ in range(10)]
    return [*made, *source.choices(WHOLE, k=3)]


def run_started(line: str) -> subprocess.CompletedProcess[bytes]:
    """What came of `line`, given again where Wine could not start a process.

    Wine's cmd answers 9009 for a line that names no program and also when making the process failed, which it did once
    in some thousand on a busy machine. A line that is written wrongly gives 9009 each time.
    """
    for _ in range(3):
        done = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        if done.returncode != NO_SUCH_PROGRAM:
            break
    return done


@pytest.mark.parametrize("way", WAYS)
def test_words_when_given_through_cmd_then_the_program_has_them(program: str, way: str) -> None:
    source = random.Random(way)
    for _ in range(15):
        words = some_words(source)
        line = command_line(" ".join(map(quote_cmd, [program, *words])), "windows")
        done = run_started(way.format(line))
        assert (done.stdout.decode("utf-8").split("\r\n")[:-1], done.returncode) == (words, 0), (line, done.stderr)


@pytest.mark.parametrize("way", WAYS)
def test_exit_code_when_the_program_fails_then_kept(way: str, tmp_path: Path) -> None:
    folder = tmp_path / "a b"
    folder.mkdir()
    file = folder / "fail.bat"
    file.write_text("@exit /b 7\r\n", encoding="ascii")
    line = command_line(" ".join(map(quote_cmd, [str(file), "a b", "c&d"])), "windows")
    assert run_started(way.format(line)).returncode == 7
