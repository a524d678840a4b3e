"""A quiet line at the foot of a window that says what just happened, and goes away by itself."""

from __future__ import annotations

from typing import Any

from . import style
from .binding import QtCore, QtWidgets

SHOWN_MS = 12_000


class NoticeLine(QtWidgets.QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.icon = QtWidgets.QLabel(self)
        self.text = style.label(wraps=True, name="notice text")
        self.close_button = QtWidgets.QToolButton(self)
        self.close_button.setText("\N{MULTIPLICATION SIGN}")
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip("Close")
        self.close_button.setAccessibleName("Close")
        self.close_button.clicked.connect(lambda *_: self.hide())
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.GAP // 2)
        row.addWidget(self.icon)
        row.addWidget(self.text, 1)
        row.addWidget(self.close_button)
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, sentence: str, state: str) -> None:
        """Show `sentence` for a while, with the dot of a state."""
        self.icon.setPixmap(style.dot(style.state_color(state, self.palette())).pixmap(QtCore.QSize(16, 16)))
        self.text.setText(sentence)
        self.show()
        self._timer.start()
