"""One submission: snapshots written, jobs accepted, or everything taken back.

No sockets and no threads here: a `Submission` is a list of short steps, and whoever drives it decides on which thread
each one runs.
"""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...counted import counted
from ...errors import AfError, CancelledError, JobError, UnknownOutcomeError
from ..planning.plan import Plan
from ..planning.scene import Host
from . import delivery
from .contents import contents, job_tasks, named
from .delivery import JobServer, Receipt
from .job_files import JobFiles
from .record import Record

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """One part of a submission; `is_on_main` says that it touches the application and must run on its main thread."""

    label: str
    is_on_main: bool
    run: Callable[[], None]


class Submission:
    """Sends what a plan says, once.

    Call every step of `steps` in order, each on the thread it asks for; when one raises, call `roll_back` and show
    the error together with `undone`. `run` does all of that on the calling thread.
    """

    def __init__(self, plan: Plan, host: Host, server: JobServer, *, record: Record | None = None) -> None:
        """Take a plan that `is_sendable`; `record` notes what becomes of every job.

        Raises:
            JobError: it is not; nothing was done.
        """
        if not plan.is_sendable:
            raise JobError([problem for problem in plan.problems if problem.level == "error"])
        self.plan, self._host, self._server = plan, host, server
        self._files: list[JobFiles] = []
        for job in plan.jobs:
            self._files.append(JobFiles(job, list(self._files)))
        self._record = record or Record()
        self._is_cancelled = self._is_begun = False
        self._in_flight: int | None = None
        self._accepted: dict[int, Receipt] = {}
        self._undecided: set[int] = set()
        self._unheard: Sequence[str] = ()
        self.undone: list[str] = []
        """Sentences about what `roll_back` took back, or could not."""
        self.progress = ""
        """How far the step is that is under way, where it says so."""

    @property
    def receipts(self) -> Sequence[Receipt]:
        """The jobs that were accepted and still are, in the order of the plan."""
        return list(self._accepted.values())

    @property
    def notes(self) -> Sequence[str]:
        """Sentences about what went wrong beside the jobs, which are as they should be."""
        return [*self._record.notes, *self._unheard, *self._lacking()]

    def _lacking(self) -> Iterator[str]:
        """What was to be gathered and was not there: of several jobs told once."""
        away = dict.fromkeys(path for files in self._files if files.gathered for path in files.gathered.lacking)
        if away:
            yield f"Not gathered, since it was not there: {counted(len(away), 'file')}, such as {next(iter(away))}"
        unnamed = dict.fromkeys(name for files in self._files if files.gathered for name in files.gathered.unnamed)
        if unnamed:
            yield f"Copied, but the snapshot reads it where it was: {', '.join(unnamed)}. The farm must see it there."

    def steps(self) -> Iterator[Step]:
        """The parts of this submission in order: reach the server, write the snapshots, send, start.

        Raises:
            AfError: they were asked for before: a second click is not a second job.
        """
        if self._is_begun:
            raise AfError("This submission was sent already; begin a new one.")
        self._is_begun = True
        return self._steps()

    def _steps(self) -> Iterator[Step]:
        yield Step("Reaching the server", False, self._reach)
        for files in self._files:
            if files.marks:
                write = functools.partial(files.write, self._host, self.plan.target.path_map)
                yield Step("Saving the snapshot", True, self._guarded(write))
        for files in self._files:
            if files.gathered:
                yield Step("Gathering files", False, self._guarded(functools.partial(self._gather, files)))
        documents = sent_documents(self.plan)
        for index, document in enumerate(documents):
            label = f"Sending job {index + 1} of {len(documents)}" if len(documents) > 1 else "Sending the job"
            yield Step(label, False, self._guarded(functools.partial(self._send, index, document)))
        if len(documents) > 1:
            yield Step("Starting the jobs", False, self._start)
        yield Step("Asking for the jobs' names", False, self._ask_names)

    def run(self) -> Sequence[Receipt]:
        """Do all of it on this thread.

        Raises:
            AfError: what went wrong, after everything was taken back; any other exception likewise.
        """
        steps = self.steps()
        try:
            for step in steps:
                step.run()
        except BaseException:
            self.roll_back()
            raise
        return self.receipts

    def cancel(self) -> None:
        """Stop before the next step, and end a wait for the server now. Callable from any thread."""
        self._is_cancelled = True
        self._server.cancel()

    def _guarded(self, action: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            self._ensure_not_cancelled()
            action()

        return run

    def _ensure_not_cancelled(self) -> None:
        if self._is_cancelled:
            raise CancelledError("Cancelled.")

    def _reach(self) -> None:
        """Fail before anything is written when there is nobody to send to; then begin the entry in the history."""
        try:
            self._server.jobs(users=[str(self.plan.jobs[0].document["user_name"])])
        except AfError as error:
            if self._is_cancelled:
                raise CancelledError("Cancelled.") from error
            raise
        self._ensure_not_cancelled()
        self._record.begin(os.urandom(4).hex())

    def _gather(self, files: JobFiles) -> None:
        """Copy what the snapshot reads beside it."""

        def go_on(line: str) -> None:
            self._ensure_not_cancelled()
            self.progress = line

        try:
            files.gather(self._host, self.plan.scene.path, go_on)
        finally:
            self.progress = ""

    def _send(self, index: int, document: Mapping[str, Any]) -> None:
        files = self._files[index]
        files.ensure_written()
        if files.marks:
            self._record.note_marks(index, files.marks)
        self._in_flight = index
        try:
            answer = self._server.send_job(document)
            self._keep(index, answer.id, answer.serial)
        except delivery.NOT_ACCEPTED:
            self._in_flight = None
            raise
        except UnknownOutcomeError:
            self._settle(index)
            if index not in self._accepted:
                raise
        self._ensure_not_cancelled()  # it was accepted all the same: the roll-back deletes it again

    def _keep(self, index: int, id_: int, serial: int) -> None:
        """The server has that job: its files are needed from now on."""
        job = self.plan.jobs[index]
        self._files[index].set_needed(is_needed=True)
        name, number, doc = str(job.document["name"]), self._record.number(index), job.document
        self._accepted[index] = Receipt(
            id_, serial, name, doc, job.snapshot, number, contents=contents(doc), tasks=job_tasks(doc)
        )
        self._in_flight = None
        log.info("The farm took the job %r (id %s, serial %s) of %s", job.document["name"], id_, serial, job.snapshot)
        self._record.note_sent(index, id=id_, serial=serial)

    def _start(self) -> None:
        """Start a group that was sent paused, but for what the artist wants paused."""
        self._ensure_not_cancelled()
        delivery.start(self._server, [receipt for receipt in self.receipts if not receipt.document.get("offline")])

    def _ask_names(self) -> None:
        """The jobs are with the farm: where it does not answer now they are called as they were sent."""
        try:
            names = delivery.names_of(self._server, self.receipts)
        except AfError as error:
            self._unheard = [f"What the farm calls the jobs was not heard. {error}"]
            return
        for index, receipt in self._accepted.items():
            self._accepted[index] = replace(receipt, name=names.get(receipt.serial, receipt.name))

    def roll_back(self) -> None:
        """Delete the jobs that were accepted, and the files that no job needs. Never raises an AfError."""
        if self._in_flight is not None:
            self._settle(self._in_flight)
        self._delete_jobs()
        for index, files in enumerate(self._files):
            left = files.remove()
            self.undone += [f"The file {path} could not be removed." for path in left]
            if index not in self._accepted and index not in self._undecided:
                self._record.note_taken_back(index, is_left=bool(left))
        log.info("The submission was taken back. %s", " ".join(self.undone))

    def _settle(self, index: int) -> None:
        """Find out whether a job that left this machine was accepted; if nobody knows, its snapshot stays."""
        job, files = self.plan.jobs[index], self._files[index]
        files.set_needed(is_needed=True)
        found = delivery.look_up(self._server, job)
        if found:
            self._keep(index, *found)
            return
        self._in_flight = None
        self._undecided.add(index)
        self._record.note_unknown(index)
        left = f", so {' and '.join(files.marks)} was left" if files.marks else ""
        text = f"The job {job.document['name']} may exist{left}; `afsubmit clean` finds out once the server answers."
        self.undone.append(text)

    def _delete_jobs(self) -> None:
        """Delete what was accepted, by id and only where the serial is still ours."""
        if not self._accepted:
            return
        try:
            left = delivery.delete(self._server, list(self._accepted.values()))
            reason = "The server did not do it."
        except AfError as error:
            left, reason = list(self._accepted.values()), str(error)
        gone = [index for index, receipt in self._accepted.items() if receipt not in left]
        for index in gone:
            del self._accepted[index]
            self._files[index].set_needed(is_needed=False)
        if left:
            self.undone.append(f"These jobs could not be deleted again: {named(left)}. {reason}")
        if gone:
            self.undone.append(f"Sent before and deleted again: {counted(len(gone), 'job')}.")


def sent_documents(plan: Plan) -> list[dict[str, Any]]:
    """What is sent for each job, exactly: several jobs are sent paused and started together."""
    is_group = len(plan.jobs) > 1
    return [{**job.document, **({"offline": True} if is_group else {})} for job in plan.jobs]
