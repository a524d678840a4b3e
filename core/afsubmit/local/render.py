"""The farm's only render: what actions set of it, and which jobs it takes. Pure."""

from __future__ import annotations

from collections import deque
from typing import Any

from .local_jobs import LocalJob

ONLINE, NIMBY_OTHERS, NIMBY_ALL, RUNNING, PAUSED = 1, 2, 4, 8, 256
LOG_LINES = 1000
"""As many lines are kept of each log; afserver keeps so many, too."""


class Render:
    """`fields` are kept in the store; online it is from the farm's start until an action `exit`.

    `nimby` leaves it to its own user's jobs, `NIMBY` to none, `paused` holds every job that does not ignore it.
    """

    def __init__(self, fields: dict[str, Any], *, user_name: str, started: int) -> None:
        self.fields = fields
        self._user_name, self.started = user_name, started
        self.is_online = True
        self.changed = 0
        self.waits = ""
        """Why it starts no task now although it may, as what follows "waits: "."""
        self.log: deque[str] = deque(maxlen=LOG_LINES)
        self.tasks_log: deque[str] = deque(maxlen=LOG_LINES)

    def field(self, name: str, default: Any = None) -> Any:
        """A field's value, or the default when it was not set."""
        return self.fields.get(name, default)

    @property
    def user_name(self) -> str:
        """Whose machine it is."""
        return str(self.field("user_name", self._user_name))

    def takes(self, job: LocalJob) -> bool:
        """Whether it may run tasks of this job now."""
        if not self.is_online or (self.field("paused", False) and not job.field("ignorepaused", False)):
            return False
        if job.field("ignorenimby", False):
            return True
        is_others = self.field("nimby", False) and job.user_name != self.user_name
        return not is_others and not self.field("NIMBY", False)

    def bits(self, *, is_running: bool) -> int:
        """Its state bits."""
        st = ONLINE if self.is_online else 0
        for name, bit in (("nimby", NIMBY_OTHERS), ("NIMBY", NIMBY_ALL), ("paused", PAUSED)):
            st |= bit if self.field(name, False) else 0
        return st | (RUNNING if is_running else 0)

    def set(self, changed: dict[str, Any]) -> None:
        """Take what an action set. As on afserver 3.4.1 nimby and NIMBY replace each other, and each off frees it."""
        for name in ("nimby", "NIMBY"):
            if name in changed:
                self.fields.pop("nimby", None)
                self.fields.pop("NIMBY", None)
                if changed[name]:
                    self.fields[name] = True
        rest = {name: value for name, value in changed.items() if name not in ("nimby", "NIMBY")}
        self.fields.pop("hidden", None)
        self.fields.update(rest)
