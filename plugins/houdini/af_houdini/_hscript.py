"""Texts with variables and HScript expressions, worked out without Houdini as far as what they say is sure. Pure.

Nothing is evaluated that is not in a table: all else is an error that says only Houdini knows it. Everything has an
end: depth, length of texts and size of numbers are bounded.
"""

from __future__ import annotations

import math
import re

from afsubmit.errors import SceneError

from . import _hscript_parser
from ._frame_file import width
from ._hscript_functions import MAXIMUM_LENGTH, bounded, only_houdini, shortened
from ._hscript_parser import Scope, Value

_PIECE = re.compile(r"\\([$`])|`((?:[^`\\]|\\.)*)`|\$(?:\{([^{}]*)\}|(\w+))", re.DOTALL)
"""In a text: an escaped sign, an expression in backticks, a variable."""
_FRAME = re.compile(r"F([0-9]+)")
_MODIFIER = re.compile(r":[htreq]")
"""`$HIPNAME:r` cuts the ending off; which of these hold in a parameter is not documented."""


def expanded(text: str, scope: Scope) -> str:
    """`text` with its variables and what stands in backticks carried out.

    A variable that does not exist stays, as Houdini leaves it.

    Raises:
        SceneError: only Houdini can do that.
    """
    parts: list[str] = []
    done = length = 0
    for found in _PIECE.finditer(text):
        parts += (_plain(text[done : found.start()], text), _piece(found, text, scope))
        done = found.end()
        length += len(parts[-1])
        if length > MAXIMUM_LENGTH:
            raise SceneError(f"{shortened(text)} gives too long a text.")
    return bounded("".join([*parts, _plain(text[done:], text)]))


def _plain(part: str, text: str) -> str:
    if "`" in part:
        raise SceneError(f"a backtick is open in {shortened(text)}.")
    return part


def _piece(found: re.Match[str], text: str, scope: Scope) -> str:
    if found[1]:
        return found[1]
    if found[2] is not None:
        return shown(value(found[2].replace("\\`", "`"), scope))
    name = found[3] if found[3] is not None else found[4]
    if _MODIFIER.match(text, found.end()) or ":" in name:
        raise only_houdini(text)
    return _shown_variable(name, found[0], scope)


def _shown_variable(name: str, written: str, scope: Scope) -> str:
    """A variable inside a text; $F4 is the frame in four places."""
    padded = _FRAME.fullmatch(name)
    if padded:
        digits = width(padded[1])
        if scope.frame < 0 or not digits:  # how it writes these is documented nowhere
            raise SceneError(f"only Houdini knows how it writes frame {scope.frame:g} as {written[:20]}.")
        return f"{math.floor(scope.frame):0{digits}d}"
    known = scope.variable(name)
    return written if known is None else shown(known)


def value(expression: str, scope: Scope) -> Value:
    """What an HScript expression gives.

    Raises:
        SceneError: only Houdini can work it out, or it is wrong.
    """
    if len(expression) > MAXIMUM_LENGTH:
        raise only_houdini(expression)
    try:
        found = _hscript_parser.term_of(expression, expanded)(scope, {})
    except RecursionError as error:
        raise SceneError(f"{shortened(expression)} is nested too deep.") from error
    except (ValueError, TypeError, ZeroDivisionError, OverflowError) as error:
        raise SceneError(f"{shortened(expression)} cannot be worked out: {error}.") from error
    return bounded(found) if isinstance(found, str) else found


def number(expression: str, scope: Scope) -> float:
    """What an expression gives, which must be a number. Raises SceneError."""
    found = value(expression, scope)
    if isinstance(found, str):
        raise SceneError(f"{shortened(expression)} gives the text {found!r} where a number is wanted.")
    return found


def shown(found: Value) -> str:
    """A value as part of a text; a fraction that would be rounded there is known to Houdini only."""
    if isinstance(found, str):
        return found
    text = str(int(found)) if float(found).is_integer() else f"{found:g}"
    if float(text) != found:
        raise SceneError(f"only Houdini knows how it writes {found!r}.")
    return text
