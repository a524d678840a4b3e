"""One press of Submit: snapshots written, jobs accepted, or everything taken back.

No sockets and no threads here: a `Submission` is a list of short steps, and whoever drives it decides on which thread
each one runs.
"""

from __future__ import annotations

import functools
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ..errors import AfError, CancelledError, JobError, UnknownOutcomeError
from .plan import Plan, PlannedJob
from .scene import Host
from .snapshot import Snapshot

log = logging.getLogger(__name__)

LOOK_UPS = 3
LOOK_UP_PAUSE_SECONDS = 0.5


class Server(Protocol):
    """What a submission asks of `wire.Client`."""

    def send_job(self, job: Mapping[str, Any]) -> Any:
        """Send one job; the answer has its `id` and `serial`."""

    def jobs(
        self, *, ids: Sequence[int] | None = None, users: Sequence[str] | None = None
    ) -> Sequence[Mapping[str, Any]]:
        """The jobs with these ids, or of these users."""

    def action(self, kind: str, *, ids: Sequence[int] | None = None, operation: Mapping[str, Any] | None = None) -> Any:
        """Do something with the nodes of that kind and these ids."""

    def cancel(self) -> None:
        """End a request that is under way. Callable from any thread."""


@dataclass(frozen=True)
class Receipt:
    """A job that the server accepted; `serial` is its identity (ids are used again after a deletion)."""

    id: int
    serial: int
    name: str
    document: Mapping[str, Any]
    snapshot: str | None = None


@dataclass(frozen=True)
class Step:
    """One part of a submission; `is_on_main` says that it touches the application and must run on its main thread."""

    label: str
    is_on_main: bool
    run: Callable[[], None]


class Submission:
    """Sends what a plan says.

    Call every step of `steps` in order, each on the thread it asks for; when one raises, call `roll_back` and show
    the error together with `undone`. `run` does all of that on the calling thread.
    """

    def __init__(self, plan: Plan, host: Host, server: Server) -> None:
        """Take a plan that `is_sendable`.

        Raises:
            JobError: it is not; nothing was done.
        """
        if not plan.is_sendable:
            raise JobError([problem for problem in plan.problems if problem.level == "error"])
        self.plan, self._host, self._server = plan, host, server
        self._snapshots = {job.snapshot: Snapshot(job.snapshot) for job in plan.jobs if job.snapshot}
        self._is_cancelled = False
        self.receipts: list[Receipt] = []
        self.undone: list[str] = []
        """Sentences about what `roll_back` took back, or could not."""

    def steps(self) -> Iterator[Step]:
        """The parts of this submission in order: reach the server, write the snapshots, send, start."""
        yield Step("Reaching the server", False, self._reach)
        for snapshot in self._snapshots.values():
            yield Step("Saving the snapshot", True, self._guarded(functools.partial(self._save, snapshot)))
        for number, job in enumerate(self.plan.jobs, 1):
            label = f"Sending job {number} of {len(self.plan.jobs)}" if len(self.plan.jobs) > 1 else "Sending the job"
            yield Step(label, False, self._guarded(functools.partial(self._send, job)))
        if self._is_group:
            yield Step("Starting the jobs", False, self._start)

    def run(self) -> Sequence[Receipt]:
        """Do all of it on this thread.

        Raises:
            AfError: what went wrong, after everything was taken back; any other exception likewise.
        """
        try:
            for step in self.steps():
                step.run()
        except BaseException:
            self.roll_back()
            raise
        return self.receipts

    def cancel(self) -> None:
        """Stop before the next step, and end a wait for the server now. Callable from any thread."""
        self._is_cancelled = True
        self._server.cancel()

    @property
    def _is_group(self) -> bool:
        return len(self.plan.jobs) > 1

    def _guarded(self, action: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            if self._is_cancelled:
                raise CancelledError("Cancelled.")
            action()

        return run

    def _reach(self) -> None:
        """Fail before anything is written when there is nobody to send to."""
        try:
            self._server.jobs(users=[str(self.plan.jobs[0].document["user_name"])])
        except AfError as error:
            if self._is_cancelled:
                raise CancelledError("Cancelled.") from error
            raise

    def _save(self, snapshot: Snapshot) -> None:
        snapshot.reserve()
        snapshot.save(self._host)

    def _send(self, job: PlannedJob) -> None:
        document = dict(job.document)
        if self._is_group:
            document["offline"] = True
        try:
            answer = self._server.send_job(document)
            id_, serial = answer.id, answer.serial
        except UnknownOutcomeError as error:
            id_, serial = self._look_up(job, error)
        if job.snapshot:
            self._snapshots[job.snapshot].is_needed = True
        self.receipts.append(Receipt(id_, serial, str(document["name"]), document, job.snapshot))
        if self._is_cancelled:  # it was accepted all the same: the roll-back deletes it again
            raise CancelledError("Cancelled.")

    def _look_up(self, job: PlannedJob, error: UnknownOutcomeError) -> tuple[int, int]:
        """Id and serial of a job whose acceptance was not heard.

        Raises:
            UnknownOutcomeError: it is not in the server's list (yet); its snapshot is left where it is.
        """
        for attempt in range(LOOK_UPS):
            if attempt:
                time.sleep(LOOK_UP_PAUSE_SECONDS)
            try:
                listed = self._server.jobs(users=[str(job.document["user_name"])])
            except AfError as failure:
                log.info("Looking for the job failed: %s", failure)
                continue
            for candidate in listed:
                if _is_same(candidate, job):
                    return int(candidate["id"]), int(candidate["serial"])
        if job.snapshot:
            self._snapshots[job.snapshot].is_needed = True
            self.undone.append(f"The snapshot {job.snapshot} was left: a job that needs it may exist.")
        raise error

    def _start(self) -> None:
        """Start a group that was sent paused, unless the artist wants it paused."""
        if not any(job.document.get("offline") for job in self.plan.jobs):
            self._server.action("jobs", ids=[receipt.id for receipt in self.receipts], operation={"type": "start"})

    def roll_back(self) -> None:
        """Delete the jobs that were accepted, and the snapshots that no accepted job needs. Never raises an AfError."""
        remaining = self._delete_jobs()
        self.receipts = remaining
        for snapshot in self._snapshots.values():
            if not snapshot.remove():
                self.undone.append(f"The snapshot {snapshot.path} could not be removed.")

    def _delete_jobs(self) -> list[Receipt]:
        """Delete by id, and only where the serial is still ours; returns the receipts of those that are left."""
        if not self.receipts:
            return []
        try:
            live = {int(job["id"]): job.get("serial") for job in self._server.jobs(ids=[r.id for r in self.receipts])}
            ours = [receipt.id for receipt in self.receipts if live.get(receipt.id) == receipt.serial]
            if ours:
                self._server.action("jobs", ids=ours, operation={"type": "delete"})
        except AfError as error:
            names = ", ".join(f"{receipt.name} (id {receipt.id})" for receipt in self.receipts)
            self.undone.append(f"These jobs could not be deleted again: {names}. {error}")
            return list(self.receipts)
        for receipt in self.receipts:
            if receipt.snapshot:
                self._snapshots[receipt.snapshot].is_needed = False
        self.undone.append(f"{len(ours)} job(s) sent before were deleted again.")
        return []


def _is_same(listed: Mapping[str, Any], job: PlannedJob) -> bool:
    """Whether a job in the server's list is the one that was sent: by its snapshot's name, else by time and name.

    The server adds `-1`, `-2` to a name that a live job has already.
    """
    if job.snapshot:
        return os.path.basename(job.snapshot) in str(listed.get("command_post", ""))
    sent = job.document
    if listed.get("time_creation") != sent["time_creation"] or listed.get("host_name") != sent["host_name"]:
        return False
    name, wanted = str(listed.get("name")), str(sent["name"])
    return name == wanted or (name.startswith(wanted + "-") and name[len(wanted) + 1 :].isdigit())
