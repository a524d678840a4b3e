"""All that the farm knows: its jobs and users, every change kept in the store. No sockets and no processes here."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import Any

from ..wire.states import DON, RDY, RER, RUN
from . import jobs as jobs_
from . import reading
from .jobs import Job
from .store import JOB_LINES, Store, User
from .tasks import Block, Task

SYSTEM_JOB = 1
SYSTEM_USER = "afadmin"
LAST_PLACE = 10**9


class FarmState:
    """Jobs by id, in memory and in the store alike.

    Changes are permanent after `commit`, and gone when the process dies before it. `deleted` are
    jobs that nobody sees any more and whose processes still end.
    """

    def __init__(self, store: Store, *, host_name: str, clock: Callable[[], float] = time.time) -> None:
        self.store, self.host_name, self._clock = store, host_name, clock
        self.started = self.now()
        self._load()
        self.user_for(SYSTEM_USER, "")

    def _load(self) -> None:
        self.jobs: dict[int, Job] = {}
        self.deleted: dict[int, Job] = {}
        self._unsaved: dict[int, Job] = {}
        self.users: dict[str, User] = {user.name: user for user in self.store.users()}
        for job in self.store.jobs():
            if job.is_deleted:
                self.deleted[job.serial] = job
            else:
                self.jobs[job.id] = job

    def now(self) -> int:
        """Seconds since the epoch."""
        return int(self._clock())

    def in_order(self) -> list[Job]:
        """The jobs as they are listed and served."""
        return jobs_.in_order(self.jobs.values())

    def by_serial(self, serial: int) -> Job | None:
        """The job with this serial, one that is being deleted included."""
        if serial in self.deleted:
            return self.deleted[serial]
        return next((job for job in self.jobs.values() if job.serial == serial), None)

    def waits(self, job: Job) -> int:
        """What the job as a whole waits for, as a state bit."""
        return jobs_.job_waits(job, self.jobs.values(), self.now())

    def user_for(self, name: str, host: str) -> User:
        """The user of that name, created when new."""
        user = self.users.get(name)
        if user is None:
            user = User(max((one.id for one in self.users.values()), default=0) + 1, name, self.now(), host)
            self.users[name] = user
            self.store.add_user(user)
        return user

    # Jobs

    def accept(self, document: Mapping[str, Any]) -> Job:
        """Take a job.

        Raises:
            reading.InvalidJobError: it is none, with the reason; nothing was changed.
        """
        fields, blocks, tries = reading.read_job(document)
        self.user_for(str(fields["user_name"]), str(fields.get("host_name", "")))
        fields["name"] = jobs_.unique_name(str(fields.get("name", "")), (job.name for job in self.jobs.values()))
        fields.setdefault("time_creation", self.now())
        job = Job(self._free_id(), self.store.next_serial(), fields, blocks)
        job.tries, job.user_list_order = tries, LAST_PLACE
        self.jobs[job.id] = job
        self.store.add_job(job)
        self._queue(job, "command_pre")
        self._number(job.user_name)
        self.log_job(job, f"afanasy: jobs: {job.name}: Initialized.")
        return job

    def _free_id(self) -> int:
        """The smallest id that no job has; 1 is the system job."""
        taken = set(self.jobs)
        number = SYSTEM_JOB + 1
        while number in taken:
            number += 1
        return number

    def _number(self, user_name: str) -> None:
        for moved in jobs_.number_users_jobs(job for job in self.jobs.values() if job.user_name == user_name):
            self.save_state(moved)

    def remove(self, job: Job) -> None:
        """Delete a job: it is gone for everybody at once; its post commands are kept when its last process ended."""
        del self.jobs[job.id]
        job.is_deleted = True
        self.deleted[job.serial] = job
        self.save_state(job)
        self.log_job(job, f"afanasy: jobs: {job.name}: Deleted.")

    def _queue(self, job: Job, key: str) -> None:
        for command, folder in job.commands(key):
            self.store.add_post(job, command, folder)

    def bury(self, job: Job) -> None:
        """Forget a deleted job without processes and keep its post commands: the job's, then each block's."""
        self.store.remove_posts(job)
        self._queue(job, "command_post")
        self.store.remove_job(job)
        self._unsaved.pop(job.serial, None)
        del self.deleted[job.serial]

    def save_fields(self, job: Job) -> None:
        """Keep changed fields of a job or its blocks."""
        self._number(job.user_name)
        job.forget_masks()
        for block in job.blocks:
            block.reset_order()
        self.store.save_document(job)
        self.save_state(job)

    def save_state(self, job: Job) -> None:
        """Keep the job's own changed state."""
        self._unsaved[job.serial] = job

    def commit(self) -> None:
        """Make everything since the last commit permanent."""
        for job in self._unsaved.values():
            self.store.save_state(job)
        self._unsaved.clear()
        self.store.commit()

    def roll_back(self) -> None:
        """Forget everything since the last commit; jobs are other objects afterwards, and nobody runs in them."""
        self.store.roll_back()
        self._load()

    # Tasks

    def set_task(self, job: Job, block: Block, index: int, st: int, *, is_reset: bool = False) -> Task:
        """Put a task into a state; `is_reset` forgets its errors, as a restart, skip or done does."""
        was_done = block.is_done
        task = block.set_state(index, st)
        if is_reset:
            task.errors = 0
        if not st & RUN:
            task.activity = task.resources = ""
        self.store.save_task(job, block, index)
        if block.is_done and not was_done:
            block.time_done = self.now()
        self._follow(job)
        return task

    def _follow(self, job: Job) -> None:
        """Keep the job's times right after a task changed."""
        if not job.is_done:
            job.time_done = 0
        elif not job.time_done:
            job.time_done = self.now()
            job.time_started = job.time_started or job.time_done
            self.log_job(job, f"afanasy: jobs: {job.name}: Done.")
        self.save_state(job)

    def task_started(self, job: Job, block: Block, index: int) -> Task:
        """A process was started for the task."""
        now = self.now()
        task = block.task(index)
        task.starts += 1
        task.started = task.ended = now
        task.host = block.last_host = self.host_name
        task.percent = task.frames_done = task.frame_percent = 0
        if not block.time_started:
            block.time_started = now
        if not job.time_started:
            job.time_started = now
            self.log_job(job, f"afanasy: jobs: {job.name}: Started.")
        job.running[block.number] = job.running.get(block.number, 0) + 1
        self.log_task(job, block, index, f'afanasy: SESSION #{task.starts}: Starting on "{self.host_name}"')
        return self.set_task(job, block, index, RUN)

    def task_left(self, job: Job, block: Block, index: int) -> Task:
        """The task's process ended; the caller puts the task into its next state."""
        job.running[block.number] = max(job.running.get(block.number, 0) - 1, 0)
        task = block.task(index)
        task.ended = self.now()
        block.last_host = self.host_name
        return task

    def task_failed(self, job: Job, block: Block, index: int, bits: int, *, is_final: bool = False) -> None:
        """The task's process failed: try again, or leave it in error when its retries are used up.

        afserver 3.4.1 retries while the number of errors does not exceed errors_retries (3 unless the block says).
        Its rules about avoiding a host are left out: with one host they would leave the task waiting for ever.
        """
        task = block.task(index)
        task.errors += 1
        block.is_error_host = True
        retries = block.field("errors_retries", -1)
        retries = 3 if retries < 0 else retries
        if task.errors <= retries and not is_final:
            text = f"afanasy: Automatically retrying error task{task.errors} of {retries}."
            self.log_task(job, block, index, text)
            self.set_task(job, block, index, RDY | RER)
        else:
            self.set_task(job, block, index, bits)

    def task_done(self, job: Job, block: Block, index: int, bits: int = 0) -> None:
        """The task succeeded."""
        self.set_task(job, block, index, DON | bits)

    # Logs

    def log_job(self, job: Job, text: str) -> None:
        """Add a line to the job's log."""
        self.store.add_line(job.serial, JOB_LINES, 0, f"{self._stamp()}: {text}")

    def log_task(self, job: Job, block: Block, index: int, text: str) -> None:
        """Add a line to the task's log."""
        self.store.add_line(job.serial, block.number, index, f"{self._stamp()}: {text}")

    def _stamp(self) -> str:
        return time.strftime("%a %d %b %H:%M.%S", time.localtime(self._clock()))


def output_file(folder: str, serial: int, block: int, task: int, number: int) -> str:
    """Where the output of a task's n-th start is kept."""
    return os.path.join(folder, str(serial), f"{block}.{task}.{number}.txt")
