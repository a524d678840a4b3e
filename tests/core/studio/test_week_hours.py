"""Hours of the week as a person writes them."""

from __future__ import annotations

import time

import pytest

from afsubmit.studio.week_hours import DAYS, WEEK, WeekHours


def at(day: str, clock: str) -> time.struct_time:
    """That minute of a week that began on Monday, 2 March 2026."""
    hour, minute = map(int, clock.split(":"))
    return time.struct_time((2026, 3, 2 + DAYS.index(day), hour, minute, 0, DAYS.index(day), 0, 0))


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        pytest.param("", [("mon", "12:00")], [], id="nothing is always"),
        pytest.param(
            "20:00-08:00", [("mon", "20:00"), ("tue", "07:59"), ("sun", "23:59"), ("mon", "00:00")],
            [("mon", "19:59"), ("tue", "08:00")], id="a night",
        ),
        pytest.param(
            "9:00-17:30", [("wed", "09:00"), ("wed", "17:29")], [("wed", "08:59"), ("wed", "17:30")], id="a day"
        ),
        pytest.param("sat-sun", [("sat", "00:00"), ("sun", "23:59")], [("fri", "23:59"), ("mon", "00:00")], id="days"),
        pytest.param(
            "fri 20:00-08:00", [("fri", "20:00"), ("sat", "07:59")], [("sat", "08:00"), ("sat", "20:00")],
            id="into the next day",
        ),
        pytest.param(
            "sun 22:00-02:00", [("sun", "23:00"), ("mon", "01:59")], [("mon", "02:00")], id="into the next week"
        ),
        pytest.param(
            "sat-mon 00:00-24:00", [("mon", "12:00"), ("sat", "01:00")], [("tue", "00:00")], id="over the week's end"
        ),
        pytest.param(
            " 20:00 - 08:00 , SAT-SUN ", [("sat", "12:00"), ("mon", "03:00")], [("mon", "12:00")], id="two items"
        ),
    ],
)  # fmt: skip
def test_hours_when_written_then_hold_exactly_these_minutes(text, inside, outside) -> None:
    hours = WeekHours.parse(text)
    assert [one for one in inside if not hours.holds(at(*one))] == []
    assert [one for one in outside if hours.holds(at(*one))] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("25:00-08:00", '"25:00" is no time'),
        ("20:60-08:00", '"20:60" is no time'),
        ("20-08", '"20" is no time'),
        ("xyz", '"xyz" is no day'),
        ("mon-xyz 20:00-21:00", '"xyz" is no day'),
        ("20:00-20:00", "holds no time"),
        ("20:00-08:00,", "neither days"),
        ("at night", "neither days"),
    ],
)
def test_hours_when_they_are_none_then_refused_with_the_part(text, words) -> None:
    with pytest.raises(ValueError, match=words):
        WeekHours.parse(text)


def test_next_begin_when_it_is_today_then_the_time_alone() -> None:
    hours = WeekHours.parse("20:00-08:00, sat-sun")
    assert hours.next_begin(at("mon", "12:00")) == "20:00"
    assert WeekHours.parse("sat-sun").next_begin(at("mon", "12:00")) == "Sat 00:00"
    assert WeekHours.parse("mon 09:00-10:00").next_begin(at("mon", "10:00")) == "09:00"


def test_every_minute_when_outside_then_the_next_begin_is_within() -> None:
    hours = WeekHours.parse("mon-fri 20:00-08:00, sun 10:00-11:30")
    moments = [at(DAYS[minute // 1440], f"{minute % 1440 // 60}:{minute % 60:02d}") for minute in range(0, WEEK, 7)]
    outside = [one for one in moments if not hours.holds(one)]
    assert outside
    for moment in outside:
        day, _, clock = f"{DAYS[moment.tm_wday]} {hours.next_begin(moment)}".rpartition(" ")
        assert hours.holds(at(day.split()[-1].lower(), clock))
