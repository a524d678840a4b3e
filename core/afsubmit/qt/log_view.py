"""A long text that grows: taken in by pieces, so that the window stays smooth; sticks to its end unless scrolled up."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from ..submitter.watch import words
from ..submitter.watch.log_search import Found
from . import style
from .binding import Qt, QtCore, QtGui, QtWidgets, Signal

PIECE = 24 * 1024
"""Letters that are taken in between two paintings: some 4 ms."""
MANY_LINES = 10_000
"""A text of more lines is laid out anew by pieces, too."""


class LogView(QtWidgets.QPlainTextEdit):
    """`followed` tells whether it sticks to its end, `settled` that all of the text is in."""

    followed = Signal(bool)
    settled = Signal()

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.setObjectName("log")
        self.setAccessibleName("Log")
        self.setReadOnly(True)
        self.setTextInteractionFlags(Qt.TextSelectableByMouse | Qt.TextSelectableByKeyboard)
        self.setUndoRedoEnabled(False)
        self.setFont(style.monospace())
        self.setLineWrapMode(QtWidgets.QPlainTextEdit.NoWrap)
        self.parts: list[str] = []
        """The text, as it came."""
        self._left: list[str] = []
        self._follows, self._is_ours, self._value = True, False, 0
        self._line = self._error = -1
        self._found: Sequence[Found] = ()
        self._current = -1
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._take_in)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.updateRequest.connect(self._moved)

    # The text

    @property
    def is_settled(self) -> bool:
        """Whether all of the text is in."""
        return not self._left

    def set_text(self, text: str) -> None:
        """Show another text."""
        self.parts, self._left = [], []
        self._found, self._current, self._line, self._error = (), -1, -1, -1
        self._clear()
        self.add_text(text)

    def add_text(self, text: str) -> None:
        """Show more, behind what is there."""
        if text:
            self.parts.append(text)
            self._put(text)

    def _put(self, text: str) -> None:
        place = 0
        while place < len(text):
            end = text.find("\n", place + PIECE) + 1 or len(text)
            end = min(end, place + 2 * PIECE)
            self._left.append(text[place:end])
            place = end
        self._take_in()

    def _clear(self) -> None:
        self._is_ours = True
        self.clear()
        self._value = 0
        self._is_ours = False

    def _take_in(self) -> None:
        """Take in one piece; the rest when the window has painted and heard the mouse."""
        if self._left:
            self._is_ours = True
            cursor = QtGui.QTextCursor(self.document())
            cursor.movePosition(QtGui.QTextCursor.End)
            cursor.insertText(self._left.pop(0))
            if self._follows:
                self._to_end()
            self._value = self.verticalScrollBar().value()
            self._is_ours = False
        if self._left:
            self._timer.start()
            return
        self._timer.stop()
        if self._line >= 0:
            self._go_now()
        self._mark()
        self.settled.emit()

    def set_wrapped(self, is_wrapped: bool) -> None:
        """Break long lines at the window's edge, or let them run on."""
        modes = QtWidgets.QPlainTextEdit
        mode = modes.WidgetWidth if is_wrapped else modes.NoWrap
        if mode == self.lineWrapMode():
            return
        if self.blockCount() <= MANY_LINES:
            self.setLineWrapMode(mode)
            return
        top = self.firstVisibleBlock().blockNumber()
        self._left = []
        self._clear()
        self.setLineWrapMode(mode)
        if not self._follows:
            self._line = top
        self._put("".join(self.parts))

    # The place

    @property
    def follows(self) -> bool:
        """Whether it sticks to its end."""
        return self._follows

    def follow(self, is_wanted: bool) -> None:
        """Stick to the end from now on, or stay."""
        if is_wanted:
            self._is_ours = True
            if not self._follows and not self.textCursor().hasSelection():
                self.moveCursor(QtGui.QTextCursor.End)  # keys go on from what is seen
            self._to_end()
            self._value = self.verticalScrollBar().value()
            self._is_ours = False
        if is_wanted != self._follows:
            self._follows = is_wanted
            self.followed.emit(is_wanted)

    def _to_end(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _moved(self, _: Any, by: int) -> None:
        """Keys scroll Qt 5's view without a word of its bar."""
        if by:
            self._scrolled(self.verticalScrollBar().value())

    def _scrolled(self, value: int) -> None:
        before, self._value = self._value, value
        if self._is_ours or value == before:
            return
        is_end = value >= self.verticalScrollBar().maximum() - 1  # Ctrl+End stops at the line before an empty one
        if is_end or value < before:
            self.follow(is_end)
        if self._found:
            self._mark()

    def resizeEvent(self, event: Any) -> None:
        """The end stays in sight."""
        super().resizeEvent(event)
        if self._follows:
            self.follow(True)

    def show_line(self, line: int) -> None:
        """Bring a line into the middle, once it is in, and stay there."""
        self.follow(False)
        self._line = line
        if line < self.blockCount() - (not self.is_settled):
            self._go_now()

    def _go_now(self) -> None:
        block = self.document().findBlockByNumber(self._line)
        self._line = -1
        if block.isValid():
            self._is_ours = True
            cursor = QtGui.QTextCursor(block)
            self.setTextCursor(cursor)
            self.centerCursor()
            self._value = self.verticalScrollBar().value()
            self._is_ours = False
            self._mark()

    # What is marked

    def mark_error(self, line: int) -> None:
        """Mark this line, -1 for none."""
        self._error = line
        self._mark()

    def mark_found(self, found: Sequence[Found], current: int) -> None:
        """Mark these places and show that one of them, -1 for none."""
        self._found, self._current = found, current
        if 0 <= current < len(found):
            self.show_line(found[current].line)
        self._mark()

    def mark_found_again(self, found: Sequence[Found]) -> None:
        """Mark these places, of which more have come; the one that is shown stays."""
        self._found = found
        self._mark()

    def _mark(self) -> None:
        """Mark what is in sight: the rest costs and is not seen."""
        marks = []
        palette = self.palette()
        base = palette.color(QtGui.QPalette.Base)
        if self._error >= 0:
            back = style.mixed(style.state_color(words.FAILED, palette), base, 0.3)
            marks.append(self._marked(Found(self._error, 0, 0), back, is_line=True))
        top = self.firstVisibleBlock().blockNumber()
        shown = self.viewport().height() // max(1, self.fontMetrics().lineSpacing()) + 2
        back = style.mixed(style.state_color(words.WAITING, palette), base, 0.45)
        for place in range(bisect_left(self._found, (top, 0, 0)), len(self._found)):
            if self._found[place].line > top + shown:
                break
            if place != self._current:
                marks.append(self._marked(self._found[place], back))
        if 0 <= self._current < len(self._found):
            marks.append(self._marked(self._found[self._current], None))
        self.setExtraSelections(marks)

    def _marked(self, found: Found, back: Any, *, is_line: bool = False) -> Any:
        """A place with this colour behind it, None for that of what is selected."""
        mark = QtWidgets.QTextEdit.ExtraSelection()
        block = self.document().findBlockByNumber(found.line)
        cursor = QtGui.QTextCursor(block)
        if found.length and found.column + found.length < block.length():
            cursor.setPosition(block.position() + found.column)
            cursor.setPosition(block.position() + found.column + found.length, QtGui.QTextCursor.KeepAnchor)
        palette = self.palette()
        if back is None:
            mark.format.setBackground(palette.color(QtGui.QPalette.Highlight))
            mark.format.setForeground(palette.color(QtGui.QPalette.HighlightedText))
        else:
            mark.format.setBackground(back)
        if is_line:
            mark.format.setProperty(QtGui.QTextFormat.FullWidthSelection, True)
        mark.cursor = cursor
        return mark
