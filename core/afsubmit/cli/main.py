"""The table of commands, and the way from words to one of them: only that one's module is imported."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from .. import __version__
from ..typed import TYPE_CHECKING
from .exits import DONE, WRONG_WORDS, end_as_interrupted, run_as_program

if TYPE_CHECKING:
    import argparse
    from types import ModuleType

COMMANDS = {
    "submit": "send scenes, or any command, to the farm",
    "jobs": "list jobs, with state and progress",
    "watch": "follow jobs with live bars until they are done, with keys to pause and restart",
    "log": "show what a task of a job printed: the first that failed, or any",
    "renders": "list the machines of the farm",
    "users": "list who has jobs",
    "pause": "start no more tasks of jobs",
    "start": "go on with paused or stopped jobs",
    "stop": "pause jobs and stop their running tasks",
    "restart": "run all of jobs, or some of their tasks, again",
    "restart-errors": "run failed tasks of jobs again",
    "reset-error-hosts": "let hosts on which tasks of jobs failed try again",
    "skip": "count the unfinished tasks of jobs as done",
    "delete": "delete jobs; the farm then removes their snapshots",
    "priority": "change the priority of jobs",
    "move": "bring jobs of this machine's farm to a real one, what is done counted",
    "nimby": "keep the farm off a machine, or give it back",
    "history": "list what was sent from here, look at it, send it again",
    "presets": "list, show, save and delete settings kept under a name",
    "clean": "remove copies of scenes that no job needs any more",
    "config": "show each value of the configuration and where it came from",
    "doctor": "look whether all is well, and say what to do",
    "demo": "try the submit dialog with a made-up scene",
    "install": "put the plugin into an application, or take it away",
    "selftest": "run every check in the application itself, on a scene made for it",
    "farm": "run, start, look at or stop the farm on this machine",
    "completion": "print a script that completes these words in your shell",
}
"""Command -> one line on it. Each is a module of this folder with `add_arguments(parser)` and `run(arguments)`."""

MODULES = dict.fromkeys(
    ("pause", "start", "stop", "restart", "restart-errors", "reset-error-hosts", "skip", "delete", "priority"), "verbs"
)
"""Command -> module, where that has another name; several commands may share one: `arguments.command` tells them."""

END = """Run "afsubmit COMMAND --help" for the words of a command. Exit codes: 0 it was done, 1 it could not be done,
2 the words were wrong, 130 interrupted."""


def main(words: Sequence[str] | None = None) -> int:
    """Run `afsubmit` with these words (by default the program's own); returns the exit code, see `exits`."""
    return run_as_program("afsubmit", lambda: _run(list(sys.argv[1:] if words is None else words)))


def _run(words: list[str]) -> int:
    first = words[0] if words else ""
    if first == "help" and len(words) > 1:
        first, words = words[1], [words[1], "--help"]
    if first in ("--version", "-V"):
        print(f"afsubmit {__version__}")
    elif first in ("--help", "-h", "help"):
        print(overview())
    elif not first:
        print(overview(), file=sys.stderr)
        return WRONG_WORDS
    elif first not in COMMANDS:
        print(f"afsubmit: {_unknown(first)}", file=sys.stderr)
        return WRONG_WORDS
    else:
        return _command(first, words[1:])
    return DONE


def overview() -> str:
    """The usage, with a line on each command."""
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:{width}}{text}" for name, text in COMMANDS.items()]
    return "\n".join(["usage: afsubmit [--version] COMMAND …", "", *lines, "", END])


def _unknown(word: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, COMMANDS, 1)
    hint = f'did you mean "{near[0]}"?' if near else "see afsubmit --help."
    kind = "option" if word.startswith("-") else "command"
    return f'there is no {kind} "{word}"; {hint}'


def _command(name: str, words: list[str]) -> int:
    end_as_interrupted()
    return int(module_of(name).run(parser_of(name).parse_args(words)))


def module_of(name: str) -> ModuleType:
    """The module of that command, imported now."""
    from importlib import import_module

    return import_module(f".{MODULES.get(name, name.replace('-', '_'))}", __package__)


def parser_of(name: str) -> argparse.ArgumentParser:
    """The parser of that command."""
    import argparse

    text = COMMANDS[name]
    parser = argparse.ArgumentParser(prog=f"afsubmit {name}", description=f"{text[0].upper()}{text[1:]}.")
    parser.set_defaults(command=name)
    module_of(name).add_arguments(parser)
    return parser
