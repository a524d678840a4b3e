"""The tasks of one job, asked for again and again; what never changes is asked for once."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from ...errors import ServerRefusedError
from ...wire import Client, answers, task_files
from . import rows, words
from .updates import JobGoneUpdate, TasksUpdate

FILES = 2000
"""Tasks of a job whose files are looked for: more thumbnails than these nobody scrolls through."""


class JobTasks:
    """One job, looked at."""

    def __init__(self, client: Client, key: tuple[int, int]) -> None:
        self._client, self.key = client, key
        self._job: answers.JobAnswer | None = None
        self._task_frames: list[list[task_files.TaskFrames]] = []
        self._last: list[list[answers.TaskProgress]] = []
        self._rows: list[rows.TaskRow] = []

    def refresh(self) -> TasksUpdate | JobGoneUpdate:
        """Ask for the progress of the tasks.

        Raises:
            AfError: as `Client.request`.
        """
        number, serial = self.key
        try:
            if self._job is None:
                self._job = self._client.job(number)
                self._task_frames = [task_files.task_frames(block) for block in self._job["blocks"]]
            progress = self._client.progress(number)
            listed = self._client.jobs(ids=[number])
        except ServerRefusedError:
            return JobGoneUpdate(self.key)
        if not listed or listed[0].get("serial") != serial:
            return JobGoneUpdate(self.key)
        return self._tasks_update(progress, listed[0])

    def _tasks_update(self, progress: list[list[answers.TaskProgress]], job: answers.JobAnswer) -> TasksUpdate:
        now = time.time()
        blocks = tuple(rows.block_row(number, block) for number, block in enumerate(job["blocks"]))
        if progress != self._last or any(row.state == words.RUNNING for row in self._rows):
            self._rows = [
                row
                for block, task_frames, tasks in zip(blocks, self._task_frames, progress)
                for row in rows.task_rows(block, task_frames, tasks, now)
            ]
            self._last = progress
        return TasksUpdate(self.key, blocks, self._rows, self._files(), self._facts(job))

    def _files(self) -> Mapping[tuple[int, int], Sequence[str]]:
        """The files of the tasks that are done."""
        if self._job is None:
            return {}
        done = [row for row in self._rows if row.state == words.DONE][:FILES]
        blocks = self._job["blocks"]
        return {
            row.key: task_files.files(blocks[row.block], row.number, self._task_frames[row.block][row.number])
            for row in done
        }

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
            *((f"Folder of {name}", folder) for name, folder in job["folders"].items()),
            *((f"Command of {block['name']}", block["command"]) for block in full["blocks"]),
        ]
        return tuple((name, words.one_line(str(value))) for name, value in facts if value)
