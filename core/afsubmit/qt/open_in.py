"""*Open in*: the viewers that are on this machine, the studio's own, and the system's."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from ..errors import AfError
from ..submitter.watch import viewers
from ..submitter.watch.converters import is_picture
from .binding import QtCore, Signal
from .carrier import Carrier


class _FoundSignal(Carrier):
    """Brings what a thread found; belongs to no window, so that none takes it away from the thread."""

    found = Signal(object, str)


class OpenIn(QtCore.QObject):
    """Knows what a picture can be opened in, once a thread has looked; `failed` tells in a sentence what went wrong."""

    failed = Signal(str)

    def __init__(self, parent: Any, open_path: Callable[[str], object]) -> None:
        """`open_path` opens a file in the system's own program."""
        super().__init__(parent)
        self._open_path = open_path
        self._viewers: Sequence[viewers.Viewer] = ()
        self.is_known = False
        self._problem = ""
        self._signal = _FoundSignal()
        self._signal.found.connect(self._take)

    def look(self) -> None:
        """Look on a thread what is here, the first time."""
        if not self.is_known:
            self.is_known = True
            threading.Thread(target=_look, args=(self._signal,), name="afsubmit-viewers", daemon=True).start()

    def _take(self, found: Sequence[viewers.Viewer], problem: str) -> None:
        self._viewers, self._problem = found, problem
        if problem:
            self.failed.emit(problem)

    def fill(self, menu: Any, path: str) -> None:
        """Add an entry for each program to `menu`, to open `path` in; none for what is no picture.

        The system would run a program that somebody's job names as its output.
        """
        if not is_picture(path):
            return
        for viewer in self._viewers:
            action = menu.addAction(f"Open in {viewer.title}")
            action.triggered.connect(lambda *_, one=viewer: self._open(partial(one.open, path)))
        action = menu.addAction("Open in the system's viewer")
        action.triggered.connect(lambda *_: self._open_path(path))

    def _open(self, do: Callable[[], None]) -> None:
        try:
            do()
        except AfError as error:
            self.failed.emit(str(error))


def _look(signal: _FoundSignal) -> None:
    found: Sequence[viewers.Viewer] = ()
    problem = ""
    try:
        found = viewers.picture_viewers()
    except AfError as error:
        problem = str(error)
    try:
        signal.found.emit(found, problem)
    except RuntimeError:  # the application ends
        return
