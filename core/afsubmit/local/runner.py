"""Drives the processes of tasks and post commands, and knows what became of each, also of those a dead farm left.

The life of a run: its shell is spawned and waits; the run is recorded with its process; after the commit the shell is
released. When the process ends, the outcome and the run's removal are one transaction. A farm that starts looks at the
runs that are still recorded before it starts anything: `adopt`.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import math
import os
import queue
import shutil
import threading
import time
from collections.abc import Callable, Mapping

from ..studio import process_mark
from ..studio.job_objects import JobProcess
from ..wire.states import ERR, RDY, WRN
from . import processes, rendered_files, task_changes, task_choice, task_results
from .local_jobs import LocalJob, TaskRef
from .local_tasks import LocalBlock
from .output import OutputParser
from .posts import POST_SECONDS
from .run_starter import RunStarter, parser_of
from .server import FarmServer
from .start_guard import LOOK_SECONDS, StartGuard
from .state import FarmState, output_file
from .store import StoredRun
from .task_run import TaskRun, age_of
from .task_shells import ShellPool, TaskShell

log = logging.getLogger(__name__)

GRACE_SECONDS = 10.0
"""From SIGTERM to SIGKILL; afrender 3.4.1 waits as long."""
READ_SECONDS = 0.25
MOST_IN_A_TURN = 100
"""Tasks that are looked at before clients are answered again."""


class Runner:
    """All processes of the farm. One thread uses it; on Windows others wait for a process and put its run into a queue.

    Elsewhere a task's shell says itself when it is done, to the `server` that waits for clients.
    """

    def __init__(
        self,
        state: FarmState,
        *,
        folder: str,
        slots: int,
        environ: Mapping[str, str],
        output_bytes: int,
        guard: StartGuard,
        server: FarmServer,
        at: Callable[[str], None],
    ) -> None:
        self.state, self.slots, self._wake, self._at = state, slots, server.wake, at
        shells = ShellPool(server.watch, server.unwatch)
        self._starter, self._guard = RunStarter(state, folder=folder, environ=environ, shells=shells), guard
        self.jobs_folder, self.posts, self.runs = self._starter.jobs_folder, self._starter.posts, self._starter.runs
        self._output_bytes = output_bytes
        self._ended: queue.SimpleQueue[TaskRun] = queue.SimpleQueue()
        self._spent: list[str] = []
        self._read_next = 0.0
        self._has_more = False

    # Starting

    def start_all(self) -> None:
        """Fill the free slots and start waiting post commands; what was spawned runs after the commit in here."""
        spawned: list[TaskRun] = []
        self._has_more = self._fill(spawned)
        post = self._starter.start_post()
        spawned += [post] if post is not None else []
        self._starter.shells.end_idle()
        if not spawned:
            return
        self._at("spawned")
        self.state.commit()
        self._at("recorded")
        for run in spawned:
            self._release(run)
        self._at("released")

    def _release(self, run: TaskRun) -> None:
        """Let a run's command begin; when it has ended the run comes into `_ended`."""
        if isinstance(run.process, TaskShell):
            run.process.on_end = functools.partial(self._ended.put, run)
            run.process.release()
        elif run.process is not None:
            processes.release(run.process)
            threading.Thread(target=self._wait, args=(run, run.process), daemon=True).start()

    def _fill(self, spawned: list[TaskRun]) -> bool:
        """Spawn tasks for the free slots; True when it is to be called again soon.

        A task that needs no process (it cannot be spawned, or its files are there) takes no slot.
        """
        self._starter.nice, slots = self._guard.settings.nice, self._guard.slots(self.slots)
        for _ in range(MOST_IN_A_TURN):
            running = sum(1 for run in self.runs.values() if not run.is_post)
            if running >= slots or self._starter.is_short:
                return False
            found = task_choice.next_task(self.state)
            if found is None:
                return self.state.schedule.is_behind
            if self._guard.why_not(found[0]):
                self.state.schedule.sleep(found[0], moment=self.state.now() + math.ceil(LOOK_SECONDS))
                continue
            run = self._starter.start_task(*found)
            if run is not None:
                spawned.append(run)
        return True

    @property
    def why_waiting(self) -> str:
        """Why no task is started now, as what follows "waits: "; "" when tasks are started as they come."""
        return "the machine had no room for one more process" if self._starter.is_short else self._guard.why

    def _wait(self, run: TaskRun, process: JobProcess) -> None:
        processes.wait(process)
        self._ended.put(run)
        self._wake()

    # Ending

    def stop_task(self, job: LocalJob, block: LocalBlock, index: int, new_state: int) -> None:
        """End the task's process; the task gets the state `new_state` when it has ended."""
        for run in self.runs.values():
            if not run.is_post and run.key == (job.serial, block.number, index):
                self._stop(run, str(new_state))
                return

    def stop_everything(self) -> None:
        """End all processes; tasks become ready again, post commands stay in the queue."""
        going_on = sum(1 for run in self.runs.values() if not run.end_by)
        if going_on:
            log.info("Ending what runs (%d), at most %g s; the tasks stay ready.", going_on, GRACE_SECONDS)
        for run in self.runs.values():
            self._stop(run, run.end_state or str(RDY))
        self._starter.shells.end_idle()

    def _stop(self, run: TaskRun, new_state: str, reason: str = "Stopped.") -> None:
        """Ask a run to end. That is kept before the signal: a farm that comes after must know of it."""
        if run.end_state != new_state:
            run.end_state = new_state
            self.state.store.save_wanted(run.stored.id, new_state)
        run.reason = run.reason or reason
        if not run.end_by:
            self.state.commit()
            run.end_by = time.monotonic() + GRACE_SECONDS
            self._interrupt(run, is_final=False)

    def _interrupt(self, run: TaskRun, *, is_final: bool) -> None:
        """Signal a run. A child keeps its number until it is reaped; one that was adopted may have lost it."""
        if run.process is not None or process_mark.is_running(run.stored.pid, run.stored.mark):
            run.seen.update(processes.descendants(run.stored.pid))
            processes.interrupt(run.stored.pid, token=self._starter.token(run.stored.id), is_final=is_final)

    def _fail(self, run: TaskRun, bits: int, reason: str) -> None:
        """End a run that broke a limit; `bits` is the state its task gets, ERR with others."""
        if not run.end_by:
            self._stop(run, str(bits), reason)

    def look(self) -> None:
        """Record the runs that ended, read new output, and enforce the time limits."""
        while True:
            try:
                run = self._ended.get_nowait()
            except queue.Empty:
                break
            self._finish(run, self._code_of(run))
        now = time.monotonic()
        if now < self._read_next:
            return
        self._read_next = now + READ_SECONDS
        for run in list(self.runs.values()):
            if run.process is None and not process_mark.is_running(run.stored.pid, run.stored.mark):
                self._finish(run, self._starter.exit_code(run.stored))
                continue
            self._observe(run, now)

    def _code_of(self, run: TaskRun) -> int:
        """The exit code of a run that ended; its shell is free for the next one when it left nothing behind."""
        assert run.process is not None
        if not isinstance(run.process, TaskShell):
            return run.process.wait()
        code = run.process.code()
        self._starter.shells.give_back(run.process, is_clean=not code and not run.end_state)
        return code

    def next_look_seconds(self) -> float | None:
        """In how many seconds `look` has something to do, or None when only an event can bring that."""
        if self._has_more:
            return 0.0
        return max(self._read_next - time.monotonic(), 0.0) if self.runs else None

    def _observe(self, run: TaskRun, now: float) -> None:
        if run.end_by and now > run.end_by:
            self._interrupt(run, is_final=True)
            run.end_by = now + 1.0
        if run.is_post:
            if run.seconds() > POST_SECONDS:
                self._fail(run, ERR, f"it took longer than {POST_SECONDS} s")
            return
        job, block, index = self._task_of_run(run)
        task = block.task(index)
        task.ended = task.started + int(run.seconds())
        if run.read():
            run.progressed = now
        self._shorten(run, job, block, index)
        self._show(run, job, block, index)
        if run.parser.verdict:
            self._fail(run, run.parser.verdict, "The output says so.")
        limit = block.field("task_max_run_time", 0)
        if limit > 0 and task.run_seconds >= limit:
            self._fail(run, ERR, "Task maximum run time reached.")
        limit = block.field("task_progress_change_timeout", -1)
        if limit > 0 and now - run.progressed > limit:
            self._fail(run, ERR, f"Task run time without progress reached (no progress for {limit}s).")

    def _shorten(self, run: TaskRun, job: LocalJob, block: LocalBlock, index: int) -> None:
        """Keep an output below its measure, and say so once."""
        if run.shorten(self._output_bytes) and not run.is_shortened:
            run.is_shortened = True
            most = self._output_bytes // 2**20
            text = f"afanasy: The output is longer than {most} MB (farm_output_mb): what is in its middle is dropped."
            self.state.logs.log_task(job, block, index, text)

    def _show(self, run: TaskRun, job: LocalJob, block: LocalBlock, index: int) -> None:
        parser, task = run.parser, block.task(index)
        shown = (parser.percent, parser.frame_percent, parser.frames_done, parser.activity)
        if shown != (task.percent, task.frame_percent, task.frames_done, task.activity):
            self.state.monitors.task_changed(job.id, block.number, index)
        task.percent, task.frame_percent, task.frames_done, task.activity = shown
        if parser.has_warning and not task.st & WRN:
            block.set_state(index, task.st | WRN)
        if parser.report and parser.report != job.report:
            job.report = parser.report
            self.state.save_state(job)

    def _task_of_run(self, run: TaskRun) -> TaskRef:
        job = self.state.by_serial(run.stored.serial)
        assert job is not None
        return job, job.blocks[run.stored.block], run.stored.task

    def _finish(self, run: TaskRun, code: int | None) -> None:
        """A run ended with that exit code, or with None: nobody knows."""
        del self.runs[run.stored.id]
        if run.process is None or run.end_state or code:
            self._end_relatives(run)
        self._at("ended")
        if run.is_post:
            self.posts.finish(run, code, is_put_off=run.end_state == str(RDY))
            with contextlib.suppress(OSError):
                os.unlink(run.output)
        else:
            self._finish_task(run, code)
        self.state.store.remove_run(run.stored.id)
        if not isinstance(run.process, TaskShell):  # whose file holds the codes of its other runs, too
            self._spent += self._starter.exit_files(run.stored)

    def clear(self) -> None:
        """Remove the exit codes of runs that ended; to be called when their outcomes are permanent, never before."""
        for path in (*self._spent, *self._starter.shells.left):
            with contextlib.suppress(OSError):
                os.unlink(path)
        self._spent.clear()
        self._starter.shells.left.clear()

    def _end_relatives(self, run: TaskRun) -> None:
        """End what a run left that may run again, and see it gone."""
        stored = run.stored
        processes.end_relatives(
            stored.pid, stored.mark, token=self._starter.token(stored.id), output_file=run.output, seen=run.seen
        )

    def _finish_task(self, run: TaskRun, code: int | None) -> None:
        job, block, index = self._task_of_run(run)
        run.read(is_over=True)
        run.parser.finish()
        self._shorten(run, job, block, index)
        self._show(run, job, block, index)
        block.task(index).written = rendered_files.existing(run.parser.files, run.folder)
        task_results.finish_task(self.state, run, (job, block, index), code=code)

    # Deleted jobs, and what a dead farm left

    def roll_back(self) -> None:
        """Forget what was not committed; what runs goes on."""
        self.state.roll_back()
        for run in self.runs.values():
            self._count(run.stored)

    def _count(self, stored: StoredRun) -> LocalJob | None:
        """Count a run as one of its job's; None when there is no such job (any more)."""
        job = self.state.by_serial(stored.serial) if stored.kind == "task" else None
        if job is not None:
            task_changes.count_run(self.state, job, job.blocks[stored.block], stored.task)
        return job

    def remove_deleted(self) -> None:
        """Finish the deletion of jobs whose last process ended: their post commands come into the queue."""
        busy = {run.stored.serial for run in self.runs.values() if not run.is_post}
        for job in [job for job in self.state.deleted.values() if job.serial not in busy]:
            self.state.remove_deleted(job)
            self.state.commit()
            shutil.rmtree(os.path.join(self.jobs_folder, str(job.serial)), ignore_errors=True)

    def adopt(self) -> None:
        """Take over the runs that a farm before this one recorded, before anything new is started.

        A shell that still runs is watched until it ends. One that left an exit code has its outcome recorded. One
        that ended without (killed, or never released) is put down as unknown after everything of it was ended.
        """
        for stored in self.state.store.runs():
            output, started, parser = self.posts.output_file(stored.serial), self.state.now(), OutputParser(1)
            folder = ""
            job = self._count(stored)
            if job is None and stored.kind == "task":
                self.state.store.remove_run(stored.id)
                continue
            if job is not None:
                block = job.blocks[stored.block]
                starts, started = block.task(stored.task).starts, block.task(stored.task).started
                output = output_file(self.jobs_folder, stored.serial, stored.block, stored.task, starts)
                parser, folder = parser_of(block, stored.task), self._starter.working_folder(job, block, stored.task)
            run = TaskRun(
                stored, None, output, parser, folder=folder, age_seconds=age_of(stored, self.state.now() - started)
            )
            self.runs[stored.id] = run
            if not process_mark.is_running(stored.pid, stored.mark):
                self._finish(run, self._starter.exit_code(stored))
            elif run.end_state:
                run.end_by = time.monotonic() + GRACE_SECONDS
                self._interrupt(run, is_final=False)
        self.state.commit()
        self.clear()
        self._starter.remove_left()
        kept = {str(serial) for serial in (*(job.serial for job in self.state.jobs.values()), *self.state.deleted)}
        for name in set(os.listdir(self.jobs_folder)) - kept:
            shutil.rmtree(os.path.join(self.jobs_folder, name), ignore_errors=True)
