"""What blocks name in their masks: all that they wait for comes before them still, and nothing is named in vain."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from afsubmit.document import Block
from afsubmit.submission.planning.scene import Output
from afsubmit.submission.planning.waits import Waits, without_implied
from tests.core.submission.planning.test_stages import blocks_of, output


@st.composite
def graphs(draw: st.DrawFn) -> list[Waits]:
    """Blocks that wait for others of them, in any way that is no ring, and in any order."""
    found: list[Waits] = []
    for place in range(draw(st.integers(1, 7))):
        block = Block(f"b{place}", "generic")
        first = draw(st.integers(1, 3))
        block.setNumeric(first, first + draw(st.integers(0, 4)), 1, draw(st.integers(1, 2)))
        kinds = [draw(st.sampled_from(["", "", "whole", "framed"])) for _ in found]
        named = {kind: [one.block for one, word in zip(found, kinds) if word == kind] for kind in kinds}
        found.append(Waits(block, named.get("whole", []), named.get("framed", [])))
    return draw(st.permutations(found))


def frames(block: Block) -> range:
    return range(block.data["frame_first"], block.data["frame_last"] + 1, block.data["frames_inc"])


def before(waits: list[Waits]) -> dict[tuple[str, int], set[tuple[str, int]]]:
    """For each frame of each block, all that is done before it may begin: as a farm runs it, frame after frame."""
    by_block = {id(one.block): one for one in waits}
    found: dict[tuple[str, int], set[tuple[str, int]]] = {}

    def of(block: Block, frame: int) -> set[tuple[str, int]]:
        key = str(block.data["name"]), frame
        if key not in found:
            one = by_block[id(block)]
            needed = [(other, number) for other in one.whole for number in frames(other)]
            needed += [(other, frame) for other in one.framed if frame in frames(other)]
            found[key] = {(str(other.data["name"]), number) for other, number in needed}
            found[key] |= {word for other, number in needed for word in of(other, number)}
        return found[key]

    for one in waits:
        for frame in frames(one.block):
            of(one.block, frame)
    return found


@given(graphs())
def test_whatever_the_graph_a_frame_begins_after_the_same_frames_as_with_all_waits_named(waits: list[Waits]) -> None:
    kept = without_implied(waits)
    assert before(kept) == before(waits)
    assert [one.block for one in kept] == [one.block for one in waits]
    for one, full in zip(kept, waits):
        assert [other for other in full.whole if other in one.whole] == one.whole, "in the order they had"


@given(graphs())
def test_nothing_more_can_be_left_out_among_blocks_that_are_waited_for_as_a_whole(waits: list[Waits]) -> None:
    kept = without_implied([Waits(one.block, [*one.whole, *one.framed], []) for one in waits])
    for place, one in enumerate(kept):
        for other in one.whole:
            less = Waits(one.block, [block for block in one.whole if block is not other], [])
            assert before([*kept[:place], less, *kept[place + 1 :]]) != before(kept)


def in_a_row(count: int) -> list[Output]:
    names = [f"n{place}" for place in range(count)]
    return [output(name, inputs=tuple(names[:place]), frame_inputs=()) for place, name in enumerate(names)]


def test_in_a_row_each_names_the_one_before(make_plan) -> None:
    first, *rest = blocks_of(make_plan(outputs=in_a_row(40)))
    assert "depend_mask" not in first
    assert [block["depend_mask"] for block in rest] == [f"n{place}" for place in range(39)]


def test_in_a_row_of_which_some_are_chosen_each_names_the_chosen_one_before(make_plan) -> None:
    chosen = [one for place, one in enumerate(in_a_row(40)) if place % 7 == 3]
    blocks = blocks_of(make_plan(outputs=chosen))
    assert [block.get("depend_mask") for block in blocks] == [None, "n3", "n10", "n17", "n24", "n31"]


def test_ring_of_waits_ends() -> None:
    one, two = Block("a", "generic"), Block("b", "generic")
    kept = without_implied([Waits(one, [two], []), Waits(two, [one], [])])
    assert [len(wait.whole) for wait in kept] == [1, 1]
