"""A row of buttons for what is needed most; the last of them give way where there is no room, a menu has them all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import style
from .binding import QtCore, QtWidgets


class ButtonRow(QtWidgets.QWidget):
    """Buttons of `actions`, then the menu's, and one at the other end. Only the last two never give way."""

    def __init__(self, parent: Any, actions: Sequence[Any], menu_button: Any, last: Any) -> None:
        super().__init__(parent)
        self._giving = [(action, style.action_button(self, action)) for action in actions]
        self._menu_button, self._last = menu_button, style.action_button(self, last)
        menu_button.setParent(self)
        self._height = max(self._last.sizeHint().height(), menu_button.sizeHint().height())
        self.setFixedHeight(self._height)
        self.setMinimumWidth(self._fixed_width())
        for action in actions:
            action.changed.connect(self._place)

    def _fixed_width(self) -> int:
        return int(self._menu_button.sizeHint().width() + self._last.sizeHint().width() + 2 * style.GAP)

    def sizeHint(self) -> Any:
        """Room for all of them."""
        wide = sum(button.sizeHint().width() + style.GAP for _, button in self._giving)
        return QtCore.QSize(wide + self._fixed_width(), self._height)

    def resizeEvent(self, event: Any) -> None:
        """As many as there is room for."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        room, x = self.width() - self._fixed_width(), 0
        for action, button in self._giving:
            size = button.sizeHint()
            fits = action.isVisible() and x + size.width() <= room
            button.setVisible(fits)
            if fits:
                button.setGeometry(x, 0, size.width(), self._height)
                x += size.width() + style.GAP
            elif action.isVisible():
                room = 0
        more, last = self._menu_button.sizeHint().width(), self._last.sizeHint().width()
        self._menu_button.setGeometry(x, 0, more, self._height)
        self._last.setGeometry(self.width() - last, 0, last, self._height)
