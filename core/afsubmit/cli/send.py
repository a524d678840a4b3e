"""Sends the requests of `afsubmit submit` one after the other and prints the outcome."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from ..errors import AfError, Problem
from ..submitter import scripting
from ..submitter.outcome import job_line, taken
from ..typed import TYPE_CHECKING
from .exits import DONE, INTERRUPTED, NOT_DONE
from .progress_lines import say, say_problems
from .text_table import printable

if TYPE_CHECKING:
    from ..submitter.attempt import SubmissionSource
    from ..submitter.sent_job import SentJob


class _Printed(scripting.SubmissionListener):
    """Says in the terminal what becomes of it."""

    is_planned = False

    def planned(self, problems: Sequence[Problem]) -> None:
        """Say what is wrong, before anything is sent."""
        say_problems(problems)
        self.is_planned = not any(problem.level == "error" for problem in problems)

    def sent(self, jobs: Sequence[SentJob], notes: Sequence[str]) -> None:
        """Name the jobs, which are at least one."""
        print(printable(taken(jobs, jobs[0].server)))
        for job in jobs if len(jobs) > 1 else ():
            print(printable(f"  {job_line(job)}"))
        say("\n".join(notes))


def send_all(
    listed: Sequence[SubmissionSource],
    choice: str,
    *,
    problems: Sequence[Problem] = (),
    is_waiting: bool,
    as_json: bool,
    origin: str = "command",
) -> int:
    """Send them to the server `choice`; the exit code. Nothing is sent when an error stands against one of them."""
    printed = None if as_json else _Printed()
    try:
        result = scripting.submit_requests(listed, problems, choice, origin=origin, listener=printed)
        jobs, found, code = result.jobs, list(result.problems), DONE
    except scripting.SubmissionError as error:
        jobs, found = error.jobs, list(error.problems)
        code = INTERRUPTED if scripting.is_interrupted(error) else NOT_DONE
        if printed and printed.is_planned:
            say(str(error))
    if is_waiting and code == DONE:
        code = _wait(jobs, found, as_json=as_json)
    if as_json:
        _print_json(jobs, found)
    sys.stdout.flush()
    return code


def _wait(jobs: Sequence[SentJob], problems: list[Problem], *, as_json: bool) -> int:
    """Wait until the jobs are done; the exit code. However the wait ends, the jobs are printed."""
    from .wait_bars import wait_with_bars

    try:
        return wait_with_bars(jobs)
    except AfError as error:
        problems.append(Problem("error", "waiting", str(error)))
        if not as_json:
            say(str(error))
        return NOT_DONE
    except KeyboardInterrupt:
        return INTERRUPTED


def _print_json(jobs: Sequence[SentJob], problems: Iterable[Problem]) -> None:
    from .json_text import shown

    print(shown({"jobs": [_row(job) for job in jobs], "problems": [one._asdict() for one in problems]}))


def _row(job: SentJob) -> dict[str, object]:
    fields = ("id", "serial", "name", "server", "state", "snapshot", "number")
    return {field: getattr(job, field) for field in fields}
