"""What was chosen, told to a farm: each function gives what a `Watcher` carries out, and says what was done.

One request holds many ids, since afserver 3.4.1 carries out one action a second. Ids are used again, so that serials go
along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ...errors import ServerRefusedError
from ...wire import Client
from . import job_actions, log_paths, time_limits
from .job_actions import RowAction
from .rows import BlockRow, JobRow, TaskRow

FarmAction = Callable[[Client], object]
"""Does something with a farm; a sentence that it gives says what was done."""
Key = tuple[int, int]


def of_jobs(action: RowAction, rows: Sequence[JobRow]) -> FarmAction:
    """Do it with jobs."""
    if action.menu == job_actions.MOVE:
        return _moving(action, rows)
    if action.name == job_actions.LIMIT_TIME:
        return _limiting(rows)
    serials = {row.id: row.serial for row in rows}
    what: dict[str, Any] = {"operation": action.operation} if action.operation else {"params": action.params}

    def act(client: Client) -> str:
        client.action("jobs", ids=list(serials), serials=serials, **what)
        return f"{action.done} {job_actions.named(rows, job_actions.JOBS)}."

    return act


def _moving(action: RowAction, rows: Sequence[JobRow]) -> FarmAction:
    """The order is the user's: each user's jobs are moved among his own.

    Of several that go to the top the farm moves the first first, so that they stand in reverse; twice sets it right.
    """
    by_user: dict[str, dict[int, int]] = {}
    for row in rows:
        by_user.setdefault(row.user, {})[row.id] = row.serial

    def act(client: Client) -> str:
        ids = {user.get("name"): user["id"] for user in client.users()}
        for user, serials in by_user.items():
            if user not in ids:
                raise ServerRefusedError("", f"The farm has no user {user} any more.")
            what = {"type": action.operation, "jids": list(serials)}
            for _ in range(2 if len(serials) > 1 and action.operation == _TOP else 1):
                client.action("users", ids=[ids[user]], serials=serials, operation=what)
        where = action.done.partition(" ")[2]
        return f"Moved {job_actions.named(rows, job_actions.JOBS)} {_WHERE.get(where, where)}."

    return act


_TOP = "move_jobs_top"
_WHERE = {"top": "to the top", "bottom": "to the bottom"}


def _limiting(rows: Sequence[JobRow]) -> FarmAction:
    """Propose limits by what the farm says now, and set them."""

    def act(client: Client) -> str:
        rule, told = time_limits.configured(), []
        for row in rows:
            found = client.jobs(ids=[row.id])
            if not found or found[0].get("serial") != row.serial:
                raise ServerRefusedError("", f"Job {row.id} does not exist any more, or is another one now.")
            proposals = time_limits.propose(found[0], client.progress(row.id), rule)
            told.append(limits(row, proposals)(client))
        return " ".join(told)

    return act


def limits(row: JobRow, proposals: Sequence[time_limits.Proposal]) -> Callable[[Client], str]:
    """Set these limits of the blocks of a job."""

    def act(client: Client) -> str:
        name = job_actions.named([row], job_actions.JOBS)
        for seconds, blocks in time_limits.grouped(proposals).items():
            params = {"task_max_run_time": seconds}
            client.action("jobs", ids=[row.id], serials={row.id: row.serial}, block_ids=blocks, params=params)
        if not proposals:
            return f"Too little of {name} is done to propose a limit."
        return f"Limited the tasks of {name} to {time_limits.said(proposals)}."

    return act


def of_blocks(action: RowAction, job: Key, rows: Sequence[BlockRow]) -> FarmAction:
    """Do it with blocks of a job."""
    number, serial = job

    def act(client: Client) -> str:
        blocks = [row.number for row in rows]
        client.action("jobs", ids=[number], serials={number: serial}, block_ids=blocks, operation=action.operation)
        return f"{action.done} {job_actions.named(rows, job_actions.BLOCKS)}."

    return act


def of_tasks(action: RowAction, job: Key, tasks: Iterable[TaskRow]) -> FarmAction:
    """Do it with tasks of a job, which are looked through on the thread that does it."""
    number, serial = job

    def act(client: Client) -> str:
        by_block: dict[int, list[int]] = {}
        rows = job_actions.fitting(action, list(tasks))
        for row in rows:
            by_block.setdefault(row.block, []).append(row.number)
        for block, numbers in by_block.items():
            what = {"type": action.operation, "task_ids": numbers, **action.params}
            client.action("jobs", ids=[number], serials={number: serial}, block_ids=[block], operation=what)
        return f"{action.done} {job_actions.named(rows, job_actions.TASKS)}." if rows else action.unfit

    return act


def of_params(rows: Sequence[JobRow], blocks: Sequence[int] | None, params: Mapping[str, Any], said: str) -> FarmAction:
    """Set fields of jobs, or of these blocks of one; a ticket whose number is -1 is not needed any more."""
    serials = {row.id: row.serial for row in rows}
    rest = {key: value for key, value in params.items() if key != "tickets"}

    def act(client: Client) -> str:
        choice: dict[str, Any] = {"ids": list(serials), "serials": serials}
        if blocks is not None:
            choice["block_ids"] = list(blocks)
        if rest:
            client.action("jobs", **choice, params=rest)
        for name, count in params.get("tickets", {}).items():
            client.action("jobs", **choice, operation={"type": "tickets", "name": name, "count": count})
        return said

    return act


def error_hosts(job: JobRow) -> Callable[[Client], str]:
    """Ask which machines had errors."""
    return lambda client: "\n".join(client.error_hosts(job.id))


def job_log(job: JobRow) -> Callable[[Client], str]:
    """Ask what the farm noted of a job."""
    return lambda client: "\n".join(client.log("jobs", job.id))


def log_path(job: JobRow, task: TaskRow, *, is_local: bool) -> Callable[[Client], str]:
    """Ask where the log of a task lies."""
    return lambda client: log_paths.log_path(client, job, task, is_local=is_local)
