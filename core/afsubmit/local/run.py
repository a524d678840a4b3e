"""One process of the farm: what the store knows of it, and what is only known while it runs."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time

from .output import OutputParser
from .store import StoredRun

MAX_READ = 1024 * 1024
"""Bytes: of more output between two looks only the end is read."""


class TaskRun:
    """A process that runs now. `process` is None when a farm before this one started it."""

    def __init__(self, stored: StoredRun, process: subprocess.Popen[bytes] | None, output: str, frames: int) -> None:
        self.stored, self.process, self.output = stored, process, output
        self.parser = OutputParser(frames)
        self.offset = 0
        self.began = self.progressed = time.monotonic()
        self.wanted = stored.wanted
        self.reason = ""
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

    def read(self) -> bool:
        """Read what was printed since the last time; True when the progress changed."""
        before = self.parser.progress
        with contextlib.suppress(OSError), open(self.output, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(max(self.offset, size - MAX_READ))
            data = file.read(MAX_READ)
            self.offset = file.tell()
            self.parser.feed(data.decode("utf-8", "replace"))
        return before != self.parser.progress
