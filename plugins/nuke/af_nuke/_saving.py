"""Hears the artist save, and not our own snapshots. Nothing here raises into Nuke."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import nuke

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.05
"""Between the callback and the look at the file: Nuke's main thread is busy with the save meanwhile."""

_is_saving_snapshot = False


@contextlib.contextmanager
def snapshot() -> Iterator[None]:
    """Saves in here are ours: whether they fire the callback is not documented."""
    global _is_saving_snapshot
    _is_saving_snapshot = True
    try:
        yield
    finally:
        _is_saving_snapshot = False


class Session(Protocol):
    """What is asked of the open script."""

    def state(self) -> tuple[str, bool]:
        """Its path, "" when it has none, and whether it has changes that are not saved."""

    def run_on_main(self, function: Callable[[], None]) -> None:
        """Call `function` soon on the main thread."""


class Listener:
    """One who listens. Nuke's callback runs before the file is written (documented in Nuke 15's own module)."""

    def __init__(self, callback: Callable[[str], None], session: Session) -> None:
        """Call `callback(path)` after each save of the open script, from now until `end`."""
        self._callback, self._session = callback, session
        self._is_over = False
        nuke.addOnScriptSave(self.saving)

    def saving(self) -> None:
        """Nuke is about to save something: note what the file is now, and look later."""
        if _is_saving_snapshot or self._is_over:
            return
        try:
            before = self._session.state()[0]
            arguments = (before, _stamp(before), time.time())
            threading.Thread(target=self._wait, args=arguments, name="afsubmit-saved", daemon=True).start()
        except Exception:
            log.exception("What follows a save failed")

    def _wait(self, *noted: Any) -> None:
        time.sleep(PAUSE_SECONDS)
        self._session.run_on_main(lambda: self._look(*noted))

    def _look(self, before: str, stamp: tuple[int, int] | None, since: float) -> None:
        """On the main thread, after the save: it was the artist's when the script's own file is new."""
        path, is_modified = self._session.state()
        now = _stamp(path)
        if self._is_over or is_modified or now is None:
            return
        if now != stamp if path == before else now[0] >= (since - 2) * 1e9:
            self._callback(path)

    def end(self) -> None:
        """Stop listening; a second call does nothing."""
        if not self._is_over:
            self._is_over = True
            nuke.removeOnScriptSave(self.saving)


def _stamp(path: str) -> tuple[int, int] | None:
    """What changes when a file is written anew; None for a file that is not there."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
