"""Starts the processes of tasks and of commands that belong to no task: where they run, with what around them.

A process is spawned held: its shell waits until it is released, after its run is recorded and committed.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import time
from collections.abc import Mapping
from typing import Any

from ..studio import ownership, process_mark
from ..studio.job_objects import JobProcess
from ..wire.states import ERR, RDY, SKP
from . import processes, programs, rendered_files, task_changes, task_shells
from .local_jobs import LocalJob
from .local_tasks import LocalBlock
from .output import OutputParser
from .posts import PostQueue
from .state import FarmState, output_file
from .store import StoredRun
from .task_run import TaskRun
from .task_shells import ShellPlace, ShellPool, TaskShell

log = logging.getLogger(__name__)

SHORTAGE_SECONDS = 5.0
"""How long nothing is started after the machine had no room for one more process or file."""
MOST_OUTPUTS = 20
"""Of so many starts of a task what it printed is kept."""
SHORTAGES = {errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.ENOSPC, getattr(errno, "EDQUOT", -1)}


def parser_of(block: LocalBlock, index: int) -> OutputParser:
    """What reads the output of a task."""
    parser, service = str(block.field("parser", "")), str(block.field("service", ""))
    return OutputParser(block.frame_count(index), parser=parser, service=service)


class RunStarter:
    """Spawns runs and keeps those that go on in `runs`, by their numbers."""

    def __init__(self, state: FarmState, *, folder: str, environ: Mapping[str, str], shells: ShellPool) -> None:
        """Make the folders; `environ` is what every command has around it."""
        self.shells = shells
        self.state, self._folder, self._environ = state, folder, dict(environ)
        self.jobs_folder = os.path.join(folder, "jobs")
        self._runs_folder = os.path.join(folder, "runs")
        for path in (self.jobs_folder, self._runs_folder):
            ownership.private_folder(path)
        self.posts = PostQueue(state, self._runs_folder)
        self.runs: dict[int, TaskRun] = {}
        self._number = max(state.store.last_run() + 1, int(time.time() * 1000))
        self._short_until, self.nice = 0.0, processes.NICE

    @property
    def is_short(self) -> bool:
        """Whether the machine had no room a moment ago: nothing is started now."""
        return time.monotonic() < self._short_until

    def start_task(self, job: LocalJob, block: LocalBlock, index: int) -> TaskRun | None:
        """Spawn a task; None when it was skipped or could not be spawned, which is an error of that task."""
        task = task_changes.task_started(self.state, job, block, index)
        path = output_file(self.jobs_folder, job.serial, block.number, index, task.starts)
        self._remove_old_output(job, block, index, task.starts - MOST_OUTPUTS)
        try:
            if not os.path.isdir(os.path.dirname(path)):  # in a folder that is ours alone
                ownership.private_folder(os.path.dirname(path))
            folder = self.working_folder(job, block, index)
            may_skip = block.field("flags", 0) & rendered_files.SKIP_EXISTING
            if may_skip and rendered_files.are_there(block, index, folder):
                self.state.logs.log_task(job, block, index, "afanasy: Skipped: its files are there.")
                task_changes.task_left(self.state, job, block, index)
                task_changes.task_done(self.state, job, block, index, SKP)
                return None
            command = block.command_line(index)
            if not command:
                raise ValueError("Zero command size.")
            key, environ = (job.serial, block.number, index), self._own_environ(job, block, index)
            return self._spawn("task", key, command, folder, environ, path, parser_of(block, index))
        except (OSError, ValueError) as error:
            self.state.logs.log_task(job, block, index, f"afanasy: Failed to start. {error}")
            task_changes.task_left(self.state, job, block, index)
            if self._notes_shortage(error):
                task_changes.set_task(self.state, job, block, index, RDY)
            else:
                task_changes.task_failed(self.state, job, block, index, ERR)
            return None

    def _remove_old_output(self, job: LocalJob, block: LocalBlock, index: int, number: int) -> None:
        """Forget what an early start printed of a task that is started again and again."""
        if number > 0:
            with contextlib.suppress(OSError):
                os.unlink(output_file(self.jobs_folder, job.serial, block.number, index, number))

    def _notes_shortage(self, error: Exception) -> bool:
        """Whether it is the machine that has no room, not the command that is wrong; nothing is started for a while."""
        if not isinstance(error, OSError) or error.errno not in SHORTAGES:
            return False
        log.warning("Nothing is started for %g s: %s", SHORTAGE_SECONDS, error)
        self._short_until = time.monotonic() + SHORTAGE_SECONDS
        return True

    def working_folder(self, job: LocalJob, block: LocalBlock, index: int) -> str:
        """The block's working directory, or the folder of the job's outputs when there is none."""
        own, fallback = str(block.field("working_directory", "")), os.path.join(self.jobs_folder, str(job.serial))
        if own and not os.path.isdir(own):
            self.state.logs.log_task(job, block, index, f"afanasy: Working directory does not exist: {own}")
        return own if os.path.isdir(own) else fallback

    def _own_environ(self, job: LocalJob, block: LocalBlock, index: int) -> dict[str, str]:
        """What a task has around it that is not the farm's, but for its own number."""
        listed: Mapping[str, Any] = {} if block.is_numeric else block.listed[index]
        own = {**block.field("environment", {}), **listed.get("environment", {})}
        return {**own, "AF_JOB_ID": str(job.id), "AF_BLOCK_ID": str(block.number)}

    def _spawn(
        self, kind: str, key: tuple[int, int, int], command: str, folder: str, own_environ: Mapping[str, str],
        output: str, parser: OutputParser,
    ) -> TaskRun:  # fmt: skip
        number, task = self._number, key[2] if kind == "task" else None
        self._number += 1
        process = (self._on_windows if processes.IS_WINDOWS else self._in_shell)(
            command, number=number, task=task, folder=folder, own_environ=own_environ, output=output, block=key[:2]
        )
        mark = process.mark if isinstance(process, TaskShell) else process_mark.start_mark(process.pid)
        stored = StoredRun(number, kind, *key, process.pid, mark, "")
        run = TaskRun(stored, process, output, parser, folder=folder)
        self.runs[number] = run
        self.state.store.add_run(stored)
        return run

    def _environ_with(self, own: Mapping[str, str]) -> dict[str, str]:
        return programs.added_to({**self._environ, **own}, self._folder)

    def _in_shell(
        self, command: str, *, number: int, task: int | None, folder: str, own_environ: Mapping[str, str], output: str,
        block: tuple[int, int],
    ) -> TaskShell:  # fmt: skip
        place = ShellPlace(block, folder, os.path.dirname(output), self._runs_folder, self.nice, own_environ)
        shell = self.shells.take(place, lambda: self._environ_with(own_environ))
        try:
            shell.hold(command, number=number, task=task, output_file=output)
        except BaseException:
            self.shells.end(shell)
            raise
        return shell

    def _on_windows(
        self, command: str, *, number: int, task: int | None, folder: str, own_environ: Mapping[str, str], output: str,
        block: tuple[int, int],
    ) -> JobProcess:  # fmt: skip
        own = own_environ if task is None else {**own_environ, "AF_TASK_ID": str(task)}
        exit_file, token = self._code_file(number), self.token(number)
        return processes.spawn(
            command,
            folder=folder,
            environ=self._environ_with(own),
            output_file=output,
            exit_file=exit_file,
            token=token,
            nice=self.nice,
        )

    def start_post(self) -> TaskRun | None:
        """Spawn the next command that belongs to no task, unless one runs; None when there is none to spawn."""
        if self.is_short or any(run.is_post for run in self.runs.values()):
            return None
        for post in self.posts.due():
            folder, output = self.posts.folder_of(post), self.posts.output_file(post.id)
            try:
                key, parser = (post.id, 0, 0), OutputParser(1)
                return self._spawn("post", key, post.command, folder, {}, output, parser)
            except (OSError, ValueError) as error:
                if self._notes_shortage(error):
                    return None
                self.posts.fail(post, f"it could not be started: {error}")
        return None

    def remove_left(self) -> None:
        """Remove what runs that ended left in the runs' folder: a run's number may come again."""
        kept = {name for run in self.runs.values() for name in (*self.exit_files(run.stored), run.output)}
        for name in os.listdir(self._runs_folder):
            path = os.path.join(self._runs_folder, name)
            if path not in kept:
                with contextlib.suppress(OSError):
                    os.unlink(path)

    def exit_files(self, run: StoredRun) -> tuple[str, str]:
        """Where the shell of that run leaves its exit code: on Windows, and that of an older farm; elsewhere."""
        return self._code_file(run.id), task_shells.exit_file(self._runs_folder, run.pid)

    def _code_file(self, number: int) -> str:
        return os.path.join(self._runs_folder, f"{number}.exit")

    def exit_code(self, run: StoredRun) -> int | None:
        """The exit code that the shell of that run left, None when it did not come to that."""
        alone, of_shell = self.exit_files(run)
        code = task_shells.exit_code(of_shell, run.id)
        return processes.exit_code(alone) if code is None else code

    def token(self, number: int) -> str:
        """What the processes of that run carry in their environment."""
        return f"{self._runs_folder}:{number}"
