"""The tasks of one job, asked for again and again; what never changes is asked for once."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence

from ...errors import ServerRefusedError
from ...submission.settings.schema import durations
from ...wire import Client, answers, task_files
from . import rows, strip, time_limits, words
from .estimates import estimate
from .updates import JobGoneUpdate, TasksUpdate

DONE_LISTED = 1000
"""So many of the tasks that are done are named: more thumbnails than theirs nobody scrolls through."""


class TaskFiles:
    """What each task of a job writes, made when it is asked for; usable on any thread."""

    def __init__(self, job: answers.JobAnswer, task_frames: Sequence[Sequence[task_files.TaskFrames]]) -> None:
        self._blocks, self._frames = job["blocks"], task_frames
        self._known: dict[tuple[int, int], Sequence[str]] = {}

    def of(self, key: tuple[int, int]) -> Sequence[str]:
        """The files of the task of that block and number."""
        if key not in self._known:
            block, number = key
            self._known[key] = task_files.files(self._blocks[block], number, self._frames[block][number])
        return self._known[key]


class JobTasks:
    """One job, looked at."""

    def __init__(self, client: Client, key: tuple[int, int]) -> None:
        self._client, self.key = client, key
        self._job: answers.JobAnswer | None = None
        self._task_frames: list[list[task_files.TaskFrames]] = []
        self._last: list[list[answers.TaskProgress]] = []
        self._rows: list[rows.TaskRow] = []
        self._by_block: list[list[rows.TaskRow]] = []
        self._done: list[tuple[int, int]] = []
        self._states: list[strip.BlockStates] = []
        self._failed: tuple[int, int] | None = None
        self._rule: time_limits.Rule | None = None

    def progress(self, task: tuple[int, int]) -> answers.TaskProgress | None:
        """The last that was heard of a task (block, number); None when nothing was."""
        block, number = task
        known = self._last[block] if block < len(self._last) else []
        return known[number] if number < len(known) else None

    def refresh(self) -> TasksUpdate | JobGoneUpdate:
        """Ask for the progress of the tasks.

        Raises:
            AfError: as `Client.request`.
        """
        number, serial = self.key
        try:
            if self._job is None:
                self._rule = time_limits.configured()
                self._job = self._client.job(number)
                self._task_frames = [task_files.task_frames(block) for block in self._job["blocks"]]
                self._files = TaskFiles(self._job, self._task_frames)
            progress = self._client.progress(number)
            listed = self._client.jobs(ids=[number])
        except ServerRefusedError:
            return JobGoneUpdate(self.key)
        if not listed or listed[0].get("serial") != serial:
            return JobGoneUpdate(self.key)
        return self._tasks_update(progress, listed[0])

    def _tasks_update(self, progress: list[list[answers.TaskProgress]], job: answers.JobAnswer) -> TasksUpdate:
        blocks = tuple(rows.block_row(number, block) for number, block in enumerate(job["blocks"]))
        self._take(blocks, progress, time.time())
        facts, left = self._facts(job), estimate(job, progress)
        limits = time_limits.propose(job, progress, self._rule) if self._rule else ()
        return TasksUpdate(
            self.key, blocks, self._rows, self._done, self._files.of, facts, self._states, left, self._failed, limits
        )

    def _take(self, blocks: Sequence[rows.BlockRow], progress: list[list[answers.TaskProgress]], now: float) -> None:
        """Make the rows that changed; when none did, the list stays the same object."""
        made = [
            row
            for number, (block, frames, tasks) in enumerate(zip(blocks, self._task_frames, progress))
            for row in self._block_rows(number, block, frames, tasks, now)
        ]
        if len(made) != len(self._rows) or any(row is not old for row, old in zip(made, self._rows)):
            self._rows = made
            done = (row.key for row in made if row.state == words.DONE)
            self._done = list(itertools.islice(done, DONE_LISTED))
            self._failed = _first_failed(made)
        self._by_block, self._last = _apart(made, progress), progress
        if self._rows is made:
            before = itertools.chain(self._states, itertools.repeat(None))
            self._states = [strip.states_of(block, old) for block, old in zip(self._by_block, before)]

    def _block_rows(
        self,
        number: int,
        block: rows.BlockRow,
        frames: Sequence[task_files.TaskFrames],
        tasks: Sequence[answers.TaskProgress],
        now: float,
    ) -> Sequence[rows.TaskRow]:
        """The rows of a block; those whose progress is as before, and that do not run, are the same objects."""
        if number >= len(self._last) or len(self._last[number]) != len(tasks):
            return rows.task_rows(block, frames, tasks, now)
        old, before = self._by_block[number], self._last[number]
        return [
            row
            if one == then and row.state != words.RUNNING and row.block_name == block.name
            else rows.task_row(block, row.number, frames[row.number], one, now)
            for row, one, then in zip(old, tasks, before)
        ]

    def _facts(self, job: answers.JobAnswer) -> Sequence[tuple[str, str]]:
        """What else is known of the job, in words."""
        full = self._job or job
        facts = [
            ("Job", f"{job['id']} (serial {job.get('serial', 0)})"),
            ("Sent by", f"{job.get('user_name', '')} from {job.get('host_name', '')}"),
            ("Branch", str(job.get("branch", ""))),
            ("Notes", job["annotation"]),
            ("Description", job["description"]),
            ("Report", job["report"]),
            ("Waits for", job["depend_mask"] or job["depend_mask_global"]),
            ("Not before", words.moment(job["time_wait"])),
            ("Hosts", job["hosts_mask"]),
            *((f"Time limit of {block['name']}", _limit(block)) for block in job["blocks"]),
            *((f"Folder of {name}", folder) for name, folder in job["folders"].items()),
            *((f"Command of {block['name']}", block["command"]) for block in full["blocks"]),
        ]
        return tuple((name, words.one_line(str(value))) for name, value in facts if value)


def _limit(block: answers.BlockAnswer) -> str:
    limit = block["task_max_run_time"]
    return durations.shown(limit) if limit > 0 else ""


def _first_failed(made: Sequence[rows.TaskRow]) -> tuple[int, int] | None:
    """The first that has failed for good, else the first that failed and is tried again."""
    failed = next((row.key for row in made if row.state == words.FAILED), None)
    return failed or next((row.key for row in made if row.errors and row.state != words.DONE), None)


def _apart(made: list[rows.TaskRow], progress: Sequence[Sequence[answers.TaskProgress]]) -> list[list[rows.TaskRow]]:
    """The rows of each block."""
    left = iter(made)
    by_block: dict[int, list[rows.TaskRow]] = {number: [] for number in range(len(progress))}
    for row in left:
        by_block[row.block].append(row)
    return list(by_block.values())
