"""Finds a word in a long text, for a thread that gives the others their time. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MOST = 10_000
"""So many places are found; nobody steps through more."""


class Found(NamedTuple):
    """A place: the number of the line, and first letter and length there, counted as Qt does (UTF-16)."""

    line: int
    column: int
    length: int


def search(parts: Iterable[str], word: str) -> Iterator[Found]:
    """The places of `word` in the text of these parts, in any case, the first `MOST`."""
    if not word:
        return
    pattern, count = re.compile(re.escape(word), re.IGNORECASE), 0
    for number, line in enumerate(_lines(parts)):
        for one in pattern.finditer(line):
            yield Found(number, _units(line[: one.start()]), _units(one.group()))
            count += 1
            if count == MOST:
                return


def _lines(parts: Iterable[str]) -> Iterator[str]:
    rest = ""
    for part in parts:
        *lines, rest = (rest + part).split("\n")
        yield from lines
    yield rest


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
