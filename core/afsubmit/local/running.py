"""The tasks that run, and what they add up to, as nodes of all kinds show it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .local_jobs import LocalJob, TaskRef
from .local_tasks import LocalBlock
from .register import Register


class RunningTasks:
    """The tasks whose processes run, in the order in which they were started."""

    def __init__(self, jobs: Register) -> None:
        self._jobs = jobs
        self._places: dict[tuple[int, int, int], None] = {}

    def __bool__(self) -> bool:
        return bool(self._places)

    def add(self, job: LocalJob, block: LocalBlock, index: int) -> None:
        """A process runs for the task."""
        self._places[job.serial, block.number, index] = None
        job.running[block.number] = job.running.get(block.number, 0) + 1

    def remove(self, job: LocalJob, block: LocalBlock, index: int) -> None:
        """The task's process ended."""
        self._places.pop((job.serial, block.number, index), None)
        job.running[block.number] = max(job.running.get(block.number, 0) - 1, 0)

    def listed(self) -> list[TaskRef]:
        """All of them but those of jobs that were deleted."""
        found = ((self._jobs.by_serial(serial), block, index) for serial, block, index in self._places)
        return [(job, job.blocks[block], index) for job, block, index in found if job is not None]

    def number_of(self, user_name: str) -> int:
        """How many tasks of a user run."""
        return sum(1 for job, _, _ in self.listed() if job.user_name == user_name)


def capacity(running: Sequence[TaskRef]) -> int:
    """What their blocks say they need."""
    return sum(block.field("capacity", 1000) for _, block, _ in running)


def services(running: Sequence[TaskRef]) -> dict[str, Any]:
    """How many of each service run, under the server's key; empty when nothing does."""
    found: dict[str, int] = {}
    for _, block, _ in running:
        service = str(block.field("service", ""))
        found[service] = found.get(service, 0) + 1
    return {"running_services": found} if found else {}
