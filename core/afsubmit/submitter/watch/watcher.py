"""Watches a farm on threads of its own and tells what it sees; the caller never waits for a server. No Qt.

One thread asks for what is shown, one follows a log, one does what the artist asked for: none waits for another.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ...errors import AfError
from ...submission.history import finished
from ...submission.history.entries import History
from ...submission.hooks import events
from ...submission.sending import destination
from ...wire import Address, Client, answers
from .. import sent_before
from ..farm_connection import name_of
from . import words
from .ended_jobs import EndedJobs
from .job_tasks import JobTasks
from .last_pictures import last_picture
from .listing import Listing
from .log_watch import LogWatch, Watched
from .orders import FarmAction
from .rows import JobRow, newly_ended
from .updates import ActionUpdate, EndedUpdate, FarmUpdate, FinishedUpdate, JobsUpdate, SentUpdate, TextUpdate

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 5.0
PAUSE_FACTOR = 4
"""A pause is at least this many times what the last look took: a slow farm is asked less."""
LIST_FACTOR = 60
"""The list comes again after this many times the processor's time that it took: it costs under 2 % of a core."""
LONGEST_LIST_SECONDS = 20.0
TASKS_FACTOR = 20
"""The same for the tasks of the job that is looked at, of which somebody waits for news."""

PICTURED = 3
"""Of so many jobs that end together a picture is looked for."""


def list_pause(spent: float) -> float:
    """Seconds until the list is asked for again when the last time cost that many of the processor."""
    return min(LONGEST_LIST_SECONDS, max(PAUSE_SECONDS, LIST_FACTOR * spent))


class _Target(NamedTuple):
    """What is to be watched; replaced as a whole, so that the threads need no lock to read it."""

    is_everybody: bool = False
    job: tuple[int, int] | None = None


class Watcher:
    """Gives updates to `take_update`, which is called on other threads. Call `close` in the end."""

    def __init__(
        self, take_update: Callable[[object], None], *, server_choice: str = "", python: Callable[[], str] = str
    ) -> None:
        """Watch nothing until `start`; `server_choice` and `python` are what `farm_for` takes."""
        self._take_update, self._choice, self._python = take_update, server_choice, python
        self._target = _Target()
        self._wake = threading.Event()
        self._actions: queue.Queue[tuple[str, FarmAction | None]] = queue.Queue()
        self._client: Client | None = None
        self._farm: FarmUpdate | None = None
        self._is_closed = False
        self._name, self._is_local, self._can_start = "", False, False
        self._listing: Listing | None = None
        self._user: str | None = None
        self._tasks: JobTasks | None = None
        self._rows: dict[tuple[int, int], JobRow] = {}
        self._log = LogWatch(self._send_update, lambda: self._client, self._progress)
        self._has_sent_jobs = False
        self._ended_at, self._ended = "", EndedJobs("")
        self._list_due = self._tasks_due = 0.0

    def start(self) -> None:
        """Begin, on threads that end with the program."""
        for body in (self._watch, self._run_actions):
            threading.Thread(target=body, name="afsubmit-watch", daemon=True).start()
        self._log.start()

    def close(self) -> None:
        """Tell nothing more; what is under way is ended."""
        self._is_closed = True
        self._actions.put(("", None))
        self._wake.set()
        self._log.close()
        if self._client is not None:
            self._client.cancel()

    def look(
        self,
        *,
        is_everybody: bool | None = None,
        job: tuple[int, int] | None = None,
        task: tuple[int, int] | None = None,
        number: int = 0,
    ) -> None:
        """Watch the jobs of everybody or mine (None: as before), the tasks of `job`, what `task` of it prints.

        `number` is the start of the task whose output it is, 0 the last.
        """
        everybody = self._target.is_everybody if is_everybody is None else is_everybody
        self._log.look(Watched(job, task, number) if job is not None and task is not None else None)
        target = _Target(everybody, job)
        if target != self._target:
            self._target = target
            self._tasks_due = 0.0
            self._wake.set()

    def look_again(self) -> None:
        """Ask for everything now."""
        self._list_due = self._tasks_due = 0.0
        self._wake.set()

    def act(self, label: str, serials: Mapping[int, int], **what: Any) -> None:
        """Let the farm do something with jobs (serial by id); `what` are the words of `Client.action`."""

        def action(client: Client) -> None:
            client.action("jobs", ids=list(serials), serials=serials, **what)

        self.do(label, action)

    def do(self, label: str, action: FarmAction) -> None:
        """Carry out `action` with a client of the farm, soon; its outcome comes as an ActionUpdate."""
        self._actions.put((label, action))

    def ask(self, title: str, question: Callable[[Client], str]) -> None:
        """Ask the farm for a text, soon; it comes as a TextUpdate under that title."""

        def action(client: Client) -> None:
            self._send_update(TextUpdate(title, question(client)))

        self.do(title, action)

    def find_sent(self, row: JobRow) -> None:
        """Look up, soon, what a job was sent with; it comes as a SentUpdate, or why not as an ActionUpdate."""

        def action(_: Client) -> None:
            server = name_of(destination.server(self._choice))
            self._send_update(SentUpdate(sent_before.find(row.name, server, row.id, row.serial)))

        self.do("Send again", action)

    def start_farm(self) -> None:
        """Start the farm of this machine."""
        self.do("Start the farm", self._start_farm)

    def look_for_finished(self) -> None:
        """See which of the artist's jobs are done and what they take; it comes as a FinishedUpdate."""
        self.do("Clean", self._look_for_finished)

    # Actions

    def _look_for_finished(self, client: Client) -> None:
        server = name_of(destination.server(self._choice))
        jobs = client.jobs(users=[destination.target(is_local=self._is_local).user_name])
        self._send_update(FinishedUpdate(finished.finished_jobs(History(), server, jobs)))

    def _run_actions(self) -> None:
        while not self._is_closed:
            label, action = self._actions.get()
            if action is None:
                return
            sentence = done = ""
            try:
                told = action(self._client or self._connected())
                done = told if isinstance(told, str) else ""
            except AfError as error:
                sentence = str(error)
            except Exception as error:  # the edge of the window: shown, and in the log with its traceback
                log.exception("%s failed", label)
                sentence = f"{type(error).__name__}: {error}"
            self._send_update(ActionUpdate(label, sentence, done))
            self.look_again()

    def _start_farm(self, _: Client) -> None:
        from ..farm_connection import LOCAL, farm_for

        farm_for(LOCAL, self._python)

    # Watching

    def _watch(self) -> None:
        while not self._is_closed:
            self._wake.clear()
            begin = time.monotonic()
            try:
                self._refresh()
            except AfError as error:
                self._report_unreachable(str(error))
            except Exception as error:  # the edge of the window: shown, and in the log with its traceback
                log.exception("Watching the farm failed")
                self._report_unreachable(f"{type(error).__name__}: {error}")
            spent = time.monotonic() - begin
            self._wake.wait(min(LONGEST_PAUSE_SECONDS, max(PAUSE_SECONDS, PAUSE_FACTOR * spent)))

    def _refresh(self) -> None:
        target = self._target
        client = self._connected()
        farm = self._farm_update()
        if farm.can_start:
            self._client = self._listing = self._tasks = None
            self._report(farm)
            return
        if target.job is not None:
            self._watch_job(client, target)
        listing = self._listing_for(client, target)
        if self._has_sent_jobs and time.monotonic() < self._list_due:
            return
        begin = time.thread_time()
        rows = listing.refresh()
        waits = words.why_waiting(client.renders()) if self._is_local else ""
        self._list_due = time.monotonic() + list_pause(time.thread_time() - begin)
        self._report(farm._replace(is_up=True, sentence="", waits=waits))
        if target.is_everybody != self._target.is_everybody:
            return
        if not self._has_sent_jobs or list(self._rows.values()) != list(rows):
            ended = newly_ended(self._rows, rows)
            self._rows, self._has_sent_jobs = {row.key: row for row in rows}, True
            self._send_update(JobsUpdate(rows, ended, sum(row.running for row in rows)))
            self._announce(rows)
            self._tell_ended(client, rows)

    def _tell_ended(self, client: Client, rows: Sequence[JobRow]) -> None:
        """Tell once of each job of this user's that has ended, whoever watches it besides."""
        name = name_of(destination.server(self._choice))
        is_away = self._ended_at != name
        if is_away:
            self._ended_at, self._ended = name, EndedJobs(name)
        user = destination.target(is_local=self._is_local).user_name
        ended = self._ended.fresh([row for row in rows if row.user == user])
        if ended:
            few = ended[-1:] if is_away else ended[:PICTURED]
            pictures = {row.key: last_picture(client, row) for row in few}
            self._send_update(EndedUpdate(ended, is_away, pictures))

    def _announce(self, rows: Sequence[JobRow]) -> None:
        """Run the studio's `job_done` hooks for jobs that are done and were not announced before, by the history."""
        done = [{"serial": row.serial, "state": " DON"} for row in rows if row.state == words.DONE]
        if done and events.found(events.JOB_DONE):
            name = name_of(destination.server(self._choice))
            self.do("Hooks", lambda _: _tell_hooks(done, name, self._python))

    def _watch_job(self, client: Client, target: _Target) -> None:
        job = target.job
        if job is None:
            return
        if self._tasks is None or self._tasks.key != job:
            self._tasks = JobTasks(client, job)
        if time.monotonic() >= self._tasks_due:
            begin = time.thread_time()
            update = self._tasks.refresh()
            if self._target == target:
                self._tasks_due = time.monotonic() + TASKS_FACTOR * (time.thread_time() - begin)
            if self._target.job == job:
                self._send_update(update)
                self._log.look_again()

    def _progress(self, job: tuple[int, int], task: tuple[int, int]) -> answers.TaskProgress | None:
        """The last that was heard of a task."""
        tasks = self._tasks
        return tasks.progress(task) if tasks is not None and tasks.key == job else None

    def _listing_for(self, client: Client, target: _Target) -> Listing:
        user = "" if target.is_everybody else destination.target(is_local=self._is_local).user_name
        if user != self._user:
            self._user, self._listing, self._rows = user, None, {}
        if self._listing is None:
            self._listing = Listing(client, user)
            self._has_sent_jobs = False
        return self._listing

    def _connected(self) -> Client:
        """A client of the farm as it is configured now; a local farm has another port each time it starts."""
        found = destination.server(self._choice)
        self._is_local = found.is_local
        self._can_start = found.is_local and not found.host
        self._name = "This machine" if found.is_local else f"{found.host}:{found.port}"
        address = Address(found.host, found.port, found.token)
        if self._client is None or self._client.address != address:
            self._client = Client(address, **destination.client_options()._asdict())
            self._tasks = self._listing = None
        return self._client

    def _farm_update(self) -> FarmUpdate:
        sentence = "The farm of this machine is not running." if self._can_start else ""
        return FarmUpdate(self._name, self._is_local, False, sentence, self._can_start)

    def _report_unreachable(self, sentence: str) -> None:
        self._listing = self._tasks = None
        self._report(FarmUpdate(self._name, self._is_local, False, sentence))

    def _report(self, farm: FarmUpdate) -> None:
        if farm != self._farm:
            self._farm = farm
            self._send_update(farm)

    def _send_update(self, update: object) -> None:
        if not self._is_closed:
            self._take_update(update)


def _tell_hooks(done: Sequence[Mapping[str, Any]], server: str, python: Callable[[], str]) -> None:
    notes = events.announce_done(done, server, events.HookContext(python))
    if notes:
        raise AfError(" ".join(notes))
