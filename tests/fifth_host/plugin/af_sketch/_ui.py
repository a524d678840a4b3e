"""The menu: what its entries do is the same in all applications. The only file that touches menus."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import sketch

if TYPE_CHECKING:
    from afsubmit.qt.host_menu import HostMenu

log = logging.getLogger(__name__)


def register() -> None:
    """Make the menu; nothing of the core is imported before the first click."""
    sketch.menu["Submit…"] = _guarded(lambda: _menu().submit())
    sketch.menu["Jobs"] = _guarded(lambda: _menu().show_jobs())
    sketch.menu["Preferences…"] = _guarded(lambda: _menu().edit_preferences())


def _menu() -> HostMenu:
    from afsubmit.qt.host_menu import HostMenu

    from ._host import SketchHost
    from .plan import SketchPlan

    return HostMenu(SketchHost, SketchPlan(), show_message=sketch.messages.append)


def _guarded(action: Callable[[], object]) -> Callable[[], None]:
    """`action` as Sketch calls it: whatever goes wrong is shown and logged, and never reaches Sketch."""

    def call() -> None:
        try:
            from afsubmit.submitter.guard import guarded
        except Exception as error:  # an installation that is broken
            log.exception("Afanasy cannot be used")
            sketch.messages.append(f"Afanasy cannot be used: {error}")
        else:
            guarded(action, sketch.messages.append)

    return call
