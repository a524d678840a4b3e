"""Commands of plain Tcl that need nothing but their words: texts, lists, numbers as text. Pure, and bounded."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from afsubmit.errors import SceneError

from . import _tcl_files
from ._unknown import only_nuke

Action = TypeVar("Action")

MAXIMUM_LENGTH = 50_000
"""Letters that an expression may give."""
MAXIMUM_WIDTH = 255
"""Letters that a number may be padded to: no file system has longer names."""
MAXIMUM_STEPS = 10_000_000
"""How long a regular expression may look at a text, in steps."""

_FORMAT = re.compile(r"%(?:%|([-0 +]*)(\d*)(?:\.(\d+))?([dsif]))")
_LIST_WORD = re.compile(r"\s*(?:\{([^{}\\]*)\}|\"([^\"\\]*)\"|((?:[^\s{}\"\\]|\\[^\w\s])+))(?=\s|$)")
_NOT_IN_LISTS = frozenset('{}[]"\\$;#')
_ATOM = re.compile(r"\\([^\w]|[dwsDWS])|(\[\^?\]?(?:[^\[\]\\]|\\[^\w])*\])|([^\\\[\](){}*+?|^$])|([()^$])")
_QUANTIFIER = re.compile(r"[*+?](?![?+*])|\{\d{1,3}(?:,\d{0,3})?\}(?!\?)")


def _basename(words: list[str]) -> str:
    """The file's name; whether Nuke's own command leaves the ending on is not documented."""
    (path,) = words
    name = _tcl_files.file(["tail", path])
    if "." in name:
        raise only_nuke(f"[basename {path}]")
    return name


def _index(word: str, last: int) -> int:
    found = re.fullmatch(r"(end|-?\d{1,9})(?:([+-])(\d{1,9}))?", word)
    if found is None:
        raise ValueError(word)
    start = last if found[1] == "end" else int(found[1])
    return start + int(f"{found[2]}{found[3]}") if found[2] else start


def _between(text: Sequence[str], first: str, last: str) -> slice:
    end = len(text) - 1
    return slice(max(_index(first, end), 0), max(_index(last, end) + 1, 0))


def _map(words: list[str]) -> str:
    is_any_case = words[0] == "-nocase"
    if is_any_case:
        raise only_nuke("[string map -nocase]")
    pairs = _list(words[0])
    table = [(old, new) for old, new in zip(pairs[::2], pairs[1::2]) if old]
    if len(pairs) % 2:
        raise ValueError(words)
    text, position, parts = words[1], 0, []
    while position < len(text):
        old, new = next(
            ((old, new) for old, new in table if text.startswith(old, position)), (text[position], text[position])
        )
        parts.append(new)
        position += len(old)
    return "".join(parts)


def _match(words: list[str]) -> str:
    is_any_case = words[0] == "-nocase"
    pattern, text = (word.lower() if is_any_case else word for word in words[is_any_case:])
    if set(pattern) & set("[]\\") or pattern.count("*") > 3:
        raise only_nuke(f"[string match {pattern}]")
    return str(int(re.fullmatch(fnmatch.translate(pattern), text) is not None))


def _equal(words: list[str]) -> str:
    one, other = words
    return str(int(one == other))


def _compare(words: list[str]) -> str:
    one, other = words
    return str((one > other) - (one < other))


def _repeated(words: list[str]) -> str:
    text, count = words
    if len(text) * max(int(count), 0) > MAXIMUM_LENGTH:
        raise SceneError(f"[string repeat … {count}] gives more than {MAXIMUM_LENGTH} letters.")
    return text * max(int(count), 0)


def _replaced(words: list[str]) -> str:
    text, first, last = words[:3]
    part = _between(text, first, last)
    if part.start >= part.stop or part.start >= len(text):
        return text
    return f"{text[: part.start]}{words[3] if len(words) > 3 else ''}{text[part.stop :]}"


def _letter(words: list[str]) -> str:
    text, position = words[0], _index(words[1], len(words[0]) - 1)
    return text[position] if 0 <= position < len(text) else ""


def _string(words: list[str]) -> str:
    """`string tolower`, `map`, `range` and so on."""
    if words[0] not in _STRING:
        raise only_nuke(f"[string {words[0]}]")
    return ensured(_STRING, words)(words[1:])


def whole_number(text: str) -> int:
    """A whole number as Tcl reads it: a zero in front makes it octal.

    Raises:
        ValueError: it is none.
    """
    found = re.fullmatch(r"\s*([+-]?)(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0|[1-9][0-9]*)\s*", text, re.ASCII)
    if found is None or len(text) > MAXIMUM_WIDTH:
        raise ValueError(text)
    digits = found[2].lower().replace("o", "")
    base = 16 if digits.startswith("0x") else 8 if digits.startswith("0") else 10
    return int(f"{found[1]}{digits}", base)


def _format(words: list[str]) -> str:
    """`format %04d_%s 5 text`."""
    values = iter(words[1:])
    left = _FORMAT.sub("", words[0])
    if "%" in left:
        raise only_nuke(f"[format {words[0]}]")
    text = _FORMAT.sub(lambda found: _formatted(found, values), words[0])
    return text


def _formatted(found: re.Match[str], values: Iterator[str]) -> str:
    if found[0] == "%%":
        return "%"
    flags, width, precision, kind = found.groups()
    if max(int(width or 0), int(precision or 0)) > MAXIMUM_WIDTH:
        raise SceneError(f"{found[0]} is wider than a file name can be.")
    value = next(values, None)
    if value is None:
        raise ValueError(found[0])
    if kind == "s":
        if set(flags) - {"-"}:
            raise only_nuke(f"[format {found[0]}]")
        text = value if precision is None else value[: int(precision)]
        return text.ljust(int(width or 0)) if "-" in flags else text.rjust(int(width or 0))
    number: float = float(value) if kind == "f" else whole_number(value)
    if abs(number) > 2**31 - 1 or (precision and kind != "f"):
        raise only_nuke(f"[format {found[0]} {value}]")
    return found[0].replace("i", "d") % number


def _list(text: str) -> list[str]:
    """The elements of a list; of one with signs that Tcl would have to quote, only Nuke knows them."""
    words, position = [], 0
    while text[position:].strip():
        found = _LIST_WORD.match(text, position)
        if found is None:
            raise only_nuke(f"The list {text!r}")
        quoted = found[1] if found[1] is not None else found[2]
        words.append(re.sub(r"\\(.)", r"\1", found[3]) if quoted is None else quoted)
        position = found.end()
    return words


def _listed(parts: Sequence[str]) -> str:
    if any(set(part) & _NOT_IN_LISTS for part in parts):
        raise only_nuke(f"A list of {', '.join(parts)}")
    return " ".join(f"{{{part}}}" if not part or re.search(r"\s", part) else part for part in parts)


def _split(words: list[str]) -> str:
    text, letters = words[0], words[1] if len(words) > 1 else " \t\r\n"
    if not text:
        return ""
    return _listed(re.split(f"[{re.escape(letters)}]", text) if letters else list(text))


def _lindex(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    parts = _list(words[0])
    text, position = words[0], _index(words[1], len(parts) - 1)
    if len(words) > 2:
        raise only_nuke(f"[lindex {text} …]")
    return parts[position] if 0 <= position < len(parts) else ""


def _lrange(words: list[str]) -> str:
    parts = _list(words[0])
    return _listed(parts[_between(parts, words[1], words[2])])


def _expression(pattern: str, text: str, *, is_any_case: bool) -> re.Pattern[str]:
    """Tcl's regular expression as Python's: only forms that mean the same in both, and that come to an end."""
    parts, position, stars, before = [], 0, 0, False
    while position < len(pattern):
        again = _QUANTIFIER.match(pattern, position)
        atom = None if again else _ATOM.match(pattern, position)
        if (again and not before) or (not again and atom is None) or pattern.startswith("(?", position):
            raise only_nuke(f"The regular expression {pattern!r}")
        if again:
            parts.append(again[0])
            stars += again[0] not in "?"
            position, before = again.end(), False
        elif atom:
            parts.append(r"\Z" if atom[0] == "$" else atom[0])
            position, before = atom.end(), atom[4] is None
    if max(len(text), 2) ** max(stars, 1) > MAXIMUM_STEPS:
        raise only_nuke(f"The regular expression {pattern!r}")
    try:
        flags = re.DOTALL | re.ASCII | (re.IGNORECASE if is_any_case else 0)
        return re.compile("".join(parts), flags)
    except re.error as error:
        raise only_nuke(f"The regular expression {pattern!r}") from error


def _switches(words: list[str], known: Sequence[str]) -> tuple[set[str], list[str]]:
    given: set[str] = set()
    while words and words[0].startswith("-"):
        if words[0] == "--":
            return given, words[1:]
        if words[0] not in known:
            raise only_nuke(f"The switch {words[0]}")
        given.add(words[0])
        words = words[1:]
    return given, words


def searched(words: list[str]) -> tuple[re.Match[str] | None, list[str]]:
    """What `regexp` finds, and the names that it gives to it."""
    given, rest = _switches(words, ["-nocase"])
    pattern, text = rest[0], rest[1]
    return _expression(pattern, text, is_any_case="-nocase" in given).search(text), rest[2:]


def _regsub(words: list[str]) -> str:
    """`regsub -all {expression} text new`."""
    given, rest = _switches(words, ["-all", "-nocase"])
    pattern, text, new = rest
    compiled = _expression(pattern, text, is_any_case="-nocase" in given)
    if compiled.match("") and "-all" in given:
        raise only_nuke(f"[regsub -all {pattern}]")
    return compiled.sub(lambda found: _substituted(found, new), text, count=0 if "-all" in given else 1)


def _substituted(found: re.Match[str], new: str) -> str:
    def part(sign: re.Match[str]) -> str:
        if sign[0] == "&" or sign[0] == "\\0":
            return str(found[0])
        if sign[1].isdecimal():
            number = int(sign[1])
            return (found[number] or "") if number <= (found.re.groups or 0) else ""
        return str(sign[0] if sign[1] not in "\\&" else sign[1])

    return re.sub(r"&|\\(.)", part, new, flags=re.DOTALL)


Command = Callable[["list[str]"], str]

_STRING: Mapping[str, tuple[int, int, Command]] = {
    "compare": (2, 2, _compare),
    "equal": (2, 2, _equal),
    "first": (2, 2, lambda words: str(words[1].find(words[0]) if words[0] else -1)),
    "index": (2, 2, _letter),
    "last": (2, 2, lambda words: str(words[1].rfind(words[0]) if words[0] else -1)),
    "length": (1, 1, lambda words: str(len(words[0]))),
    "map": (2, 2, _map),
    "match": (2, 3, _match),
    "range": (3, 3, lambda words: words[0][_between(words[0], words[1], words[2])]),
    "repeat": (2, 2, _repeated),
    "replace": (3, 4, _replaced),
    "reverse": (1, 1, lambda words: words[0][::-1]),
    "tolower": (1, 1, lambda words: words[0].lower()),
    "totitle": (1, 1, lambda words: words[0][:1].upper() + words[0][1:].lower()),
    "toupper": (1, 1, lambda words: words[0].upper()),
    "trim": (1, 2, lambda words: words[0].strip(*words[1:])),
    "trimleft": (1, 2, lambda words: words[0].lstrip(*words[1:])),
    "trimright": (1, 2, lambda words: words[0].rstrip(*words[1:])),
}
COMMANDS: Mapping[str, tuple[int, int, Command]] = {
    "basename": (1, 1, _basename),
    "concat": (0, 999, lambda words: " ".join(part for word in words if (part := word.strip()))),
    "file": (2, 999, _tcl_files.file),
    "format": (1, 999, _format),
    "join": (1, 2, lambda words: (words[1] if len(words) > 1 else " ").join(_list(words[0]))),
    "lindex": (1, 999, _lindex),
    "list": (0, 999, _listed),
    "llength": (1, 1, lambda words: str(len(_list(words[0])))),
    "lrange": (3, 3, _lrange),
    "regsub": (3, 9, _regsub),
    "split": (1, 2, _split),
    "string": (2, 9, _string),
}
"""How many words a command takes at least and at most, and what it gives."""


def ensured(table: Mapping[str, tuple[int, int, Action]], words: list[str]) -> Action:
    """What carries out the command `words[0]` of `table`.

    Raises:
        ValueError: it takes more words, or fewer.
    """
    fewest, most, action = table[words[0]]
    if not fewest <= len(words) - 1 <= most:
        raise ValueError(words)
    return action
