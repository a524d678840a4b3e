"""The documented command `afcmd [v] json [send] [file|pipe]`: check a JSON document, show it, send it.

Nothing is sent that a real server would not survive, and nothing of the document is lost on the way.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from ..errors import AfError, Problem, sentence

USAGE = """usage: afcmd json [FILE]        check a JSON document and print it as it would be sent
       afcmd v json [FILE]      the same, and its structure
       afcmd json send [FILE]   check it, send it and print the server's answer

FILE is "-", or not given, to read standard input. Exit code: 0 when the document is valid and, with send, was
accepted; 1 when it is not; 2 for a call that is none of these."""

INVALID, WRONG_USE = 1, 2
POINTER_WIDTH = 100


class DocumentError(AfError):
    """A text that is not a JSON document the server could read; the sentence shows the place."""


def main(arguments: Sequence[str] | None = None, *, stdin: TextIO | None = None) -> int:
    """Run `afcmd` with these words (by default the program's own); returns its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] in (["h"], ["help"], ["-h"], ["--help"]):
        print(USAGE)
        return 0
    is_verbose = words[:1] == ["v"]
    if is_verbose:
        del words[0]
    if words[:1] != ["json"] or len(words) > 3:
        return _usage()
    is_sent = words[1:2] == ["send"]
    files = words[2:] if is_sent else words[1:]
    if len(files) > 1:
        return _usage()
    source = stdin or sys.stdin
    if not files and source.isatty():
        return _usage()
    try:
        return _run(files[0] if files else "-", source, is_sent=is_sent, is_verbose=is_verbose)
    except AfError as error:
        print(f"afcmd: {error}", file=sys.stderr)
        return INVALID


def _usage() -> int:
    print(USAGE, file=sys.stderr)
    return WRONG_USE


def _run(name: str, source: TextIO, *, is_sent: bool, is_verbose: bool) -> int:
    from ..document import normalise
    from ..document.validate import request_problems

    shown_name = "<stdin>" if name == "-" else name
    root = parse(_read(name, source), shown_name)
    if isinstance(root.get("job"), dict):
        root = {**root, "job": normalise(root["job"])}
    found = request_problems(root)
    _report(found, shown_name)
    if any(problem.level == "error" for problem in found):
        return INVALID
    if is_verbose:
        print(structure(root))
    if not is_sent:
        print(json.dumps(root, indent=1, ensure_ascii=False))
        return 0
    return _send(root)


def _read(name: str, source: TextIO) -> str:
    try:
        if name == "-":
            buffer = getattr(source, "buffer", None)
            raw = buffer.read() if buffer is not None else source.read().encode("utf-8")
        else:
            with open(name, "rb") as stream:
                raw = stream.read()
    except OSError as error:
        raise DocumentError(f"{name} cannot be read: {error.strerror or error}.") from error
    try:
        text: str = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"{name} is not UTF-8 at byte {error.start}; save it as UTF-8.") from error
    if not text.strip():
        raise DocumentError(f"{name} is empty.")
    return text


def _report(found: Sequence[Problem], name: str) -> None:
    for problem in found:
        print(f"{name}: {problem.level}: {sentence(problem)}", file=sys.stderr)


def parse(text: str, name: str) -> dict[str, Any]:
    """The JSON object in `text`, read as strictly as the server does (no NaN, no key twice).

    Raises:
        DocumentError: it is none; says line and column, and points at the place.
    """
    try:
        root = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_pairs)
    except json.JSONDecodeError as error:
        raise DocumentError(_pointing_at(text, name, error.pos, error.msg)) from None
    except _ConstantError as error:
        raise DocumentError(
            _pointing_at(text, name, _outside_strings(text, str(error)), f"{error} is not JSON")
        ) from None
    except _TwiceError as error:
        message = f"the key {error} stands twice in one object; only one of its values would count"
        raise DocumentError(_pointing_at(text, name, text.rfind(str(error)), message)) from None
    except RecursionError:
        raise DocumentError(f"{name} is nested too deeply.") from None
    if not isinstance(root, dict):
        raise DocumentError(_pointing_at(text, name, len(text) - len(text.lstrip()), "a document is an object: {…}"))
    return root


class _ConstantError(ValueError):
    """NaN or an infinity."""


class _TwiceError(ValueError):
    """A key that stands twice, in its JSON spelling."""


def _refuse_constant(word: str) -> None:
    raise _ConstantError(word)


def _pairs(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen = set()
        for key, _ in pairs:
            if key in seen:
                raise _TwiceError(json.dumps(key, ensure_ascii=False))
            seen.add(key)
    return found


def _outside_strings(text: str, word: str) -> int:
    """Where `word` first stands outside a string."""
    is_inside, place = False, 0
    while place < len(text):
        if text[place] == "\\" and is_inside:
            place += 1
        elif text[place] == '"':
            is_inside = not is_inside
        elif not is_inside and text.startswith(word, place):
            return place
        place += 1
    return 0


def _pointing_at(text: str, name: str, place: int, message: str) -> str:
    """`name:line:column: message`, the line itself (or the part around the place) and a pointer under the place."""
    place = max(0, min(place, len(text)))
    line = text.count("\n", 0, place) + 1
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    content = text[start : end if end >= 0 else len(text)].expandtabs(1).rstrip("\r")
    column = place - start
    cut = max(0, column - POINTER_WIDTH // 2)
    shown = content[cut : cut + POINTER_WIDTH]
    return f"{name}:{line}:{column + 1}: {message}.\n{shown}\n{' ' * (column - cut)}^"


def structure(value: Any, key: str = "", depth: int = 0) -> str:
    """The document as an indented tree of keys with types and values."""
    indent = "    " * depth
    label = f"{key}: " if key else ""
    if isinstance(value, Mapping):
        rows = [f"{indent}{label}object with {len(value)} keys"]
        rows += [structure(each, name, depth + 1) for name, each in value.items()]
    elif isinstance(value, list):
        rows = [f"{indent}{label}array of {len(value)}"]
        rows += [structure(each, f"[{number}]", depth + 1) for number, each in enumerate(value)]
    else:
        kind = {str: "string", bool: "boolean", int: "integer", float: "real"}.get(type(value), "null")
        rows = [f"{indent}{label}{kind} {json.dumps(value, ensure_ascii=False)}"]
    return "\n".join(rows)


def _send(root: Mapping[str, Any]) -> int:
    from ..studio import configuration, server
    from ..wire import Address, Client

    found = server.resolve(configuration.load())
    answer = Client(Address(found.host, found.port, found.token)).request(root)
    print(json.dumps(answer, indent=1, ensure_ascii=False))
    return 0
