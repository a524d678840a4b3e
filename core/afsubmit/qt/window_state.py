"""What windows remember between sessions, in a file of the state folder, never in a registry."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

from ..submission.sending import destination
from .binding import Qt, QtCore, QtWidgets

KEPT_AFTER_MS = 1000
"""So long after the last change it is written."""


def _store() -> Any:
    path = os.path.join(destination.state_folder(), "windows.ini")
    return QtCore.QSettings(path, QtCore.QSettings.IniFormat)


def store_geometry(widget: Any, key: str) -> None:
    """Remember where the window stands and how large it is."""
    _store().setValue(key, widget.saveGeometry())


def restore_geometry(widget: Any, key: str) -> bool:
    """Put the window where it was; False when it never was anywhere. Qt keeps it on a screen that exists."""
    kept = _store().value(key)
    return isinstance(kept, QtCore.QByteArray) and bool(widget.restoreGeometry(kept))


def store_state(splitter: Any, key: str) -> None:
    """Remember where a splitter stands."""
    _store().setValue(key, splitter.saveState())


def restore_state(splitter: Any, key: str) -> None:
    """Put a splitter where it was."""
    kept = _store().value(key)
    if isinstance(kept, QtCore.QByteArray):
        splitter.restoreState(kept)


def remember_columns(view: Any, key: str) -> None:
    """Put widths and order of the columns of a `RowsView` back, and keep them from now on."""
    header, columns = view.horizontalHeader(), view.widths
    movable = [n for n in range(header.count()) if header.sectionResizeMode(n) == QtWidgets.QHeaderView.Interactive]

    def read() -> list[int]:
        widths = [columns.dragged(number) for number in movable]
        return [header.sortIndicatorSection(), int(header.sortIndicatorOrder() == Qt.DescendingOrder), *widths]

    def put(kept: list[int]) -> None:
        if len(kept) != len(movable) + 2 or not all(isinstance(one, int) for one in kept):
            return
        for number, width in zip(movable, kept[2:]):
            if width > 0:
                columns.drag(number, width)
        columns.fit()
        if view.isSortingEnabled() and 0 <= kept[0] < header.count():
            view.sortByColumn(kept[0], Qt.DescendingOrder if kept[1] else Qt.AscendingOrder)

    _remember(view, key, read, put, list, (header.sectionResized, header.sortIndicatorChanged))


def remember_page(pages: Any, key: str) -> None:
    """Put back which page or choice is shown (of a tab widget or combo box), and keep it from now on."""
    changed = getattr(pages, "currentChanged", None) or pages.currentIndexChanged
    _remember(pages, key, pages.currentIndex, pages.setCurrentIndex, int, (changed,))


def remember_text(line: Any, key: str) -> None:
    """Put back what was searched for, and keep it from now on."""
    _remember(line, key, line.text, line.setText, str, (line.textChanged,))


def remember_check(box: Any, key: str) -> None:
    """Put back whether a box is checked, and keep it from now on."""
    _remember(box, key, box.isChecked, box.setChecked, bool, (box.toggled,))


def remember_states(states: Any, key: str) -> None:
    """Put back which states are not shown, and keep it from now on."""
    _remember(states, key, lambda: states.hidden, states.hide_states, list, (states.changed,))


class _Keeper(QtCore.QObject):
    """Writes what changed when its widget goes out of sight: a column that is dragged changes a hundred times."""

    def __init__(self, widget: Any, key: str, read: Callable[[], Any]) -> None:
        super().__init__(widget)
        self._key, self._read, self._is_changed = key, read, False
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEPT_AFTER_MS)
        self._timer.timeout.connect(self.keep)
        widget.installEventFilter(self)

    def note(self, *_: object) -> None:
        """Something changed."""
        self._is_changed = True
        self._timer.start()

    def keep(self) -> None:
        """Write it, if anything changed."""
        if self._is_changed:
            self._is_changed = False
            _store().setValue(self._key, json.dumps(self._read()))

    def eventFilter(self, _: Any, event: Any) -> bool:
        """Write it when the widget is hidden, which is the last that is heard of a window that closes."""
        if event.type() == QtCore.QEvent.Hide:
            self.keep()
        return False


def _remember(
    widget: Any, key: str, read: Callable[[], Any], put: Callable[[Any], None], kind: type, changes: tuple[Any, ...]
) -> None:
    try:
        kept = json.loads(str(_store().value(key, "null")))
    except ValueError:
        kept = None
    if type(kept) is kind:
        put(kept)
    keeper = _Keeper(widget, key, read)
    for change in changes:
        change.connect(keeper.note)
