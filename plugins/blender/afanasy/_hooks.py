"""Submit on save: after the artist's save, where the scene's settings say so.

Only in a window: a save by a script that runs on a farm must not send jobs.
"""

from __future__ import annotations

import logging
from typing import Any

import bpy

log = logging.getLogger(__name__)

POLL_SECONDS = 0.1


class Saves:
    """The watch over this Blender's saves; the engine is loaded with the first of them, not when Blender starts."""

    def __init__(self) -> None:
        self._watch: Any = None

    def look(self) -> None:
        """A file is about to be saved: see that the watch is there, which then hears of this save too."""
        if self._watch is None and not bpy.app.background:
            self._watch = self._made()

    def _made(self) -> Any:
        from ._host import BlenderHost
        from ._status import show_outcome
        from .afsubmit.submitter import preferences
        from .afsubmit.submitter.on_save import SaveWatch
        from .plan import BlenderPlan

        host, choice = BlenderHost(preferences.load().python), lambda: preferences.load().server
        return SaveWatch(host, BlenderPlan(), wake=self._wake, show=show_outcome, server_choice=choice)

    def end(self) -> None:
        """Watch no more; what is under way is taken back."""
        if self._watch is not None:
            self._watch.end()
            self._watch = None

    def cancel(self) -> None:
        """Another file is opened: nothing of the old one is sent."""
        if self._watch is not None:
            self._watch.cancel()

    def _wake(self) -> None:
        if not bpy.app.timers.is_registered(_poll):
            bpy.app.timers.register(_poll, first_interval=POLL_SECONDS, persistent=True)

    def poll(self) -> float | None:
        """Go on with what is under way; None when there is nothing to do."""
        return POLL_SECONDS if self._watch is not None and not self._watch.poll() else None


saves = Saves()


@bpy.app.handlers.persistent
def _before_save(*_: Any) -> None:
    try:
        saves.look()
    except Exception:
        log.exception("Saves cannot be watched")


@bpy.app.handlers.persistent
def _before_load(*_: Any) -> None:
    saves.cancel()


def _poll() -> float | None:
    return saves.poll()


def _handlers() -> list[tuple[Any, Any]]:
    return [(bpy.app.handlers.save_pre, _before_save), (bpy.app.handlers.load_pre, _before_load)]


def register() -> None:
    """Watch from now on."""
    for handlers, handler in _handlers():
        handlers.append(handler)


def unregister() -> None:
    """Watch no more; what is under way is taken back."""
    for handlers, handler in _handlers():
        if handler in handlers:
            handlers.remove(handler)
    saves.end()
