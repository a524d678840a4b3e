"""Tables of thousands of rows that change every second: what an artist sees of a `RowsModel`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from ..submitter.newest_work import NewestWork
from ..submitter.watch.arranging import Arrangement, Range, Wish, is_within, settled
from .binding import Qt, QtCore, QtWidgets, Signal
from .carrier import Carrier
from .column_widths import ColumnWidths, Span
from .rows_model import Column, RowsModel
from .style import BarDelegate, row_height

STILL_MS = 600
"""So long after the mouse moved over a table its rows keep their places."""
STRETCHED, STRETCHED_LEAST = 24, 12
"""Letters of a column that takes the rest: before others are narrowed for it, and at least."""
FEW = 500
"""So many rows are put in order at once; more on a thread."""


class _ArrangedSignal(Carrier):
    """Brings arranged rows from the thread that arranged them."""

    arrived = Signal(object)


class _Task(NamedTuple):
    """What a thread arranges: the wish, what was shown and selected then, and whether the artist has just sorted."""

    wish: Wish
    before: Arrangement
    selected: Sequence[Range]
    is_sorted_anew: bool


class RowsView(QtWidgets.QTableView):
    """A table without a grid, whole rows selected, columns of fixed widths, the first takes the rest.

    Few rows are shown at once; many are put in order on a thread of their own and shown when they are.
    """

    went_on = Signal()
    """Other rows are shown than before, or the same with other contents."""
    selected_anew = Signal()
    """Other rows are selected; rows that only moved are the same."""

    def __init__(self, model: RowsModel, columns: Sequence[Column], parent: Any, *, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(name.capitalize())
        for corner in self.findChildren(QtWidgets.QAbstractButton):
            corner.setAccessibleName("Select all")
        self._model = model
        self._source: tuple[Sequence[Any], Callable[[Any], bool] | None] = (), None
        self._is_waiting = self._is_restoring = False
        self._arranger: NewestWork | None = None
        self._under_way: _Task | None = None
        self._arranged = _ArrangedSignal()
        self._arranged.arrived.connect(self._take)
        self._still = QtCore.QTimer(self)
        self._still.setSingleShot(True)
        self._still.timeout.connect(self._end_stillness)
        self.viewport().setMouseTracking(True)
        self.setModel(model)
        model.sorted_anew.connect(lambda: self._arrange(is_sorted_anew=True))
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
        header.setSelectionModel(QtCore.QItemSelectionModel(self._model, header))
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.ElideRight)
        header.setStretchLastSection(False)
        header.setMinimumHeight(row_height(self))
        header.setMinimumSectionSize(1)  # or Qt never makes one narrower than its title
        for number, column in enumerate(columns):
            mode = QtWidgets.QHeaderView.Interactive if column.width else QtWidgets.QHeaderView.Stretch
            header.setSectionResizeMode(number, mode)
            if column.bar:
                self.setItemDelegateForColumn(number, BarDelegate(self))
        self.widths = ColumnWidths(self, [self._span(column) for column in columns])
        self.widths.fit()

    def _span(self, column: Column) -> Span:
        unit = self.fontMetrics().averageCharWidth()
        least = (column.least or column.width or STRETCHED_LEAST) * unit
        return Span((column.width or STRETCHED) * unit, least, column.leaves)

    def setColumnHidden(self, column: int, is_hidden: bool) -> None:
        """Leave a column out, or show it where there is room for it."""
        self.widths.hide(column, is_hidden=is_hidden)

    def resizeEvent(self, event: Any) -> None:
        """Columns give way, or come back; the row with the cursor stays in sight."""
        was_seen = self._is_seen(event.oldSize().height())
        super().resizeEvent(event)
        self.widths.fit()
        if was_seen:
            self.scrollTo(self.currentIndex())

    def _is_seen(self, height: int) -> bool:
        """Whether the row with the cursor is selected, and in sight in a table of that height."""
        index = self.currentIndex()
        if not index.isValid() or not is_within(index.row(), self.ranges()):
            return False
        rect = self.visualRect(index)
        return bool(rect.top() < height and rect.bottom() >= 0)

    # Rows

    def show_rows(
        self, rows: Sequence[Any], wanted: Callable[[Any], bool] | None = None, *, is_urgent: bool = False
    ) -> None:
        """Show these rows, or those that are wanted of them, which may be asked on another thread.

        While the mouse moves over the table none leaves its place, so that a click hits what was seen, unless it
        `is_urgent`.
        """
        self._source = rows, wanted
        if is_urgent:
            self._still.stop()
        self._arrange(is_sorted_anew=False)

    def _arrange(self, *, is_sorted_anew: bool) -> None:
        rows, wanted = self._source
        task = _Task(self._model.wish(rows, wanted), self._model.arrangement, self.ranges(), is_sorted_anew)
        if max(len(rows), len(self._model.rows)) <= FEW:
            self._end_arranger()
            self._show(task, *_settled(task))
            return
        if self._arranger is None:
            self._arranger = NewestWork(_steps, self._arranged.arrived.emit)
            self.destroyed.connect(self._arranger.close)
        self._under_way = task
        self._arranger.put(task)

    @property
    def is_settled(self) -> bool:
        """Whether what was to be shown is shown."""
        return self._under_way is None and not self._is_waiting

    def _end_arranger(self) -> None:
        """What is under way is of rows that are not shown any more."""
        if self._arranger is not None:
            self._arranger.close()
            self._arranger = self._under_way = None

    def _take(self, done: Any) -> None:
        task: _Task
        task, after, selected = done
        if task is not self._under_way:
            return
        self._under_way = None
        if task.before is not self._model.arrangement or task.selected != self.ranges():
            self._arrange(is_sorted_anew=task.is_sorted_anew)  # something was selected meanwhile
            return
        self._show(task, after, selected)

    def _show(self, task: _Task, after: Arrangement, selected: Sequence[Range]) -> None:
        self._is_waiting = after.is_moved and self._still.isActive() and not task.is_sorted_anew
        if self._is_waiting:
            return
        if after.is_moved:
            self._move(task, after, selected)
        else:
            self._model.put(after)
        self.went_on.emit()

    def _move(self, task: _Task, after: Arrangement, selected: Sequence[Range]) -> None:
        """Put the rows in; selection, cursor and place stay with what they were on."""
        index, bar = self.currentIndex(), self.verticalScrollBar()
        place, column, was_seen = bar.value(), index.column(), self._is_seen(self.viewport().height())
        cursor = after.places.get(self._model.row(index.row()).key, -1) if index.isValid() else -1
        self._is_restoring = True
        self._model.put(after)
        self.executeDelayedItemsLayout()  # or it is done later and everything painted twice
        self.select_ranges(selected)
        if cursor >= 0:
            there = self._model.index(cursor, column)
            self.selectionModel().setCurrentIndex(there, QtCore.QItemSelectionModel.NoUpdate)
        bar.setValue(place)
        if was_seen and cursor >= 0:
            self.scrollTo(there)
        self._is_restoring = False
        if _count(selected) != _count(task.selected):
            self.selected_anew.emit()

    def viewportEvent(self, event: Any) -> bool:
        """Hold the rows for a moment after each movement and press of the mouse."""
        if event.type() in (QtCore.QEvent.MouseMove, QtCore.QEvent.MouseButtonPress):
            self._still.start(STILL_MS)
        elif event.type() == QtCore.QEvent.Leave:
            self._still.start(0)
        return bool(super().viewportEvent(event))

    def changeEvent(self, event: Any) -> None:
        """Grey when it cannot be used."""
        super().changeEvent(event)
        if event.type() == QtCore.QEvent.EnabledChange:
            self._model.is_enabled = self.isEnabled()
        elif event.type() == QtCore.QEvent.LayoutDirectionChange:
            self._model.is_mirrored = self.isRightToLeft()

    def _end_stillness(self) -> None:
        if self._is_waiting:
            self._arrange(is_sorted_anew=False)

    def fit_height(self, *, most: int) -> None:
        """Be just as high as the rows need, up to `most` of them."""
        rows = max(1, min(most, self._model.rowCount()))
        frame = 2 * self.frameWidth()
        header = max(self.horizontalHeader().sizeHint().height(), row_height(self))
        self.setFixedHeight(header + rows * row_height(self) + frame)

    # Selection

    def selectionChanged(self, selected: Any, deselected: Any) -> None:
        """Tell it, unless the rows only moved."""
        super().selectionChanged(selected, deselected)
        if not self._is_restoring:
            self.selected_anew.emit()

    def ranges(self) -> list[Range]:
        """The places that are selected, rising."""
        selection = self.selectionModel().selection()  # it has to live as long as its ranges are looked at
        return sorted([(one.top(), one.bottom()) for one in selection])

    def select_ranges(self, ranges: Sequence[Range]) -> None:
        """Select the rows at these places and no others."""
        selection, last = QtCore.QItemSelection(), self._model.columnCount() - 1
        for top, bottom in ranges:
            selection.select(self._model.index(top, 0), self._model.index(bottom, last))
        self.selectionModel().select(selection, QtCore.QItemSelectionModel.ClearAndSelect)

    def selectRow(self, row: int) -> None:
        """Select this row alone, with the cursor in it: Qt's own selects nothing where all is mirrored."""
        self.selectionModel().setCurrentIndex(self._model.index(row, 0), QtCore.QItemSelectionModel.NoUpdate)
        self.select_ranges([(row, row)])

    def selected(self) -> list[Any]:
        """The rows that are selected."""
        return list(self.each_selected())

    def each_selected(self) -> Iterator[Any]:
        """The rows that are selected, one after the other: who looks at few of many pays for few."""
        rows = self._model.rows
        return (rows[place] for first, last in self.ranges() for place in range(first, last + 1))

    def has_selected(self) -> bool:
        """Whether any row is selected."""
        return bool(self.selectionModel().hasSelection())

    def current(self) -> Any:
        """The row with the cursor if it is selected, else the first selected one, else None."""
        index, ranges = self.currentIndex(), self.ranges()
        if index.isValid() and is_within(index.row(), ranges):
            return self._model.row(index.row())
        return self._model.row(ranges[0][0]) if ranges else None


def _settled(task: _Task) -> tuple[Arrangement, list[Range]]:
    return settled(task.wish, task.before, task.selected, is_sorted_anew=task.is_sorted_anew)


def _steps(task: _Task) -> Iterator[tuple[_Task, Arrangement, list[Range]]]:
    yield (task, *_settled(task))


def _count(ranges: Sequence[Range]) -> int:
    return sum(last - first + 1 for first, last in ranges)
