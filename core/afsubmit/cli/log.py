"""`afsubmit log`: what tasks of a job printed; without a task named, the first one that failed."""

from __future__ import annotations

from collections.abc import Sequence

from ..submitter.watch import log_text
from ..typed import TYPE_CHECKING, NamedTuple
from . import job_selection, verbs
from .exits import DONE
from .text_table import printable

if TYPE_CHECKING:
    import argparse

    from ..wire import Client
    from ..wire.answers import JobAnswer


class LoggedTask(NamedTuple):
    """One task: numbers of block and task, the block's name, and the machine it ran on last."""

    block: int
    task: int
    name: str
    host: str
    has_failed: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit log` takes."""
    job_selection.add_job_arguments(parser, is_optional=False)
    verbs.add_task_arguments(parser)
    job_selection.add_farm_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    client = job_selection.client(arguments)
    jobs = job_selection.chosen_jobs(arguments, client, is_change=False)
    if len(jobs) != 1:
        raise job_selection.ChoiceError(f"A log is of one job, not of {len(jobs)}.")
    job = jobs[0]
    tasks, others = _chosen(arguments, job, client)
    printed = [(one, _output(client, job, one)) for one in tasks]
    if arguments.json:
        from .json_text import shown

        print(
            shown([{"block": one.block, "task": one.task, "host": one.host, "output": text} for one, text in printed])
        )
        return DONE
    for one, text in printed:
        where = f" on {one.host}" if one.host else ""
        print(printable(f"{job.name} (id {job.id}), block {one.block} {one.name}, task {one.task}{where}:"))
        print("\n".join(printable(line.expandtabs()) for line in log_text.readable(text).splitlines()))
    if not printed:
        print(f"No task of job {job.id} has failed; --tasks 0 shows what the first one printed.")
    elif others:
        print(f"{others} more failed; --tasks shows others.")
    return DONE


def _chosen(arguments: argparse.Namespace, job: JobAnswer, client: Client) -> tuple[list[LoggedTask], int]:
    """The tasks that are shown, and how many failed ones are not."""
    is_told = arguments.tasks is not None
    if arguments.block is None and not is_told:
        blocks = list(range(len(job.blocks)))
    else:
        blocks = verbs.blocks_of(job, arguments.block)
    if is_told:
        verbs.check_tasks(job, blocks, arguments.tasks)
    progress = client.progress(job.id)
    tasks = [
        LoggedTask(block, number, job.blocks[block].get("name", ""), one.hst, _has_failed(one.words, one.err))
        for block in blocks
        for number, one in enumerate(progress[block])
        if not is_told or number in arguments.tasks
    ]
    failed = [one for one in tasks if one.has_failed]
    return (tasks, 0) if is_told else (failed[:1], max(0, len(failed) - 1))


def _has_failed(words: Sequence[str], errors: int) -> bool:
    """Whether it has, or has and is tried again."""
    return "ERR" in words or bool(errors and "DON" not in words)


def _output(client: Client, job: JobAnswer, one: LoggedTask) -> str:
    from ..errors import ServerRefusedError

    try:
        text = client.task_output(job.id, one.block, one.task)
    except ServerRefusedError as error:
        return f"({error.text})"
    return "(It runs now.)" if text is None else text
