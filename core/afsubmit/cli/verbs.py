"""What can be done with jobs: pause, start, stop, restart, skip, delete and so on.

All jobs that are named are changed by one action, and only while each is still the job that was found (its serial): ids
are used again. When one word names nothing, nothing is done.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from ..counted import counted
from ..errors import AfError
from ..typed import TYPE_CHECKING, Any
from . import job_selection
from .exits import DONE, NOT_DONE, is_terminal
from .jobs import avoids_hosts, table

if TYPE_CHECKING:
    import argparse

    from ..wire.answers import JobAnswer

SAID = {
    "pause": "Paused",
    "start": "Started",
    "stop": "Stopped",
    "restart": "Restarted",
    "restart-errors": "Restarted the errors of",
    "reset-error-hosts": "Allowed all hosts again for",
    "skip": "Skipped",
    "delete": "Deleted",
    "priority": "Changed the priority of",
}
OF_TASKS = ("restart", "restart-errors", "skip")
"""May be told to some blocks or tasks of a job."""
DELETE, ERRORS = "delete", "restart-errors"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the verb takes."""
    verb = parser.get_default("command")
    job_selection.add_job_arguments(parser, is_optional=False)
    if verb == "priority":
        parser.add_argument("--to", type=_priority, required=True, metavar="N", help="0 (never runs) to 255")
    if verb in OF_TASKS:
        add_task_arguments(parser)
    if verb == DELETE:
        parser.add_argument("-y", "--yes", action="store_true", help="do not ask, whatever * and ? fit")
    job_selection.add_farm_arguments(parser)


def add_task_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which tasks of a job."""
    parser.add_argument("--block", metavar="BLOCK", help="only this block of the job: its number, from 0, or name")
    parser.add_argument("--tasks", type=_numbers, metavar="LIST", help="only these tasks, from 0: 3 or 0-4,7")


def _priority(text: str) -> int:
    from argparse import ArgumentTypeError

    if not (text.isascii() and text.isdecimal()) or int(text) > 255:
        raise ArgumentTypeError("a number between 0 and 255 is needed")
    return int(text)


def _numbers(text: str) -> list[int]:
    from argparse import ArgumentTypeError

    from ..document.frames import FrameList
    from ..errors import RangeError

    try:
        return list(FrameList.parse(text))
    except RangeError as error:
        raise ArgumentTypeError(str(error)) from error


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    client = job_selection.client(arguments)
    try:
        jobs = job_selection.chosen_jobs(arguments, client)
        words = _words(arguments, jobs)
    except job_selection.ChoiceError as error:
        raise job_selection.ChoiceError(f"{error} Nothing was done.") from error
    if arguments.command == DELETE and not _may_delete(arguments, jobs):
        return NOT_DONE
    client.action("jobs", ids=[job.id for job in jobs], serials={job.id: job.serial for job in jobs}, **words)
    left = client.jobs(serials=[job.serial for job in jobs])
    _report(arguments, jobs, left)
    if arguments.command == DELETE and left:
        raise AfError(f"The farm still has {len(left)} of them.")
    return DONE


def _may_delete(arguments: argparse.Namespace, jobs: Sequence[JobAnswer]) -> bool:
    """Whether it was asked for by id or whole name, or is confirmed now."""
    if arguments.yes or not job_selection.is_open(arguments):
        return True
    print(table(jobs), file=sys.stderr)
    if not is_terminal():
        print(f"afsubmit: {_count(jobs)} would be deleted; add --yes to do it. Nothing was done.", file=sys.stderr)
        return False
    print(f"Delete {_count(jobs)}? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() in ("y", "yes"):
        return True
    print("Nothing was done.", file=sys.stderr)
    return False


def _words(arguments: argparse.Namespace, jobs: Sequence[JobAnswer]) -> Mapping[str, Any]:
    """What the action says beside the jobs."""
    verb = arguments.command
    if verb == ERRORS and not any(block["p_tasks_error"] for job in jobs for block in job.blocks):
        hint = " reset-error-hosts lets avoided hosts try again." if any(map(avoids_hosts, jobs)) else ""
        raise job_selection.ChoiceError(f"No task of {_count(jobs)} has failed.{hint}")
    if verb == "priority":
        return {"params": {"priority": arguments.to}}
    operation: dict[str, Any] = {"type": verb.replace("-", "_")}
    words: dict[str, Any] = {"operation": operation}
    if verb in OF_TASKS and (arguments.block is not None or arguments.tasks is not None):
        if len(jobs) > 1:
            raise job_selection.ChoiceError(f"--block and --tasks are for one job, not {len(jobs)}.")
        words["block_ids"] = blocks_of(jobs[0], arguments.block)
        if arguments.tasks is not None:
            check_tasks(jobs[0], words["block_ids"], arguments.tasks)
            operation["task_ids"] = arguments.tasks
    return words


def blocks_of(job: JobAnswer, word: str | None) -> list[int]:
    """The number of the block that `word` names; None is the only one.

    Raises:
        ChoiceError: there is no such block, or several and none was named.
    """
    names = [block.get("name", "") for block in job.blocks]
    if word is None and len(names) == 1:
        return [0]
    if word is None:
        raise job_selection.ChoiceError(f"Job {job.id} has {len(names)} blocks; say which with --block.")
    if word in names:
        return [number for number, name in enumerate(names) if name == word]
    if word.isdecimal() and int(word) < len(names):
        return [int(word)]
    listed = ", ".join(f'{number} "{name}"' for number, name in enumerate(names))
    raise job_selection.ChoiceError(f'Job {job.id} has no block "{word}", but {listed}.')


def check_tasks(job: JobAnswer, blocks: Sequence[int], tasks: Sequence[int]) -> None:
    """See that each of `blocks` has these `tasks`.

    Raises:
        ChoiceError: one has not.
    """
    for block in blocks:
        number = job.blocks[block].get("tasks_num", 0)
        if tasks[-1] >= number or tasks[0] < 0:
            raise job_selection.ChoiceError(f"Block {block} of job {job.id} has the tasks 0 to {number - 1} only.")


def _report(arguments: argparse.Namespace, jobs: Sequence[JobAnswer], left: Sequence[JobAnswer]) -> None:
    shown = jobs if arguments.command == DELETE else left
    if arguments.json:
        from .json_text import shown as json_shown

        print(json_shown({"done": arguments.command, "jobs": list(shown)}))
    else:
        print(f"{SAID[arguments.command]} {_count(jobs)}:")
        print(table(shown, "deleted" if arguments.command == DELETE else ""))


def _count(jobs: Sequence[JobAnswer]) -> str:
    return counted(len(jobs), "job")
