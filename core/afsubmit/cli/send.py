"""Sends what `afsubmit submit` was asked for, one submission after the other, and says what came of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from ..errors import AfError, CancelledError, Problem
from ..submission.sending import destination
from ..submitter.attempt import SubmissionAttempt
from ..submitter.background import Background
from ..typed import TYPE_CHECKING
from .exits import DONE, INTERRUPTED, NOT_DONE
from .progress_lines import say, say_problems
from .sent_job import SentJob
from .table import printable

if TYPE_CHECKING:
    from ..submitter.attempt import SubmissionSource


def send_all(
    requests: Sequence[SubmissionSource], choice: str, *, is_waiting: bool, as_json: bool, origin: str = "command"
) -> int:
    """Send them to the server `choice`; the exit code. Nothing is sent when an error stands against one of them.

    Raises:
        AfError: the choice or the configuration cannot be used.
    """
    is_local = destination.server(choice).is_local
    problems = [problem for request in requests for problem in request.plan(is_local=is_local).problems]
    if any(problem.level == "error" for problem in problems):
        return report([], problems, as_json=as_json)
    if not as_json:
        say_problems(problems)
    sent: list[SentJob] = []
    code = DONE
    for request in requests:
        attempt = SubmissionAttempt(request, choice, origin=origin)
        code = _send(attempt, sent, problems, as_json=as_json)
        if code != DONE:
            break
    if is_waiting and sent and code == DONE:
        code = _wait(sent, problems, as_json=as_json)
    if as_json:
        report(sent, problems, as_json=True)
    return code


def _wait(sent: list[SentJob], problems: list[Problem], *, as_json: bool) -> int:
    """Stay until they are done; the exit code. The jobs are told whatever ends the wait."""
    from .waiting import wait

    try:
        return wait(sent)
    except AfError as error:
        problems.append(Problem("error", "waiting", str(error)))
        if not as_json:
            say(str(error))
        return NOT_DONE
    except KeyboardInterrupt:
        return INTERRUPTED


def _send(attempt: SubmissionAttempt, sent: list[SentJob], problems: list[Problem], *, as_json: bool) -> int:
    """Send one; its jobs go to `sent`, what it has to say to `problems` or, without JSON, to the terminal."""
    background = Background(attempt)
    background.finish()
    outcome = background.outcome()
    taken = [SentJob(receipt, attempt.farm) for receipt in attempt.receipts if attempt.farm]
    sent += taken
    if background.error is None and not as_json:
        for one in taken:
            print(printable(f"The farm {one.farm.name} took the job {one.receipt.name} (id {one.receipt.id})."))
        say("\n".join(attempt.notes))
    elif background.error is None:
        problems += [Problem("warning", "submission", note) for note in attempt.notes]
    else:
        problems.append(Problem("error", "submission", outcome.text))
        if not as_json:
            say(outcome.text)
    if isinstance(background.error, (CancelledError, KeyboardInterrupt)):
        return INTERRUPTED
    return DONE if background.error is None else NOT_DONE


def report(sent: Sequence[SentJob], problems: Iterable[Problem], *, as_json: bool) -> int:
    """Say what came of it; the exit code when nothing more is to be done."""
    found = list(problems)
    if not as_json:
        say_problems(found)
    else:
        from .json_text import shown

        print(shown({"jobs": [_row(one) for one in sent], "problems": [one._asdict() for one in found]}))
    sys.stdout.flush()
    return NOT_DONE if any(problem.level == "error" for problem in found) else DONE


def _row(one: SentJob) -> dict[str, object]:
    receipt = one.receipt
    return {
        "id": receipt.id,
        "serial": receipt.serial,
        "name": receipt.name,
        "server": one.farm.name,
        "state": one.state,
        "snapshot": receipt.snapshot,
        "number": receipt.number,
    }
