"""References of a .ma file: where the scenes that it reads lie, and how it changes what is in them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ._ascii import Word

_VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)|%(\w+)%")
_COPY = re.compile(r"\{\d+\}$")
"""What Maya puts behind the path of a scene that is referenced again (measured in files of Maya 2015 to 2023)."""
_WHOLE = re.compile(r"[/\\]|[A-Za-z]:[/\\]")


class Edit(NamedTuple):
    """One change of what a reference brought: its node, the `kind` as Maya numbers it, and what is said of it."""

    reference: str
    kind: int
    texts: Sequence[str]


PARENT, SET, CONNECT, RELATE = 0, 2, 5, 7
"""Kinds of edits (measured in files of Maya 2012 to 2023): a node put under another one, an attribute set, connected,
and a relationship, which alone has numbers in it."""


def place_of(path: str, tops: Sequence[str]) -> str:
    """The file that a reference names, absolute where it lies somewhere, else as it is written without its variables.

    A path that is not whole begins at one of the folders `tops`; what stands behind `//` of one that is not there does,
    too (Autodesk's documentation on projects).
    """
    named = filled(_COPY.sub("", path)).replace("\\", "/")
    inside = named.partition("//")[2] if "//" in named[2:] else ""
    tries = [named] if _WHOLE.match(named) else [os.path.join(top, named) for top in tops]
    tries += [os.path.join(top, inside) for top in tops] if inside else []
    return next((os.path.abspath(one).replace(os.sep, "/") for one in tries if os.path.isfile(one)), named)


def filled(path: str) -> str:
    """A path with the variables that are set here."""
    return _VARIABLE.sub(_value, path)


def _value(found: re.Match[str]) -> str:
    return os.environ.get(next(filter(None, found.groups())), found[0])


def edits(words: Sequence[Word]) -> Iterator[Edit]:
    """What the words of a reference's edits say: for each reference node its name, how many follow, and these.

    Each is a number and texts; the text before the number of a section names the reference node that it is about.
    """
    place = 1  # the first names the reference node itself
    while place + 1 < len(words):
        reference, count = words[place].text, words[place + 1]
        place += 2
        for left in range(int(count.text) if _is_number(count) else 0, 0, -1):
            if place >= len(words) or not _is_number(words[place]):
                return
            kind = int(words[place].text)
            end = _end(words, place + 1, kind, is_last=left == 1)
            yield Edit(reference, kind, [word.text for word in words[place + 1 : end] if not _is_number(word)])
            place = end


def _is_number(word: Word) -> bool:
    return not word.is_string and word.text.isdecimal()


def _end(words: Sequence[Word], start: int, kind: int, *, is_last: bool) -> int:
    """Where the edit ends whose words begin at `start`: at the next number, or before the name of the next section."""
    if kind == RELATE:
        count = words[start + 2] if start + 2 < len(words) else None
        end = start + 3 + (int(count.text) if count and _is_number(count) else 0)
        return end + 1 if end < len(words) and _is_number(words[end]) else end
    place = start + 1 if kind == CONNECT else start  # its first number says what is connected
    while place < len(words) and not _is_number(words[place]):
        place += 1
    return place - 1 if is_last and place < len(words) else place
