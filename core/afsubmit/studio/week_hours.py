"""Hours of the week, as a person writes them: "20:00-08:00, sat-sun". Pure: texts and moments in, nothing asked."""

from __future__ import annotations

import re

from ..typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import time
    from collections.abc import Sequence

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY, WEEK = 24 * 60, 7 * 24 * 60
_ITEM = re.compile(r"(?:(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))?)?\s*(?:(?P<begin>\S+?)\s*-\s*(?P<end>\S+))?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")


class WeekHours(NamedTuple):
    """`spans` are first minute of the week (Monday 0:00 is 0) and length in minutes; none is always."""

    spans: Sequence[tuple[int, int]] = ()

    @classmethod
    def parse(cls, text: str) -> WeekHours:
        """Read items parted by commas: days, times, or days and times; "" is always.

        Times may go past midnight: those of "fri 20:00-08:00" end on Saturday.

        Raises:
            ValueError: an item is none of these, with the reason in a sentence.
        """
        items = [item.strip().lower() for item in text.split(",")]
        return cls([span for item in items for span in _spans(item)] if text.strip() else ())

    def holds(self, moment: time.struct_time) -> bool:
        """Whether this moment of the local time is one of them."""
        now = _minute(moment)
        return not self.spans or any((now - begin) % WEEK < length for begin, length in self.spans)

    def next_begin(self, moment: time.struct_time) -> str:
        """When they begin again, in words: "20:00", or with the day "Sat 00:00"; for a moment outside them."""
        now = _minute(moment)
        wait = min((begin - now) % WEEK for begin, _ in self.spans)
        day, minute = divmod((now + wait) % WEEK, DAY)
        clock = f"{minute // 60:02d}:{minute % 60:02d}"
        return clock if day == moment.tm_wday else f"{DAYS[day].capitalize()} {clock}"


def _minute(moment: time.struct_time) -> int:
    return moment.tm_wday * DAY + moment.tm_hour * 60 + moment.tm_min


def _spans(item: str) -> list[tuple[int, int]]:
    found = _ITEM.fullmatch(item)
    if not item or found is None:
        raise ValueError(f'"{item}" is neither days (sat-sun) nor times (20:00-08:00) nor both (fri 20:00-08:00).')
    begin, end = _time(found["begin"] or "0:00"), _time(found["end"] or "24:00")
    if begin == end or begin == DAY:
        raise ValueError(f'"{item}" holds no time: it begins and ends at the same minute.')
    return [(day * DAY + begin, (end - begin) % DAY or DAY) for day in _days(found["first"], found["last"])]


def _days(first: str | None, last: str | None) -> Sequence[int]:
    if first is None:
        return range(7)
    for day in (first, last or first):
        if day not in DAYS:
            raise ValueError(f'"{day}" is no day; they are {", ".join(DAYS)}.')
    begin, end = DAYS.index(first), DAYS.index(last or first)
    return [(begin + number) % 7 for number in range((end - begin) % 7 + 1)]


def _time(text: str) -> int:
    found = _TIME.fullmatch(text)
    minute = int(found[1]) * 60 + int(found[2]) if found else -1
    if found is None or int(found[2]) > 59 or minute > DAY:
        raise ValueError(f'"{text}" is no time of a day such as 20:00.')
    return minute
