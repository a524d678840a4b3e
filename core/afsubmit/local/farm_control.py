"""What actions need of the farm, and how they say no."""

from __future__ import annotations

from typing import Protocol

from .local_jobs import LocalJob
from .local_tasks import LocalBlock
from .state import FarmState


class RefusedError(Exception):
    """The action cannot be carried out; the text is the server's."""


class FarmControl(Protocol):
    """What actions need of the farm beyond its state."""

    state: FarmState

    @property
    def jobs_folder(self) -> str:
        """Where what tasks print is kept."""

    def stop_task(self, job: LocalJob, block: LocalBlock, index: int, new_state: int) -> None:
        """End the task's process; the task gets the state `new_state` when it has ended."""

    def set_slots(self, slots: int | None) -> None:
        """How many tasks may run at the same time; None: as the farm was started."""
