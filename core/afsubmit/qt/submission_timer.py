"""Drives one submission, or a series of them, from a timer, so that the application stays alive while it waits."""

from __future__ import annotations

from typing import Any

from ..submitter.background import Background, SteppedSubmission
from .binding import QtCore, Signal

POLL_MS = 40


class SubmissionTimer(QtCore.QObject):
    """Tells `went_on` what is done now, and at the end `ended`."""

    went_on = Signal(str)
    ended = Signal()

    def __init__(self, attempt: SteppedSubmission, parent: Any) -> None:
        super().__init__(parent)
        self.attempt = attempt
        self.background = Background(attempt)
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._timer.start()

    def cancel(self) -> None:
        """Stop as soon as the current step allows; all is taken back."""
        self.background.cancel()

    def _poll(self) -> None:
        self._timer.stop()  # a step on the main thread may let the application's events run
        is_over = self.background.poll()
        if is_over:
            self.ended.emit()
            return
        self.went_on.emit(self.background.label)
        self._timer.start()
