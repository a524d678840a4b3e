"""`afsubmit`: its help, its exit codes, and what may end a command."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from afsubmit import __version__
from afsubmit.cli import exits, main
from afsubmit.cli.main import COMMANDS, MODULES
from afsubmit.errors import SettingsError

from .conftest import CORE


def test_version_when_asked_then_printed(run) -> None:
    done = run("afsubmit", "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"afsubmit {__version__}\n", "")


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["no-such-command"]])
def test_words_without_a_command_then_no_commands_module_is_imported(words: list[str]) -> None:
    probe = (
        "import sys; from afsubmit.cli import main; code = main(sys.argv[1:]);"
        "print(sorted(name for name in sys.modules if name.startswith('afsubmit') or name == 'argparse'))"
    )
    environ = {**os.environ, "PYTHONPATH": str(CORE)}
    command = [sys.executable, "-c", probe, *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environ)
    own = ["afsubmit", "afsubmit.cli", "afsubmit.cli.exits", "afsubmit.cli.main", "afsubmit.errors", "afsubmit.typed"]
    assert done.stdout.splitlines()[-1] == str(own)


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"]])
def test_help_when_asked_then_every_command_with_a_line(words: list[str], capsys) -> None:
    assert main(words) == 0
    text = capsys.readouterr().out
    for name, meaning in COMMANDS.items():
        assert f"  {name} " in text
        assert meaning in text


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("words", [lambda name: [name, "--help"], lambda name: ["help", name]], ids=["--help", "help"])
def test_command_when_its_help_is_asked_then_shown(name: str, words: Callable[[str], list[str]], capsys) -> None:
    assert main(words(name)) == 0
    assert f"usage: afsubmit {name} " in capsys.readouterr().out


@pytest.mark.parametrize("name", COMMANDS)
def test_command_then_its_module_has_both_functions(name: str) -> None:
    module = importlib.import_module(f"afsubmit.cli.{MODULES.get(name, name.replace('-', '_'))}")
    assert callable(module.add_arguments)
    assert callable(module.run)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param([], "usage: afsubmit", id="no words"),
        pytest.param(["fram"], 'there is no command "fram"; did you mean "farm"?', id="misspelt"),
        pytest.param(["--verison"], 'there is no option "--verison"; see afsubmit --help.', id="option"),
        pytest.param(["farm", "--slots", "0"], "from 1 to 256", id="value of an option"),
    ],
)
def test_words_when_wrong_then_code_2_and_nothing_on_standard_output(words: list[str], said: str, capsys) -> None:
    assert main(words) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.out == ""


def _raise(error: BaseException) -> Callable[[], int]:
    def work() -> int:
        raise error

    return work


@pytest.mark.parametrize(
    ("work", "code", "said"),
    [
        pytest.param(lambda: 0, 0, "", id="done"),
        pytest.param(lambda: 1, 1, "", id="not done"),
        pytest.param(
            _raise(SettingsError("The file is wrong.")), 1, "afx: The file is wrong.\n", id="an error of ours"
        ),
        pytest.param(_raise(KeyboardInterrupt()), 130, "afx: interrupted\n", id="Ctrl-C"),
        pytest.param(_raise(SystemExit(2)), 2, "", id="argparse"),
        pytest.param(_raise(SystemExit()), 0, "", id="argparse's help"),
    ],
)
def test_command_when_it_ends_then_its_code_and_one_sentence(work: Any, code: int, said: str, capsys) -> None:
    assert exits.run_as_program("afx", work) == code
    assert capsys.readouterr().err == said


def test_error_when_it_is_none_of_ours_then_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        exits.run_as_program("afx", lambda: 1 // 0)


@pytest.mark.posix("a pipe of POSIX")
def test_output_when_nobody_reads_it_then_no_traceback() -> None:
    program = (
        "import sys; from afsubmit.cli.exits import run_as_program\n"
        "def work():\n    for line in range(100000): print('line', line)\n    return 0\n"
        "sys.exit(run_as_program('afx', work))"
    )
    environ = {**os.environ, "PYTHONPATH": str(CORE)}
    piped = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ
    )
    assert piped.stdout and piped.stderr
    piped.stdout.readline()
    piped.stdout.close()
    assert piped.stderr.read() == b""
    piped.stderr.close()
    assert piped.wait(60) == 1


@pytest.mark.posix("a shell of POSIX")
@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        pytest.param("--version >&-", 0, "", id="standard output is closed"),
        pytest.param("--version <&-", 0, "", id="standard input is closed"),
        pytest.param(
            "--version >/dev/full",
            1,
            "afsubmit: the output cannot be written: No space left on device\n",
            id="disk full",
            marks=pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full"),
        ),
    ],
)
def test_command_when_its_streams_are_closed_or_full_then_no_traceback(line: str, code: int, said: str) -> None:
    environ = {**os.environ, "PYTHONPATH": str(CORE)}
    shell = f"{sys.executable} -m afsubmit {line}"
    done = subprocess.run(["sh", "-c", shell], stderr=subprocess.PIPE, text=True, timeout=60, env=environ)
    assert (done.returncode, done.stderr) == (code, said)


@pytest.mark.posix("a signal of POSIX")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_command_when_interrupted_then_code_130_and_no_traceback(name: str) -> None:
    program = (
        "import sys, time; from afsubmit.cli.exits import end_as_interrupted, run_as_program\n"
        "def work():\n    end_as_interrupted()\n    print('ready', flush=True)\n    time.sleep(60)\n    return 0\n"
        "sys.exit(run_as_program('afx', work))"
    )
    environ = {**os.environ, "PYTHONPATH": str(CORE)}
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ
    )
    assert process.stdout and process.stdout.readline() == b"ready\n"
    process.send_signal(getattr(signal, name))
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, b"afx: interrupted\n")


def test_text_when_the_terminal_cannot_show_it_then_written_with_escapes() -> None:
    program = (
        "import sys; from afsubmit.cli.exits import run_as_program\n"
        "def work():\n    print('caf\\xe9 \\udce9')\n    return 0\n"
        "sys.exit(run_as_program('afx', work))"
    )
    environ = {**os.environ, "PYTHONPATH": str(CORE), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, env=environ)
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, [b"caf\\xe9", b"\\udce9"], b"")
