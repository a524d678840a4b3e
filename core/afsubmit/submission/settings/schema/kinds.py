"""The kinds of settings: what a value must be, and how it is written as one line of text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from ....errors import RangeError, SettingsError
from ....typed import Any

TEXT, LINES, FOLDER, CHOICE, FRAMES, MOMENT = "text", "lines", "folder", "choice", "frames", "moment"
WHOLE, SWITCH, LIST, MAP = "whole number", "switch", "list", "map"
TEXTS = (TEXT, LINES, FOLDER, CHOICE, FRAMES, MOMENT)
"""Kinds whose values are texts, "" where nothing is asked for."""

SECONDS = "seconds"
"""The unit of what takes time, which is written and shown with units of its own."""

_WORDS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
_PAIR_ENDS = re.compile(r"\s*[;\n]\s*(?=[^=;\n]+=)")


def of_type(key: str, value: Any, expected: type, words: str) -> Any:
    """`value`, which must be of the type `expected`; a truth is no number.

    Raises:
        SettingsError: it is not; `words` say what it must be.
    """
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        raise SettingsError(f"{key} is {shown(value)}; it must be {words}.")
    return value


def bounded(key: str, number: int, low: int | None, high: int | None) -> int:
    """`number`, which must lie between `low` and `high`, both included; None is no limit.

    Raises:
        SettingsError: it does not.
    """
    if (low is None or number >= low) and (high is None or number <= high):
        return number
    limits = f"between {low} and {high}" if low is not None and high is not None else f"{low} or more"
    raise SettingsError(f"{key} is {shown(number)}; it must be {limits}.")


def chosen(key: str, text: str, choices: Sequence[str]) -> str:
    """`text`, which must be one of `choices`.

    Raises:
        SettingsError: it is not.
    """
    if text not in choices:
        raise SettingsError(f"{key} is {shown(text)}; it can be {', '.join(repr(choice) for choice in choices)}.")
    return text


def frames(key: str, text: str, words: Sequence[str] = ()) -> str:
    """`text`, which must name frames, or one of `words` among them.

    Raises:
        SettingsError: it does neither.
    """
    from ....document.frames import FrameList

    rest = ",".join(part for part in re.split(r"[,;\s]+", text) if part not in words) if words else text.strip()
    try:
        FrameList.parse(rest) if rest else None
    except RangeError as error:
        also = f" Words it knows are {', '.join(words)}." if words else ""
        raise SettingsError(f"{key}: {error}{also}") from error
    return text


def listed(key: str, value: Any) -> list[str]:
    """`value` as a list of texts; one text is not split into letters but refused.

    Raises:
        SettingsError: it is not such a list.
    """
    if not isinstance(value, (list, tuple)):
        raise SettingsError(f"{key} is {shown(value)}; it must be a list of texts.")
    return [of_type(f"{key}[{place}]", item, str, "a text") for place, item in enumerate(value)]


def mapped(key: str, value: Any, item: Callable[[str, Any], Any]) -> dict[str, Any]:
    """`value` as a map with names that are not empty; `item(key, value)` checks each value.

    Raises:
        SettingsError: it is not such a map.
    """
    if not hasattr(value, "items"):
        raise SettingsError(f"{key} is {shown(value)}; it must be names with values.")
    for name in value:
        if not isinstance(name, str) or not name.strip():
            raise SettingsError(f"{key} has the name {shown(name)}; a name must be a text that is not empty.")
    return {name: item(f"{key}.{name}", one) for name, one in value.items()}


def whole_from(key: str, text: str, unit: str) -> int:
    """The number in `text`; of seconds also such as `90s`, `15m`, `2 h`, `1:30:00`.

    Raises:
        SettingsError: there is none.
    """
    try:
        return int(text)
    except ValueError:
        number, words = None, "a whole number"
        if unit == SECONDS:
            from . import durations

            number, words = durations.seconds(text), durations.why_none(text)
        if number is None:
            raise SettingsError(f"{key} is {shown(text)}; it must be {words}.") from None
        return number


def switch_from(key: str, text: str) -> bool:
    """The truth in `text`: true, yes, on, 1, or their opposites.

    Raises:
        SettingsError: it is another word.
    """
    if text.strip().lower() not in _WORDS:
        raise SettingsError(f"{key} is {shown(text)}; it must be true or false.")
    return _WORDS[text.strip().lower()]


def list_from(key: str, text: str) -> list[str]:
    """The words of `text`, quoted as in a shell where they hold blanks.

    Raises:
        SettingsError: a quote is not closed.
    """
    from ....document.shell_words import typed_words

    try:
        return typed_words(text)
    except ValueError as error:
        raise SettingsError(f"{key} is {shown(text)}: {error}.") from error


def map_from(key: str, text: str) -> dict[str, str]:
    """The pairs of `text`, written `NAME=value; OTHER=value` or one on a line.

    Raises:
        SettingsError: one has no "=", or no name.
    """
    pairs: dict[str, str] = {}
    for part in _PAIR_ENDS.split(text.strip().rstrip(";")) if text.strip() else ():
        name, sign, value = part.partition("=")
        if not sign or not name.strip():
            raise SettingsError(f"{key} has {shown(part)}; write NAME=value.")
        pairs[name.strip()] = value.strip()
    return pairs


def map_text(values: Mapping[str, Any]) -> str:
    """`values` as `map_from` reads them."""
    return "; ".join(f"{name}={value}" for name, value in values.items())


def shown(value: Any) -> str:
    """`value` for a sentence, cut where it is long."""
    from ....document.quoting import shown as shown_text  # for who made a mistake only: it loads what jobs are made of

    text = shown_text(value) if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
