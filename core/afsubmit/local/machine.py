"""What actions need of the farm, and how they say no."""

from __future__ import annotations

from typing import Protocol

from .jobs import Job
from .state import FarmState
from .tasks import Block


class RefusedError(Exception):
    """The action cannot be carried out; the text is the server's."""


class Machine(Protocol):
    """What actions need of the farm beyond its state."""

    state: FarmState

    def stop_task(self, job: Job, block: Block, index: int, wanted: int) -> None:
        """End the task's process; the task gets the state `wanted` when it has ended."""

    def leave(self) -> None:
        """Stop the farm; tasks that run are stopped and stay ready."""

    def set_paused(self, is_paused: bool) -> None:
        """Start no more tasks (or start them again)."""

    def set_slots(self, slots: int) -> None:
        """How many tasks may run at the same time."""
