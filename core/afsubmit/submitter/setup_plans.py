"""What sending the set-ups of a scene would send: a plan and problems of each, made on a thread. No Qt."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..counted import counted
from ..errors import AfError, Problem
from ..submission.planning.plan import Plan
from ..submission.planning.scene import Host, HostPlan
from ..submission.sending import destination
from ..submission.sending.conflicts import among
from ..submission.sending.own_jobs import OwnJobs
from . import plan_text, requests
from .attempt import SubmissionRequest, server_title
from .newest_work import NewestWork
from .previews import ServerCheck, in_order
from .readiness import by_answer

log = logging.getLogger(__name__)

GOOD = ServerCheck("", True, "")
"""For who asks no server before: a window that cannot be redrawn by itself."""
SHOWN = 3
"""So many outputs, and ranges of frames, are named; the others are counted."""


def read(host: Host, host_plan: HostPlan, own: OwnJobs | None = None) -> requests.Requests:
    """Every set-up of the open scene as a request, on its main thread; `own` is what was sent from here before."""
    found = requests.of_host(host, host_plan, outputs=None, preset=(), settings={}, setup="*")
    for one in found.listed:
        one.own = own or one.own
    return found


class SetupPlan(NamedTuple):
    """A set-up that would be sent; `plan` is None where none could be made, or was not yet."""

    request: SubmissionRequest
    plan: Plan | None
    problems: Sequence[Problem]

    @property
    def name(self) -> str:
        """That of the set-up."""
        return self.request.setup

    @property
    def level(self) -> str:
        """The worst of what stands against it: "error", "warning" or ""."""
        levels = {problem.level for problem in self.problems}
        return next((level for level in ("error", "warning") if level in levels), "")

    @property
    def size(self) -> plan_text.PlanSize:
        """How much it is."""
        return plan_text.size(self.plan) if self.plan is not None else plan_text.PlanSize()

    @property
    def told(self) -> str:
        """Whether it can be sent, in a few words."""
        counts = [counted(sum(one.level == level for one in self.problems), level) for level in (self.level,) if level]
        return " ".join(["Cannot be sent:" if self.level == "error" else "Ready" + "," * bool(counts), *counts])

    def said(self, problem: Problem) -> str:
        """Its message, with the output's name where it does not have it."""
        is_output = any(output.name == problem.where for output in self.request.listed)
        is_unnamed = problem.where not in problem.message and (is_output or problem.where.startswith("job."))
        return f"{problem.where}: {problem.message}" if is_unnamed else problem.message


class SetupsPreview(NamedTuple):
    """The plans of all set-ups; `plan` has the jobs of those that are chosen, and `problems` what stands against them.

    It comes twice: at once, and again when the disk was looked at.
    """

    number: int
    plans: Sequence[SetupPlan]
    chosen: Collection[str]
    plan: Plan | None
    problems: Sequence[Problem]
    server_name: str = ""
    is_local: bool = False
    is_checked: bool = True

    @property
    def size(self) -> plan_text.PlanSize:
        """How much would be sent."""
        return plan_text.size(self.plan) if self.plan is not None else plan_text.PlanSize()


class SetupPreviews:
    """Plans set-ups on a thread of its own, of what waits only the newest; `take_result` gets the results there."""

    def __init__(self, take_result: Callable[[SetupsPreview], None]) -> None:
        """Call `close` in the end."""
        self._number = 0
        self._thread = NewestWork(_steps, take_result)

    def ask(self, listed: Sequence[SubmissionRequest], chosen: Collection[str], choice: str) -> int:
        """Plan them for the server of `choice`; those with `chosen` names are to be sent. Gives the answer's number."""
        self._number += 1
        self._thread.put((self._number, listed, chosen, choice))
        return self._number

    def close(self) -> None:
        """Tell nothing more."""
        self._thread.close()


def preview(listed: Sequence[SubmissionRequest], chosen: Collection[str], choice: str) -> SetupsPreview:
    """As `SetupPreviews` tells it in the end, at once."""
    *_, found = _steps((0, listed, chosen, choice))
    return found


def _steps(work: tuple[int, Sequence[SubmissionRequest], Collection[str], str]) -> Iterator[SetupsPreview]:
    number, listed, chosen, choice = work
    try:
        server = destination.server(choice)
        name, is_local = server_title(server), server.is_local
        plans = [_planned(one, is_local=is_local) for one in listed]
        yield _together(number, plans, chosen)._replace(server_name=name, is_local=is_local, is_checked=False)
        plans = [_looked_at(one) for one in plans]
        yield _together(number, plans, chosen)._replace(server_name=name, is_local=is_local)
    except AfError as error:
        yield SetupsPreview(number, [], chosen, None, [Problem("error", "", str(error))])
    except Exception as error:  # the edge of the window: shown, and in the log with its traceback
        log.exception("The preview failed")
        text = f"{type(error).__name__}: {error}; the log has the details."
        yield SetupsPreview(number, [], chosen, None, [Problem("error", "", text)])


def _planned(request: SubmissionRequest, *, is_local: bool) -> SetupPlan:
    try:
        return _of(request, request.planned(is_local=is_local))
    except AfError as error:
        return SetupPlan(request, None, [Problem("error", request.setup, str(error))])


def _looked_at(one: SetupPlan) -> SetupPlan:
    return one if one.plan is None else _of(one.request, one.request.with_disk_problems(one.plan))


def _of(request: SubmissionRequest, plan: Plan) -> SetupPlan:
    problems = in_order(plan.problems)
    if not plan.jobs and not any(one.level == "error" for one in problems):
        problems = [Problem("error", "job", "There is nothing to send."), *problems]
    return SetupPlan(request, plan, problems)


def _together(number: int, plans: Sequence[SetupPlan], chosen: Collection[str]) -> SetupsPreview:
    sent = [one for one in plans if one.name in chosen]
    pairs = [(one.name, one.plan) for one in sent if one.plan is not None]
    jobs = [job for _, plan in pairs for job in plan.jobs]
    plan = replace(pairs[0][1], jobs=jobs) if pairs else None
    return SetupsPreview(number, plans, chosen, plan, in_order([*_told(sent), *among(pairs)]))


def _told(sent: Sequence[SetupPlan]) -> Iterator[Problem]:
    """The problems of all, which say of which set-ups they are; what stands against each of several is told once."""
    names: dict[Problem, list[str]] = {}
    for one in sent:
        for problem in dict.fromkeys(one.problems):
            names.setdefault(problem._replace(message=one.said(problem)), []).append(one.name)
    for problem, found in names.items():
        is_of_all = len(found) == len(sent) > 1
        yield problem if is_of_all else problem._replace(where=found[0], message=f"{_few(found)}: {problem.message}")


def outputs_of(request: SubmissionRequest) -> str:
    """The outputs of a set-up, by name."""
    return _few([output.name for output in request.outputs]) or "none"


def frames_of(request: SubmissionRequest) -> str:
    """The frames that its outputs render, each range once; "" where they cannot be read."""
    try:
        return _few([str(output.rendered_frames(request.settings)) for output in request.outputs])
    except AfError:
        return ""


def _few(names: Sequence[str]) -> str:
    each = list(dict.fromkeys(names))
    more = f" and {len(each) - SHOWN} more" if len(each) > SHOWN else ""
    return ", ".join(each[:SHOWN]) + more


def readiness(last: SetupsPreview, answer: ServerCheck | None, problems: Sequence[Problem]) -> tuple[str, str]:
    """A level and a sentence for the foot of a window; "error" for what cannot even be tried.

    Args:
        last: the plans, checked.
        answer: what came of asking the server; None while it is asked.
        problems: all that is shown.
    """
    errors = [problem for problem in last.problems if problem.level == "error"]
    if errors:
        more = " Mend it, or leave that set-up out." if errors[0].where else ""
        return "error", f"Nothing is sent yet. {_ended(errors[0].message)}{more}"
    if not last.size.jobs:
        return "error", "Nothing is sent yet. Choose a set-up."
    size = f"{counted(len(last.chosen), 'set-up')}: {last.size}"
    return by_answer(size, answer, problems)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
