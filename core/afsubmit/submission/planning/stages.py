"""Stages: blocks that run after one another for one output, such as render and then movie; and who waits for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...document import Block
from ...document.flags import NUMERIC
from .names import mask_of
from .waits import Waits, without_implied


@dataclass(frozen=True)
class Stage:
    """Blocks of one output that may run at the same time; they wait for all blocks of the last result before.

    `is_result` is False for what neither others that read the output nor later stages need wait for (a movie of its
    frames, what clears up);
    `waits_by_frame` says that a frame may begin when the same frame of the stage before is done.
    """

    name: str
    blocks: Sequence[Block]
    is_result: bool = True
    waits_by_frame: bool = False


@dataclass(frozen=True)
class Chain:
    """What renders one output: its stages in order, and the ids of the outputs that it waits for.

    For `frame_inputs`, some of them, a frame waits for the same frame only; with `waits_by_frame` for all of them.
    """

    id: str
    stages: Sequence[Stage]
    inputs: Sequence[str] = ()
    waits_by_frame: bool = False
    frame_inputs: Sequence[str] = ()
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


def connect(chains: Sequence[Chain], beginning: Block | None = None) -> None:
    """Let each stage wait for the one before, and each output for its inputs; block names must be unique by now.

    What follows from other waits is not said again. A block that names what it waits for itself is left alone.
    `beginning` is done before all of them.
    """
    by_id = {chain.id: chain for chain in chains}
    for wait in without_implied([wait for chain in chains for wait in _waits(chain, by_id)]):
        for key, others in (("depend_mask", wait.whole), ("tasks_depend_mask", wait.framed)):
            if others:
                wait.block.data[key] = mask_of([str(other.data["name"]) for other in others])
    if beginning is not None:
        for block in (block for chain in chains for block in chain.blocks):
            # One that waits for the whole of others waits for what those wait for; by frames it need not have any.
            block.data.setdefault("depend_mask", mask_of([str(beginning.data["name"])]))


def _waits(chain: Chain, by_id: Mapping[str, Chain]) -> Iterator[Waits]:
    """What each block of a chain waits for."""
    before = [id for id in chain.inputs if id in by_id and id != chain.id]
    by_frame = set(before if chain.waits_by_frame else chain.frame_inputs)
    whole = _results(by_id, [id for id in before if id not in by_frame])
    framed = _results(by_id, [id for id in before if id in by_frame])
    for stage in chain.stages:
        for block in stage.blocks:
            if "depend_mask" not in block.data and "tasks_depend_mask" not in block.data:
                yield _wait(block, *(((), [*whole, *framed]) if stage.waits_by_frame else (whole, framed)))
        if stage.is_result:
            whole, framed = list(stage.blocks), []


def _results(chains: Mapping[str, Chain], ids: Sequence[str]) -> list[Block]:
    return [block for id in ids for block in chains[id].result]


def _wait(block: Block, whole: Sequence[Block], framed: Sequence[Block]) -> Waits:
    """Frame by frame only among ranges: the server counts listed tasks as frames from 0."""
    if not _is_range(block):
        return Waits(block, [*whole, *framed], [])
    listed = [other for other in framed if not _is_range(other)]
    return Waits(block, [*whole, *listed], [other for other in framed if _is_range(other)])


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
