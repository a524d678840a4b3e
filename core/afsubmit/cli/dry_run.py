"""What `afsubmit submit` would send, shown; nothing is written, and no server is asked."""

from __future__ import annotations

import json

from ..submitter.scripting import plan_requests
from ..typed import TYPE_CHECKING
from .exits import DONE, NOT_DONE
from .progress_lines import say_problems
from .text_table import printable

if TYPE_CHECKING:
    from ..submitter.requests import Requests
    from ..submitter.scripting import SubmissionPlan


def show(requested: Requests, choice: str, *, as_json: bool) -> int:
    """Print what would be sent to the server `choice`; the exit code is 0 when it could be."""
    plan = plan_requests(requested, choice, origin="command")
    if as_json:
        print(json.dumps(_content(plan), indent=2))
    else:
        say_problems(plan.problems)
        for line in plan.text.splitlines():
            print(printable(line))
        if plan.is_sendable:
            print(f"This would go to {plan.server}; nothing was written or sent.")
    return DONE if plan.is_sendable else NOT_DONE


def _content(plan: SubmissionPlan) -> dict[str, object]:
    problems = [problem._asdict() for problem in plan.problems]
    return {"jobs": plan.jobs, "problems": problems, "snapshots": plan.snapshots, "sources": plan.sources}
