"""Submits the open scene after the artist has saved it, where its settings say so. No Qt, no timer of its own.

An application's `_hooks.py` makes one `SaveWatch` and calls `poll` on its main thread.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..errors import AfError
from ..submission.history.entries import SENT, Entry, History
from ..submission.planning.scene import Host, HostPlan
from ..submission.sending.submission import Step
from ..submission.settings.layers import apply_layers
from .attempt import SubmissionAttempt, SubmissionRequest
from .background import Background
from .outcome import Outcome

log = logging.getLogger(__name__)

QUIET_SECONDS = 2.0
"""Saves that follow one another faster than this are one submission, of the last of them."""

JOBS_COMPARED = 50
"""How many of the last jobs of a scene are looked at for one that can be replaced."""


class SaveWatch:
    """Watches the saves of one application. Everything is called on its main thread; nothing here waits or raises."""

    def __init__(
        self,
        host: Host,
        host_plan: HostPlan,
        *,
        wake: Callable[[], None],
        show: Callable[[Outcome], None],
        server_choice: Callable[[], str] = str,
    ) -> None:
        """Watch from now on.

        Args:
            host: the application.
            host_plan: its pure half.
            wake: called when there is something to do: call `poll` some ten times a second until it returns True.
            show: called with what came of a submission; show it where it takes no focus away.
            server_choice: which server, as `SubmissionAttempt` takes it, asked each time.
        """
        self._host, self._host_plan = host, host_plan
        self._wake, self._show, self._server_choice = wake, show, server_choice
        self._due: float | None = None
        self._background: Background | None = None
        self._stop = host.on_saved(self._saved)

    @property
    def label(self) -> str:
        """What is being done now, for a status bar; "" when nothing is."""
        return self._background.label if self._background else ""

    def poll(self) -> bool:
        """Go on without waiting; True when there is nothing to do until the next `wake`."""
        try:
            return self._poll()
        except Exception as error:  # a timer's callback: nothing may come out of it
            log.exception("Submitting after a save failed")
            self._due = self._background = None
            self._show(Outcome("error", f"Submitting after the save failed ({error}); the log has the details."))
            return True

    def finish(self) -> None:
        """Do at once and to the end what is to be done, for an application without a window."""
        if self._due is not None:
            self._due = time.monotonic()
        while not self.poll():
            time.sleep(0.02)

    def cancel(self) -> None:
        """Give up what is under way, and what waits."""
        self._due = None
        if self._background:
            self._background.cancel()

    def end(self) -> None:
        """Watch no more; what is under way is cancelled and taken back."""
        self._stop()
        self.cancel()
        self.finish()

    def _saved(self, path: str) -> None:
        """A save by the artist; the host does not call this for copies, and it must not raise."""
        try:
            if path != self._host.scene().path:  # a copy all the same
                return
            if not apply_layers({}, scene=self._host.load_settings()).settings["submit_on_save"]:
                self._due = None
                return
        except Exception as error:
            log.exception("Whether to submit after a save could not be found out")
            self._show(Outcome("error", f"Nothing was submitted after the save: {error}"))
            return
        self._due = time.monotonic() + QUIET_SECONDS
        self._wake()

    def _poll(self) -> bool:
        if self._background is not None:
            if not self._background.poll():
                return False
            outcome = self._background.outcome()
            self._background = None
            self._show(outcome)
        if self._due is None:
            return True
        if time.monotonic() >= self._due:
            self._due = None
            self._begin()
        return False

    def _begin(self) -> None:
        try:
            chosen = self._host.selected() or [output.id for output in self._host.outputs()]
            request = SubmissionRequest(self._host, self._host_plan, {}, chosen, kept=self._host.load_settings())
            self._background = Background(SaveAttempt(request, self._server_choice()))
        except AfError as error:
            self._show(Outcome("error", f"Nothing was submitted after the save: {error}"))


def toggle(host: Host) -> bool:
    """Let the open scene be submitted after each save, or no longer; whether it is now. It is kept in the scene."""
    values = dict(host.load_settings())
    is_on = not values.pop("submit_on_save", False)
    if is_on:
        values["submit_on_save"] = True
    host.store_settings(values)
    return is_on


class SaveAttempt(SubmissionAttempt):
    """A submission after a save: it takes the place of the one before, if nothing of that has started."""

    def __init__(self, request: SubmissionRequest, server_choice: str = "") -> None:
        super().__init__(request, server_choice, origin="save", is_seen=False)
        self._is_change_noted = False

    def _steps(self) -> Iterator[Step]:
        for step in super()._steps():
            yield replace(step, run=functools.partial(self._checked_for_changes, step.run)) if step.is_on_main else step
        yield Step("Replacing the job before", False, self._replace)

    def _checked_for_changes(self, run: Callable[[], None]) -> None:
        """Write the copy; it is of the scene as it is now, which may have been changed since the save."""
        if self._request.host.scene().is_modified and not self._is_change_noted:
            self._is_change_noted = True
            self.add_notes(["The scene was changed after it was saved: the job renders it with these changes."])
        run()

    def _replaceable_serials(self) -> Collection[int]:
        return {entry.serial for entry in self._earlier_jobs()}

    def _earlier_jobs(self) -> list[Entry]:
        """What was sent to this farm after earlier saves of this scene, newest first."""
        if self.farm is None:
            return []
        known: Mapping[str, Any] = {"scene": self._request.scene.path, "origin": "save", "state": SENT}
        new = {receipt.number for receipt in self.receipts}
        entries = History().entries(limit=JOBS_COMPARED, server=self.farm.name, **known)
        return [entry for entry in entries if entry.number not in new]

    def _replace(self) -> None:
        """The new jobs are with the farm: whatever goes wrong here is only said."""
        try:
            gone = self._delete_earlier_jobs()
            if gone:
                self.add_notes([f"The job of the save before, {', '.join(gone)}, had not started and was replaced."])
        except AfError as error:
            self.add_notes([f"The job of the save before may still be on the farm: {error}"])

    def _delete_earlier_jobs(self) -> list[str]:
        """Delete the jobs of earlier saves of which nothing has started; their names."""
        earlier = self._earlier_jobs()
        if self.farm is None or not earlier:
            return []
        client = self.farm.client
        on_farm = {(job["id"], job["serial"]): job for job in client.jobs(ids=[entry.id for entry in earlier])}
        unstarted = [entry for entries in _by_submission(earlier) for entry in _unstarted(entries, on_farm)]
        if unstarted:
            client.action("jobs", ids=[entry.id for entry in unstarted], operation={"type": "delete"})
        return [entry.name for entry in unstarted]


def _by_submission(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    for submission in dict.fromkeys(entry.submission for entry in entries):
        yield [entry for entry in entries if entry.submission == submission]


def _unstarted(entries: Sequence[Entry], on_farm: Mapping[tuple[int, int], Mapping[str, Any]]) -> list[Entry]:
    """Those of one submission that the farm still has; none when any of them has begun."""
    there = [(entry, on_farm[entry.id, entry.serial]) for entry in entries if (entry.id, entry.serial) in on_farm]
    return [] if any(map(has_started, (job for _, job in there))) else [entry for entry, _ in there]


def has_started(job: Mapping[str, Any]) -> bool:
    """Whether the farm has begun with any task of `job`."""
    counts = ("p_tasks_done", "p_tasks_error", "p_percentage", "running_tasks_counter", "time_started")
    return bool(job.get("time_started") or job.get("running_tasks_num")) or any(
        block.get(key) for block in job.get("blocks", ()) for key in counts
    )
