"""Before a dialog opens: what the studio's `pre_dialog` hooks make of the settings. No Qt."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..submission.hooks import events
from ..submission.planning.scene import Output, SceneState

log = logging.getLogger(__name__)


class PreDialogHooks:
    """Asks the hooks on a thread of its own. Call `poll` until it returns True; then open the dialog with `values`.

    `error` is None, or says why the dialog must not open; `notes` are sentences of the hooks for the artist.
    """

    def __init__(
        self, scene: SceneState, outputs: Sequence[Output], values: Mapping[str, Any], python: Callable[[], str]
    ) -> None:
        """Begin to ask; `values` are the settings that the dialog would open with, `python` is `Host.python`."""
        self.values, self.progress = values, ""
        self.notes: list[str] = []
        self.error: BaseException | None = None
        self._is_cancelled = False
        context = events.HookContext(python, self._note_progress, lambda: self._is_cancelled)
        self._thread = threading.Thread(target=self._ask, args=(scene, outputs, context), name="afsubmit", daemon=True)
        self._thread.start()

    def poll(self, wait_seconds: float = 0.0) -> bool:
        """Whether it is over; waits that long for it first (0.1 is enough where there are no hooks)."""
        self._thread.join(wait_seconds)
        return not self._thread.is_alive()

    def cancel(self) -> None:
        """Stop the hook that is at work; `error` then says so."""
        self._is_cancelled = True

    def _ask(self, scene: SceneState, outputs: Sequence[Output], context: events.HookContext) -> None:
        try:
            self.values, notes = events.open_settings(scene, outputs, self.values, context)
            self.notes += notes
        except Exception as error:  # handed to the window's edge, which shows and logs it
            log.debug("A hook failed", exc_info=True)
            self.error = error

    def _note_progress(self, line: str) -> None:
        self.progress = line
