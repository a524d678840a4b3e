"""A label that is cut in its middle where there is no room, with the whole text in its tooltip."""

from __future__ import annotations

from typing import Any

from . import style
from .binding import Qt, QtCore, QtGui, QtWidgets


class Elided(QtWidgets.QLabel):
    """Shows its text as it is, on one line, and asks for no width."""

    def __init__(self, parent: Any, *, name: str = "") -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.PlainText)
        self.setObjectName(name)
        self.setSizePolicy(QtWidgets.QSizePolicy.Ignored, QtWidgets.QSizePolicy.Fixed)

    def setText(self, text: str) -> None:
        """Show `text`."""
        super().setText(text)
        self.setToolTip(style.plain_tip(text))

    def minimumSizeHint(self) -> Any:
        """One line high, no width at all."""
        return QtCore.QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _: Any) -> None:
        """As much of the text as there is room for."""
        painter = QtGui.QPainter(self)
        painter.setPen(self.palette().color(QtGui.QPalette.WindowText))
        text = self.fontMetrics().elidedText(self.text(), Qt.ElideMiddle, self.contentsRect().width())
        side = Qt.AlignRight if self.isRightToLeft() else Qt.AlignLeft
        place = int(side | Qt.AlignAbsolute | Qt.AlignVCenter)
        painter.drawText(self.contentsRect(), place, style.left_to_right(text))
