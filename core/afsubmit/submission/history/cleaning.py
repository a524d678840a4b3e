"""What submissions have left: copies of scenes that no job needs, and jobs that nobody knows whether the farm has.

Only files that stand in the history can be removed, only while they are what was written then, and only after the
server that the job went to has said that it has no such job.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ...errors import AfError
from ..sending.delivery import is_same
from ..sending.own_file import mark_of, remove_file
from .entries import SENDING, SENT, Entry, History, HistoryError

SETTLING_SECONDS = 60.0
"""An outcome nobody heard is not looked at before: the job may not be in the server's list yet."""

SENDING_SECONDS = 3600.0
"""A submission may take so long; one that still seems under way after that was killed."""

Ask = Callable[[str, str], Sequence[Mapping[str, Any]]]
"""From a server's name in the history and a user to the jobs that the server has of him; raises an AfError."""


class Leftover(NamedTuple):
    """What became of an entry, and what cleaning would do.

    `job` is the job of the server's list, when it has taken it after all: it is noted as sent. Else `files` are
    removed, and `kept` stay, since somebody wrote to them after they were made.
    """

    entry: Entry
    job: Mapping[str, Any] | None = None
    files: Sequence[str] = ()
    kept: Sequence[str] = ()


class CleaningReport(NamedTuple):
    """What was found; `silent` are sentences about what was not looked at: servers away, entries that are damaged."""

    findings: Sequence[Leftover]
    silent: Sequence[str]


def find_leftovers(history: History, ask: Ask, *, now: float | None = None) -> CleaningReport:
    """Look at everything that may be left; changes nothing.

    Raises:
        HistoryError: the history cannot be read.
    """
    now = time.time() if now is None else now
    findings: list[Leftover] = []
    answers: dict[tuple[str, str], Sequence[Mapping[str, Any]]] = {}
    silent: dict[str, str] = {}
    for entry in history.entries(is_gone=0):
        place = entry.server, entry.user_name
        try:
            if not _may_be_left(entry, now) or entry.server in silent:
                continue
            if place not in answers:
                answers[place] = ask(*place)
            finding = _finding(history, entry, answers[place])
        except HistoryError as error:
            silent[f"entry {entry.number}"] = str(error)
        except AfError as error:
            silent[entry.server] = str(error)
        else:
            findings += [finding] if finding else []
    return CleaningReport(findings, list(silent.values()))


def _may_be_left(entry: Entry, now: float) -> bool:
    age = now - entry.moment
    if entry.state == SENT:
        return bool(entry.marks)
    return age > (SENDING_SECONDS if entry.state == SENDING else SETTLING_SECONDS)


def _finding(history: History, entry: Entry, jobs: Sequence[Mapping[str, Any]]) -> Leftover | None:
    """None when the job is there and known, so that its files are needed."""
    if entry.state == SENT:
        if any(job.get("id") == entry.id and job.get("serial") == entry.serial for job in jobs):
            return None
    else:
        document = history.document(entry.number)
        job = next((job for job in jobs if is_same(job, document, entry.snapshot or None)), None)
        if job is not None:
            return Leftover(entry, job)
    there = {path: mark for path, mark in entry.marks.items() if mark_of(path)}
    kept = [path for path, mark in there.items() if mark and mark_of(path) != mark]
    return Leftover(entry, None, [path for path in there if path not in kept], kept)


def clean(history: History, finding: Leftover) -> list[str]:
    """Do what `finding` says; the files that could not be removed.

    Raises:
        HistoryError: the history cannot be written.
    """
    number = finding.entry.number
    if finding.job is not None:
        history.note_sent(number, id=int(finding.job["id"]), serial=int(finding.job["serial"]))
        return []
    left = [path for path in finding.files if not remove_file(path)]
    if left:
        return left
    if finding.entry.state == SENT or finding.kept:
        history.note_gone(number)
    else:
        history.forget([number])
    return []
