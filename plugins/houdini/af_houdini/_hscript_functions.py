"""The functions of HScript that ask for nothing but their own words. Pure.

After SideFX's reference of expression functions; what it leaves open is not in the table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Union

from afsubmit.errors import SceneError

from ._frame_file import MAXIMUM_WIDTH

Value = Union[float, str]

MAXIMUM_LENGTH = 20_000
"""Letters of one text."""


def only_houdini(expression: str) -> SceneError:
    """The error for what cannot be worked out here."""
    return SceneError(f"only Houdini can work out {shortened(expression)}.")


def shortened(text: str) -> str:
    """`text` in quotes, with its end left out where it is long."""
    return repr(text if len(text) <= 80 else f"{text[:77]}...")


def bounded(text: str) -> str:
    """`text`, which must not be too long: what is made of it may be longer again. Raises SceneError."""
    if len(text) > MAXIMUM_LENGTH:
        raise SceneError(f"{shortened(text)} is too long.")
    return text


def _digits(asked: Value) -> int:
    if float(asked) > MAXIMUM_WIDTH:
        raise ValueError("no file has a name with so long a number")
    return int(float(asked))


def _padzero(width: Value, amount: Value) -> str:
    if not 0 <= float(amount) or not float(amount).is_integer():
        raise ValueError("only Houdini knows how it pads such a number")
    return f"{int(float(amount)):0{_digits(width)}d}"


def _fpadzero(width: Value, digits: Value, amount: Value) -> str:
    if not 0 <= float(amount):
        raise ValueError("only Houdini knows how it pads a negative number")
    whole, point, rest = f"{float(amount):.{_digits(digits)}f}".partition(".")
    return whole.rjust(_digits(width), "0") + point + rest


def _rint(amount: float) -> float:
    if amount - math.floor(amount) == 0.5:
        raise ValueError("only Houdini knows to which side it rounds a half")
    return float(math.floor(amount + 0.5))


def _substr(text: str, start: float, length: float) -> str:
    if start < 0 or length < 0:
        raise ValueError("only Houdini knows a part that begins before the text")
    return _text(text)[int(start) : int(start) + int(length)]


def _arg(text: str, index: float) -> str:
    words = _text(text).split()
    return words[int(index)] if 0 <= index < len(words) else ""


def _strcmp(one: str, other: str) -> float:
    return float((_text(one) > _text(other)) - (_text(one) < _text(other)))


def _strreplace(text: str, old: str, new: str) -> str:
    if not old:
        raise ValueError("nothing is to be replaced")
    if len(text) + _text(text).count(_text(old)) * len(_text(new)) > MAXIMUM_LENGTH:
        raise ValueError("the text would be too long")
    return text.replace(old, new)


def _fit(amount: float, low: float, high: float, new_low: float, new_high: float) -> float:
    share = (min(max(amount, low), high) - low) / (high - low)
    return new_low + share * (new_high - new_low)


def _text(found: Value) -> str:
    if not isinstance(found, str):
        raise TypeError(f"{found:g} is no text")
    return found


def _joined(*words: Value) -> str:
    if sum(map(len, map(_text, words))) > MAXIMUM_LENGTH:
        raise ValueError("the text would be too long")
    return "".join(map(_text, words))


FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "abs": lambda amount: abs(amount),
    "arg": _arg,
    "argc": lambda text: float(len(_text(text).split())),
    "ceil": lambda amount: float(math.ceil(amount)),
    "clamp": lambda amount, low, high: min(max(amount, low), high),
    "fit": _fit,
    "fit01": lambda amount, low, high: _fit(amount, 0.0, 1.0, low, high),
    "floor": lambda amount: float(math.floor(amount)),
    "fpadzero": _fpadzero,
    "int": lambda amount: float(math.trunc(amount)),
    "lock": lambda amount: amount,
    "max": lambda one, other: max(one, other),
    "min": lambda one, other: min(one, other),
    "padzero": _padzero,
    "pow": lambda one, other: float(one**other),
    "rint": _rint,
    "round": _rint,
    "sqrt": lambda amount: math.sqrt(amount),
    "strcat": _joined,
    "strcmp": _strcmp,
    "strlen": lambda text: float(len(_text(text))),
    "strreplace": _strreplace,
    "substr": _substr,
    "tolower": lambda text: _text(text).lower(),
    "toupper": lambda text: _text(text).upper(),
    "trunc": lambda amount: float(math.trunc(amount)),
}
