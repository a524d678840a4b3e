"""What was sent from this machine: one entry for each job, kept in one SQLite file of the state folder.

An entry is written before anything of its job leaves this machine, so that a process that was killed in between is
found by `clean`. Several processes may write at once; a rollback journal, never WAL, since home folders are shared.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ...errors import AfError
from ...studio import folders, json_files, ownership

if TYPE_CHECKING:
    import sqlite3

SENDING, SENT, UNKNOWN, TAKEN_BACK = "sending", "sent", "unknown", "taken back"
"""States of an entry. `sending` that is old is a submission that was killed in the middle."""

FILE = "history.db"
MEMORY = ":memory:"
VERSION = 3
BUSY_SECONDS = 10.0
_TABLES = (
    "CREATE TABLE entry (number INTEGER PRIMARY KEY AUTOINCREMENT, moment REAL NOT NULL, state TEXT NOT NULL,"
    " name TEXT NOT NULL, server TEXT NOT NULL, user_name TEXT NOT NULL, host TEXT NOT NULL, scene TEXT NOT NULL,"
    " origin TEXT NOT NULL, submission TEXT NOT NULL, id INTEGER NOT NULL DEFAULT 0, serial INTEGER NOT NULL DEFAULT 0,"
    " snapshot TEXT NOT NULL, files TEXT NOT NULL DEFAULT '{}', is_gone INTEGER NOT NULL DEFAULT 0,"
    " is_announced INTEGER NOT NULL DEFAULT 0, request TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE document (number INTEGER PRIMARY KEY, body BLOB NOT NULL)",
    "CREATE INDEX by_scene ON entry (scene, number)",
    f"PRAGMA user_version = {VERSION}",
)
_REQUESTS = ("ALTER TABLE entry ADD COLUMN request TEXT NOT NULL DEFAULT ''", f"PRAGMA user_version = {VERSION}")
_RENAMES = ("ALTER TABLE entry RENAME COLUMN press TO submission", *_REQUESTS)
_UPGRADES = {0: _TABLES, 1: _RENAMES, 2: _REQUESTS}
"""What makes the file of each earlier version one of this version; 0 is a file without tables."""


class HistoryError(AfError):
    """The history cannot be read or written; the sentence names the file."""


class Entry(NamedTuple):
    """One job that was sent, or was to be.

    `moment` is seconds since the epoch; `server` is "host:port", or "local:NAME" for the farm of the machine NAME;
    `submission` is the same word for all jobs of one submission; `origin` is what asked for it ("dialog", "command",
    "save", "history"); `snapshot` is "" for none; `files` holds, as JSON, the mark (`own_file.mark_of`) of every file
    that was made for the job by its path, "" for what was not written yet; `is_gone` says that all of them were seen to
    be away; `is_announced` that the job was seen to be done; `request` holds, as JSON, the settings and outputs that it
    was sent with, "" where they were not kept.
    """

    number: int
    moment: float
    state: str
    name: str
    server: str
    user_name: str
    host: str
    scene: str
    origin: str
    submission: str
    id: int
    serial: int
    snapshot: str
    files: str
    is_gone: bool
    is_announced: bool
    request: str = ""

    @property
    def is_local(self) -> bool:
        """Whether it was sent to the farm of a machine, whose paths are the machine's own."""
        return self.server.startswith("local:")

    @property
    def marks(self) -> Mapping[str, str]:
        """The mark of every file that was made for the job, by its path.

        Raises:
            HistoryError: the entry is damaged.
        """
        try:
            marks = json_files.loads(self.files, "its list of files")
            return {str(path): str(mark) for path, mark in marks.items()}
        except (AttributeError, json_files.JsonError) as error:
            raise HistoryError(f"The entry {self.number} of the history is damaged: {error}.") from error


class NewEntry(NamedTuple):
    """What is known of a job before it is sent: fields of `Entry`, and `copies`, its files beside the snapshot."""

    document: Mapping[str, Any]
    server: str
    host: str
    scene: str
    origin: str
    submission: str
    snapshot: str
    copies: Sequence[str] = ()
    request: str = ""


class History:
    """The entries of this user on this machine's state folder. Usable from any thread; nothing is kept open."""

    def __init__(self, path: str = "") -> None:
        """Open nothing yet; `path` is by default the file in the state folder, which is made when first written."""
        self.path = path or os.path.join(folders.state_folder(), FILE)

    def begin(self, entries: Sequence[NewEntry]) -> list[int]:
        """Keep these jobs as being sent; returns their numbers.

        Raises:
            HistoryError: it cannot be written; nothing was.
        """
        with self._writing() as database:
            return [self._insert(database, entry) for entry in entries]

    def note_marks(self, number: int, marks: Mapping[str, str]) -> None:
        """Keep what the files looked like when they had been written.

        Raises:
            HistoryError: it cannot be written.
        """
        self._update(number, files=_text(marks))

    def note_sent(self, number: int, *, id: int, serial: int) -> None:
        """The server has taken it.

        Raises:
            HistoryError: it cannot be written.
        """
        self._update(number, state=SENT, id=id, serial=serial)

    def note_state(self, number: int, state: str) -> None:
        """It is `state` now.

        Raises:
            HistoryError: it cannot be written.
        """
        self._update(number, state=state)

    def note_moved(self, number: int, *, document: Mapping[str, Any], server: str, id: int, serial: int) -> None:
        """Another farm has it now, as this document.

        Raises:
            HistoryError: it cannot be written.
        """
        with self._writing() as database:
            command = "UPDATE entry SET server = ?, id = ?, serial = ?, is_gone = 0 WHERE number = ?"
            database.execute(command, (server, id, serial, number))
            database.execute("UPDATE document SET body = ? WHERE number = ?", (_body(document), number))

    def note_gone(self, number: int) -> None:
        """Its files are away: nobody needs to look for them again.

        Raises:
            HistoryError: it cannot be written.
        """
        self._update(number, is_gone=1)

    def announce(self, number: int) -> bool:
        """Say that the job was seen to be done; True for the first who says so, on any process.

        Raises:
            HistoryError: it cannot be written.
        """
        with self._writing() as database:
            command = "UPDATE entry SET is_announced = 1 WHERE number = ? AND is_announced = 0"
            return database.execute(command, (number,)).rowcount == 1

    def forget(self, numbers: Sequence[int]) -> None:
        """Remove entries of which nothing is left: no job, no file.

        Raises:
            HistoryError: it cannot be written.
        """
        with self._writing() as database:
            for table in ("entry", "document"):
                database.executemany(f"DELETE FROM {table} WHERE number = ?", [(number,) for number in numbers])

    def entries(self, *, limit: int = -1, **fields: str | int) -> list[Entry]:
        """The entries, newest first; at most `limit`, and only those whose fields have the `fields` values.

        Raises:
            HistoryError: it cannot be read. A history that was never written is empty.
        """
        command = f"SELECT {', '.join(Entry._fields)} FROM entry"
        if fields:
            command += " WHERE " + " AND ".join(f"{Entry._fields[Entry._fields.index(name)]} = ?" for name in fields)
        with self._reading() as database:
            rows = database.execute(f"{command} ORDER BY number DESC LIMIT ?", (*fields.values(), limit))
            return [Entry._make(row) for row in rows]

    def entry(self, number: int) -> Entry:
        """One entry.

        Raises:
            HistoryError: there is none with that number, or it cannot be read.
        """
        command = f"SELECT {', '.join(Entry._fields)} FROM entry WHERE number = ?"
        with self._reading() as database:
            row = database.execute(command, (number,)).fetchone()
        if row is None:
            raise HistoryError(f"The history has no entry {number}; `afsubmit history` lists them.")
        return Entry._make(row)

    def document(self, number: int) -> dict[str, Any]:
        """The job of that entry, exactly as it was sent.

        Raises:
            HistoryError: there is none with that number, or it cannot be read.
        """
        with self._reading() as database:
            row = database.execute("SELECT body FROM document WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise HistoryError(f"The history has no entry {number}; `afsubmit history` lists them.")
        try:
            document = json_files.loads(zlib.decompress(row[0]).decode("utf-8", "surrogatepass"), "it")
            if not isinstance(document, dict):
                raise json_files.JsonError("it", "is no object.")
        except (zlib.error, TypeError, UnicodeDecodeError, json_files.JsonError) as error:
            raise HistoryError(f"The document of entry {number} in {self.path} is damaged: {error}.") from error
        return document

    def _insert(self, database: sqlite3.Connection, entry: NewEntry) -> int:
        document = entry.document
        files = [*([entry.snapshot] if entry.snapshot else []), *entry.copies]
        texts = (
            SENDING, str(document.get("name", "")), entry.server, str(document.get("user_name", "")), entry.host,
            entry.scene, entry.origin, entry.submission, entry.snapshot, _text(dict.fromkeys(files, "")), entry.request,
        )  # fmt: skip
        values = (time.time(), *map(_encodable, texts))
        command = (
            "INSERT INTO entry"
            " (moment, state, name, server, user_name, host, scene, origin, submission, snapshot, files, request)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        number = database.execute(command, values).lastrowid or 0
        database.execute("INSERT INTO document VALUES (?, ?)", (number, _body(document)))
        return number

    def _update(self, number: int, **values: Any) -> None:
        command = f"UPDATE entry SET {', '.join(f'{name} = ?' for name in values)} WHERE number = ?"
        with self._writing() as database:
            database.execute(command, (*values.values(), number))

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            ownership.private_folder(os.path.dirname(self.path), is_chosen=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise HistoryError(f"The history {self.path} cannot be written: {reason}.") from error
        with self._open(self.path) as database:
            database.execute("BEGIN IMMEDIATE")
            self._ensure_tables(database)
            yield database
            database.execute("COMMIT")

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        if not os.path.exists(self.path):
            with self._open(MEMORY) as database:
                self._ensure_tables(database)
                yield database
            return
        with self._open(self.path) as database:
            database.execute("BEGIN")
            if database.execute("PRAGMA user_version").fetchone()[0] != VERSION:  # made by nobody yet, or newer
                database.execute("COMMIT")
                database.execute("BEGIN IMMEDIATE")
                self._ensure_tables(database)
            yield database
            database.execute("COMMIT")

    @contextlib.contextmanager
    def _open(self, path: str) -> Iterator[sqlite3.Connection]:
        """A connection; what SQLite or the disk says comes out as a HistoryError."""
        try:
            import sqlite3
        except ImportError as error:
            raise HistoryError("This Python has no sqlite3, so there is no history here.") from error
        try:
            if path != MEMORY:
                ownership.own_database(path)
            database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            try:
                yield database
            finally:
                database.close()  # an open transaction is rolled back
        except (sqlite3.Error, OSError, OverflowError) as error:  # a number that no table holds
            reason = getattr(error, "strerror", None) or error
            raise HistoryError(f"The history {self.path} cannot be used: {reason}.") from error

    def _ensure_tables(self, database: sqlite3.Connection) -> None:
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise HistoryError(
                f"The history {self.path} was written by a newer version; use that one, or move it away."
            )
        for command in _UPGRADES.get(version, ()):
            database.execute(command)


def _body(document: Mapping[str, Any]) -> bytes:
    """`document` for the table."""
    return zlib.compress(json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


def _text(marks: Mapping[str, str]) -> str:
    """`marks` for the table; JSON escapes what no text can hold."""
    return json.dumps(marks)


def _encodable(text: str) -> str:
    """`text` without what SQLite cannot take: names of files that are no text show an escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
