"""Keeps one submission in the history while it happens. A history that cannot be written stops no submission."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ...errors import AfError
from ..planning.plan import Plan
from ..sending.record import Record
from .entries import TAKEN_BACK, UNKNOWN, History, NewEntry

log = logging.getLogger(__name__)


class SubmissionOrigin(NamedTuple):
    """What the history says beside the job: `server` and `request` as in `entries.Entry`, `name` as its `origin`."""

    server: str = ""
    name: str = "dialog"
    request: str = ""


class Journal(Record):
    """The entries of one submission; `notes` are sentences about what could not be kept."""

    notes: list[str]

    def __init__(self, history: History, plan: Plan, origin: SubmissionOrigin) -> None:
        """Write nothing yet."""
        self._history, self._plan, self._origin = history, plan, origin
        self._numbers: Sequence[int] = ()
        self.notes = []

    def number(self, index: int) -> int:
        """The number of the entry of that job of the plan; 0 when it is not kept."""
        return self._numbers[index] if index < len(self._numbers) else 0

    def begin(self, submission: str) -> None:
        """Keep every job of the plan as being sent."""
        scene, origin = self._plan.scene, self._origin
        facts = (origin.server, scene.host, scene.path, origin.name, submission)
        entries = [
            NewEntry(job.document, *facts, job.snapshot or "", tuple(job.beside), origin.request)
            for job in self._plan.jobs
        ]

        def keep(history: History) -> None:
            self._numbers = history.begin(entries)

        self._attempt(keep)

    def note_marks(self, index: int, marks: Mapping[str, str]) -> None:
        """The files of that job were written."""
        self._with_number(index, lambda history, number: history.note_marks(number, marks))

    def note_sent(self, index: int, *, id: int, serial: int) -> None:
        """The server has taken that job."""
        self._with_number(index, lambda history, number: history.note_sent(number, id=id, serial=serial))

    def note_unknown(self, index: int) -> None:
        """Nobody knows whether the server has taken that job."""
        self._with_number(index, lambda history, number: history.note_state(number, UNKNOWN))

    def note_taken_back(self, index: int, *, is_left: bool) -> None:
        """That job is not sent after all; `is_left` says that a file of it could not be removed."""
        if is_left:
            self._with_number(index, lambda history, number: history.note_state(number, TAKEN_BACK))
        else:
            self._with_number(index, lambda history, number: history.forget([number]))

    def _with_number(self, index: int, action: Callable[[History, int], None]) -> None:
        number = self.number(index)
        if number:
            self._attempt(lambda history: action(history, number))

    def _attempt(self, action: Callable[[History], None]) -> None:
        try:
            action(self._history)
        except AfError as error:
            log.info("%s", error)  # the note is what people see
            if str(error) not in self.notes:
                self.notes.append(str(error))
