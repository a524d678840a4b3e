"""Watches a farm on threads of its own and tells what it sees; the caller never waits for a server. No Qt.

One thread asks for what is shown, one does the artist's errands, so that neither waits for the other.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ...errors import AfError
from ...submission.hooks import events
from ...submission.sending import destination
from ...wire import Address, Client
from ..farm import name_of
from . import words
from .job_tasks import JobTasks
from .listing import Listing
from .news import ErrandNews, FarmNews, JobsNews, OutputNews
from .rows import JobRow, newly_ended

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 5.0
PATIENCE = 4
"""A pause is at least this many times what the last look took: a slow farm is asked less."""
OUTPUT_LETTERS = 400_000
"""Of a longer log only the end is shown."""

Errand = Callable[[Client], None]


class _Wanted(NamedTuple):
    """What is to be watched; replaced as a whole, so that the threads need no lock to read it."""

    is_everybody: bool = False
    job: tuple[int, int] | None = None
    task: tuple[int, int] | None = None


class Watcher:
    """Tells news through `tell`, which is called on other threads. Call `close` in the end."""

    def __init__(
        self, tell: Callable[[object], None], *, server_choice: str = "", python: Callable[[], str] = str
    ) -> None:
        """Watch nothing until `start`; `server_choice` and `python` are what `farm_for` takes."""
        self._tell, self._choice, self._python = tell, server_choice, python
        self._wanted = _Wanted()
        self._wake = threading.Event()
        self._errands: queue.Queue[tuple[str, Errand | None]] = queue.Queue()
        self._client: Client | None = None
        self._farm: FarmNews | None = None
        self._is_closed = False
        self._name, self._is_local, self._can_start = "", False, False
        self._listing: Listing | None = None
        self._user: str | None = None
        self._tasks: JobTasks | None = None
        self._rows: dict[tuple[int, int], JobRow] = {}
        self._output: OutputNews | None = None
        self._is_told = False

    def start(self) -> None:
        """Begin, on threads that end with the program."""
        for body in (self._watch, self._run_errands):
            threading.Thread(target=body, name="afsubmit-watch", daemon=True).start()

    def close(self) -> None:
        """Tell nothing more; what is under way is ended."""
        self._is_closed = True
        self._errands.put(("", None))
        self._wake.set()
        if self._client is not None:
            self._client.cancel()

    def look(
        self,
        *,
        is_everybody: bool | None = None,
        job: tuple[int, int] | None = None,
        task: tuple[int, int] | None = None,
    ) -> None:
        """Watch the jobs of everybody or mine (None: as before), the tasks of `job`, what `task` of it prints."""
        everybody = self._wanted.is_everybody if is_everybody is None else is_everybody
        self._wanted = _Wanted(everybody, job, task)
        self._output = None
        self._wake.set()

    def act(self, label: str, serials: Mapping[int, int], **what: Any) -> None:
        """Let the farm do something with jobs (serial by id); `what` are the words of `Client.action`."""

        def errand(client: Client) -> None:
            client.action("jobs", ids=list(serials), serials=serials, **what)

        self.do(label, errand)

    def do(self, label: str, errand: Errand) -> None:
        """Have `errand` done with a client of the farm, soon; the outcome is told as ErrandNews."""
        self._errands.put((label, errand))

    def start_farm(self) -> None:
        """Start the farm of this machine."""
        self.do("Start the farm", self._start_farm)

    # Errands

    def _run_errands(self) -> None:
        while not self._is_closed:
            label, errand = self._errands.get()
            if errand is None:
                return
            sentence = ""
            try:
                errand(self._client or self._connected())
            except AfError as error:
                sentence = str(error)
            except Exception as error:  # the edge of the window: shown, and in the log with its traceback
                log.exception("%s failed", label)
                sentence = f"{type(error).__name__}: {error}"
            self._news(ErrandNews(label, sentence))
            self._wake.set()

    def _start_farm(self, _: Client) -> None:
        from ..farm import LOCAL, farm_for

        farm_for(LOCAL, self._python)

    # Watching

    def _watch(self) -> None:
        while not self._is_closed:
            self._wake.clear()
            begin = time.monotonic()
            try:
                self._look_once()
            except AfError as error:
                self._away(str(error))
            except Exception as error:  # the edge of the window: shown, and in the log with its traceback
                log.exception("Watching the farm failed")
                self._away(f"{type(error).__name__}: {error}")
            spent = time.monotonic() - begin
            self._wake.wait(min(LONGEST_PAUSE_SECONDS, max(PAUSE_SECONDS, PATIENCE * spent)))

    def _look_once(self) -> None:
        wanted = self._wanted
        client = self._connected()
        farm = self._farm_news()
        if farm.can_start:
            self._client = self._listing = self._tasks = None
            self._report(farm)
            return
        if wanted.job is not None:
            self._look_at_job(client, wanted)
        rows = self._listing_for(client, wanted).refresh()
        self._report(farm._replace(is_up=True, sentence=""))
        if wanted.is_everybody != self._wanted.is_everybody:
            return
        if not self._is_told or list(self._rows.values()) != list(rows):
            ended = newly_ended(self._rows, rows)
            self._rows, self._is_told = {row.key: row for row in rows}, True
            self._news(JobsNews(rows, ended))
            self._announce(rows)

    def _announce(self, rows: Sequence[JobRow]) -> None:
        """Have the studio's `job_done` hooks told of jobs that are done; which of them are new the history knows."""
        done = [{"serial": row.serial, "state": " DON"} for row in rows if row.state == words.DONE]
        if done and events.found(events.JOB_DONE):
            name = name_of(destination.server(self._choice))
            self.do("Hooks", lambda _: _tell_hooks(done, name, self._python))

    def _look_at_job(self, client: Client, wanted: _Wanted) -> None:
        job = wanted.job
        if job is None:
            return
        if self._tasks is None or self._tasks.key != job:
            self._tasks = JobTasks(client, job)
        news = self._tasks.refresh()
        if self._wanted.job == job:
            self._news(news)
        if wanted.task is not None:
            self._look_at_output(client, job, wanted.task)

    def _look_at_output(self, client: Client, job: tuple[int, int], task: tuple[int, int]) -> None:
        from ...errors import ServerRefusedError

        try:
            text = client.task_output(job[0], *task)
        except ServerRefusedError as error:
            text = error.text
        if text is None:
            text = "The task is running; its output comes when it has ended."
        news = OutputNews(job, task, text[-OUTPUT_LETTERS:])
        if news != self._output and (self._wanted.job, self._wanted.task) == (job, task):
            self._output = news
            self._news(news)

    def _listing_for(self, client: Client, wanted: _Wanted) -> Listing:
        user = "" if wanted.is_everybody else destination.target(is_local=self._is_local).user_name
        if user != self._user:
            self._user, self._listing, self._rows = user, None, {}
        if self._listing is None:
            self._listing = Listing(client, user)
            self._is_told = False
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

    def _farm_news(self) -> FarmNews:
        sentence = "The farm of this machine is not running." if self._can_start else ""
        return FarmNews(self._name, self._is_local, False, sentence, self._can_start)

    def _away(self, sentence: str) -> None:
        self._listing = self._tasks = None
        self._report(FarmNews(self._name, self._is_local, False, sentence))

    def _report(self, farm: FarmNews) -> None:
        if farm != self._farm:
            self._farm = farm
            self._news(farm)

    def _news(self, news: object) -> None:
        if not self._is_closed:
            self._tell(news)


def _tell_hooks(done: Sequence[Mapping[str, Any]], server: str, python: Callable[[], str]) -> None:
    notes = events.announce_done(done, server, events.HookContext(python))
    if notes:
        raise AfError(" ".join(notes))
