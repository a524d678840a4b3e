"""Reads pictures of every format, off the main thread: by Qt where it can, else from a PNG that a converter made."""

from __future__ import annotations

import os
from typing import Any

from ..submitter.watch.picture_files import PictureError, PictureFiles
from .binding import Qt, QtCore, QtGui, Signal
from .carrier import Carrier

SMALL, LARGE = (384, 252), (1920, 1200)
"""Two sizes are kept of what has to be converted: for thumbnails, and for the preview."""
THREADS = 2


def read_picture(path: str, size: Any, files: PictureFiles) -> tuple[Any, str]:
    """The picture as an image no larger than `size` (QSize in pixels), "" ; or None and a sentence that says why not.

    For threads that may wait.
    """
    if not os.path.isfile(path):
        return None, "The file is not there yet."
    image, _ = _by_qt(path, size)
    if image is not None:
        return image, ""
    try:
        is_small = size.width() <= SMALL[0] and size.height() <= SMALL[1]
        made = files.png(path, *(SMALL if is_small else LARGE))
    except PictureError as error:
        return None, str(error)
    return _by_qt(made, size)


def _by_qt(path: str, size: Any) -> tuple[Any, str]:
    """Scaled down while reading, where the format can."""
    reader = QtGui.QImageReader(path)
    reader.setAutoTransform(True)
    found = reader.size()
    if found.isValid() and (found.width() > size.width() or found.height() > size.height()):
        reader.setScaledSize(found.scaled(size, Qt.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        return None, f"The picture cannot be read: {reader.errorString()}."
    has_alpha = image.hasAlphaChannel()
    form = QtGui.QImage.Format_ARGB32_Premultiplied if has_alpha else QtGui.QImage.Format_RGB32
    return image.convertToFormat(form), ""


class _ReadSignal(Carrier):
    """Brings pictures from the threads; belongs to no window, so that none takes it away from a thread."""

    read = Signal(str, object, str)


class Pictures(QtCore.QObject):
    """Reads pictures on threads of its own; `read` tells each: path, image or None, reason."""

    read = Signal(str, object, str)

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.files = PictureFiles()
        self._signal = _ReadSignal()
        self._signal.read.connect(self.read)
        self._pool = QtCore.QThreadPool(self)
        self._pool.setMaxThreadCount(THREADS)

    def ask(self, path: str, size: Any) -> None:
        """Read this picture, no larger than `size` in pixels, some time."""
        self._pool.start(_Reading(self.files, self._signal, path, size))

    def stop(self) -> None:
        """Read nothing more, and let what is being read end."""
        self.files.close()
        self._pool.clear()
        self._pool.waitForDone(2000)


class _Reading(QtCore.QRunnable):
    """Reads one picture."""

    def __init__(self, files: PictureFiles, signal: _ReadSignal, path: str, size: Any) -> None:
        super().__init__()
        self._files, self._signal, self._path, self._size = files, signal, path, size

    def run(self) -> None:
        """Read, and tell it."""
        image, reason = read_picture(self._path, self._size, self._files)
        try:
            self._signal.read.emit(self._path, image, reason)
        except RuntimeError:  # the application ends
            return
