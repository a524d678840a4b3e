"""The farm's process: one loop over sockets, processes and the store.

Order within a turn: answer clients, take in what ended, commit, start what is next. A request's changes are permanent
before its answer leaves; a task's process is recorded before its command runs.
"""

from __future__ import annotations

import hmac
import logging
import os
import secrets
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any

from .. import __version__
from ..studio import farm_file
from . import actions, answers, lock, processes, queries, reading
from .jobs import Job
from .lock import FarmLock
from .runner import Runner
from .server import LOOPBACK, Server
from .state import FarmState
from .store import Store
from .tasks import Block

log = logging.getLogger(__name__)

TURN_SECONDS = 1.0
"""How often a farm with jobs looks at the clock: waiting times, life times, post commands to be tried again."""
INVALID_ACTION = "Invalid action."
NO_TOKEN = "This farm takes requests only with its token, from the user who started it."


class FarmRunsError(Exception):
    """Another farm runs on the same state folder."""


class Farm:
    """A farm on one state folder.

    `at` is called with the name of the point that was reached (spawned, recorded, released, ended, answered), for
    tests that let the process die there.
    """

    def __init__(
        self,
        folder: str,
        *,
        host_name: str,
        slots: int = 1,
        port: int = 0,
        is_open: bool = False,
        at: Callable[[str], None] = lambda point: None,
    ) -> None:
        """Take the folder, take over what a dead farm left, and listen.

        Raises:
            FarmRunsError: another farm has the folder.
            OSError: the port is taken, or the folder cannot be written.
            sqlite3.Error: the store cannot be read.
        """
        os.makedirs(folder, mode=0o700, exist_ok=True)
        self.folder, self.is_open, self._at = folder, is_open, at
        self._lock = FarmLock(lock.path_in(folder))
        if not self._lock.acquire():
            raise FarmRunsError(f"A farm runs already on {folder}.")
        self._is_leaving = False
        self.token = secrets.token_hex(16)
        try:
            self.state = FarmState(Store(os.path.join(folder, "farm.sqlite")), host_name=host_name)
            write_programs(os.path.join(folder, "bin"), sys.executable)
            self.server = Server(port, self.answer)
        except BaseException:
            self._lock.release()
            raise
        environ = {name: value for name, value in os.environ.items() if name != "AFSUBMIT_RUN"}
        self.runner = Runner(
            self.state, folder=folder, slots=slots, environ=environ, wake=self.server.wake, at=self._at
        )
        self.runner.adopt()

    def run(self) -> None:
        """Serve until told to leave."""
        self._write_farm_file()
        log.info("Listening on %s:%s with %s slot(s), state in %s", *self._address(), self.runner.slots, self.folder)
        try:
            while not self._is_leaving or self.runner.runs:
                self._turn()
                self.server.serve(self._patience())
            self.state.commit()
        finally:
            farm_file.remove(self.state.host_name)
            self.server.close()
            self.state.store.close()
            self._lock.release()

    def _turn(self) -> None:
        self.runner.look()
        self.runner.bury_deleted()
        self._delete_old()
        if self._is_leaving:
            self.runner.stop_everything()
        else:
            self.runner.start_all()
        self.state.commit()

    def _patience(self) -> float | None:
        soon = self.runner.next_look_seconds()
        if self.state.jobs or self.state.store.posts():
            return TURN_SECONDS if soon is None else min(soon, TURN_SECONDS)
        return soon

    def _address(self) -> tuple[str, int]:
        return LOOPBACK, self.server.port

    def _write_farm_file(self) -> None:
        pid = os.getpid()
        content = {
            "host": LOOPBACK,
            "port": self.server.port,
            "pid": pid,
            "start": processes.start_mark(pid),
            "token": "" if self.is_open else self.token,
            "version": __version__,
        }
        farm_file.write(self.state.host_name, content)

    def _delete_old(self) -> None:
        """Delete jobs whose time of life is over, done or not (PROTOCOL 0.10)."""
        now = self.state.now()
        for job in list(self.state.jobs.values()):
            life = job.field("time_life", -1)
            if life > 0 and now - job.field("time_creation", now) > life:
                self.state.log_job(job, "afanasy: Life time is over.")
                actions.delete(self, job)

    # What actions need

    def stop_task(self, job: Job, block: Block, index: int, wanted: int) -> None:
        """End the task's process; the task gets the state `wanted` when it has ended."""
        self.runner.stop_task(job, block, index, wanted)

    def set_paused(self, is_paused: bool) -> None:
        """Start no more tasks, or start them again."""
        self.runner.is_paused = is_paused

    def leave(self) -> None:
        """Stop: tasks that run are stopped and stay ready. Callable from a signal's handler."""
        self._is_leaving = True
        self.server.wake()

    # Requests

    def answer(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer to one request; whatever a client sends, the farm goes on."""
        try:
            if not self._is_ours(request):
                return answers.error(NO_TOKEN)
            found = self._dispatch(request)
            self.state.commit()
        except Exception as error:
            log.exception("A request failed")
            return answers.error(f"The farm failed on this request: {type(error).__name__}: {error}")
        self._at("answered")
        return found

    def _is_ours(self, request: Mapping[str, Any]) -> bool:
        if self.is_open:
            return True
        token = request.get("token")
        return isinstance(token, str) and hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    def _dispatch(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """The first key that the server knows decides (PROTOCOL 2.3)."""
        if isinstance(request.get("get"), Mapping):
            is_paused = self.runner.is_paused
            return queries.answer(self.state, request["get"], jobs_folder=self.runner.jobs_folder, is_paused=is_paused)
        if "action" in request:
            return actions.answer(self, request["action"])
        if "job" in request:
            return self._job(request["job"])
        if isinstance(request.get("announce"), str) and request["announce"]:
            return {"status": "success", "announce": "OK", "success": "OK"}
        return answers.error(INVALID_ACTION)

    def _job(self, document: Any) -> Mapping[str, Any]:
        if self._is_leaving:
            return {"id": 0, "serial": 0, "error": "The farm is about to stop."}
        try:
            job = self.state.accept(document)
        except reading.InvalidJobError as error:
            return {"id": 0, "serial": 0, "error": f"Invalid job: {error}."}
        return {"id": job.id, "serial": job.serial}


def write_programs(folder: str, python: str) -> None:
    """Put `deletefiles` into a folder that tasks and post commands have on their PATH, for sh and for cmd."""
    os.makedirs(folder, exist_ok=True)
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "deletefiles.py")
    for name, text in launchers(python, program).items():
        path = os.path.join(folder, name)
        part = f"{path}.{os.getpid()}"
        with open(part, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(part, 0o755)
        os.replace(part, path)


def launchers(python: str, program: str) -> dict[str, str]:
    """File names and texts of the small programs that start `deletefiles`."""
    quoted_python, quoted_program = ("'" + path.replace("'", "'\\''") + "'" for path in (python, program))
    cmd_python, cmd_program = (path.replace("%", "%%") for path in (python, program))
    return {
        "deletefiles": f'#!/bin/sh\nexec {quoted_python} -I -S {quoted_program} "$@"\n',
        "deletefiles.cmd": f'@"{cmd_python}" -I -S "{cmd_program}" %*\r\n',
    }


def serve(
    folder: str, *, host_name: str, slots: int, port: int, is_open: bool, at: Callable[[str], None] = lambda point: None
) -> None:
    """Run a farm in this process until SIGTERM, SIGINT or an action ends it.

    Raises:
        FarmRunsError: another farm has the folder.
        OSError: the port is taken, or the folder cannot be written.
    """
    farm = Farm(folder, host_name=host_name, slots=slots, port=port, is_open=is_open, at=at)
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, _: farm.leave())
    farm.run()
