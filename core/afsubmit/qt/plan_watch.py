"""What a window would send and what the server says to it: asked on threads while it is open, the newest kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from ..errors import Problem
from ..submission.planning.plan import Plan
from ..submission.sending.own_jobs import OwnJobs
from ..submitter.previews import ServerCheck, ServerChecks, in_order
from .binding import QtCore, Signal
from .carrier import Carrier

ASK_SERVER_MS, QUIET_MS = 15_000, 700
"""How often the server is asked; and how long after the last change."""


class _ResultSignal(Carrier):
    """Brings what other threads found to the main thread."""

    arrived = Signal(object)


class WatchedPreview(Protocol):
    """A `DialogPreview`, or a `SetupsPreview`."""

    @property
    def number(self) -> int:
        """That of the question."""

    @property
    def plan(self) -> Plan | None:
        """What would be sent."""

    @property
    def problems(self) -> Sequence[Problem]:
        """What stands against it."""

    @property
    def is_checked(self) -> bool:
        """Whether the disk was looked at."""


class PlanWatch(QtCore.QObject):
    """Tells `planned` and `answered`; `last` is the newest plan that was checked, `answer` the server's, or None.

    `asking` is told each time before the server is asked again. Only while `may_ask` says so it is.
    """

    planned = Signal(object)
    answered = Signal(object)
    asking = Signal()

    def __init__(
        self, parent: Any, previews: Any, own: OwnJobs, *, choice: Callable[[], str], may_ask: Callable[[], bool]
    ) -> None:
        """`previews` is the class that plans, `own` what the window has sent before, `choice` the server's."""
        super().__init__(parent)
        self._own, self._choice, self._may_ask = own, choice, may_ask
        self.last: Any = None
        self.answer: ServerCheck | None = None
        self._number = 0
        self._compared: WatchedPreview | None = None
        self._result_signal = _ResultSignal()
        self._result_signal.arrived.connect(self._take)
        self._previews = previews(self._result_signal.arrived.emit)
        self._answers = ServerChecks(self._result_signal.arrived.emit)
        parent.destroyed.connect(self._previews.close)
        parent.destroyed.connect(self._answers.close)
        self._asking = QtCore.QTimer(self)
        self._asking.timeout.connect(self._ask_server_again)
        self._asking.start(ASK_SERVER_MS)

    def ask_plan(self, *question: Any, **more: Any) -> None:
        """Plan what is asked now."""
        self._number = self._previews.ask(*question, self._choice(), **more)

    def ask_server(self) -> None:
        """Ask the server that is chosen now, and forget what another one said."""
        self.answer = None
        self._answers.ask(self._choice())

    def problems(self) -> list[Problem]:
        """What the plan, the disk and the server show, the worst first."""
        found = list(self.last.problems) if self.last else []
        if self.answer is not None:
            found += self.answer.problems or ()
            found += [] if self.answer.is_good else [Problem("warning", "server", self.answer.sentence)]
        return in_order(found)

    def close(self) -> None:
        """Tell nothing more."""
        self._previews.close()
        self._answers.close()

    def _take(self, update: Any) -> None:
        if isinstance(update, ServerCheck):
            self._take_answer(update)
        elif update.number == self._number:
            if update.is_checked:
                self.last = update
                self._asking.start(QUIET_MS)
            self.planned.emit(update)

    def _take_answer(self, answer: ServerCheck) -> None:
        if answer.choice == self._choice():
            if answer.problems is None and self.answer is not None:
                answer = answer._replace(problems=self.answer.problems)
            self.answer = answer
            self.answered.emit(answer)

    def _ask_server_again(self) -> None:
        self._asking.start(ASK_SERVER_MS)
        if self._may_ask():
            is_new_plan = self.last is not self._compared  # the list that is compared with is long
            self._compared = self.last
            self.asking.emit()
            self._answers.ask(self._choice(), self.last.plan if self.last and is_new_plan else None, self._own)
