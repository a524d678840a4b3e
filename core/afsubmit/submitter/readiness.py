"""Whether what a dialog shows can be sent, in the sentence of its foot: the same that its problems say. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from ..counted import counted
from ..errors import Problem
from .previews import DialogPreview, ServerCheck
from .watch import words


def readiness(
    refusal: str, last: DialogPreview, answer: ServerCheck | None, problems: Sequence[Problem]
) -> tuple[str, str]:
    """A level and a sentence; "error" for what cannot even be tried.

    Args:
        refusal: why what was typed cannot be used, or "".
        last: the plan, checked.
        answer: what came of asking the server; None while it is asked.
        problems: all that is shown.
    """
    errors = [problem for problem in last.problems if problem.level == "error"]
    if refusal or errors:
        return "error", f"Cannot be sent yet. {refusal or errors[0].message}"
    if not last.size.jobs:
        return "error", "Cannot be sent yet. There is nothing to send."
    return by_answer(str(last.size), answer, problems)


def by_answer(size: str, answer: ServerCheck | None, problems: Sequence[Problem]) -> tuple[str, str]:
    """A level and a sentence for what is sound and of that `size`: whether the server takes it now."""
    if answer is None:
        return words.RUNNING, f"Asking the server\N{HORIZONTAL ELLIPSIS} {size}."
    if not answer.is_good:
        return "warning", f"Cannot be sent now. {answer.sentence}"
    warnings = sum(problem.level == "warning" for problem in problems)
    also = f", with {counted(warnings, 'warning')}" if warnings else ""
    return "warning" if warnings else words.DONE, f"Ready to send{also}: {size}."
