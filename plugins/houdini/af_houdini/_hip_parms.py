"""The parameters and channels of a node as a scene file writes them. Pure.

Parameters: a name, what is said of it, and its values, all of them, defaults too. A value with a channel is followed by
a number that was true when the file was saved; only the channel counts. Measured in public files of Houdini 11 to 21.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from afsubmit.errors import SceneError

MAXIMUM_DEPTH = 50
"""How many braces of a channel may stand within each other."""

_QUOTED = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_PLAIN = rf'(?:{_QUOTED}|[^\s"]\S*)'
_BEGIN = re.compile(r"\s*\{\s*version [\d.]+\s*")
_PARM = re.compile(rf"(\S+)\t\[[^\]\n]*\]\t\(((?:\t(?:\[ \S+\t{_PLAIN} \] ?|{_PLAIN}))*)\t\)\s*", re.DOTALL)
"""A parameter: its name, what is said of it, its values."""
_VALUE = re.compile(rf"\t(?:\[ (\S+)\t({_PLAIN}) \] ?|({_PLAIN}))", re.DOTALL)
"""A value: behind the name of its channel, or alone."""
_END = re.compile(r"\}\s*$")
_WORD = re.compile(rf"[ \t\r\n]*(?:({_QUOTED})|([^ \t\r\n]+))", re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')


class Word(NamedTuple):
    """One word of the file; `sign` is the word itself where it is not in quotes, "" else."""

    text: str
    sign: str


class Parm(NamedTuple):
    """The values of one parameter, as texts; `channels` has the name of the channel for each that has one, else ""."""

    values: tuple[str, ...]
    channels: tuple[str, ...]


class Segment(NamedTuple):
    """A piece of a channel: `length` in seconds, its two `values` (or none), its expression and whose language."""

    length: float
    values: tuple[float, ...]
    expression: str
    language: str = "hscript"


class Channel(NamedTuple):
    """What stands behind one value over time; `start` is where the first piece begins, in seconds."""

    segments: tuple[Segment, ...]
    start: float = 0.0


def words(text: str, position: int = 0) -> Iterator[Word]:
    """The words of `text` from `position` on, quotes and backslashes taken away."""
    while True:
        found = _WORD.match(text, position)
        if found is None:
            return
        position = found.end()
        yield Word(_unquoted(found[1] or found[2]), found[2] or "")


class Parms:
    """The parameters of one node, each read when it is asked for."""

    def __init__(self, text: str) -> None:
        """Look where each begins in the body `text`.

        Raises:
            SceneError: it is no list of parameters.
        """
        self._text = text
        self._positions: dict[str, int] = {}
        self._read: dict[str, Parm] = {}
        begin = _BEGIN.match(text)
        position = begin.end() if begin else 0
        while found := _PARM.match(text, position):
            self._positions.setdefault(found[1], found.end(1))
            position = found.end()
        if text.strip() and (begin is None or not _END.match(text, position)):
            raise SceneError(f"Its parameters cannot be read from {text[position : position + 40]!r} on.")

    def names(self) -> Iterator[str]:
        """The parameters, in the order of the file."""
        return iter(self._positions)

    def get(self, name: str) -> Parm | None:
        """The parameter `name`; None where the node has none."""
        if name in self._read:
            return self._read[name]
        position = self._positions.get(name)
        found = _PARM.match(self._text, position - len(name)) if position is not None else None
        if found is None:
            return None
        values = list(_VALUE.finditer(found[2]))
        texts = tuple(_unquoted(one[2] or one[3]) for one in values)
        self._read[name] = Parm(texts, tuple(one[1] or "" for one in values))
        return self._read[name]


def channels(text: str) -> dict[str, Channel]:
    """Name -> channel.

    Raises:
        SceneError: it is no list of channels.
    """
    found: dict[str, Channel] = {}
    if not text.strip():
        return found
    stream = words(text if text.lstrip().startswith("{") else f"{{ {text} }}")
    _expect(stream, "{")
    for word in stream:
        if word.sign == "}":
            return found
        if word.sign != "channel":
            raise SceneError(f"Its channels cannot be read: {word.text[:40]!r} stands where one should begin.")
        name = _next(stream).text
        _expect(stream, "{")
        found.setdefault(name, _channel(stream))
    raise SceneError("Its channels end too early in the file.")


def _channel(stream: Iterator[Word]) -> Channel:
    segments: list[Segment] = []
    start = 0.0
    for word in stream:
        if word.sign == "}":
            return Channel(tuple(segments), start)
        if word.sign == "segment":
            _expect(stream, "{")
            segments.append(_segment(_until_closed(stream)))
        elif word.sign == "start":
            _expect(stream, "=")
            start = _number(_next(stream).text)
    raise SceneError("Its channels end too early in the file.")


def _until_closed(stream: Iterator[Word]) -> list[Word]:
    """The words up to the brace that closes what was opened; those between inner braces left out."""
    found: list[Word] = []
    depth = 1
    for word in stream:
        depth += {"{": 1, "}": -1}.get(word.sign, 0)
        if depth == 0:
            return found
        if depth > MAXIMUM_DEPTH:
            break
        if depth == 1 and word.sign != "}":
            found.append(word)
    raise SceneError("Its channels end too early in the file.")


def _segment(found: list[Word]) -> Segment:
    """A segment from its words: `length = 0 value = 1 1 expr = $FSTART language = python`."""
    said: dict[str, list[str]] = {}
    position = 0
    while position < len(found):
        end = next((at for at in range(position + 2, len(found)) if found[at].sign == "="), len(found) + 1) - 1
        said[found[position].text] = [word.text for word in found[position + 2 : max(end, position + 2)]]
        position = max(end, position + 2)
    return Segment(
        length=_number((said.get("length") or ["0"])[0]),
        values=tuple(map(_number, said.get("value", ()))),
        expression=" ".join(said.get("expr", ())),
        language=(said.get("language") or ["hscript"])[0],
    )


def _unquoted(text: str) -> str:
    plain = text[1:-1] if text.startswith('"') else text
    return _ESCAPED.sub(r"\1", plain) if "\\" in plain else plain


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise SceneError(f"Its channels cannot be read: {text[:40]!r} is no number.") from error


def _next(stream: Iterator[Word]) -> Word:
    word = next(stream, None)
    if word is None:
        raise SceneError("Its channels end too early in the file.")
    return word


def _expect(stream: Iterator[Word], sign: str) -> None:
    word = _next(stream)
    if word.sign != sign:
        raise SceneError(f"Its channels cannot be read: {word.text[:40]!r} stands in place of {sign!r}.")
