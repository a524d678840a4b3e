"""An artist's hands: clicks and keys on what can be seen, by the words on it."""

from __future__ import annotations

import importlib
from typing import Any

from afsubmit.qt.binding import NAME, Qt, QtCore, QtGui, QtWidgets

QTest: Any = importlib.import_module(f"{NAME}.QtTest").QTest


def click(widget: Any) -> None:
    """Click in the middle of a widget that can be seen and used."""
    assert widget.isVisible(), f"{widget.objectName()} cannot be seen"
    assert widget.isEnabled(), f"{widget.objectName()} cannot be used"
    QTest.mouseClick(widget, Qt.LeftButton)


def button(parent: Any, text: str) -> Any:
    """The button in sight with these words on it."""
    found = [one for one in parent.findChildren(QtWidgets.QAbstractButton) if one.text() == text and one.isVisible()]
    assert len(found) == 1, f"{len(found)} buttons say {text!r}"
    return found[0]


def click_row(view: Any, number: int, column: int = 0) -> None:
    """Click a cell of a table."""
    place = view.visualRect(view.model().index(number, column)).center()
    QTest.mouseClick(view.viewport(), Qt.LeftButton, Qt.NoModifier, place)


def type_into(widget: Any, text: str) -> None:
    """Click a field, mark what is there, type."""
    click(widget)
    QTest.keyClick(widget, Qt.Key_A, Qt.ControlModifier)
    QTest.keyClicks(widget, text)


def press(widget: Any, key: Any, modifier: Any = None) -> None:
    """Press a key while `widget` has the focus."""
    QTest.keyClick(widget, key, Qt.NoModifier if modifier is None else modifier)


def drag_over(app: Any, widget: Any, place: Any) -> None:
    """Move the mouse to a place of a widget with its left button held."""
    at = QtCore.QPointF(place)
    there = QtCore.QPointF(widget.mapToGlobal(place))
    event = QtGui.QMouseEvent(QtCore.QEvent.MouseMove, at, there, Qt.NoButton, Qt.LeftButton, Qt.NoModifier)
    app.sendEvent(widget, event)


def wheel_over(app: Any, widget: Any, turn: int) -> None:
    """Turn the wheel over a widget; 120 is a step up."""
    place = QtCore.QPointF(5, 5)
    event = QtGui.QWheelEvent(
        place, QtCore.QPointF(widget.mapToGlobal(place.toPoint())), QtCore.QPoint(0, 0), QtCore.QPoint(0, turn),
        Qt.NoButton, Qt.NoModifier, Qt.NoScrollPhase, False,
    )  # fmt: skip
    app.sendEvent(widget, event)


def shown_in(box: Any) -> str:
    """What a choice or a number field shows."""
    return str(box.currentText() if isinstance(box, QtWidgets.QComboBox) else box.text())


def cells(view: Any, column: int = 0) -> list[str]:
    """What a column of a table shows."""
    model = view.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def open_box(app: Any, kind: Any) -> Any:
    """The message or input box that is open."""
    found = [one for one in app.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    assert len(found) == 1
    return found[0]


__all__ = [
    "QTest",
    "Qt",
    "QtCore",
    "QtGui",
    "QtWidgets",
    "button",
    "cells",
    "click",
    "click_row",
    "drag_over",
    "open_box",
    "press",
    "shown_in",
    "type_into",
    "wheel_over",
]
