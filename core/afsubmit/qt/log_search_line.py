"""Searches a log while it grows: a field, how many places there are, and arrows from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

from ..submitter.newest_work import NewestWork
from ..submitter.watch.log_search import MOST, Found, search
from . import style
from .binding import Action, Qt, QtCore, QtGui, QtWidgets, Signal
from .carrier import Carrier
from .log_view import LogView

SEARCH_MS = 150
"""So long after the last letter it is searched."""


class _FoundSignal(Carrier):
    """Brings what a thread found."""

    found = Signal(object, str)


class LogSearch(QtWidgets.QWidget):
    """Marks in `text` what is searched for; `actions_for_all` are shortcuts for the window around."""

    def __init__(self, parent: Any, text: LogView) -> None:
        super().__init__(parent)
        self._text = text
        self._found: Sequence[Found] = ()
        self._current = -1
        self.word = ""
        """What was found last."""
        self._signal = _FoundSignal()
        self._signal.found.connect(self._take)
        self._thread = NewestWork(_found_in, lambda one: self._signal.found.emit(*one))
        self.destroyed.connect(self._thread.close)
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_MS)
        self._timer.timeout.connect(self._search)
        self._make_parts()

    def _make_parts(self) -> None:
        self.field = QtWidgets.QLineEdit(self)
        self.field.setObjectName("log search")
        self.field.setAccessibleName("Search the log")
        self.field.setPlaceholderText("Search the log")
        style.with_clear_button(self.field)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(lambda _: self._timer.start())
        self.count = style.label(is_faint=True, name="log count")
        keys = QtGui.QKeySequence
        find = self._made("Search", self._to_field, keys.Find, "Search the log")
        self._next = self._made("Next", partial(self.step, 1), keys.FindNext, "Next place found")
        self._last = self._made("Previous", partial(self.step, -1), keys.FindPrevious, "Previous place found")
        self.actions_for_all = [find, self._next, self._last]
        across = QtWidgets.QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(style.GAP)
        across.addWidget(self.field, 1)
        across.addWidget(self.count)
        across.addWidget(self._arrow(self._last, Qt.UpArrow))
        across.addWidget(self._arrow(self._next, Qt.DownArrow))
        self._offer()

    def _made(self, text: str, do: Callable[[], object], shortcut: Any, tip: str) -> Any:
        action = Action(text, self)
        action.setToolTip(tip)
        action.setShortcut(QtGui.QKeySequence(shortcut))
        action.setShortcutContext(Qt.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda *_: do())
        return action

    def _arrow(self, action: Any, arrow: Any) -> Any:
        widget = QtWidgets.QToolButton(self)
        widget.setDefaultAction(action)
        widget.setArrowType(arrow)
        widget.setToolButtonStyle(Qt.ToolButtonIconOnly)
        widget.setAccessibleName(action.toolTip())
        widget.setFocusPolicy(Qt.StrongFocus)
        return widget

    # What is told

    def forget(self) -> None:
        """Another text is there."""
        self._found, self._current = (), -1
        self._show_count()

    def look_again(self) -> None:
        """More of the text is there."""
        if self.field.text():
            self._timer.start()

    # Searching

    def _to_field(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def _search(self) -> None:
        self._thread.put((tuple(self._text.parts), self.field.text()))

    def _take(self, found: Sequence[Found], word: str) -> None:
        if word != self.field.text():
            return
        is_same = 0 <= self._current < len(self._found) and word == self.word
        self._found, self.word = found, word
        if is_same:  # only more of the text came
            self._text.mark_found_again(found)
        else:
            top = self._text.firstVisibleBlock().blockNumber()
            self._current = next((n for n, one in enumerate(found) if one.line >= top), 0 if found else -1)
            self._text.mark_found(found, self._current)
        self._show_count()

    def _show_count(self) -> None:
        count = f"{MOST:,}+" if len(self._found) >= MOST else str(len(self._found))
        shown = f"{self._current + 1} of {count}" if self._found else "not found"
        self.count.setText(shown if self.field.text() else "")
        self._offer()

    def _offer(self) -> None:
        for action in (self._next, self._last):
            action.setEnabled(bool(self._found))

    def step(self, steps: int) -> None:
        """Go so many places on, around the end."""
        if self._found:
            self._current = (self._current + steps) % len(self._found)
            self._text.mark_found(self._found, self._current)
            self._show_count()

    def eventFilter(self, watched: Any, event: Any) -> bool:
        """Return goes to the next place, with Shift to the one before; Escape ends the search."""
        if watched is self.field and event.type() == QtCore.QEvent.KeyPress:
            if event.key() in (Qt.Key_Return, Qt.Key_Enter):
                self.step(-1 if event.modifiers() & Qt.ShiftModifier else 1)
                return True
            if event.key() == Qt.Key_Escape and self.field.text():
                self.field.clear()
                return True
        return False


def _found_in(work: tuple[Sequence[str], str]) -> Iterator[tuple[Sequence[Found], str]]:
    parts, word = work
    yield list(islice(search(parts, word), MOST)), word
