"""What will be sent, planned again while the artist types, and what the server says to it. Threads; no Qt."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ..errors import AfError, Problem
from ..submission.planning.plan import Plan
from ..submission.sending import destination
from ..submission.sending.conflicts import conflicts
from ..submission.sending.own_jobs import OwnJobs
from . import plan_text
from .attempt import server_answer, server_title
from .draft import Draft
from .farm_connection import farm_for
from .newest_work import NewestWork

log = logging.getLogger(__name__)

LETTERS = 400_000
"""Of a longer text only the beginning is shown."""
TEXT, JSON = "text", "json"


class DialogPreview(NamedTuple):
    """What a dialog shows of draft number `number`; `plan` is None when none could be preview.

    It comes twice: at once, and again when the disk was checked for problems (`is_checked`).
    """

    number: int
    plan: Plan | None
    problems: Sequence[Problem]
    size: plan_text.PlanSize
    server_name: str
    is_local: bool
    text: str
    is_checked: bool = True

    @property
    def is_sendable(self) -> bool:
        """Whether nothing stands against it."""
        return self.size.jobs > 0 and not any(problem.level == "error" for problem in self.problems)


class ServerCheck(NamedTuple):
    """What came of asking the server that `choice` means: whether it answers, and what it knows against the plan.

    `problems` is None where no plan was compared.
    """

    choice: str
    is_good: bool
    sentence: str
    problems: Sequence[Problem] | None = None


class Previews:
    """Plans drafts on a thread of its own, of several that wait only the newest; `take_result` gets the results."""

    def __init__(self, take_result: Callable[[DialogPreview], None]) -> None:
        """`take_result` is called on another thread. Call `close` in the end."""
        self._number = 0
        self._thread = NewestWork(_preview_steps, take_result)

    def ask(self, draft: Draft, choice: str, *, form: str = TEXT) -> int:
        """Plan `draft` for the server of `choice`; returns the number that the answer will have."""
        self._number += 1
        self._thread.put((self._number, draft.copy(), choice, form))
        return self._number

    def close(self) -> None:
        """Tell nothing more."""
        self._thread.close()


class ServerChecks:
    """Asks a server on a thread of its own and hands a `ServerCheck` to `take_result`."""

    def __init__(self, take_result: Callable[[ServerCheck], None]) -> None:
        """`take_result` is called on another thread. Call `close` in the end."""
        self._thread = NewestWork(_check_steps, take_result)

    def ask(self, choice: str, plan: Plan | None = None, own: OwnJobs | None = None) -> None:
        """Ask the server that `choice` means, also whether another job of this user writes what `plan` would write.

        `own` is what this window has sent before.
        """
        self._thread.put((choice, plan, own))

    def close(self) -> None:
        """Tell nothing more."""
        self._thread.close()


def _preview_steps(work: tuple[int, Draft, str, str]) -> Iterator[DialogPreview]:
    number, draft, choice, form = work
    problems = list(draft.draft_problems())
    try:
        found = destination.server(choice)
        request = draft.preview_request()
        plan = request.planned(is_local=found.is_local)
        name = server_title(found)
        preview = DialogPreview(
            number, plan, in_order([*problems, *plan.problems]), plan_text.size(plan), name, found.is_local,
            _text(plan, form), is_checked=False,
        )  # fmt: skip
        yield preview
        plan = request.with_disk_problems(plan)
        yield preview._replace(plan=plan, problems=in_order([*problems, *plan.problems]), is_checked=True)
    except AfError as error:
        problems.append(Problem("error", "", str(error)))
        yield DialogPreview(number, None, problems, plan_text.PlanSize(), "", False, "")
    except Exception as error:  # the edge of the window: shown, and in the log with its traceback
        log.exception("The preview failed")
        problems.append(Problem("error", "", f"{type(error).__name__}: {error}; the log has the details."))
        yield DialogPreview(number, None, problems, plan_text.PlanSize(), "", False, "")


def _text(plan: Plan, form: str) -> str:
    text = plan_text.as_json(plan) if form == JSON and plan.jobs else plan_text.as_text(plan)
    if len(text) > LETTERS:
        return f"{text[:LETTERS]}\n\N{HORIZONTAL ELLIPSIS} and {len(text) - LETTERS:,} letters more"
    return text


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Each once, the worst first."""
    ranks = {"error": 0, "warning": 1}
    return sorted(dict.fromkeys(problems), key=lambda problem: ranks.get(problem.level, 2))


def _check_steps(work: tuple[str, Plan | None, OwnJobs | None]) -> Iterator[ServerCheck]:
    choice, plan, own = work
    try:
        yield ServerCheck(choice, True, server_answer(choice), _server_conflicts(choice, plan, own) if plan else None)
    except AfError as error:
        yield ServerCheck(choice, False, str(error))
    except Exception as error:  # the edge of the window: shown, and in the log with its traceback
        log.exception("Asking the server failed")
        yield ServerCheck(choice, False, f"{type(error).__name__}: {error}")


def _server_conflicts(choice: str, plan: Plan, own: OwnJobs | None) -> Sequence[Problem]:
    found = destination.server(choice)
    if found.is_local and not found.host:
        return ()
    jobs = farm_for(choice, str).client.jobs(users=[plan.target.user_name], mode="full")
    return list(conflicts(plan, jobs, own))
