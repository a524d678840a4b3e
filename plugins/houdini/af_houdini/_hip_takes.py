"""The takes of a scene file: their names, and what each changes. Pure. Measured in public files of Houdini 11 to 20.

A list: each take says how many children follow it, then come records with their length before them: texts by number,
values by the numbers of node and parameter, and an end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple, Union

from afsubmit.errors import SceneError

from ._hip_parms import Parm, Parms

MAXIMUM_TAKES = 10_000

_TAKE = re.compile(rb"\s*take name (\S+) kids (\d{1,6})\s*\n")
_NAMED = re.compile(r"s (\d+) (\S+)\s*\Z")
_CHANGED = re.compile(r"[a-z] (\d+) (\d+)\b")

Changes = dict[tuple[str, str], Union[Parm, None]]
"""Node and parameter -> value; None for one that only Houdini reads."""


class Take(NamedTuple):
    """One take: the one it is a child of, "" for none, and what it changes itself."""

    parent: str
    changes: Changes


def takes_of(data: bytes) -> dict[str, Take]:
    """Name -> take, in the order of the file."""
    found: dict[str, Take] = {}
    texts: dict[str, str] = {}
    above: list[tuple[str, int]] = []
    offset = data.find(b"\n") + 1
    while (head := _TAKE.match(data, offset)) and len(found) < MAXIMUM_TAKES:
        while above and not above[-1][1]:
            above.pop()
        parent = above[-1][0] if above else ""
        if above:
            above[-1] = (parent, above[-1][1] - 1)
        name = head[1].decode("utf-8", "replace")
        above.append((name, int(head[2])))
        take = Take(parent, {})
        offset = _read(data, head.end(), texts, take.changes)
        found.setdefault(name, take)
    return found


def _read(data: bytes, offset: int, texts: dict[str, str], changes: Changes) -> int:
    """Read the records of one take; returns the offset behind them."""
    while offset + 4 <= len(data):
        length = int.from_bytes(data[offset : offset + 4], "big")
        record = data[offset + 4 : offset + 4 + length]
        offset += 4 + length
        if record.rstrip() == b"e":
            break
        _take_in(record, texts, changes)
    return offset


def _take_in(record: bytes, texts: dict[str, str], changes: Changes) -> None:
    line, _, rest = record.partition(b"\n")
    head = line.decode("utf-8", "replace")
    named, changed = _NAMED.match(head), _CHANGED.match(head)
    if named:
        texts[named[1]] = named[2]
    elif changed:
        node, parm = texts.get(changed[1], ""), texts.get(changed[2], "")
        changes[node, parm] = _value(rest[4:].decode("utf-8", "replace"), parm) if head[0] == "d" else None


def _value(text: str, name: str) -> Parm | None:
    try:
        found = Parms(text).get(name)
    except SceneError:
        return None
    return found if found and not any(found.channels) else None


def changes_in(takes: Mapping[str, Take], name: str) -> Changes:
    """What differs from the first take when the take `name` is the current one."""
    found: Changes = {}
    for _ in range(len(takes)):
        if name not in takes or not takes[name].parent:
            break
        found = {**takes[name].changes, **found}
        name = takes[name].parent
    return found
