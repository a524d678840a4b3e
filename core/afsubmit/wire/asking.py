"""What a farm can be asked: the `get` requests of afserver 3.4.1 with their traps handled (PROTOCOL.md 2.5)."""

from __future__ import annotations

from ..errors import ServerRefusedError
from . import states

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any


class Questions:
    """The questions a `Client` can ask."""

    if TYPE_CHECKING:

        def request(self, root: Mapping[str, Any], *, is_silent: bool = False) -> dict[str, Any]:
            """`Client.request`."""

    def jobs(
        self,
        *,
        ids: Iterable[int] | None = None,
        users: Iterable[str] | None = None,
        mask: str | None = None,
        mode: str = "",
    ) -> list[dict[str, Any]]:
        """The jobs, by priority; all of them when nothing is chosen. Ids that no job has give nothing."""
        return self._nodes("jobs", "jobs", ids=ids, users=users, mask=mask, mode=mode)

    def progress(self, job_id: int) -> list[list[dict[str, Any]]]:
        """The tasks of each block of a job: state, percent, host and times of each."""
        answer = self.request({"get": {"type": "jobs", "ids": [job_id], "mode": "progress"}})
        progress: list[list[dict[str, Any]]] = answer["job_progress"]["progress"]
        for block in progress:
            for task in block:
                task["st"] = states.masked(task.get("st", 0))
        return progress

    def _nodes(self, kind: str, root: str, **choice: Any) -> list[dict[str, Any]]:
        get: dict[str, Any] = {"type": kind}
        for key, value in choice.items():
            if value is not None and value != "":
                get[key] = value if isinstance(value, str) else list(value)
        if [] in get.values():
            return []
        try:
            found: list[dict[str, Any]] = self.request({"get": get})[root]
        except ServerRefusedError as error:
            if error.text != "Invalid ID":
                raise
            return []
        return found
