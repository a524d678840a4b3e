"""Times that something takes, as artists write them and as they are shown: `2 h`, `90m`, `1:30:00`. Pure."""

from __future__ import annotations

import re

_NUMBER = r"(\d{1,12}(?:\.\d{1,6})?)"
_WORDS = re.compile(
    rf"(?:{_NUMBER}\s*d(?:ays?)?)?\s*(?:{_NUMBER}\s*h(?:(?:ou)?rs?)?)?\s*"
    rf"(?:{_NUMBER}\s*m(?:in(?:ute)?s?)?)?\s*(?:{_NUMBER}\s*s(?:ec(?:ond)?s?)?)?"
)
_CLOCK = re.compile(r"(\d{1,6}):([0-5]\d):([0-5]\d)")
_UNCLEAR = re.compile(r"\d+:\d\d")
UNITS = (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1))
"""How each unit is shown, and its seconds."""


def seconds(text: str) -> int | None:
    """The seconds that `text` names with their units; None where it names no whole number of them."""
    text = text.strip().lower()
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, rest = map(int, clock.groups())
        return (hours * 60 + minutes) * 60 + rest
    found = _WORDS.fullmatch(text)
    if not found or not any(found.groups()):
        return None
    total = sum(float(number or 0) * size for number, (_, size) in zip(found.groups(), UNITS))
    return int(total) if total == int(total) else None


def why_none(text: str) -> str:
    """How to write what `text` may mean, for the end of a sentence."""
    if _UNCLEAR.fullmatch(text.strip()):
        return "a time with its units, 1h30m or 1m30s, or with all three, 1:30:00"
    return "a whole number, or a time such as 90s, 15m, 2 h, 1h30m or 1:30:00"


def shown(number: int) -> str:
    """These seconds exactly, as `seconds` reads them: "2 h", "1 h 30 min", "90 s" as "1 min 30 s"."""
    parts, rest = [], abs(number)
    for unit, size in UNITS:
        count, rest = divmod(rest, size)
        parts += [f"{count} {unit}"] if count else []
    return f"{'-' if number < 0 else ''}{' '.join(parts) or '0 s'}"


def stepped(number: int, steps: int) -> int:
    """`number` so many steps on: by seconds below a minute, by minutes below an hour, then by a quarter of one."""
    for _ in range(abs(steps)):
        below = number - (steps < 0)
        size = 1 if below < 60 else 60 if below < 3600 else 900
        number = (number // size + 1) * size if steps > 0 else (number - 1) // size * size
    return number
