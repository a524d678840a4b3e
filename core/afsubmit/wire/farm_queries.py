"""What a farm can be asked: the `get` requests of afserver 3.4.1 with their traps handled."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping

from ..errors import AfError, FrameError, JobError, Problem, ServerRefusedError
from ..typed import TYPE_CHECKING, Any, NamedTuple
from . import answers
from .frame import readable

if TYPE_CHECKING:
    from typing import TypeVar

    from .address import Address

    Asking = TypeVar("Asking", bound=Callable[..., Any])

SEPARATORS = re.compile(r"[|;,: ]")
"""Where the server splits the mask of a `get`: it is a list of beginnings of names."""
_PLAIN = re.compile(r"[\w/-]+")
NOT_STARTED = "ERROR: Task is not started."
NOT_THAT_OFTEN = re.compile(r"ERROR: Task was started \d+ times \( less than \d+ times \)\.")
NO_OUTPUT = "ERROR: Can't get file:\n"
RUNNING = ("ERROR: Can't get ouput of a running task.", "Retrieving running task output from render...")
NO_MONITOR = "ERROR: MonitorContainer::waitOutput:"


def _strict(ask: Asking) -> Asking:
    """`ask`, a question, with a FrameError where the answer is an object of another shape than a farm's."""

    @functools.wraps(ask)
    def run(self: FarmQueries, *values: Any, **named: Any) -> Any:
        try:
            return ask(self, *values, **named)
        except AfError:  # some are a ValueError, too
            raise
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            text = f"The server {self._server()} answered what no farm answers ({type(error).__name__}: {error})."
            raise FrameError(text) from error

    return run  # type: ignore[return-value]


class TaskOutput(NamedTuple):
    """What a task printed, None as long as it is to come; how far the task is; and what its block says of it."""

    text: str | None
    progress: answers.TaskProgress
    parser: str = ""
    service: str = ""


class FarmQueries:
    """The questions a `Client` can ask."""

    address: Address

    if TYPE_CHECKING:

        def request(self, root: Mapping[str, Any], *, is_silent: bool = False) -> dict[str, Any]:
            """`Client.request`."""

    # Lists

    def jobs(
        self,
        *,
        ids: Iterable[int] | None = None,
        serials: Iterable[int] | None = None,
        users: Iterable[str] | None = None,
        mask: str | None = None,
        mode: str = "",
    ) -> list[answers.JobAnswer]:
        """The jobs, by priority; all of them, the server's own job 1 included, when nothing is chosen.

        `users` are whole names; `mask` is a regular expression that fits the whole name of the job (also beside the
        others). `mode` "full" adds commands, files, tasks and environments. What does not exist is left out.
        """
        return self.nodes("jobs", ids=ids, mask=mask, mode=mode, serials=serials, users=users)

    def renders(self, *, ids: Iterable[int] | None = None, mask: str | None = None) -> list[answers.RenderAnswer]:
        """The renders; `mask` is a regular expression that fits the whole name."""
        return self.nodes("renders", ids=ids, mask=mask)

    def resources(self, *, ids: Iterable[int] | None = None) -> list[dict[str, Any]]:
        """What the renders' machines have and use, as they last reported it."""
        return self.nodes("renders", ids=ids, mode="resources")

    def users(self, *, ids: Iterable[int] | None = None, mask: str | None = None) -> list[answers.UserAnswer]:
        """The users; `mask` is a regular expression that fits the whole name."""
        return self.nodes("users", ids=ids, mask=mask)

    def branches(self, *, ids: Iterable[int] | None = None, mask: str | None = None) -> list[answers.BranchAnswer]:
        """The branches; `mask` is a regular expression that fits the whole path."""
        return self.nodes("branches", ids=ids, mask=mask)

    def pools(self, *, ids: Iterable[int] | None = None, mask: str | None = None) -> list[answers.PoolAnswer]:
        """The pools; `mask` is a regular expression that fits the whole path."""
        return self.nodes("pools", ids=ids, mask=mask)

    def monitors(self, *, ids: Iterable[int] | None = None, mask: str | None = None) -> list[answers.MonitorAnswer]:
        """The monitors; `mask` is a regular expression that fits the whole name."""
        return self.nodes("monitors", ids=ids, mask=mask)

    def nodes(
        self, kind: str, *, ids: Iterable[int] | None = None, mask: str | None = None, mode: str = "", **more: Any
    ) -> list[Any]:
        """The nodes of `kind`. An empty choice gives nothing, without asking: the server would take it for "all".

        Raises:
            JobError: `mask` is no regular expression.
            AfError: as `Client.request`.
        """
        choice = {key: list(value) for key, value in [("ids", ids), *more.items()] if value is not None}
        if any(not value for value in choice.values()):
            return []
        if mask is None:
            return self._listed(kind, choice, mode)
        pattern = _compiled(mask)
        narrowed = choice or _beginning(mask)
        found = [node for node in self._listed(kind, narrowed, "") if pattern.fullmatch(node.get("name", ""))]
        if not mode or not found:
            return found
        return self._listed(kind, {"ids": [node["id"] for node in found]}, mode)

    @_strict
    def _listed(self, kind: str, choice: Mapping[str, Any], mode: str) -> list[Any]:
        get = {"type": kind, **choice, **({"mode": mode} if mode else {})}
        try:
            found = self.request({"get": get})[kind]
        except ServerRefusedError as error:
            if error.text != "Invalid ID":
                raise
            return []
        if mode == "resources":
            return list(found)
        nodes = [answers.MAKERS[kind](one) for one in found]
        for node in nodes:
            answers.check_numbers(node)
            if "id" not in node or (kind == "jobs" and "serial" not in node):
                raise TypeError(f"no id: {str(node)[:100]}")
        return nodes

    # One job

    def job(self, job_id: int) -> answers.JobAnswer:
        """One job with commands, files, tasks and environments.

        Raises:
            ServerRefusedError: there is no such job.
        """
        found: list[answers.JobAnswer] = self._listed("jobs", {"ids": [job_id]}, "full")
        if not found:
            raise ServerRefusedError(self._server(), f"There is no job {job_id}.")
        return found[0]

    @_strict
    def document(self, job_id: int) -> dict[str, Any]:
        """A job as it could be sent anew, environments of tasks included: a farm of one machine knows this question.

        Raises:
            ServerRefusedError: there is no such job, or no such question.
        """
        found = self._one("jobs", job_id, "document").get("document")
        if not isinstance(found, dict):
            raise ServerRefusedError(self._server(), "It does not give the documents of its jobs.")
        return found

    @_strict
    def progress(self, job_id: int) -> list[list[answers.TaskProgress]]:
        """The tasks of each block of a job.

        Raises:
            ServerRefusedError: there is no such job.
        """
        answer = self._one("jobs", job_id, "progress")
        return [answers.tasks(block) for block in answer["job_progress"]["progress"]]

    @_strict
    def blocks(self, job_id: int, block_ids: Iterable[int], mode: str = "properties") -> list[answers.BlockAnswer]:
        """Blocks of a job: `mode` is "progress", "properties" or "full" (with listed tasks).

        Raises:
            ServerRefusedError: there is no such job or block.
        """
        numbers = list(block_ids)
        if not numbers:
            return []
        get = {"type": "jobs", "ids": [job_id], "block_ids": numbers, "mode": [mode] * len(numbers)}
        answer = self.request({"get": get})
        if "blocks" not in answer:  # afserver 3.4.1 lists the job instead
            raise ServerRefusedError(self._server(), f"The job {job_id} has no such block: {numbers}.")
        return [answers.block(one) for one in answer["blocks"]]

    def log(self, kind: str, node_id: int) -> list[str]:
        """The log of a job, render, user, branch, pool or monitor.

        Raises:
            ServerRefusedError: there is none with that id.
        """
        return self._lines(kind, node_id, "log")

    def error_hosts(self, job_id: int) -> list[str]:
        """For each block a heading, then the hosts with errors."""
        return self._lines("jobs", job_id, "error_hosts")

    # One task

    def task(self, job_id: int, block: int, task: int) -> dict[str, Any]:
        """What a render would be given: `exec`, `progress`, names. Patterns are not filled: the render does that.

        Raises:
            ServerRefusedError: there is no such task.
        """
        return self._task(job_id, block, task, "info")

    def task_output(self, job_id: int, block: int, task: int, *, number: int = 0, monitor_id: int = 0) -> str | None:
        """The text of `task_printed`."""
        return self.task_printed(job_id, block, task, number=number, monitor_id=monitor_id).text

    def task_printed(self, job_id: int, block: int, task: int, *, number: int = 0, monitor_id: int = 0) -> TaskOutput:
        """What a task printed at its start `number`, 0 the last one; None while it runs.

        The output of a running task comes as an event of the monitor `monitor_id`, when that is given.

        Raises:
            ServerRefusedError: there is no such task, it was not started (that often), or there is no such monitor.
        """
        more = {"number": number} if number else {}
        if monitor_id:
            more["mon_id"] = monitor_id
        answer = self._task(job_id, block, task, "output", more)
        text = readable(str(answer.get("data", "")))
        found = TaskOutput(text, answer["progress"], str(answer.get("parser", "")), str(answer.get("service", "")))
        if text.startswith(NO_OUTPUT):
            return found._replace(text="")
        if text in RUNNING and "RUN" in found.progress.words:
            return found._replace(text=None)
        if text == NOT_STARTED or NOT_THAT_OFTEN.fullmatch(text) or text.startswith(NO_MONITOR):
            raise ServerRefusedError(self._server(), text.partition(" ")[2])
        return found

    def task_log(self, job_id: int, block: int, task: int) -> list[str]:
        """The lines of the server's log of a task."""
        return readable(str(self._task(job_id, block, task, "log").get("data", ""))).splitlines()

    def task_error_hosts(self, job_id: int, block: int, task: int) -> list[str]:
        """The hosts on which the task failed."""
        return readable(str(self._task(job_id, block, task, "error_hosts").get("data", ""))).splitlines()

    @_strict
    def task_files(self, job_id: int, block: int, task: int) -> list[dict[str, Any]]:
        """The thumbnails that a render made of the task's files."""
        answer = self._task_request(job_id, block, task, "files", {})
        files: list[dict[str, Any]] = answer["task_files"]["files"]
        return files

    @_strict
    def _task(self, job_id: int, block: int, task: int, mode: str, more: Any = None) -> dict[str, Any]:
        found = self._task_request(job_id, block, task, mode, more or {}).get("task")
        if not isinstance(found, dict):
            raise ServerRefusedError(self._server(), f"It knows no {mode} of a task.")
        found["progress"] = answers.task(found.get("progress", {}))
        return found

    def _task_request(self, job_id: int, block: int, task: int, mode: str, more: Mapping[str, Any]) -> dict[str, Any]:
        get = {"type": "jobs", "ids": [job_id], "block_ids": [block], "task_ids": [task], "mode": mode}
        return self.request({"get": {**get, **more}})

    # Others

    @_strict
    def render(self, render_id: int) -> answers.RenderAnswer:
        """One render with its `host_resources`.

        Raises:
            ServerRefusedError: there is none with that id.
        """
        found = self._one("renders", render_id, "full")["object"]
        resources = {"host_resources": found["host_resources"]} if "host_resources" in found else {}
        return answers.RenderAnswer({**found["render"], **resources})

    def tasks_log(self, render_id: int) -> list[str]:
        """What a render ran."""
        return self._lines("renders", render_id, "tasks_log")

    @_strict
    def jobs_order(self, user_id: int) -> list[int]:
        """The ids of a user's jobs in their order."""
        found = self._one("users", user_id, "jobs_order")["events"]["jobs_order"]
        lists = dict(zip(found["uids"], found["jids"]))
        order: list[int] = lists.get(user_id, [])
        return order

    @_strict
    def config(self) -> list[dict[str, Any]]:
        """The server's configuration files, in the order in which it read them."""
        found: list[dict[str, Any]] = self.request({"get": {"type": "config"}})["cgru_config"]
        return found

    @_strict
    def files(self, path: str) -> list[dict[str, Any]]:
        """What lies in a folder below the one that the server gives out over HTTP."""
        found: list[dict[str, Any]] = self.request({"get": {"type": "files", "path": path}})["files"]
        return found

    def _one(self, kind: str, node_id: int, mode: str) -> dict[str, Any]:
        return self.request({"get": {"type": kind, "ids": [node_id], "mode": mode}})

    @_strict
    def _lines(self, kind: str, node_id: int, mode: str) -> list[str]:
        message = self._one(kind, node_id, mode).get("message")
        if not isinstance(message, dict):
            raise ServerRefusedError(self._server(), f"There is none of {kind} with id {node_id}.")
        return [readable(str(line)) for line in message["list"]]

    def _server(self) -> str:
        from .address import shown

        return shown(self.address)


def _compiled(mask: str) -> re.Pattern[str]:
    from ..document.mask_rules import why_invalid

    plain = mask[4:] if mask.startswith("(?i)") else mask
    wrong = why_invalid(plain, is_caseless=plain != mask)
    try:
        if not wrong:
            return re.compile(mask)
    except re.error as error:
        wrong = str(error)
    reason = f"{mask[:60]!r} is no regular expression that can be used: {wrong}."
    raise JobError([Problem("error", "get.mask", reason, "A mask fits whole names; use .* for any text.")])


def _beginning(mask: str) -> dict[str, str]:
    """What the server can be asked for so that it sends less: the plain letters with which every match begins."""
    found = _PLAIN.match(mask)
    if not found or "|" in mask:
        return {}
    plain = found.group()
    if mask[len(plain) : len(plain) + 1] in ("*", "?", "{"):
        plain = plain[:-1]
    return {"mask": plain} if plain and not SEPARATORS.search(plain) else {}
