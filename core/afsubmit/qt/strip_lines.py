"""The lines of a strip: what is painted of each block, which part of it is in sight, what is marked as selected."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from ..submitter.watch import strip, words
from ..submitter.watch.rows import BlockRow
from . import strip_picture, style
from .binding import Qt, QtCore, QtGui, QtWidgets

MOST_LINES = 6
"""More blocks than these are scrolled to."""
PAD = 3
"""Around the lines: room for the ring that says where the keyboard is."""
BUDGET_SECONDS = 0.006
"""When painting took so long, the lines that are left are painted in the next turn."""

Cell = tuple[int, int]
"""Block and task."""


class StripLines(QtWidgets.QAbstractScrollArea):
    """A line for each block, with its name. What is selected is told by `show_selected`."""

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.setFrameShape(QtWidgets.QFrame.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarAsNeeded)
        self.viewport().setAutoFillBackground(False)
        self.setViewportMargins(PAD, PAD, PAD, PAD)
        self._names: Sequence[str] = ()
        self._states: Sequence[strip.BlockStates] = ()
        self._marks: Sequence[bytes | bytearray] = ()
        self._selected: Sequence[strip.TaskRange] = ()
        self._shown: frozenset[str] = frozenset()
        self._view = strip.WHOLE
        self._pictures: dict[int, tuple[Any, Any]] = {}
        self._cursor: Cell = (0, 0)
        self._anchor: Cell = (0, 0)
        self._is_dragging = self._is_scrolling = False
        self.horizontalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().valueChanged.connect(lambda _: self.viewport().update())

    # What is told

    def show_blocks(self, blocks: Sequence[BlockRow], states: Sequence[strip.BlockStates]) -> None:
        """Show these; what did not change is not painted again."""
        is_other = [len(one.codes) for one in states] != [len(one.codes) for one in self._states]
        if not is_other and all(one is old for one, old in zip(states, self._states)):
            return
        self._names, self._states = [words.one_line(block.name) for block in blocks], list(states)
        if is_other:
            self._view, self._cursor, self._anchor = strip.WHOLE, (0, 0), (0, 0)
            self._marks = strip.marks(self._lengths(), ())
            self._selected = ()
            self._fit()
        self.setAccessibleDescription(strip.said(self._states, self._names))
        self.viewport().update()

    def show_selected(self, ranges: Sequence[strip.TaskRange], cursor: Cell | None) -> None:
        """Mark these tasks; those of blocks that are not there are left out."""
        self._selected = [one for one in ranges if one[0] < len(self._states)]
        self._marks = strip.marks(self._lengths(), self._selected)
        if cursor is not None and cursor[0] < len(self._states) and not self._is_dragging:
            self._cursor = cursor
            if not self._is_within_selection(self._anchor):
                self._anchor = cursor
        self.viewport().update()

    def show_only(self, states: frozenset[str]) -> None:
        """Let all states but these be faint; none: let none be."""
        self._shown = states
        self.viewport().update()

    def _lengths(self) -> list[int]:
        return [len(one.codes) for one in self._states]

    def _is_within_selection(self, cell: Cell) -> bool:
        block, task = cell
        return block < len(self._marks) and task < len(self._marks[block]) and bool(self._marks[block][task])

    # Where things are

    @property
    def line_height(self) -> int:
        """How high a line is, with the air below it."""
        return int(self.fontMetrics().height() * 1.35)

    @property
    def label_width(self) -> int:
        """How wide the names of the blocks are."""
        metrics, widest = self.fontMetrics(), int(self.viewport().width() * 0.2)
        return min(widest, max((metrics.horizontalAdvance(name) for name in self._names), default=0) + 2 * style.GAP)

    def _fit(self) -> None:
        lines = max(1, min(MOST_LINES, len(self._states)))
        bar = self.horizontalScrollBar()
        room = bar.sizeHint().height() if self._view != strip.WHOLE else 0
        self.setFixedHeight(lines * self.line_height + room + 2 * PAD)
        self._set_bars()

    def _set_bars(self) -> None:
        self._is_scrolling = True
        width, (begin, end) = self._line_width(), self._view
        whole = round(width / max(1e-9, end - begin))
        bar = self.horizontalScrollBar()
        bar.setRange(0, max(0, whole - width) if self._view != strip.WHOLE else 0)
        bar.setPageStep(width)
        bar.setValue(round(begin * whole))
        down = self.verticalScrollBar()
        down.setRange(0, max(0, len(self._states) - MOST_LINES) * self.line_height)
        down.setSingleStep(self.line_height)
        down.setPageStep(MOST_LINES * self.line_height)
        self._is_scrolling = False

    def _line_width(self) -> int:
        return max(1, int(self.viewport().width()) - self.label_width)

    def _scale(self, block: int, ratio: float = 1.0) -> strip.Scale:
        column = strip.LEAST_CELL * max(1, round(ratio))
        return strip.Scale(len(self._states[block].codes), round(self._line_width() * ratio), self._view, column)

    def _block_at(self, y: float) -> int:
        block = int(y + self.verticalScrollBar().value()) // self.line_height
        return max(0, min(len(self._states) - 1, block))

    def cell_at(self, place: Any) -> Cell | None:
        """The cell at that place of the viewport, the nearest one beside a line; None without any."""
        if not any(one.codes for one in self._states):
            return None
        block = self._block_at(place.y())
        if not self._states[block].codes:
            return None
        return block, self._scale(block).tasks_at(place.x() - self.label_width)[0]

    def rect_of(self, cell: Cell) -> Any:
        """Where a cell, or the column that shows it, stands in the viewport."""
        block, task = cell
        scale = self._scale(block)
        left = scale.left_of(task)
        right = max(left + 1, scale.left_of(task + 1))
        if not scale.has_cells:
            left -= left % scale.column
            right = left + scale.column
        top = block * self.line_height - self.verticalScrollBar().value()
        return QtCore.QRect(self.label_width + left, top, right - left, self.line_height - 2)

    # Painting

    def paintEvent(self, _: Any) -> None:
        """The lines that are in sight; those that take too long come in the next turn."""
        painter = QtGui.QPainter(self.viewport())
        end, height = time.thread_time() + BUDGET_SECONDS, self.line_height
        top = self.verticalScrollBar().value()
        for block in range(top // height, min(len(self._states), (top + self.viewport().height()) // height + 1)):
            self._paint_line(painter, block, block * height - top, is_late=time.thread_time() > end)
        if self.hasFocus() and self._states:
            self._paint_cursor(painter)
        painter.end()

    def _paint_line(self, painter: Any, block: int, top: int, *, is_late: bool) -> None:
        palette, label = self.palette(), self.label_width
        painter.setPen(style.faint(palette))
        place = QtCore.QRect(0, top, label - style.GAP, self.line_height - 2)
        name = self.fontMetrics().elidedText(self._names[block], Qt.ElideRight, place.width())
        painter.drawText(place, Qt.AlignLeft | Qt.AlignVCenter, name)
        ratio = painter.device().devicePixelRatioF()
        unit = max(1, round(ratio))
        look = strip_picture.StripLook(round((self.line_height - 2) * ratio), 2 * unit, unit)
        states, marked, scale = self._states[block], self._marks[block], self._scale(block, ratio)
        shades = strip_picture.shades_of(palette, self._shown)
        key = id(states), id(marked), scale, look, shades
        kept = self._pictures.get(block)
        if kept is None or kept[0] != key:
            if is_late:
                self.viewport().update()
            else:
                image = strip_picture.line_picture(states, bytes(marked), scale, look, shades)
                kept = self._pictures[block] = key, image
        if kept is not None:
            painter.drawImage(QtCore.QRectF(label, top, self._line_width(), self.line_height - 2), kept[1])

    def _paint_cursor(self, painter: Any) -> None:
        place = self.rect_of(self._cursor)
        if place.width() < 6:
            place.adjust(-2, 0, 2, 0)
        color = self.palette().color(QtGui.QPalette.Text)
        painter.setPen(QtGui.QPen(color, 2))
        painter.drawRect(place.adjusted(0, 1, -1, -1))

    def resizeEvent(self, event: Any) -> None:
        """As many columns as there is room for."""
        super().resizeEvent(event)
        self._set_bars()

    def changeEvent(self, event: Any) -> None:
        """Another font has other lines."""
        super().changeEvent(event)
        if event.type() == QtCore.QEvent.FontChange:
            self._fit()

    # Zoom

    def zoom(self, factor: float, x: float) -> None:
        """Make all `factor` wider, what is at that pixel of a line stays there."""
        begin, end = self._view
        at = begin + (end - begin) * max(0.0, min(1.0, x / self._line_width()))
        self._see(strip.zoomed(self._view, factor, at, count=max(self._lengths()), width=self._line_width()))

    def _see(self, view: tuple[float, float]) -> None:
        if view != self._view:
            self._view = view
            self._fit()
            self.viewport().update()

    def _scrolled(self, value: int) -> None:
        if self._is_scrolling or self._view == strip.WHOLE:
            return
        begin, end = self._view
        whole = self._line_width() / max(1e-9, end - begin)
        first = min(value / whole, 1.0 - (end - begin))
        self._view = first, first + end - begin
        self.viewport().update()
