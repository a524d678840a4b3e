"""The one place that chooses between PySide6 and PySide2; the differences that matter here end in this file."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from ..errors import AfError

BINDINGS = ("PySide6", "PySide2")


class QtMissingError(AfError):
    """No Qt binding can be imported; the sentence says what to install."""

    def __init__(self) -> None:
        super().__init__("The windows need Qt for Python, which is not installed: pip install PySide6-Essentials")


def _name() -> str:
    """The binding that this process uses already, else the first that can be imported.

    Raises:
        QtMissingError: there is none.
    """
    for name in (*(one for one in BINDINGS if one in sys.modules), *BINDINGS):
        try:
            importlib.import_module(f"{name}.QtWidgets")
        except ImportError:
            continue
        return name
    raise QtMissingError


NAME = _name()
QtCore: Any = importlib.import_module(f"{NAME}.QtCore")
QtGui: Any = importlib.import_module(f"{NAME}.QtGui")
QtWidgets: Any = importlib.import_module(f"{NAME}.QtWidgets")
Qt: Any = QtCore.Qt
Signal: Any = QtCore.Signal
Action: Any = QtGui.QAction if hasattr(QtGui, "QAction") else QtWidgets.QAction


def is_alive(thing: Any) -> bool:
    """Whether the Qt object behind a Python one still exists: a host may have deleted it."""
    shiboken = importlib.import_module("shiboken6" if NAME == "PySide6" else "shiboken2")
    return bool(shiboken.isValid(thing))
