"""The pictures a job wrote, as thumbnails that are read when they come into sight, off the main thread."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from ..submitter.watch import words
from .binding import Qt, QtCore, QtGui, QtWidgets, Signal, is_alive
from .open_in import OpenIn
from .pictures import Pictures
from .preview import PreviewWindow
from .style import faint, mixed, plain_tip

SIZE = (128, 84)
NO_PICTURE = "no preview"
NOT_READ = ""
"""Among the thumbnails of files: the one of those that are still to be read."""
KEPT = 600
"""Thumbnails that are kept."""


class FramesModel(QtCore.QAbstractListModel):
    """Files in order, with their thumbnails; `came` tells the file whose thumbnail was read."""

    came = Signal(str)

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self._paths: list[str] = []
        self._icons: OrderedDict[str, Any] = OrderedDict()
        self._requested: set[str] = set()
        self._reasons: dict[str, str] = {}
        self.pictures = Pictures(self)
        self.pictures.read.connect(self._take)
        self.destroyed.connect(self._icons.clear)  # here and now: a collector may run on any thread
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
            return plain_tip("\n".join(filter(None, (path, self._reasons.get(path))))).replace("\n", "<br>")
        if role == Qt.DecorationRole:
            return self._icon(path)
        return None

    def path(self, number: int) -> str:
        """The file at that place."""
        return self._paths[number]

    @property
    def paths(self) -> Sequence[str]:
        """All files, in the order in which they are shown."""
        return self._paths

    def reason(self, path: str) -> str | None:
        """Why the picture of a file cannot be shown, "" when it is shown, None as long as it was not read."""
        return self._reasons.get(path)

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
        self._reasons.clear()

    def thumbnail(self, path: str) -> Any:
        """The thumbnail of any file; until it is read, a field with dots."""
        return self._icon(path)

    def _icon(self, path: str) -> Any:
        if path in self._icons:
            self._icons.move_to_end(path)
            return self._icons[path]
        if path not in self._requested:
            self._requested.add(path)
            self.pictures.ask(path, QtCore.QSize(*SIZE) * self._parent.devicePixelRatioF())
        if NOT_READ not in self._icons:
            self._icons[NOT_READ] = blank(self._parent, "\N{HORIZONTAL ELLIPSIS}")
        return self._icons[NOT_READ]

    def _take(self, path: str, image: Any, reason: str) -> None:
        self._requested.discard(path)
        self._reasons[path] = reason
        ending = os.path.splitext(path)[1][1:].upper()
        self._icons[path] = (
            framed(self._parent, image) if image is not None else blank(self._parent, f"{ending}\n{NO_PICTURE}")
        )
        while len(self._icons) > KEPT:
            self._reasons.pop(self._icons.popitem(last=False)[0], None)
        if path in self._paths:
            index = self.index(self._paths.index(path))
            self.dataChanged.emit(index, index)
        self.came.emit(path)


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
    """Thumbnails in rows; Space or a double click shows one large, the menu opens it elsewhere."""

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.setObjectName("frames")
        self.setAccessibleName("Pictures")
        self.frames = FramesModel(self)
        self.open_path: Callable[[str], object] = str
        """Opens a file or folder in the system's own program."""
        self.open_in = OpenIn(self, lambda path: self.open_path(path))
        self._preview: PreviewWindow | None = None
        self.setModel(self.frames)
        self.setViewMode(QtWidgets.QListView.IconMode)
        self.setResizeMode(QtWidgets.QListView.Adjust)
        self.setMovement(QtWidgets.QListView.Static)
        self.setUniformItemSizes(True)
        self.setIconSize(QtCore.QSize(*SIZE))
        self.setGridSize(QtCore.QSize(SIZE[0] + 12, SIZE[1] + self.fontMetrics().height() + 14))
        self.setTextElideMode(Qt.ElideMiddle)
        self.setVerticalScrollMode(QtWidgets.QAbstractItemView.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.DefaultContextMenu)
        self.activated.connect(lambda index: self.show_preview(index.row()))

    def show_preview(self, number: int) -> None:
        """Show the picture of that number large; the list goes along with what is looked at there."""
        if not 0 <= number < len(self.frames.paths):
            return
        if self._preview is None or not is_alive(self._preview):
            self._preview = PreviewWindow(self.window(), self.frames.pictures.files, self.open_in)
            self._preview.moved.connect(self._follow)
        self._preview.forget()
        self._preview.show_pictures(self.frames.paths, number)
        self._preview.show()
        self._preview.raise_()
        self._preview.activateWindow()

    def _follow(self, number: int) -> None:
        self.setCurrentIndex(self.frames.index(number, 0))

    def keyPressEvent(self, event: Any) -> None:
        """Space shows the picture large."""
        if event.key() == Qt.Key_Space and self.currentIndex().isValid():
            self.show_preview(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def showEvent(self, event: Any) -> None:
        """Look what pictures can be opened in, before it is asked for."""
        super().showEvent(event)
        self.open_in.look()

    def contextMenuEvent(self, event: Any) -> None:
        """What can be done with the picture under the mouse."""
        index = self.indexAt(event.pos())
        if index.isValid():
            path = self.frames.path(index.row())
            menu = QtWidgets.QMenu(self)
            menu.setAttribute(Qt.WA_DeleteOnClose)
            menu.addAction("Preview\tSpace").triggered.connect(lambda *_: self.show_preview(index.row()))
            self.open_in.fill(menu, path)
            menu.addSeparator()
            menu.addAction("Open folder").triggered.connect(lambda *_: self.open_path(os.path.dirname(path)))
            copy = QtGui.QGuiApplication.clipboard().setText
            menu.addAction("Copy path").triggered.connect(lambda *_: copy(path))
            menu.popup(event.globalPos())
