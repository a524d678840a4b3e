"""Something to be done in a moment, by a widget, and not at all when the widget is gone by then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .binding import QtCore


def later(widget: Any, milliseconds: int, function: Callable[[], Any]) -> None:
    """Call `function` on the main thread after `milliseconds`, unless `widget` is destroyed before.

    Not by `QTimer.singleShot` with a widget: which of its forms there are differs between the bindings.
    """
    timer = QtCore.QTimer(widget)
    timer.setSingleShot(True)
    timer.timeout.connect(function)
    timer.timeout.connect(timer.deleteLater)
    timer.start(milliseconds)
