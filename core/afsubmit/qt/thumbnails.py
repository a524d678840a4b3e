"""The pictures a job wrote, as thumbnails that are read when they come into sight, off the main thread."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from ..submitter.watch import words
from .binding import Qt, QtCore, QtGui, QtWidgets, Signal
from .style import faint, mixed, plain_tip

SIZE = (128, 84)
KEPT = 600
"""Thumbnails that are kept."""


class _PictureSignals(QtCore.QObject):
    """Carries a picture from the thread that read it."""

    read = Signal(str, object, str)


class _PictureReader(QtCore.QRunnable):
    """Reads one file, scaled down while reading where the format can."""

    def __init__(self, path: str, answers: _PictureSignals, ratio: float) -> None:
        super().__init__()
        self._path, self._answers, self._ratio = path, answers, ratio

    def run(self) -> None:
        """Read; a missing or foreign file gives None and the reason."""
        image, reason = None, ""
        if not os.path.isfile(self._path):
            reason = "not there yet"
        else:
            reader = QtGui.QImageReader(self._path)
            reader.setAutoTransform(True)
            size = reader.size()
            if size.isValid():
                box = QtCore.QSize(round(SIZE[0] * self._ratio), round(SIZE[1] * self._ratio))
                reader.setScaledSize(size.scaled(box, Qt.KeepAspectRatio))
            image = reader.read()
            if image.isNull():
                image, reason = None, "no preview"
        try:
            self._answers.read.emit(self._path, image, reason)
        except RuntimeError:  # the window was closed meanwhile
            return


class FramesModel(QtCore.QAbstractListModel):
    """Files in order, with their thumbnails."""

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self._paths: list[str] = []
        self._icons: OrderedDict[str, Any] = OrderedDict()
        self._requested: set[str] = set()
        self._reading: Any = None
        self._pictures: set[str] = set()
        self._answers = _PictureSignals()
        self._answers.read.connect(self._take)
        self._pool = QtCore.QThreadPool(self)
        self._pool.setMaxThreadCount(2)
        self._parent = parent

    def rowCount(self, parent: Any = None) -> int:
        """Files; none below a file."""
        return 0 if parent is not None and parent.isValid() else len(self._paths)

    def data(self, index: Any, role: int = Qt.DisplayRole) -> Any:
        """Name, thumbnail or whole path of a file."""
        path = self._paths[index.row()]
        if role == Qt.DisplayRole:
            return words.one_line(os.path.basename(path))
        if role == Qt.ToolTipRole:
            return plain_tip(path)
        if role == Qt.DecorationRole:
            return self._icon(path)
        return None

    def path(self, number: int) -> str:
        """The file at that place."""
        return self._paths[number]

    def has_picture(self, path: str) -> bool:
        """Whether the thumbnail of a file was read and is kept."""
        return path in self._pictures

    def set_paths(self, paths: Sequence[str]) -> None:
        """Show these files; those that are there already keep their place when only more were added."""
        new = list(paths)
        old = self._paths
        if new[: len(old)] == old:
            if len(new) > len(old):
                self.beginInsertRows(QtCore.QModelIndex(), len(old), len(new) - 1)
                self._paths = new
                self.endInsertRows()
            return
        self.beginResetModel()
        self._paths = new
        self.endResetModel()

    def forget(self) -> None:
        """Read every picture again: the files may have changed."""
        self._icons.clear()
        self._pictures.clear()

    def wait(self) -> None:
        """Let what is being read end."""
        self._pool.clear()
        self._pool.waitForDone(2000)

    def _icon(self, path: str) -> Any:
        if path in self._icons:
            self._icons.move_to_end(path)
            return self._icons[path]
        if path not in self._requested:
            self._requested.add(path)
            self._pool.start(_PictureReader(path, self._answers, self._parent.devicePixelRatioF()))
        if self._reading is None:
            self._reading = blank(self._parent, "\N{HORIZONTAL ELLIPSIS}")
        return self._reading

    def _take(self, path: str, image: Any, reason: str) -> None:
        self._requested.discard(path)
        (self._pictures.add if image is not None else self._pictures.discard)(path)
        ending = os.path.splitext(path)[1][1:].upper()
        self._icons[path] = (
            framed(self._parent, image) if image is not None else blank(self._parent, f"{ending}\n{reason}")
        )
        while len(self._icons) > KEPT:
            self._pictures.discard(self._icons.popitem(last=False)[0])
        if path in self._paths:
            index = self.index(self._paths.index(path))
            self.dataChanged.emit(index, index)


def framed(widget: Any, image: Any) -> Any:
    """A picture in the middle of a field of the size that all have."""
    pixmap = _field(widget)
    ratio = pixmap.devicePixelRatio()
    painter = QtGui.QPainter(pixmap)
    width, height = image.width() / ratio, image.height() / ratio
    place = QtCore.QRectF((SIZE[0] - width) / 2, (SIZE[1] - height) / 2, width, height)
    painter.drawImage(place, image)
    painter.end()
    return QtGui.QIcon(pixmap)


def blank(widget: Any, text: str) -> Any:
    """A field with a word where there is no picture to show."""
    pixmap = _field(widget)
    painter = QtGui.QPainter(pixmap)
    painter.setPen(faint(widget.palette()))
    painter.setFont(widget.font())
    painter.drawText(QtCore.QRectF(0, 0, *SIZE), Qt.AlignCenter, text)
    painter.end()
    return QtGui.QIcon(pixmap)


def _field(widget: Any) -> Any:
    ratio = widget.devicePixelRatioF()
    pixmap = QtGui.QPixmap(round(SIZE[0] * ratio), round(SIZE[1] * ratio))
    pixmap.setDevicePixelRatio(ratio)
    palette = widget.palette()
    pixmap.fill(mixed(palette.color(QtGui.QPalette.Text), palette.color(QtGui.QPalette.Base), 0.06))
    return pixmap


class FramesView(QtWidgets.QListView):
    """Thumbnails in rows; a double click opens the picture."""

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.setObjectName("frames")
        self.frames = FramesModel(self)
        self.setModel(self.frames)
        self.setViewMode(QtWidgets.QListView.IconMode)
        self.setResizeMode(QtWidgets.QListView.Adjust)
        self.setMovement(QtWidgets.QListView.Static)
        self.setUniformItemSizes(True)
        self.setIconSize(QtCore.QSize(*SIZE))
        self.setGridSize(QtCore.QSize(SIZE[0] + 12, SIZE[1] + self.fontMetrics().height() + 14))
        self.setTextElideMode(Qt.ElideMiddle)
        self.setVerticalScrollMode(QtWidgets.QAbstractItemView.ScrollPerPixel)
