"""The line in the jobs panel that says what ended while nobody looked at it, with a list and *Retry failed*."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..submitter.watch import words
from ..submitter.watch.ended_jobs import notice, still_ended, told
from ..submitter.watch.rows import JobRow
from . import style
from .binding import Action, QtCore, QtWidgets

LISTED = 30


class EndedLine(QtWidgets.QWidget):
    """Hidden while there is nothing to say. `retry` is given failed jobs, `show_job` one of them (id, serial)."""

    def __init__(
        self, parent: Any, *, retry: Callable[[Sequence[JobRow]], None], show_job: Callable[[int, int], None]
    ) -> None:
        super().__init__(parent)
        self.setObjectName("ended")
        self._rows: dict[tuple[int, int], JobRow] = {}
        self._give, self._show_job = retry, show_job
        self.icon = QtWidgets.QLabel(self)
        self.text = style.label(wraps=True, name="ended text")
        self.list = style.button("List", self)
        self.list.setMenu(QtWidgets.QMenu(self.list))
        self.retry = style.button("Retry failed", self, self._retry)
        self.retry.setToolTip("Try the failed tasks of these jobs again")
        self.dismiss = QtWidgets.QToolButton(self)
        self.dismiss.setText("\N{MULTIPLICATION SIGN}")
        self.dismiss.setAutoRaise(True)
        self.dismiss.setAccessibleName("Take this away")
        self.dismiss.setToolTip("Take this away")
        self.dismiss.clicked.connect(lambda *_: self._forget())
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.GAP)
        row.addWidget(self.icon)
        row.addWidget(self.text, 1)
        for part in (self.list, self.retry, self.dismiss):
            row.addWidget(part)
        self.hide()

    def add(self, rows: Sequence[JobRow]) -> None:
        """These have ended, too."""
        self._rows.update((row.key, row) for row in rows)
        self._show()

    def keep(self, rows: Sequence[JobRow]) -> None:
        """What the farm has now: what is gone, or runs again, is no longer listed."""
        kept = still_ended(self._rows, rows) if self._rows else self._rows
        if kept != self._rows:
            self._rows = kept
            self._show()

    def _show(self) -> None:
        rows = list(self._rows.values())
        failed = self._failed()
        self.text.setText(told(rows))
        state = words.FAILED if failed else words.DONE
        self.icon.setPixmap(style.dot(style.state_color(state, self.palette())).pixmap(QtCore.QSize(16, 16)))
        self.retry.setVisible(bool(failed))
        menu = self.list.menu()
        menu.clear()
        for row in rows[:LISTED]:
            action = Action(style.dot(style.state_color(row.state, self.palette())), notice(row).title, menu)
            action.triggered.connect(lambda *_, key=row.key: self._show_job(*key))
            menu.addAction(action)
        if len(rows) > LISTED:
            menu.addAction(f"and {len(rows) - LISTED:,} more").setEnabled(False)
        self.setVisible(bool(rows))

    def _failed(self) -> list[JobRow]:
        return [row for row in self._rows.values() if row.state == words.FAILED]

    def _retry(self) -> None:
        failed = self._failed()
        self._give(failed)
        for row in failed:
            del self._rows[row.key]
        self._show()

    def _forget(self) -> None:
        self._rows.clear()
        self._show()
