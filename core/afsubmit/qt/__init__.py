"""The windows, in PySide6 or PySide2, whichever the application has. The only folder of the core that imports Qt."""

from __future__ import annotations

import importlib

from ..typed import TYPE_CHECKING

if TYPE_CHECKING:
    from .jobs_panel import JobsPanel
    from .submit_dialog import SubmitDialog
    from .windows import show_jobs, show_preferences, show_submit_dialog

_FILES = {
    "JobsPanel": "jobs_panel",
    "SubmitDialog": "submit_dialog",
    "show_jobs": "windows",
    "show_preferences": "windows",
    "show_submit_dialog": "windows",
}


def __getattr__(name: str) -> object:
    """Import the file that holds `name`, and Qt with it.

    Raises:
        QtMissingError: there is no Qt binding in this Python.
    """
    if name in _FILES:
        return getattr(importlib.import_module(f".{_FILES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["JobsPanel", "SubmitDialog", "show_jobs", "show_preferences", "show_submit_dialog"]
