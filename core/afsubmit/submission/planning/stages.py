"""Stages: blocks that run after one another for one output, such as render and then movie; and who waits for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...document import Block
from ...document.flags import NUMERIC
from .names import mask_of


@dataclass(frozen=True)
class Stage:
    """Blocks of one output that may run at the same time; they wait for all blocks of the stage before.

    `is_result` is False for what others that read the output need not wait for (a movie of its frames);
    `waits_by_frame` says that a frame may begin when the same frame of the stage before is done.
    """

    name: str
    blocks: Sequence[Block]
    is_result: bool = True
    waits_by_frame: bool = False


@dataclass(frozen=True)
class Chain:
    """What renders one output: its stages in order, and the ids of the outputs that it waits for."""

    id: str
    stages: Sequence[Stage]
    inputs: Sequence[str] = ()
    waits_by_frame: bool = False
    blocks: Sequence[Block] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "blocks", tuple(block for stage in self.stages for block in stage.blocks))

    @property
    def result(self) -> Sequence[Block]:
        """The blocks that must be done before somebody can read the output."""
        return next((stage.blocks for stage in reversed(self.stages) if stage.is_result), ())


def as_stages(parts: Sequence[Block | Stage]) -> list[Stage]:
    """What a host's plan gave as stages: blocks that stand alone render together, in one stage."""
    loose = [part for part in parts if isinstance(part, Block)]
    stages = [part for part in parts if isinstance(part, Stage)]
    return [Stage("render", loose), *stages] if loose else stages


def connect(chains: Sequence[Chain]) -> None:
    """Let each stage wait for the one before, and each output for its inputs; block names must be unique by now.

    A block that names what it waits for itself is left alone.
    """
    by_id = {chain.id: chain for chain in chains}
    for chain in chains:
        before = [block for id in chain.inputs if id in by_id and id != chain.id for block in by_id[id].result]
        by_frame = chain.waits_by_frame
        for stage in chain.stages:
            for block in stage.blocks:
                _wait(block, before, by_frame=by_frame or stage.waits_by_frame)
            before, by_frame = list(stage.blocks), False


def _wait(block: Block, others: Sequence[Block], *, by_frame: bool) -> None:
    """Frame by frame only among ranges: the server counts listed tasks as frames from 0 (PROTOCOL.md 2.11)."""
    if not others or "depend_mask" in block.data or "tasks_depend_mask" in block.data:
        return
    is_by_frame = by_frame and all(_is_range(one) for one in (block, *others))
    key = "tasks_depend_mask" if is_by_frame else "depend_mask"
    block.data[key] = mask_of([str(other.data["name"]) for other in others])


def _is_range(block: Block) -> bool:
    return bool(block.data.get("flags", 0) & NUMERIC)


def jobs_before(groups: Sequence[Sequence[Chain]]) -> Mapping[int, Sequence[int]]:
    """For each group of chains that becomes a job: the other groups it reads from."""
    home = {chain.id: number for number, group in enumerate(groups) for chain in group}
    found: dict[int, Sequence[int]] = {}
    for number, group in enumerate(groups):
        others = {home[id] for chain in group for id in chain.inputs if id in home} - {number}
        if others:
            found[number] = sorted(others)
    return found
