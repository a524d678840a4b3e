"""Moments as artists write them: `22:00`, `2026-11-25 22:00`, `+2h`. The clock comes in as a number."""

from __future__ import annotations

import datetime
import re

from ....errors import SettingsError
from .kinds import shown, whole_from

_CLOCK = re.compile(r"(\d{1,2}):(\d\d)")


def seconds(text: str, *, now: int, key: str) -> int:
    """The moment that `text` names, in seconds since the epoch; `now` is the present one.

    `22:00` is the next time the clock shows it, `2026-11-25` its midnight, `+2h` two hours from now. Without a zone
    (`+01:00` at the end) this machine's own counts, as it is on that day.

    Raises:
        SettingsError: it is none of these, or long past or far away; the sentence begins with `key`.
    """
    text = text.strip()
    if text.startswith("+"):
        return now + whole_from(key, text[1:], "seconds")
    try:
        found = _CLOCK.fullmatch(text)
        moment = _next(now, int(found[1]), int(found[2])) if found else datetime.datetime.fromisoformat(text)
        return int(moment.timestamp())
    except (ValueError, OverflowError, OSError) as error:
        words = "it must be a time such as 22:00, 2026-11-25 22:00 or +2h"
        raise SettingsError(f"{key} is {shown(text)}; {words}.") from error


def checked(key: str, text: str) -> str:
    """`text`, which must be empty or a moment as `seconds` reads it.

    Raises:
        SettingsError: it is neither.
    """
    if text.strip():
        seconds(text, now=0, key=key)
    return text


def _next(now: int, hour: int, minute: int) -> datetime.datetime:
    present = datetime.datetime.fromtimestamp(now)
    moment = present.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return moment if moment > present else moment + datetime.timedelta(days=1)
