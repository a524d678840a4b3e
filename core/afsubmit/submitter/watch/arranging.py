"""Rows as a table shows them: filtered, in order, and where each one stands. Pure, so that any thread can do it."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

Range = tuple[int, int]
"""First and last place."""


class Arrangement(NamedTuple):
    """`places` has the place of each row by its key; `changed` are the first and last that differ from those before.

    `is_moved` says that other rows are there than before, or in another order: `changed` says nothing then.
    """

    rows: Sequence[Any] = ()
    places: Mapping[Any, int] = {}
    is_moved: bool = False
    changed: Range | None = None


class Wish(NamedTuple):
    """What is to be shown: `wanted` chooses rows (None: all), `order` is what they are sorted by (None: not at all)."""

    rows: Sequence[Any]
    wanted: Callable[[Any], bool] | None = None
    order: Callable[[Any], Any] | None = None
    is_descending: bool = False


def arranged(wish: Wish, before: Arrangement) -> Arrangement:
    """The rows of `wish`; those that are equal by its order stand as they stood, new ones behind them."""
    rows = wish.rows if wish.wanted is None else list(filter(wish.wanted, wish.rows))
    if wish.order is not None:
        places, end = before.places, len(before.rows)
        rows = sorted(rows, key=lambda row: places.get(row.key, end))
        rows.sort(key=wish.order, reverse=wish.is_descending)
    if _is_same_order(rows, before.rows):
        changed = [place for place, (row, old) in enumerate(zip(rows, before.rows)) if row is not old and row != old]
        return Arrangement(rows, before.places, False, (changed[0], changed[-1]) if changed else None)
    return Arrangement(rows, {row.key: place for place, row in enumerate(rows)}, True)


def _is_same_order(rows: Sequence[Any], before: Sequence[Any]) -> bool:
    if len(rows) != len(before):
        return False
    return rows is before or all(row is old or row.key == old.key for row, old in zip(rows, before))


def moved_ranges(ranges: Iterable[Range], before: Arrangement, after: Arrangement) -> list[Range]:
    """Where the rows of these places stand now, as unbroken runs; without those that are gone."""
    now = [after.places.get(row.key, -1) for first, last in ranges for row in before.rows[first : last + 1]]
    return runs(sorted(place for place in now if place >= 0))


def runs(places: Iterable[int]) -> list[Range]:
    """Rising places as first and last of each unbroken run."""
    found: list[Range] = []
    for place in places:
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def is_within(place: int, ranges: Sequence[Range]) -> bool:
    """Whether `place` is in one of the rising `ranges`."""
    found = bisect_right(ranges, (place, sys.maxsize)) - 1
    return found >= 0 and ranges[found][0] <= place <= ranges[found][1]


MOST_RANGES = 200
"""Into so many pieces a selection may fall when rows move: each costs the main thread its time."""


def settled(
    wish: Wish, before: Arrangement, selected: Sequence[Range], *, is_sorted_anew: bool
) -> tuple[Arrangement, list[Range]]:
    """The rows of `wish`, and where those at the `selected` places stand then.

    Rows whose selection would fall into too many pieces stay where they are, the new ones at the end; when they are
    sorted anew (`is_sorted_anew`) the selection is given up instead.
    """
    after = arranged(wish, before)
    if not after.is_moved:
        return after, list(selected)
    now = moved_ranges(selected, before, after)
    if len(now) <= max(MOST_RANGES, len(selected)):
        return after, now
    if is_sorted_anew:
        return after, []
    after = arranged(wish._replace(order=_equally), before)
    return after, moved_ranges(selected, before, after) if after.is_moved else list(selected)


def _equally(_: object) -> int:
    return 0
