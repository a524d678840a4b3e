"""How the setters read their values. Nothing here raises: an unreadable value stays, and validation reports it."""

from __future__ import annotations

import os

from ..typed import Any


def whole(value: Any) -> Any:
    """`value` cut to a whole number, a text of digits read; anything else as it is."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return value


def exact(value: Any) -> Any:
    """A float without a fraction as a whole number; anything else as it is.

    The server ignores floats: 1001.0 from a host's timeline must become 1001, and 10.5 must not become 10 unseen.
    """
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def is_above(value: Any, limit: float) -> bool:
    """Whether `value` is a number above `limit`, or something that has to be kept so that validation can name it."""
    try:
        return not value <= limit
    except TypeError:
        return True


def is_at_least(value: Any, limit: float) -> bool:
    """The same with `limit` itself included."""
    try:
        return not value < limit
    except TypeError:
        return True


def scaled(value: Any, factor: float) -> Any:
    """`value * factor` cut to a whole number; what is no number as it is."""
    try:
        return int(value * factor)
    except (TypeError, ValueError, OverflowError):
        return value


def listed(values: Any) -> list[Any]:
    """A list of texts: one text or path counts as a list of one."""
    if type(values) is not list and isinstance(values, (str, bytes, os.PathLike)):
        values = [values]
    try:
        return [value if type(value) is str else text(value) for value in values]
    except TypeError:
        return [values]


def text(value: Any) -> Any:
    """A path object as its text; anything else as it is."""
    if type(value) is str or not isinstance(value, os.PathLike):
        return value
    return os.fspath(value)


def is_given(value: Any) -> bool:
    """Whether a name was given: None and the empty text say nothing."""
    return value is not None and not (isinstance(value, str) and not value)
