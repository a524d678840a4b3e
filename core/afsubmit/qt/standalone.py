"""A program of its own around a window, for who has no application at hand."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from ..errors import AfError
from .binding import NAME, Qt, QtCore, QtWidgets

BEAT_MS = 200


def run(make: Callable[[], Any]) -> int:
    """Show what `make` returns until it and all other windows are closed; returns the exit code. Ctrl-C closes them.

    Raises:
        AfError: there is no screen; or whatever `make` raises.
    """
    _ensure_screen()
    if NAME == "PySide2":
        QtWidgets.QApplication.setAttribute(Qt.AA_EnableHighDpiScaling)
        QtWidgets.QApplication.setAttribute(Qt.AA_UseHighDpiPixmaps)
    app = QtWidgets.QApplication.instance() or QtWidgets.QApplication(["afsubmit"])
    app.setApplicationName("afsubmit")
    window = make()
    window.show()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: app.closeAllWindows())
    beat = QtCore.QTimer()  # Python hears signals only while Python runs
    beat.timeout.connect(lambda: None)
    beat.start(BEAT_MS)
    return int((getattr(app, "exec", None) or app.exec_)())


def _ensure_screen() -> None:
    """Qt would end the whole process where there is none."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise AfError("There is no screen to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set.")
