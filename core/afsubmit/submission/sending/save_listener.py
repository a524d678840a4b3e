"""Hears the artist save, and neither our own snapshots nor copies. Nothing here raises into the application."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.05
"""Between a callback before the save and the look at the file: the main thread is busy with the save meanwhile."""

_is_saving_snapshot = False


@contextlib.contextmanager
def saving_snapshot() -> Iterator[None]:
    """Saves in this block are our snapshots, and listeners pass them over. Main thread."""
    global _is_saving_snapshot
    _is_saving_snapshot = True
    try:
        yield
    finally:
        _is_saving_snapshot = False


def is_saving() -> bool:
    """Whether a snapshot of ours is being written now: for an application whose calls are looked at later."""
    return _is_saving_snapshot


class Session(Protocol):
    """What is asked of the application."""

    def state(self) -> tuple[str, bool]:
        """The open scene's path, "" when it has none, and whether it has changes that are not saved."""

    def run_on_main(self, function: Callable[[], None]) -> None:
        """Call `function` soon on the main thread."""


class SaveListener:
    """Calls back after each save by the artist.

    The application calls `saving` before a save, or `saved` after it; one that can do both calls `note` before and
    `saved` after it.
    """

    def __init__(self, callback: Callable[[str], None], session: Session, *, stop: Callable[[], None]) -> None:
        """Do nothing yet.

        Args:
            callback: called on the main thread with the path of the scene that was saved.
            session: the application.
            stop: takes the application's callback away; called once, by `end`.
        """
        self._callback, self._session, self._stop = callback, session, stop
        self._is_over = False
        self._noted: tuple[str, tuple[int, int] | None] | None = None

    def note(self) -> None:
        """Something is about to be saved, and `saved` will be called: note what the scene's file is now."""
        if _is_saving_snapshot or self._is_over:
            return
        try:
            path = self._session.state()[0]
            self._noted = path, _stamp(path)
        except Exception:
            log.exception("What follows a save failed")

    def saving(self) -> None:
        """Something is about to be saved: note what the scene's file is now, and look at it when the save is over."""
        if _is_saving_snapshot or self._is_over:
            return
        try:
            before = self._session.state()[0]
            noted = (before, _stamp(before), time.time())
            threading.Thread(target=self._wait, args=noted, name="afsubmit-saved", daemon=True).start()
        except Exception:
            log.exception("What follows a save failed")

    def saved(self) -> None:
        """Something was saved: the scene, when its file is new since `note`, or, without it, when no change is left."""
        if _is_saving_snapshot or self._is_over:
            return
        try:
            noted, self._noted = self._noted, None
            path, is_modified = self._session.state()
            is_scene = not is_modified if noted is None else noted != (path, _stamp(path))
            if path and is_scene:
                self._callback(path)
        except Exception:
            log.exception("What follows a save failed")

    def end(self) -> None:
        """Stop listening; a second call does nothing."""
        if not self._is_over:
            self._is_over = True
            self._stop()

    def _wait(self, before: str, stamp: tuple[int, int] | None, since: float) -> None:
        time.sleep(PAUSE_SECONDS)
        self._session.run_on_main(lambda: self._look(before, stamp, since))

    def _look(self, before: str, stamp: tuple[int, int] | None, since: float) -> None:
        """On the main thread, after the save: it was the artist's when the scene's own file is new."""
        try:
            path, is_modified = self._session.state()
            now = _stamp(path)
            if self._is_over or is_modified or now is None:
                return
            if now != stamp if path == before else now[0] >= (since - 2) * 1e9:
                self._callback(path)
        except Exception:
            log.exception("What follows a save failed")


def _stamp(path: str) -> tuple[int, int] | None:
    """What changes when a file is written anew; None for a file that is not there."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
