"""What a draft would send and what the server says to it: asked on threads while a dialog is open, the newest kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import Problem
from ..submitter.draft import Draft
from ..submitter.previews import DialogPreview, Previews, ServerCheck, ServerChecks, in_order
from .binding import QtCore, Signal
from .carrier import Carrier

ASK_SERVER_MS, QUIET_MS = 15_000, 700
"""How often the server is asked; and how long after the last change."""


class _ResultSignal(Carrier):
    """Brings what other threads found to the main thread."""

    arrived = Signal(object)


class PlanWatch(QtCore.QObject):
    """Tells `planned` and `answered`; `last` is the newest plan that was checked, `answer` the server's, or None.

    `asking` is told each time before the server is asked again. Only while `may_ask` says so it is.
    """

    planned = Signal(object)
    answered = Signal(object)
    asking = Signal()

    def __init__(self, draft: Draft, parent: Any, *, choice: Callable[[], str], may_ask: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._draft, self._choice, self._may_ask = draft, choice, may_ask
        self.last: DialogPreview | None = None
        self.answer: ServerCheck | None = None
        self._number = 0
        self._compared: DialogPreview | None = None
        self._result_signal = _ResultSignal()
        self._result_signal.arrived.connect(self._take)
        self._previews = Previews(self._result_signal.arrived.emit)
        self._answers = ServerChecks(self._result_signal.arrived.emit)
        parent.destroyed.connect(self._previews.close)
        parent.destroyed.connect(self._answers.close)
        self._asking = QtCore.QTimer(self)
        self._asking.timeout.connect(self._ask_server_again)
        self._asking.start(ASK_SERVER_MS)

    def ask_plan(self, form: str) -> None:
        """Plan the draft as it is now, told in that `form`."""
        self._number = self._previews.ask(self._draft, self._choice(), form=form)

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

    def _take(self, update: object) -> None:
        if isinstance(update, DialogPreview) and update.number == self._number:
            if update.is_checked:
                self.last = update
                self._asking.start(QUIET_MS)
            self.planned.emit(update)
        elif isinstance(update, ServerCheck) and update.choice == self._choice():
            if update.problems is None and self.answer is not None:
                update = update._replace(problems=self.answer.problems)
            self.answer = update
            self.answered.emit(update)

    def _ask_server_again(self) -> None:
        self._asking.start(ASK_SERVER_MS)
        if self._may_ask():
            is_new_plan = self.last is not self._compared  # the list that is compared with is long
            self._compared = self.last
            self.asking.emit()
            self._answers.ask(self._choice(), self.last.plan if self.last and is_new_plan else None, self._draft.own)
