"""What can go wrong around any host: a host that fails where it is told to, and a farm in memory with bad moments.

Knows no host and no test runner, and takes the core from the kit: inside an application it has another name.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

try:
    import resource
except ImportError:  # Windows: no limit on what a process may write
    resource = None  # type: ignore[assignment]

SMALLEST_BYTES = 16


class FaultyHost:
    """The kit's host, failing in one place.

    `fails_in` is "enter", "save", "half", "nothing", "vanish", "disk" or "restore"; `error` makes what is raised.
    """

    def __init__(self, host: Any, fails_in: str = "", error: Callable[[str], BaseException] = RuntimeError) -> None:
        self._host, self._fails_in, self._error = host, fails_in, error
        self.name = host.name

    @contextlib.contextmanager
    def unchanged(self) -> Iterator[None]:
        if self._fails_in == "enter":
            raise self._error("the session cannot be kept")
        with self._host.unchanged():
            yield
        if self._fails_in == "restore":
            raise self._error("the frame could not be put back")

    def save_snapshot(self, path: str) -> None:
        if self._fails_in == "save":
            raise self._error("it cannot be saved")
        if self._fails_in == "nothing":
            return
        if self._fails_in == "vanish":
            os.remove(path)
            return
        with full_disk() if self._fails_in == "disk" else contextlib.nullcontext():
            self._host.save_snapshot(path)
        if self._fails_in == "half":
            os.truncate(path, os.path.getsize(path) // 2)
            raise self._error("No space left on device")


@contextlib.contextmanager
def full_disk() -> Iterator[None]:
    """Let this process write `SMALLEST_BYTES` into a file, no more: the system itself refuses the rest."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALLEST_BYTES, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class SmallFarm:
    """A server in memory.

    `on_job` maps the number of a job sent (1 is the first) to what happens then: an exception is raised, after the
    job was accepted when it is in `accepted_unheard`. `is_away` makes every question fail; `on_action` maps the name of
    an operation to what is raised, before it is done, or after when the name is in `done_unheard`.
    """

    def __init__(self, errors: Any) -> None:
        self._errors = errors
        self.live: dict[int, dict[str, Any]] = {}
        self.deleted: list[str] = []
        self.started: list[int] = []
        self.starts = 0
        self.on_job: dict[int, BaseException] = {}
        self.accepted_unheard: set[int] = set()
        self.on_action: dict[str, list[BaseException]] = {}
        self.done_unheard: set[str] = set()
        self.is_away = False
        self.sent = 0

    def send_job(self, job: dict[str, Any]) -> Any:
        self.sent += 1
        failure = self.on_job.get(self.sent)
        if failure is None or self.sent in self.accepted_unheard:
            number = max(self.live, default=1) + 1
            self.live[number] = {**job, "id": number, "serial": 100 + self.sent}
        if failure is not None:
            raise failure
        return SimpleNamespace(id=number, serial=100 + self.sent)

    def jobs(self, *, ids: Any = None, users: Any = None) -> list[dict[str, Any]]:
        if self.is_away:
            raise self._errors.ServerUnreachableError("farm:51000", [("192.0.2.1", "refused")])
        return [job for job in self.live.values() if ids is None or job["id"] in ids]

    def action(self, kind: str, *, ids: Any = None, operation: Any = None) -> None:
        word = operation["type"]
        self.starts += word == "start"
        failures = self.on_action.get(word, [])
        failure = failures.pop(0) if failures else None
        if failure is None or word in self.done_unheard:
            for number in ids:
                if word == "delete":
                    self.deleted.append(self.live.pop(number)["name"])
                else:
                    self.live[number]["offline"] = False
                    self.started.append(number)
        if failure is not None:
            raise failure

    def cancel(self) -> None:
        """There is nothing to wait for here."""
