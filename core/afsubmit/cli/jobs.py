"""`afsubmit jobs`: the jobs of the farm as a table, or as JSON."""

from __future__ import annotations

import time
from collections.abc import Sequence

from ..typed import TYPE_CHECKING
from . import job_selection
from .text_table import drawn

if TYPE_CHECKING:
    import argparse

    from ..wire.answers import JobAnswer

STATES = ("running", "failed", "ready", "waiting", "paused", "done", "approval")
TITLES = (">ID", "STATE", ">DONE", ">TASKS", ">RUN", ">ERR", ">PRI", "USER", "CREATED", "NAME")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit jobs` takes."""
    job_selection.add_job_arguments(parser, is_optional=True)
    parser.add_argument("--state", choices=STATES, action="append", help="only jobs in this state; may be repeated")
    parser.add_argument("--window", action="store_true", help="watch and change them in a window")
    job_selection.add_farm_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    if arguments.window:
        from .qt_window import watch_jobs

        return watch_jobs(arguments.server)
    client = job_selection.client(arguments)
    whose = job_selection.owner(arguments, client)
    if arguments.jobs:
        found = job_selection.chosen_jobs(arguments, client, is_change=False)
    else:
        found = job_selection.own_jobs(client, whose)
    if arguments.state:
        found = [job for job in found if set(arguments.state) & set(states_of(job))]
    if arguments.json:
        from .json_text import shown

        print(shown(found))
    elif found:
        print(table(found))
    else:
        print(_nothing(arguments, whose))
    return 0


def _nothing(arguments: argparse.Namespace, whose: str) -> str:
    what = f"no jobs that are {' or '.join(arguments.state)}" if arguments.state else "no jobs"
    return f"{whose} has {what}; --all lists those of everybody." if whose else f"There are {what}."


def table(jobs: Sequence[JobAnswer], state: str = "") -> str:
    """The jobs as a table, a line for each; `state` is shown of all of them instead of their own."""
    return drawn(TITLES, [_row(job, state) for job in jobs])


def _row(job: JobAnswer, state: str) -> tuple[object, ...]:
    blocks = job.get("blocks", ())
    total = sum(block.get("tasks_num", 0) for block in blocks)
    done, errors = (sum(block[key] for block in blocks) for key in ("p_tasks_done", "p_tasks_error"))
    percent = sum(block["p_percentage"] * block.get("tasks_num", 0) for block in blocks) // total if total else 0
    running = job["running_tasks_num"]
    return (
        job.id, state or ", ".join(states_of(job)), f"{percent}%", f"{done}/{total}", running or "", errors or "",
        job.get("priority", ""), job.get("user_name", ""), moment(job.get("time_creation", 0)), job.get("name", ""),
    )  # fmt: skip


def states_of(job: JobAnswer) -> list[str]:
    """What can be said of a job's state, the chief thing first: a running job may have failed tasks, too."""
    words = set(job.words)
    found = [
        ("approval", "PPA" in words),
        ("paused", "OFF" in words),
        ("running", "RUN" in words),
        ("failed", "ERR" in words),
        ("done", "DON" in words),
    ]
    said = [state for state, is_so in found if is_so]
    if not said:
        said = ["waiting" if words & {"WDP", "WTM"} else "ready"]
    return [*said, "avoids hosts"] if avoids_hosts(job) and "done" not in said else said


def avoids_hosts(job: JobAnswer) -> bool:
    """Whether there are hosts on which tasks failed so often that they are not tried there again."""
    return any(block["p_avoid_hosts"] for block in job.get("blocks", ()))


def moment(seconds: float) -> str:
    """Date and time of this place, in the shortest form that is sorted by its text; "" for never."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds)) if seconds > 0 else ""
