"""What came of a submission, in words: the same for every dialog, panel and command line."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from ..errors import AfError, CancelledError, JobError, words
from ..submission.sending.delivery import Receipt

log = logging.getLogger(__name__)


class Outcome(NamedTuple):
    """`level` is "info" (the farm took it), "warning" (cancelled, or taken with a note) or "error"; `text` lines."""

    level: str
    text: str


class FinishedSubmission(Protocol):
    """A `SubmissionAttempt` or a `Submission` that is over."""

    @property
    def receipts(self) -> Sequence[Receipt]:
        """The jobs that were accepted and still are."""

    @property
    def undone(self) -> Sequence[str]:
        """Sentences about what was taken back, or could not be."""

    @property
    def notes(self) -> Sequence[str]:
        """Sentences about what went wrong beside the jobs."""


def outcome_of(error: BaseException | None, done: FinishedSubmission) -> Outcome:
    """What to tell the artist when `done` is over and ended with `error`, None for success.

    An error that is none of ours goes to the log with its traceback.
    """
    if error is None:
        sentences = [f"The farm took the job {receipt.name} (id {receipt.id})." for receipt in done.receipts]
        return Outcome("warning" if done.notes else "info", " ".join([*sentences, *done.notes]))
    if isinstance(error, JobError):
        lines = [words(problem) for problem in error.problems if problem.level == "error"] or [str(error)]
        return Outcome("error", "\n".join([*lines, *done.undone]))
    if isinstance(error, (CancelledError, KeyboardInterrupt)):
        is_clean = not done.receipts and not any("may exist" in sentence for sentence in done.undone)
        text = "Cancelled; nothing was sent." if is_clean else "Cancelled."
        return Outcome("warning", " ".join([text, *done.undone]))
    if isinstance(error, AfError):
        return Outcome("error", " ".join([str(error), *done.undone]))
    log.error("The submission failed", exc_info=error)
    text = f"The submission failed ({type(error).__name__}: {error}); the log has the details."
    return Outcome("error", " ".join([text, *done.undone]))
