"""Rows in the order of a table: who keeps his place, what moved, and where a selection went."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afsubmit.submitter.watch import arranging
from afsubmit.submitter.watch.arranging import Arrangement, Wish, arranged, is_within, runs, settled


class Row(NamedTuple):
    key: int
    rank: int


def rank(row: Row) -> int:
    return row.rank


ROWS = st.lists(st.builds(Row, st.integers(0, 30), st.integers(0, 3)), unique_by=lambda row: row.key, max_size=25)


@settings(deadline=None)
@given(ROWS, ROWS, st.booleans())
def test_order_is_kept_among_equals_and_every_row_has_its_place(before, rows, is_descending):
    shown = arranged(Wish(before, order=rank, is_descending=is_descending), Arrangement())
    after = arranged(Wish(rows, order=rank, is_descending=is_descending), shown)
    assert sorted(after.rows) == sorted(rows)
    ranks = [row.rank for row in after.rows]
    assert ranks == sorted(ranks, reverse=is_descending)
    assert {key: after.rows[place].key for key, place in after.places.items()} == {row.key: row.key for row in rows}
    old = shown.places
    pairs = [(a, b) for a, b in zip(after.rows, after.rows[1:]) if a.rank == b.rank and a.key in old and b.key in old]
    assert all(old[a.key] < old[b.key] for a, b in pairs)
    assert after.is_moved == ([row.key for row in after.rows] != [row.key for row in shown.rows])


@settings(deadline=None)
@given(ROWS, ROWS, st.lists(st.booleans(), min_size=25, max_size=25), st.booleans(), st.integers(0, 4))
def test_selection_stays_with_its_rows_or_the_rows_stay(before, rows, chosen, is_sorted_anew, most):
    shown = arranged(Wish(before, order=rank), Arrangement())
    selected = runs(place for place in range(len(before)) if chosen[place])
    usual = arranging.MOST_RANGES
    arranging.MOST_RANGES = most
    try:
        after, now = settled(Wish(rows, order=rank), shown, selected, is_sorted_anew=is_sorted_anew)
    finally:
        arranging.MOST_RANGES = usual
    keys = {row.key for place, row in enumerate(shown.rows) if is_within(place, selected)}
    there = {row.key for place, row in enumerate(after.rows) if is_within(place, now)}
    wanted = keys & {row.key for row in rows}
    assert there == wanted or (is_sorted_anew and not there)
    assert is_sorted_anew or len(now) <= max(most, len(selected))


def test_rows_that_only_differ_do_not_move_and_are_told_by_their_ends():
    shown = arranged(Wish([Row(key, 0) for key in range(9)]), Arrangement())
    after = arranged(Wish([Row(key, int(key in (3, 5))) for key in range(9)]), shown)
    assert (after.is_moved, after.changed) == (False, (3, 5))
    assert arranged(Wish(after.rows), after).changed is None


def test_only_what_is_wanted_is_there():
    shown = arranged(Wish([Row(key, key) for key in range(9)], lambda row: row.rank > 6), Arrangement())
    assert [row.key for row in shown.rows] == [7, 8] and shown.is_moved


@pytest.mark.parametrize(("place", "is_there"), [(0, False), (1, True), (3, True), (4, False), (9, True), (10, False)])
def test_place_in_ranges(place, is_there):
    assert is_within(place, [(1, 3), (9, 9)]) is is_there
    assert not is_within(place, [])
