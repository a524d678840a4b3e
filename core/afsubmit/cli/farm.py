"""`afsubmit farm`: the one-machine farm in the foreground, or a word to the one that runs."""

from __future__ import annotations

import argparse
import logging
import sqlite3
import sys

from ..local import launch


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit farm` takes."""
    parser.add_argument("--slots", type=_slots, default=1, metavar="N", help="tasks that run at the same time (1)")
    parser.add_argument("--port", type=_port, default=0, help="the port to listen on (one that is free)")
    parser.add_argument(
        "--open",
        action="store_true",
        help="take requests without the token, for the stock af.py and afcmd: only where you are the one user",
    )
    words = parser.add_mutually_exclusive_group()
    words.add_argument("--status", action="store_true", help="say whether the farm runs; exit code 0 if it does")
    words.add_argument("--stop", action="store_true", help="stop it; running tasks are stopped and stay ready")


def _slots(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 256:
        raise argparse.ArgumentTypeError("between 1 and 256")
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("between 0 and 65535")
    return number


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    if arguments.status:
        return _status()
    if arguments.stop:
        print("The farm was stopped." if launch.stop() else "No farm runs.")
        return 0
    return _serve(arguments)


def _status() -> int:
    found = launch.status()
    if not found.is_running:
        print("No farm runs.")
        return 1
    if not found.address.port:
        print("A farm is just starting or stopping.")
        return 1
    where = f"{found.address.host}:{found.address.port}"
    if not launch.answers(found.address):
        print(f"The farm at {where} (process {found.pid}) does not answer.")
        return 1
    print(f"The farm runs at {where} (process {found.pid}).")
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    from ..local import farm, folders

    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    host = folders.host_name()
    folder = folders.farm_folder(host)
    try:
        farm.serve(folder, host_name=host, slots=arguments.slots, port=arguments.port, is_open=arguments.open)
    except farm.FarmRunsError as error:
        print(f"afsubmit: {error}", file=sys.stderr)
        return launch.RUNS_ALREADY
    except OSError as error:
        print(f"afsubmit: the farm cannot run on {folder}, port {arguments.port}: {error}", file=sys.stderr)
        return 1
    except (sqlite3.Error, ValueError) as error:
        print(f"afsubmit: the farm's state in {folder} cannot be used: {error}", file=sys.stderr)
        return 1
    return 0
