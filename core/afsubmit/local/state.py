"""All that the farm knows: its jobs and users, every change kept in the store. No sockets and no processes here."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..wire.states import DON, RDY, RER, RUN
from . import job_reader
from .local_jobs import LocalJob, at_limit
from .local_tasks import LocalBlock, LocalTask
from .monitors import Monitors
from .news import News
from .register import Register
from .render import LOG_LINES, Render
from .schedule import JobDependencies, LifeTimes, Schedule
from .store import JOB_LINES, Store, StoredPost, StoredUser

SYSTEM_JOB = 1
SYSTEM_JOB_NAME = "afanasy"
SYSTEM_USER = "afadmin"
THE_RENDER = ("render",)
ERRORS_RETRIES = 3
TaskRef = tuple[LocalJob, LocalBlock, int]


class FarmState:
    """Jobs by id, in memory and in the store alike.

    Changes are permanent after `commit`, and gone when the process dies before it. `deleted` are
    jobs that nobody sees any more and whose processes still end.
    """

    def __init__(
        self, store: Store, *, host_name: str, user_name: str = SYSTEM_USER, clock: Callable[[], float] = time.time
    ) -> None:
        self.store, self.host_name, self._clock = store, host_name, clock
        self.folder = store.folder
        self.started = self.now()
        self.render = Render(store.render(), user_name=user_name, started=self.started)
        self.render.log.append(f"{self.stamp()}: afanasy: renders: {host_name}: Registered.")
        self.user_logs: dict[int, deque[str]] = {}
        self.monitors = Monitors()
        self.news = News(self.monitors, lambda: self.users)
        self._load()
        self.user_for(SYSTEM_USER, "")

    def _load(self) -> None:
        self.jobs = Register()
        self.schedule, self._dependencies = Schedule(self.jobs), JobDependencies(self.jobs)
        self.life_times = LifeTimes(self.jobs)
        self.deleted: dict[int, LocalJob] = {}
        self._unsaved: dict[int, LocalJob] = {}
        self._running: dict[tuple[int, int, int], None] = {}
        self.users: dict[str, StoredUser] = {user.name: user for user in self.store.users()}
        self.render.fields = self.store.render()
        for job in self.store.jobs():
            if job.is_deleted:
                self.deleted[job.serial] = job
            else:
                self._take(job)

    def _take(self, job: LocalJob) -> None:
        self.jobs.add(job)
        self.schedule.wake(job)
        self._set_life(job)
        if not job.is_done:
            self._dependencies.add_awaited(job)

    def now(self) -> int:
        """Seconds since the epoch."""
        return int(self._clock())

    def by_serial(self, serial: int) -> LocalJob | None:
        """The job with this serial, one that is being deleted included."""
        return self.deleted.get(serial) or self.jobs.by_serial(serial)

    def waits(self, job: LocalJob) -> int:
        """What the job as a whole waits for, as a state bit."""
        return self._dependencies.blocker(job, self.now())[0]

    # Users and the render

    def user_for(self, name: str, host: str) -> StoredUser:
        """The user of that name, created when new."""
        user = self.users.get(name)
        if user is None:
            user = StoredUser(max((one.id for one in self.users.values()), default=0) + 1, name, self.now(), host, {})
            self.users[name] = user
            self.store.add_user(user)
            self.monitors.changed("users", user.id, "add")
            self.log_user(user, "Registered.")
        return user

    def save_user(self, user: StoredUser) -> None:
        """Keep a user's changed fields; they count for all jobs of the user."""
        self.store.save_user(user)
        self.monitors.changed("users", user.id)
        for job in self.jobs.of_user(user.name):
            self._set_life(job)
            self.schedule.wake(job)

    def remove_user(self, user: StoredUser) -> None:
        """Forget a user without jobs."""
        del self.users[user.name]
        self.store.remove_user(user)
        self.monitors.changed("users", user.id, "del")

    def move_jobs(self, user: StoredUser, ids: Iterable[int], how: str) -> None:
        """Move a user's jobs among the user's others of the same priority: up, down, top or bottom."""
        for job in self.jobs.move(user.name, ids, how):
            self._keep_state(job)
        self.news.of_order(user.name)

    def save_render(self) -> None:
        """Keep the render's changed fields; they count for every job."""
        self.store.save_render(self.render.fields)
        self.news.of_render()
        self.schedule.wake_for(THE_RENDER)

    # What runs, and what is next

    def next_task(self) -> TaskRef | None:
        """The task that is to run next; jobs that have none fall asleep until something changes for them."""
        for job in self.schedule.awake(self.now()):
            if not self._must_wait(job):
                for block, index in job.next_tasks():
                    return job, block, index
                self.schedule.sleep(job)
        return None

    def _must_wait(self, job: LocalJob) -> bool:
        """Whether a job can run nothing now for a reason beyond its tasks; then it sleeps until that changes."""
        user, now = self.users.get(job.user_name), self.now()
        waits, awaited = self._dependencies.blocker(job, now)
        if job.is_offline or job.priority == 0 or job.time_done or self.store.has_posts(job.serial):
            self.schedule.sleep(job)
        elif waits:
            moment = 0 if awaited else int(job.field("time_wait", 0))
            self.schedule.sleep(job, until=awaited and ("job", awaited.serial), moment=moment)
        elif not self.render.takes(job):
            self.schedule.sleep(job, until=THE_RENDER)
        elif user is not None and (user.field("paused", False) or at_limit(self.running_of(user), user.fields)):
            self.schedule.sleep(job, until=("user", user.name))
        else:
            return False
        return True

    def running(self) -> list[TaskRef]:
        """The tasks whose processes run, in the order in which they were started."""
        found = ((self.jobs.by_serial(serial), block, index) for serial, block, index in self._running)
        return [(job, job.blocks[block], index) for job, block, index in found if job is not None]

    def running_of(self, user: StoredUser) -> int:
        """How many tasks of a user run."""
        return sum(1 for job, _, _ in self.running() if job.user_name == user.name)

    def count_run(self, job: LocalJob, block: LocalBlock, index: int) -> None:
        """A process runs for the task."""
        if not self._running:
            self.render.changed = self.now()
        self._running[job.serial, block.number, index] = None
        self.news.of_run(job)
        job.running[block.number] = job.running.get(block.number, 0) + 1

    def _count_end(self, job: LocalJob, block: LocalBlock, index: int) -> None:
        self._running.pop((job.serial, block.number, index), None)
        self.news.of_run(job)
        job.running[block.number] = max(job.running.get(block.number, 0) - 1, 0)
        self.schedule.wake_for(("user", job.user_name))
        if not self._running:
            self.render.changed = self.now()

    # Jobs

    def accept(self, document: Mapping[str, Any]) -> LocalJob:
        """Take a job.

        Raises:
            reading.InvalidJobError: it is none, with the reason; nothing was changed.
        """
        fields, blocks, tries = job_reader.read_job(document)
        user = self.user_for(str(fields["user_name"]), str(fields.get("host_name", "")))
        fields["name"] = self.jobs.unique_name(str(fields.get("name", "")))
        fields.setdefault("time_creation", self.now())
        job = LocalJob(self.jobs.free_id(), self.store.next_serial(), fields, blocks)
        job.tries = dict.fromkeys(tries)
        self._take(job)
        self.store.add_job(job)
        self._queue(job, "command_pre")
        self.log_job(job, f"afanasy: jobs: {job.name}: Initialized.")
        self.log_user(user, f"Adding a job: {job.name}")
        self.news.of_new_job(job)
        return job

    def remove(self, job: LocalJob) -> None:
        """Delete a job: it is gone for everybody at once; its post commands are kept when its last process ended."""
        self.schedule.remove(job)
        self.jobs.remove(job)
        self._dependencies.forget(job)
        job.is_deleted = True
        self.deleted[job.serial] = job
        self.schedule.wake_for(("job", job.serial))
        self._keep_state(job)
        self.log_job(job, f"afanasy: jobs: {job.name}: Deleted.")
        self.news.of_gone_job(job)

    def _queue(self, job: LocalJob, key: str) -> None:
        for command, folder in job.commands(key):
            self.store.add_post(job, command, folder)

    def remove_deleted(self, job: LocalJob) -> None:
        """Forget a deleted job without processes and keep its post commands: the job's, then each block's."""
        self.store.remove_posts(job)
        self._queue(job, "command_post")
        self.store.remove_job(job)
        self._unsaved.pop(job.serial, None)
        del self.deleted[job.serial]

    def save_fields(self, job: LocalJob) -> None:
        """Keep changed fields of a job or its blocks."""
        before = self.jobs.key(job), self.jobs.filed_user(job)
        self.jobs.refile(job)
        if before != (self.jobs.key(job), job.user_name):
            self.news.of_order(before[1], job.user_name)
        self._set_life(job)
        self._dependencies.forget(job)
        self.reopen(job)
        self.schedule.wake_for(("job", job.serial))
        job.forget_masks()
        for block in job.blocks:
            block.reset_order()
        self.store.save_document(job)
        self.save_state(job)

    def save_state(self, job: LocalJob) -> None:
        """Keep the job's own changed state, and tell of it."""
        self._keep_state(job)
        if not job.is_deleted:
            self.news.of_job(job, "jobs")

    def _keep_state(self, job: LocalJob) -> None:
        self._unsaved[job.serial] = job
        self.schedule.wake(job)

    def reopen(self, job: LocalJob) -> None:
        """A job may be awaited again: it has something to do, or another owner."""
        if not job.is_done:
            job.time_done = 0
            self._dependencies.add_awaited(job)

    def _set_life(self, job: LocalJob) -> None:
        """As afserver 3.4.1: the job's own time of life, else its user's, counts from its creation."""
        user = self.users.get(job.user_name)
        life = job.field("time_life", -1)
        life = user.field("jobs_life_time", 0) if life < 0 and user is not None else life
        self.life_times.set(job, job.field("time_creation", 0) + life if life > 0 else None)

    def remove_post(self, post: StoredPost) -> None:
        """A command of a job ran; the job's tasks may have waited for it."""
        self.store.remove_post(post.id)
        job = self.jobs.by_serial(post.serial)
        if job is not None:
            self.schedule.wake(job)

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

    def set_task(self, job: LocalJob, block: LocalBlock, index: int, st: int, *, is_reset: bool = False) -> LocalTask:
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
        if not job.is_deleted:
            self.news.of_task(job, block.number, index)
        return task

    def _follow(self, job: LocalJob) -> None:
        """Keep the job's times right after a task changed."""
        if not job.is_done:
            if job.time_done:
                self.reopen(job)
        elif not job.time_done:
            job.time_done = self.now()
            self.schedule.wake_for(("job", job.serial))
            job.time_started = job.time_started or job.time_done
            self.log_job(job, f"afanasy: jobs: {job.name}: Done.")
        self.save_state(job)

    def task_started(self, job: LocalJob, block: LocalBlock, index: int) -> LocalTask:
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
        self.count_run(job, block, index)
        self.render.tasks_log.append(f"{self.stamp()} : Starting task: {_named(job, block, index)}")
        self.log_task(job, block, index, f'afanasy: SESSION #{task.starts}: Starting on "{self.host_name}"')
        return self.set_task(job, block, index, RUN)

    def task_left(self, job: LocalJob, block: LocalBlock, index: int, seconds: float | None = None) -> LocalTask:
        """The task's process ended; the caller puts the task into its next state.

        It ran for so many `seconds` by a clock that nobody sets; None: as this machine's clock says.
        """
        self._count_end(job, block, index)
        self.render.tasks_log.append(f"{self.stamp()} : Finished task: {_named(job, block, index)}")
        task = block.task(index)
        task.ended = self.now() if seconds is None else task.started + int(seconds)
        block.last_host = self.host_name
        return task

    def task_failed(self, job: LocalJob, block: LocalBlock, index: int, bits: int, *, is_final: bool = False) -> None:
        """The task's process failed: try again, or leave it in error when its retries are used up.

        afserver 3.4.1 retries while the number of errors does not exceed errors_retries (its user's unless the block
        says).
        Its rules about avoiding a host are left out: with one host they would leave the task waiting for ever.
        """
        task = block.task(index)
        task.errors += 1
        block.is_error_host = True
        retries = block.field("errors_retries", -1)
        user = self.users.get(job.user_name)
        usual = user.field("errors_retries", ERRORS_RETRIES) if user is not None else ERRORS_RETRIES
        retries = usual if retries < 0 else retries
        if task.errors <= retries and not is_final:
            text = f"afanasy: Automatically retrying error task{task.errors} of {retries}."
            self.log_task(job, block, index, text)
            self.set_task(job, block, index, RDY | RER)
        else:
            self.set_task(job, block, index, bits)

    def task_done(self, job: LocalJob, block: LocalBlock, index: int, bits: int = 0) -> None:
        """The task succeeded."""
        self.set_task(job, block, index, DON | bits)

    # Logs

    def log_job(self, job: LocalJob, text: str) -> None:
        """Add a line to the job's log."""
        self.store.add_line(job.serial, JOB_LINES, 0, f"{self.stamp()}: {text}")

    def log_task(self, job: LocalJob, block: LocalBlock, index: int, text: str) -> None:
        """Add a line to the task's log."""
        self.store.add_line(job.serial, block.number, index, f"{self.stamp()}: {text}")

    def log_user(self, user: StoredUser, text: str, by: str = "afanasy: users") -> None:
        """Add a line to a user's log, which lasts as long as the farm runs."""
        lines = self.user_logs.setdefault(user.id, deque(maxlen=LOG_LINES))
        lines.append(f"{self.stamp()}: {by}: {user.name}: {text}")

    def log_render(self, text: str) -> None:
        """Add a line to the render's log, which lasts as long as the farm runs."""
        self.render.log.append(f"{self.stamp()}: {text}")

    def stamp(self) -> str:
        """This moment as lines of logs begin."""
        return time.strftime("%a %d %b %H:%M.%S", time.localtime(self._clock()))


def _named(job: LocalJob, block: LocalBlock, index: int) -> str:
    """A task as afserver 3.4.1 names it in a render's log."""
    service, parser, capacity = block.field("service", ""), block.field("parser", ""), block.field("capacity", 1000)
    return f"[{service}({parser}):{capacity}] {job.user_name}: {job.name}[{block.name}][{block.task_name(index)}]"


def output_file(folder: str, serial: int, block: int, task: int, number: int) -> str:
    """Where the output of a task's n-th start is kept."""
    return os.path.join(folder, str(serial), f"{block}.{task}.{number}.txt")
