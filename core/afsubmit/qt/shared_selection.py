"""One selection of tasks for two views: the table, which keeps it, and the strip, which shows and changes it.

Of few tasks it goes from one to the other at once, of many on a thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..submitter.newest_work import NewestWork
from ..submitter.watch import strip
from ..submitter.watch.arranging import MOST_RANGES, Arrangement, Range
from .binding import Qt, QtCore, Signal
from .carrier import Carrier
from .frames_strip import FramesStrip
from .rows_view import RowsView
from .strip_lines import Cell

FEW = 5_000
"""So many tasks are looked at on the main thread."""


class _Pick(NamedTuple):
    """What was picked in the strip, and the rows among which it is to be found."""

    ranges: Sequence[strip.TaskRange]
    cell: Cell
    arrangement: Arrangement


class _Selected(NamedTuple):
    """What is selected in the table."""

    places: Sequence[Range]
    arrangement: Arrangement


class _FoundSignal(Carrier):
    """Brings what a thread found to the main thread."""

    found = Signal(object)


class SharedSelection(QtCore.QObject):
    """Ties the two together; `is_hidden` is told when a task was picked that the table does not show."""

    is_hidden = Signal()

    def __init__(self, table: RowsView, frames: FramesStrip) -> None:
        super().__init__(table)
        self._table, self._strip = table, frames
        self._pending: tuple[Sequence[strip.TaskRange], Cell] | None = None
        self._thread: NewestWork | None = None
        self._signal = _FoundSignal()
        self._signal.found.connect(self._take)
        self._newest: object = None
        frames.picked.connect(self._pick)
        table.selected_anew.connect(self._follow)
        table.went_on.connect(self._go_on)

    # From the strip to the table

    def _pick(self, ranges: Sequence[strip.TaskRange], cell: Cell) -> None:
        self._pending = ranges, cell
        self._strip.show_selected(ranges, cell)
        self._find(_Pick(ranges, cell, self._table.model().arrangement), strip.length_of(ranges))

    def _select(self, pick: _Pick, places: Sequence[Range] | None) -> None:
        """Select it in the table; what is hidden there, or scattered, when the table shows it in one piece."""
        if pick.arrangement is not self._table.model().arrangement:
            self._pick(pick.ranges, pick.cell)
            return
        if places is None:
            self.is_hidden.emit()
            return
        if len(places) > MOST_RANGES:
            self._table.sortByColumn(0, Qt.AscendingOrder)
            return
        self._pending = None
        model, row = self._table.model(), pick.arrangement.places.get(pick.cell, -1)
        if row >= 0 and places:
            index = model.index(row, 0)
            self._table.selectionModel().setCurrentIndex(index, QtCore.QItemSelectionModel.NoUpdate)
            self._table.scrollTo(index)
        self._table.select_ranges(places)

    def _go_on(self) -> None:
        """Other rows are in the table: what was picked and not there may be now."""
        if self._pending is not None:
            ranges, cell = self._pending
            known = self._table.model().arrangement.places
            if all((block, task) in known for block, first, last in ranges for task in (first, last)):
                self._pick(ranges, cell)

    def forget(self) -> None:
        """Another job is shown."""
        self._pending = self._newest = None

    # From the table to the strip

    def _follow(self) -> None:
        places, arrangement = self._table.ranges(), self._table.model().arrangement
        self._find(_Selected(places, arrangement), sum(last - first + 1 for first, last in places))

    # Both

    def _find(self, work: Any, length: int) -> None:
        self._newest = work
        if length <= FEW:
            self._take((work, _found(work)))
            return
        if self._thread is None:
            self._thread = NewestWork(_finding, self._signal.found.emit)
            self.destroyed.connect(self._thread.close)
        self._thread.put(work)

    def _take(self, done: tuple[Any, Any]) -> None:
        work, found = done
        if work is not self._newest:
            return
        if isinstance(work, _Pick):
            self._select(work, found)
        elif self._pending is None:
            current = self._table.current()
            self._strip.show_selected(found, current.key if current is not None else None)


def _found(work: Any) -> Any:
    if isinstance(work, _Pick):
        places: Mapping[Any, int] = work.arrangement.places
        return strip.places_of(work.ranges, places)
    return strip.task_ranges(work.arrangement.rows, work.places)


def _finding(work: Any) -> Iterator[tuple[Any, Any]]:
    yield work, _found(work)
