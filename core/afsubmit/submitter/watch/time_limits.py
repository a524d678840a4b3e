"""How long a task of a job may take, proposed from those that are done. Pure but for `configured`.

No limit is sent unless somebody asks for one: of a scene that was never rendered nobody knows how long its frames take,
and a limit that is guessed too short ends good frames one after the other.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ...counted import counted
from ...studio import configuration
from ...submission.settings.schema import durations
from ...wire import answers
from . import words

ENOUGH = 3
"""The first, the middle and the last frame, which go first by custom, show most of what a shot has."""
FEW_FACTOR = 2
"""With fewer tasks than `ENOUGH` a limit is so many times longer."""
NAMED = 3
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
STEPS = (
    *(minutes * _MINUTE for minutes in (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90)),
    *(hours * _HOUR for hours in (2, 3, 4, 5, 6, 8, 10, 12, 18)),
)
"""Limits that are said in one word or two; longer ones are whole days."""


class Rule(NamedTuple):
    """A limit is so many times what the slowest task took (0: propose none), and never below `least_seconds`."""

    factor: int = 5
    least_seconds: int = 600

    def limit(self, slowest: int, known: int) -> int:
        """The limit in seconds, rounded up; `slowest` of so many that are `known`."""
        factor = self.factor * (FEW_FACTOR if known < ENOUGH else 1)
        wanted = max(slowest * factor, self.least_seconds)
        return next((step for step in STEPS if step >= wanted), -(-wanted // _DAY) * _DAY)


class Proposal(NamedTuple):
    """A limit for a block; `slowest` (seconds) of the tasks whose time is `known`, `over` run longer already."""

    block: int
    name: str
    seconds: int
    slowest: int
    known: int
    over: int


def configured() -> Rule:
    """The rule of the configuration.

    Raises:
        SettingsError: the configuration cannot be read.
    """
    found = configuration.load()
    return Rule(found.value("time_limit_factor"), found.value("time_limit_least_minutes") * _MINUTE)


def may_be_proposed(job: answers.JobAnswer) -> bool:
    """Whether its tasks are worth looking at: a block has no limit, something done, and something left."""
    return any(map(_is_open, job.get("blocks", ())))


def _is_open(block: answers.BlockAnswer) -> bool:
    done, ended = block["p_tasks_done"], block["p_tasks_done"] + block["p_tasks_error"]
    is_known = done > block["p_tasks_skipped"]
    return bool(block["task_max_run_time"] <= 0 and is_known and ended < block.get("tasks_num", 0))


def propose(
    job: answers.JobAnswer, progress: Sequence[Sequence[answers.TaskProgress]], rule: Rule, now: float | None = None
) -> list[Proposal]:
    """A limit for each block that has none, once its test frames are done; `now` is for tests.

    What a task takes that still runs is not counted: it may be the very one that hangs.
    """
    if not rule.factor:
        return []
    now = time.time() if now is None else now
    tried = set(zip(job["try_this_blocks_num"], job["try_this_tasks_num"]))
    made: list[Proposal] = []
    for number, (block, tasks) in enumerate(zip(job.get("blocks", ()), progress)):
        first = (tasks[task] for of, task in tried if of == number and task < len(tasks))
        if _is_open(block) and all(" DON" in one["state"] for one in first):
            made += _of_block(number, block, tasks, rule, now)
    return made


def _of_block(
    number: int, block: answers.BlockAnswer, tasks: Sequence[answers.TaskProgress], rule: Rule, now: float
) -> Iterator[Proposal]:
    times = [one["tdn"] - one["tst"] for one in tasks if _is_rendered(one)]
    running = [now - one["tst"] for one in tasks if " RUN" in one["state"] and one["tst"]]
    if times and (len(times) >= ENOUGH or not running):
        slowest = max(max(times), 1)
        seconds = rule.limit(slowest, len(times))
        over = sum(one > seconds for one in running)
        yield Proposal(number, str(block.get("name", "")), seconds, slowest, len(times), over)


def _is_rendered(one: answers.TaskProgress) -> bool:
    state = one["state"]
    return " DON" in state and " SKP" not in state and 0 < one["tst"] <= one["tdn"]


def grouped(proposals: Iterable[Proposal]) -> dict[int, list[int]]:
    """Limit in seconds -> the blocks that get it."""
    found: dict[int, list[int]] = {}
    for one in proposals:
        found.setdefault(one.seconds, []).append(one.block)
    return found


def button(proposals: Sequence[Proposal]) -> str:
    """What stands on the button that sets them."""
    limits = grouped(proposals)
    return f"Limit to {durations.shown(next(iter(limits)))}" if len(limits) == 1 else "Set these limits"


def sentence(proposals: Sequence[Proposal]) -> str:
    """Why these limits, and what they would end now; "" for none."""
    if not proposals:
        return ""
    if len(proposals) == 1:
        why = f"No time limit yet: {_why(proposals[0])}."
    else:
        parts = [f"{words.isolated(one.name)} {durations.shown(one.seconds)}, {_why(one)}" for one in proposals[:NAMED]]
        more = f"; and {len(proposals) - NAMED} more" if len(proposals) > NAMED else ""
        why = f"No time limits yet. Proposed: {'; '.join(parts)}{more}."
    over = sum(one.over for one in proposals)
    runs, they = ("has", "it") if over == 1 else ("have", "they")
    ended = f"{counted(over, 'task')} {runs} run longer than that limit: {they} would be ended, and tried again."
    return f"{why} {ended}" if over else why


def _why(one: Proposal) -> str:
    what = "the one task that is done" if one.known == 1 else f"the slowest of {one.known} tasks"
    return f"{what} took {words.duration(one.slowest)}"


def said(proposals: Sequence[Proposal]) -> str:
    """What was set, for the end of a sentence."""
    limits = grouped(proposals)
    if len(limits) == 1:
        return durations.shown(next(iter(limits)))
    return ", ".join(f"{words.isolated(one.name)} to {durations.shown(one.seconds)}" for one in proposals[:NAMED])
