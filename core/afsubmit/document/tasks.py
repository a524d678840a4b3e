"""How a range of frames becomes tasks, what they are called and in which order they run.

Measured on afserver 3.4.1; where nothing was measured the rule is that of `blockdata.cpp`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .patterns import fill


def numeric_tasks(first: int, last: int, per_task: int, inc: int) -> list[tuple[int, int]]:
    """First and last frame of each task of a numeric block.

    Numbers that make no sense are corrected as the server does it: `last` before `first` is `first`, less than one
    frame in a task or a step below one is one.
    """
    last, per_task, inc = max(first, last), max(1, per_task), max(1, inc)
    final = first + (last - first) // inc * inc
    stride, span = per_task * inc, (per_task - 1) * inc
    return [(begin, min(begin + span, final)) for begin in range(first, final + 1, stride)]


def number_of_tasks(first: int, last: int, per_task: int, inc: int) -> int:
    """How many tasks `numeric_tasks` makes."""
    frames = (max(first, last) - first) // max(inc, 1) + 1
    return -(-frames // max(per_task, 1))


def frames_walked(first: int, last: int, sequential: int) -> int:
    """How many frames afserver 3.4.1 goes through, one after the other, to find the next task of a numeric block.

    Many only with `sequential` above 1 or below -1, and then also between the frames that are rendered.
    """
    return (max(first, last) - first) // abs(sequential) + 1 if abs(sequential) > 1 else 1


def task_name(first: int, last: int, inc: int = 1, pattern: str = "") -> str:
    """The name of a numeric task as the server shows it.

    `pattern` is the block's `tasks_name`; in it a `;` makes the next pattern begin with the first frame again.
    """
    if pattern:
        return ";".join(fill(part, first, last) for part in pattern.split(";"))
    if first == last:
        return f"frame {first}"
    return f"frame {first}-{last} / {inc}" if inc > 1 else f"frame {first}-{last}"


def run_order(firsts: Sequence[int], sequential: int, last: int | None = None) -> list[int]:
    """The numbers of the tasks in the order in which they run one at a time.

    `firsts` is the first frame of each task, rising; `last` the block's last frame, by default the last of `firsts`.
    `sequential` is 1 forward, -1 backward, 0 ends first and then the middle of each gap, n > 1 first task, last task,
    then the tasks with frames divisible by n, then the rest; n < -1 those with frames divisible by n from the end, then
    the rest backward.
    """
    number = len(firsts)
    if sequential == 1 or not number:
        return list(range(number))
    if sequential == -1:
        return list(range(number - 1, -1, -1))
    final = firsts[-1] if last is None else max(last, firsts[-1])
    if sequential == 0:
        order = _halving(number)
    elif sequential > 1:
        order = _upward(firsts, sequential, final)
    else:
        order = _downward(firsts, sequential, final)
    return list(dict.fromkeys(order))


def _halving(number: int) -> Iterator[int]:
    parts = 1
    while parts < number:
        for part in range(parts + 1):
            yield min(part * number // parts, number - 1)
        parts *= 2
    yield from range(number)


def _upward(firsts: Sequence[int], step: int, final: int) -> Iterator[int]:
    yield 0
    yield len(firsts) - 1
    for number, (first, end) in enumerate(_spans(firsts, final)):
        if end - end % step >= first:
            yield number
    yield from range(len(firsts))


def _downward(firsts: Sequence[int], step: int, final: int) -> Iterator[int]:
    # Division in the server rounds towards zero: a negative last frame that is no multiple gives none precedence.
    start = final - (abs(final) % -step) * (1 if final >= 0 else -1)
    if start <= final:
        for number, (first, end) in reversed(list(enumerate(_spans(firsts, final)))):
            end = min(end, start)
            if end - (end - start) % -step >= first:
                yield number
    yield from range(len(firsts) - 1, -1, -1)


def _spans(firsts: Sequence[int], final: int) -> Iterator[tuple[int, int]]:
    """First and last frame of each task, frames that are not rendered counted to the task before them."""
    return zip(firsts, [*(first - 1 for first in firsts[1:]), final])
