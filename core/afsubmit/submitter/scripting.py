"""The public door: `plan` says what would be sent, `submit` sends it. No prompts, nothing printed.

The command line, a host's own `submit()` and `import afsubmit` all come through here.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from ..errors import AfError, CancelledError, JobError, Problem, sentence
from ..submission.hooks import events
from ..submission.planning.plan import Plan
from ..submission.planning.scene import Host, HostPlan
from ..submission.sending import destination
from ..submission.sending.conflicts import among
from ..submission.sending.contents import named
from ..submission.sending.submission import sent_documents
from . import plan_text, preferences, requests
from .attempt import SubmissionAttempt, SubmissionRequest, SubmissionSource, take_settings
from .background import Background
from .farm_connection import name_of
from .requests import Names, Requests
from .sent_job import SentJob, sent_job

PYTHON = "python"
"""What the history says asked for a submission that a script made."""


class SubmissionError(AfError):
    """It was not sent, or not all of it.

    `problems` says why, with the warnings and notes beside it. `jobs` are those that the farm took before, of other
    scenes, and keeps; whatever was begun beside them was taken back.
    """

    def __init__(self, problems: Iterable[Problem], text: str = "", jobs: Iterable[SentJob] = ()) -> None:
        self.problems: Sequence[Problem] = tuple(problems)
        self.jobs: Sequence[SentJob] = tuple(jobs)
        errors = [sentence(problem) for problem in self.problems if problem.level == "error"]
        super().__init__(text or "\n".join(errors) or "There is nothing to send.")


@dataclass(frozen=True)
class SubmissionPlan:
    """What would be sent to `server`; nothing of it has happened.

    `problems` is all that is to be said about it. Where one of level "error" is among them there are no jobs.
    """

    plans: Sequence[Plan]
    """A plan for each scene, as the studio's hooks left it."""
    problems: Sequence[Problem]
    server: str

    @property
    def is_sendable(self) -> bool:
        """Whether it could be sent as it is."""
        return bool(self.plans)

    @property
    def jobs(self) -> Sequence[Mapping[str, Any]]:
        """The documents, as the farm would get them."""
        return [document for plan in self.plans for document in sent_documents(plan)]

    @property
    def snapshots(self) -> Sequence[str | None]:
        """The path of the scene's copy for each job, None where it renders none."""
        return [job.snapshot for plan in self.plans for job in plan.jobs]

    @property
    def sources(self) -> Mapping[str, Sequence[str]]:
        """The files that the scenes read, absolute, by what an artist calls them, as far as the application tells."""
        found: dict[str, list[str]] = {}
        for plan in self.plans:
            for name, paths in plan.scene.sources.items():
                found[name] = list(dict.fromkeys([*found.get(name, ()), *paths]))
        return found

    @property
    def text(self) -> str:
        """The jobs with their blocks, commands and files, for people to read."""
        return "\n".join(plan_text.as_text(plan) for plan in self.plans)


@dataclass(frozen=True)
class SubmissionResult:
    """What the farm took; `problems` is what is to be said beside it, warnings and notes."""

    jobs: Sequence[SentJob]
    problems: Sequence[Problem]

    def wait(self, *, timeout_seconds: float | None = None) -> bool:
        """Stay until the jobs are done, have failed or are deleted, which their `state` then says.

        A farm that does not answer meanwhile is waited for. An interrupt leaves the jobs on the farm.

        Args:
            timeout_seconds: for all of them together; None waits without an end. What is under way then stays "sent".

        Returns:
            True when every job is done.

        Raises:
            AfError: a farm does not answer this question.
        """
        from .waiting import wait

        return wait(self.jobs, timeout_seconds=timeout_seconds)


class SubmissionListener:
    """Hears what becomes of it while it goes on; this one keeps it to itself."""

    def planned(self, problems: Sequence[Problem]) -> None:
        """All that is to be said before anything is sent; an error among them ends it."""

    def sent(self, jobs: Sequence[SentJob], notes: Sequence[str]) -> None:
        """The farm took all jobs of one submission; `notes` are sentences about what went wrong beside them."""


def plan(
    *scenes: str | os.PathLike[str],
    command: str | None = None,
    writes: Names = (),
    outputs: Names | None = None,
    preset: Names = (),
    setup: Names = (),
    server: str = "",
    **settings: Any,
) -> SubmissionPlan:
    """What `submit` with these words would send. Nothing is written and no server is asked; the studio's hooks are.

    Whatever is wrong stands in `problems` of what is returned; see `submit` for the words.

    Raises:
        TypeError: there are neither scenes nor a command, or both.
    """
    requested = _requested(scenes, command, writes, outputs=outputs, preset=preset, setup=setup, settings=settings)
    return plan_requests(requested, server, origin=PYTHON)


def submit(
    *scenes: str | os.PathLike[str],
    command: str | None = None,
    writes: Names = (),
    outputs: Names | None = None,
    preset: Names = (),
    setup: Names = (),
    server: str = "",
    **settings: Any,
) -> SubmissionResult:
    """Send scene files, or a command, to the farm; when something stands against one of them, none is sent.

    It runs on the calling thread to its end. An interrupt (Ctrl-C) takes back what is begun and is raised then.

    Args:
        scenes: files; each is a submission of its own.
        command: instead of them a line for the farm's shell, with the first frame of a task for `@#@`.
        writes: files that the command writes, with `@####@` for the frame.
        outputs: names of the outputs to render, with `*` and `?` for any letters; None for all.
        preset: names of presets, whose values the settings go over.
        setup: names of set-ups that the scenes keep, with `*` and `?`; each is a submission of its own, with its
            outputs and settings.
        server: "host:port", or "local" for the farm of this machine, which is started; "" for what is configured.
        settings: settings by their keys (`docs/options.md`).

    Raises:
        SubmissionError: it cannot be sent; `problems` says why.
        TypeError: there are neither scenes nor a command, or both.
    """
    return _sent(
        _requested(scenes, command, writes, outputs=outputs, preset=preset, setup=setup, settings=settings), server
    )


def plan_open(
    host: Host,
    host_plan: HostPlan,
    *,
    outputs: Names | None,
    preset: Names,
    server: str,
    settings: Mapping[str, Any],
    setup: Names = (),
) -> SubmissionPlan:
    """As `plan`, for the scene that is open in `host`: on its main thread. `outputs` None means those selected,
    `server` "" that of the preferences.
    """
    requested = requests.of_host(host, host_plan, outputs=outputs, preset=preset, setup=setup, settings=settings)
    return plan_requests(requested, server or preferences.load().server, origin=PYTHON)


def submit_open(
    host: Host,
    host_plan: HostPlan,
    *,
    outputs: Names | None,
    preset: Names,
    server: str,
    settings: Mapping[str, Any],
    setup: Names = (),
) -> SubmissionResult:
    """As `submit`, for the scene that is open in `host`: on its main thread. `outputs` None means those selected,
    `server` "" that of the preferences.

    Raises:
        SubmissionError: it cannot be sent; `problems` says why.
    """
    requested = requests.of_host(host, host_plan, outputs=outputs, preset=preset, setup=setup, settings=settings)
    return _sent(requested, server or preferences.load().server)


def _requested(
    scenes: Sequence[str | os.PathLike[str]],
    command: str | None,
    writes: Names,
    *,
    outputs: Names | None,
    preset: Names,
    setup: Names,
    settings: Mapping[str, Any],
) -> Requests:
    if (command is None) == (not scenes):
        raise TypeError("Name scene files, or a command with command=; one of the two.")
    if command is None:
        if writes:
            raise TypeError("writes= is for command=; a scene knows what it writes.")
        return requests.of_scenes(scenes, outputs=outputs, preset=preset, setup=setup, settings=settings)
    if outputs is not None or setup:
        raise TypeError("outputs= and setup= are for scenes; a command is the only thing that is run.")
    return requests.of_command(command, writes=writes, preset=preset, settings=settings)


def plan_requests(requested: Requests, server: str = "", *, origin: str) -> SubmissionPlan:
    """What would be sent of `requested`, the studio's hooks included; everything wrong is a problem."""
    problems = list(requested.problems)
    try:
        found = destination.server(server)
        name = name_of(found)
        planned = [_planned(request, name, origin, is_local=found.is_local) for request in requested.listed]
    except AfError as error:
        problems.append(Problem("error", "configuration", str(error)))
        return SubmissionPlan((), problems, server)
    problems += [problem for _, more in planned for problem in more]
    problems += _among(requested.listed, [one for one, _ in planned])
    is_good = not any(problem.level == "error" for problem in problems)
    return SubmissionPlan([one for one, _ in planned] if is_good else [], problems, name)


def _among(listed: Sequence[SubmissionSource], plans: Sequence[Plan]) -> Iterator[Problem]:
    """The set-ups of which two write the same files."""
    pairs = zip(listed, plans)
    return among([(one.setup, plan) for one, plan in pairs if isinstance(one, SubmissionRequest) and one.setup])


def _planned(request: SubmissionRequest, server: str, origin: str, *, is_local: bool) -> tuple[Plan, list[Problem]]:
    """The plan as the studio's hooks make it, and all that is to be said about it."""
    plan = request.plan(is_local=is_local)
    problems = list(plan.problems)
    if not plan.is_sendable:
        return plan, problems
    try:
        hook_input = {**request.hook_input(server=server, origin=origin), "is_dry_run": True}
        plan, notes = events.change_plan(plan, events.HookContext(request.host.python), hook_input)
    except JobError as error:
        return plan, [*problems, *error.problems]
    except AfError as error:
        return plan, [*problems, Problem("error", "hooks", str(error))]
    return plan, [*problems, *(Problem("info", "hooks", note) for note in notes)]


def _sent(requested: Requests, server: str) -> SubmissionResult:
    """Send it; an interrupt that ended it is raised as what it was."""
    try:
        return submit_requests(requested.listed, requested.problems, server, origin=PYTHON)
    except SubmissionError as error:
        if is_interrupted(error):
            raise KeyboardInterrupt(str(error)) from error
        raise


def is_interrupted(error: SubmissionError) -> bool:
    """Whether it ended because somebody stopped it."""
    return isinstance(error.__cause__, (CancelledError, KeyboardInterrupt))


def submit_requests(
    listed: Sequence[SubmissionSource],
    problems: Sequence[Problem] = (),
    server: str = "",
    *,
    origin: str,
    listener: SubmissionListener | None = None,
) -> SubmissionResult:
    """Send them one after the other, on this thread; nothing is sent when an error stands against one of them.

    Raises:
        SubmissionError: `problems` has an error, or it cannot be sent; one that stopped it is the cause.
    """
    listener = listener or SubmissionListener()
    found = [*problems, *_found(listed, server)]
    listener.planned(found)
    if not listed or any(problem.level == "error" for problem in found):
        raise SubmissionError(found)
    jobs: list[SentJob] = []
    for request in listed:
        if isinstance(request, SubmissionRequest):  # several may be of one scene
            take_settings(request.host, request.settings)
        attempt = SubmissionAttempt(request, server, origin=origin)
        work = Background(attempt)
        is_sent = work.finish()
        fresh = [sent_job(receipt, attempt.farm) for receipt in attempt.receipts if attempt.farm]
        jobs += fresh
        if not is_sent:
            _raise(work, found, jobs)
        found += [Problem("warning", "submission", note) for note in attempt.notes]
        listener.sent(fresh, attempt.notes)
        if work.is_interrupted:
            _raise_late(found, jobs)
    return SubmissionResult(jobs, found)


def _found(listed: Sequence[SubmissionSource], server: str) -> list[Problem]:
    """What stands against them, without a question to a server."""
    try:
        is_local = destination.server(server).is_local
        plans = [request.plan(is_local=is_local) for request in listed]
        return [*(problem for plan in plans for problem in plan.problems), *_among(listed, plans)]
    except AfError as error:
        return [Problem("error", "configuration", str(error))]


def _raise(work: Background, problems: Sequence[Problem], jobs: Sequence[SentJob]) -> NoReturn:
    """Raise the reasons of the roll-back as problems, with what could not be rolled back."""
    error, text = work.error, work.outcome().text
    if isinstance(error, JobError) and error.problems:
        reasons = [*error.problems, *(Problem("error", "submission", one) for one in work.submission.undone)]
    else:
        reasons = [Problem("error", "submission", text)]
    raise SubmissionError([*problems, *reasons], text, jobs) from error


def _raise_late(problems: Sequence[Problem], jobs: Sequence[SentJob]) -> NoReturn:
    """The interrupt came after the farm had taken all jobs: they stay, and no further scene is sent."""
    text = f"Stopped; the farm had taken {named(jobs)}."
    raise SubmissionError([*problems, Problem("error", "submission", text)], text, jobs) from KeyboardInterrupt()
