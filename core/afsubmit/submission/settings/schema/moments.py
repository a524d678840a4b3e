"""Moments as artists write them: `22:00`, `tonight at 20:00`, `2026-11-25 22:00`, `+2h`. The clock comes in."""

from __future__ import annotations

import datetime
import re

from ....errors import SettingsError
from . import durations
from .kinds import shown, whole_from

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EXPECTED = "a time such as 22:00, tonight at 20:00, tomorrow 6:30, 2026-11-25 22:00 or +2h"

_DAYS = {"today": 0, "tonight": 0, "tomorrow": 1}
_SPOKEN = re.compile(r"(?:([a-z]+),?\s+)?(?:at\s+)?(\d{1,2})(?::(\d\d))?\s*(am|pm)?")
_LATER = re.compile(r"(?:\+\s*|in\s+)(.+)")


class _NoMomentError(ValueError):
    """The sentence says how to write it."""


def seconds(text: str, *, now: int, key: str) -> int:
    """The moment that `text` names, in seconds since the epoch; `now` is the present one.

    `22:00` and `friday 22:00` are the next time the clock shows it, `2026-11-25` is its midnight, `+2h` two hours from
    now. Without a zone (`+01:00` at the end) this machine's own counts, as it is on that day; of an hour that comes
    twice the first one, and one that the clock leaves out is refused.

    Raises:
        SettingsError: it is none of these, is over today, may mean two moments, or is long past or far away; the
            sentence begins with `key`.
    """
    try:
        later = _LATER.fullmatch(text.strip().lower())
        return now + whole_from(key, later[1], "seconds") if later else int(_moment(text, now).timestamp())
    except _NoMomentError as error:
        raise SettingsError(f"{key} is {shown(text)}; {error}.") from error
    except (ValueError, OverflowError, OSError) as error:
        raise SettingsError(f"{key} is {shown(text)}; it must be {EXPECTED}.") from error


def checked(key: str, text: str) -> str:
    """`text`, which must be empty or a moment as `seconds` reads it at some time of day.

    Raises:
        SettingsError: it is neither.
    """
    if text.strip():
        today = datetime.datetime(2001, 1, 2)  # midnight: nothing of the day is over
        seconds(text, now=int(today.timestamp()), key=key)
    return text


def told(text: str, *, now: int, key: str) -> str:
    """The moment as a date with its weekday, and how far it is from `now`.

    Raises:
        SettingsError: as `seconds`.
    """
    found = seconds(text, now=now, key=key)
    day = datetime.datetime.fromtimestamp(found)
    date = f"{WEEKDAYS[day.weekday()][:3].capitalize()} {day:%Y-%m-%d %H:%M}"
    if found <= now:
        return f"{date} is over: it starts at once."
    twice = ", the first of two that day" if _is_twice(day) else ""
    minutes = max(60, (found - now + 30) // 60 * 60)
    wait = durations.shown(minutes).replace(" ", "\N{NO-BREAK SPACE}")
    return f"{date}{twice}, in {wait}"


def _moment(text: str, now: int) -> datetime.datetime:
    text = text.strip()
    found = _SPOKEN.fullmatch(text.lower())
    if not found or not (found[3] or found[4]):
        return _existing(datetime.datetime.fromisoformat(text))
    day, hour, minute, half = found[1] or "", int(found[2]), int(found[3] or 0), found[4]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if half == "pm" else 0)
    present = datetime.datetime.fromtimestamp(now)
    return _existing(_spoken(day, present.replace(hour=hour, minute=minute, second=0, microsecond=0), present))


def _spoken(day: str, today: datetime.datetime, present: datetime.datetime) -> datetime.datetime:
    """`today`, the wanted time of this day, moved to the day that is meant."""
    if day in ("", "tonight") and (not day or today.hour < 5):
        return today if today > present else today + datetime.timedelta(days=1)
    if day == "tonight" and today.hour < 17:
        evening = f"{today.hour % 12 + 12}:{today:%M}"
        raise _NoMomentError(f"that is no time of the night; write {evening}, or tomorrow {today.hour}:{today:%M}")
    if day in _DAYS:
        if not _DAYS[day] and today <= present:
            raise _NoMomentError(f"that is over; write tomorrow {today:%H:%M}, or a date")
        return today + datetime.timedelta(days=_DAYS[day])
    numbers = [n for n, name in enumerate(WEEKDAYS) if len(day) >= 3 and name.startswith(day)]
    if not numbers:
        raise ValueError(day)
    then = today + datetime.timedelta(days=(numbers[0] - today.weekday()) % 7)
    return then if then > present else then + datetime.timedelta(days=7)


def _existing(moment: datetime.datetime) -> datetime.datetime:
    """`moment`, unless the clock on the wall never shows it."""
    if moment.tzinfo is None and datetime.datetime.fromtimestamp(moment.timestamp()) != moment.replace(fold=0):
        raise _NoMomentError("the clock is put forward then and never shows it; write an hour later")
    return moment


def _is_twice(moment: datetime.datetime) -> bool:
    return moment.replace(fold=0).timestamp() != moment.replace(fold=1).timestamp()
