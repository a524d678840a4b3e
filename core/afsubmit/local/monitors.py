"""Who wants to hear of changes, and what each has not heard yet. Pure: what changed is kept as ids, never as answers.

Facts of afserver 3.4.1: a monitor hears of jobs of its own user, or of all with user number 0; one that does not ask
is dropped; a change that was told twice before somebody asks is told once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

CLASSES = ("jobs", "users", "renders", "monitors", "branches", "pools")
"""What can be subscribed to, in the order in which the server lists it."""
EVERYBODY = 0
SILENT_SECONDS = 18.0
"""afserver 3.4.1 drops a monitor that was silent for 16 s, seen after 18."""
MOST_MONITORS = 256
Place = tuple[int, int, int]
"""Numbers of a job, a block and a task."""
MODES = ("progress", "properties", "full")
"""What is to be asked again of a block; a later one includes those before it."""


class Unheard:
    """What a monitor has not been told yet."""

    def __init__(self) -> None:
        self.nodes: dict[str, dict[int, None]] = {}
        self.tasks: dict[Place, None] = {}
        self.blocks: dict[tuple[int, int], str] = {}
        self.outputs: dict[Place, None] = {}
        """Running tasks of which it wants all that they printed."""
        self.has_order = False
        self.message = self.instruction = ""


class FarmMonitor:
    """One registration. `uid` is the number of the user whose jobs it hears of, 0 everybody's, -1 nobody's."""

    def __init__(self, id_: int, *, user_name: str, host_name: str, engine: str, uid: int, registered: int) -> None:
        self.id, self.user_name, self.engine, self.uid = id_, user_name, engine, uid
        self.name = f"{user_name}@{host_name}"
        self.registered = self.updated = registered
        self.activity = 0
        self.asked = 0.0
        self.classes: set[str] = set()
        self.jobs: dict[int, None] = {}
        self.listened: dict[Place, int] = {}
        """Tasks whose output it hears, with the number of bytes it heard."""
        self.log: list[str] = []
        self.unheard = Unheard()

    def is_for(self, uid: int) -> bool:
        """Whether it hears of jobs of that user."""
        return self.uid in (EVERYBODY, uid)

    def take(self) -> Unheard:
        """What it has not heard, which it has then."""
        found, self.unheard = self.unheard, Unheard()
        return found


class Monitors:
    """All monitors by id. Without one, nothing is kept."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._by_id: dict[int, FarmMonitor] = {}

    def __iter__(self) -> Iterator[FarmMonitor]:
        return iter(self._by_id.values())

    def __bool__(self) -> bool:
        return bool(self._by_id)

    def get(self, id_: int) -> FarmMonitor | None:
        """The monitor with this id."""
        return self._by_id.get(id_)

    def add(self, *, user_name: str, host_name: str, engine: str, uid: int, now: int) -> FarmMonitor:
        """Register one; when there are too many, the one that asked longest ago has to register again."""
        while len(self._by_id) >= MOST_MONITORS:
            self.remove(min(self, key=lambda one: one.asked))
        id_ = next(number for number in range(1, MOST_MONITORS + 1) if number not in self._by_id)
        about = {"user_name": user_name, "host_name": host_name, "engine": engine}
        one = self._by_id[id_] = FarmMonitor(id_, **about, uid=uid, registered=now)
        self.heard_from(one, now)
        self.changed("monitors", id_, "add", but=one)
        return one

    def remove(self, one: FarmMonitor) -> None:
        """Forget one."""
        del self._by_id[one.id]
        self.changed("monitors", one.id, "del")

    def heard_from(self, one: FarmMonitor, now: int) -> None:
        """It asked, or was told something, at that moment."""
        one.updated, one.asked = now, self._clock()

    def drop_silent(self) -> None:
        """Forget those that did not ask for `SILENT_SECONDS`."""
        for one in [one for one in self if self._clock() - one.asked > SILENT_SECONDS]:
            self.remove(one)

    # What changed

    def changed(
        self, kind: str, id_: int, how: str = "change", *, uid: int = EVERYBODY, but: FarmMonitor | None = None
    ) -> None:
        """A node was added (add), changed (change) or went (del); of jobs `uid` is the owner's number."""
        for one in self:
            if one is not but and kind in one.classes and (kind != "jobs" or one.is_for(uid)):
                if how == "del":
                    for other in ("add", "change"):
                        one.unheard.nodes.get(f"{kind}_{other}", {}).pop(id_, None)
                one.unheard.nodes.setdefault(f"{kind}_{how}", {})[id_] = None

    def task_changed(self, job_id: int, block: int, task: int) -> None:
        """A task has another state or progress."""
        for one in self:
            if job_id in one.jobs:
                one.unheard.tasks[job_id, block, task] = None
                one.unheard.blocks.setdefault((job_id, block), "progress")

    def block_changed(self, job_id: int, block: int, mode: str) -> None:
        """Something of a block changed that is seen in that mode."""
        for one in self:
            if job_id in one.jobs:
                before = one.unheard.blocks.get((job_id, block), MODES[0])
                one.unheard.blocks[job_id, block] = max(before, mode, key=MODES.index)

    def order_changed(self, uid: int) -> None:
        """A user's jobs are in another order."""
        for one in self:
            if one.uid == uid and "jobs" in one.classes:
                one.unheard.has_order = True

    def say(self, text: str) -> None:
        """Tell everybody a text; only the last before somebody asks is heard, as on afserver 3.4.1."""
        for one in self:
            one.unheard.message = text
