"""What the farm does now and what was sent, kept for the panels: threads ask, the main thread only looks.

It watches while one of its panels is seen and ends a while after the last was.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import bpy

from ._panels import redraw_jobs
from .afsubmit.errors import AfError

log = logging.getLogger(__name__)

TICK_SECONDS = 0.3
HEARTBEAT_SECONDS = 2.0
HIDDEN_SECONDS = 8.0
ENTRIES = 12
HISTORY_SECONDS = 5.0


class Board:
    """The farm's jobs, the tasks of the one that is looked at, and this machine's history, as they were last told."""

    def __init__(self) -> None:
        self.watcher: Any = None
        self._news: queue.Queue[object] = queue.Queue()
        self._seen = self._heartbeat = self._history_read = float("-inf")
        self._clear()

    def _clear(self) -> None:
        self.farm: Any = None
        self.rows: Sequence[Any] = ()
        self.job: tuple[int, int] | None = None
        """The job that is looked at."""
        self.tasks: Any = None
        self.log = ""
        self.sentence = ""
        """What came of the artist's last order, when it went wrong."""
        self.is_everybody = False
        self.entries: Sequence[Any] = ()
        self.history_trouble = ""
        self._thread: threading.Thread | None = None
        self._watched: tuple[object, ...] = ()

    def see(self) -> None:
        """A panel is drawn: watch from now on. Never waits."""
        self._seen = time.monotonic()
        if self.watcher is None and not bpy.app.background:
            self._open()

    def _open(self) -> None:
        from ._host import BlenderHost
        from .afsubmit.submitter import preferences
        from .afsubmit.submitter.watch.watcher import Watcher

        try:
            kept = preferences.load()
        except AfError as error:  # it is told, and the farm that is configured is watched
            self.sentence, kept = str(error), preferences.Preferences()
        self.watcher = Watcher(self._news.put, server_choice=kept.server, python=BlenderHost(kept.python).python)
        self.watcher.start()
        bpy.app.timers.register(self._tick, first_interval=TICK_SECONDS, persistent=True)

    def close(self) -> None:
        """Watch nothing more, and forget what was told."""
        if self.watcher is not None:
            self.watcher.close()
            self.watcher = None
        self._news = queue.Queue()
        self._clear()

    def _tick(self) -> float | None:
        now = time.monotonic()
        if self.watcher is None:
            return None
        if now - self._seen > HIDDEN_SECONDS:
            self.close()
            return None
        is_new = self._take_all()
        if is_new or now - self._heartbeat > HEARTBEAT_SECONDS:  # a panel that is still there is drawn, and sees
            self._heartbeat = now
            redraw_jobs()
        return TICK_SECONDS

    def _take_all(self) -> bool:
        is_new = False
        while not self._news.empty():
            self.take(self._news.get())
            is_new = True
        return is_new

    def take(self, update: object) -> None:
        """Keep what the watcher tells."""
        from .afsubmit.submitter.watch import updates

        if isinstance(update, updates.FarmUpdate):
            self.farm = update
            if not update.is_up:
                self.rows, self.tasks, self.log = (), None, ""
        elif isinstance(update, updates.JobsUpdate):
            self.rows = sorted(update.rows, key=lambda row: -row.created)
        elif isinstance(update, updates.TasksUpdate):
            if update.key == self.job:
                self.tasks = update
                self._look()
        elif isinstance(update, updates.JobGoneUpdate):
            if update.key == self.job:
                self.look_at(None)
        elif isinstance(update, updates.OutputUpdate):
            self.log = self.log + update.text if update.is_more else update.text or update.note
        elif isinstance(update, updates.ActionUpdate):
            self.sentence = update.sentence

    def chosen(self) -> Any:
        """The row of the job that is looked at, or None."""
        return next((row for row in self.rows if row.key == self.job), None)

    def failed(self) -> Sequence[Any]:
        """The tasks of that job which have errors."""
        return [row for row in self.tasks.rows if row.errors] if self.tasks else ()

    def newest_file(self) -> str:
        """The first file of the last task known to be done of that job; "" where there is none."""
        done = self.tasks.done if self.tasks else ()
        files = self.tasks.files_of(done[-1]) if done else ()
        return str(files[0]) if files else ""

    def look_at(self, key: tuple[int, int] | None) -> None:
        """Look at this job, or at none."""
        self.job, self.tasks, self.log = key, None, ""
        self._look()

    def look_at_all(self, is_everybody: bool) -> None:
        """List everybody's jobs, or mine."""
        self.is_everybody = is_everybody
        self._look()

    def _look(self) -> None:
        if self.watcher is not None:
            failed = self.failed()
            task = failed[0].key if failed else None
            watched = (self.is_everybody, self.job, task)
            if watched != self._watched:
                self._watched = watched
                self.watcher.look(is_everybody=self.is_everybody, job=self.job, task=task)

    def order(self, label: str, row: Any, **what: Any) -> None:
        """Have the farm do something with the job of `row`, and with no other that got its id since."""
        self.sentence = ""
        serials = {row.id: row.serial}
        self.watcher.do(label, lambda client: client.action("jobs", ids=[row.id], serials=serials, **what))

    def limits(self) -> Sequence[Any]:
        """The time limits that are proposed for the tasks of that job."""
        return self.tasks.limits if self.tasks else ()

    def limit_time(self, row: Any) -> None:
        """Have the farm set them, as they are shown now."""
        from .afsubmit.submitter.watch import orders

        self.sentence = ""
        self.watcher.do("Limit time", orders.limits(row, self.limits()))

    def see_history(self) -> None:
        """The history's panel is drawn: read it anew when it is old, on a thread of its own."""
        self.see()
        is_busy = self._thread is not None and self._thread.is_alive()
        if is_busy or bpy.app.background or time.monotonic() - self._history_read < HISTORY_SECONDS:
            return
        self._history_read = time.monotonic()
        self._thread = threading.Thread(target=self.read_history, name="afsubmit-history", daemon=True)
        self._thread.start()

    def read_history(self) -> None:
        """Read the newest entries on this thread."""
        from .afsubmit.submission.history.entries import History

        try:
            self.entries = History().entries(limit=ENTRIES, host="blender")
            self.history_trouble = ""
        except AfError as error:
            self.history_trouble = str(error)


board = Board()


class Order(NamedTuple):
    """Something that can be done with a job: its button, whether it makes sense for a row, the farm's words for it."""

    label: str
    help: str
    is_wanted: Callable[[Any], bool]
    what: Mapping[str, Any]


def orders() -> Mapping[str, Order]:
    """What can be done with a job."""
    from .afsubmit.submitter.watch.words import DONE

    return {
        "approve": Order(
            "Approve",
            "The first frames are good: the rest is rendered",
            lambda row: row.is_to_approve,
            {"params": {"ppa": False}},
        ),
        "start": Order("Start", "Goes on with a paused job", lambda row: row.is_paused, {"operation": "start"}),
        "pause": Order(
            "Pause",
            "Starts no more tasks; those that run end",
            lambda row: not row.is_paused and row.state != DONE,
            {"operation": "pause"},
        ),
        "restart_errors": Order(
            "Restart Errors",
            "Tries the failed tasks again",
            lambda row: bool(row.errors),
            {"operation": "restart_errors"},
        ),
        "skip": Order(
            "Skip",
            "Leaves out what is not done yet; what is rendered stays",
            lambda row: row.state != DONE,
            {"operation": "skip"},
        ),
        "delete": Order(
            "Delete",
            "Removes the job from the farm, with the copy of its scene; tasks that run are stopped, frames stay",
            lambda row: True,
            {"operation": "delete"},
        ),
    }
