"""What `expr` of Tcl gives: numbers and texts, the operators, a few functions. Pure; numbers are bounded."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Union

from ._tcl_commands import whole_number
from ._unknown import only_nuke

Value = Union[int, float, str]
Piece = Callable[[str, int, "re.Pattern[str]"], "tuple[str, int]"]
"""Carries out the command in brackets, or gives the variable, that begins at a place."""

MAXIMUM_BITS = 256
MAXIMUM_DEPTH = 40
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)
_OPERATOR = re.compile(r"\*\*|<<|>>|<=|>=|==|!=|&&|\|\||(?:eq|ne)(?!\w)|[-+*/%<>&^|?:]")
_BLANKS = re.compile(r"(?:\s|\\\n)*")
_QUOTED = re.compile(r'[^\[$\\"]+')
_LEVELS = [["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!=", "eq", "ne"], ["<", ">", "<=", ">="], ["<<", ">>"]]
_LEVELS += [["+", "-"], ["*", "/", "%"]]
"""The operators between two values, those that bind least first."""
_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off")


def number(text: str) -> int | float:
    """A number as Tcl reads it.

    Raises:
        ValueError: it is none.
    """
    try:
        return whole_number(text)
    except ValueError:
        if not _NUMBER.fullmatch(text.strip().lstrip("+-")) or re.fullmatch(r"\s*[+-]?\d+\s*", text):
            raise
        return float(text)


def is_true(text: str) -> bool:
    """Whether a value counts as true.

    Raises:
        ValueError: it is neither true nor false.
    """
    word = text.strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    return number(text) != 0


def shown(value: Value) -> str:
    """A value as text."""
    if isinstance(value, float):
        if not math.isfinite(value) or not (value == 0 or 1e-4 <= abs(value) < 1e15):
            raise only_nuke(f"The number {value}")
        return repr(value)
    return str(value)


class Expression:
    """One expression, read and worked out in one go; what `&&`, `||` and `?:` do not ask for is only read."""

    def __init__(self, text: str, piece: Piece) -> None:
        """Take its text, and what carries out brackets and variables."""
        self._text, self._piece = text, piece
        self._position = self._depth = 0
        self._has_odd_number = False
        """Whether a number is not written as Tcl would write it: `?:` hands it on as it is."""

    def value(self) -> str:
        """What it gives.

        Raises:
            ValueError: it is not written as Tcl wants it.
            SceneError: only Nuke can work it out.
        """
        found = self._choice()
        if self._position < len(self._text):
            raise ValueError(self._text)
        return shown(found)

    def _skip(self) -> None:
        found = _BLANKS.match(self._text, self._position)
        self._position = found.end() if found else self._position

    def _operator(self) -> str:
        self._skip()
        found = _OPERATOR.match(self._text, self._position)
        return found[0] if found else ""

    def _choice(self) -> Value:
        self._depth += 1
        if self._depth > MAXIMUM_DEPTH:
            raise ValueError(self._text)
        found = self._level(0)
        if self._operator() == "?":
            self._position += 1
            one = self._choice()
            if self._operator() != ":":
                raise ValueError(self._text)
            self._position += 1
            other = self._choice()
            if self._has_odd_number:
                raise only_nuke(f"The expression {self._text!r}")
            found = one if is_true(str(found)) else other
        self._depth -= 1
        return found

    def _level(self, level: int) -> Value:
        if level == len(_LEVELS):
            return self._power()
        found = self._level(level + 1)
        kinds: set[bool] = set()
        while (sign := self._operator()) in _LEVELS[level]:
            kinds.add(sign.isalpha())
            if len(kinds) > 1:  # which of == and eq binds more is not the same in every version
                raise only_nuke(f"The expression {self._text!r}")
            self._position += len(sign)
            found = _worked_out(sign, found, self._level(level + 1))
        self._skip()
        return found

    def _power(self) -> Value:
        found = self._unary()
        if self._operator() == "**":
            raise only_nuke("A power")
        return found

    def _unary(self) -> Value:
        self._skip()
        sign = self._text[self._position : self._position + 1]
        if not sign or sign not in "-+!~":
            return self._operand()
        self._position += 1
        self._depth += 1
        if self._depth > MAXIMUM_DEPTH:
            raise ValueError(self._text)
        found = self._unary()
        self._depth -= 1
        if sign == "!":
            return int(not is_true(str(found)))
        amount = _amount(found)
        return ~_whole(amount) if sign == "~" else -amount if sign == "-" else amount

    def _operand(self) -> Value:
        text, position = self._text, self._position
        letter = text[position : position + 1]
        if letter == "(":
            self._position += 1
            found = self._choice()
            self._closed(")")
            return found
        if letter and letter in "[$":
            word, self._position = self._piece(text, position, _QUOTED)
            return word
        if letter == '"':
            return self._quoted()
        if letter == "{":
            end = text.find("}", position)
            if end < 0 or set(text[position + 1 : end]) & set("{\\"):
                raise only_nuke(f"The expression {text!r}")
            self._position = end + 1
            return text[position + 1 : end]
        digits = _NUMBER.match(text, position)
        if digits:
            self._position = digits.end()
            self._has_odd_number |= shown(number(digits[0])) != digits[0]
            return number(digits[0])
        return self._function()

    def _quoted(self) -> Value:
        parts, self._position = [], self._position + 1
        while self._text[self._position : self._position + 1] not in ("", '"'):
            part, self._position = self._piece(self._text, self._position, _QUOTED)
            parts.append(part)
        self._closed('"')
        return "".join(parts)

    def _closed(self, sign: str) -> None:
        if sign == ")":
            self._skip()
        if self._text[self._position : self._position + 1] != sign:
            raise ValueError(self._text)
        self._position += 1

    def _function(self) -> Value:
        found = _NAME.match(self._text, self._position)
        if found is None:
            raise ValueError(self._text)
        name, self._position = found[0], found.end()
        if name.lower() in (*_TRUE, *_FALSE):
            return name
        self._skip()
        if name not in _FUNCTIONS or self._text[self._position : self._position + 1] != "(":
            raise only_nuke(f"{name} in {self._text!r}")
        self._position += 1
        words = [_amount(self._choice())]
        while self._text[self._position : self._position + 1] == ",":
            self._position += 1
            words.append(_amount(self._choice()))
        self._closed(")")
        return _FUNCTIONS[name](*words)


def _amount(value: Value) -> int | float:
    return number(value) if isinstance(value, str) else value


def _whole(value: int | float) -> int:
    if not isinstance(value, int):
        raise ValueError(value)
    return value


def _worked_out(sign: str, left: Value, right: Value) -> Value:
    if sign in ("eq", "ne"):
        return int((shown(left) == shown(right)) == (sign == "eq"))
    if sign in ("&&", "||"):
        truths = (is_true(str(left)), is_true(str(right)))
        return int(all(truths) if sign == "&&" else any(truths))
    try:
        one, other = _amount(left), _amount(right)
    except ValueError:
        if sign not in _COMPARED:
            raise
        return int(_COMPARED[sign](shown(left), shown(right)))
    if sign in _COMPARED:
        return int(_COMPARED[sign](one, other))
    return _checked(_ARITHMETIC[sign](one, other))


def _checked(value: int | float) -> int | float:
    if isinstance(value, int) and value.bit_length() > MAXIMUM_BITS:
        raise only_nuke("So large a number")
    return value


def _divided(one: float, other: float) -> float:
    if isinstance(one, int) and isinstance(other, int):
        return one // other
    return one / other


def _shift(by: float) -> int:
    if not 0 <= by <= MAXIMUM_BITS:
        raise ValueError(by)
    return _whole(by)


def _rounded(value: float) -> int:
    return math.floor(value + 0.5) if value >= 0 else math.ceil(value - 0.5)


_COMPARED: Mapping[str, Callable[..., bool]] = {
    "==": lambda one, other: bool(one == other),
    "!=": lambda one, other: bool(one != other),
    "<": lambda one, other: bool(one < other),
    ">": lambda one, other: bool(one > other),
    "<=": lambda one, other: bool(one <= other),
    ">=": lambda one, other: bool(one >= other),
}
_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": _divided,
    "%": lambda one, other: _whole(one) % _whole(other),
    "&": lambda one, other: _whole(one) & _whole(other),
    "|": lambda one, other: _whole(one) | _whole(other),
    "^": lambda one, other: _whole(one) ^ _whole(other),
    "<<": lambda one, by: _whole(one) << _shift(by),
    ">>": lambda one, by: _whole(one) >> _shift(by),
}
_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "abs": abs,
    "ceil": lambda value: math.copysign(math.ceil(value), value),
    "double": float,
    "floor": lambda value: math.copysign(math.floor(value), value),
    "int": int,
    "max": max,
    "min": min,
    "round": _rounded,
}
