"""What is said of the task under the mouse: its picture, frames, state, machine and time."""

from __future__ import annotations

from typing import Any

from ..counted import counted
from ..submitter.watch import words
from ..submitter.watch.rows import TaskRow
from . import style
from .binding import Qt, QtCore, QtGui, QtWidgets

PICTURE = (128, 84)


class StripTip(QtWidgets.QFrame):
    """A little window without a frame that takes neither mouse nor focus."""

    def __init__(self, parent: Any) -> None:
        super().__init__(parent, Qt.ToolTip | Qt.WindowTransparentForInput)
        self.setObjectName("strip tip")
        self.setFrameShape(QtWidgets.QFrame.Box)
        self.setAttribute(Qt.WA_ShowWithoutActivating)
        self.setAutoFillBackground(True)
        self.picture = QtWidgets.QLabel(self)
        self.name = style.title(name="tip name")
        self.text = style.label(name="tip text")
        words_ = QtWidgets.QVBoxLayout()
        words_.setSpacing(2)
        words_.addWidget(self.name)
        words_.addWidget(self.text)
        words_.addStretch(1)
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(style.GAP, style.GAP, style.GAP, style.GAP)
        row.setSpacing(style.GAP)
        row.addWidget(self.picture)
        row.addLayout(words_)

    def show_task(self, task: TaskRow, picture: Any, also: str) -> None:
        """Fill it; `picture` is an icon or None, `also` what stands beside the task in the same column."""
        self.name.setText(words.one_line(task.name))
        self.text.setText("\n".join([*lines(task), *([also] if also else [])]))
        self.picture.setVisible(picture is not None)
        if picture is not None:
            self.picture.setPixmap(picture.pixmap(QtCore.QSize(*PICTURE)))
        palette = self.palette()
        for role, source in ((QtGui.QPalette.Window, "ToolTipBase"), (QtGui.QPalette.WindowText, "ToolTipText")):
            palette.setColor(role, QtWidgets.QToolTip.palette().color(getattr(QtGui.QPalette, source)))
        self.setPalette(palette)
        self.adjustSize()

    def show_below(self, place: Any, distance: int) -> None:
        """Show it below that place of the screen, or above where the screen ends."""
        screen = self.screen() if hasattr(self, "screen") else QtGui.QGuiApplication.primaryScreen()
        area = screen.availableGeometry()
        x = max(area.left(), min(place.x() - self.width() // 2, area.right() - self.width()))
        y = place.y() + distance
        if y + self.height() > area.bottom():
            y = place.y() - distance - self.height()
        self.move(x, y)
        self.show()


def lines(task: TaskRow) -> list[str]:
    """State, machine and time of a task."""
    state = words.SHOWN[task.state]
    if task.state == words.RUNNING:
        state = f"{state}, {task.percent} %" if task.percent else state
        state += f": {words.one_line(task.activity)}" if task.activity else ""
    if task.errors:
        state += f", {counted(task.errors, 'error')}"
    found = [state]
    if task.host:
        found.append(f"on {words.one_line(task.host)}")
    if task.seconds:
        how = "for" if task.state == words.RUNNING else "took"
        found.append(f"{how} {words.duration(task.seconds)}, started {words.moment(task.started)}")
    return found
