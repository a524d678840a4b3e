"""Jobs as rows of the store and back, and what is said of a row that is damaged."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .local_jobs import LocalJob
from .local_tasks import LocalBlock

DAMAGE = (LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, AssertionError)
"""What comes of rows that somebody else wrote, or half a disk."""


@contextlib.contextmanager
def naming_damage() -> Iterator[None]:
    """Within, what a damaged row or file leads to is said as such: Python 3.9 gives some errors of SQLite no words.

    Raises:
        sqlite3.DataError: a row is damaged.
        sqlite3.DatabaseError: the file is.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        if str(error):
            raise
        raise sqlite3.DatabaseError("the file is damaged") from error
    except DAMAGE as error:
        raise sqlite3.DataError(f"a row of it is damaged ({type(error).__name__}: {error})") from error


def to_stored(value: Any) -> Any:
    """A text as SQLite takes it: one from bytes that are not UTF-8 (a file's name) is kept as those bytes."""
    if not isinstance(value, str) or value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogateescape")
    return value


def from_stored(value: Any) -> Any:
    """The text that `to_stored` was given."""
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


def loaded(texts: Sequence[Any]) -> list[Any]:
    """The objects of JSON texts; read at once they share their keys, which saves time and a kilobyte for each job."""
    every = [from_stored(text) for text in texts]
    try:
        found: list[Any] = json.loads(f"[{','.join(every)}]")
    except (TypeError, ValueError):
        found = []
    return found if len(found) == len(every) else [json.loads(one) for one in every]


def document(job: LocalJob) -> str:
    """What was asked: the job's fields, its blocks' and their listed tasks."""
    blocks = [{"fields": block.fields, "tasks": block.listed} for block in job.blocks]
    return json.dumps({"fields": job.fields, "blocks": blocks}, separators=(",", ":"))


def state(job: LocalJob) -> str:
    """The job's own state, and its blocks'."""
    found = {
        "is_offline": job.is_offline,
        "is_deleted": job.is_deleted,
        "tries": list(job.tries),
        "rank": job.rank,
        "time_started": job.time_started,
        "time_done": job.time_done,
        "report": job.report,
        "blocks": [[one.time_started, one.time_done, one.last_host, one.is_error_host] for one in job.blocks],
    }
    return json.dumps(found, separators=(",", ":"))


def restored(id_: int, serial: int, document: Mapping[str, Any], state: Mapping[str, Any]) -> LocalJob:
    """The job that these were made of; its tasks are still as in the beginning."""
    blocks = [LocalBlock(number, one["fields"], one["tasks"]) for number, one in enumerate(document["blocks"])]
    job = LocalJob(id_, serial, document["fields"], blocks)
    job.is_offline, job.is_deleted, job.report = state["is_offline"], state["is_deleted"], state["report"]
    job.time_started, job.time_done = state["time_started"], state["time_done"]
    job.rank = state["rank"] if "rank" in state else state["user_list_order"]  # a store of version 1
    if state["tries"]:
        job.tries = dict.fromkeys((block, task) for block, task in state["tries"])
    for block, (started, done, host, is_error_host) in zip(blocks, state["blocks"]):
        block.time_started, block.time_done = started, done
        block.last_host, block.is_error_host = host, is_error_host
    return job
