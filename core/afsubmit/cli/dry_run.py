"""What `afsubmit submit` would send, shown; nothing is written, and no server is asked."""

from __future__ import annotations

import json

from ..submitter.scripting import plan_requests
from ..typed import TYPE_CHECKING
from .exits import DONE, NOT_DONE
from .progress_lines import say_problems
from .text_table import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..submitter.requests import Requests
    from ..submitter.scripting import SubmissionPlan


def show(asked: Requests, choice: str, *, as_json: bool) -> int:
    """Print what would be sent to the server `choice`; the exit code is 0 when it could be."""
    made = plan_requests(asked, choice, origin="command")
    if as_json:
        print(json.dumps(_content(made), indent=2))
    else:
        say_problems(made.problems)
        for line in made.text.splitlines():
            print(printable(line))
        if made.is_sendable:
            print(f"This would go to {made.server}; nothing was written or sent.")
    return DONE if made.is_sendable else NOT_DONE


def _content(made: SubmissionPlan) -> dict[str, Sequence[object]]:
    problems = [problem._asdict() for problem in made.problems]
    return {"jobs": made.jobs, "problems": problems, "snapshots": made.snapshots}
