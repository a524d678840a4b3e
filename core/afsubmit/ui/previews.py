"""What will be sent, planned again while the artist types, and whether the server answers. Threads; no Qt."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..errors import AfError, Problem
from ..submission import Plan
from . import sheet
from .draft import Draft
from .press import Preview, answer_of

log = logging.getLogger(__name__)

LETTERS = 400_000
"""Of a longer text only the beginning is shown."""
TEXT, JSON = "text", "json"


class Shown(NamedTuple):
    """What a dialog shows of draft number `number`; `plan` is None when none could be made."""

    number: int
    plan: Plan | None
    problems: Sequence[Problem]
    size: sheet.Size
    server_name: str
    is_local: bool
    text: str

    @property
    def is_sendable(self) -> bool:
        """Whether nothing stands against it."""
        return self.size.jobs > 0 and not any(problem.level == "error" for problem in self.problems)


class Answer(NamedTuple):
    """What came of asking the server that `choice` means."""

    choice: str
    is_good: bool
    sentence: str


class _Latest:
    """A thread that works on the newest of what it is given, and tells what comes of it."""

    def __init__(self, work: Callable[[Any], Any], tell: Callable[[Any], None]) -> None:
        self._work, self._tell = work, tell
        self._has_work = threading.Condition()
        self._waiting: list[Any] = []
        self._is_closed = False
        threading.Thread(target=self._run, name="afsubmit-preview", daemon=True).start()

    def put(self, work: Any) -> None:
        with self._has_work:
            self._waiting[:] = [work]
            self._has_work.notify()

    def close(self) -> None:
        with self._has_work:
            self._is_closed = True
            self._has_work.notify()

    def _run(self) -> None:
        while True:
            with self._has_work:
                while not self._waiting and not self._is_closed:
                    self._has_work.wait()
                if self._is_closed:
                    return
                work = self._waiting.pop()
            done = self._work(work)
            if not self._is_closed:
                self._tell(done)


class Previews:
    """Plans drafts on a thread of its own and tells `Shown`; of several that wait only the newest counts."""

    def __init__(self, tell: Callable[[Shown], None]) -> None:
        """Tell on another thread, by `tell`. Call `close` in the end."""
        self._number = 0
        self._thread = _Latest(_shown, tell)

    def ask(self, draft: Draft, choice: str, *, form: str = TEXT) -> int:
        """Plan `draft` for the server of `choice`; returns the number that the answer will have."""
        self._number += 1
        self._thread.put((self._number, draft.copied(), choice, form))
        return self._number

    def close(self) -> None:
        """Tell nothing more."""
        self._thread.close()


class Answers:
    """Asks servers on a thread of its own and tells `Answer`."""

    def __init__(self, tell: Callable[[Answer], None]) -> None:
        """Tell on another thread, by `tell`. Call `close` in the end."""
        self._thread = _Latest(_answer, tell)

    def ask(self, choice: str) -> None:
        """Ask the server that `choice` means."""
        self._thread.put(choice)

    def close(self) -> None:
        """Tell nothing more."""
        self._thread.close()


def _shown(work: tuple[int, Draft, str, str]) -> Shown:
    number, draft, choice, form = work
    problems = list(draft.mistakes())
    try:
        preview = Preview(draft.sketch(), choice)
    except AfError as error:
        problems.append(Problem("error", "", str(error)))
    except Exception as error:  # the edge of the window: shown, and in the log with its traceback
        log.exception("The preview failed")
        problems.append(Problem("error", "", f"{type(error).__name__}: {error}; the log has the details."))
    else:
        plan = preview.plan
        text = sheet.as_json(plan) if form == JSON and plan.jobs else sheet.as_text(plan)
        if len(text) > LETTERS:
            text = f"{text[:LETTERS]}\n\N{HORIZONTAL ELLIPSIS} and {len(text) - LETTERS:,} letters more"
        problems += plan.problems
        return Shown(
            number, plan, _in_order(problems), sheet.size(plan), preview.server_name, preview.is_local, text
        )  # fmt: skip
    return Shown(number, None, problems, sheet.Size(), "", False, "")


def _in_order(problems: Sequence[Problem]) -> Sequence[Problem]:
    """Each once, the worst first."""
    ranks = {"error": 0, "warning": 1}
    return sorted(dict.fromkeys(problems), key=lambda problem: ranks.get(problem.level, 2))


def _answer(choice: str) -> Answer:
    try:
        return Answer(choice, True, answer_of(choice))
    except AfError as error:
        return Answer(choice, False, str(error))
    except Exception as error:  # the edge of the window: shown, and in the log with its traceback
        log.exception("Asking the server failed")
        return Answer(choice, False, f"{type(error).__name__}: {error}")
