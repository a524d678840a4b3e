"""Collects problems, and checks single values against the table of fields."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..errors import Problem
from ..typed import TYPE_CHECKING, Any
from .fields import INT64

if TYPE_CHECKING:
    from .fields import Field

MAXIMUM = 100
"""No more errors, and no more warnings, are listed."""

_BAD = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_BAD_RAW = re.compile('["\\\\\0-\x1f\ud800-\udfff]')
_CONTROLS_RAW = [*map(chr, range(32)), '"', "\\"]
_CONTROLS = [letter for letter in map(chr, range(32)) if letter not in "\t\n\r"]
_WORDS = {"str": "text", "int": "a whole number", "bool": "true or false", "map": "an object", "list": "a list"}


class Findings:
    """The problems found so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._errors = self._warnings = 0

    @property
    def is_full(self) -> bool:
        """Whether enough errors were found; more would only take time. Warnings never end the search for errors."""
        return self._errors >= MAXIMUM

    def error(self, where: str, message: str, fix: str = "") -> None:
        """Note what must not be sent."""
        if not self.is_full:
            self._errors += 1
            self.problems.append(Problem("error", where, message, fix))

    def warning(self, where: str, message: str, fix: str = "") -> None:
        """Note a value that is valid but would not have the effect it was set for."""
        if self._warnings < MAXIMUM:
            self._warnings += 1
            self.problems.append(Problem("warning", where, message, fix))

    def value(self, where: str, field: Field, value: Any) -> None:
        """Check `value` against its field's type, range and text."""
        kind = field.kind
        if kind == "str":
            if self.text(where, value, is_raw=field.is_sent_raw) and field.longest:
                self.length(where, value, field.longest)
        elif kind == "int":
            self.number(where, field, value)
        elif kind == "bool":
            if not isinstance(value, bool):
                self.wrong_type(where, value, kind)
        elif kind == "list":
            self._list(where, field, value)
        else:
            self._map(where, field, value)

    def text(self, where: str, value: Any, *, is_raw: bool = False) -> bool:
        """Check a text; with `is_raw` one that the server writes without escaping. Returns whether it is fine."""
        if not isinstance(value, str):
            self.wrong_type(where, value, "str")
            return False
        bad = has_bad_character(value, is_raw=is_raw)
        if bad:
            self._character(where, bad, is_raw=is_raw)
        return not bad

    def length(self, where: str, name: str, longest: int) -> None:
        """Check how long a name is in UTF-8."""
        size = len(name) if name.isascii() else len(name.encode("utf-8", "replace"))
        if size > longest:
            message = f"is {size} bytes long; the server could die of it."
            fix = f"Keep it to {longest} bytes (letters outside English count double or more)."
            self.error(where, message, fix)

    def _character(self, where: str, bad: str, *, is_raw: bool) -> None:
        if "\ud800" <= bad <= "\udfff":
            self.error(where, f"holds half a character ({bad!r}), which cannot be sent.", "Write the name anew.")
        elif bad == "\0":
            self.error(where, "holds a character with the code 0; the server would cut the text there.", "Remove it.")
        elif bad == "\\" and where.endswith(("mask", "mask_exclude", "need_properties")):
            message = "holds a backslash, which would break the server's lists for everybody."
            self.error(where, message, r"Write [.] instead of \. and [0-9] instead of \d.")
        else:
            words = {'"': "a quote", "\\": "a backslash"}.get(bad, f"the control character {bad!r}")
            why = "which would break the server's lists for everybody"
            self.error(where, f"holds {words}, {why}.", "Remove it.")

    def number(self, where: str, field: Field, value: Any) -> bool:
        """Check a whole number and its range. Returns whether it is fine."""
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong_type(where, value, "int")
            return False
        low, high = field.minimum, field.maximum
        if (low is None or value >= low) and (high is None or value <= high):
            return True
        nearest = low if low is not None and value < low else high
        message = f"is {shown(value)}; the server takes {_limits(low, high)}."
        if field.is_clamped and INT64[0] <= value <= INT64[1] and abs(value) < 2**31 and not _wraps(field, value):
            self.warning(where, f"{message[:-1]} and makes it {nearest}.", f"Write {nearest}.")
        else:
            self.error(where, message, f"Write a number in that range{_or_nothing(field)}.")
        return False

    def _list(self, where: str, field: Field, value: Any) -> None:
        if not isinstance(value, (list, tuple)):
            self.wrong_type(where, value, "list")
            return
        for number, item in enumerate(value):
            if self.is_full:
                return
            place = f"{where}[{number}]"
            if field.items == "int":
                self.number(place, field, item)
            else:
                self.text(place, item)

    def _map(self, where: str, field: Field, value: Any) -> None:
        if not isinstance(value, dict):
            self.wrong_type(where, value, "map")
            return
        for name, item in value.items():
            if self.is_full:
                return
            if not self.text(f"{where}, the name {shown(name)}", name, is_raw=field.is_sent_raw):
                continue
            place = f'{where}["{name}"]'
            if field.items == "int":
                self.number(place, field, item)
            else:
                self.text(place, item)

    def wrong_type(self, where: str, value: Any, kind: str) -> None:
        """Note a value that the server would ignore."""
        fix = ""
        if kind == "int" and isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
            fix = f"Write {int(value)}."
        elif kind == "int" and isinstance(value, str) and re.fullmatch("-?[0-9]{1,18}", value.strip()):
            fix = f"Write {int(value)} without quotes."
        elif value is None:
            fix = "Leave it out or give it a value."
        self.error(where, f"is {shown(value)}, not {_WORDS[kind]}; the server would ignore it.", fix)

    def unknown_key(self, where: str, name: Any, known: Iterable[str]) -> None:
        """Note a key that the server does not know, with the one that was perhaps meant."""
        from difflib import get_close_matches

        near = get_close_matches(name[:80].lower(), list(known), 1) if isinstance(name, str) else []
        fix = f'Did you mean "{near[0]}"?' if near else "Remove it."
        self.error(
            f"{where}.{name}" if isinstance(name, str) else where, "is unknown; the server would ignore it.", fix
        )


def is_fine(field: Field, value: Any) -> bool:
    """Whether `value` has the type and range of its field; False when that needs a closer check."""
    if type(value) is str:
        is_short = not field.longest or len(value) * 4 <= field.longest
        return field.kind == "str" and is_short and not has_bad_character(value, is_raw=field.is_sent_raw)
    if type(value) is int and field.kind == "int" and not field.is_restored:
        low, high = field.minimum, field.maximum
        return low is not None and high is not None and low <= value <= high
    return False


def has_bad_character(text: str, *, is_raw: bool = False) -> str:
    """The first character that may not be in a text sent to the server, "" when there is none."""
    if text.isascii() and text.isprintable() and not (is_raw and ('"' in text or "\\" in text)):
        return ""
    found = (_BAD_RAW if is_raw else _BAD).search(text)
    return found.group() if found else ""


def is_plain(text: str, *, is_raw: bool = False) -> bool:
    """Whether a long text holds none of the characters of `has_bad_character`; looking for one after the other is
    many times as fast as looking at each letter of the text.
    """
    if not text.isascii():
        return not has_bad_character(text, is_raw=is_raw)
    return not any(letter in text for letter in (_CONTROLS_RAW if is_raw else _CONTROLS))


def shown(value: Any) -> str:
    """A value as a short text, whatever it is."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int):
        return str(value) if abs(value) < 2**128 else "a number of more than 128 bits"
    if isinstance(value, str):
        return f'the text "{value[:40]}{"…" if len(value) > 40 else ""}"'
    if isinstance(value, float):
        return f"the fraction {value!r}" if value == value and abs(value) != float("inf") else f"{value!r}"
    if isinstance(value, (dict, list, tuple)):
        return "an object" if isinstance(value, dict) else "a list"
    return f"a Python {type(value).__name__}"


def _wraps(field: Field, value: int) -> bool:
    """Whether the server, though it moves large numbers to the end of the range, misreads this one."""
    return value < 0 and field.default is not None and field.minimum == 0


def _limits(low: int | None, high: int | None) -> str:
    if high is None:
        return f"{low} and above"
    return f"{low} to {high}"


def _or_nothing(field: Field) -> str:
    return f", or leave it out for {field.default}" if field.default not in (None, "") else ""
