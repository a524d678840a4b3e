"""`afsubmit watch`: live bars of jobs until they are done, with keys to pause, restart errors and read a log."""

from __future__ import annotations

from ..counted import counted
from ..typed import TYPE_CHECKING
from . import job_selection
from .exits import DONE, NOT_DONE
from .progress_lines import say
from .wait_bars import wait_with_bars

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from ..submitter.sent_job import SentJob
    from ..wire import Client
    from ..wire.answers import JobAnswer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit watch` takes."""
    job_selection.add_job_arguments(parser, is_optional=True)
    job_selection.add_farm_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code: 0 when all jobs are done."""
    client = job_selection.client(arguments)
    if arguments.jobs:
        found = job_selection.chosen_jobs(arguments, client, is_change=False)
    else:
        whose = job_selection.owner(arguments, client)
        found = [job for job in job_selection.own_jobs(client, whose) if "DON" not in job.words]
    if not found:
        say("No job is under way.")
        return DONE
    jobs = _watched(found, client, arguments.server)
    wait_with_bars(jobs, is_ours=False)
    left = client.jobs(serials=[job.serial for job in jobs])
    if arguments.json:
        from .json_text import shown

        print(shown(left))
    else:
        print("\n".join(_summary(job) for job in left))
    return DONE if all(job.state == "done" for job in jobs) else NOT_DONE


def _watched(found: Sequence[JobAnswer], client: Client, choice: str) -> list[SentJob]:
    from ..submission.sending import destination
    from ..submitter.farm_connection import FarmConnection, name_of
    from ..submitter.sent_job import SentJob

    server = destination.server(choice)
    farm = FarmConnection(client, server.is_local, name_of(server))
    return [SentJob(id=job.id, serial=job.serial, name=job.name, server=farm.name, farm=farm) for job in found]


def _summary(job: JobAnswer) -> str:
    from .jobs import states_of
    from .text_table import printable

    total = sum(block.get("tasks_num", 0) for block in job.blocks)
    done, errors = (sum(block[key] for block in job.blocks) for key in ("p_tasks_done", "p_tasks_error"))
    failed = f", {errors} failed" if errors else ""
    return printable(
        f"{job.name} (id {job.id}): {', '.join(states_of(job))}, {done} of {counted(total, 'task')} done{failed}"
    )
