"""One attempt to submit, from the choice of a server to the receipts, and what a dialog shows before it. No Qt.

A `SubmissionAttempt` has the steps, cancel, roll-back, receipts, undone and notes of a `Submission`: `Background`
drives either.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from ..errors import AfError, CancelledError, JobError, Problem, ServerUnreachableError, words
from ..studio.server_choice import ServerChoice
from ..submission.history import log_file
from ..submission.history.entries import History
from ..submission.history.journal import Journal, SubmissionOrigin
from ..submission.hooks import events
from ..submission.planning.plan import Plan, plan
from ..submission.planning.scene import Host, HostPlan, Output, SceneState, Stamp
from ..submission.sending import destination
from ..submission.sending.conflicts import conflicts
from ..submission.sending.delivery import Receipt
from ..submission.sending.disk_checks import disk_problems
from ..submission.sending.own_jobs import OwnJobs
from ..submission.sending.submission import Step, Submission
from ..submission.settings.layers import apply_layers
from . import sent_before, setups
from .farm_connection import FarmConnection, farm_for

log = logging.getLogger(__name__)

_under_way: set[tuple[str, str]] = set()
_claiming = threading.Lock()
"""Host and scene of what is under way in this process."""


def take_settings(host: Host, settings: Mapping[str, Any]) -> None:
    """Give a host the settings that count, where they decide which outputs it lists; most hosts need none."""
    take_settings = getattr(type(host), "take_settings", None)
    if take_settings is not None:
        take_settings(host, settings)


class SubmissionRequest:
    """The scene, the chosen outputs and the settings to submit, read from the host when the request is made."""

    def __init__(
        self,
        host: Host,
        host_plan: HostPlan,
        values: Mapping[str, Any],
        output_ids: Sequence[str] | None = None,
        *,
        kept: Mapping[str, Any] | None = None,
        own: OwnJobs | None = None,
    ) -> None:
        """Read `host`, on its main thread. Nothing is changed.

        Args:
            host: the application.
            host_plan: its pure half.
            values: settings; what is missing is as user, show and studio say, else it has its default.
            output_ids: ids of outputs; None for those selected in the application.
            kept: what the scene itself says, where `values` do not hold it already.
            own: what the same window has sent before.

        Raises:
            SettingsError: a value cannot be used.
        """
        found = apply_layers(values, scene=setups.without(kept or {}))
        self.host, self.host_plan, self.settings = host, host_plan, found.settings
        self.own = own or OwnJobs()
        self.setup = ""
        """The name of the set-up that it is, if it is one."""
        take_settings(host, found.settings)
        self.problems = list(found.problems)
        """What is to be said beside what the plan itself shows."""
        self.scene: SceneState = host.scene()
        self.listed: Sequence[Output] = host.outputs()
        chosen = list(host.selected() if output_ids is None else output_ids)
        self.problems += missing_outputs(self.listed, chosen)
        self.outputs: Sequence[Output] = [output for output in self.listed if output.id in chosen]

    def plan(self, *, is_local: bool) -> Plan:
        """The plan for now, with the problems that a look at the disk shows."""
        return self.with_disk_problems(self.planned(is_local=is_local))

    def planned(self, *, is_local: bool) -> Plan:
        """The plan for now, without a look at the disk, which may take its time."""
        target = destination.target(is_local=is_local)
        stamp = Stamp(int(time.time()), os.urandom(4).hex())
        found = plan(self.scene, self.outputs, self.settings, host_plan=self.host_plan, stamp=stamp, target=target)
        return replace(found, problems=(*self.problems, *found.problems))

    def with_disk_problems(self, found: Plan) -> Plan:
        """`found`, with the problems that a look at the disk shows."""
        return replace(found, problems=(*destination.problems(), *found.problems, *disk_problems(found, self.own)))

    def hook_input(self, *, server: str, origin: str) -> dict[str, Any]:
        """What hooks get beside the plan: the name of the server, the origin of the submission, the settings."""
        return {"server": server, "origin": origin, "settings": self.settings.stored()}

    def kept(self) -> str:
        """What the history keeps of it, so that it can be sent again with changes."""
        return sent_before.text(self.settings.stored(), [output.id for output in self.outputs])


def missing_outputs(listed: Sequence[Output], chosen: Sequence[str]) -> list[Problem]:
    """A problem for each of the outputs `chosen` by id that is not among those `listed`."""
    there = {output.id for output in listed}
    fix = "Look at what is chosen, then submit again."
    return [
        Problem("warning", name, f"{name} was chosen and is not there any more, or has another name now.", fix)
        for name in chosen
        if name not in there
    ]


class SubmissionSource(Protocol):
    """What an attempt sends: a `SubmissionRequest`, or a `Resubmission`."""

    @property
    def host(self) -> Host:
        """What writes the snapshot."""

    @property
    def scene(self) -> SceneState:
        """The scene it is about."""

    @property
    def own(self) -> OwnJobs:
        """What the same window has sent before."""

    def plan(self, *, is_local: bool) -> Plan:
        """The plan for now."""

    def hook_input(self, *, server: str, origin: str) -> dict[str, Any]:
        """What hooks get beside the plan."""

    def kept(self) -> str:
        """What the history keeps of the request."""


class SubmissionAttempt:
    """Sends what a request says, once, to the server that was chosen; the local farm is started when it is needed.

    While one is under way, another one of the same scene is refused: a second click is not a second job.
    """

    def __init__(
        self, request: SubmissionSource, server_choice: str = "", *, origin: str = "dialog", is_seen: bool = True
    ) -> None:
        """Do nothing yet.

        Args:
            request: what is to be sent.
            server_choice: what `farm_for` takes.
            origin: what the history says asked for it.
            is_seen: whether somebody saw the warnings before; else they stand among the notes.
        """
        self._is_seen = is_seen
        self._request, self._choice, self._origin = request, server_choice, origin
        self._submission: Submission | None = None
        self._farm: FarmConnection | None = None
        self._claim: tuple[str, str] | None = None
        self._notes: Sequence[str] = ()
        self._hook_line = ""
        self.followed: Collection[int] = ()
        """Serials of jobs that write the same files, which was told already."""
        self._is_cancelled = self._is_begun = False
        log_file.begin(type(request.host).__module__.rpartition(".")[0])

    @property
    def receipts(self) -> Sequence[Receipt]:
        """The jobs that were accepted and still are."""
        return self._submission.receipts if self._submission else ()

    @property
    def undone(self) -> Sequence[str]:
        """Sentences about what was taken back, or could not be."""
        return self._submission.undone if self._submission else ()

    @property
    def notes(self) -> Sequence[str]:
        """Sentences about what went wrong beside the jobs, which are as they should be."""
        return [*self._notes, *(self._submission.notes if self._submission else ())]

    @property
    def progress(self) -> str:
        """The last line of a hook that is at work, or how far the copying of files is."""
        return self._hook_line or (self._submission.progress if self._submission else "")

    @property
    def farm(self) -> FarmConnection | None:
        """Where it is sent, once that is known."""
        return self._farm

    @property
    def plan(self) -> Plan | None:
        """What is sent, once that is known."""
        return self._submission.plan if self._submission else None

    def steps(self) -> Iterator[Step]:
        """Find the farm, plan, then the steps of the submission; each step belongs to the thread it names.

        Raises:
            AfError: they were asked for before.
        """
        if self._is_begun:
            raise AfError("This submission was sent already; begin a new one.")
        self._is_begun = True
        return self._steps()

    def _steps(self) -> Iterator[Step]:
        yield Step("Checking the scene", False, self._check)
        yield Step("Finding the farm", False, self._connect)
        yield Step("Planning", False, self._plan)
        if self._submission:
            steps = self._submission.steps()
            yield next(steps)  # it reaches the server: one that is silent costs one time-out, not two
            yield Step("Looking at your other jobs", False, self._find_conflicts)
            yield from steps
            yield Step("Finishing", False, self._tell_hooks)
        self._release()

    def cancel(self) -> None:
        """Stop before the next step. Callable from any thread."""
        self._is_cancelled = True
        if self._submission:
            self._submission.cancel()

    def roll_back(self) -> None:
        """Take back what was done."""
        try:
            if self._submission:
                self._submission.roll_back()
        finally:
            self._release()

    def _check(self) -> None:
        claim = (self._request.host.name, self._request.scene.path)
        with _claiming:
            if claim in _under_way:
                raise AfError("A submission of this scene is under way already; wait for it or cancel it.")
            _under_way.add(claim)
            self._claim = claim
        self._ensure_sendable(self._request.plan(is_local=False))

    def _release(self) -> None:
        if self.receipts and self.plan is not None:
            files = (name for output in self.plan.outputs for name in output.named_files)
            self._request.own.add(serials=[receipt.serial for receipt in self.receipts], files=files)
        if self._claim:
            _under_way.discard(self._claim)
            self._claim = None

    def _connect(self) -> None:
        self._ensure_not_cancelled()
        self._farm = farm_for(self._choice, self._request.host.python)

    def _plan(self) -> None:
        self._ensure_not_cancelled()
        if self._farm is None:
            raise AfError("No farm was found.")
        planned = self._request.plan(is_local=self._farm.is_local)
        self._ensure_sendable(planned)
        context = events.HookContext(self._request.host.python, self._note_progress, lambda: self._is_cancelled)
        planned, self._notes = events.change_plan(planned, context, self._hook_input())
        self._hook_line = ""
        if not self._is_seen:
            self.add_notes([words(problem) for problem in planned.problems if problem.level == "warning"])
        record = Journal(History(), planned, SubmissionOrigin(self._farm.name, self._origin, self._request.kept()))
        self._submission = Submission(planned, self._request.host, self._farm.client, record=record)
        if self._is_cancelled:  # from another thread, meanwhile
            self._submission.cancel()

    def _find_conflicts(self) -> None:
        """Note which other jobs of this user write the same files."""
        self._ensure_not_cancelled()
        if self._farm is None or self.plan is None:
            return
        try:
            jobs = self._farm.client.jobs(users=[str(self.plan.jobs[0].document["user_name"])], mode="full")
        except ServerUnreachableError:
            raise
        except AfError as error:  # a long list may be too slow: that alone stops nobody
            self._ensure_not_cancelled()
            self.add_notes([f"Whether other jobs of yours write the same files was not seen. {error}"])
            return
        followed = self._replaceable_serials()
        others = [job for job in jobs if job.get("serial") not in followed]
        self.add_notes([words(problem) for problem in conflicts(self.plan, others, self._request.own)])

    def _replaceable_serials(self) -> Collection[int]:
        """Serials of jobs that this submission is known to come after, and whose files it may write."""
        return self.followed

    def _tell_hooks(self) -> None:
        """The jobs are with the farm: from here on nothing may end in a roll-back."""
        try:
            if self._submission:
                question = {**events.question_of(self._submission.plan), **self._hook_input()}
                question["receipts"] = events.receipts_of(self.receipts)
                context = events.HookContext(self._request.host.python, self._note_progress)
                self._notes = [*self._notes, *events.notify(events.POST_SUBMIT, question, context)]
        except Exception as error:
            log.exception("What follows a submission failed")
            self._notes = [*self._notes, f"What follows a submission failed ({error}); see the log."]

    def _hook_input(self) -> dict[str, Any]:
        return self._request.hook_input(server=self._farm.name if self._farm else "", origin=self._origin)

    def add_notes(self, notes: Sequence[str]) -> None:
        """Say these beside the result."""
        self._notes = [*self._notes, *notes]

    def _note_progress(self, line: str) -> None:
        self._hook_line = line

    def _ensure_not_cancelled(self) -> None:
        if self._is_cancelled:
            raise CancelledError("Cancelled.")

    @staticmethod
    def _ensure_sendable(planned: Plan) -> None:
        errors = [problem for problem in planned.problems if problem.level == "error"]
        if errors or not planned.jobs:
            raise JobError(errors or [Problem("error", "job", "There is nothing to send.")])


class Preview:
    """What a dialog shows: the plan as it stands, without a word to any server and without starting a farm."""

    def __init__(self, request: SubmissionRequest, server_choice: str = "") -> None:
        """Plan, and find out which server would be asked.

        Raises:
            SettingsError: the choice or the configuration cannot be used.
        """
        found = destination.server(server_choice)
        self.is_local = found.is_local
        self.server_name = server_title(found)
        self.plan = request.plan(is_local=found.is_local)
        self.listed = request.listed


def server_title(found: ServerChoice) -> str:
    """What a window calls that server."""
    return "This machine" if found.is_local else f"{found.host}:{found.port}"


def server_answer(server_choice: str) -> str:
    """A sentence about the server that was chosen, after asking it. Waits for it: call it off the main thread.

    Raises:
        AfError: it cannot be reached or does not speak the protocol; the sentence says why.
    """
    found = destination.server(server_choice)
    if found.is_local and not found.host:
        return "No local farm is running; it starts with the first job."
    farm = farm_for(server_choice, str)
    farm.client.jobs(users=[destination.target(is_local=farm.is_local).user_name])
    return f"{'The local farm' if farm.is_local else f'The server {farm.name}'} answers."
