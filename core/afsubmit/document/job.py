"""A job: who sends it, when and where it runs, and the blocks it is made of."""

from __future__ import annotations

from ..typed import Any
from . import conversion
from .block import Block
from .work import Work

MAXIMUM_PRIORITY = 250
"""What the setter goes up to; the server takes 255."""


class Job(Work):
    """Writes the fields of a job into `data`; `blocks` are its blocks. Setters convert and never raise."""

    def __init__(self, jobname: str | None = None) -> None:
        self.data: dict[str, Any] = {"name": "noname"}
        self.blocks: list[Block] = []
        self.setName(jobname)

    def setName(self, name: str | None) -> None:
        """Call the job `name`; None and "" change nothing."""
        if conversion.is_given(name):
            self.data["name"] = name

    def setUserName(self, username: str | None) -> None:
        """Send it as this user, in small letters; None and "" change nothing."""
        if conversion.is_given(username):
            self.data["user_name"] = username.lower() if isinstance(username, str) else username

    def setPriority(self, priority: int) -> None:
        """Run before jobs of lower priority: 0 (never) to 250; less changes nothing, more is 250."""
        if not conversion.is_at_least(priority, 0):
            return
        if isinstance(priority, (int, float)) and priority > MAXIMUM_PRIORITY:
            self._say(f"Job.setPriority: {priority} is above the highest priority; {MAXIMUM_PRIORITY} is set.")
            priority = MAXIMUM_PRIORITY
        self.data["priority"] = conversion.whole(priority)

    def setCmdPre(self, command: str, TransferToServer: bool = True) -> None:
        """Run this on the server before it answers that it took the job."""
        self.data["command_pre"] = self._command(command, TransferToServer)

    def setCmdPost(self, command: str, TransferToServer: bool = True) -> None:
        """Run this on a render when the job is deleted, in the working directory of the first block."""
        self.data["command_post"] = self._command(command, TransferToServer)

    def setFolder(self, i_name: str, i_folder: str, i_transferToServer: bool = True) -> None:
        """Offer a folder to be opened from the lists, e.g. "input" or "output"."""
        self._put("folders", i_name, self._path(i_folder, i_transferToServer))

    def setPools(self, i_pools: Any) -> None:
        """Prefer pools: a mapping from path to priority, -100 never there, 100 only there."""
        if isinstance(i_pools, dict):
            i_pools = {path: conversion.exact(priority) for path, priority in i_pools.items()}
        self.data["pools"] = i_pools

    def tryTask(self, i_block: int, i_task: int) -> None:
        """Run this task of this block before others; may be called several times."""
        for name, number in (("try_this_tasks_num", i_task), ("try_this_blocks_num", i_block)):
            if not isinstance(self.data.get(name), list):
                self.data[name] = []
            self.data[name].append(conversion.exact(number))

    def setBranch(self, i_branch: str, i_transferToServer: bool = True) -> None:
        """Put it into this branch of the tree."""
        self.data["branch"] = self._path(i_branch, i_transferToServer)

    def setAnnotation(self, value: str) -> None:
        """Show a note in the lists."""
        self.data["annotation"] = value

    def setDescription(self, value: str) -> None:
        """Describe it for the statistics."""
        self.data["description"] = value

    def setProject(self, project: str | None) -> None:
        """Count it for this project; None and "" change nothing."""
        if conversion.is_given(project):
            self.data["project"] = project

    def setDepartment(self, department: str | None) -> None:
        """Count it for this department; None and "" change nothing."""
        if conversion.is_given(department):
            self.data["department"] = department

    def setWaitTime(self, value: float) -> None:
        """Do not run before this moment, in seconds since the epoch; 0 or less changes nothing."""
        if conversion.is_above(value, 0):
            self.data["time_wait"] = conversion.whole(value)

    def setTimeLife(self, value: Any) -> None:
        """Delete it so many seconds after it was made, done or not; 0 never; None or less leaves it to the user's.

        A text of digits is read.
        """
        if not conversion.is_given(value):
            return
        seconds = conversion.whole(value)
        if not isinstance(seconds, int) or seconds >= 0:
            self.data["time_life"] = seconds

    def setDependMaskGlobal(self, value: str) -> None:
        """Wait for jobs of any user that this regular expression matches in full."""
        self._set_mask("depend_mask_global", value)

    def setNeedOS(self, value: str) -> None:
        """Run on renders only whose system's words hold this, e.g. "linux"."""
        self._set_mask("need_os", value)

    def setAnyOS(self) -> None:
        """Run on any system."""
        self.data["need_os"] = ""

    def setHostsMaskType(self, value: str) -> None:
        """Read the hosts masks of the job and its blocks as "find" (lists of prefixes) or "regex" (full match)."""
        self.data["hosts_mask_type"] = value

    def setMaxTasksPerSecond(self, value: int) -> None:
        """Start at most so many tasks a second; a negative number leaves it to the farm."""
        if conversion.is_at_least(value, 0):
            self.data["max_tasks_per_second"] = conversion.whole(value)

    def setSolveMethod(self, value: str) -> None:
        """Order what it is made of by "solve_priority" or "solve_order"."""
        self.data["solve_method"] = value

    def setSolveNeed(self, value: str) -> None:
        """Share by "solve_capacity" or "solve_tasksnum"."""
        self.data["solve_need"] = value

    def setHidden(self, value: bool = True) -> None:
        """Leave it out of the lists unless hidden jobs are asked for."""
        self.data["hidden"] = value

    def setPPApproval(self) -> None:
        """Stop after the frames that are to be looked at first."""
        self.data["ppa"] = True

    def setMaintenance(self) -> None:
        """Run each task on the host of its name."""
        self.data["maintenance"] = True

    def setIgnoreNimby(self) -> None:
        """Run on hosts in nimby, too."""
        self.data["ignorenimby"] = True

    def setIgnorePaused(self) -> None:
        """Run on paused hosts, too."""
        self.data["ignorepaused"] = True

    def offline(self) -> None:
        """Send it paused."""
        self.data["offline"] = True

    def pause(self) -> None:
        """Send it paused."""
        self.offline()

    def setPaused(self) -> None:
        """Send it paused."""
        self.offline()

    def setOffline(self) -> None:
        """Send it paused."""
        self.offline()

    def offLine(self) -> None:
        """Send it paused."""
        self.offline()

    def document(self) -> dict[str, Any]:
        """The object that goes under "job", blocks and tasks included; a copy."""
        document = super().document()
        if self.blocks or "blocks" not in document:
            document["blocks"] = [block.document() for block in self.blocks]
        return document
