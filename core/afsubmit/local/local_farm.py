"""The farm's process: one loop over sockets, processes and the store.

Order within a turn: answer clients, take in what ended, commit, start what is next. A request's changes are permanent
before its answer leaves; a task's process is recorded before its command runs.
"""

from __future__ import annotations

import contextlib
import gc
import hmac
import logging
import os
import secrets
import signal
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

from .. import __version__
from ..counted import counted
from ..errors import AfError, FrameError
from ..studio import configuration as configuration_
from ..studio import farm_file, farm_lock, identity, ownership, process_mark
from ..studio.farm_lock import FarmLock
from ..studio.keys import KEYS
from ..wire import frame
from . import (
    actions,
    farm_folders,
    job_actions,
    job_answers,
    job_reader,
    monitor_answers,
    nodes,
    programs,
    queries,
    sockets,
)
from .farm_settings import SettingsFile
from .finished_jobs import FinishedJobs
from .idleness import LOOK_SECONDS as IDLE_LOOK_SECONDS
from .idleness import Idleness
from .local_jobs import LocalJob
from .local_tasks import LocalBlock
from .runner import Runner
from .server import NO_TOKEN, FarmServer
from .sockets import LOOPBACK
from .start_guard import MachineReadings, StartGuard
from .state import SYSTEM_USER, FarmState
from .store import Store
from .stored_rows import naming_damage

log = logging.getLogger(__name__)

TURN_SECONDS = 1.0
"""How often a farm with jobs looks at the clock: waiting times, life times, post commands to be tried again."""
INVALID_ACTION = "Invalid action."


class FarmRunsError(Exception):
    """Another farm runs on the same state folder."""


class LocalFarm:
    """A farm on one state folder.

    `at` is called with the name of the point that was reached (spawned, recorded, released, ended, answered), for
    tests that let the process die there.
    """

    def __init__(
        self,
        folder: str,
        *,
        host_name: str,
        slots: int | None = None,
        port: int | None = None,
        is_open: bool = False,
        at: Callable[[str], None] = lambda point: None,
        readings: MachineReadings | None = None,
    ) -> None:
        """Take the folder, take over what a dead farm left, and listen.

        `slots` None are those of the settings. `readings` are what it asks the machine, by default the system.

        Raises:
            FarmRunsError: another farm has the folder.
            OSError: the port is taken, or the folder cannot be written or is not ours (`DistrustError`).
            sqlite3.Error: the store cannot be read.
        """
        farm_file.make_folder(host_name)
        ownership.private_folder(folder)
        self.folder, self.is_open, self._at = folder, is_open, at
        self._stop_file = farm_folders.stop_file(folder, os.getpid())
        self._lock = FarmLock(farm_lock.path_in(folder))
        if not self._lock.acquire():
            raise FarmRunsError(f"A farm runs already on {folder}.")
        self._is_leaving, self._slots_told = False, slots
        self._settings = SettingsFile()
        self._slots = self._settings.current.slots if slots is None else slots
        self._guard = StartGuard(self._settings.current, folder, readings)
        self._finished, self._idleness = FinishedJobs(self), Idleness()
        self._store_failure: sqlite3.Error | None = None
        self.token = secrets.token_hex(16)
        with contextlib.ExitStack() as undo:
            undo.callback(self._lock.release)
            path = os.path.join(folder, "farm.sqlite")
            ownership.own_database(path)
            with naming_damage():
                store = Store(path)
                undo.callback(store.close)
                self.state = FarmState(store, host_name=host_name, user_name=_user_name())
            programs.write(folder)
            self.server = self._server(port)
            undo.callback(self.server.close)
            self.runner = self._runner()
            with naming_damage():
                self.runner.adopt()
            undo.pop_all()

    def _runner(self) -> Runner:
        return Runner(
            self.state,
            folder=self.folder,
            slots=self._slots,
            environ=programs.without_own(os.environ),
            output_bytes=_output_bytes(),
            guard=self._guard,
            server=self.server,
            at=self._at,
        )

    def _server(self, port: int | None) -> FarmServer:
        """On our own Unix socket where the system has one; on a port where it has none, or where one is wanted.

        What a farm that was killed left of its socket is taken away.
        """
        if port is None and (self.is_open or not sockets.HAS_UNIX):
            port = 0
        left = farm_file.read(self.state.host_name)
        if left:
            sockets.remove(left["socket"])
        folder = self.folder if sockets.HAS_UNIX else ""
        return FarmServer(self.answer, folder=folder, port=port, token="" if self.is_open else self.token)

    def run(self) -> None:
        """Serve until told to leave.

        Raises:
            OSError: the farm's file cannot be written.
            sqlite3.Error: the store cannot be written any more; what runs goes on for the next farm to take over.
        """
        places = [self.server.path] if self.server.path else []
        places += [f"{LOOPBACK}:{self.server.port}"] if self.server.port else []
        try:
            farm_folders.remove_stop_files(self.folder)
            self._write_farm_file()
            log.info(
                "Listening on %s with %s, state in %s",
                " and ".join(places),
                counted(self.runner.slots, "slot"),
                self.folder,
            )
            if self.is_open:
                log.warning("It asks for no token: every program on this machine can run commands as you through it.")
            if self.state.render.field("paused", False):
                log.info("It is paused and starts no tasks until it is told to.")
            while not self._is_leaving or self.runner.runs:
                self._turn()
                self.server.serve(self._wait_seconds())
                if self._store_failure is not None:
                    raise self._store_failure
            self.state.commit()
            log.info("Stopped.")
        finally:
            farm_file.remove(self.state.host_name)
            self.close()

    def close(self) -> None:
        """Give everything back that the farm holds; its tasks go on."""
        with contextlib.suppress(ValueError):  # another thread than the main one gets no signals
            signal.set_wakeup_fd(-1)
        self.server.close()
        self.state.store.close()
        self._lock.release()

    def _turn(self) -> None:
        self._take_settings()
        self.runner.look()
        self.tidy()
        if os.path.exists(self._stop_file):
            self.leave()
        if self._is_leaving:
            self.runner.stop_everything()
        else:
            self.runner.start_all()
        self._say_why_waiting()
        self.state.commit()
        self.runner.clear()

    def _take_settings(self) -> None:
        """Live by what the user sets, from the next turn on."""
        if self._settings.has_changed():
            settings = self._settings.current
            self._guard.use(settings)
            if self._slots_told is None:
                self.runner.slots = self._slots = settings.slots

    def _say_why_waiting(self) -> None:
        """Let clients know why no task is started."""
        why = self.runner.why_waiting
        if why != self.state.render.waits:
            self.state.render.waits = why
            self.state.news.of_render()
            self.state.logs.log_render(f"Waits: {why}." if why else "Starts tasks again.")

    def _wait_seconds(self) -> float | None:
        soon = self.runner.next_look_seconds()
        if self._settings.current.idle_exit_minutes and soon is None:
            soon = IDLE_LOOK_SECONDS
        if self.state.jobs or self.state.store.has_posts():
            return TURN_SECONDS if soon is None else min(soon, TURN_SECONDS)
        return soon

    def _write_farm_file(self) -> None:
        pid = os.getpid()
        content = {
            "host": LOOPBACK,
            "port": self.server.port,
            "socket": self.server.path,
            "pid": pid,
            "parent": os.getppid(),
            "start": process_mark.start_mark(pid),
            "token": "" if self.is_open else self.token,
            "version": __version__,
        }
        farm_file.write(self.state.host_name, content)

    def tidy(self) -> None:
        """Delete jobs whose time of life is over, done or not, and finish deletions."""
        for job in self.state.life_times.expired(self.state.now()):
            self.state.logs.log_job(job, "afanasy: Life time is over.")
            job_actions.delete(self, job)
        self._finished.tidy(self._settings.current.keep_days)
        self.runner.remove_deleted()
        self.state.monitors.drop_silent()
        farm_folders.shorten_log(self.folder)
        self._end_when_idle()

    def _end_when_idle(self) -> None:
        minutes = self._settings.current.idle_exit_minutes
        if minutes and (self.runner.runs or self.state.store.has_posts()):
            self._idleness.note_work()
        elif self._idleness.is_over(minutes, self.state.jobs.values(), self.state.waits):
            log.info("Nothing to do for %s.", counted(minutes, "minute"))
            self.leave()

    # What actions need

    @property
    def jobs_folder(self) -> str:
        """Where what tasks print is kept."""
        return self.runner.jobs_folder

    def stop_task(self, job: LocalJob, block: LocalBlock, index: int, new_state: int) -> None:
        """End the task's process; the task gets the state `new_state` when it has ended."""
        self.runner.stop_task(job, block, index, new_state)

    def set_slots(self, slots: int | None) -> None:
        """How many tasks may run at the same time, as long as this farm runs; None: as it was started."""
        self.runner.slots = self._slots if slots is None else slots

    def leave(self) -> None:
        """Stop the farm: tasks that run are stopped and stay ready. Callable from a signal's handler."""
        self._is_leaving = True
        self.server.wake()

    # Requests

    def answer(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer to one request; whatever a client sends, the farm goes on, and nothing is done by half."""
        if not self._is_ours(request):
            return job_answers.error(NO_TOKEN)
        store = self.state.store
        try:
            store.is_durable = True
            found = self._dispatch(request)
            self.state.commit()
        except sqlite3.Error as error:
            self._store_failure = error
            return job_answers.error(f"The farm cannot write its state and stops: {error}")
        except Exception as error:
            log.exception("A request failed")
            self.runner.roll_back()
            return job_answers.error(f"The farm failed on this request: {type(error).__name__}: {error}")
        finally:
            store.is_durable = False
        self._at("answered")
        return found

    def _is_ours(self, request: Mapping[str, Any]) -> bool:
        if self.is_open:
            return True
        token = request.get("token")
        return isinstance(token, str) and hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    def _dispatch(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """The first key that the server knows decides."""
        if isinstance(request.get("get"), Mapping):
            folder, slots = self.runner.jobs_folder, self.runner.slots
            return queries.answer(self.state, request["get"], jobs_folder=folder, slots=slots)
        self._idleness.note_work()
        try:
            frame.encode(request, maximum=frame.MAX_ANSWER_BYTES)
        except FrameError as error:
            return job_answers.error(f"This text could not be given back. {error}")
        if "action" in request:
            return actions.answer(self, request["action"])
        if "job" in request:
            return self._job(request["job"])
        if isinstance(request.get("monitor"), Mapping):
            return monitor_answers.register(self.state, request["monitor"])
        if isinstance(request.get("user"), Mapping):
            return self._user(request["user"])
        if isinstance(request.get("announce"), str) and request["announce"]:
            self.state.monitors.say(request["announce"])
            return {"status": "success", "announce": "OK", "success": "OK"}
        return job_answers.error(INVALID_ACTION)

    def _job(self, document: Any) -> Mapping[str, Any]:
        if self._is_leaving:
            return {"id": 0, "serial": 0, "error": "The farm is about to stop."}
        try:
            job = self.state.accept(document)
        except job_reader.InvalidJobError as error:
            return {"id": 0, "serial": 0, "error": f"Invalid job: {error}."}
        return {"id": job.id, "serial": job.serial}

    def _user(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        """A new user, or the one of that name."""
        name = document.get("name")
        if not isinstance(name, str) or not name:
            return job_answers.error("A user must have a name.")
        exists = {"error": "exists"} if name in self.state.users else {}
        return {**exists, "user": nodes.user(self.state, self.state.user_for(name, ""))}


def _user_name() -> str:
    """Whose machine this is, for the render: its jobs run also while `nimby` keeps it from others."""
    try:
        return identity.user_name(configuration_.load()) or SYSTEM_USER
    except AfError:
        return SYSTEM_USER


def _output_bytes() -> int:
    """How much is kept of a task's output."""
    try:
        megabytes = configuration_.load().value("farm_output_mb")
    except AfError:
        megabytes = KEYS["farm_output_mb"].default
    return int(megabytes) * 2**20


def serve(
    folder: str,
    *,
    host_name: str,
    slots: int | None,
    port: int | None,
    is_open: bool,
    at: Callable[[str], None] = lambda point: None,
) -> None:
    """Run a farm in this process until SIGTERM, SIGINT (Ctrl-C), SIGBREAK (Ctrl-Break) or an action ends it.

    Raises:
        FarmRunsError: another farm has the folder.
        OSError: the port is taken, or the folder cannot be written.
    """
    farm = LocalFarm(folder, host_name=host_name, slots=slots, port=port, is_open=is_open, at=at)
    for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"):  # Windows: Ctrl-Break, the console's end, log-off
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, _: farm.leave())
    gc.freeze()  # what was loaded stays: nobody needs to look through it again and again
    signal.set_wakeup_fd(farm.server.waker_number, warn_on_full_buffer=False)  # Windows: a signal alone ends no wait
    if hasattr(signal, "SIGCHLD"):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # where it is ignored, exit codes are lost
    farm.run()
