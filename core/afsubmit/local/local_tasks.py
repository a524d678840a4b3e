"""Tasks and blocks of a job as the farm keeps them: what was asked, and how far it got. Pure: no clock, no disk.

Only tasks that something happened to are kept one by one; all others are in the block's first state, so that a block of
a million frames costs nothing before it runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..document import patterns
from ..document import tasks as document_tasks
from ..wire import states
from ..wire.states import DON, ERR, RDY, RUN, SKP, SUS, WRN

NUMERIC, SUSPEND_NEW_TASKS = 1, 1024


class LocalTask:
    """How far one task got. Times are seconds since the epoch, 0 is never; `percent` and the like are the server's.

    `written` are the files that its last run said it wrote, as long as the farm runs.
    """

    __slots__ = (
        "activity", "ended", "errors", "frame_percent", "frames_done", "host", "percent", "resources", "st", "started",
        "starts", "written",
    )  # fmt: skip

    def __init__(self, st: int) -> None:
        self.st = st
        self.starts = self.errors = 0
        self.started = self.ended = 0
        self.percent = self.frames_done = self.frame_percent = 0
        self.host = self.activity = self.resources = ""
        self.written: Sequence[str] = ()

    @property
    def run_seconds(self) -> int:
        """How long the last run took, or has taken so far."""
        return max(self.ended - self.started, 0)


class LocalBlock:
    """A block of a job: its fields as the farm read them, and its tasks.

    `fields` holds only keys the server knows, with values of the right type. `listed` are the tasks of a block that is
    not numeric. `counts` says how many of the touched tasks are in each state. Whether it `is_numeric`, its
    `numeric_range` (first, last, frames per task, increment) and the `first_state`, which a task has before anything
    happens to it, never change.
    """

    __slots__ = (
        "_cursor", "_number", "_order", "_previews", "counts", "fields", "first_state", "is_error_host", "is_numeric",
        "last_host", "listed", "number", "numeric_range", "time_done", "time_started", "touched",
    )  # fmt: skip

    def __init__(self, number: int, fields: dict[str, Any], listed: Sequence[Mapping[str, Any]]) -> None:
        self.number, self.fields = number, fields
        self.listed = list(listed)
        self.touched: dict[int, LocalTask] = {}
        self.counts: dict[int, int] = {}
        self.time_started = self.time_done = 0
        self.last_host = ""
        self.is_error_host = False
        flags = self.field("flags", 0)
        self.is_numeric = bool(flags & NUMERIC)
        self.first_state = SUS if flags & SUSPEND_NEW_TASKS else RDY
        self.numeric_range = _numeric_range(fields)
        self._number = document_tasks.number_of_tasks(*self.numeric_range) if self.is_numeric else None
        self._order: Sequence[int] | None = None
        self._previews: frozenset[int] | None = None
        self._cursor = 0

    def field(self, name: str, default: Any = None) -> Any:
        """A field's value, or the default when it was not given."""
        return self.fields.get(name, default)

    @property
    def name(self) -> str:
        """The block's name; need not be unique."""
        return str(self.field("name", ""))

    @property
    def tasks_num(self) -> int:
        """How many tasks the block has."""
        return len(self.listed) if self._number is None else self._number

    def frames(self, index: int) -> tuple[int, int]:
        """First and last frame of a task; listed tasks have frames only for dependencies."""
        if not self.is_numeric:
            per_task = self.field("frames_per_task", 1)
            return (index * per_task, (index + 1) * per_task - 1) if per_task > 0 else (index // -per_task,) * 2
        first, last, per_task, step = self.numeric_range
        begin = first + index * per_task * step
        end = min(begin + (per_task - 1) * step, first + (last - first) // step * step)
        return begin, end

    def command_line(self, index: int) -> str:
        """The command of a task with its patterns filled.

        A variable capacity is the least multiple that the block asks for: the farm counts slots, not capacity.
        """
        multiple = max(self.field("capacity_coeff_min", 1), 1)
        command = str(self.field("command", "")).replace("@AF_CAPACITY@", str(multiple))
        if self.is_numeric:
            return patterns.fill(command, *self.frames(index))
        return patterns.fill_listed(command, str(self.listed[index].get("command", "")))

    def frame_count(self, index: int) -> int:
        """How many frames a task renders, as its parser counts them; 1 for a listed task."""
        first, last = self.frames(index)
        return (last - first) // self.numeric_range[3] + 1 if self.is_numeric else 1

    def indexes(self, first: int, last: int) -> range:
        """The tasks that hold frames from `first` to `last`, none when there are none."""
        if not self.is_numeric:
            per_task = self.field("frames_per_task", 1)
            low, high = (first // per_task, last // per_task) if per_task > 0 else (
                first * -per_task, (last + 1) * -per_task - 1)  # fmt: skip
        else:
            start, _, per_task, step = self.numeric_range
            low, high = (first - start) // (per_task * step), (last - start) // (per_task * step)
        return range(max(low, 0), min(high, self.tasks_num - 1) + 1)

    def task_name(self, index: int) -> str:
        """The task's name as shown: its own, put into the block's pattern, or made from its frames."""
        if not self.is_numeric:
            return patterns.fill_listed(self.field("tasks_name", ""), str(self.listed[index].get("name", "")))
        begin, end = self.frames(index)
        return document_tasks.task_name(begin, end, self.numeric_range[3], self.field("tasks_name", ""))

    def state(self, index: int) -> int:
        """The task's state bits, waiting for other blocks not counted."""
        task = self.touched.get(index)
        return self.first_state if task is None else task.st

    def task(self, index: int) -> LocalTask:
        """The task to be changed by `set_state` and otherwise."""
        task = self.touched.get(index)
        if task is None:
            task = self.touched[index] = LocalTask(self.first_state)
            self._count(task.st, 1)
        return task

    def set_state(self, index: int, st: int) -> LocalTask:
        """Put a task into a state."""
        self.set_states((index,), st)
        return self.touched[index]

    def restore(self, index: int, task: LocalTask) -> None:
        """Take a task as it was stored."""
        self.touched[index] = task
        self._count(task.st, 1)

    def reset_order(self) -> None:
        """Forget the order of run: the block's `sequential` or its tasks changed."""
        self._order, self._cursor, self._previews = None, 0, None

    def previews(self) -> frozenset[int]:
        """The tasks that `sequential` puts before the others: of 0 the first three; of 1 and -1 none."""
        if self._previews is None:
            self._previews = frozenset(_previews(self))
        return self._previews

    def set_states(self, indexes: Sequence[int], st: int) -> None:
        """Put tasks into a state."""
        touched = self.touched
        for index in indexes:
            task = touched.get(index)
            if task is None:
                touched[index] = LocalTask(st)
            else:
                self._count(task.st, -1)
                task.st = st
        self._count(st, len(indexes))
        if st & RDY:
            self._cursor = 0

    def _count(self, st: int, by: int) -> None:
        self.counts[st] = self.counts.get(st, 0) + by
        if not self.counts[st]:
            del self.counts[st]

    def number_in(self, bits: int) -> int:
        """How many tasks have any of these state bits."""
        if not self.touched:
            return self.tasks_num if self.first_state & bits else 0
        found = self.tasks_num - len(self.touched) if self.first_state & bits else 0
        for st, number in self.counts.items():
            if st & bits:
                found += number
        return found

    @property
    def any_state(self) -> int:
        """The state bits that any of its tasks has."""
        found = self.first_state if len(self.touched) < self.tasks_num else 0
        for st in self.counts:
            found |= st
        return found

    @property
    def is_done(self) -> bool:
        """Whether every task is done or skipped."""
        return self.number_in(DON) == self.tasks_num

    def ready(self) -> Iterator[int]:
        """Ready tasks in the order of run; each is still ready when it is given out."""
        if self._order is None:
            self._order = _run_order(self)
        while self._cursor < len(self._order) and not self.state(self._order[self._cursor]) & RDY:
            self._cursor += 1
        for position in range(self._cursor, len(self._order)):
            if self.state(self._order[position]) & RDY:
                yield self._order[position]


def _numeric_range(fields: Mapping[str, Any]) -> tuple[int, int, int, int]:
    """First, last, frames per task and increment, corrected as the server corrects them."""
    first = fields.get("frame_first", 0)
    last = max(fields.get("frame_last", 0), first)
    return first, last, max(fields.get("frames_per_task", 1), 1), max(fields.get("frames_inc", 1), 1)


def _run_order(block: LocalBlock) -> Sequence[int]:
    """The order of run of the block's tasks, in memory only where it is not simply forward or backward."""
    sequential = block.field("sequential", 1)
    number = block.tasks_num
    if sequential == 1:
        return range(number)
    if sequential == -1:
        return range(number - 1, -1, -1)
    firsts = [block.frames(index)[0] for index in range(number)]
    return list(document_tasks.run_order(firsts, sequential))


def _previews(block: LocalBlock) -> Iterator[int]:
    sequential, number = block.field("sequential", 1), block.tasks_num
    if sequential in (1, -1):
        return
    if sequential == 0:
        yield from _run_order(block)[:3]
        return
    if sequential > 1:
        yield from (0, number - 1)
    step, last = abs(sequential), block.frames(number - 1)[1]
    for index in range(number):
        end = min(block.frames(index + 1)[0] - 1, last)
        if end - end % step >= block.frames(index)[0]:
            yield index


def shown(st: int, *, waits: bool = False, tries: bool = False) -> int:
    """State bits as a client sees them: a ready task that waits is not ready, one to be tried next says so."""
    if st & RDY and waits:
        return st & ~RDY | states.WDP
    return st | states.TRY if st & RDY and tries else st


def character(st: int) -> str:
    """The progress bar's character for a task in this state."""
    if st & ERR:
        return "E"
    if st & RUN:
        return "N" if st & WRN else "R"
    if st & SKP:
        return "S"
    if st & DON:
        return "G" if st & WRN else "D"
    if st & SUS:
        return "U"
    if st & states.WDP:
        return "W"
    return "Y" if st & states.RER else "T" if st & states.TRY else "r"


CELLS = 128
RISING = " DUSGrTWRNYEC"


def bar(number: int, characters: Mapping[int, str], default: str) -> str:
    """The progress bar: 128 characters for `number` tasks, of which `characters` differ from `default`."""
    if not characters:
        return default * CELLS
    if number <= CELLS:
        return "".join(characters.get(task, default) * _width(number, task) for task in range(number))
    cells = [-1] * CELLS
    known = [0] * CELLS
    for task, one in characters.items():
        cell = CELLS * task // number
        cells[cell] = max(cells[cell], RISING.index(one))
        known[cell] += 1
    usual = RISING.index(default)
    for cell in range(CELLS):
        first, following = -(-cell * number // CELLS), -(-(cell + 1) * number // CELLS)
        if known[cell] < following - first:
            cells[cell] = max(cells[cell], usual)
    return "".join(RISING[rank] for rank in cells)


def _width(number: int, task: int) -> int:
    return CELLS * (task + 1) // number - CELLS * task // number
