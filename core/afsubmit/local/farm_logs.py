"""The farm's log lines: of jobs and tasks kept in the store, of users and the render as long as the farm runs."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from .local_jobs import LocalJob
from .local_tasks import LocalBlock
from .render import LOG_LINES, Render
from .store import JOB_LINES, Store, StoredUser


class FarmLogs:
    """Takes lines, and stamps each with its moment as afserver 3.4.1 does."""

    def __init__(self, store: Store, render: Render, clock: Callable[[], float]) -> None:
        self._store, self._render, self._clock = store, render, clock
        self._of_users: dict[int, deque[str]] = {}
        self._stamped = 0, ""

    def log_job(self, job: LocalJob, text: str) -> None:
        """Add a line to the job's log."""
        self._store.add_line(job.serial, JOB_LINES, 0, f"{self.stamp()}: {text}")

    def log_task(self, job: LocalJob, block: LocalBlock, index: int, text: str) -> None:
        """Add a line to the task's log."""
        self._store.add_line(job.serial, block.number, index, f"{self.stamp()}: {text}")

    def log_user(self, user: StoredUser, text: str, by: str = "afanasy: users") -> None:
        """Add a line to a user's log."""
        lines = self._of_users.setdefault(user.id, deque(maxlen=LOG_LINES))
        lines.append(f"{self.stamp()}: {by}: {user.name}: {text}")

    def log_render(self, text: str) -> None:
        """Add a line to the render's log."""
        self._render.log.append(f"{self.stamp()}: {text}")

    def log_run(self, what: str, job: LocalJob, block: LocalBlock, index: int) -> None:
        """Add a line about a task to the render's log of tasks."""
        self._render.tasks_log.append(f"{self.stamp()} : {what}: {_named(job, block, index)}")

    def of_user(self, user_id: int) -> list[str]:
        """A user's log, oldest line first."""
        return list(self._of_users.get(user_id, ()))

    def stamp(self) -> str:
        """This moment as lines of logs begin."""
        now = int(self._clock())
        if self._stamped[0] != now:
            self._stamped = now, time.strftime("%a %d %b %H:%M.%S", time.localtime(now))
        return self._stamped[1]


def _named(job: LocalJob, block: LocalBlock, index: int) -> str:
    """A task as afserver 3.4.1 names it in a render's log."""
    service, parser, capacity = block.field("service", ""), block.field("parser", ""), block.field("capacity", 1000)
    return f"[{service}({parser}):{capacity}] {job.user_name}: {job.name}[{block.name}][{block.task_name(index)}]"
