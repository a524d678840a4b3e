"""The tasks of a block in one line, as few or many as there are: a cell for each, or columns of several. Pure.

States lie in `bytes`, one a task, with sums up to each, so that the columns of 300,000 tasks cost a few milliseconds.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from ...counted import counted as number_of
from . import words
from .arranging import runs
from .rows import TaskRow

STATES = (words.DONE, words.SKIPPED, words.READY, words.WAITING, words.PAUSED, words.RUNNING, words.FAILED)
"""The states of tasks, from what needs no eye to what needs one most; the code of each is its place, from 1."""
CODES: Mapping[str, int] = {state: place for place, state in enumerate(STATES, 1)}
WHOLE = (0.0, 1.0)
LEAST_CELL = 3
"""A cell narrower than so many pixels is none: columns of that width take its place, each with several tasks."""
WIDEST_ZOOM = 24
"""Zooming ends when a cell is that wide."""
GAP = 1
"""Pixels between cells."""

TaskRange = tuple[int, int, int]
"""Block, first and last task."""


class BlockStates(NamedTuple):
    """The states of the tasks of a block: their `codes`, and for each code of `STATES` how many stand before each task.

    A code that none has has no sums.
    """

    codes: bytes = b""
    sums: Sequence[Sequence[int]] = ()

    def counts(self, first: int, end: int) -> tuple[int, ...]:
        """How many of the tasks from `first` to before `end` have each of `STATES`."""
        return tuple([one[end] - one[first] if one else 0 for one in self.sums])


def states_of(rows: Iterable[TaskRow], before: BlockStates | None = None) -> BlockStates:
    """The states of tasks, in their order; `before` itself when they are the same as then."""
    codes = bytes([CODES[row.state] for row in rows])
    if before is not None and before.codes == codes:
        return before
    return BlockStates(codes, [_sums(codes, code) for code in range(1, len(STATES) + 1)])


def _sums(codes: bytes, code: int) -> Sequence[int]:
    if code not in codes:
        return ()
    hits = codes.translate(bytes(one == code for one in range(256)))
    return array("i", accumulate(hits, initial=0))


class Scale(NamedTuple):
    """Where the tasks of a block stand in a line of `width` pixels that shows the part `view` (0 to 1) of it.

    `column` is the width of the narrowest cell, and of a column where cells would be narrower.
    """

    tasks: int
    width: int
    view: tuple[float, float] = WHOLE
    column: int = LEAST_CELL

    @property
    def begin(self) -> float:
        """The task at the left edge, with the part of it that is out of sight."""
        return self.view[0] * self.tasks

    @property
    def tasks_per_pixel(self) -> float:
        """How many tasks share a pixel."""
        return max(1e-9, (self.view[1] - self.view[0]) * self.tasks / max(1, self.width))

    @property
    def has_cells(self) -> bool:
        """Whether each task has a cell of its own."""
        return self.tasks_per_pixel * self.column <= 1

    def left_of(self, task: float) -> int:
        """The pixel at which that task begins, which may be out of sight."""
        return math.ceil((task - self.begin) / self.tasks_per_pixel - 0.5)

    def tasks_at(self, x: float) -> tuple[int, int]:
        """The first and last task of the cell or column at that pixel, of the nearest one outside of the line."""
        x = max(0, min(int(x), self.width - 1))
        if self.has_cells:
            task = max(0, min(self.tasks - 1, int(self.begin + (x + 0.5) * self.tasks_per_pixel)))
            return task, task
        number = x // self.column
        first, last = self._edge(number), self._edge(number + 1) - 1
        return min(first, self.tasks - 1), max(min(first, self.tasks - 1), last)

    def _edge(self, column: int) -> int:
        """The first task of a column."""
        x = min(self.width, column * self.column)
        return min(self.tasks, int(self.begin + x * self.tasks_per_pixel + 1e-6))

    def columns(self) -> Iterator[tuple[int, int, int, int]]:
        """Left and right pixel (one past it), first and last task (one past it) of each column or cell."""
        if not self.tasks or self.width <= 0:
            return
        if not self.has_cells:
            edges = [self._edge(number) for number in range(-(-self.width // self.column) + 1)]
            for number, (first, end) in enumerate(zip(edges, edges[1:])):
                left = number * self.column
                first = min(first, self.tasks - 1)
                yield left, min(self.width, left + self.column), first, max(end, first + 1)
            return
        for task in range(self.tasks_at(0)[0], self.tasks_at(self.width - 1)[0] + 1):
            left, right = max(0, self.left_of(task)), min(self.width, self.left_of(task + 1))
            if right > left:
                yield left, right, task, task + 1


def zoomed(view: tuple[float, float], factor: float, at: float, *, count: int, width: int) -> tuple[float, float]:
    """The part of a line that is seen when what is at `at` (0 to 1) of it stays there and all gets `factor` wider.

    `count` is the longest line's number of tasks, whose cells get no wider than `WIDEST_ZOOM` of the `width` pixels.
    """
    begin, end = view
    least = min(1.0, max(1, width) / (WIDEST_ZOOM * max(1, count)))
    span = max(least, min(1.0, (end - begin) / factor))
    first = begin + (at - begin) * (1 - span / (end - begin))
    first = max(0.0, min(1.0 - span, first))
    return (first, first + span) if span < 1.0 else WHOLE


def shown_to(view: tuple[float, float], left: float, right: float) -> tuple[float, float]:
    """`view`, moved as little as it takes to show what lies between these two (0 to 1)."""
    span = view[1] - view[0]
    if view[0] <= left and right <= view[1]:
        return view
    first = left if left < view[0] else right - span
    first = max(0.0, min(1.0 - span, first))
    return first, first + span


def marks(lengths: Sequence[int], ranges: Iterable[TaskRange]) -> list[bytearray]:
    """A byte for each task of each block, 1 for those in `ranges`."""
    found = [bytearray(length) for length in lengths]
    for block, first, last in ranges:
        found[block][first : last + 1] = b"\1" * (min(last, lengths[block] - 1) - first + 1)
    return found


def said(blocks: Sequence[BlockStates], names: Sequence[str]) -> str:
    """The strip in words, for who cannot see it: each block with its tasks by state, the worst first."""
    return " ".join(f"{words.one_line(name)}: {counted(one)}." for name, one in zip(names, blocks))


def counted(block: BlockStates, first: int = 0, end: int | None = None) -> str:
    """The tasks of a block, or a part of them, by state in words: "12 tasks, 2 failed, 10 done"."""
    end = len(block.codes) if end is None else end
    found = zip(STATES, block.counts(first, end))
    parts = [f"{number} {words.SHOWN[state].lower()}" for state, number in found if number]
    return number_of(end - first, "task") + "".join(f", {part}" for part in reversed(parts))


def task_ranges(rows: Sequence[TaskRow], places: Iterable[tuple[int, int]]) -> list[TaskRange]:
    """The tasks of the rows that stand at these places (first and last of each run), block by block."""
    keys = sorted([row.key for first, last in places for row in rows[first : last + 1]])
    found: list[TaskRange] = []
    for block, task in keys:
        if found and found[-1][0] == block and found[-1][2] == task - 1:
            found[-1] = (block, found[-1][1], task)
        else:
            found.append((block, task, task))
    return found


def length_of(ranges: Iterable[TaskRange]) -> int:
    """How many tasks these are."""
    return sum(last - first + 1 for _, first, last in ranges)


def places_of(ranges: Iterable[TaskRange], places: Mapping[tuple[int, int], int]) -> list[tuple[int, int]] | None:
    """Where these tasks stand by `places`, as first and last of each run; None when one stands nowhere."""
    found = [places.get((block, task), -1) for block, first, last in ranges for task in range(first, last + 1)]
    return None if -1 in found else runs(sorted(set(found)))
