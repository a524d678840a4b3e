"""A text that the farm gave, to be read, searched by eye and copied; in a window of its own."""

from __future__ import annotations

from typing import Any

from ..submitter.watch import words
from . import outlines, style
from .binding import Qt, QtGui, QtWidgets


def show_text(parent: Any, title: str, text: str, *, empty: str = "There is nothing to show.") -> Any:
    """Show `text` under `title`; Escape closes it."""
    window = QtWidgets.QDialog(parent)
    window.setObjectName("afsubmit text")
    window.setAttribute(Qt.WA_DeleteOnClose)
    window.setWindowTitle(words.one_line(title))
    body = QtWidgets.QPlainTextEdit(window)
    body.setObjectName("text")
    body.setAccessibleName(window.windowTitle())
    body.setReadOnly(True)
    body.setFont(style.monospace())
    body.setPlainText(text.strip() or empty)
    copy = style.button("Copy", window, lambda: QtGui.QGuiApplication.clipboard().setText(text))
    close = style.button("Close", window, window.close)
    row = QtWidgets.QHBoxLayout()
    row.setSpacing(style.GAP)
    row.addWidget(copy)
    row.addStretch(1)
    row.addWidget(close)
    whole = QtWidgets.QVBoxLayout(window)
    whole.setContentsMargins(*[style.MARGIN] * 4)
    whole.setSpacing(style.GAP)
    whole.addWidget(body, 1)
    whole.addLayout(row)
    outlines.dress(window)
    window.resize(style.lines(window, 44, 22))
    window.show()
    return window
