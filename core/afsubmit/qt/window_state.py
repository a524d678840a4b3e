"""What windows remember between sessions: sizes and places, in a file of the state folder, never in a registry."""

from __future__ import annotations

import os
from typing import Any

from ..submission.sending import destination
from .binding import QtCore


def _store() -> Any:
    path = os.path.join(destination.state_folder(), "windows.ini")
    return QtCore.QSettings(path, QtCore.QSettings.IniFormat)


def store_geometry(widget: Any, key: str) -> None:
    """Remember where the window stands and how large it is."""
    _store().setValue(key, widget.saveGeometry())


def restore_geometry(widget: Any, key: str) -> bool:
    """Put the window where it was; False when it never was anywhere. Qt keeps it on a screen that exists."""
    kept = _store().value(key)
    return isinstance(kept, QtCore.QByteArray) and bool(widget.restoreGeometry(kept))


def store_state(splitter: Any, key: str) -> None:
    """Remember where a splitter stands."""
    _store().setValue(key, splitter.saveState())


def restore_state(splitter: Any, key: str) -> None:
    """Put a splitter where it was."""
    kept = _store().value(key)
    if isinstance(kept, QtCore.QByteArray):
        splitter.restoreState(kept)
