"""What every window of ours has: borders and focus rings that can be seen on every palette, and a wheel that changes
nothing in passing.
"""

from __future__ import annotations

from typing import Any

from . import style
from .binding import Qt, QtCore, QtGui, QtWidgets

BOX_CONTRAST = 3.0
"""How much a border or a ring has to differ from what is around it (WCAG 2.1, 1.4.11)."""
RING = 2.0
"""Its width, in device-independent pixels."""

_FIELDS = (QtWidgets.QLineEdit, QtWidgets.QAbstractSpinBox, QtWidgets.QComboBox, QtWidgets.QPlainTextEdit)
_BOXES = (QtWidgets.QCheckBox,)
_OTHERS = (QtWidgets.QAbstractButton, QtWidgets.QTabBar, QtWidgets.QAbstractScrollArea)
_OWNERS = (QtWidgets.QAbstractSpinBox, QtWidgets.QComboBox, QtWidgets.QAbstractItemView)
"""What has fields inside it that are no fields of their own."""
_TURNED = (QtWidgets.QAbstractSpinBox, QtWidgets.QComboBox, QtWidgets.QTabBar, QtWidgets.QAbstractSlider)
"""What the wheel changes."""
_PAINT, _POLISHED, _WHEEL = QtCore.QEvent.Paint, QtCore.QEvent.ChildPolished, QtCore.QEvent.Wheel
_FOCUS = (QtCore.QEvent.FocusIn, QtCore.QEvent.FocusOut)


def dress(window: Any) -> None:
    """Let everything in `window` be seen: words in empty fields, borders of fields and boxes, where the keyboard is.

    The wheel takes the keyboard from nothing, and turns no number, choice or page that has it not.
    """
    style.with_readable_hints(window)
    _Outlines(window)


def border_color(palette: Any) -> Any:
    """The colour of the border of a field or box."""
    text, back = (palette.color(role) for role in (QtGui.QPalette.Text, QtGui.QPalette.Base))
    return style.readable(style.mixed(text, back, 0.4), palette, BOX_CONTRAST)


def ring_color(palette: Any) -> Any:
    """The colour of the ring around what has the keyboard."""
    return style.readable(palette.color(QtGui.QPalette.Highlight), palette, BOX_CONTRAST)


class BoxDelegate(QtWidgets.QStyledItemDelegate):
    """Draws a border around the boxes of a table or list."""

    def paint(self, painter: Any, option: Any, index: Any) -> None:
        """The cell, and the border."""
        super().paint(painter, option, index)
        if index.data(int(Qt.CheckStateRole)) is None:
            return
        self.initStyleOption(option, index)
        look = option.widget.style()
        box = look.subElementRect(QtWidgets.QStyle.SE_ItemViewItemCheckIndicator, option, option.widget)
        is_selected = bool(option.state & QtWidgets.QStyle.State_Selected)
        painter.save()
        color = option.palette.color(QtGui.QPalette.HighlightedText)
        painter.setPen(color if is_selected else border_color(option.palette))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.restore()


class _Outlines(QtCore.QObject):
    """Sees every control of a window paint itself, those that come later included, and paints over it."""

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self._watch(window)

    def _watch(self, widget: Any) -> None:
        widget.installEventFilter(self)
        if widget.focusPolicy() == Qt.WheelFocus:
            widget.setFocusPolicy(Qt.StrongFocus)
        if not isinstance(widget, _OWNERS):
            for child in widget.children():
                if isinstance(child, QtWidgets.QWidget) and not child.isWindow():
                    self._watch(child)

    def eventFilter(self, widget: Any, event: Any) -> bool:
        """Paint after the widget has painted itself."""
        kind = event.type()
        if kind == _PAINT:
            return self._paint(widget, event)
        if kind == _WHEEL and _is_turned(widget) and not widget.hasFocus():
            event.ignore()  # what is around it gets it
            return True
        if kind in _FOCUS and isinstance(widget, (*_FIELDS, *_BOXES, *_OTHERS)):
            QtWidgets.QWidget.update(widget)
        elif kind == _POLISHED and isinstance(event.child(), QtWidgets.QWidget) and not isinstance(widget, _OWNERS):
            self._watch(event.child())
        return False

    def _paint(self, widget: Any, event: Any) -> bool:
        is_box, is_field = isinstance(widget, _BOXES), _is_field(widget)
        has_ring = widget.hasFocus() and isinstance(widget, (*_FIELDS, *_BOXES, *_OTHERS))
        if not has_ring and not ((is_box or is_field) and widget.isEnabled()):
            return False
        widget.event(event)
        painter = QtGui.QPainter(widget)
        painter.setRenderHint(QtGui.QPainter.Antialiasing)
        palette = widget.palette()
        if is_field or is_box:
            _outline(painter, _box(widget) if is_box else widget.rect(), border_color(palette), 1.0)
        if has_ring:
            _outline(painter, _ringed(widget), ring_color(palette), RING)
        painter.end()
        return True


def _is_turned(widget: Any) -> bool:
    return isinstance(widget, _TURNED) and not isinstance(widget, QtWidgets.QScrollBar)


def _is_field(widget: Any) -> bool:
    return isinstance(widget, _FIELDS) and not (isinstance(widget, QtWidgets.QLineEdit) and not widget.hasFrame())


def _outline(painter: Any, rect: Any, color: Any, width: float) -> None:
    half = width / 2
    painter.setPen(QtGui.QPen(color, width))
    painter.drawRoundedRect(QtCore.QRectF(rect).adjusted(half, half, -half, -half), 2, 2)


def _box(widget: Any) -> Any:
    option = QtWidgets.QStyleOptionButton()
    widget.initStyleOption(option)
    return widget.style().subElementRect(QtWidgets.QStyle.SE_CheckBoxIndicator, option, widget)


def _ringed(widget: Any) -> Any:
    """Around what the ring is: the tab that is shown, a box, or all of it."""
    if isinstance(widget, QtWidgets.QTabBar):
        return widget.tabRect(widget.currentIndex())
    return _box(widget) if isinstance(widget, _BOXES) and not widget.text() else widget.rect()
