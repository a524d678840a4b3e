"""`afsubmit move`: bring jobs of this machine's farm to a real one, with what is done of them counted as done."""

from __future__ import annotations

from ..counted import counted
from ..typed import TYPE_CHECKING
from . import job_selection
from .exits import DONE, NOT_DONE
from .progress_lines import say

if TYPE_CHECKING:
    import argparse

    from ..submitter.moving import MovedJob, Mover
    from ..wire import Client


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit move` takes."""
    job_selection.add_job_arguments(parser, is_optional=False)
    parser.add_argument("--server", metavar="HOST:PORT", required=True, help="the farm that gets them")
    parser.add_argument(
        "--stop", action="store_true", help="stop tasks that run here, instead of waiting until they have ended"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code: 1 when a job was not moved."""
    import os

    from ..errors import AfError
    from ..studio import folders
    from ..studio.farm_lock import FarmLock

    lock = FarmLock(os.path.join(folders.state_folder(), "move.lock"))
    if not lock.acquire():
        raise AfError("Another afsubmit move is under way on this machine; wait until it has ended.")
    try:
        return _move(arguments)
    finally:
        lock.release()


def _move(arguments: argparse.Namespace) -> int:
    from ..api.transport import farm
    from ..errors import AfError

    here = farm("local")
    mover = _mover(arguments, here)
    moved, failed = mover.finish_others(), False
    finished = {word for one in moved for word in (str(one.was), one.name)}
    arguments.jobs = [word for word in arguments.jobs if word not in finished]
    try:
        moved.extend(mover.move(job_selection.chosen_jobs(arguments, here)))
    except AfError as error:
        say(str(error))
        if mover.is_halted:
            say("What was not moved is paused here: run the same command again, or `afsubmit start` it.")
        failed = True
    _report(arguments, moved)
    return NOT_DONE if failed else DONE


def _mover(arguments: argparse.Namespace, here: Client) -> Mover:
    from ..errors import SettingsError
    from ..submission.history.entries import History
    from ..submission.sending import destination
    from ..submitter.farm_connection import LOCAL, farm_for, name_of
    from ..submitter.moving import Mover

    if destination.server(arguments.server).is_local:
        raise SettingsError("A job is moved from this machine to another farm: --server host:port.")
    there = farm_for(arguments.server, str)
    return Mover(
        here,
        there.client,
        destination.target(is_local=False),
        server=there.name,
        here_name=name_of(destination.server(LOCAL)),
        history=History(),
        say=say,
        is_stopping=arguments.stop,
    )


def _report(arguments: argparse.Namespace, moved: list[MovedJob]) -> None:
    if arguments.json:
        from .json_text import shown

        print(shown([one._asdict() for one in moved]))
        return
    from .text_table import printable

    for one in moved:
        todo = counted(one.tasks - one.skipped, "task")
        done = f", {one.skipped} done here" if one.skipped else ""
        print(printable(f"{one.name}: job {one.was} here is job {one.id} at {arguments.server}: {todo}{done}."))
