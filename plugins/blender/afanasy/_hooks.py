"""Submit on save: after the artist's save, where the scene's settings say so. Only in a window: a save by a script that
runs on a farm must not send jobs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import bpy

from ._core import core

log = logging.getLogger(__name__)

POLL_SECONDS = 0.1


class Saves:
    """The watch over this Blender's saves; the engine is loaded with the first of them, not when Blender starts."""

    def __init__(self) -> None:
        self._watch: Any = None
        self._make: Callable[[], Any] = lambda: None

    def begin(self, make_watch: Callable[[Callable[[], None]], Any]) -> None:
        """Watch; `make_watch` takes what to call when there is something to do, and gives a `SaveWatch`."""
        self._make = lambda: make_watch(self._wake)
        for handlers, handler in self._handlers():
            handlers.append(handler)

    def end(self) -> None:
        """Watch no more; what is under way is taken back."""
        for handlers, handler in self._handlers():
            if handler in handlers:
                handlers.remove(handler)
        if self._watch is not None:
            self._watch.end()
            self._watch = None

    @staticmethod
    def _handlers() -> list[tuple[Any, Any]]:
        return [(bpy.app.handlers.save_pre, _before_save), (bpy.app.handlers.load_pre, _before_load)]

    def look(self) -> None:
        """A file is about to be saved: see that the watch is there, which then hears of this save too."""
        if self._watch is None and not bpy.app.background:
            self._watch = self._make()

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


def make_watch(host: Any, host_plan: Any, **words: Any) -> Any:
    """The engine's watch over the saves of `host`."""
    return core("ui.on_save").SaveWatch(host, host_plan, **words)
