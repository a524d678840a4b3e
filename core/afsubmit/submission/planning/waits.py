"""Which blocks a block must name in its masks: what it waits for, less what those wait for already. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ...document import Block
from ...document.flags import NUMERIC
from ...document.frames import FrameList


class Waits(NamedTuple):
    """What `block` waits for: the whole of some blocks, and of others the same frame, which are ranges as it is."""

    block: Block
    whole: Sequence[Block]
    framed: Sequence[Block]


class _Before:
    """A block, and what is done before a task of it begins, as sets of bits: whole blocks; of others the same frame."""

    def __init__(self, block: Block, place: int) -> None:
        self.bit, self.whole, self.framed = 1 << place, 0, 0
        data = block.data
        is_range = bool(data.get("flags", 0) & NUMERIC)
        run = range(data["frame_first"], data["frame_last"] + 1, data["frames_inc"]) if is_range else ()
        self.frames = FrameList(run)


def without_implied(waits: Sequence[Waits]) -> list[Waits]:
    """The same waits without those that follow from others, in the same order.

    In a chain of many outputs each waits for all before it: their masks would grow with the square of their number.
    """
    by_block = {id(one.block): one for one in waits}
    listed = [_Before(one.block, place) for place, one in enumerate(by_block.values())]
    befores = dict(zip(by_block, listed))
    kept: dict[int, Waits] = {}
    for one in _inputs_first(by_block):
        mine = befores[id(one.block)]
        whole = [(other, befores.get(id(other))) for other in one.whole]
        framed = [(other, befores.get(id(other))) for other in one.framed]
        _imply(mine, [other for _, other in whole if other], [other for _, other in framed if other], listed)
        both = mine.whole | mine.framed
        left = [(other, before) for other, before in whole if before is None or not before.bit & mine.whole]
        same = [(other, before) for other, before in framed if before is None or not before.bit & both]
        kept[id(one.block)] = Waits(one.block, [other for other, _ in left], [other for other, _ in same])
        for _, before in left:
            mine.whole |= before.bit if before else 0
        for _, before in same:
            mine.framed |= before.bit if before else 0
    return [kept[id(one.block)] for one in waits]


def _imply(mine: _Before, whole: Sequence[_Before], framed: Sequence[_Before], listed: Sequence[_Before]) -> None:
    """Add what is done before because what a block waits for has waited for it; the nearest tell most, and are last."""
    for other in reversed(whole):
        if not other.bit & mine.whole:
            mine.whole |= other.whole | _covered(other, listed)
    for other in reversed(framed):
        if not other.bit & (mine.whole | mine.framed) and mine.frames <= other.frames:
            mine.whole |= other.whole
            mine.framed |= other.framed


def _covered(block: _Before, listed: Sequence[_Before]) -> int:
    """Those of whose frames each is done before the same frame of `block`, and that are done when all of it is."""
    found, left = 0, block.framed
    while left:
        bit = left & -left
        left ^= bit
        if listed[bit.bit_length() - 1].frames <= block.frames:
            found |= bit
    return found


def _inputs_first(by_block: Mapping[int, Waits]) -> Iterator[Waits]:
    """Each once, after what it waits for; in a ring, which no job of ours has, one of them too early."""
    opened: set[int] = set()
    for start in by_block:
        stack = [(start, False)]
        while stack:
            key, is_ready = stack.pop()
            if is_ready:
                yield by_block[key]
            elif key in by_block and key not in opened:
                opened.add(key)
                stack.append((key, True))
                stack += [(id(other), False) for other in (*by_block[key].whole, *by_block[key].framed)]
