"""Times as artists write them: how long something takes, and when it begins."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afsubmit.errors import SettingsError
from afsubmit.submission.settings.schema import durations, moments
from afsubmit.submission.settings.values import BY_KEY

TIMEOUT = BY_KEY["max_run_seconds"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7200", 7200), ("2 h", 7200), ("2H", 7200), ("90m", 5400), ("1:30:00", 5400), ("1h30m", 5400),
        ("1 h 30 min", 5400), ("1.5 h", 5400), ("1 hour 5 minutes", 3900), ("2 days", 172_800), ("90 s", 90), ("0", 0),
    ],
)  # fmt: skip
def test_time_is_read_as_it_is_typed_and_shown_so_that_it_is_read_again(text: str, seconds: int) -> None:
    assert TIMEOUT.from_text(text) == seconds
    assert TIMEOUT.from_text(TIMEOUT.to_text(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("1:30", "1h30m or 1m30s", id="hours or minutes"),
        pytest.param("1.0001 s", "15m", id="no whole second"),
        pytest.param("30m 1h", "1h30m", id="small before large"),
        pytest.param("1:70:00", "1:30:00", id="seventy minutes"),
        pytest.param("2 x", "2 h", id="no unit"),
    ],
)
def test_time_that_may_mean_two_is_refused_with_both(text: str, words: str) -> None:
    with pytest.raises(SettingsError, match="max_run_seconds") as caught:
        TIMEOUT.from_text(text)
    assert words in str(caught.value)


@given(st.integers(0, 2**31 - 1))
def test_every_time_is_shown_exactly(number: int) -> None:
    assert durations.seconds(durations.shown(number)) == number


@given(st.integers(1, 10**6))
def test_arrows_go_up_and_down_the_same_ladder(number: int) -> None:
    assert durations.stepped(durations.stepped(number, 1), -1) <= number < durations.stepped(number, 1)
    assert durations.stepped(number, -1) < number


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A zone of Central Europe, in which the clock is put forward on 29 March 2026 and back on 25 October."""
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def at(text: str) -> int:
    return int(datetime.datetime.fromisoformat(text).timestamp())


NOON, LATE = "2026-11-28 13:00", "2026-11-29 01:00"  # Saturday, Sunday


@pytest.mark.posix("Windows has one time zone for all programs")
@pytest.mark.parametrize(
    ("now", "text", "moment"),
    [
        (NOON, "22:00", "2026-11-28 22:00"),
        (NOON, "12:00", "2026-11-29 12:00"),
        (NOON, "tonight at 20:00", "2026-11-28 20:00"),
        (NOON, "Tonight 8pm", "2026-11-28 20:00"),
        (NOON, "tonight 2:00", "2026-11-29 02:00"),
        (LATE, "tonight 2:00", "2026-11-29 02:00"),
        (LATE, "tonight at 20:00", "2026-11-29 20:00"),
        (NOON, "tomorrow 6:30", "2026-11-29 06:30"),
        (NOON, "tomorrow at 6:30", "2026-11-29 06:30"),
        (LATE, "tomorrow 6:30", "2026-11-30 06:30"),
        (NOON, "today 18:00", "2026-11-28 18:00"),
        (NOON, "sat 14:00", "2026-11-28 14:00"),
        (NOON, "saturday 12:00", "2026-12-05 12:00"),
        (NOON, "Monday, 8:00", "2026-11-30 08:00"),
        (NOON, "12 am", "2026-11-29 00:00"),
        (NOON, "12 pm", "2026-11-29 12:00"),
        (NOON, "+2h", "2026-11-28 15:00"),
        (NOON, "in 90 min", "2026-11-28 14:30"),
        (NOON, "2026-11-30 22:00", "2026-11-30 22:00"),
        ("2026-03-28 20:00", "tomorrow 6:30", "2026-03-29 06:30+02:00"),
        ("2026-10-24 20:00", "tomorrow 6:30", "2026-10-25 06:30+01:00"),
        ("2026-10-24 20:00", "tomorrow 2:30", "2026-10-25 02:30+02:00"),
    ],
)
def test_moment_is_the_one_that_is_meant(zone: None, now: str, text: str, moment: str) -> None:
    assert moments.seconds(text, now=at(now), key="wait_until") == at(moment)
    assert moments.checked("wait_until", text) == text, "whatever the time of day"


@pytest.mark.posix("Windows has one time zone for all programs")
@pytest.mark.parametrize(
    ("now", "text", "words"),
    [
        (NOON, "tonight at 6:30", "write 18:30, or tomorrow 6:30"),
        (NOON, "today 12:00", "that is over"),
        ("2026-11-28 21:00", "tonight at 20:00", "that is over"),
        (NOON, "tomorrow", "must be a time such as"),
        (NOON, "13 pm", "must be a time such as"),
        (NOON, "someday 8:00", "must be a time such as"),
        (NOON, "t 8:00", "must be a time such as"),
        ("2026-03-28 20:00", "tomorrow 2:30", "put forward"),
        ("2026-03-28 20:00", "2026-03-29 02:30", "put forward"),
    ],
)
def test_moment_that_is_none_says_what_to_write(zone: None, now: str, text: str, words: str) -> None:
    with pytest.raises(SettingsError, match="wait_until") as caught:
        moments.seconds(text, now=at(now), key="wait_until")
    assert words in str(caught.value)


@pytest.mark.posix("Windows has one time zone for all programs")
def test_moment_is_told_as_a_date(zone: None) -> None:
    def told(text: str, now: str = NOON) -> str:
        return moments.told(text, now=at(now), key="wait_until").replace("\N{NO-BREAK SPACE}", " ")

    assert told("tonight at 20:00") == "Sat 2026-11-28 20:00, in 7 h"
    assert told("2026-11-01") == "Sun 2026-11-01 00:00 is over: it starts at once."
    assert told("tomorrow 2:30", "2026-10-24 20:30") == "Sun 2026-10-25 02:30, the first of two that day, in 6 h"


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("timeout", "max_run_seconds"), ("task timeout", "max_run_seconds"), ("chunk", "frames_per_task"),
        ("chunk size", "frames_per_task"), ("batch", "frames_per_task"), ("packet size", "frames_per_task"),
        ("seqdiv", "frames_per_task"), ("retry", "retries"), ("max retries", "retries"), ("license", "tickets"),
        ("limit group", "tickets"), ("depend", "wait_for_jobs"), ("dependencies", "wait_for_jobs"),
        ("afterjids", "wait_for_jobs"), ("comment", "annotation"), ("concurrent", "max_tasks_per_host"),
        ("concurrent tasks", "max_tasks_per_host"), ("machine limit", "max_tasks"), ("blacklist", "hosts_mask_exclude"),
        ("deny list", "hosts_mask_exclude"), ("whitelist", "hosts_mask"), ("queue", "priority"), ("queue", "branch"),
        ("tile", "tiles"), ("region", "tiles"), ("importance", "priority"), ("group", "pools"),
        ("secondary pool", "pools"), ("slave", "hosts_mask"), ("worker", "hosts_mask"), ("blade", "hosts_mask"),
        ("task size", "frames_per_task"), ("suspended", "paused"), ("preview", "test_frames"),
        ("pre job script", "command_pre"), ("ram", "need_memory_mb"), ("vram", "need_gpu_memory_mb"),
        ("quicktime", "movie"), ("on job complete", "life_seconds"), ("schedule", "wait_until"), ("stereo", "views"),
        ("overwrite", "skip_existing"), ("nimby", "ignore_nimby"), ("plugin", "service"), ("envkey", "environment"),
    ],
)  # fmt: skip
def test_setting_is_found_by_what_other_farms_call_it(words: str, key: str) -> None:
    assert BY_KEY[key].has_words(words.split())


def test_words_of_the_trade_are_of_settings_that_exist() -> None:
    from afsubmit.submission.settings.schema.trade_words import ALSO

    assert set(ALSO) <= set(BY_KEY)
