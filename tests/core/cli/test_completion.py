"""Shells complete what is there."""

from __future__ import annotations

import subprocess

import pytest

from afsubmit.cli import main
from afsubmit.cli.completion import SHELLS, words_of
from afsubmit.cli.main import COMMANDS


def script(shell: str, capsys) -> str:
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("shell", SHELLS)
def test_script_has_every_command_and_every_word(shell, capsys):
    text = script(shell, capsys)
    for command in COMMANDS:
        assert command in text
        for word in words_of(command):
            assert (word.text[2:] if shell == "fish" else word.text) in text, (command, word)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        pytest.param(["afsubmit", "sub"], ["submit"], id="a command"),
        pytest.param(["afsubmit", "submit", "--frames-p"], ["--frames-per-task"], id="a word"),
        pytest.param(["afsubmit", "submit", "--jobs", ""], ["one", "several"], id="the choices of a word"),
        pytest.param(["afsubmit", "install", "n"], ["nuke"], id="an application"),
        pytest.param(["afsubmit", "history", "re"], ["resend"], id="what a command does"),
        pytest.param(["afsubmit", "completion", "--nothing"], [], id="nothing"),
    ],
)
@pytest.mark.posix("a shell of POSIX")
def test_bash_completes(typed, wanted, capsys):
    words = " ".join(f"'{word}'" for word in typed)
    ask = f"COMP_WORDS=({words}); COMP_CWORD={len(typed) - 1}; _afsubmit; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    done = subprocess.run(
        ["bash", "-c", f"{script('bash', capsys)}\n{ask}"], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stderr == ""
    assert done.stdout.split() == wanted


def test_other_shell_is_refused(capsys):
    assert main(["completion", "tcsh"]) == 2
    assert "tcsh" in capsys.readouterr().err
