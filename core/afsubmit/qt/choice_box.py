"""A choice that the mouse wheel changes only while it has the focus: nothing changes in passing."""

from __future__ import annotations

from typing import Any

from .binding import Qt, QtWidgets


class ChoiceBox(QtWidgets.QComboBox):
    """Leaves the wheel to what is around it until it has the focus."""

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.StrongFocus)

    def wheelEvent(self, event: Any) -> None:
        """Change with the focus only."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
