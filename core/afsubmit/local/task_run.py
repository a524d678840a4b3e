"""One process of the farm: what the store knows of it, and what is only known while it runs."""

from __future__ import annotations

import contextlib
import os
import time

from ..studio import process_mark
from ..studio.job_objects import JobProcess
from ..studio.printed_text import decoded, without_half_letter
from .output import OutputParser
from .store import StoredRun
from .task_shells import TaskShell

MAX_READ = 1024 * 1024
"""Bytes: of more output between two looks only the end is read."""


def age_of(stored: StoredRun, by_clock_seconds: float) -> float:
    """How long a run that was found has taken; `by_clock_seconds` counts where the system does not tell."""
    age = process_mark.age_seconds(stored.mark)
    return max(by_clock_seconds if age is None else age, 0.0)


class TaskRun:
    """A process that runs now. `process` is None when a farm before this one started it."""

    def __init__(
        self,
        stored: StoredRun,
        process: TaskShell | JobProcess | None,
        output: str,
        parser: OutputParser,
        *,
        folder: str,
        age_seconds: float = 0.0,
    ) -> None:
        """A run that began `age_seconds` ago in `folder`."""
        self.folder = folder
        self.stored, self.process, self.output = stored, process, output
        self.parser = parser
        self.offset = 0
        self.progressed = time.monotonic()
        self._began = self.progressed - age_seconds
        self.end_state = stored.end_state
        self.reason = ""
        self.is_shortened = False
        self.seen: dict[int, str] = {}
        """What was below its shell since it was asked to end, with start marks."""
        self.end_by = 0.0
        """When SIGKILL follows; 0 as long as nobody asked it to end."""

    @property
    def key(self) -> tuple[int, int, int]:
        """Serial, block and task; of a post command its number with zeros."""
        return self.stored.serial, self.stored.block, self.stored.task

    @property
    def is_post(self) -> bool:
        """Whether it is a post command."""
        return self.stored.kind == "post"

    def seconds(self) -> float:
        """How long it has taken so far, by a clock that nobody sets."""
        return time.monotonic() - self._began

    def shorten(self, most_bytes: int) -> bool:
        """Keep the first half of that much of an output that has grown longer; True when it had.

        What is printed from now on follows it. Windows cuts no file that a process writes to.
        """
        if os.name == "nt":
            return False
        if self._size() <= most_bytes:
            return False
        with contextlib.suppress(OSError), open(self.output, "r+b") as file:
            file.truncate(most_bytes // 2)
            self.offset = min(self.offset, most_bytes // 2)
            return True
        return False

    def _size(self) -> int:
        try:
            return os.stat(self.output).st_size
        except OSError:
            return self.offset

    def read(self, *, is_over: bool = False) -> bool:
        """Read what was printed since the last time, all there is when `is_over`; True when the progress changed."""
        if self._size() == self.offset:
            return False
        before = self.parser.progress
        with contextlib.suppress(OSError), open(self.output, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            begin = file.seek(max(self.offset, size - MAX_READ))
            data = file.read(MAX_READ)
            data = data if is_over else without_half_letter(data)
            self.offset = begin + len(data)
            self.parser.feed(decoded(data))
        return before != self.parser.progress
