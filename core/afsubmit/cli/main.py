"""The table of commands, and the way from words to one of them."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from .. import __version__
from ..errors import AfError

COMMANDS = {
    "farm": "run, start, look at or stop the farm on this machine",
}
"""Command -> one line on it. Each is a module of this folder with `add_arguments(parser)` and `run(arguments)`."""


def main(words: Sequence[str] | None = None) -> int:
    """Run `afsubmit` with these words (by default the program's own); returns the exit code.

    0 is success, 1 that it could not be done, 2 that the words were wrong.
    """
    parser = argparse.ArgumentParser(prog="afsubmit", description="Submission suite for the Afanasy render farm.")
    parser.add_argument("--version", action="version", version=f"afsubmit {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, text in COMMANDS.items():
        one = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        importlib.import_module(f".{name}", __package__).add_arguments(one)
    arguments = parser.parse_args(words)
    if not arguments.command:
        parser.print_help()
        return 2
    try:
        return int(importlib.import_module(f".{arguments.command}", __package__).run(arguments))
    except AfError as error:
        print(f"afsubmit: {error}", file=sys.stderr)
        return 1
