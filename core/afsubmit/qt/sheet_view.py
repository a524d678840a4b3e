"""What will be sent, to read and to copy: as a text or as the JSON that the server gets."""

from __future__ import annotations

from typing import Any

from ..submitter.previews import JSON, TEXT
from . import style
from .binding import QtGui, QtWidgets, Signal


class SheetView(QtWidgets.QWidget):
    """`asked` is emitted when another form of the preview is chosen."""

    asked = Signal()

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.text = QtWidgets.QPlainTextEdit(self)
        self.text.setObjectName("sheet")
        self.text.setAccessibleName("What will be sent")
        self.text.setReadOnly(True)
        self.text.setFont(style.monospace())
        self.text.setLineWrapMode(QtWidgets.QPlainTextEdit.NoWrap)
        self.text.setPlaceholderText("Nothing will be sent as it is now.")
        self.as_json = QtWidgets.QCheckBox("As JSON", self)
        self.as_json.setObjectName("as json")
        self.as_json.toggled.connect(lambda _: self.asked.emit())
        clipboard = QtGui.QGuiApplication.clipboard
        copy = style.button("Copy", self, lambda: clipboard().setText(self.text.toPlainText()))
        row = QtWidgets.QHBoxLayout()
        row.setSpacing(style.GAP)
        row.addWidget(self.as_json)
        row.addStretch(1)
        row.addWidget(copy)
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(style.GAP)
        whole.addWidget(self.text, 1)
        whole.addLayout(row)

    @property
    def form(self) -> str:
        """The form that is wanted."""
        return JSON if self.as_json.isChecked() else TEXT

    def show_text(self, text: str) -> None:
        """Show `text`; the place is kept."""
        if text == self.text.toPlainText():
            return
        down, across = self.text.verticalScrollBar(), self.text.horizontalScrollBar()
        places = down.value(), across.value()
        self.text.setPlainText(text)
        down.setValue(places[0])
        across.setValue(places[1])
