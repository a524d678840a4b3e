"""One line about the farm: which, whether it answers, what it does, and a button to start the one of this machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..counted import counted
from ..submitter.watch import words
from ..submitter.watch.updates import FarmUpdate
from . import style
from .binding import QtCore, QtWidgets
from .elided import Elided
from .later import later


class FarmLine(QtWidgets.QWidget):
    """Shows the farm's name with a dot for its state."""

    def __init__(self, parent: Any, *, start: Callable[[], None]) -> None:
        super().__init__(parent)
        self.setObjectName("farm")
        self.sentence = "Looking for the farm\N{HORIZONTAL ELLIPSIS}"
        self._running = 0
        self._last: FarmUpdate | None = None
        self._start = start
        self.icon = QtWidgets.QLabel(self)
        self.text = Elided(self, name="farm text")
        self.text.setSizePolicy(QtWidgets.QSizePolicy.Preferred, QtWidgets.QSizePolicy.Fixed)
        self.text.setText(self.sentence)
        self.button = QtWidgets.QPushButton("Start the farm", self)
        self.button.setObjectName("start farm")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(lambda *_: self._press())
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.GAP // 2)
        row.addWidget(self.icon)
        row.addWidget(self.text)
        row.addSpacing(style.GAP)
        row.addWidget(self.button)
        self.button.hide()

    def show_update(self, update: FarmUpdate) -> None:
        """Take over what is known of the farm now."""
        self._last = update
        self.button.setVisible(update.can_start)
        self.button.setEnabled(True)
        self._update()

    def show_running(self, tasks: int) -> None:
        """So many tasks of the jobs in sight run."""
        self._running = tasks
        self._update()

    def _press(self) -> None:
        self.button.setEnabled(False)
        self.text.setText("Starting\N{HORIZONTAL ELLIPSIS}")
        self._start()
        later(self, 10_000, lambda: self.button.setEnabled(True))

    def _update(self) -> None:
        if self._last is None:
            return
        update = self._last
        self.sentence = update.sentence
        state = words.DONE if update.is_up and not self._running else words.RUNNING if update.is_up else words.FAILED
        if update.can_start or (update.waits and not self._running):
            state = words.PAUSED
        said = self._doing(update.waits) if update.is_up else "not running" if update.can_start else "does not answer"
        self.text.setText(f"{update.name}: {said}")
        waits = f"It waits: {update.waits}." if update.waits else ""
        self.text.setToolTip(style.plain_tip(update.sentence or waits or self.text.text()))
        self.icon.setPixmap(style.dot(style.state_color(state, self.palette())).pixmap(QtCore.QSize(16, 16)))

    def _doing(self, waits: str) -> str:
        running = f"{counted(self._running, 'task')} running"
        if not waits:
            return running if self._running else "idle"
        return f"{running}, then waits: {waits}" if self._running else f"waits: {waits}"
