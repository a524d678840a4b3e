"""What `afsubmit submit` would send, shown; nothing is written, and no server is asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from ..errors import AfError, JobError, Problem
from ..submission.hooks import events
from ..submission.sending import destination
from ..submission.sending.submission import sent_documents
from ..submitter import plan_text
from ..submitter.farm import name_of
from ..typed import TYPE_CHECKING, Any
from .exits import DONE, NOT_DONE
from .progress_lines import say_problems
from .table import printable

if TYPE_CHECKING:
    from ..submission.planning.plan import Plan
    from ..submitter.attempt import SubmissionRequest


def show(requests: Sequence[SubmissionRequest], problems: Iterable[Problem], choice: str, *, as_json: bool) -> int:
    """Print what would be sent to the server `choice`; the exit code is 0 when it could be.

    Raises:
        SettingsError: the choice or the configuration cannot be used.
    """
    found, plans = list(problems), []
    server = destination.server(choice)
    for request in requests:
        plan, more = planned(request, is_local=server.is_local, server_name=name_of(server))
        plans.append(plan)
        found += more
    code = print_plans(plans, found, as_json=as_json)
    if code == DONE and not as_json:
        print(f"This would go to {name_of(server)}; nothing was written or sent.")
    return code


def print_plans(plans: Sequence[Plan], problems: Sequence[Problem], *, as_json: bool) -> int:
    """Print these plans, none of them when an error stands against one; the exit code."""
    is_good = bool(plans) and not any(problem.level == "error" for problem in problems)
    plans = plans if is_good else []
    if as_json:
        print(json.dumps(_content(plans, problems), indent=2))
    else:
        say_problems(problems)
        for plan in plans:
            for line in plan_text.as_text(plan).splitlines():
                print(printable(line))
    return DONE if is_good else NOT_DONE


def planned(request: SubmissionRequest, *, is_local: bool, server_name: str) -> tuple[Plan, list[Problem]]:
    """The plan as the studio's hooks make it, and all that is to be said about it."""
    plan = request.plan(is_local=is_local)
    problems = list(plan.problems)
    if not plan.is_sendable:
        return plan, problems
    try:
        told = {**request.hook_input(server=server_name, origin="command"), "is_dry_run": True}
        plan, notes = events.change_plan(plan, events.HookContext(request.host.python), told)
    except JobError as error:
        return plan, [*problems, *error.problems]
    except AfError as error:
        return plan, [*problems, Problem("error", "hooks", str(error))]
    return plan, [*problems, *(Problem("info", "hooks", note) for note in notes)]


def _content(plans: Sequence[Plan], problems: Sequence[Problem]) -> Mapping[str, Any]:
    return {
        "jobs": [document for plan in plans for document in sent_documents(plan)],
        "problems": [problem._asdict() for problem in problems],
        "snapshots": [job.snapshot for plan in plans for job in plan.jobs],
    }
