"""The farm's memory: SQLite, written before anything happens that must not happen twice.

The law: changes gather in one transaction until `commit`; the farm answers a request, and lets a task run, only after
its commit. What was committed outlives the farm's process; what was committed while `is_durable` is set, and a second
later everything, outlives the machine's end, too. Whoever opens the store must hold the farm's lock (`farm_lock.py`):
one process alone has it open, so that the write-ahead log needs no shared memory, and works on network drives.
"""

from __future__ import annotations

import json
import operator
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from . import stored_rows
from .local_jobs import LocalJob
from .local_tasks import LocalBlock, LocalTask

VERSION = 2
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, registered INTEGER NOT NULL,
    host TEXT NOT NULL, fields TEXT NOT NULL DEFAULT '{}');
CREATE TABLE jobs (serial INTEGER PRIMARY KEY, id INTEGER NOT NULL, document TEXT NOT NULL, state TEXT NOT NULL);
CREATE TABLE tasks (serial INTEGER NOT NULL, block INTEGER NOT NULL, task INTEGER NOT NULL, st INTEGER NOT NULL,
    starts INTEGER NOT NULL, errors INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER NOT NULL,
    percent INTEGER NOT NULL, frames_done INTEGER NOT NULL, frame_percent INTEGER NOT NULL, host TEXT NOT NULL,
    PRIMARY KEY (serial, block, task)) WITHOUT ROWID;
CREATE TABLE lines (serial INTEGER NOT NULL, block INTEGER NOT NULL, task INTEGER NOT NULL, text TEXT NOT NULL);
CREATE INDEX lines_of_task ON lines (serial, block, task);
CREATE TABLE runs (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, serial INTEGER NOT NULL, block INTEGER NOT NULL,
    task INTEGER NOT NULL, pid INTEGER NOT NULL, mark TEXT NOT NULL, wanted TEXT NOT NULL);
CREATE TABLE posts (id INTEGER PRIMARY KEY AUTOINCREMENT, job_name TEXT NOT NULL, serial INTEGER NOT NULL,
    command TEXT NOT NULL, folder TEXT NOT NULL, tries INTEGER NOT NULL, not_before INTEGER NOT NULL);
"""
INDEXES = """
CREATE INDEX IF NOT EXISTS posts_of_job ON posts (serial);
CREATE INDEX IF NOT EXISTS posts_in_order ON posts (tries, id);
"""
UPGRADES = {1: "ALTER TABLE users ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';"}
"""What makes a store of one version one of the next."""
TASK_COLUMNS = (
    "st", "starts", "errors", "started", "ended", "percent", "frames_done", "frame_percent", "host",
)  # fmt: skip
POST_WAIT_SECONDS = 60
SYNC_SECONDS = 1.0
"""How long what happened to tasks may wait for the disk; the machine's end in it means that they run again."""
LOG_PAGES = 4000
"""How long the write-ahead log grows (pages of 4 kB) before it is taken into the database."""
_TASK_VALUES = operator.attrgetter(*TASK_COLUMNS)
JOBS_AT_ONCE = 1000
"""Rows of jobs that are read together."""
JOB_LINES = -1
"""The block number under which a job's own log lines are kept."""


class StoredUser(NamedTuple):
    """Somebody who sent a job. `fields` is what actions set."""

    id: int
    name: str
    registered: int
    host: str
    fields: dict[str, Any]

    def field(self, name: str, default: Any = None) -> Any:
        """What an action set, or the default."""
        return self.fields.get(name, default)


class StoredRun(NamedTuple):
    """A process that was started and whose end is not recorded."""

    id: int
    kind: str
    serial: int
    block: int
    task: int
    pid: int
    mark: str
    end_state: str


class StoredPost(NamedTuple):
    """A command of a job, not of a task, that still has to run."""

    id: int
    job_name: str
    serial: int
    command: str
    folder: str
    tries: int
    not_before: int


class Store:
    """One open store. Every method but the readers takes part in the current transaction."""

    def __init__(self, path: str) -> None:
        """Open or create the store.

        Raises:
            sqlite3.Error: the file is no store, or cannot be written.
            ValueError: it was written by a later version of the farm.
        """
        self.folder = os.path.dirname(os.path.abspath(path))
        self._base = sqlite3.connect(path, isolation_level=None, timeout=10.0)
        self._base.row_factory = lambda cursor, row: tuple(stored_rows.from_stored(value) for value in row)
        run = self._base.execute
        run("PRAGMA locking_mode = EXCLUSIVE")
        if run("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
            run("PRAGMA journal_mode = PERSIST")
        run(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        run("PRAGMA synchronous = NORMAL")
        self._is_open = self.is_durable = self._is_synced = False
        self._synced_at = time.monotonic()
        self._may_have_posts = True
        if not run("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            self._base.executescript(
                f"BEGIN; {SCHEMA} INSERT INTO meta VALUES ('version', '{VERSION}'), ('last_serial', '0'); COMMIT;"
            )
        self._upgrade(path)
        self.has_posts()

    def _upgrade(self, path: str) -> None:
        version = int(self._meta("version"))
        if version > VERSION:
            raise ValueError(f"{path} was written by a later version (its format is {version}, known is {VERSION})")
        for step in range(version, VERSION):
            done = f"UPDATE meta SET value = '{step + 1}' WHERE key = 'version';"
            self._base.executescript(f"BEGIN; {UPGRADES[step]} {done} COMMIT;")
        self._base.executescript(INDEXES)

    def close(self) -> None:
        """Close; what was not committed is lost."""
        self._base.close()

    def commit(self) -> None:
        """Make everything since the last commit permanent."""
        if self._is_open:
            self._base.execute("COMMIT")
            self._is_open = False
            if self._is_synced:
                self._synced_at = time.monotonic()

    def roll_back(self) -> None:
        """Forget everything since the last commit."""
        if self._is_open:
            self._is_open = False
            self._may_have_posts = True
            self._base.execute("ROLLBACK")

    def _write(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        if not self._is_open:
            self._begin()
        try:
            return self._base.execute(statement, values)
        except UnicodeEncodeError:
            return self._base.execute(statement, [stored_rows.to_stored(value) for value in values])

    def _begin(self) -> None:
        """Begin a transaction; whether its commit waits for the disk is settled here."""
        is_synced = self.is_durable or time.monotonic() - self._synced_at >= SYNC_SECONDS
        if is_synced != self._is_synced:
            self._base.execute(f"PRAGMA synchronous = {'FULL' if is_synced else 'NORMAL'}")
            self._is_synced = is_synced
        self._base.execute("BEGIN IMMEDIATE")
        self._is_open = True

    def _meta(self, key: str) -> str:
        return str(self._base.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0])

    def render(self) -> dict[str, Any]:
        """What actions set of the farm's render."""
        rows = dict(self._base.execute("SELECT key, value FROM meta WHERE key IN ('is_paused', 'render')").fetchall())
        fields: dict[str, Any] = json.loads(rows["render"]) if "render" in rows else {}
        return {"paused": True, **fields} if "is_paused" in rows else fields

    def save_render(self, fields: Mapping[str, Any]) -> None:
        """Keep what actions set of the farm's render."""
        self._write("DELETE FROM meta WHERE key IN ('is_paused', 'render')")
        self._write("INSERT INTO meta VALUES ('render', ?)", (json.dumps(fields, separators=(",", ":")),))

    # Users

    def users(self) -> list[StoredUser]:
        """All users that ever sent a job."""
        rows = self._base.execute("SELECT id, name, registered, host, fields FROM users ORDER BY id")
        return [StoredUser(id_, name, at, host, json.loads(fields)) for id_, name, at, host, fields in rows]

    def add_user(self, user: StoredUser) -> None:
        """Keep a new user."""
        self._write("INSERT INTO users VALUES (?, ?, ?, ?, ?)", (*user[:4], json.dumps(user.fields)))

    def save_user(self, user: StoredUser) -> None:
        """Keep what an action set of a user."""
        self._write("UPDATE users SET fields = ? WHERE id = ?", (json.dumps(user.fields), user.id))

    def remove_user(self, user: StoredUser) -> None:
        """Forget a user."""
        self._write("DELETE FROM users WHERE id = ?", (user.id,))

    # Jobs

    def next_serial(self) -> int:
        """A serial that no job ever had."""
        serial = int(self._meta("last_serial")) + 1
        self._write("UPDATE meta SET value = ? WHERE key = 'last_serial'", (str(serial),))
        return serial

    def add_job(self, job: LocalJob) -> None:
        """Keep a new job."""
        self._write(
            "INSERT INTO jobs VALUES (?, ?, ?, ?)",
            (job.serial, job.id, stored_rows.document(job), stored_rows.state(job)),
        )

    def save_document(self, job: LocalJob) -> None:
        """Keep what an action changed of a job's fields, blocks or listed tasks."""
        self._write("UPDATE jobs SET document = ? WHERE serial = ?", (stored_rows.document(job), job.serial))

    def save_state(self, job: LocalJob) -> None:
        """Keep the job's own state: paused, times, order, tasks to try, deleted."""
        self._write("UPDATE jobs SET state = ? WHERE serial = ?", (stored_rows.state(job), job.serial))

    def save_tasks(self, job: LocalJob, block: LocalBlock, indexes: Sequence[int]) -> None:
        """Keep how far tasks of a block got."""
        if not self._is_open:
            self._begin()
        rows = ((job.serial, block.number, index, *_TASK_VALUES(block.task(index))) for index in indexes)
        self._base.executemany("INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def remove_job(self, job: LocalJob) -> None:
        """Forget a job whose last process ended."""
        for table in ("jobs", "tasks", "lines"):
            self._write(f"DELETE FROM {table} WHERE serial = ?", (job.serial,))

    def jobs(self) -> Iterator[LocalJob]:
        """All jobs as they were kept, deleted ones that still had processes included."""
        tasks = self._tasks()
        row = next(tasks, None)
        for job in self._jobs_without_tasks():
            while row is not None and row[0] <= job.serial:
                if row[0] == job.serial:
                    _restore_task(job, *row[1:])
                row = next(tasks, None)
            yield job

    def _jobs_without_tasks(self) -> Iterator[LocalJob]:
        rows = self._base.cursor()
        rows.row_factory = None
        rows.execute("SELECT serial, id, document, state FROM jobs ORDER BY serial")
        while True:
            some = rows.fetchmany(JOBS_AT_ONCE)
            if not some:
                return
            serials, ids, documents, states = zip(*some)
            for row in zip(ids, serials, stored_rows.loaded(documents), stored_rows.loaded(states)):
                yield stored_rows.restored(*row)

    def _tasks(self) -> Iterator[Any]:
        """The rows of all tasks, job by job."""
        return self._base.execute(f"SELECT serial, block, task, {', '.join(TASK_COLUMNS)} FROM tasks ORDER BY serial")

    # Log lines

    def add_line(self, serial: int, block: int, task: int, text: str) -> None:
        """Add a line to a task's log, or with block JOB_LINES to the job's."""
        self._write("INSERT INTO lines VALUES (?, ?, ?, ?)", (serial, block, task, text))

    def lines(self, serial: int, block: int, task: int) -> list[str]:
        """The log, oldest line first."""
        key = (serial, block, task)
        found = self._base.execute(
            "SELECT text FROM lines WHERE serial = ? AND block = ? AND task = ? ORDER BY rowid", key
        )
        return [row[0] for row in found]

    # Processes

    def last_run(self) -> int:
        """The highest number of a run that is kept."""
        return int(self._base.execute("SELECT coalesce(max(id), 0) FROM runs").fetchone()[0])

    def add_run(self, run: StoredRun) -> None:
        """Keep that a process was started."""
        self._write("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", run)

    def save_wanted(self, run_id: int, end_state: str) -> None:
        """Keep what shall become of the task when its process was stopped."""
        self._write("UPDATE runs SET wanted = ? WHERE id = ?", (end_state, run_id))

    def remove_run(self, run_id: int) -> None:
        """Forget a process that ended."""
        self._write("DELETE FROM runs WHERE id = ?", (run_id,))

    def runs(self) -> list[StoredRun]:
        """The processes whose end was not recorded."""
        return [StoredRun(*row) for row in self._base.execute("SELECT * FROM runs ORDER BY id").fetchall()]

    # Commands before a job and after its deletion

    def add_post(self, job: LocalJob, command: str, folder: str) -> None:
        """Keep a command until it has run."""
        self._may_have_posts = True
        self._write(
            "INSERT INTO posts (job_name, serial, command, folder, tries, not_before) VALUES (?, ?, ?, ?, 0, 0)",
            (job.name, job.serial, command, folder),
        )

    def posts(self, now: int, number: int) -> list[StoredPost]:
        """So many of the commands that may run now, those that were never tried first.

        None waits longer than `POST_WAIT_SECONDS`: one that seems to was put off before the clock was set back.
        """
        if not self._may_have_posts:
            return []
        rows = self._base.execute(
            "SELECT * FROM posts WHERE not_before NOT BETWEEN ? AND ? ORDER BY tries, id LIMIT ?",
            (now + 1, now + POST_WAIT_SECONDS, number),
        ).fetchall()
        return [StoredPost(*row) for row in rows]

    def post(self, post_id: int) -> StoredPost | None:
        """One command, None when it does not have to run any more."""
        row = self._base.execute("SELECT * FROM posts WHERE id = ?", (post_id,)).fetchone()
        return None if row is None else StoredPost(*row)

    def has_posts(self, serial: int | None = None) -> bool:
        """Whether any command still has to run, or one of the job with this serial."""
        if not self._may_have_posts:
            return False
        where, values = ("", ()) if serial is None else (" WHERE serial = ?", (serial,))
        found = self._base.execute(f"SELECT 1 FROM posts{where} LIMIT 1", values).fetchone() is not None
        if serial is None:
            self._may_have_posts = found
        return found

    def save_try(self, post_id: int, tries: int, not_before: int) -> None:
        """Keep that a command failed, and when it may be tried again."""
        self._write("UPDATE posts SET tries = ?, not_before = ? WHERE id = ?", (tries, not_before, post_id))

    def remove_posts(self, job: LocalJob) -> None:
        """Forget all commands of a job."""
        self._write("DELETE FROM posts WHERE serial = ?", (job.serial,))

    def remove_post(self, post_id: int) -> None:
        """Forget one command."""
        self._write("DELETE FROM posts WHERE id = ?", (post_id,))


def _restore_task(job: LocalJob, block: Any, index: Any, *values: Any) -> None:
    """Take a task of the job as its row says.

    Raises:
        sqlite3.DataError: the row is damaged.
    """
    numbers, host = values[:-1], values[-1]
    if not all(type(one) is int for one in (block, index, *numbers)) or not isinstance(host, str):
        raise sqlite3.DataError(f"a row of task {index!r} of job {job.serial} is damaged")
    if not (0 <= block < len(job.blocks) and 0 <= index < job.blocks[block].tasks_num):
        raise sqlite3.DataError(f"job {job.serial} has no task {index} of block {block}")
    task = LocalTask(0)
    for name, value in zip(TASK_COLUMNS, values):
        setattr(task, name, value)
    job.blocks[block].restore(index, task)
