"""Problems that are alike, told as one: two hundred outputs with one mistake are one line with one button. No Qt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..errors import Problem
from ..submission.sending.disk_checks import OVERWRITTEN
from .draft import Draft
from .fixes import Fix, fix_of

FEW = 3
"""So many that are alike are told as one; fewer each alone."""
NAMED = 3
"""So many outputs of a group are named in its sentence."""

_NUMBER = re.compile(r"\d+")


class ProblemGroup(NamedTuple):
    """One line of a list: what is told, the problems it stands for, and what a button does about all of them."""

    level: str
    text: str
    problems: Sequence[Problem]
    fix: Fix | None


def groups_of(problems: Sequence[Problem], draft: Draft) -> list[ProblemGroup]:
    """The problems in their order, those of outputs that differ in name and numbers only where the first of them is."""
    names = {output.name for output in draft.outputs}
    alike: dict[object, list[Problem]] = {}
    for problem in problems:
        alike.setdefault(_kind(problem) if problem.where in names else problem, []).append(problem)
    found = []
    for group in alike.values():
        parts = [group] if len(group) >= FEW else [[problem] for problem in group]
        found += [_group(part, draft) for part in parts]
    return found


def each_alone(problems: Sequence[Problem]) -> list[ProblemGroup]:
    """A line for each problem, with nothing that a button could do about it here."""
    return [ProblemGroup(one.level, f"{_sentence(one.message)} {one.fix}".rstrip(), [one], None) for one in problems]


def _kind(problem: Problem) -> tuple[str, str, str]:
    message = _NUMBER.sub("#", problem.message.replace(problem.where, ""))
    return problem.level, message, _NUMBER.sub("#", problem.fix.replace(problem.where, ""))


def _group(problems: Sequence[Problem], draft: Draft) -> ProblemGroup:
    first = problems[0]
    fixes = [fix for problem in problems if (fix := fix_of(problem, draft)) is not None]
    if len(problems) == 1:
        return ProblemGroup(first.level, _text(first, draft), problems, fixes[0] if fixes else None)
    message = _total(problems) if first.message.endswith(OVERWRITTEN) else first.message
    names = ", ".join(problem.where for problem in problems[:NAMED])
    more = f" and {len(problems) - NAMED} more" if len(problems) > NAMED else ""
    text = f"{len(problems)} outputs ({names}{more}): {_sentence(message)} {first.fix}".rstrip()
    return ProblemGroup(first.level, text, problems, _fix_all(fixes) if len(fixes) == len(problems) else None)


def _total(problems: Sequence[Problem]) -> str:
    """The message of a problem that counts files, with the counts of all: "96 of 120 files are there already"."""
    counts = [[int(number) for number in _NUMBER.findall(problem.message)] for problem in problems]
    totals = iter([str(sum(column)) for column in zip(*counts)])
    return _NUMBER.sub(lambda _: next(totals), problems[0].message)


def _fix_all(fixes: Sequence[Fix]) -> Fix:
    def do() -> None:
        for fix in fixes:
            fix.do()

    return Fix(fixes[0].label_for_all or fixes[0].label, do, fixes[0].key)


def _text(problem: Problem, draft: Draft) -> str:
    """The sentence, with the output's name in front where the message does not have it, and what to do about it."""
    message = _sentence(problem.message)
    is_output = any(output.name == problem.where for output in draft.outputs)
    if problem.where not in message and (is_output or problem.where.startswith("job.")):
        message = f"{problem.where}: {message}"
    return f"{message} {problem.fix}".rstrip()


def _sentence(message: str) -> str:
    return message if message.endswith((".", "!", "?")) else f"{message}."
