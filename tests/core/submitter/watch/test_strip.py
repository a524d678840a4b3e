"""The strip of frames, without a window: which tasks stand where, counted as they are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afsubmit.submitter.watch import strip, words
from afsubmit.submitter.watch.rows import TaskRow

FEW_STATES = st.lists(st.sampled_from(strip.STATES), min_size=1, max_size=300)


def task(number: int, state: str, block: int = 0) -> TaskRow:
    return TaskRow(block, number, f"frame {number}", state, 0, 0, 1, 1, 60, "pc01", "", "render")


def block_of(states: list[str]) -> strip.BlockStates:
    return strip.states_of([task(number, state) for number, state in enumerate(states)])


@given(states=FEW_STATES, places=st.tuples(st.integers(0, 300), st.integers(0, 300)))
@settings(deadline=None)
def test_every_part_of_a_block_is_counted_as_it_is(states: list[str], places: tuple[int, int]) -> None:
    first, end = sorted(min(place, len(states)) for place in places)
    counts = block_of(states).counts(first, end)
    assert list(counts) == [states[first:end].count(state) for state in strip.STATES]


def test_states_that_are_as_before_stay_the_same_object() -> None:
    block = block_of([words.DONE, words.READY])
    again = strip.states_of([task(0, words.DONE), task(1, words.READY)], block)
    other = strip.states_of([task(0, words.DONE), task(1, words.FAILED)], block)
    assert again is block and other is not block


@given(
    count=st.integers(1, 400_000),
    width=st.integers(1, 3000),
    column=st.integers(1, 6),
    begin=st.floats(0, 0.95),
    span=st.floats(0.0005, 1),
)
@settings(deadline=None)
def test_columns_cover_the_line_and_every_task_in_sight(
    count: int, width: int, column: int, begin: float, span: float
) -> None:
    scale = strip.Scale(count, width, (begin, min(1.0, begin + span)), column)
    found = list(scale.columns())
    assert found[0][0] == 0 and found[-1][1] == width
    assert all(one[1] == other[0] for one, other in zip(found, found[1:])), "no pixel twice, none left out"
    assert all(0 <= first < end <= count for _, _, first, end in found)
    assert all(other[2] <= one[3] for one, other in zip(found, found[1:])), "no task in sight is left out"
    for left, _, first, end in (found[0], found[len(found) // 2], found[-1]):
        if not scale.has_cells:
            assert scale.tasks_at(left) == (first, end - 1), "what is said under the mouse is what is painted"


@given(count=st.integers(1, 3000), width=st.integers(1, 2000), x=st.integers(0, 2000))
@settings(deadline=None)
def test_task_under_the_mouse_stands_there(count: int, width: int, x: int) -> None:
    scale = strip.Scale(count, width)
    first, last = scale.tasks_at(x)
    assert scale.left_of(first) <= min(x, width - 1) + 1
    assert scale.left_of(last + 1) >= min(x, width - 1) - scale.column


@pytest.mark.parametrize(
    ("view", "factor", "at"),
    [
        pytest.param((0.0, 1.0), 2.0, 0.5, id="the middle"),
        pytest.param((0.2, 0.6), 4.0, 0.2, id="at the left edge"),
        pytest.param((0.0, 1.0), 1e9, 1.0, id="as near as it goes, at the end"),
        pytest.param((0.4, 0.5), 0.5, 0.45, id="back"),
    ],
)
def test_zoom_keeps_what_is_under_the_mouse(view: tuple[float, float], factor: float, at: float) -> None:
    begin, end = strip.zoomed(view, factor, at, count=1000, width=500)
    assert 0 <= begin < end <= 1
    assert (at - begin) / (end - begin) == pytest.approx((at - view[0]) / (view[1] - view[0]))
    assert 500 / ((end - begin) * 1000) <= strip.WIDEST_ZOOM + 1e-6


def test_zoomed_out_far_enough_everything_is_seen() -> None:
    assert strip.zoomed((0.4, 0.5), 0.001, 0.45, count=10, width=500) == strip.WHOLE
    assert strip.zoomed(strip.WHOLE, 4.0, 0.5, count=10, width=500) == strip.WHOLE, "cells are wide enough"


@given(st.sets(st.tuples(st.integers(0, 3), st.integers(0, 40))), st.randoms())
@settings(deadline=None)
def test_ranges_name_exactly_the_rows_and_lead_back_to_them(keys: set[Any], random: Any) -> None:
    rows = [task(number, words.DONE, block) for block in range(4) for number in range(41)]
    random.shuffle(rows)
    places = {row.key: place for place, row in enumerate(rows)}
    ranges = strip.task_ranges(rows, [(place, place) for place in sorted(places[key] for key in keys)])
    assert {(block, one) for block, first, last in ranges for one in range(first, last + 1)} == keys
    assert strip.length_of(ranges) == len(keys)
    found = strip.places_of(ranges, places)
    assert found is not None and {rows[one].key for first, last in found for one in range(first, last + 1)} == keys


def test_task_that_the_table_does_not_show_has_no_place() -> None:
    assert strip.places_of([(0, 2, 3)], {(0, 2): 0}) is None


def test_strip_is_said_in_words() -> None:
    blocks = [block_of([words.DONE] * 3 + [words.FAILED]), block_of([words.WAITING])]
    assert strip.said(blocks, ["beauty", "movie"]) == "beauty: 4 tasks, 1 failed, 3 done. movie: 1 task, 1 waiting."
