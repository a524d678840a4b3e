"""A table whose rows are chosen by a box in their first column, by mouse or with Space."""

from __future__ import annotations

from typing import Any

from .binding import Qt, QtWidgets, Signal
from .rows_model import RowsModel
from .rows_view import RowsView


class CheckedModel(RowsModel):
    """Rows with `key` and `is_chosen`; tells `chosen` (keys, whether), and what is told is to come as new rows."""

    chosen = Signal(object, bool)

    def flags(self, index: Any) -> Any:
        """The first column has a check box."""
        flags = super().flags(index)
        return flags if index.column() else flags | Qt.ItemIsUserCheckable

    def data(self, index: Any, role: int = Qt.DisplayRole) -> Any:
        """As the columns say, with check boxes."""
        if role == Qt.CheckStateRole:
            row = self.row(index.row())
            return None if index.column() else Qt.Checked if row.is_chosen else Qt.Unchecked
        return super().data(index, role)

    def setData(self, index: Any, value: Any, role: int = Qt.EditRole) -> bool:
        """Tell what the artist did."""
        if role != Qt.CheckStateRole or index.column():
            return False
        self.chosen.emit([self.row(index.row()).key], Qt.CheckState(value) == Qt.Checked)
        return True


class CheckedView(RowsView):
    """Shows a `CheckedModel`."""

    def keyPressEvent(self, event: Any) -> None:
        """Space checks all that is selected, as the first of it."""
        rows = self.selected()
        if event.key() == Qt.Key_Space and rows and self.state() != QtWidgets.QAbstractItemView.EditingState:
            self.model().chosen.emit([row.key for row in rows], not rows[0].is_chosen)
            return
        super().keyPressEvent(event)
