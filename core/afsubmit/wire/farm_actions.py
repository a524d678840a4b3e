"""The actions of a farm, sent so that each has the effect its words say.

Facts of afserver 3.4.1: an action is carried out at the next turn of a second, so name many ids in
one action; parameters given together with an operation are dropped; any parameter un-hides its node unless `hidden`
stands beside it; parameters of blocks also set the job's custom_data; `offline: false` does nothing; a user with jobs
is not deleted and nothing is said; ids are used again. Each of these is handled here, if need be with several requests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..counted import counted
from ..errors import JobError, Problem, ServerRefusedError
from ..typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .address import Address


class ActionResult(NamedTuple):
    """What the server said to an action ("Action processed." says little), and the numbers of what it made.

    `numbers` are those of appended tasks or blocks, else empty.
    """

    text: str
    numbers: list[int]


ALL_BLOCKS = (-1,)
_NO_PREFIX_LIST = re.compile(r"[*+?^$()\[\]{}\\]|\.\*")


class FarmActions:
    """The actions a `Client` can ask for."""

    address: Address
    user_name: str
    host_name: str

    if TYPE_CHECKING:

        def request(self, root: Mapping[str, Any], *, is_silent: bool = False) -> dict[str, Any]:
            """`Client.request`."""

        def nodes(self, kind: str, *, ids: Iterable[int] | None = None, mask: str | None = None) -> Any:
            """`FarmQueries.nodes`."""

    def action(
        self,
        kind: str,
        *,
        ids: Iterable[int] | None = None,
        mask: str | None = None,
        block_ids: Iterable[int] | None = None,
        block_mask: str | None = None,
        operation: Mapping[str, Any] | str | None = None,
        params: Mapping[str, Any] | None = None,
        serials: Mapping[int, int] | None = None,
    ) -> ActionResult:
        """Do something with the nodes of `kind` that `ids` or `mask` choose; the server's last word on it.

        `kind` is "jobs", "renders", "users", "branches", "pools" or "monitors". `mask` is a regular expression that
        fits the whole name; `ids` without a number is nothing to do. Blocks of jobs are chosen by `block_ids` ([-1] is
        all of them) or `block_mask` (a list of beginnings of names, split at | ; , : and blanks); an operation that
        only blocks know is done with all blocks when none are chosen. `operation` is its name or an object with the
        name as "type"; `params` are set before it. `serials` gives for ids of jobs the serial each must still have.

        Raises:
            JobError: the server would pass over a part of this, or die of it; nothing was sent.
            ServerRefusedError: the server said no, or a job with that id is another one now.
            AfError: as `Client.request`.
        """
        request = _ActionRequest(kind, ids, mask, block_ids, block_mask, operation, params)
        request.check()
        if request.ids == []:
            return ActionResult("", [])
        if serials:
            self._check_serials(serials)
        return self._carry_out(request)

    def _carry_out(self, request: _ActionRequest) -> ActionResult:
        from ..document.validate import ensure_sendable

        if request.kind == "users" and request.operation.get("type") == "delete":
            self._check_without_jobs(request)
        head = {
            "user_name": self.user_name or _login(),
            "host_name": self.host_name or _machine(),
            "type": request.kind,
        }
        parts = self._params_parts(request) if request.params else []
        if request.starts:
            parts.append({**request.nodes_choice(), "operation": {"type": "start"}})
        if request.operation:
            parts.append({**request.choice(), "operation": request.operation})
        messages = [{"action": {**head, **part}} for part in parts]
        for message in messages:
            ensure_sendable(message)
        return [self._send_action(message) for message in messages][-1]

    def _send_action(self, message: Mapping[str, Any]) -> ActionResult:
        action = message["action"]
        is_silent = action.get("operation", {}).get("type") == "deregister"
        try:
            answer = self.request(message, is_silent=is_silent)
        except ServerRefusedError as error:
            if len(action.get("ids", ())) > 1 and "node ID" in error.text:
                raise ServerRefusedError(error.server, f"{error.text} What the other ids name was changed.") from error
            raise
        reply = answer.get("object") or {}
        numbers = next((value for value in reply.values() if isinstance(value, list)), [])
        return ActionResult(str((answer.get("info") or {}).get("text", "")), numbers)

    def _params_parts(self, request: _ActionRequest) -> list[dict[str, Any]]:
        """The actions that set the parameters, leave hidden nodes hidden, and leave jobs' custom_data alone."""
        plain = {**request.choice(), "params": request.params}
        if "hidden" in request.params:
            return [plain]
        nodes = self.nodes(request.kind, ids=request.ids, mask=request.mask)
        hidden = [node["id"] for node in nodes if node.get("hidden")]
        if request.has_blocks:
            return [plain, *self._job_parts(request, nodes)]
        if not hidden:
            return [plain]
        visible = [node["id"] for node in nodes] if request.ids is None else request.ids
        rest = [number for number in visible if number not in hidden]
        parts = [{"ids": hidden, "params": {**request.params, "hidden": True}}]
        return [*parts, {"ids": rest, "params": request.params}] if rest else parts

    def _job_parts(self, request: _ActionRequest, nodes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The actions that undo what parameters of blocks do to their jobs."""
        parts: list[dict[str, Any]] = []
        for node in nodes:
            params: dict[str, Any] = {"hidden": True} if node.get("hidden") else {}
            if "custom_data" in request.params:
                params["custom_data"] = node.get("custom_data", "")
            if params:
                parts.append({"ids": [node["id"]], "params": params})
        return parts

    def _check_serials(self, serials: Mapping[int, int]) -> None:
        """Look that these jobs are still the ones that are meant."""
        found = {job["id"]: job.get("serial") for job in self.nodes("jobs", ids=list(serials))}
        for number, serial in serials.items():
            if found.get(number) != serial:
                now = f"is another one now (serial {found[number]})" if number in found else "does not exist any more"
                raise ServerRefusedError(_shown(self.address), f"The job {number} with serial {serial} {now}.")

    def _check_without_jobs(self, request: _ActionRequest) -> None:
        for user in self.nodes("users", ids=request.ids, mask=request.mask):
            if user.get("jobs_num"):
                text = f"The user {user['name']} has {counted(user['jobs_num'], 'job')} and cannot be deleted."
                raise ServerRefusedError(_shown(self.address), text)


class _ActionRequest:
    """One call of `action`, put in order."""

    def __init__(
        self,
        kind: str,
        ids: Iterable[int] | None,
        mask: str | None,
        block_ids: Iterable[int] | None,
        block_mask: str | None,
        operation: Mapping[str, Any] | str | None,
        params: Mapping[str, Any] | None,
    ) -> None:
        from ..document import operations

        self.kind, self.mask, self.block_mask = kind, mask, block_mask
        self.ids = None if ids is None else list(ids)
        self.block_ids = None if block_ids is None else list(block_ids)
        self.operation = {"type": operation} if isinstance(operation, str) else dict(operation or {})
        self.params = dict(params or {})
        name = self.operation.get("type")
        is_for_blocks = name in operations.BLOCK_OPERATIONS and name not in operations.OPERATIONS["jobs"]
        if kind == "jobs" and not self.has_blocks and (is_for_blocks or "task_ids" in self.operation):
            self.block_ids = list(ALL_BLOCKS)
        self.starts = kind == "jobs" and self.params.get("offline") is False
        if self.starts:
            del self.params["offline"]

    @property
    def has_blocks(self) -> bool:
        return self.block_ids is not None or self.block_mask is not None

    def nodes_choice(self, ids: list[int] | None = None) -> dict[str, Any]:
        """What chooses the nodes; `ids` instead of what was asked."""
        chosen = self.ids if ids is None else ids
        return {"mask": self.mask} if chosen is None else {"ids": chosen}

    def choice(self, ids: list[int] | None = None) -> dict[str, Any]:
        """What chooses the nodes and their blocks."""
        choice = self.nodes_choice(ids)
        if self.block_ids is not None:
            choice["block_ids"] = self.block_ids
        elif self.block_mask is not None:
            choice["block_mask"] = self.block_mask
        return choice

    def check(self) -> None:
        """Raise JobError with all that is wrong."""
        from ..document import operations

        if self.kind not in operations.KINDS:
            raise JobError([_error("action.type", f"{self.kind!r} is none of {', '.join(operations.KINDS)}.")])
        problems = self._choice_problems()
        is_block = self.has_blocks
        if self.operation:
            problems += operations.operation_problems(self.kind, self.operation, is_block=is_block)
        if not self.operation and not self.params and not self.starts:
            problems.append(_error("action", "it has neither an operation nor a parameter: nothing would happen."))
        if problems:
            raise JobError(problems)

    def _choice_problems(self) -> list[Problem]:
        problems = []
        if (self.ids is None) == (self.mask is None):
            fix = "The server takes the ids when it has both."
            problems.append(_error("action.ids", "either ids or a mask must choose the nodes.", fix))
        for number in self.ids or ():
            if type(number) is not int or number < 0:
                problems.append(_error("action.ids", f"{number!r} is no id; the server dies of a negative one."))
        if self.has_blocks and self.kind != "jobs":
            problems.append(_error("action.block_ids", f"{self.kind} have no blocks."))
        if self.block_ids is not None and self.block_ids != list(ALL_BLOCKS):
            bad = [number for number in self.block_ids if type(number) is not int or number < 0]
            if bad or not self.block_ids:
                problems.append(_error("action.block_ids", f"{self.block_ids!r} are no block numbers.", "[-1] is all."))
        if self.block_mask is not None and (not self.block_mask or _NO_PREFIX_LIST.search(self.block_mask)):
            fix = "It is a list of beginnings of names, no regular expression."
            problems.append(_error("action.block_mask", f"{self.block_mask!r} would fit no block.", fix))
        return problems


def _error(where: str, message: str, fix: str = "") -> Problem:
    return Problem("error", where, message, fix)


def _shown(address: Address) -> str:
    from .address import shown

    return shown(address)


def _login() -> str:
    """Whoever runs this process, as a farm writes users; afserver refuses an action without a user."""
    import os

    names = ("CGRU_USERNAME", "AF_USERNAME", "USER", "USERNAME", "LOGNAME")
    found = next((os.environ[name] for name in names if os.environ.get(name)), "afsubmit")
    return found.rpartition("/" if "/" in found else "\\")[2].lower() or "afsubmit"


def _machine() -> str:
    import os
    import socket

    return os.environ.get("AF_HOSTNAME") or socket.gethostname().lower() or "localhost"


def why_unsendable(params: Mapping[str, Any], *, is_block: bool) -> list[tuple[str, str]]:
    """Fields of jobs, or of their blocks, that an action must not set, each with why and what to do. Opens nothing."""
    from ..document.validate import request_problems

    choice: dict[str, Any] = {"ids": [2], **({"block_ids": [0]} if is_block else {})}
    action = {"user_name": "x", "host_name": "x", "type": "jobs", **choice, "params": params}
    found = [problem for problem in request_problems({"action": action}) if problem.level == "error"]
    return [(problem.where.split(".")[-1], f"{problem.message} {problem.fix}".strip()) for problem in found]
