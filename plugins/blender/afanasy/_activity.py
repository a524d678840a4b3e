"""What is under way: one submission at a time, and what came of the last one."""

from __future__ import annotations

import logging
from typing import Any

from ._core import core

log = logging.getLogger(__name__)


class Activity:
    """What is under way and what came of the last one; Blender has one of it."""

    def __init__(self) -> None:
        self.background: Any = None
        self.press: Any = None
        self.last: tuple[str, str] = ("", "NONE")
        """A sentence and its icon."""
        self.connection: tuple[str, str] = ("", "NONE")

    def refusal(self) -> str:
        """Why no other submission can begin now, or ""."""
        label = self.background.label if self.background else ""
        return f"A submission is under way ({label}); wait for it or press Esc to cancel it." if self.background else ""

    def begin(self, press: Any, background: Any) -> None:
        """Make `press`, driven by `background`, the one that is under way."""
        self.press, self.background = press, background

    def end(self) -> tuple[str, str]:
        """Forget it and say what came of it: the kind of report, and the sentence."""
        background, press = self.background, self.press
        self.background = self.press = None
        kind, text = _outcome(background.error, press)
        self.last = (text, {"INFO": "CHECKMARK", "WARNING": "INFO"}.get(kind, "ERROR"))
        return kind, text


activity = Activity()


def _outcome(error: BaseException | None, press: Any) -> tuple[str, str]:
    errors = core("errors")
    if error is None:
        return "INFO", " ".join(
            f"The farm took the job {receipt.name} (id {receipt.id})." for receipt in press.receipts
        )
    undone = "".join(f" {sentence}" for sentence in press.undone)
    if isinstance(error, errors.CancelledError):
        return "WARNING", f"Cancelled; nothing was sent.{undone}"
    if isinstance(error, errors.JobError):
        return "ERROR", "\n".join(words(problem) for problem in error.problems)
    if isinstance(error, errors.AfError):
        return "ERROR", f"{error}{undone}"
    log.error("The submission failed", exc_info=error)
    return "ERROR", f"The submission failed ({type(error).__name__}: {error}); the log has the details.{undone}"


def words(problem: Any) -> str:
    """What an artist reads of `problem`: the place only where the message does not name it (fields of the job)."""
    place = f"{problem.where}: " if problem.where.startswith("job") else ""
    return f"{place}{problem.message} {problem.fix}".rstrip()
