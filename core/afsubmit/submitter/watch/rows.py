"""Snapshots of jobs, blocks and tasks as a table shows them, made of the server's answers. Pure, never changed."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ...wire import answers, task_files
from . import words

BAR = 128
"""Characters of a bar of progress."""
SYSTEM_JOB = 1


class BlockRow(NamedTuple):
    """One block of a job; `percent` counts what is done of its tasks, `answer` is all that the farm said of it."""

    number: int
    name: str
    state: str
    percent: int
    tasks: int
    done: int
    errors: int
    service: str
    bar: str
    running: int = 0
    answer: Mapping[str, Any] = {}

    @property
    def key(self) -> int:
        """The block's number in its job."""
        return self.number


class JobRow(NamedTuple):
    """One job. Times are seconds since the epoch, 0 for not yet; `seconds_left` is a guess, 0 when there is none.

    `order` is its place among its user's jobs, from 0; `answer` is all that the farm said of it.
    """

    id: int
    serial: int
    name: str
    user: str
    state: str
    percent: int
    tasks: int
    done: int
    errors: int
    running: int
    priority: int
    created: int
    started: int
    ended: int
    seconds_left: int
    is_paused: bool
    is_to_approve: bool
    folders: Sequence[str]
    report: str
    bar: str
    blocks: Sequence[BlockRow]
    order: int = -1
    answer: Mapping[str, Any] = {}

    @property
    def key(self) -> tuple[int, int]:
        """What tells this job from every other, also from one that gets its id after a deletion."""
        return self.id, self.serial


class TaskRow(NamedTuple):
    """One task; `seconds` is how long its last start took, or takes."""

    block: int
    number: int
    name: str
    state: str
    percent: int
    errors: int
    starts: int
    started: int
    seconds: int
    host: str
    activity: str
    block_name: str

    @property
    def key(self) -> tuple[int, int]:
        """Block and number."""
        return self.block, self.number


def job_row(job: answers.JobAnswer) -> JobRow:
    """The row of one listed job."""
    blocks = tuple(block_row(number, block) for number, block in enumerate(job.get("blocks", ())))
    tasks = sum(block.tasks for block in blocks)
    percent = sum(block.percent * block.tasks for block in blocks) // tasks if tasks else 0
    state = words.job_state(job.words)
    return JobRow(
        id=job["id"],
        serial=job.get("serial", 0),
        name=job.get("name", ""),
        user=job.get("user_name", ""),
        state=state,
        percent=100 if state == words.DONE else percent,
        tasks=tasks,
        done=sum(block.done for block in blocks),
        errors=sum(block.errors for block in blocks),
        running=job["running_tasks_num"],
        priority=job.get("priority", 0),
        created=job.get("time_creation", 0),
        started=job["time_started"],
        ended=job["time_done"],
        seconds_left=_seconds_left(job) if state == words.RUNNING else 0,
        is_paused="OFF" in job.words,
        is_to_approve="PPA" in job.words,
        folders=tuple(dict.fromkeys(folder for folder in job["folders"].values() if folder)),
        report=job["report"],
        bar=_joined([block.bar for block in blocks], [block.tasks for block in blocks]),
        blocks=blocks,
        order=job["user_list_order"],
        answer=job,
    )


def block_row(number: int, block: answers.BlockAnswer) -> BlockRow:
    """The row of a block in any mode that has its progress."""
    state = words.task_state(block.words)
    return BlockRow(
        number=number,
        name=block.get("name", ""),
        state=state,
        percent=block["p_percentage"],
        tasks=block.get("tasks_num", 0),
        done=block["p_tasks_done"],
        errors=block["p_tasks_error"],
        service=block.get("service", ""),
        bar=block["p_progressbar"] or " " * BAR,
        running=block["running_tasks_counter"],
        answer=block,
    )


def task_rows(
    block: BlockRow, task_frames: Sequence[task_files.TaskFrames], progress: Sequence[answers.TaskProgress], now: float
) -> list[TaskRow]:
    """The rows of a block's tasks; what has only one of both is left out."""
    return [
        task_row(block, number, frames, one, now) for number, (frames, one) in enumerate(zip(task_frames, progress))
    ]


def task_row(
    block: BlockRow, number: int, frames: task_files.TaskFrames, one: answers.TaskProgress, now: float
) -> TaskRow:  # fmt: skip
    """The row of one task."""
    get = one.get
    state = words.task_state(str(get("state", "")).split())
    started = get("tst", 0)
    ended = int(now) if state == words.RUNNING else get("tdn", 0)
    percent = 100 if state == words.DONE else get("per", 0) if state == words.RUNNING else 0
    seconds = max(0, ended - started) if started else 0
    return TaskRow(
        block.number, number, frames.name, state, percent, get("err", 0), get("str", 0), started, seconds,
        get("hst", ""), get("act", ""), block.name,
    )  # fmt: skip


def newly_ended(before: Mapping[tuple[int, int], JobRow], after: Sequence[JobRow]) -> list[JobRow]:
    """The jobs that were under way before and are done or failed now."""
    ends = (words.DONE, words.FAILED)
    return [
        row for row in after if row.state in ends and row.key in before and before[row.key].state not in ends
    ]  # fmt: skip


def _seconds_left(job: answers.JobAnswer, now: float | None = None) -> int:
    """A guess: what is left of the tasks, each as long as those before, by as many at a time as now."""
    done = sum(block["p_tasks_done"] - block["p_tasks_skipped"] for block in job["blocks"])
    spent = sum(block["p_tasks_run_time_sum"] for block in job["blocks"])
    left = sum(block["tasks_num"] * (100 - block["p_percentage"]) / 100 for block in job["blocks"])
    running = max(1, job["running_tasks_num"])
    if done > 0 and spent > 0:
        return int(left * spent / done / running)
    total = sum(block["tasks_num"] for block in job["blocks"])
    elapsed = (time.time() if now is None else now) - job["time_started"]
    return int(elapsed * left / (total - left)) if job["time_started"] and total > left > 0 else 0


def _joined(bars: Sequence[str], tasks: Sequence[int]) -> str:
    """The bars one behind the other, each as long as its block is large."""
    if len(bars) <= 1:
        return bars[0] if bars else " " * BAR
    total, joined, end = max(1, sum(tasks)), "", 0
    for bar, number in zip(bars, tasks):
        end += number
        width = round(BAR * end / total) - len(joined)
        joined += "".join(bar[column * len(bar) // width] for column in range(width))
    return joined.ljust(BAR)
