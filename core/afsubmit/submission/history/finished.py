"""Jobs that were sent from here, are done and still keep a copy of their scene: what they take on disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ...counted import size_text
from ..sending.own_file import bytes_of, mark_of
from .entries import SENT, Entry, History

NOTHING_TO_CLEAN = "Nothing to clean: no job that was sent from this machine is done."


class FinishedJob(NamedTuple):
    """A job of a farm's list that is done without a failed task; `bytes` is what was made for it and is still there."""

    entry: Entry
    id: int
    serial: int
    name: str
    ended: int
    bytes: int


def finished_jobs(
    history: History, server: str, jobs: Iterable[Mapping[str, Any]], *, before: float = float("inf")
) -> list[FinishedJob]:
    """Those of the `jobs` that `server`, as the history calls it, lists which may go, the oldest first.

    They were sent from here, were done before the moment `before`, and nothing of them has failed.

    Raises:
        HistoryError: the history cannot be read.
    """
    sent = {(entry.id, entry.serial): entry for entry in history.entries(state=SENT, server=server)}
    found = []
    for job in jobs:
        entry = sent.get((int(job["id"]), int(job["serial"])))
        words = str(job.get("state", "")).split()
        ended = int(job.get("time_done", 0))
        if entry and "DON" in words and "ERR" not in words and ended <= before:
            found.append(FinishedJob(entry, entry.id, entry.serial, str(job.get("name", "")), ended, _bytes_of(entry)))
    return sorted(found, key=lambda one: one.ended)


def _bytes_of(entry: Entry) -> int:
    """The size of its files, but those that somebody wrote to since."""
    return sum(bytes_of(path) for path, mark in entry.marks.items() if mark and mark_of(path) == mark)


def cleaning_question(jobs: Sequence[FinishedJob]) -> tuple[str, str]:
    """What is asked before they are deleted, and what is said with it."""
    number, size = len(jobs), size_text(sum(one.bytes for one in jobs))
    copies = "Its copy of the scene takes" if number == 1 else "Their copies of scenes take"
    question = "Delete the job that is done?" if number == 1 else f"Delete {number:,} jobs that are done?"
    return question, f"{copies} {size}. Frames on disk stay, and so do jobs that failed."
