"""JSON as people type and read it: strict reading that points at the mistake, printing, and a document's structure."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence

from ..counted import counted
from ..errors import AfError
from ..typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NoReturn

POINTER_WIDTH = 100
OPEN_LEVELS = 5
"""Objects and lists deeper than this are printed on one line: a line for each task of a job."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s"{}\[\]:,]+', re.DOTALL)
_CONSTANTS = ("NaN", "Infinity", "-Infinity")


class DocumentError(AfError):
    """A text that is not a JSON document the server could read; the sentence shows the place."""


class _TwiceError(ValueError):
    """A key stands twice in one object."""


class _ConstantError(ValueError):
    """NaN or an infinity, which Python reads and JSON does not have."""


def parse(text: str, name: str) -> dict[str, Any]:
    """The JSON object in `text`, read as strictly as the server does, and no key twice.

    Raises:
        DocumentError: it is none; says line and column, and points at the place.
    """
    try:
        root = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise DocumentError(_pointing_at(text, name, error.pos, error.msg)) from None
    except _ConstantError as error:
        position = next((start for start, token in _tokens(text) if token in _CONSTANTS), 0)
        raise DocumentError(_pointing_at(text, name, position, f"{error} is not JSON")) from None
    except _TwiceError:
        position, key = _key_that_stands_twice(text)
        message = f"the key {key} stands twice in this object; only one of its values would count"
        raise DocumentError(_pointing_at(text, name, position, message)) from None
    except RecursionError:
        raise DocumentError(f"{name}: it is nested too deeply.") from None
    except ValueError:  # Python refuses to read a number of thousands of digits
        position = max(_tokens(text), key=lambda token: 0 if token[1][0] == '"' else len(token[1]))[0]
        raise DocumentError(_pointing_at(text, name, position, "this number is too long")) from None
    if not isinstance(root, dict):
        raise DocumentError(_pointing_at(text, name, len(text) - len(text.lstrip()), "a document is an object: {…}"))
    return root


def _refuse_constant(word: str) -> NoReturn:
    raise _ConstantError(word)


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwiceError
    return found


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    return ((found.start(), found.group()) for found in _TOKEN.finditer(text))


def _key_that_stands_twice(text: str) -> tuple[int, str]:
    """Where a key stands for the second time in its object, and its JSON spelling; `text` is JSON otherwise."""
    seen: list[set[str] | None] = []
    for start, token in _tokens(text):
        if token in ("{", "["):
            seen.append(set() if token == "{" else None)
        elif token in ("}", "]"):
            seen.pop()
        elif token[0] == '"' and seen and seen[-1] is not None and text[start + len(token) :].lstrip()[:1] == ":":
            key = json.loads(token)
            if key in seen[-1]:
                return start, token
            seen[-1].add(key)
    return 0, ""


def _pointing_at(text: str, name: str, position: int, message: str) -> str:
    """`name:line:column: message`, the line itself (or the part around the place) and a pointer under the place."""
    position = max(0, min(position, len(text)))
    line = text.count("\n", 0, position) + 1
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    content = text[start : end if end >= 0 else len(text)].expandtabs(1).rstrip("\r")
    column = position - start
    cut = max(0, column - POINTER_WIDTH // 2)
    shown = content[cut : cut + POINTER_WIDTH]
    return f"{name}:{line}:{column + 1}: {message}.\n{shown}\n{' ' * (column - cut)}^"


def shown(value: Any) -> str:
    """`value` as JSON for people: opened as far as tasks, each of which is a line.

    Letters are written as they are where standard output can say them.
    """
    is_ascii = not (getattr(sys.stdout, "encoding", None) or "").lower().startswith("utf")
    return _opened(value, json.JSONEncoder(ensure_ascii=is_ascii), 0)


def _opened(value: Any, encoder: json.JSONEncoder, depth: int) -> str:
    if not value or depth == OPEN_LEVELS or not isinstance(value, (dict, list)):
        return encoder.encode(value)
    indent = " " * (depth + 1)
    if isinstance(value, dict):
        rows = [f"{indent}{encoder.encode(key)}: {_opened(each, encoder, depth + 1)}" for key, each in value.items()]
    else:
        rows = [indent + _opened(each, encoder, depth + 1) for each in value]
    begin, end = "{}" if isinstance(value, dict) else "[]"
    return "\n".join([begin, ",\n".join(rows), " " * depth + end])


def structure(value: Any, key: str = "", depth: int = 0) -> Iterator[str]:
    """The document as an indented tree, line by line: keys with types and values."""
    label = f"{'    ' * depth}{key}{': ' if key else ''}"
    if isinstance(value, dict):
        yield f"{label}object with {_count(value, 'key')}"
        for name, each in value.items():
            yield from structure(each, name, depth + 1)
    elif isinstance(value, list):
        yield f"{label}array of {_count(value, 'value')}"
        for number, each in enumerate(value):
            yield from structure(each, f"[{number}]", depth + 1)
    else:
        kind = {str: "string", bool: "boolean", int: "integer", float: "real"}.get(type(value), "null")
        yield f"{label}{kind} {json.dumps(value, ensure_ascii=False)}"


def _count(values: Mapping[str, Any] | Sequence[Any], word: str) -> str:
    return counted(len(values), word)
