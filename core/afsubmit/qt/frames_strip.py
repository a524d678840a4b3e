"""The strip of frames: a line for each block, a cell for each task, coloured by state; seen, selected, acted upon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..submitter.watch import strip
from ..submitter.watch.rows import TaskRow
from .binding import Qt, QtCore, QtGui, Signal
from .strip_lines import Cell, StripLines
from .strip_tip import StripTip

ZOOM_STEP = 1.25
TIP_MS = 350

_STEPS = {int(Qt.Key_Left): -1, int(Qt.Key_Right): 1}
_ZOOMS = {int(Qt.Key_Plus): ZOOM_STEP, int(Qt.Key_Equal): ZOOM_STEP, int(Qt.Key_Minus): 1 / ZOOM_STEP}


class FramesStrip(StripLines):
    """Tells by `picked` what is to be selected; whoever keeps the selection tells it back by `show_selected`.

    `row_of` gives the task of a cell, `picture_of` its thumbnail or None, for what is said under the mouse.
    """

    picked = Signal(object, object)
    """`strip.TaskRange`s that are to be selected, and the cell that has the cursor then."""
    opened = Signal(object)
    """A cell was double clicked, or Return pressed on it."""
    asked = Signal(object)
    """The menu is wanted at that place of the screen."""

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAccessibleName("Frames by state")
        self.setFocusPolicy(Qt.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setContextMenuPolicy(Qt.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_at)
        self.row_of: Callable[[Cell], TaskRow | None] = lambda _: None
        self.picture_of: Callable[[Cell], Any] = lambda _: None
        self._base: Sequence[strip.TaskRange] = ()
        self._hovered: Cell | None = None
        self._tip = StripTip(self)
        self._tip_timer = QtCore.QTimer(self)
        self._tip_timer.setSingleShot(True)
        self._tip_timer.setInterval(TIP_MS)
        self._tip_timer.timeout.connect(self.show_tip)

    # Mouse

    def mousePressEvent(self, event: Any) -> None:
        """Begin a selection; with Shift go on with it, with Ctrl add to it. The right button asks for the menu."""
        self.setFocus(Qt.MouseFocusReason)
        self._tip.hide()
        cell = self.cell_at(_place(event))
        if cell is None:
            return
        if event.button() == Qt.RightButton:
            if not self._is_within_selection(cell):
                self._go_to(cell, extends=False)
            return
        if event.button() != Qt.LeftButton:
            return
        self._is_dragging = True
        adds = bool(event.modifiers() & Qt.ControlModifier)
        self._base = list(self._selected) if adds else ()
        self._go_to(cell, extends=bool(event.modifiers() & Qt.ShiftModifier))

    def mouseMoveEvent(self, event: Any) -> None:
        """Select what is dragged over, else say what is under the mouse after a moment."""
        cell = self.cell_at(_place(event))
        if self._is_dragging:
            if cell is not None and cell != self._cursor:
                self._go_to(cell, extends=True)
        elif cell != self._hovered:
            self._hovered = cell
            self._tip.hide()
            self._tip_timer.start()

    def mouseReleaseEvent(self, event: Any) -> None:
        """The selection stands."""
        if event.button() == Qt.LeftButton:
            self._is_dragging, self._base = False, ()

    def mouseDoubleClickEvent(self, event: Any) -> None:
        """Open the task."""
        if event.button() == Qt.LeftButton and self.cell_at(_place(event)) is not None:
            self.opened.emit(self._cursor)

    def leaveEvent(self, event: Any) -> None:
        """Nothing is under the mouse any more."""
        super().leaveEvent(event)
        self._hovered = None
        self._tip_timer.stop()
        self._tip.hide()

    def wheelEvent(self, event: Any) -> None:
        """Zoom, if the strip has the focus; else what is around it scrolls."""
        if not self.hasFocus() or not self._states:
            event.ignore()
            return
        x = event.position().x() if hasattr(event, "position") else event.posF().x()
        self.zoom(ZOOM_STEP ** (event.angleDelta().y() / 120), x - self.label_width)
        event.accept()

    def _ask_at(self, place: Any) -> None:
        """The menu's key asks at the cursor."""
        if self._states:
            self.asked.emit(self.viewport().mapToGlobal(place))

    # Keys

    def keyPressEvent(self, event: Any) -> None:
        """Arrows, Home and End move the cursor, with Shift the selection's end; plus and minus zoom, 0 shows all."""
        key, extends = int(event.key()), bool(event.modifiers() & Qt.ShiftModifier)
        target = self._target(key, is_far=bool(event.modifiers() & Qt.ControlModifier)) if self._states else None
        if target is not None:
            self._go_to(target, extends=extends)
        elif event.matches(QtGui.QKeySequence.SelectAll):
            every = [(block, 0, count - 1) for block, count in enumerate(self._lengths()) if count]
            self.picked.emit(every, self._cursor)
        elif key in _ZOOMS:
            self.zoom(_ZOOMS[key], self.rect_of(self._cursor).center().x() - self.label_width)
        elif key == Qt.Key_0:
            self._see(strip.WHOLE)
        elif key in (Qt.Key_Return, Qt.Key_Enter):
            self.opened.emit(self._cursor)
        elif key == Qt.Key_Escape and self._selected:
            self.picked.emit([], self._cursor)
        else:
            super().keyPressEvent(event)

    def _target(self, key: int, *, is_far: bool) -> Cell | None:
        """Where that key leads; None for another key."""
        block, task = self._cursor
        last = len(self._states[block].codes) - 1
        if key in _STEPS:
            step = _STEPS[key] * (max(1, (last + 1) // 20) if is_far else 1)
            return block, max(0, min(last, task + step))
        if key in (Qt.Key_Home, Qt.Key_End):
            return block, 0 if key == Qt.Key_Home else last
        if key in (Qt.Key_Up, Qt.Key_Down):
            other = block + (1 if key == Qt.Key_Down else -1)
            if not 0 <= other < len(self._states):
                return self._cursor
            count = len(self._states[other].codes)
            return other, max(0, min(count - 1, task * count // (last + 1)))
        return None

    # Selecting

    def _go_to(self, cell: Cell, *, extends: bool) -> None:
        """Put the cursor there and select it, or all from where the selection began."""
        self._cursor = cell
        if not extends:
            self._anchor = cell
        block, task = cell
        count = max(1, len(self._states[block].codes))
        self._see(strip.shown_to(self._view, task / count, (task + 1) / count))
        if (
            not self.verticalScrollBar().value()
            <= block * self.line_height
            <= self.verticalScrollBar().value() + (self.viewport().height() - self.line_height)
        ):
            self.verticalScrollBar().setValue(block * self.line_height)
        self.picked.emit([*self._base, *self._between(self._anchor, cell)], cell)

    def _between(self, one: Cell, other: Cell) -> list[strip.TaskRange]:
        """The tasks of the lines from one to the other that stand between the two, both with all their column shows."""
        spans = [self._span(cell) for cell in (one, other)]
        begin, end = min(first for first, _ in spans), max(last for _, last in spans)
        found = []
        for block in range(min(one[0], other[0]), max(one[0], other[0]) + 1):
            count = len(self._states[block].codes)
            first, last = int(begin * count + 1e-6), int(end * count - 1e-6)
            if count:
                found.append((block, first, max(first, min(last, count - 1))))
        return found

    def _span(self, cell: Cell) -> tuple[float, float]:
        """The part (0 to 1) of its line that a cell takes, or the column that shows it."""
        block, task = cell
        scale = self._scale(block)
        first, last = (task, task) if scale.has_cells else scale.tasks_at(scale.left_of(task))
        return min(first, task) / scale.tasks, (max(last, task) + 1) / scale.tasks

    # What is under the mouse

    def show_tip(self) -> None:
        """Say what is under the mouse, or nothing."""
        cell = self._hovered
        row = self.row_of(cell) if cell is not None else None
        if cell is None or row is None:
            self._tip.hide()
            return
        block, task = cell
        scale = self._scale(block)
        x = int(self.viewport().mapFromGlobal(QtGui.QCursor.pos()).x()) - self.label_width
        first, last = (task, task) if scale.has_cells else scale.tasks_at(x)
        self._tip.show_task(row, self.picture_of(cell), self._counted(block, first, last))
        place = self.rect_of(cell)
        self._tip.show_below(self.viewport().mapToGlobal(place.center()), self.line_height)

    def show_picture(self) -> None:
        """A thumbnail has come."""
        if self._tip.isVisible():
            self.show_tip()

    def _counted(self, block: int, first: int, last: int) -> str:
        """What else the column shows; "" where it is one task."""
        return strip.counted(self._states[block], first, last + 1) if last > first else ""


def _place(event: Any) -> Any:
    """Where the mouse is in the viewport."""
    return event.position().toPoint() if hasattr(event, "position") else event.pos()
