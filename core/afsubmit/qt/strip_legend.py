"""What the colours and patterns of the strip mean, with how many tasks have each; a click leaves only those."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..submitter.watch import strip, words
from . import strip_picture
from .binding import Qt, QtCore, QtWidgets, Signal

SWATCH = 12


class StripLegend(QtWidgets.QWidget):
    """A button for each state that a task is in, the worst first. `filtered` tells the states that are left."""

    filtered = Signal(object)

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.setObjectName("legend")
        self.buttons: dict[str, Any] = {}
        for state in reversed(strip.STATES):
            self.buttons[state] = button = QtWidgets.QToolButton(self)
            button.setObjectName(state)
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.StrongFocus)
            button.setToolButtonStyle(Qt.ToolButtonTextBesideIcon)
            button.setIconSize(QtCore.QSize(SWATCH, SWATCH))
            button.toggled.connect(lambda _: self.filtered.emit(self.chosen))
            button.hide()
        self._dress()

    def _dress(self) -> None:
        for state, button in self.buttons.items():
            button.setIcon(strip_picture.swatch(state, self.palette(), SWATCH, max(2.0, self.devicePixelRatioF())))

    def changeEvent(self, event: Any) -> None:
        """Another palette has other colours."""
        super().changeEvent(event)
        if event.type() == QtCore.QEvent.PaletteChange:
            self._dress()

    @property
    def chosen(self) -> frozenset[str]:
        """The states that are to be left; none is all."""
        return frozenset(state for state, button in self.buttons.items() if button.isChecked())

    def show_counts(self, states: Sequence[strip.BlockStates]) -> None:
        """Say how many tasks have each state."""
        totals = [0] * len(strip.STATES)
        for block in states:
            for place, number in enumerate(block.counts(0, len(block.codes))):
                totals[place] += number
        for state, number in zip(strip.STATES, totals):
            button = self.buttons[state]
            button.setText(f"{words.SHOWN[state]} {number}")
            button.setToolTip(f"Show only the tasks that are {words.SHOWN[state].lower()}")
            button.setVisible(bool(number) or button.isChecked())
        self._place()

    def _place(self) -> None:
        """One beside the other, and below where the line ends."""
        x = y = height = 0
        for button in self.buttons.values():
            if not button.isVisibleTo(self):
                continue
            size = button.sizeHint()
            if x and x + size.width() > self.width():
                x, y = 0, y + size.height()
            button.setGeometry(x, y, size.width(), size.height())
            x, height = x + size.width(), size.height()
        self.setFixedHeight(y + height)

    def resizeEvent(self, event: Any) -> None:
        """Break the line anew."""
        super().resizeEvent(event)
        self._place()

    def clear(self) -> None:
        """Leave all."""
        for button in self.buttons.values():
            button.setChecked(False)
