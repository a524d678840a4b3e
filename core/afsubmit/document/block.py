"""One block of a job: a command over a range of frames, or a list of tasks, and what it needs to run."""

from __future__ import annotations

from collections.abc import Container, Sequence

from ..typed import TYPE_CHECKING, Any
from . import conversion, flags
from .farm_services import default_parser, is_known_parser, is_known_service
from .work import Work
from .writer import CommandWriter

if TYPE_CHECKING:
    from .task import Task


class Block(Work, CommandWriter):
    """Writes the fields of one block into `data`; `tasks` are its listed tasks. Setters convert and never raise."""

    def __init__(self, blockname: str = "block", service: str | None = "generic") -> None:
        self.data: dict[str, Any] = {"flags": 0, "name": blockname, "service": self._usual_service()}
        self.tasks: list[Task] = []
        self.portions: Sequence[Container[int]] = ()
        """The frames of each listed task, where the maker knows them; never sent."""
        if service is not None and self.setService(service):
            self.setParser(self._parser_of(service))

    def setName(self, value: str) -> None:
        """Call the block `value`; masks of other blocks name it so."""
        self.data["name"] = value

    def setService(self, service: str | None, nocheck: bool = False) -> bool:
        """Run as `service`; None and "" change nothing.

        Returns:
            Whether CGRU has such a service; one that only the farm knows is kept all the same. With `nocheck` always
            true.
        """
        if not conversion.is_given(service):
            return False
        self.data["service"] = service
        return nocheck or self._has_service(str(service))

    def setParser(self, parser: str | None, nocheck: bool = False) -> None:
        """Read progress with `parser`; None and "" change nothing.

        A name that CGRU does not have becomes "none" unless `nocheck` is set.
        """
        if not conversion.is_given(parser):
            return
        if not nocheck and isinstance(parser, str) and not self._has_parser(parser):
            self._say(f'Block.setParser: CGRU has no parser "{parser}", "none" is set; nocheck=True would keep it.')
            parser = "none"
        self.data["parser"] = parser

    def setNumeric(self, start: int = 1, end: int = 1, pertask: int = 1, increment: int = 1) -> None:
        """Run frames `start` to `end`, every `increment`-th, `pertask` of them in a task.

        Changes nothing when there are tasks already. Less than one frame in a task or a step below one becomes one,
        as on the server.
        """
        if self.tasks:
            self._say("Block.setNumeric: the block has tasks already; the range is not set.")
            return
        self._set_flag(flags.NUMERIC)
        self.data["frame_first"] = conversion.exact(start)
        self.data["frame_last"] = conversion.exact(end)
        self.data["frames_per_task"] = self._at_least_one("frames in a task", pertask)
        self.data["frames_inc"] = self._at_least_one("the step", increment)

    def _at_least_one(self, words: str, value: Any) -> Any:
        value = conversion.exact(value)
        if conversion.is_at_least(value, 1):
            return value
        self._say(f"Block.setNumeric: {words}: {value} is less than 1; 1 is set.")
        return 1

    def setFramesPerTask(self, value: int) -> None:
        """Put `value` frames into a task; of listed tasks -n means n tasks for each frame."""
        self.data["frames_per_task"] = conversion.whole(value)

    def setSequential(self, value: int) -> None:
        """Run in this order: 1 forward, -1 backward, 0 ends and middles first, n every n-th frame first."""
        self.data["sequential"] = conversion.whole(value)

    def setCapacity(self, capacity: int) -> None:
        """Take this much of a render's capacity (1100) for each task; 0 or less changes nothing."""
        if conversion.is_above(capacity, 0):
            self.data["capacity"] = conversion.exact(capacity)

    def setVariableCapacity(self, capacity_coeff_min: int, capacity_coeff_max: int) -> None:
        """Let a task take a multiple of the capacity, `@AF_CAPACITY@` in the command; both below 0 change nothing."""
        if conversion.is_at_least(capacity_coeff_min, 0) or conversion.is_at_least(capacity_coeff_max, 0):
            self.data["capacity_coeff_min"] = conversion.whole(capacity_coeff_min)
            self.data["capacity_coeff_max"] = conversion.whole(capacity_coeff_max)

    def setWorkingDirectory(self, working_directory: str, TransferToServer: bool = True) -> None:
        """Run the command in this folder."""
        self.data["working_directory"] = self._path(working_directory, TransferToServer)

    def setCommand(self, command: str, prefix: bool = True, TransferToServer: bool = True) -> None:
        """Run `command`: `@#@` and `@####@` become first and last frame in turn, or the task's own command."""
        if prefix and isinstance(command, str):
            command = self._prefix() + command
        self.data["command"] = self._command(command, TransferToServer)

    def setCmdPre(self, command_pre: str, TransferToServer: bool = True) -> None:
        """Run this on the server, once, before it answers."""
        self.data["command_pre"] = self._command(command_pre, TransferToServer)

    def setCmdPost(self, command_post: str, TransferToServer: bool = True) -> None:
        """Run this on a render when the job is deleted. afserver 3.4.1 forgets it when it restarts: a job does not."""
        self.data["command_post"] = self._command(command_post, TransferToServer)

    def addTicket(self, i_name: str, i_count: int) -> None:
        """Let each task take `i_count` of the farm's tickets of this name."""
        self._put("tickets", i_name, conversion.exact(i_count))

    def setTasksName(self, value: str) -> None:
        """Name numeric tasks by this pattern."""
        self.data["tasks_name"] = value

    def setParserCoeff(self, value: int) -> None:
        """Of no effect: no parser reads it."""
        self.data["parser_coeff"] = conversion.exact(value)

    def setErrorsAvoidHost(self, value: int) -> None:
        """Avoid a host after so many errors of the block there; 0 never, -1 as the user's."""
        self.data["errors_avoid_host"] = conversion.exact(value)

    def setErrorsForgiveTime(self, value: int) -> None:
        """Try an avoided host again after so many seconds."""
        self.data["errors_forgive_time"] = conversion.exact(value)

    def setErrorsRetries(self, value: int) -> None:
        """Start a failed task again so many times."""
        self.data["errors_retries"] = conversion.exact(value)

    def setErrorsTaskSameHost(self, value: int) -> None:
        """Let a task avoid a host after so many of its errors there; 0 never."""
        self.data["errors_task_same_host"] = conversion.exact(value)

    def setNeedGPUMemGB(self, value: float) -> None:
        """Run on renders whose graphics card has this much memory in GB."""
        self._set_need("need_gpu_mem_mb", value, 1024.0)

    def setNeedCPUFreqGHz(self, value: float) -> None:
        """Run on renders of this clock."""
        self._set_need("need_cpu_freq_mgz", value, 1000.0)

    def setNeedCPUCores(self, value: int) -> None:
        """Run on renders with so many cores."""
        self._set_need("need_cpu_cores", value)

    def setNeedCPUFreqCores(self, value: float) -> None:
        """Run on renders whose cores times clock in GHz reach this."""
        self._set_need("need_cpu_freq_cores", value, 1000.0)

    def setDependSubTask(self) -> None:
        """Let blocks that wait for this one frame by frame begin when a part of a frame is done."""
        self._set_flag(flags.DEPEND_SUB_TASK)

    def setTaskMaxRunTime(self, value: float) -> None:
        """Count a task that runs longer than so many seconds as an error; 0 or less changes nothing."""
        self._set_need("task_max_run_time", value)

    def setTasksMaxRunTime(self, value: float) -> None:
        """The same as `setTaskMaxRunTime`."""
        self.setTaskMaxRunTime(value)

    def setTaskMinRunTime(self, value: float) -> None:
        """Count a task that ends sooner than after so many seconds as an error; 0 or less changes nothing."""
        self._set_need("task_min_run_time", value)

    def setTaskProgressChangeTimeout(self, value: float) -> None:
        """Count a task without progress for so many seconds as an error; 0 or less changes nothing."""
        self._set_need("task_progress_change_timeout", value)

    def setTasksDependMask(self, value: str) -> None:
        """Wait frame by frame for the blocks that this regular expression matches in full."""
        self._set_mask("tasks_depend_mask", value)

    def skipThumbnails(self) -> None:
        """Make no pictures of the files."""
        self._set_flag(flags.SKIP_THUMBNAILS)

    def skipExistingFiles(self, i_size_min: int = -1, i_size_max: int = -1) -> None:
        """Skip tasks whose files are there, not smaller and not larger than so many bytes; 0 or less is no limit."""
        self._set_flag(flags.SKIP_EXISTING_FILES)
        self._set_sizes(i_size_min, i_size_max)

    def checkRenderedFiles(self, i_size_min: int = -1, i_size_max: int = -1) -> None:
        """Count a task as an error whose files are not there, or smaller or larger than so many bytes."""
        self._set_flag(flags.CHECK_RENDERED_FILES)
        self._set_sizes(i_size_min, i_size_max)

    def setMultiHost(
        self,
        h_min: int,
        h_max: int,
        h_max_wait: int,
        master_on_slave: bool = False,
        service: str | None = None,
        service_wait: int = -1,
    ) -> bool | None:
        """Run each task on `h_min` to `h_max` hosts at once, waiting `h_max_wait` seconds for more than the least.

        Returns:
            False, and nothing is changed, when the numbers make no sense or a master is to work on a host without a
            `service` named; else None.
        """
        if not conversion.is_at_least(h_min, 1):
            return self._refuse_multihost("at least one host is needed")
        if isinstance(h_min, (int, float)) and not conversion.is_at_least(h_max, h_min):
            return self._refuse_multihost("the greatest number of hosts is below the least")
        if master_on_slave and service is None:
            return self._refuse_multihost("a master that works on a host needs a service")
        self._set_flag(flags.MULTIHOST)
        self.data["multihost_min"] = conversion.exact(h_min)
        self.data["multihost_max"] = conversion.exact(h_max)
        self.data["multihost_max_wait"] = conversion.exact(h_max_wait)
        if master_on_slave:
            self._set_flag(flags.MASTER_ON_SLAVE)
        if service:
            self.data["multihost_service"] = service
        if conversion.is_above(service_wait, 0):
            self.data["multihost_service_wait"] = conversion.exact(service_wait)
        return None

    def setSlaveLostIgnore(self) -> None:
        """Go on when a host of several is lost; only after `setMultiHost`."""
        if self._has_flag(flags.MULTIHOST):
            self._set_flag(flags.SLAVE_LOST_IGNORE)
        else:
            self._say("Block.setSlaveLostIgnore: the block is not multihost; nothing is set.")

    def setTasksSuspended(self) -> None:
        """Suspend every task from the start."""
        self._set_flag(flags.SUSPEND_NEW_TASKS)

    def document(self) -> dict[str, Any]:
        """The object that stands for this block in its job, tasks included; a copy."""
        document = super().document()
        if self.tasks:
            document["tasks"] = [task.document() for task in self.tasks]
        return document

    def _usual_service(self) -> str:
        """The service of a block that names none."""
        return "generic"

    def _has_service(self, name: str) -> bool:
        """Whether there is such a service."""
        return is_known_service(name)

    def _has_parser(self, name: str) -> bool:
        """Whether there is such a parser."""
        return is_known_parser(name)

    def _parser_of(self, service: str) -> str:
        """The parser that comes with a service, "" when none does."""
        return default_parser(service)

    def _prefix(self) -> str:
        """What stands in front of every command."""
        return ""

    def _has_flag(self, bit: int) -> bool:
        switches = self.data.get("flags")
        return isinstance(switches, int) and bool(switches & bit)

    def _set_flag(self, bit: int) -> None:
        switches = self.data.get("flags")
        self.data["flags"] = bit | switches if isinstance(switches, int) else bit

    def _set_sizes(self, smallest: Any, largest: Any) -> None:
        if conversion.is_above(smallest, 0):
            self.data["file_size_min"] = conversion.exact(smallest)
        if conversion.is_above(largest, 0):
            self.data["file_size_max"] = conversion.exact(largest)

    def _refuse_multihost(self, reason: str) -> bool:
        self._say(f"Block.setMultiHost: {reason}; nothing is set.")
        return False
