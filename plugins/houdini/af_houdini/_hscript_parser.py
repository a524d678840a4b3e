"""Reads an HScript expression into a function that works it out for a node at a frame. Pure.

What is read: numbers, texts, variables, functions, signs, and blocks in braces with `if`, `else`, names of their own
and `return`. All else only Houdini reads.
"""

from __future__ import annotations

import functools
import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import Protocol, Union

from afsubmit.errors import SceneError

from ._hscript_functions import FUNCTIONS, bounded, only_houdini, shortened

Value = Union[float, str]
Names = dict[str, Value]
"""What a block has named."""

MAXIMUM_NESTING = 40
"""How many brackets, blocks and parameters that ask for others may lie within each other."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
    |(?P<text>"[^"\\]*(?:\\.[^"\\]*)*"|'[^']*')
    |\$(?:\{(?P<braced>\w+)\}|(?P<variable>\w+))
    |(?P<name>[A-Za-z_]\w*)
    |(?P<sign>&&|\|\||==|!=|<=|>=|\+=|-=|\*=|/=|[-+*/%<>!(),;{}=]))""",
    re.VERBOSE | re.DOTALL,
)
_BINDING = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    ">": 4,
    "<=": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}
"""Signs between two values; a higher number binds more."""
_ESCAPED = re.compile(r"\\([\"\\])")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_PADDED = re.compile(r"-?0\d+(?:\.\d*)?")
"""A variable is a text, or a number where it looks like one; with zeros before it, who knows."""
_PADDED_FRAME = re.compile(r"F[0-9]+")


class Scope(Protocol):
    """Where an expression stands: a node at a frame. `nesting` counts how deep the reading is."""

    nesting: int

    @property
    def frame(self) -> float:
        """The frame it is worked out at."""

    def variable(self, name: str) -> Value | None:
        """What `$name` is; None where there is no such variable."""

    def function(self, name: str) -> Callable[..., Value] | None:
        """A function that asks for other nodes and parameters, `ch`; None where it is none of these."""


Term = Callable[[Scope, Names], Value]
Step = Callable[[Scope, Names], "Value | None"]
"""A statement: it gives a value where it returns one."""
Expand = Callable[[str, Scope], str]


@functools.lru_cache(maxsize=128)  # one expression is asked for at many frames
def term_of(text: str, expand: Expand) -> Term:
    """The expression `text` as a function; `expand` carries out the variables of texts in quotes.

    Raises:
        SceneError: only Houdini can read it.
    """
    return _Parser(text, expand).whole()


class _Parser:
    """Reads one expression."""

    def __init__(self, text: str, expand: Expand) -> None:
        self._text, self._expand, self._at, self._depth = text, expand, 0, 0
        self._token: re.Match[str] | None = None
        self._advance()

    def _advance(self) -> None:
        if self._at >= len(self._text.rstrip()):
            self._token = None
            return
        found = _TOKEN.match(self._text, self._at)
        if found is None:
            raise only_houdini(self._text)
        self._token, self._at = found, found.end()

    def _sign(self) -> str:
        return (self._token["sign"] or "") if self._token else ""

    def _name(self) -> str:
        return (self._token["name"] or "") if self._token else ""

    def _take(self, sign: str) -> None:
        if self._sign() != sign:
            raise only_houdini(self._text)
        self._advance()

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAXIMUM_NESTING:
            raise SceneError(f"{shortened(self._text)} is nested too deep.")

    def whole(self) -> Term:
        found = self._returning() if self._sign() == "{" else self._binary(1)
        if self._token is not None:
            raise only_houdini(self._text)
        return found

    def _returning(self) -> Term:
        block, text = self._block(), self._text

        def result(scope: Scope, names: Names) -> Value:
            found = block(scope, names)
            if found is None:
                raise only_houdini(text)
            return found

        return result

    def _block(self) -> Step:
        self._deeper()
        self._take("{")
        steps: list[Step] = []
        while self._sign() != "}":
            steps.append(self._step())
        self._take("}")
        self._depth -= 1

        def block(scope: Scope, names: Names) -> Value | None:
            for step in steps:
                found = step(scope, names)
                if found is not None:
                    return found
            return None

        return block

    def _step(self) -> Step:
        if self._sign() == "{":
            return self._block()
        name = self._name()
        self._advance()
        if name == "if":
            return self._choice()
        if name == "return":
            found = self._binary(1)
            self._take(";")
            return found
        if not name or self._sign() not in ("=", "+=", "-=", "*=", "/="):
            raise only_houdini(self._text)
        return self._naming(name)

    def _choice(self) -> Step:
        self._deeper()
        self._take("(")
        condition = self._binary(1)
        self._take(")")
        one, other = self._step(), None
        if self._name() == "else":
            self._advance()
            other = self._step()
        self._depth -= 1

        def choice(scope: Scope, names: Names) -> Value | None:
            chosen = one if amount(condition(scope, names)) else other
            return chosen(scope, names) if chosen is not None else None

        return choice

    def _naming(self, name: str) -> Step:
        sign = self._sign()
        self._advance()
        value = self._binary(1)
        self._take(";")

        def naming(scope: Scope, names: Names) -> None:
            found = value(scope, names)
            names[name] = found if sign == "=" else _worked_out(sign[0], _known(names, name), found)

        return naming

    def _binary(self, least: int) -> Term:
        first = self._unary()
        more: list[tuple[str, Term]] = []
        while _BINDING.get(self._sign(), 0) >= least:
            sign = self._sign()
            self._advance()
            more.append((sign, self._binary(_BINDING[sign] + 1)))
        return functools.partial(_in_order, first, more) if more else first

    def _unary(self) -> Term:
        sign = self._sign()
        if sign not in ("-", "+", "!"):
            return self._single()
        self._deeper()
        self._advance()
        inner = self._unary()
        self._depth -= 1
        act = _UNARY[sign]
        return lambda scope, names: act(amount(inner(scope, names)))

    def _single(self) -> Term:
        token = self._token
        if token is None:
            raise SceneError(f"{shortened(self._text)} ends too early.")
        self._advance()
        if token["number"]:
            number = _finite(float(token["number"]))
            return lambda _place, _names: number
        if token["text"]:
            return self._quoted(token["text"])
        if token["name"]:
            name = token["name"]
            return self._called(name) if self._sign() == "(" else lambda _place, names: _known(names, name)
        if token["sign"] == "(":
            self._deeper()
            found = self._binary(1)
            self._take(")")
            self._depth -= 1
            return found
        return self._variable(token["variable"] or token["braced"] or "")

    def _variable(self, name: str) -> Term:
        text = self._text
        if not name or _PADDED_FRAME.fullmatch(name):  # a text or a number? not documented
            raise only_houdini(text)

        def variable(scope: Scope, _names: Names) -> Value:
            known = scope.variable(name)
            if known is None or (isinstance(known, str) and _PADDED.fullmatch(known)):
                raise only_houdini(text)
            return float(known) if isinstance(known, str) and _NUMBER.fullmatch(known) else known

        return variable

    def _quoted(self, quoted: str) -> Term:
        inner, expand = quoted[1:-1], self._expand
        if quoted.startswith("'"):
            if set(inner) & set("$`\\"):  # whether these mean anything in here is not documented
                raise only_houdini(self._text)
            return lambda _place, _names: inner
        inner = _ESCAPED.sub(r"\1", inner)
        return lambda scope, _names: expand(inner, scope)

    def _called(self, name: str) -> Term:
        self._deeper()
        self._take("(")
        words: list[Term] = []
        while self._sign() != ")":
            words.append(self._binary(1))
            if self._sign() != ")":
                self._take(",")
        self._take(")")
        self._depth -= 1
        if name in ("if", "ifs") and len(words) == 3:
            return lambda scope, names: words[1 if amount(words[0](scope, names)) else 2](scope, names)
        return functools.partial(_call, self._text, name, words)


def _call(text: str, name: str, words: list[Term], scope: Scope, names: Names) -> Value:
    function = scope.function(name) or FUNCTIONS.get(name)
    if function is None:
        raise only_houdini(text)
    scope.nesting += 1
    if scope.nesting > MAXIMUM_NESTING:
        raise SceneError(f"{shortened(text)} asks for too many others.")
    found = function(*(word(scope, names) for word in words))
    scope.nesting -= 1
    return found if isinstance(found, str) else _finite(found)


def _in_order(first: Term, more: list[tuple[str, Term]], scope: Scope, names: Names) -> Value:
    """What stands in a row from left to right, one after the other: a long row costs no stack."""
    found = first(scope, names)
    for sign, term in more:
        found = _worked_out(sign, found, term(scope, names))
    return found


def _worked_out(sign: str, left: Value, right: Value) -> Value:
    if isinstance(left, str) and isinstance(right, str) and sign in ("+", "==", "!="):
        return bounded(left + right) if sign == "+" else float((left == right) == (sign == "=="))
    return _finite(float(_ARITHMETIC[sign](amount(left), amount(right))))


def _known(names: Names, name: str) -> Value:
    if name not in names:
        raise only_houdini(name)
    return names[name]


def amount(found: Value) -> float:
    """`found`, which must be a number. Raises TypeError."""
    if isinstance(found, str):
        raise TypeError(f"{shortened(found)} is a text")
    return found


def _finite(found: float) -> float:
    if not math.isfinite(found):
        raise ValueError("the number is too large")
    return found


def _remainder(one: float, other: float) -> float:
    if one < 0 or other < 0:
        raise ValueError("only Houdini knows the remainder of a negative number")
    return math.fmod(one, other)


_UNARY: Mapping[str, Callable[[float], float]] = {
    "-": operator.neg,
    "+": operator.pos,
    "!": lambda one: float(not one),
}
_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "||": lambda one, other: float(bool(one) or bool(other)),
    "&&": lambda one, other: float(bool(one) and bool(other)),
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": _remainder,
}
