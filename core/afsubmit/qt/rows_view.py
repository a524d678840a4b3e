"""Tables of thousands of rows that change every second: a model that applies only the differences, and its view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .binding import Qt, QtCore, QtWidgets, Signal
from .style import BarDelegate, row_height

DISPLAY, ALIGNMENT, DECORATION, FOREGROUND, TIP = (
    int(role) for role in (Qt.DisplayRole, Qt.TextAlignmentRole, Qt.DecorationRole, Qt.ForegroundRole, Qt.ToolTipRole)
)
"""The roles as plain numbers: a table asks thousands of times a second, and looking one up in Qt takes its time."""


STILL_MS = 600
"""So long after the mouse moved over a table its rows keep their places."""


class Column(NamedTuple):
    """How one column shows a row. `order` is what it is sorted by; `bar` gives (bar, percent) for a `BarDelegate`."""

    title: str
    text: Callable[[Any], str]
    order: Callable[[Any], Any]
    width: int = 90
    is_number: bool = False
    dot: Callable[[Any, Any], Any] | None = None
    bar: Callable[[Any], tuple[str, int]] | None = None
    tip: Callable[[Any], str] | None = None
    color: Callable[[Any, Any], Any] | None = None


class RowsModel(QtCore.QAbstractTableModel):
    """Rows with a `key`, sorted by one of the columns; `set_rows` keeps selection and place."""

    def __init__(self, columns: Sequence[Column], parent: Any, *, sort: int = -1) -> None:
        super().__init__(parent)
        self._columns = columns
        self._alignments = [_alignment(column) for column in columns]
        self._rows: list[Any] = []
        self._sort, self._is_descending = sort, False
        self.palette = parent.palette()

    # What Qt asks

    def rowCount(self, parent: Any = None) -> int:
        """Rows; none below a row."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

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
        row, column = self._rows[index.row()], self._columns[index.column()]
        if role == DISPLAY:
            return column.text(row)
        if role == ALIGNMENT:
            return self._alignments[index.column()]
        if role == DECORATION:
            return column.dot(row, self.palette) if column.dot else None
        if role == FOREGROUND:
            return column.color(row, self.palette) if column.color else None
        if role == TIP:
            return column.tip(row) if column.tip else None
        return column.bar(row) if column.bar and role == BarDelegate.BAR_ROLE else None

    def sort(self, column: int, order: Any = Qt.AscendingOrder) -> None:
        """Sort by a column, from now on."""
        self._sort, self._is_descending = column, order == Qt.DescendingOrder
        self._arrange(self._sorted(self._rows))

    # What we ask

    def row(self, number: int) -> Any:
        """The row at that place."""
        return self._rows[number]

    @property
    def rows(self) -> Sequence[Any]:
        """All rows, in the order in which they are shown."""
        return self._rows

    def ordered(self, rows: Sequence[Any]) -> list[Any]:
        """These rows as `set_rows` shows them: those equal by the column in their places, new ones behind them."""
        places = {row.key: number for number, row in enumerate(self._rows)}
        return (
            self._sorted(sorted(rows, key=lambda row: places.get(row.key, len(places))))
            if self._sort >= 0
            else list(rows)
        )

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows: what is gone is removed, what is new inserted, what differs painted again."""
        ordered = self.ordered(rows)
        keys = {row.key for row in ordered}
        self._remove(keys)
        old = {row.key: row for row in self._rows}
        kept = [row for row in ordered if row.key in old]
        if [row.key for row in kept] != [row.key for row in self._rows]:
            self._arrange([old[row.key] for row in kept])
        self._insert(ordered, old)
        self._change(ordered, old)

    def _sorted(self, rows: Sequence[Any]) -> list[Any]:
        if not 0 <= self._sort < len(self._columns):
            return list(rows)
        return sorted(rows, key=self._columns[self._sort].order, reverse=self._is_descending)

    def _remove(self, keys: set[Any]) -> None:
        end = len(self._rows)
        while end > 0:
            if self._rows[end - 1].key in keys:
                end -= 1
                continue
            begin = end - 1
            while begin > 0 and self._rows[begin - 1].key not in keys:
                begin -= 1
            self.beginRemoveRows(QtCore.QModelIndex(), begin, end - 1)
            del self._rows[begin:end]
            self.endRemoveRows()
            end = begin

    def _insert(self, ordered: Sequence[Any], old: dict[Any, Any]) -> None:
        if not self._rows and ordered:
            self.beginInsertRows(QtCore.QModelIndex(), 0, len(ordered) - 1)
            self._rows = list(ordered)
            self.endInsertRows()
            return
        begin = 0
        while begin < len(ordered):
            end = begin
            while end < len(ordered) and ordered[end].key not in old:
                end += 1
            if end > begin:
                self.beginInsertRows(QtCore.QModelIndex(), begin, end - 1)
                self._rows[begin:begin] = ordered[begin:end]
                self.endInsertRows()
            begin = end + 1

    def _change(self, ordered: Sequence[Any], old: dict[Any, Any]) -> None:
        changed = [
            number
            for number, row in enumerate(ordered)
            if row.key in old and old[row.key] is not row and old[row.key] != row
        ]  # fmt: skip
        self._rows = list(ordered)
        last = len(self._columns) - 1
        for begin, end in _runs(changed):
            self.dataChanged.emit(self.index(begin, 0), self.index(end, last))

    def _arrange(self, rows: list[Any]) -> None:
        """Put the same rows into another order; what is selected stays selected."""
        if [row.key for row in rows] == [row.key for row in self._rows]:
            return
        self.layoutAboutToBeChanged.emit()
        places = {row.key: number for number, row in enumerate(rows)}
        before = self.persistentIndexList()
        after = [self.index(places[self._rows[one.row()].key], one.column()) for one in before]
        self._rows = rows
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """The numbers as first and last of each unbroken run."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _alignment(column: Column) -> int:
    return int((Qt.AlignRight if column.is_number else Qt.AlignLeft) | Qt.AlignVCenter)


class RowsView(QtWidgets.QTableView):
    """A table without a grid, whole rows selected, columns of fixed widths, the first takes the rest."""

    went_on = Signal()
    """Rows that had waited for the mouse are shown now."""

    def __init__(self, model: RowsModel, columns: Sequence[Column], parent: Any, *, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._model = model
        self._waiting: Sequence[Any] | None = None
        self._still = QtCore.QTimer(self)
        self._still.setSingleShot(True)
        self._still.timeout.connect(self._end_stillness)
        self.viewport().setMouseTracking(True)
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QtWidgets.QAbstractItemView.SelectRows)
        self.setSelectionMode(QtWidgets.QAbstractItemView.ExtendedSelection)
        self.setEditTriggers(QtWidgets.QAbstractItemView.NoEditTriggers)
        self.setVerticalScrollMode(QtWidgets.QAbstractItemView.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_height(self))
        self._dress_header(columns)

    def _dress_header(self, columns: Sequence[Column]) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(False)
        header.setMinimumHeight(row_height(self))
        unit = self.fontMetrics().averageCharWidth()
        for number, column in enumerate(columns):
            mode = QtWidgets.QHeaderView.Interactive if column.width else QtWidgets.QHeaderView.Stretch
            header.setSectionResizeMode(number, mode)
            if column.width:
                self.setColumnWidth(number, column.width * unit)
            if column.bar:
                self.setItemDelegateForColumn(number, BarDelegate(self))

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows. While the mouse moves over the table none leaves its place: a click hits what was seen."""
        places = [row.key for row in self._model.ordered(rows)]
        if places == [row.key for row in self._model.rows] or not self._still.isActive():
            self._waiting = None
            self._model.set_rows(rows)
        else:
            self._waiting = rows

    def viewportEvent(self, event: Any) -> bool:
        """Hold the rows for a moment after each movement and press of the mouse."""
        if event.type() in (QtCore.QEvent.MouseMove, QtCore.QEvent.MouseButtonPress):
            self._still.start(STILL_MS)
        elif event.type() == QtCore.QEvent.Leave:
            self._still.start(0)
        return bool(super().viewportEvent(event))

    def _end_stillness(self) -> None:
        rows, self._waiting = self._waiting, None
        if rows is not None:
            self._model.set_rows(rows)
            self.went_on.emit()

    def fit_height(self, *, most: int) -> None:
        """Be just as high as the rows need, up to `most` of them."""
        rows = max(1, min(most, self._model.rowCount()))
        frame = 2 * self.frameWidth()
        header = max(self.horizontalHeader().sizeHint().height(), row_height(self))
        self.setFixedHeight(header + rows * row_height(self) + frame)

    def selected(self) -> list[Any]:
        """The rows that are selected."""
        return [self._model.row(index.row()) for index in self.selectionModel().selectedRows()]

    def current(self) -> Any:
        """The row with the cursor if it is selected, else the first selected one, else None."""
        index = self.currentIndex()
        if index.isValid() and self.selectionModel().isRowSelected(index.row(), QtCore.QModelIndex()):
            return self._model.row(index.row())
        return next(iter(self.selected()), None)
