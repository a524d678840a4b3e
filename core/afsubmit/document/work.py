"""What a job and a block are asked in the same words: masks, limits, needs."""

from __future__ import annotations

from ..typed import Any
from . import conversion
from .writer import Writer


class Work(Writer):
    """Writes the fields that jobs and blocks share into `data`. Setters convert and never raise."""

    def setMaxRunningTasks(self, value: int) -> None:
        """Run at most `value` tasks at once; a negative number leaves it to the farm."""
        if conversion.is_at_least(value, 0):
            self.data["max_running_tasks"] = conversion.whole(value)

    def setMaxRunTasksPerHost(self, value: int) -> None:
        """Run at most `value` tasks at once on one host; a negative number leaves it to the farm."""
        if conversion.is_at_least(value, 0):
            self.data["max_running_tasks_per_host"] = conversion.whole(value)

    def setHostsMask(self, value: str) -> None:
        """Run on hosts that match only.

        afserver 3.4.1 takes a list of prefixes (`render|ws-`) unless the job's mask type is "regex".
        """
        self._set_mask("hosts_mask", value)

    def setHostsMaskExclude(self, value: str) -> None:
        """Never run on hosts that match; read as the mask of `setHostsMask`."""
        self._set_mask("hosts_mask_exclude", value)

    def setDependMask(self, value: str) -> None:
        """Wait for what this regular expression matches in full: a job for jobs of its user, a block for blocks."""
        self._set_mask("depend_mask", value)

    def setNeedProperties(self, value: str) -> None:
        """Run on renders only whose properties hold this."""
        self._set_mask("need_properties", value)

    def setNeedMemory(self, value: float) -> None:
        """Run on renders with this much memory in MB; 0 or less changes nothing."""
        self._set_need("need_memory", value)

    def setNeedHDD(self, value: float) -> None:
        """Run on renders with this much free disk in GB; 0 or less changes nothing."""
        self._set_need("need_hdd", value)

    def setNeedPower(self, value: float) -> None:
        """Run on renders of this power; 0 or less changes nothing."""
        self._set_need("need_power", value)

    def setCustomData(self, value: str) -> None:
        """Keep any text with it. On a job, one that is not empty sends its events to the service `events`."""
        self.data["custom_data"] = value

    def _set_mask(self, name: str, value: str) -> None:
        if conversion.is_given(value):
            self.data[name] = value

    def _set_need(self, name: str, value: Any, factor: float = 1) -> None:
        if conversion.is_above(value, 0):
            self.data[name] = conversion.whole(value) if factor == 1 else conversion.scaled(value, factor)
