"""What a task prints while it prints it, on a thread of its own. No Qt.

A running task's output is asked for with a monitor's number and comes as an event; from then on the farm tells what is
printed (afserver 3.4.1). A farm without monitors is asked again and again, or says nothing until the task has ended.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import NamedTuple

from ...errors import AfError, ServerRefusedError
from ...wire import Client, answers
from ...wire.frame import readable
from ...wire.monitor import UNREADABLE, Monitor
from .log_text import LogText
from .log_tries import Try, tries
from .updates import OutputUpdate

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
PATIENCE = 15
"""So many times it is looked for the output of a running task before it is asked for again."""
LETTERS = 8_000_000
"""Of a longer log only the end is shown."""
RUNS_UNHEARD = "The task is running; its output comes when it has ended."
ASKED = "The task is running; its output is on the way from the machine."


class Watched(NamedTuple):
    """One log: a job (id, serial), a task (block, number), and which start of it, 0 the last."""

    job: tuple[int, int]
    task: tuple[int, int]
    number: int = 0


class LogFollower:
    """One log, followed."""

    def __init__(self, client: Client, watched: Watched, monitor: Monitor | None = None) -> None:
        """`monitor` is one that this program has already."""
        self.client, self.watched, self.monitor = client, watched, monitor
        self._text = LogText()
        self._parser = ("", "")
        self._raw = ""
        self._tries: list[Try] = []
        self._is_known = self._is_live = self._is_waiting = self._is_short = False
        self._has_monitors = True
        self._sign: object = None
        self._waits = self._starts = 0
        self._note = ""
        self._told: OutputUpdate | None = None

    def refresh(self, progress: answers.TaskProgress | None) -> OutputUpdate | None:
        """Ask for what is new; None when nothing is.

        `progress` is the last that is known of the task, None as long as nothing is.

        Raises:
            AfError: as `Client.request`.
        """
        sign = None if progress is None else (progress.words, progress.str)
        has_changed, self._sign = sign != self._sign, sign
        is_another = progress is not None and ("RUN" not in progress.words or progress.str != self._starts)
        if self._is_live and not (has_changed and is_another):
            return self._update(self._heard(), is_running=True)
        if self._is_known and not has_changed:
            return None
        return self._asked()

    def let_go(self) -> None:
        """Hear no more of it; the monitor stays for the next one.

        Raises:
            AfError: as `Client.request`.
        """
        if self._is_live and self.monitor is not None:
            self._is_live = False
            self.monitor.listen(self.watched.job[0], *self.watched.task, is_listening=False)

    def _asked(self) -> OutputUpdate | None:
        """The whole of it, and of a running task what it prints from now on."""
        self.let_go()
        job, (block, task), number = self.watched.job[0], self.watched.task, self.watched.number
        self._note, is_running = "", False
        try:
            printed = self.client.task_printed(job, block, task, number=number)
            is_running = not number and "RUN" in printed.progress.words
            text, self._starts, self._parser = printed.text, printed.progress.str, (printed.parser, printed.service)
        except ServerRefusedError as error:
            text, self._note = "", error.text
        self._tries = self._tried()
        self._is_known = not is_running
        if is_running and self._has_monitors and self._listens():
            return self._update(None, is_running=True)
        if text is None:
            text, self._note = "", RUNS_UNHEARD
        elif not text and not self._note:
            self._note = "It has printed nothing so far." if is_running else "It printed nothing."
        added = self._whole(text)
        if not is_running:
            self._text.finish()
        return self._update(added, is_running=is_running)

    def _tried(self) -> list[Try]:
        """The tries, as far as the farm tells them."""
        try:
            return list(tries(self.client.task_log(self.watched.job[0], *self.watched.task)))
        except ServerRefusedError:
            return []

    def _listens(self) -> bool:
        """Let the farm tell what is printed; False where there are no monitors."""
        job, (block, task) = self.watched.job[0], self.watched.task
        try:
            if self.monitor is None:
                self.monitor = Monitor(self.client)
            self.monitor.listen(job, block, task)
            self._request()
        except ServerRefusedError:  # an older farm
            self._has_monitors = False
            return False
        self._is_live = True
        return True

    def _request(self) -> None:
        """Ask for all that was printed so far; it comes as an event."""
        assert self.monitor is not None
        self.client.task_printed(self.watched.job[0], *self.watched.task, monitor_id=self.monitor.id)
        self._is_waiting, self._waits, self._note = True, 0, ASKED

    def _heard(self) -> tuple[str, bool] | None:
        """What is new, and whether it follows what there was; None for nothing."""
        assert self.monitor is not None
        events = self.monitor.events()
        self._waits += self._is_waiting
        if UNREADABLE in events or self._waits > PATIENCE:
            self._request()
            return None
        found: tuple[str, bool] | None = None
        for one in events.get("tasks_outputs", ()):
            if self._is_mine(one):
                self._is_waiting, self._note = False, ""
                found = self._whole(readable(str(one.get("data", ""))))
        for one in events.get("tasks_listens", ()):
            if self._is_mine(one) and not self._is_waiting:
                raw = readable(str(one.get("data", "")))
                self._raw += raw
                added = self._text.add(raw)
                found = (found[0] + added, found[1]) if found else (added, True)
        return found

    def _is_mine(self, one: dict[str, object]) -> bool:
        place = one.get("pos")
        job, (block, task) = self.watched.job[0], self.watched.task
        return isinstance(place, dict) and [place.get(key) for key in ("job", "block", "task")] == [job, block, task]

    def _whole(self, raw: str) -> tuple[str, bool]:
        """All that was printed; what follows what there was is only added."""
        self._is_short = len(raw) > LETTERS
        raw = raw[-LETTERS:]
        if self._told is not None and raw.startswith(self._raw):
            more, self._raw = raw[len(self._raw) :], raw
            return self._text.add(more), True
        self._raw, self._text = raw, LogText(*self._parser)
        return self._text.add(raw), False

    def _update(self, added: tuple[str, bool] | None, *, is_running: bool) -> OutputUpdate | None:
        text, is_more = added if added is not None else ("", True)
        watched = self.watched
        update = OutputUpdate(
            watched.job, watched.task, text, number=watched.number, is_more=is_more, is_running=is_running,
            tries=tuple(self._tries), cut=self._cut(), note=self._note, first_error=self._text.first_error,
        )  # fmt: skip
        if update == self._told and is_more and not text:
            return None
        self._told = update._replace(text="", is_more=True)
        return update

    def _cut(self) -> str:
        """What is missing of it, in a sentence; "" when nothing is."""
        number = self.watched.number
        of_try = [one for one in self._tries if one.number == number] if number else self._tries[-1:]
        if self._is_short:
            return "Only the end of this log is shown."
        if self._text.is_cut or any(one.is_cut for one in of_try):
            return "The farm has cut this log: something is missing in it."
        return ""


class LogWatch:
    """Follows the log that is looked at, on a thread; updates go to `take_update`, which is called there."""

    def __init__(
        self,
        take_update: Callable[[OutputUpdate], None],
        client: Callable[[], Client | None],
        progress: Callable[[tuple[int, int], tuple[int, int]], answers.TaskProgress | None],
    ) -> None:
        """`client` gives that of the farm that is watched, `progress` the last that is known of a task of a job."""
        self._take_update, self._client, self._progress = take_update, client, progress
        self._watched: Watched | None = None
        self._follower: LogFollower | None = None
        self._wake = threading.Event()
        self._is_closed = False

    def start(self) -> None:
        """Begin, on a thread that ends with the program."""
        threading.Thread(target=self._run, name="afsubmit-log", daemon=True).start()

    def look(self, watched: Watched | None) -> None:
        """Follow this log from now on, or none."""
        self._watched = watched
        self._wake.set()

    def look_again(self) -> None:
        """Something has changed: look at once."""
        self._wake.set()

    def close(self) -> None:
        """Tell nothing more."""
        self._is_closed = True
        self._wake.set()

    def _run(self) -> None:
        while not self._is_closed:
            self._wake.clear()
            try:
                self._refresh()
            except AfError as error:  # the watcher says so
                log.debug("No log: %s", error)
                self._follower = None
            except Exception:  # the edge of the window: in the log with its traceback
                log.exception("Following a log failed")
                self._follower = None
            self._wake.wait(PAUSE_SECONDS if self._watched is not None else None)

    def _refresh(self) -> None:
        watched, client, follower = self._watched, self._client(), self._follower
        if follower is not None and (follower.watched != watched or follower.client is not client):
            monitor = follower.monitor if follower.client is client else None
            self._follower = LogFollower(client, watched, monitor) if client and watched else None
            if follower.client is client:
                follower.let_go()
        elif follower is None and watched is not None and client is not None:
            self._follower = LogFollower(client, watched)
        if self._follower is None or watched is None:
            return
        update = self._follower.refresh(self._progress(watched.job, watched.task))
        if update is not None and watched == self._watched and not self._is_closed:
            self._take_update(update)
