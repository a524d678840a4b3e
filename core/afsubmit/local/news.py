"""Which nodes show what changed, so that monitors hear of each. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from .local_jobs import LocalJob
from .monitors import Monitors
from .store import StoredUser

THE_ONE = 1
"""The number of the render, of the branch and of the pool."""


class News:
    """Tells `monitors`; `users` gives the users by name, of whom every job has one."""

    def __init__(self, monitors: Monitors, users: Callable[[], Mapping[str, StoredUser]]) -> None:
        self._monitors, self._users = monitors, users

    def of_render(self) -> None:
        """The render is shown otherwise, and its pool with it."""
        self._monitors.changed("renders", THE_ONE)
        self._monitors.changed("pools", THE_ONE)

    def of_run(self, job: LocalJob) -> None:
        """A task of the job came to run, or ended."""
        self.of_render()
        self.of_job(job, "users", "branches")

    def of_job(self, job: LocalJob, *kinds: str, how: str = "change") -> None:
        """Nodes of these kinds show something of the job that changed."""
        if not self._monitors:
            return
        user = self._users().get(job.user_name)
        uid = user.id if user is not None else -1
        for kind in kinds:
            self._monitors.changed(kind, {"jobs": job.id, "users": uid}.get(kind, THE_ONE), how, uid=uid)

    def of_new_job(self, job: LocalJob) -> None:
        """A job came."""
        self.of_job(job, "jobs", how="add")
        self.of_job(job, "jobs", "users", "branches")
        for block in job.blocks:
            self._monitors.block_changed(job.id, block.number, "progress")

    def of_gone_job(self, job: LocalJob) -> None:
        """A job went."""
        self.of_job(job, "jobs", how="del")
        self.of_job(job, "users", "branches")

    def of_tasks(self, job: LocalJob, block: int, indexes: Sequence[int]) -> None:
        """Tasks of a block have another state."""
        for index in indexes if self._monitors else ():
            self._monitors.task_changed(job.id, block, index)
        self.of_job(job, "branches")

    def of_order(self, *names: str) -> None:
        """The jobs of these users are in another order."""
        for user in [self._users()[name] for name in dict.fromkeys(names) if name in self._users()]:
            self._monitors.order_changed(user.id)
