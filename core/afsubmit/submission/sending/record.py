"""What a submission tells while it happens, for whoever keeps it. `history.journal` does; this one keeps nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class Record:
    """Keeps nothing; the base of what does. Nothing here raises an AfError: a record that fails stops no submission."""

    notes: Sequence[str] = ()
    """Sentences about what could not be kept."""

    def number(self, index: int) -> int:
        """The number under which that job of the plan is kept; 0 when it is not."""
        return 0

    def begin(self, submission: str) -> None:
        """Every job of the plan is being sent from here on; `submission` is the word they have in common."""

    def note_marks(self, index: int, marks: Mapping[str, str]) -> None:
        """The files of that job were written; `marks` are their marks by path."""

    def note_sent(self, index: int, *, id: int, serial: int) -> None:
        """The server has taken that job."""

    def note_unknown(self, index: int) -> None:
        """Nobody knows whether the server has taken that job."""

    def note_taken_back(self, index: int, *, is_left: bool) -> None:
        """That job is not sent after all; `is_left` says that a file of it could not be removed."""
