"""Drives a submission from a host's timer: main-thread steps at once, all waiting on a thread of its own. No Qt."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

from ..submission import Step, Submission

log = logging.getLogger(__name__)


class Background:
    """One submission under way. Call `poll` on the main thread, some ten times a second, until it returns True.

    Afterwards `error` is None and the submission's receipts are complete, or `error` says why everything was taken
    back (and the submission's `undone` says what that was).
    """

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self.error: BaseException | None = None
        self.label = ""
        """What is being done now, for a status bar."""
        self._steps: Iterator[Step] = submission.steps()
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None
        self._is_rolling_back = False

    def poll(self) -> bool:
        """Go on as far as possible without waiting; True when it is over."""
        while True:
            if self._thread is not None:
                if self._thread.is_alive():
                    return False
                self._thread = None
            if self._is_rolling_back:
                return True
            if self._failure is not None:
                self._roll_back(self._failure)
                continue
            step = next(self._steps, None)
            if step is None:
                return True
            self.label = step.label
            if step.is_on_main:
                self._attempt(step.run)
                return False
            self._start(step.run)

    def cancel(self) -> None:
        """Stop as soon as the current step allows; `poll` then takes everything back."""
        self.submission.cancel()

    def finish(self) -> bool:
        """Run to the end on this thread (no window to keep alive); True when the jobs were accepted."""
        while not self.poll():
            if self._thread is not None:
                self._thread.join()
        return self.error is None

    def _roll_back(self, failure: BaseException) -> None:
        self.error, self._is_rolling_back, self.label = failure, True, "Taking back"
        self._start(self.submission.roll_back)

    def _start(self, action: Callable[[], None]) -> None:
        self._thread = threading.Thread(target=self._attempt, args=(action,), name="afsubmit", daemon=True)
        self._thread.start()

    def _attempt(self, action: Callable[[], None]) -> None:
        try:
            action()
        except BaseException as error:  # handed to the window's edge, which shows and logs it
            log.debug("A step failed", exc_info=True)
            self._failure = error
