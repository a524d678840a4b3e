"""What came of a submission, in words: the same for every dialog, panel and command line."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from ..counted import counted
from ..errors import AfError, CancelledError, JobError, words
from ..submission.sending.contents import NamedJob, named
from ..submission.sending.delivery import Receipt

log = logging.getLogger(__name__)


FEW = 3
"""So many sentences are said; of more the first ones, and how many there are in the list behind them."""


class Outcome(NamedTuple):
    """`level` is "info" (the farm took it), "warning" (cancelled, or taken with a note) or "error".

    `text` is short whatever the number; `details` are lines that say all of it, the jobs first: none where `text` does.
    """

    level: str
    text: str
    details: Sequence[str] = ()


class SentWords(NamedJob, Protocol):
    """A job that a farm took."""

    @property
    def contents(self) -> str:
        """What it renders, in words."""

    @property
    def tasks(self) -> int:
        """In how many tasks."""


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
        return _success(done)
    if isinstance(error, JobError):
        lines = [words(problem) for problem in error.problems if problem.level == "error"] or [str(error)]
        return _told("error", [*lines, *done.undone], between="\n")
    if isinstance(error, (CancelledError, KeyboardInterrupt)):
        is_clean = not done.receipts and not any("may exist" in sentence for sentence in done.undone)
        text = "Cancelled; nothing was sent." if is_clean else "Cancelled."
        return _told("warning", [text, *done.undone])
    if isinstance(error, AfError):
        return _told("error", [str(error), *done.undone])
    log.error("The submission failed", exc_info=error)
    text = f"The submission failed ({type(error).__name__}: {error}); the log has the details."
    return _told("error", [text, *done.undone])


def _success(done: FinishedSubmission) -> Outcome:
    lines = [job_line(receipt) for receipt in done.receipts] if len(done.receipts) > 1 else []
    level = "warning" if done.notes else "info"
    told = _told(level, [taken(done.receipts), *done.notes])
    return told._replace(details=[*lines, *done.notes]) if lines or told.details else told


def _told(level: str, sentences: Sequence[str], *, between: str = " ") -> Outcome:
    """All of few sentences; the first of many, and the rest in the list."""
    if len(sentences) <= FEW + 1:
        return Outcome(level, between.join(sentences))
    return Outcome(level, between.join([*sentences[:FEW], f"And {len(sentences) - FEW:,} more."]), sentences)


def taken(jobs: Sequence[SentWords], farm: str = "") -> str:
    """One sentence about jobs that the farm (of this name) took, however many they are."""
    who = f"The farm {farm} took" if farm else "The farm took"
    if len(jobs) == 1:
        return f"{who} the job {job_line(jobs[0])}."
    tasks = counted(sum(job.tasks for job in jobs), "task")
    return f"{who} {counted(len(jobs), 'job')} with {tasks}: {named(jobs)}."


def job_line(job: SentWords) -> str:
    """A job in a list: what the farm calls it, and what it renders."""
    return f"{job.name} (id {job.id}): {job.contents}"
