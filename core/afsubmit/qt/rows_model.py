"""The model of a table of thousands of rows that change every second: it applies only the differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..submitter.watch.arranging import Arrangement, Wish
from . import style
from .binding import Qt, QtCore, Signal
from .style import BarDelegate

DISPLAY, ALIGNMENT, DECORATION, FOREGROUND, TIP = (
    int(role) for role in (Qt.DisplayRole, Qt.TextAlignmentRole, Qt.DecorationRole, Qt.ForegroundRole, Qt.ToolTipRole)
)
"""The roles as plain numbers: a table asks thousands of times a second, and looking one up in Qt takes its time."""

_SHOWN = frozenset((DISPLAY, DECORATION, FOREGROUND, TIP, BarDelegate.BAR_ROLE))


class Column(NamedTuple):
    """How one column shows a row. `order` is what it is sorted by; `bar` gives (bar, percent) for a `BarDelegate`.

    `width` and `least` are letters, 0 for a column that takes the rest, or that is never narrower than its width;
    `leaves` says when it leaves where there is no room: 1 first, 0 never.
    """

    title: str
    text: Callable[[Any], str]
    order: Callable[[Any], Any]
    width: int = 90
    is_number: bool = False
    dot: Callable[[Any, Any], Any] | None = None
    bar: Callable[[Any], tuple[str, int]] | None = None
    tip: Callable[[Any], str] | None = None
    color: Callable[[Any, Any], Any] | None = None
    least: int = 0
    leaves: int = 0


class RowsModel(QtCore.QAbstractTableModel):
    """Rows with a `key`, sorted by one of the columns; a `RowsView` puts them in."""

    sorted_anew = Signal()

    def __init__(self, columns: Sequence[Column], parent: Any, *, sort: int = -1) -> None:
        super().__init__(parent)
        self._columns = columns
        self._alignments = [_alignment(column) for column in columns]
        self.arrangement = Arrangement()
        self._sort, self._is_descending = sort, False
        self.palette, self.is_enabled = parent.palette(), True
        self.is_mirrored = parent.layoutDirection() == Qt.RightToLeft

    # What Qt asks

    def rowCount(self, parent: Any = None) -> int:
        """Rows; none below a row."""
        return 0 if parent is not None and parent.isValid() else len(self.arrangement.rows)

    def columnCount(self, parent: Any = None) -> int:
        """Columns; none below a row."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Any, role: int = Qt.DisplayRole) -> Any:
        """The columns' titles."""
        if orientation != Qt.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.DisplayRole:
            return self._columns[section].title
        if role == Qt.TextAlignmentRole:
            return self._alignments[section]
        return None

    def data(self, index: Any, role: int = Qt.DisplayRole) -> Any:
        """What one cell shows."""
        if role == ALIGNMENT:
            return self._alignments[index.column()]
        if role not in _SHOWN:
            return None
        row, column = self.arrangement.rows[index.row()], self._columns[index.column()]
        if role == DISPLAY:
            text = column.text(row)
            return style.left_to_right(text) if self.is_mirrored else text
        if role == DECORATION:
            return column.dot(row, self.palette) if column.dot else None
        if role == FOREGROUND:  # while nothing can be used all is equally grey
            return column.color(row, self.palette) if column.color and self.is_enabled else None
        if role == TIP:
            return column.tip(row) if column.tip else None
        return column.bar(row) if column.bar and role == BarDelegate.BAR_ROLE else None

    def sort(self, column: int, order: Any = Qt.AscendingOrder) -> None:
        """Sort by a column, from now on; the view arranges the rows."""
        self._sort, self._is_descending = column, order == Qt.DescendingOrder
        self.sorted_anew.emit()

    # What we ask

    def row(self, number: int) -> Any:
        """The row at that place."""
        return self.arrangement.rows[number]

    @property
    def rows(self) -> Sequence[Any]:
        """All rows, in the order in which they are shown."""
        return self.arrangement.rows

    def wish(self, rows: Sequence[Any], wanted: Callable[[Any], bool] | None = None) -> Wish:
        """These rows, those that are wanted of them, in the order of this table."""
        is_sorted = 0 <= self._sort < len(self._columns)
        return Wish(rows, wanted, self._columns[self._sort].order if is_sorted else None, self._is_descending)

    def put(self, arrangement: Arrangement) -> None:
        """Show these rows; where none moved, what differs is painted again and nothing else happens."""
        if arrangement.is_moved:
            self.beginResetModel()
            self.arrangement = arrangement
            self.endResetModel()
            return
        self.arrangement = arrangement
        if arrangement.changed:
            first, last = arrangement.changed
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))


def _alignment(column: Column) -> int:
    return int((Qt.AlignRight if column.is_number else Qt.AlignLeft) | Qt.AlignVCenter)
