"""Drives submit on save where an application has no timer: a thread asks its main thread to go on, in small pieces."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from ..submission.planning.scene import Host, HostPlan
from . import preferences
from .on_save import SaveWatch
from .outcome import Outcome

log = logging.getLogger(__name__)

POLL_SECONDS = 0.1
WAIT_SECONDS = 30.0
"""How long the main thread may be busy before it is asked once more."""


class SaveDriver:
    """Watches the artist's saves; whatever is done is done on the main thread, through `Host.run_on_main`."""

    def __init__(self, host: Host, host_plan: HostPlan, *, show: Callable[[Outcome], None]) -> None:
        """Watch from now on; sent is to the farm of the preferences.

        Args:
            host: the application.
            host_plan: its pure half.
            show: called on the main thread with what came of a submission; show it where it takes no focus away.
        """
        self._host = host
        self._lock = threading.Lock()
        self._is_woken = self._is_driving = False
        choice: Callable[[], str] = lambda: preferences.load().server  # noqa: E731
        self.watch = SaveWatch(host, host_plan, wake=self._wake, show=show, server_choice=choice)

    def _wake(self) -> None:
        with self._lock:
            self._is_woken = True
            if not self._is_driving:
                threading.Thread(target=self._drive, name="afsubmit-on-save", daemon=True).start()
                self._is_driving = True

    def _drive(self) -> None:
        """Runs on a thread of its own until there is nothing to do."""
        is_over = False
        while self._goes_on(is_over=is_over):
            try:
                is_over = self._poll_on_main()
            except Exception:  # an application that closes takes no more calls
                log.exception("Submitting after a save cannot go on")
                is_over = True
            time.sleep(POLL_SECONDS)

    def _goes_on(self, *, is_over: bool) -> bool:
        """Whether there is something to do: a save may have come while the last submission ended."""
        with self._lock:
            self._is_driving = self._is_woken or not is_over
            self._is_woken = False
            return self._is_driving

    def _poll_on_main(self) -> bool:
        """Let the main thread go on; True when nothing is left to do."""
        done = threading.Event()
        answers: list[bool] = []

        def poll() -> None:
            answers.append(self.watch.poll())
            done.set()

        self._host.run_on_main(poll)
        done.wait(WAIT_SECONDS)
        return bool(answers) and answers[0]
