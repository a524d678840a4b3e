"""What the farm does now and what was sent, kept for the panels: threads ask, the main thread only looks.

It watches while one of its panels is seen, or a job that was sent from here is under way, and ends a while after that.
"""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import bpy

from ._panels import redraw_jobs
from ._ui_files import open_text
from .afsubmit.errors import AfError

log = logging.getLogger(__name__)

TICK_SECONDS = 0.3
HEARTBEAT_SECONDS = 2.0
HIDDEN_SECONDS = 8.0
AWAITED_SECONDS = 6.0
"""So long after it was sent a job may not be listed yet."""
ENTRIES = 12
HISTORY_SECONDS = 5.0
SHOWN_ERRORS = 4


class TextFile(NamedTuple):
    """What the farm answered to a question, in a file that is to be opened."""

    path: str


class Board:
    """The farm's jobs, the tasks of the one that is looked at, and this machine's history, as they were last told."""

    def __init__(self) -> None:
        self.watcher: Any = None
        self._news: queue.Queue[object] = queue.Queue()
        self._seen = self._heartbeat = self._history_read = self._sent = float("-inf")
        self._is_awaiting = False
        self.ended: dict[tuple[int, int], Any] = {}
        """My jobs that have ended while nobody looked, until they are taken away."""
        self._clear()

    def _clear(self) -> None:
        self.farm: Any = None
        self.rows: Sequence[Any] = ()
        self.job: tuple[int, int] | None = None
        """The job that is looked at."""
        self.tasks: Any = None
        self.errors: Sequence[Any] = ()
        """The first tasks of that job which have failed."""
        self.log = ""
        self.said: tuple[str, str] = ("", "NONE")
        """What came of the artist's last order, and its icon."""
        self.is_everybody = self._has_rows = False
        self.finished: Sequence[Any] | None = None
        """The jobs that may be cleaned, once they were looked for."""
        self.is_looking = False
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
            self.said, kept = (str(error), "ERROR"), preferences.Preferences()
        self.watcher = Watcher(self._news.put, server_choice=kept.server, python=BlenderHost(kept.python).python)
        self.watcher.start()
        bpy.app.timers.register(self._tick, first_interval=TICK_SECONDS, persistent=True)

    def await_jobs(self) -> None:
        """A job was sent: watch, seen or not, until none of mine is under way, and tell of those that end."""
        self._sent, self._is_awaiting = time.monotonic(), True
        if self.watcher is None and not bpy.app.background:
            self._open()

    def change_farm(self) -> None:
        """Another farm was chosen: that one is watched from now on."""
        if self.watcher is not None:
            self.close()
            redraw_jobs()

    def close(self) -> None:
        """Watch nothing more, and forget what was told."""
        if self.watcher is not None:
            self.watcher.close()
            self.watcher = None
        self._news, self._is_awaiting = queue.Queue(), False
        self._clear()

    def _tick(self) -> float | None:
        if self.watcher is None:
            return None
        now = time.monotonic()
        is_new, is_awaiting, is_seen = self._take_all(), self._awaits(now), self._is_seen(now)
        if not is_seen and not is_awaiting:
            self.close()
            return None
        if not is_seen and (self.job is not None or self.is_everybody):
            self.is_everybody = False
            self.look_at(None)
        if is_seen and (is_new or now - self._heartbeat > HEARTBEAT_SECONDS):
            self._heartbeat = now  # a panel that is still there is drawn, and sees
            redraw_jobs()
        return TICK_SECONDS

    def _is_seen(self, now: float) -> bool:
        return now - self._seen <= HIDDEN_SECONDS

    def _awaits(self, now: float) -> bool:
        """Whether a job of mine is under way since one was sent; not on a farm of this machine that does not run."""
        from .afsubmit.submitter.watch.ended_jobs import ENDS

        if self._is_awaiting and now - self._sent > AWAITED_SECONDS:
            is_over = self._has_rows and all(row.state in ENDS for row in self.rows)
            self._is_awaiting = not is_over and not (self.farm and self.farm.can_start)
        return self._is_awaiting

    def _take_all(self) -> bool:
        is_new = False
        while not self._news.empty():
            self.take(self._news.get())
            is_new = True
        return is_new

    def take(self, update: object) -> None:
        """Keep what the watcher tells."""
        from .afsubmit.submitter.watch import ended_jobs, updates

        if isinstance(update, updates.FarmUpdate):
            self.farm = update
            if not update.is_up:
                self.rows, self.tasks, self.errors, self.log, self._has_rows = (), None, (), "", False
        elif isinstance(update, updates.JobsUpdate):
            self.rows, self._has_rows = sorted(update.rows, key=lambda row: -row.created), True
            self.ended = ended_jobs.still_ended(self.ended, self.rows) if self.ended else {}
        elif isinstance(update, updates.TasksUpdate):
            if update.key == self.job:
                self.tasks, self.errors = update, _first_errors(update)
                self._look()
        elif isinstance(update, updates.JobGoneUpdate):
            if update.key == self.job:
                self.look_at(None)
        elif isinstance(update, updates.OutputUpdate):
            self.log = self.log + update.text if update.is_more else update.text or update.note
        elif isinstance(update, updates.EndedUpdate):
            self._take_ended(update)
        elif isinstance(update, updates.FinishedUpdate):
            self.finished = update.jobs
        elif isinstance(update, updates.ActionUpdate):
            self.said = (update.sentence, "ERROR") if update.sentence else (update.done, "INFO")
            self.is_looking = False
        elif isinstance(update, TextFile):
            trouble = open_text(update.path)
            self.said = (trouble, "ERROR") if trouble else self.said

    def _take_ended(self, update: Any) -> None:
        """Tell of it on the desktop, once; what nobody saw is listed until it is taken away."""
        from .afsubmit.submitter.watch import ended_jobs

        is_away = update.is_away and not self._is_awaiting
        if is_away or not self._is_seen(time.monotonic()):
            self.ended.update((row.key, row) for row in update.rows)
        if not is_away:
            told = ended_jobs.notices(update.rows, update.pictures)
            threading.Thread(target=_tell, args=(told,), name="afsubmit-notice", daemon=True).start()

    def chosen(self) -> Any:
        """The row of the job that is looked at, or None."""
        return next((row for row in self.rows if row.key == self.job), None)

    def newest_file(self) -> str:
        """The first file of the last task known to be done of that job; "" where there is none."""
        done = self.tasks.done if self.tasks else ()
        files = self.tasks.files_of(done[-1]) if done else ()
        return str(files[0]) if files else ""

    def look_at(self, key: tuple[int, int] | None) -> None:
        """Look at this job, or at none."""
        self.job, self.tasks, self.errors, self.log = key, None, (), ""
        self._look()

    def look_at_all(self, is_everybody: bool) -> None:
        """List everybody's jobs, or mine."""
        self.is_everybody = is_everybody
        self._look()

    def _look(self) -> None:
        if self.watcher is not None:
            task = self.errors[0].key if self.errors else None
            watched = (self.is_everybody, self.job, task)
            if watched != self._watched:
                self._watched = watched
                self.watcher.look(is_everybody=self.is_everybody, job=self.job, task=task)

    def do(self, label: str, action: Callable[[Any], object]) -> None:
        """Have the farm do something, soon, on another thread."""
        self.said = ("", "NONE")
        self.watcher.do(label, action)

    def show_text(self, title: str, question: Callable[[Any], str]) -> None:
        """Ask the farm for a text and open it in an editor; an empty one is only told."""
        from .afsubmit.submitter.watch import log_files

        def action(client: Any) -> str:
            text = question(client)
            if text.strip():
                self._news.put(TextFile(log_files.for_editor(title, text)))
            return "" if text.strip() else f"{title}: the farm has none."

        self.do(title, action)

    def retry_failed(self) -> None:
        """Have the failed tasks of the jobs that ended meanwhile tried again."""
        from .afsubmit.submitter.watch.words import FAILED

        failed = [row for row in self.ended.values() if row.state == FAILED]
        self.watcher.act("Retry failed", {row.id: row.serial for row in failed}, operation="restart_errors")
        for row in failed:
            del self.ended[row.key]

    def look_for_finished(self) -> None:
        """See which of my jobs may be cleaned; `finished` has them when that is known."""
        self.finished, self.is_looking = None, True
        self.watcher.look_for_finished()

    def clean(self) -> None:
        """Delete the jobs that were found."""
        self.watcher.act("Clean", {one.id: one.serial for one in self.finished or ()}, operation="delete")
        self.finished = None

    def limits(self) -> Sequence[Any]:
        """The time limits that are proposed for the tasks of that job."""
        return self.tasks.limits if self.tasks else ()

    def limit_time(self, row: Any) -> None:
        """Have the farm set them, as they are shown now."""
        from .afsubmit.submitter.watch import orders

        self.do("Limit time", orders.limits(row, self.limits()))

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


def key_text(row: Any) -> str:
    """What tells this job from every other; serials outgrow Blender's whole numbers."""
    return f"{row.id}:{row.serial}"


def _first_errors(tasks: Any) -> list[Any]:
    """Those of its tasks which have failed first; none is looked at where there is no such task."""
    from .afsubmit.submitter.watch.words import FAILED

    if tasks.failed is None:
        return []
    return list(itertools.islice((row for row in tasks.rows if row.state == FAILED), SHOWN_ERRORS))


def _tell(told: Sequence[Any]) -> None:
    """Show these on the desktop, unless the user wants none; slow."""
    from .afsubmit.submitter import preferences
    from .afsubmit.submitter.watch import system_notice

    for one in told if preferences.has_notices() else ():
        system_notice.tell(one)


board = Board()
