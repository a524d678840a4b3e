"""One picture, large, and through the sequence with the arrow keys or by dragging; read on a thread of its own."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..submitter.newest_work import NewestWork
from ..submitter.watch import words
from ..submitter.watch.picture_files import PictureFiles
from . import outlines, style, window_state
from .binding import Qt, QtCore, QtGui, QtWidgets, Signal
from .carrier import Carrier
from .elided import Elided
from .open_in import OpenIn
from .pictures import LARGE, read_picture

KEPT = 12
"""Pictures that are kept to be shown at once: a large one takes some ten megabytes."""
DRAG_PIXELS = 12
"""So far the mouse is dragged for the next picture; less where the whole sequence would not fit the width."""
LEAP = 10
BACK, FACE, FAINT = "#1c1c1c", "#e8e8e8", "#9a9a9a"
"""Dark whatever the application's palette is, as every viewer of pictures."""
LINE = 4


class _ReadSignal(Carrier):
    """Brings pictures from the thread that read them."""

    read = Signal(object, object, str)


class PictureArea(QtWidgets.QWidget):
    """Shows an image or a sentence; `scrubbed` tells how many pictures far the mouse was dragged."""

    scrub_begun = Signal()
    scrubbed = Signal(int)

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.setObjectName("picture")
        self.setAccessibleName("Picture")
        self.setMinimumSize(160, 90)
        self.setCursor(Qt.SizeHorCursor)
        self.image: Any = None
        self.sentence = ""
        self.step = float(DRAG_PIXELS)
        self._pressed: float | None = None

    def show_image(self, image: Any, sentence: str) -> None:
        """Show the image, or where it is None the sentence."""
        self.image, self.sentence = image, sentence
        self.setAccessibleDescription(sentence)
        self.update()

    def paintEvent(self, _: Any) -> None:
        """The image in the middle, as large as there is room."""
        painter = QtGui.QPainter(self)
        painter.fillRect(self.rect(), QtGui.QColor(BACK))
        if self.image is None:
            painter.setPen(QtGui.QColor(FACE))
            place = self.rect().adjusted(4 * style.MARGIN, 0, -4 * style.MARGIN, 0)
            painter.drawText(place, int(Qt.AlignCenter | Qt.TextWordWrap), self.sentence)
            return
        size = QtCore.QSizeF(self.image.size())
        size.scale(QtCore.QSizeF(self.size()), Qt.KeepAspectRatio)
        painter.setRenderHint(QtGui.QPainter.SmoothPixmapTransform)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        painter.drawImage(QtCore.QRectF(QtCore.QPointF(left, top), size), self.image)

    def mousePressEvent(self, event: Any) -> None:
        """Begin to drag."""
        if event.button() == Qt.LeftButton:
            self._pressed = _across(event)
            self.scrub_begun.emit()

    def mouseMoveEvent(self, event: Any) -> None:
        """Tell how far it is."""
        if self._pressed is not None:
            self.scrubbed.emit(int((_across(event) - self._pressed) / self.step))

    def mouseReleaseEvent(self, _: Any) -> None:
        """The drag ends."""
        self._pressed = None


class SequenceLine(QtWidgets.QWidget):
    """Where in the sequence the picture is; a press or drag goes there. `went` tells the part from 0 to 1."""

    went = Signal(float)

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.setObjectName("sequence")
        self.setAccessibleName("Place in the sequence")
        self.setFixedHeight(LINE * 4)
        self.setCursor(Qt.PointingHandCursor)
        self._begin, self._end = 0.0, 1.0

    def show_place(self, number: int, count: int) -> None:
        """Show the place of picture `number` of so many."""
        self._begin, self._end = number / max(count, 1), (number + 1) / max(count, 1)
        self.update()

    def paintEvent(self, _: Any) -> None:
        """A thin line, bright where the picture is."""
        painter = QtGui.QPainter(self)
        painter.fillRect(self.rect(), QtGui.QColor(BACK))
        top = (self.height() - LINE) / 2
        painter.fillRect(QtCore.QRectF(0, top, self.width(), LINE), QtGui.QColor("#4a4a4a"))
        width = max((self._end - self._begin) * self.width(), 2.0 * LINE)
        left = min(self._begin * self.width(), self.width() - width)
        painter.fillRect(QtCore.QRectF(left, top, width, LINE), QtGui.QColor(FACE))

    def mousePressEvent(self, event: Any) -> None:
        """Go there."""
        if event.button() == Qt.LeftButton:
            self._go(event)

    def mouseMoveEvent(self, event: Any) -> None:
        """Go along."""
        if event.buttons() & Qt.LeftButton:
            self._go(event)

    def _go(self, event: Any) -> None:
        self.went.emit(min(max(_across(event) / max(self.width(), 1), 0.0), 1.0))


def _across(event: Any) -> float:
    """Where the mouse is, from the left."""
    return float(event.position().x() if hasattr(event, "position") else event.x())


class PreviewWindow(QtWidgets.QWidget):
    """A window for the pictures of a job; `moved` tells the number of the one that is shown."""

    moved = Signal(int)

    def __init__(self, parent: Any, files: PictureFiles, open_in: OpenIn) -> None:
        super().__init__(parent, Qt.Window)
        self.setObjectName("afsubmit preview")
        self.setWindowTitle("Preview")
        self._paths: Sequence[str] = ()
        self._number = self._from = 0
        self._open_in = open_in
        self._kept: OrderedDict[tuple[str, int, int], tuple[Any, str]] = OrderedDict()
        self._signal = _ReadSignal()
        self._signal.read.connect(self._take)
        self._thread = NewestWork(_reading(files, self._signal), lambda _: None)
        self.destroyed.connect(self._thread.close)
        self._make_parts()
        if not window_state.restore_geometry(self, "preview/geometry"):
            self.resize(style.lines(self, 60, 40))

    def _make_parts(self) -> None:
        palette = self.palette()
        palette.setColor(QtGui.QPalette.Window, QtGui.QColor(BACK))
        palette.setColor(QtGui.QPalette.WindowText, QtGui.QColor(FACE))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        outlines.dress(self)
        self.setFocusPolicy(Qt.StrongFocus)
        self.area = PictureArea(self)
        self.area.scrub_begun.connect(self._begin_scrub)
        self.area.scrubbed.connect(lambda steps: self.go(self._from + steps))
        self.line = SequenceLine(self)
        self.line.went.connect(lambda part: self.go(int(part * len(self._paths))))
        self.name = Elided(self, name="preview name")
        self.count = style.label(name="preview count")
        self.open_button = QtWidgets.QToolButton(self)
        self.open_button.setText("Open in\N{HORIZONTAL ELLIPSIS}")
        self.open_button.setObjectName("open in")
        self.open_button.setPopupMode(QtWidgets.QToolButton.InstantPopup)
        self.open_button.setFocusPolicy(Qt.NoFocus)
        self.open_button.setStyleSheet(
            f"QToolButton {{ color: {FACE}; background: #3a3a3a; border: none; padding: 3px 10px; }}"
            "QToolButton:hover { background: #505050; } QToolButton::menu-indicator { image: none; }"
        )
        menu = QtWidgets.QMenu(self.open_button)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        self.open_button.setMenu(menu)
        foot = QtWidgets.QHBoxLayout()
        foot.setContentsMargins(style.MARGIN, 0, style.MARGIN, style.GAP)
        foot.setSpacing(style.MARGIN)
        foot.addWidget(self.name, 1)
        foot.addWidget(self.count)
        foot.addWidget(self.open_button)
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(style.GAP)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.line)
        whole.addLayout(foot)

    def _fill(self, menu: Any) -> None:
        menu.clear()
        self._open_in.fill(menu, self.path)

    # What is shown

    @property
    def path(self) -> str:
        """The picture that is shown, "" for none."""
        return self._paths[self._number] if self._number < len(self._paths) else ""

    def show_pictures(self, paths: Sequence[str], number: int) -> None:
        """Show this one of the sequence."""
        self._paths = list(paths)
        self._number = min(max(number, 0), max(len(self._paths) - 1, 0))
        self._open_in.look()
        self._show()

    def go(self, number: int) -> None:
        """Show the picture of that number, or the nearest there is."""
        number = min(max(number, 0), max(len(self._paths) - 1, 0))
        if number != self._number:
            self._number = number
            self._show()
            self.moved.emit(number)

    def _show(self) -> None:
        path = self.path
        self.setWindowTitle(words.one_line(os.path.basename(path)) or "Preview")
        self.name.setText(words.one_line(path))
        self.count.setText(f"{self._number + 1} of {len(self._paths)}")
        self.line.show_place(self._number, len(self._paths))
        self.area.step = min(DRAG_PIXELS, max(self.area.width() / max(len(self._paths), 1), 0.1))
        kept = self._kept.get(self._key(path))
        if kept is not None:
            self.area.show_image(*kept)
        elif self.area.image is None:  # else the one before stays until this one is read
            self.area.show_image(None, "Reading the picture\N{HORIZONTAL ELLIPSIS}")
        self._ask()

    def _ask(self) -> None:
        """Read this picture and then its neighbours, those that are not kept."""
        near = [self._number, self._number + 1, self._number - 1, self._number + 2]
        paths = [self._paths[number] for number in near if 0 <= number < len(self._paths)]
        left = [path for path in paths if self._key(path) not in self._kept]
        if left:
            self._thread.put((left, self._size()))

    def _size(self) -> Any:
        size = self.area.size() * self.devicePixelRatioF()
        return size.boundedTo(QtCore.QSize(*LARGE))

    def _key(self, path: str) -> tuple[str, int, int]:
        size = self._size()
        return path, size.width(), size.height()

    def _take(self, key: tuple[str, int, int], image: Any, reason: str) -> None:
        self._kept[key] = image, reason
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        is_first = key[0] == self.path and self.area.image is None  # of another size: better than nothing until then
        if is_first or key == self._key(self.path):
            self.area.show_image(image, reason)

    def forget(self) -> None:
        """Read every picture again: the files may have changed."""
        self._kept.clear()

    # The artist

    def _begin_scrub(self) -> None:
        self._from = self._number

    def keyPressEvent(self, event: Any) -> None:
        """Arrows go on and back, ten with Shift; Home and End; Space and Escape close."""
        steps = LEAP if event.modifiers() & Qt.ShiftModifier else 1
        places = {
            Qt.Key_Left: self._number - steps, Qt.Key_Right: self._number + steps, Qt.Key_Home: 0,
            Qt.Key_End: len(self._paths) - 1,
        }  # fmt: skip
        if event.key() in places:
            self.go(places[event.key()])
        elif event.key() in (Qt.Key_Escape, Qt.Key_Space):
            self.close()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, _: Any) -> None:
        """What it can be opened in, also by the keyboard's own key for menus."""
        self.open_button.showMenu()

    def resizeEvent(self, event: Any) -> None:
        """Pictures of the new size."""
        super().resizeEvent(event)
        if self._paths:
            self._show()

    def closeEvent(self, event: Any) -> None:
        """Remember the place on the screen; what was read is let go."""
        window_state.store_geometry(self, "preview/geometry")
        self._kept.clear()
        self.area.show_image(None, "")
        super().closeEvent(event)


def _reading(files: PictureFiles, signal: _ReadSignal) -> Callable[[Any], Iterator[None]]:
    """Reads the pictures of one wish, the first one first."""

    def work(wish: tuple[Sequence[str], Any]) -> Iterator[None]:
        paths, size = wish
        for path in paths:
            image, reason = read_picture(path, size, files)
            try:
                signal.read.emit((path, size.width(), size.height()), image, reason)
            except RuntimeError:  # the window was closed meanwhile
                return
            yield None

    return work
