"""Moves a job from the farm of this machine to a real one: no frame runs on both, whenever it is killed.

The order that makes it so: the job here is paused and nothing of it runs any more; the farm gets it paused, and what it
moved from stands in its annotation; what is done is skipped there; the history says that the farm has it; the job here
loses its post commands, which would remove the copy of the scene; it is deleted; the farm's is started. Killed in
between, the same command again finds the farm's job by its annotation, and goes on.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..counted import counted
from ..errors import AfError, Problem, UnknownOutcomeError
from ..local.mask_matching import full_match
from ..submission.history.entries import SENT, History
from ..submission.planning.scene import Target
from ..submission.sending import moved_document
from ..submission.sending.delivery import LOOK_UP_PAUSE_SECONDS, LOOK_UPS
from ..wire import Client, JobId
from ..wire.answers import JobAnswer

PAUSE_SECONDS = 0.25
MOST_AT_ONCE = 5000
"""Tasks that are named in one action."""
MOVING, MOVED = "Being moved from", "Moved from"
_MARK = re.compile(rf"{MOVING} (?P<machine>.+?) \(job (?P<id>\d+), serial (?P<serial>\d+) of (?P<created>\d+)\)")


class MoveRefusedError(AfError):
    """The job cannot be moved, or not now; where it stands is said."""


class MovedJob(NamedTuple):
    """A job that is on the farm now; `skipped` of its `tasks` were done here. `was` is the id that it had here."""

    name: str
    was: int
    id: int
    serial: int
    tasks: int
    skipped: int


class Mover:
    """Moves jobs of the farm `here` to the farm `there`, which the history calls `server`.

    `say` is told what is done in sentences, `at` the name of each step that was reached, for tests that end it there.
    With `is_stopping` tasks that run are stopped, else they are waited for.
    """

    def __init__(
        self,
        here: Client,
        there: Client,
        target: Target,
        *,
        server: str,
        here_name: str,
        history: History,
        say: Callable[[str], None],
        is_stopping: bool = False,
        at: Callable[[str], None] = lambda step: None,
    ) -> None:
        self._here, self._there, self._target, self._server = here, there, target, server
        self._here_name, self._history, self._say = here_name, history, say
        self._is_stopping, self._at = is_stopping, at
        self.is_halted = False
        """Whether jobs were paused here."""

    # A move that was killed

    def finish_others(self) -> list[MovedJob]:
        """Start what a move before this one had brought to the farm and deleted here."""
        machine = self._target.host_name
        found = []
        for job in self._there.jobs(users=[self._target.user_name]):
            mark = _MARK.search(job["annotation"])
            if mark and mark["machine"] == machine and not self._is_here(int(mark["serial"]), int(mark["created"])):
                found.append(self._start(job, int(mark["id"])))
        return found

    def _is_here(self, serial: int, created: int) -> bool:
        return any(job.get("time_creation") == created for job in self._here.jobs(serials=[serial]))

    # A move

    def move(self, jobs: Sequence[JobAnswer]) -> Iterator[MovedJob]:
        """Move these jobs, one after the other; those that others of them wait for go first.

        Raises:
            MoveRefusedError: one cannot be moved; all that did not come before are as they were.
            AfError: a farm did not do its part. The jobs are paused here, and the same command again goes on.
        """
        ordered = self._in_order(jobs)
        documents = {job.serial: self._here.document(job.id) for job in ordered}
        for job in ordered:
            self._check(job, documents[job.serial])
        self.is_halted = True
        for job in ordered:
            self._halt(job)
        self._at("halted")
        for job in ordered:
            yield self._bring(job, documents[job.serial])

    def _bring(self, job: JobAnswer, document: Mapping[str, Any]) -> MovedJob:
        theirs = self._find(job) or self._send(job, document)
        self._at("sent")
        skipped = self._skip(job, theirs)
        self._at("skipped")
        self._note(job, theirs, document)
        self._at("noted")
        self._keep_files(job)
        self._at("kept")
        self._here.action("jobs", ids=[job.id], serials={job.id: job.serial}, operation="delete")
        self._at("deleted")
        moved = self._start(theirs, job.id)
        self._at("started")
        return moved._replace(skipped=skipped)

    def _in_order(self, jobs: Sequence[JobAnswer]) -> list[JobAnswer]:
        """The jobs, each behind those it waits for. Nobody may wait across farms: none would see the other's end."""
        ordered = {job.serial: job for job in jobs}
        living = [job for job in self._here.jobs() if "DON" not in job.words]
        waiting = [job for job in living if job["depend_mask"] or job["depend_mask_global"]]
        for job, awaited in ((one, other) for one in waiting for other in living if _awaits(one, other)):
            if (job.serial in ordered) != (awaited.serial in ordered):
                text = f"{job.name} (id {job.id}) waits for {awaited.name} (id {awaited.id}): move both."
                raise MoveRefusedError(f"{text} Nothing was done.")
        left, found = list(ordered.values()), list[JobAnswer]()
        while left:
            free = [one for one in left if not any(_awaits(one, other) for other in left)] or left
            found += free
            left = [one for one in left if one not in free]
        return found

    def _check(self, job: JobAnswer, document: Mapping[str, Any]) -> None:
        if "DON" in job.words:
            raise MoveRefusedError(f"{job.name} (id {job.id}) is done: there is nothing to move.")
        found = moved_document.problems(document, self._target)
        self._tell(found)
        if any(problem.level == "error" for problem in found):
            raise MoveRefusedError(f"{job.name} (id {job.id}) was not moved.")

    def _tell(self, found: Sequence[Problem]) -> None:
        for problem in found:
            self._say(" ".join(filter(None, (f"{problem.level}: {problem.message}", problem.fix))))

    def _halt(self, job: JobAnswer) -> None:
        """Pause it here, and see that nothing of it runs."""
        operation = "stop" if self._is_stopping else "pause"
        self._here.action("jobs", ids=[job.id], serials={job.id: job.serial}, operation=operation)
        is_said = False
        while True:
            running = sum("RUN" in task.words for block in self._here.progress(job.id) for task in block)
            if not running:
                break
            if not is_said:
                self._say(f"{job.name} is paused here; {running} of its tasks still run and are waited for.")
            is_said = True
            time.sleep(PAUSE_SECONDS)
        now = self._here.jobs(serials=[job.serial])
        if not now or "OFF" not in now[0].words:
            raise MoveRefusedError(f"{job.name} (id {job.id}) does not stay paused here: somebody else changed it.")

    def _mark(self, job: JobAnswer) -> str:
        origin = f"{self._target.host_name} (job {job.id}, serial {job.serial} of {job['time_creation']})"
        return f"{MOVING} {origin}"

    def _find(self, job: JobAnswer) -> JobAnswer | None:
        """The farm's job that was made of this one."""
        mark = self._mark(job)
        listed = self._there.jobs(users=[job.user_name])
        return next((one for one in listed if mark in one["annotation"]), None)

    def _send(self, job: JobAnswer, document: Mapping[str, Any]) -> JobAnswer:
        annotation = "; ".join(filter(None, (str(document.get("annotation", "")), self._mark(job))))
        sent = {**self._moved(job, document), "annotation": annotation, "offline": True}
        try:
            receipt = self._there.send_job(sent)
        except UnknownOutcomeError as error:
            return self._heard_of(job, error)
        return self._listed(receipt)

    def _moved(self, job: JobAnswer, document: Mapping[str, Any]) -> dict[str, Any]:
        moved = moved_document.moved_document(document, self._target)
        if job["time_started"]:  # the command before it ran here
            moved.pop("command_pre", None)
        return moved

    def _heard_of(self, job: JobAnswer, error: UnknownOutcomeError) -> JobAnswer:
        for _ in range(LOOK_UPS):
            time.sleep(LOOK_UP_PAUSE_SECONDS)
            found = self._find(job)
            if found is not None:
                return found
        text = f"It is paused here. Run the same command again, which looks whether {self._server} has it."
        raise MoveRefusedError(f"{error} {text}") from error

    def _listed(self, receipt: JobId) -> JobAnswer:
        found = self._there.jobs(ids=[receipt.id])
        if not found or found[0].serial != receipt.serial:
            raise MoveRefusedError(f"{self._server} has lost the job that it took (id {receipt.id}). Try again.")
        return found[0]

    def _skip(self, job: JobAnswer, theirs: JobAnswer) -> int:
        """Skip there what is done here, and see that it is; how many tasks that are."""
        done = {
            block: [number for number, task in enumerate(tasks) if "DON" in task.words]
            for block, tasks in enumerate(self._here.progress(job.id))
        }
        for block, numbers in done.items():
            for first in range(0, len(numbers), MOST_AT_ONCE):
                operation = {"type": "skip", "task_ids": numbers[first : first + MOST_AT_ONCE]}
                serials = {theirs.id: theirs.serial}
                self._there.action("jobs", ids=[theirs.id], serials=serials, block_ids=[block], operation=operation)
        after = self._there.progress(theirs.id)
        left = sum("DON" not in after[block][number].words for block, numbers in done.items() for number in numbers)
        if left:
            text = f"{self._server} did not skip {counted(left, 'task')} done here. The job is paused there and here."
            raise MoveRefusedError(f"{text} Run the same command again.")
        return sum(map(len, done.values()))

    def _note(self, job: JobAnswer, theirs: JobAnswer, document: Mapping[str, Any]) -> None:
        for entry in self._history.entries(state=SENT, server=self._here_name, id=job.id, serial=job.serial):
            moved = self._moved(job, document)
            self._history.note_moved(
                entry.number, document=moved, server=self._server, id=theirs.id, serial=theirs.serial
            )

    def _keep_files(self, job: JobAnswer) -> None:
        """Take the post commands from the job here: what they remove the farm needs, which has them, too."""
        serials = {job.id: job.serial}
        self._here.action("jobs", ids=[job.id], serials=serials, params={"command_post": ""})
        self._here.action("jobs", ids=[job.id], serials=serials, block_ids=[-1], params={"command_post": ""})

    def _start(self, theirs: JobAnswer, was: int) -> MovedJob:
        serials = {theirs.id: theirs.serial}
        self._there.action("jobs", ids=[theirs.id], serials=serials, operation="start")
        annotation = theirs["annotation"].replace(MOVING, MOVED)
        self._there.action("jobs", ids=[theirs.id], serials=serials, params={"annotation": annotation})
        tasks = sum(block.get("tasks_num", 0) for block in theirs.blocks)
        done = sum(block["p_tasks_done"] for block in theirs.blocks)
        return MovedJob(theirs.name, was, theirs.id, theirs.serial, tasks, done)


def _awaits(job: JobAnswer, other: JobAnswer) -> bool:
    """Whether `job` as a whole waits for `other`: by a mask over its owner's jobs, or over everybody's."""
    if job.serial == other.serial:
        return False
    own, everybodys = job["depend_mask"], job["depend_mask_global"]
    is_own = own and job.user_name == other.user_name and full_match(own, other.name)
    return bool(is_own or (everybodys and full_match(everybodys, other.name)))
