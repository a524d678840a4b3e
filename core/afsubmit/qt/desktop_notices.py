"""Tells on the desktop of jobs that have ended, also of those sent from a dialog while no jobs panel is open."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import Any

from ..submitter import preferences
from ..submitter.watch import system_notice
from ..submitter.watch.ended_jobs import ENDS, Notice, notices
from ..submitter.watch.updates import EndedUpdate, JobsUpdate
from ..submitter.watch.watcher import Watcher
from .binding import QtCore, QtGui, QtWidgets, Signal, is_alive

SHOWN_MS = 12_000

_watches: dict[str, SentWatch] = {}
_panels: weakref.WeakSet[Any] = weakref.WeakSet()
"""The jobs panels that tell of their farms; one that was closed may go."""


def tell(update: EndedUpdate) -> None:
    """Show what has ended, unless the user wants no notices; what ended long ago is left to the jobs panel."""
    if update.is_away or not preferences.has_notices():
        return
    for one in notices(update.rows, update.pictures):
        _show(one)


def _show(one: Notice) -> None:
    """By the tray where the desktop has one and it takes messages, else by the system's own program, on a thread."""
    tray = QtWidgets.QSystemTrayIcon
    if tray.isSystemTrayAvailable() and tray.supportsMessages():
        _Tray(QtWidgets.QApplication.instance(), one)
    else:
        threading.Thread(target=system_notice.tell, args=(one,), name="afsubmit-notice", daemon=True).start()


class _Tray(QtCore.QObject):
    """An icon in the tray for as long as its message is shown."""

    def __init__(self, parent: Any, one: Notice) -> None:
        super().__init__(parent)
        picture = QtGui.QIcon(one.picture) if one.picture else QtGui.QIcon()
        usual = QtWidgets.QApplication.style().standardIcon(QtWidgets.QStyle.SP_ComputerIcon)
        self._icon = QtWidgets.QSystemTrayIcon(usual if picture.isNull() else picture, self)
        self._icon.show()
        if picture.isNull():
            self._icon.showMessage(one.title, one.text, QtWidgets.QSystemTrayIcon.Information, SHOWN_MS)
        else:
            self._icon.showMessage(one.title, one.text, picture, SHOWN_MS)
        timer = QtCore.QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(self._end)
        timer.start(SHOWN_MS)

    def _end(self) -> None:
        self._icon.hide()
        self.deleteLater()


class SentWatch(QtCore.QObject):
    """Watches one's jobs on a farm without a window, until none is under way."""

    updated = Signal(object)

    def __init__(self, choice: str, python: Callable[[], str]) -> None:
        super().__init__(QtWidgets.QApplication.instance())
        self._choice = choice
        self.updated.connect(self._take)
        self._watcher = Watcher(self.updated.emit, server_choice=choice, python=python)
        self.destroyed.connect(self._watcher.close)
        self._watcher.start()

    def close(self) -> None:
        """Watch no more."""
        self._watcher.close()
        self.deleteLater()

    def _take(self, update: object) -> None:
        if isinstance(update, EndedUpdate):
            tell(update._replace(is_away=False))  # it was sent from here: nobody was away
        if isinstance(update, JobsUpdate) and all(row.state in ENDS for row in update.rows):
            self._ending = QtCore.QTimer(self)
            self._ending.setSingleShot(True)
            self._ending.timeout.connect(lambda: stop(self._choice))
            self._ending.start(SHOWN_MS)


def watch(choice: str, python: Callable[[], str]) -> None:
    """Tell of one's jobs on this farm when they end, unless a jobs panel does; until none is under way."""
    open_panels = (panel for panel in _panels if is_alive(panel) and not panel.is_closed)
    if all(panel.server_choice != choice for panel in open_panels):
        stop(choice)
        _watches[choice] = SentWatch(choice, python)


def leave_to(panel: Any) -> None:
    """Let a jobs panel tell of the jobs on its farm, until it is closed."""
    _panels.add(panel)
    stop(panel.server_choice)


def stop(choice: str) -> None:
    """Watch this farm no more."""
    found = _watches.pop(choice, None)
    if found is not None and is_alive(found):
        found.close()


def stop_all() -> None:
    """Watch no farm any more."""
    for choice in list(_watches):
        stop(choice)
