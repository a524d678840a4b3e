"""Drives a submission from a host's timer: main-thread steps at once, all waiting on a thread of its own. No Qt."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Protocol

from ..submission.sending.submission import Step
from .outcome import FinishedSubmission, Outcome, outcome_of

log = logging.getLogger(__name__)

JOIN_SECONDS = 0.2


class SteppedSubmission(FinishedSubmission, Protocol):
    """What can be driven: a `SubmissionAttempt` or a `Submission`."""

    def steps(self) -> Iterator[Step]:
        """Its parts in order."""

    def cancel(self) -> None:
        """Stop before the next step."""

    def roll_back(self) -> None:
        """Take back what was done."""


class Background:
    """One submission under way. Call `poll` on the main thread, some ten times a second, until it returns True.

    Afterwards `error` is None and the submission's receipts are complete, or `error` says why everything was taken
    back; `outcome` says either in words.
    """

    def __init__(self, submission: SteppedSubmission) -> None:
        """Begin with the first `poll`.

        Raises:
            AfError: `submission` was driven before.
        """
        self.submission = submission
        self.error: BaseException | None = None
        self._label = ""
        self._steps: Iterator[Step] = submission.steps()
        self._under_way: threading.Event | None = None
        """Set once what runs on the other thread has ended.

        An interrupt in `Thread.join` makes Python 3.9 to 3.12 believe that a thread has ended which goes on.
        """
        self._failure: BaseException | None = None
        self._is_rolling_back = False
        self.is_interrupted = False
        """Whether `finish` heard an interrupt, be it too late to take anything back."""

    def poll(self) -> bool:
        """Go on as far as possible without waiting; True when it is over."""
        while True:
            if self._under_way is not None:
                if not self._under_way.is_set():
                    return False
                self._under_way = None
            if self._is_rolling_back:
                return True
            if self._failure is not None:
                self._roll_back(self._failure)
                continue
            step = next(self._steps, None)
            if step is None:
                return True
            self._label = step.label
            if step.is_on_main:
                self._attempt(step.run)
                return False
            self._start(step.run)

    @property
    def label(self) -> str:
        """What is being done now, for a status bar."""
        progress = getattr(self.submission, "progress", "")
        return f"{self._label}: {progress}" if progress else self._label

    def outcome(self) -> Outcome:
        """What came of it, once it is over."""
        return outcome_of(self.error, self.submission)

    def cancel(self) -> None:
        """Stop as soon as the current step allows; `poll` then takes everything back."""
        self.submission.cancel()

    def finish(self) -> bool:
        """Run to the end on this thread (no window to keep alive); True when the jobs were accepted.

        An interrupt (Ctrl-C) cancels; a second one is raised, with what was begun left to `afsubmit clean`.
        """
        while True:
            try:
                if self.poll():
                    break
                while self._under_way is not None and not self._under_way.wait(JOIN_SECONDS):
                    continue  # without a time-out Windows would hear no interrupt
            except KeyboardInterrupt:
                if self.is_interrupted:
                    raise
                self.is_interrupted = True
                self.cancel()
        return self.error is None

    def _roll_back(self, failure: BaseException) -> None:
        self.error, self._is_rolling_back, self._label = failure, True, "Taking back"
        self._start(self.submission.roll_back)

    def _start(self, action: Callable[[], None]) -> None:
        self._under_way = ended = threading.Event()

        def work() -> None:
            try:
                self._attempt(action)
            finally:
                ended.set()

        threading.Thread(target=work, name="afsubmit", daemon=True).start()

    def _attempt(self, action: Callable[[], None]) -> None:
        try:
            action()
        except BaseException as error:  # handed to the window's edge, which shows and logs it
            log.info("A submission ended", exc_info=True)
            self._failure = error
