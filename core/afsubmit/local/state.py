"""All that the farm knows: its jobs and users, every change kept in the store. No sockets and no processes here."""

from __future__ import annotations

import contextlib
import gc
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from . import job_reader
from .farm_logs import FarmLogs
from .local_jobs import LocalJob
from .monitors import Monitors
from .news import News
from .register import Register
from .render import Render
from .running import RunningTasks
from .schedule import JobDependencies, LifeTimes, Schedule
from .store import Store, StoredPost, StoredUser
from .written_answer import JobText

SYSTEM_JOB = 1
SYSTEM_JOB_NAME = "afanasy"
SYSTEM_USER = "afadmin"
THE_RENDER = ("render",)


class FarmState:
    """Jobs by id, in memory and in the store alike.

    Changes are permanent after `commit`, and gone when the process dies before it. `deleted` are
    jobs that nobody sees any more and whose processes still end. `listed` is what was last said of a job in a list and
    what it waited for then, by serial, for who answers questions: gone as soon as something of the job changes.
    """

    def __init__(
        self, store: Store, *, host_name: str, user_name: str = SYSTEM_USER, clock: Callable[[], float] = time.time
    ) -> None:
        self.store, self.host_name, self._clock = store, host_name, clock
        self.folder = store.folder
        self.started = self.now()
        self.render = Render(store.render(), user_name=user_name, started=self.started)
        self.logs = FarmLogs(store, self.render, clock)
        self.logs.log_render(f"afanasy: renders: {host_name}: Registered.")
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
        self.listed: dict[int, tuple[int, JobText]] = {}
        self.running = RunningTasks(self.jobs)
        self.users: dict[str, StoredUser] = {user.name: user for user in self.store.users()}
        self.render.fields = self.store.render()
        with _without_collecting():
            for job in self.store.jobs():
                if job.is_deleted:
                    self.deleted[job.serial] = job
                else:
                    self._take(job)

    def _take(self, job: LocalJob) -> None:
        self.jobs.add(job)
        self._set_life(job)
        if not job.is_done:
            self.schedule.wake(job)
            self._dependencies.add_awaited(job)

    def now(self) -> int:
        """Seconds since the epoch."""
        return int(self._clock())

    def by_serial(self, serial: int) -> LocalJob | None:
        """The job with this serial, one that is being deleted included."""
        return self.deleted.get(serial) or self.jobs.by_serial(serial)

    def waits(self, job: LocalJob) -> int:
        """What the job as a whole waits for, as a state bit."""
        return self.blocker(job)[0]

    def blocker(self, job: LocalJob) -> tuple[int, LocalJob | None]:
        """The same, and the job that it waits for if it waits for one."""
        return self._dependencies.blocker(job, self.now())

    # Users and the render

    def user_for(self, name: str, host: str) -> StoredUser:
        """The user of that name, created when new."""
        user = self.users.get(name)
        if user is None:
            user = StoredUser(max((one.id for one in self.users.values()), default=0) + 1, name, self.now(), host, {})
            self.users[name] = user
            self.store.add_user(user)
            self.monitors.changed("users", user.id, "add")
            self.logs.log_user(user, "Registered.")
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
        self.logs.log_job(job, f"afanasy: jobs: {job.name}: Initialized.")
        self.logs.log_user(user, f"Adding a job: {job.name}")
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
        self.logs.log_job(job, f"afanasy: jobs: {job.name}: Deleted.")
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
        self.listed.pop(job.serial, None)
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


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """Within, nobody looks for objects that only know each other, nor later in those: made to stay, none is one."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def output_file(folder: str, serial: int, block: int, task: int, number: int) -> str:
    """Where the output of a task's n-th start is kept."""
    return os.path.join(folder, str(serial), f"{block}.{task}.{number}.txt")
