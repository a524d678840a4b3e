"""A job as the farm keeps it: what it waits for, which task comes next, and its state. Pure: no clock, no disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..wire.states import DON, ERR, OFF, PPA, RDY, RUN, SKP, SUS, WDP, WRN
from .local_tasks import LocalBlock, bar, character, shown
from .mask_matching import full_match


class LocalJob:
    """A job that was accepted. `fields` holds the job's own keys, `blocks` the rest; times as in `Task`.

    `tries` are the tasks to run first, as pairs (block, task), in this order. `rank` orders jobs of the same priority.
    """

    __slots__ = (
        "_waits", "blocks", "fields", "id", "is_deleted", "is_offline", "rank", "report", "running", "serial",
        "time_done", "time_started", "tries",
    )  # fmt: skip

    def __init__(self, id_: int, serial: int, fields: dict[str, Any], blocks: list[LocalBlock]) -> None:
        self.id, self.serial, self.fields, self.blocks = id_, serial, fields, blocks
        self.is_offline = bool(fields.get("offline", False))
        self.tries: dict[tuple[int, int], None] = {}
        self.rank: int | None = None
        self.time_started = self.time_done = 0
        self.report = ""
        self.is_deleted = False
        self.running: dict[int, int] = {}
        self._waits: tuple[list[list[LocalBlock]], list[list[LocalBlock]]] | None = None

    def field(self, name: str, default: Any = None) -> Any:
        """A field's value, or the default when it was not given."""
        return self.fields.get(name, default)

    @property
    def name(self) -> str:
        """Unique among the jobs of the farm."""
        return str(self.field("name", ""))

    @property
    def user_name(self) -> str:
        """The owner."""
        return str(self.field("user_name", ""))

    @property
    def priority(self) -> int:
        """0 (never runs) to 255."""
        return int(self.field("priority", 99))

    @property
    def is_done(self) -> bool:
        """Whether every task of every block is done or skipped."""
        return all(block.is_done for block in self.blocks)

    @property
    def running_number(self) -> int:
        """How many of its tasks run now."""
        return sum(self.running.values())

    def commands(self, key: str) -> Iterator[tuple[str, str]]:
        """The commands before (command_pre) or after (command_post) the job, then its blocks', and their folders.

        The job's own runs in the folder of its first block.
        """
        for fields, block in ((self.fields, self.blocks[0]), *((block.fields, block) for block in self.blocks)):
            if fields.get(key, ""):
                yield str(fields[key]), str(block.field("working_directory", ""))

    def forget_masks(self) -> None:
        """A block came, or a name or mask changed: work out anew which block waits for which."""
        self._waits = None

    def waits_for(self, block: LocalBlock, *, is_frames: bool = False) -> Sequence[LocalBlock]:
        """The blocks that this one waits for as a whole (depend_mask) or frame by frame (tasks_depend_mask)."""
        if self._waits is None:
            whole = [self._matching(one, "depend_mask") for one in self.blocks]
            frames = [self._matching(one, "tasks_depend_mask") for one in self.blocks]
            self._waits = whole, frames
        return self._waits[1 if is_frames else 0][block.number]

    def _matching(self, block: LocalBlock, key: str) -> list[LocalBlock]:
        mask = str(block.field(key, ""))
        return [other for other in self.blocks if mask and other is not block and full_match(mask, other.name)]

    def block_waits(self, block: LocalBlock) -> bool:
        """Whether a block that this one waits for as a whole is not done."""
        return any(not other.is_done for other in self.waits_for(block))

    def task_waits(self, block: LocalBlock, index: int) -> bool:
        """Whether a task holds frames that a block it waits for frame by frame has not done."""
        others = self.waits_for(block, is_frames=True)
        if not others:
            return False
        first, last = block.frames(index)
        return any(not other.state(task) & DON for other in others for task in other.indexes(first, last))

    def shown_state(self, block: LocalBlock, index: int) -> int:
        """A task's state bits as a client sees them."""
        waits = self.task_waits(block, index)
        return shown(block.state(index), waits=waits, tries=(block.number, index) in self.tries)

    def block_state(self, block: LocalBlock) -> int:
        """The block's state bits: what its tasks are in, or that it waits as a whole."""
        st = block.any_state & (RUN | ERR | SKP | SUS | WRN)
        if block.is_done:
            return st | DON
        if self.block_waits(block):
            return st | WDP
        return st | (RDY if self.ready_number(block) else 0)

    def ready_number(self, block: LocalBlock) -> int:
        """How many tasks are ready and do not wait for frames of another block."""
        if not self.waits_for(block, is_frames=True):
            return block.number_in(RDY)
        return sum(1 for index in block.ready() if not self.task_waits(block, index))

    @property
    def ready_total(self) -> int:
        """How many tasks are ready, of the blocks that are."""
        return sum(self.ready_number(block) for block in self.blocks if self.block_state(block) & RDY)

    @property
    def error_total(self) -> int:
        """How many tasks are in error."""
        return sum(block.number_in(ERR) for block in self.blocks)

    def state(self, *, waits: int = 0, of_blocks: Sequence[int] | None = None) -> int:
        """The job's state bits; `waits` says what the job as a whole waits for (WDP, WTM or 0).

        `of_blocks` are its blocks' state bits, where they are known.
        """
        every = [self.block_state(block) for block in self.blocks] if of_blocks is None else of_blocks
        st = 0
        for one in every:
            st |= one & (RDY | RUN | ERR | SKP | SUS | WRN)
        if all(one & DON for one in every):
            st |= DON
        elif waits:
            st = st & ~RDY | waits
        elif self.is_pending_approval and not st & RUN:
            st = st & ~RDY | PPA
        elif not st & (RDY | RUN | ERR | SUS):
            st |= WDP
        return st | (OFF if self.is_offline else 0)

    def block_bar(self, block: LocalBlock) -> str:
        """The block's progress bar."""
        if self.waits_for(block, is_frames=True):
            every: Iterable[int] = range(block.tasks_num)
        else:
            every = {*block.touched, *(task for number, task in self.tries if number == block.number)}
        characters = {index: character(self.shown_state(block, index)) for index in every}
        return bar(block.tasks_num, characters, character(block.first_state))

    def next_tasks(self) -> Iterator[tuple[LocalBlock, int]]:
        """Tasks that may run now, the next one first: those to be tried, then block by block in the order of run."""
        if at_limit(self.running_number, self.fields) or self.is_pending_approval:
            return
        previews = self.previews()
        for number, index in self.tries:
            block = self.blocks[number]
            if block.state(index) & RDY and self._may_run(block) and not self.task_waits(block, index):
                yield block, index
        for block in self.blocks:
            if block.number_in(RDY) and self._may_run(block):
                for index in block.ready():
                    if not self.task_waits(block, index) and (not previews or (block.number, index) in previews):
                        yield block, index
                        if not self._may_run(block):
                            break

    def previews(self) -> set[tuple[int, int]]:
        """Of a job that wants approval: the tasks that run before it, as pairs (block, task). Empty: no restriction.

        Those to be tried first, else those that the blocks' `sequential` puts first. Approval is the flag `ppa` off.
        """
        if not self.field("ppa", False):
            return set()
        if self.tries:
            return set(self.tries)
        return {(block.number, index) for block in self.blocks for index in block.previews()}

    @property
    def is_pending_approval(self) -> bool:
        """Whether all that may run before the approval has run, and there is more."""
        previews = self.previews()
        return bool(previews) and not any(self.blocks[number].state(index) & (RDY | RUN) for number, index in previews)

    def _may_run(self, block: LocalBlock) -> bool:
        return not at_limit(self.running.get(block.number, 0), block.fields) and not self.block_waits(block)


TaskRef = tuple[LocalJob, LocalBlock, int]
"""A task: its job, its block, its number in the block."""


def at_limit(running: int, fields: Mapping[str, Any]) -> bool:
    """Whether max_running_tasks (or its value per host: this farm is one host) allows no more; below 0 is no limit."""
    limits = (fields.get("max_running_tasks", -1), fields.get("max_running_tasks_per_host", -1))
    return any(0 <= limit <= running for limit in limits)
