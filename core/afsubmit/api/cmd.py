"""`af.Cmd`: asks the farm and tells it what to do, with the answers that old scripts know.

New code asks `af.farm()`, whose answers are typed and whose failures are errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..typed import TYPE_CHECKING, Any
from . import transport
from .environment import fresh
from .printing import say

if TYPE_CHECKING:
    from .block import Block
    from .task import Task


class Cmd:
    """One request after the other; each begins anew. Never raises: None stands for no answer, the reason is printed."""

    def __init__(self) -> None:
        here = fresh()
        self.data: dict[str, Any] = {"user_name": here.user_name, "host_name": here.host_name}
        self.action: str | None = None

    def _sendRequest(self, verbose: bool = False, without_answer: bool = False) -> Any:
        """Send what stands in `data` as the request `action`, then begin anew; the answer, or None."""
        if self.action is None:
            say("Error: Cmd: there is no action to send.")
            return None
        is_done, answer = transport.exchange({self.action: self.data}, verbose=verbose, is_silent=without_answer)
        Cmd.__init__(self)
        return answer if is_done else None

    def _ask(self, key: str, verbose: bool = False) -> Any:
        """Send a question; what stands under `key` of the answer, or None."""
        self.action = "get"
        answer = self._sendRequest(verbose)
        return answer.get(key) if isinstance(answer, dict) else None

    def _tell(self, kind: str, verbose: bool = False, without_answer: bool = False, **words: Any) -> Any:
        """Send an action on nodes of `kind`; the server's answer, or None."""
        self.action = "action"
        self.data.update(type=kind, **words)
        return self._sendRequest(verbose, without_answer)

    # Jobs

    def getJobList(self, verbose: bool = False, ids: Sequence[int] | None = None) -> list[dict[str, Any]] | None:
        """All jobs, or those with these ids."""
        self.data["type"] = "jobs"
        if ids is not None:
            self.data["ids"] = ids
        found: list[dict[str, Any]] | None = self._ask("jobs", verbose)
        return found

    def getJobInfo(self, jobId: int, verbose: bool = False) -> list[dict[str, Any]] | None:
        """A job with its commands, files and tasks, as a list of one."""
        self.data.update(ids=[jobId], mode="full")
        return self.getJobList(verbose)

    def getJobProgress(self, jobId: int, verbose: bool = False) -> dict[str, Any] | None:
        """The state of every task: {"id": …, "progress": [[…] for each block]}."""
        self.data.update(ids=[jobId], mode="progress", type="jobs")
        found: dict[str, Any] | None = self._ask("job_progress", verbose)
        return found

    def deleteJob(self, jobName: str, verbose: bool = False) -> Any:
        """Delete the jobs whose whole name the regular expression `jobName` matches."""
        return self._tell("jobs", verbose, mask=jobName, operation={"type": "delete"})

    def deleteJobById(self, jobId: int, verbose: bool = False) -> Any:
        """Delete a job."""
        return self.jobOperationById("delete", jobId, verbose)

    def stopJobById(self, jobId: int, verbose: bool = False) -> Any:
        """Pause a job and stop its running tasks."""
        return self.jobOperationById("stop", jobId, verbose)

    def jobOperationById(self, i_opration: str, i_id: int, i_verbose: bool = False) -> Any:
        """Do an operation of the server (start, pause, stop, restart_errors, …) with a job."""
        return self._tell("jobs", i_verbose, ids=[i_id], operation={"type": i_opration})

    def setJobState(self, jobId: int, state: str, verbose: bool = False) -> Any:
        """The same as `jobOperationById`."""
        return self.jobOperationById(state, jobId, verbose)

    def setJobPriorityById(self, jobId: int, priority: int, verbose: bool = False) -> Any:
        """Change a job's priority."""
        return self._tell("jobs", verbose, ids=[jobId], params={"priority": priority})

    def setBlockState(
        self,
        jobId: int,
        blockNum: int,
        state: str,
        taskIds: Sequence[int] = [],
        verbose: bool = False,
    ) -> Any:
        """Do an operation (skip, restart, suspend, …) with tasks of a block, with all when none are named."""
        operation = {"type": state, "task_ids": taskIds}
        return self._tell("jobs", verbose, ids=[jobId], block_ids=[blockNum], operation=operation)

    def appendBlocks(self, jobId: int, blocks: Iterable[Block], verbose: bool = False) -> Any:
        """Add blocks to a job; {"object": {"block_ids": […]}}."""
        added = []
        for block in blocks:
            block.fillTasks()
            added.append(block.data)
        operation = {"type": "append_blocks", "blocks": added}
        return self._tell("jobs", verbose, ids=[jobId], operation=operation)

    def appendTasks(self, jobId: int, blockId: int, tasks: Iterable[Task], verbose: bool = False) -> Any:
        """Add tasks to a block that is not numeric; {"object": {"task_ids": […]}}."""
        operation = {"type": "append_tasks", "tasks": [task.data for task in tasks]}
        return self._tell("jobs", verbose, ids=[jobId], block_ids=[blockId], operation=operation)

    # This machine's render

    def renderSetUserName(self, i_user_name: str) -> None:
        """Say that this machine is this user's."""
        self._tell_render(params={"user_name": i_user_name})

    def renderSetNimby(self) -> None:
        """Let this machine run its user's jobs only."""
        self._tell_render(params={"nimby": True})

    def renderSetNIMBY(self) -> None:
        """Let this machine run nothing."""
        self._tell_render(params={"NIMBY": True})

    def renderSetFree(self) -> None:
        """Let this machine run anything."""
        self._tell_render(params={"nimby": False})

    def renderSetFreeUnpause(self) -> None:
        """Let this machine run anything, also when it was paused."""
        self._tell_render(params={"nimby": False, "paused": False})

    def renderEjectTasks(self) -> None:
        """Stop the tasks on this machine."""
        self._tell_render(operation={"type": "eject_tasks"})

    def renderEjectAndNIMBY(self) -> None:
        """Let this machine run nothing, and stop the tasks on it.

        Two requests: afserver 3.4.1 drops parameters that stand beside an operation.
        """
        self._tell_render(params={"NIMBY": True})
        self._tell_render(operation={"type": "eject_tasks"})

    def renderEjectNotMyTasks(self) -> None:
        """Stop the tasks of other users on this machine."""
        self._tell_render(operation={"type": "eject_tasks_keep_my"})

    def renderExit(self) -> None:
        """End the render on this machine."""
        self._tell_render(operation={"type": "exit"})

    def _tell_render(self, **words: Any) -> None:
        self._tell("renders", mask=spelled_out(self.data["host_name"]), **words)

    def renderGetList(self, mask: str | None = None) -> list[dict[str, Any]] | None:
        """All renders, or those whose names begin with one of the parts of `mask` (split at |;,: and blanks)."""
        self.data["type"] = "renders"
        if mask is not None:
            self.data["mask"] = mask
        found: list[dict[str, Any]] | None = self._ask("renders")
        return found

    def renderGetLocal(self) -> list[dict[str, Any]] | None:
        """The renders whose names begin with this machine's."""
        return self.renderGetList(self.data["host_name"])

    def renderGetId(self, i_id: int, i_mode: str | None = None) -> Any:
        """The whole answer about one render; `i_mode` is "full", "log", "tasks_log" or "resources"."""
        self.data.update(type="renders", ids=[i_id])
        if i_mode is not None:
            self.data["mode"] = i_mode
        self.action = "get"
        return self._sendRequest()

    def renderGetResources(self) -> list[dict[str, Any]] | None:
        """What the renders' machines have and use."""
        self.data.update(type="renders", mode="resources")
        found: list[dict[str, Any]] | None = self._ask("renders")
        return found

    # Monitors

    def monitorExit(self) -> None:
        """End the monitors of this user on this machine."""
        names = f"{spelled_out(self.data['user_name'])}@{spelled_out(self.data['host_name'])}.*"
        self._tell("monitors", mask=names, operation={"type": "exit"})

    def monitorRegister(self) -> int | None:
        """Register a monitor; its id."""
        Cmd.__init__(self)
        self.action = "monitor"
        self.data["engine"] = "python"
        answer = self._sendRequest()
        monitor = answer.get("monitor") if isinstance(answer, dict) else None
        return monitor.get("id") if isinstance(monitor, dict) else None

    def monitorChangeUid(self, monitorId: int, uid: int) -> Any:
        """Subscribe the monitor to the jobs of the user with this id, 0 for all."""
        return self._tell("monitors", ids=[monitorId], operation={"type": "watch", "class": "perm", "uid": uid})

    def monitorSubscribe(self, monitorId: int, classType: str) -> Any:
        """Subscribe the monitor to jobs, renders, users, pools, branches or monitors."""
        operation = {"type": "watch", "class": classType, "status": "subscribe"}
        return self._tell("monitors", ids=[monitorId], operation=operation)

    def monitorEvents(self, monitorId: int) -> Any:
        """What happened since the last call: {"events": {…}}, with null when nothing did."""
        self.data.update(type="monitors", ids=[monitorId], mode="events")
        self.action = "get"
        return self._sendRequest()

    def monitorUnregister(self, monitorId: int) -> None:
        """Forget the monitor."""
        self._tell("monitors", without_answer=True, ids=[monitorId], operation={"type": "deregister"})


def spelled_out(name: str) -> str:
    """A regular expression that matches `name` only."""
    return "".join(f"[{letter}]" if letter in ".*+?()[]{}|$" else letter for letter in name)
