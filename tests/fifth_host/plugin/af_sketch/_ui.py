"""The menu, and the windows behind it: the only file that touches menus and Qt."""

from __future__ import annotations

import logging
from collections.abc import Callable

import sketch

log = logging.getLogger(__name__)


def register() -> None:
    """Make the menu; nothing of the core is imported before the first click."""
    sketch.menu["Submit…"] = _guarded(submit)
    sketch.menu["Jobs"] = _guarded(show_jobs)


def _guarded(action: Callable[[], object]) -> Callable[[], None]:
    def call() -> None:
        try:
            action()
        except Exception as error:  # the edge of the application
            log.exception("Afanasy: %s failed", action.__name__)
            sketch.messages.append(str(error) or type(error).__name__)

    return call


def submit() -> None:
    """Open the submit dialog."""
    from afsubmit.qt import show_submit_dialog

    from ._host import SketchHost
    from .plan import SketchPlan

    show_submit_dialog(SketchHost(), SketchPlan())


def show_jobs() -> None:
    """Open the jobs panel."""
    from afsubmit import qt

    qt.show_jobs()
