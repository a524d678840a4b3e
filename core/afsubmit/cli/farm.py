"""`afsubmit farm`: the one-machine farm in the foreground, or a word to the one that runs."""

from __future__ import annotations

import argparse
import errno
import logging
import os
import sqlite3
import sys
from collections.abc import Callable

from ..local import farm_settings, launch
from ..submitter.watch.words import why_waiting
from ..wire import Client

STORE_FAILED = (
    "the farm's state in {folder} cannot be used: {error}. If its disk is full, make room; to begin anew, without the "
    "jobs that are in it, move farm.sqlite away."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit farm` takes."""
    parser.add_argument(
        "--slots", type=_between(1, 256), metavar="N", help="tasks that run at the same time, whatever is set (1)"
    )
    parser.add_argument(
        "--port",
        type=_between(0, 65535),
        metavar="N",
        help="listen on this port of this machine, too (0: one that is free)",
    )
    parser.add_argument(
        "--open",
        action="store_true",
        help="take requests without the token, for the stock af.py and afcmd: only where you are the one user",
    )
    words = parser.add_mutually_exclusive_group()
    words.add_argument("--status", action="store_true", help="say whether the farm runs; exit code 0 if it does")
    words.add_argument("--settings", action="store_true", help="list what is set, and what it means")
    words.add_argument(
        "--set", action="append", type=_setting, metavar="NAME=VALUE", help="keep a setting; a farm that runs follows"
    )
    words.add_argument("--stop", action="store_true", help="stop it; running tasks are stopped and stay ready")


def _between(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"a whole number from {least} to {most}, not {text!r}")
        return number

    return read


def _setting(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError(f'NAME=VALUE, such as hours=20:00-08:00, not "{text}"')
    return name.strip(), value.strip()


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    if arguments.status:
        return _status()
    if arguments.set:
        farm_settings.store(farm_settings.from_words(dict(arguments.set)))
    if arguments.set or arguments.settings:
        return _settings()
    if arguments.stop:
        print("The farm was stopped." if launch.stop() else "No farm runs.")
        return 0
    return _serve(arguments)


def _settings() -> int:
    from ..studio.keys import KEYS
    from .text_table import drawn

    rows = [
        (name, "yes" if value is True else "no" if value is False else value, KEYS[farm_settings.PREFIX + name].meaning)
        for name, value in farm_settings.load()._asdict().items()
    ]
    print(drawn(("NAME", "VALUE", "MEANING"), rows))
    return 0


def _status() -> int:
    found = launch.status()
    if not found.is_running:
        print("No farm runs.")
        return 1
    if not found.address.host:
        print("A farm is just starting or stopping.")
        return 1
    where = " and ".join(found.places)
    if not launch.answers(found.address):
        print(f"The farm at {where} (process {found.pid}) does not answer.")
        return 1
    print(f"The farm runs at {where} (process {found.pid}).")
    why = why_waiting(Client(found.address).renders())
    print(f"It waits: {why}." if why else "It starts tasks as they come.")
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    from ..local import farm_folders, local_farm

    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    host = farm_folders.host_name()
    folder = farm_folders.farm_folder(host)
    try:
        local_farm.serve(folder, host_name=host, slots=arguments.slots, port=arguments.port, is_open=arguments.open)
    except local_farm.FarmRunsError as error:
        print(
            f"afsubmit: {error} `afsubmit farm --status` says where, `afsubmit farm --stop` stops it.", file=sys.stderr
        )
        return launch.RUNS_ALREADY
    except OSError as error:
        print(f"afsubmit: {_why(error, folder, arguments.port)}", file=sys.stderr)
        return 1
    except (sqlite3.Error, ValueError) as error:
        print(f"afsubmit: {STORE_FAILED.format(folder=folder, error=error)}", file=sys.stderr)
        return 1
    return 0


def _why(error: OSError, folder: str, port: int | None) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"the port {port} is taken; choose another with --port, or let the system choose."
    if os.path.isdir(error.filename or ""):
        return STORE_FAILED.format(folder=folder, error="it is a folder")
    return f"the farm cannot run on {folder}: {error}"
