"""Whether this machine has something to spare for one more task, and in words why not. Running tasks go on."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from typing import NamedTuple

from . import memory, power
from .farm_settings import FarmSettings
from .local_jobs import LocalJob

LOOK_SECONDS = 5.0
"""How often the system is asked."""
MOST_KEPT = 1000
"""Folders, and jobs, of which it is known for a while that their disks have room."""


def free_disk_mb(path: str) -> int | None:
    """Free megabytes of the disk that `path` lies on, or will; None when the system does not say."""
    while not os.path.exists(path) and os.path.dirname(path) not in ("", path):
        path = os.path.dirname(path)
    try:
        return shutil.disk_usage(path).free // 2**20
    except OSError:
        return None


class MachineReadings(NamedTuple):
    """What is asked of the system; each may answer None, which is unknown and holds nothing back."""

    is_on_battery: Callable[[], bool | None] = power.is_on_battery
    free_memory_percent: Callable[[], int | None] = memory.free_percent
    free_disk_mb: Callable[[str], int | None] = free_disk_mb
    local_time: Callable[[], time.struct_time] = time.localtime
    seconds: Callable[[], float] = time.monotonic


class StartGuard:
    """Asked before each task is started; the system is asked at most every `LOOK_SECONDS`.

    `folder` is where the farm keeps its state.
    """

    def __init__(self, settings: FarmSettings, folder: str, readings: MachineReadings | None = None) -> None:
        self._folder, self._readings = folder, readings or MachineReadings()
        self._full: dict[str, tuple[float, str]] = {}
        self._free_jobs: dict[int, float] = {}
        self.use(settings)

    def use(self, settings: FarmSettings) -> None:
        """Take other settings over, at once."""
        self.settings, self._hours = settings, settings.week_hours
        self._look_next, self._why, self._is_at_work = float("-inf"), "", False
        self._full.clear()
        self._free_jobs.clear()

    def slots(self, slots: int) -> int:
        """How many of that many tasks may run now."""
        self._look()
        if self._why:
            return 0
        return min(slots, self.settings.slots_at_work) if self._is_at_work else slots

    @property
    def why(self) -> str:
        """Why no task is started now, as what follows "waits: "; "" when tasks are started, of some job at least."""
        self._look()
        if self._why:
            return self._why
        if self._is_at_work and not self.settings.slots_at_work:
            return f"until {self._hours.next_begin(self._readings.local_time())} (hours)"
        now = self._readings.seconds()
        return next((why for until, why in self._full.values() if why and now < until), "")

    def why_not(self, job: LocalJob) -> str:
        """Why no task of this job is started: the disk that its files go to is full; "" when it is not."""
        now = self._readings.seconds()
        if not self.settings.least_disk_mb or now < self._free_jobs.get(job.serial, float("-inf")):
            return ""
        why = next(filter(None, map(self._fullness, _output_folders(job))), "")
        if not why:  # a job of many blocks is looked through now and then, not for each of its tasks
            self._free_jobs = self._free_jobs if len(self._free_jobs) < MOST_KEPT else {}
            self._free_jobs[job.serial] = now + LOOK_SECONDS
        return why

    def _look(self) -> None:
        now = self._readings.seconds()
        if now >= self._look_next:
            self._look_next = now + LOOK_SECONDS
            self._is_at_work = not self._hours.holds(self._readings.local_time())
            self._why = self._shortage()

    def _shortage(self) -> str:
        settings, readings = self.settings, self._readings
        if not settings.runs_on_battery and readings.is_on_battery():
            return "on battery"
        free = readings.free_memory_percent() if settings.least_memory_percent else None
        if free is not None and free < settings.least_memory_percent:
            return f"{free} % of the memory is free, less than {settings.least_memory_percent} %"
        return self._fullness(self._folder) if settings.least_disk_mb else ""

    def _fullness(self, folder: str) -> str:
        """Why nothing is written to `folder`; each is looked at again after `LOOK_SECONDS`."""
        now = self._readings.seconds()
        until, why = self._full.get(folder, (float("-inf"), ""))
        if now >= until:
            if len(self._full) > MOST_KEPT:
                self._full.clear()
            free, least = self._readings.free_disk_mb(folder), self.settings.least_disk_mb
            is_full = free is not None and free < least
            why = f"{free} MB are free on the disk of {folder}, less than {least} MB" if is_full else ""
            self._full[folder] = now + LOOK_SECONDS, why
        return why


def _output_folders(job: LocalJob) -> list[str]:
    """Where the job's blocks write."""
    patterns = (pattern for block in job.blocks for pattern in block.field("files", ()))
    found = (os.path.dirname(str(pattern)) for pattern in patterns)
    return list(dict.fromkeys(folder for folder in found if os.path.isabs(folder)))
