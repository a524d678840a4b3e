"""A monitor: gets only changes from the server, instead of asking for everything again.

Facts of afserver 3.4.1: a monitor that does not ask for 16 s is dropped; events of jobs come only
for jobs of the monitor's user, who is looked up once, at registration, or for all with user number 0; messages are not
escaped, so that an answer with one may be unreadable.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import AfError, FrameError, ServerRefusedError
from ..typed import TYPE_CHECKING, Any
from . import answers
from .address import shown
from .farm_actions import _login, _machine

if TYPE_CHECKING:
    from .client import Client

CLASSES = ("jobs", "renders", "users", "pools", "branches", "monitors")
EVERYBODY = 0
"""The user number that hears of all jobs."""
UNREADABLE = "unreadable"
"""A key of `events`: something was lost, ask again for all that is shown."""


class Monitor:
    """One registration at a server. Ask for `events` at least every ten seconds; a second apart is usual.

    When the server has dropped it, the next `events` registers again, watches the same things, and says `unreadable`.
    """

    def __init__(self, client: Client, *, user_name: str = "", is_for_everybody: bool = False) -> None:
        """Register at once. `user_name` "" is the client's user; `is_for_everybody` gets the jobs of all users."""
        self._client = client
        self._user_name = user_name or client.user_name or _login()
        self._is_for_everybody = is_for_everybody
        self._watched: dict[str, None] = {}
        self._jobs: set[int] = set()
        self._tasks: set[tuple[int, int, int]] = set()
        self.id = 0
        self.user_id = -1
        self._register()

    def _register(self) -> None:
        about = {"engine": "python", "user_name": self._user_name, "host_name": self._client.host_name or _machine()}
        found = self._client.request({"monitor": about}).get("monitor") or {}
        if not answers.is_id(found.get("id")):
            raise ServerRefusedError(shown(self._client.address), "It registers no monitor.")
        self.id, self.user_id = int(found["id"]), int(found.get("uid", -1))
        if self._is_for_everybody:
            self._watch("perm", uid=EVERYBODY)
            self.user_id = EVERYBODY

    def watch(self, *classes: str) -> None:
        """Hear of these from now on: "jobs", "renders", "users", "pools", "branches", "monitors".

        What is there already is not told: ask for it once.
        """
        for name in classes:
            self._watch(name, status="subscribe")
            self._watched[name] = None

    def ignore(self, *classes: str) -> None:
        """Unsubscribe from these."""
        for name in classes:
            self._watch(name, status="unsubscribe")
            self._watched.pop(name, None)

    def watch_tasks(self, job_ids: Iterable[int]) -> None:
        """Hear of every change of these jobs' tasks; replaces the jobs named before."""
        new = set(job_ids)
        gone = self._jobs - new
        if gone:
            self._watch("tasks", ids=sorted(gone), status="unsubscribe")
        if new - self._jobs:
            self._watch("tasks", ids=sorted(new - self._jobs), status="subscribe")
        self._jobs = new

    def listen(self, job_id: int, block: int, task: int, *, is_listening: bool = True) -> None:
        """Hear what a running task prints from now on, as `tasks_listens`."""
        place = (job_id, block, task)
        self._listen(place, is_listening)
        (self._tasks.add if is_listening else self._tasks.discard)(place)

    def events(self) -> dict[str, Any]:
        """What happened since the last time, by the server's words for its events, and `unreadable`; {} for nothing."""
        self._find_user()
        try:
            answer = self._client.request({"get": {"type": "monitors", "ids": [self.id], "mode": "events"}})
        except ServerRefusedError as error:
            if error.text != "Invalid ID":
                raise
            answer = {"monitor": {"id": 0}}
        except FrameError:
            return {UNREADABLE: True}
        if "monitor" in answer:
            self._again()
            return {UNREADABLE: True}
        return _readable(answer.get("events") or {})

    def close(self) -> None:
        """Deregister; without it the server drops the monitor after a while."""
        if self.id:
            self._client.action("monitors", ids=[self.id], operation="deregister")
            self.id = 0

    def __enter__(self) -> Monitor:
        return self

    def __exit__(self, *failure: object) -> None:
        try:
            self.close()
        except AfError:
            if failure[0] is None:
                raise

    def _watch(self, name: str, **fields: Any) -> None:
        self._client.action("monitors", ids=[self.id], operation={"type": "watch", "class": name, **fields})

    def _listen(self, place: tuple[int, int, int], is_listening: bool) -> None:
        job_id, block, task = place
        status = "subscribe" if is_listening else "unsubscribe"
        self._watch("listen", job=job_id, block=block, task=task, status=status)

    def _find_user(self) -> None:
        """A user who had sent no job yet was unknown at registration: say who it is once the server knows."""
        if self.user_id >= 0:
            return
        for user in self._client.users():
            if user.get("name") == self._user_name:
                self._watch("perm", uid=user["id"])
                self.user_id = user["id"]

    def _again(self) -> None:
        jobs, self._jobs = self._jobs, set()
        self._register()
        for name in self._watched:
            self._watch(name, status="subscribe")
        if jobs:
            self.watch_tasks(jobs)
        for place in self._tasks:
            self._listen(place, True)


def _readable(events: dict[str, Any]) -> dict[str, Any]:
    for change in events.get("tasks_progress", ()):
        change["progress"] = answers.tasks(change["progress"])
    return events
