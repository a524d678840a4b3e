"""What a collection of Render Setup selects. Pure.

A collection finds nodes by a list of names and by patterns, both held against its filter; one within another finds
only what lies in or below what the other finds. (Read off Autodesk's own Python of Render Setup, Maya 2017 to 2024.)
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence
from dataclasses import dataclass

ALL, TRANSFORMS, SHAPES, TRANSFORMS_AND_SHAPES, CAMERAS, CUSTOM, TRANSFORMS_SHAPES_SHADERS = 0, 1, 2, 6, 7, 8, 9
"""The filters that can let a camera pass; the others are for lights, shaders, sets and what makes shapes."""

_FILTERS = {
    TRANSFORMS: ("transform",),
    SHAPES: ("shape",),
    TRANSFORMS_AND_SHAPES: ("transform", "shape"),
    CAMERAS: ("camera",),
    TRANSFORMS_SHAPES_SHADERS: ("transform", "shape"),
}
_SEPARATOR = re.compile(r"[;,\s]")


@dataclass(frozen=True)
class Place:
    """A node as a selector sees it: its whole path ("|rig|cam|camShape"), or its name where it is in no hierarchy.

    `types` are its type and those that it derives from.
    """

    path: str
    types: frozenset[str]

    @property
    def above(self) -> list[Place]:
        """The transforms above it."""
        parts = self.path.split("|")[1:-1]
        return [Place("".join(f"|{part}" for part in parts[:end]), TRANSFORM) for end in range(1, len(parts) + 1)]


_DAG = frozenset(("containerBase", "entity", "dagNode"))
TRANSFORM = _DAG | {"transform"}
CAMERA = _DAG | {"shape", "camera"}


@dataclass(frozen=True)
class Selector:
    """The selector of one collection, with that of the collection around it."""

    patterns: Sequence[str] = ()
    static: frozenset[str] = frozenset()
    filter: int = TRANSFORMS
    custom: Sequence[str] = ()
    outer: Selector | None = None

    def selects(self, node: Place) -> bool:
        """Whether the collection finds `node`."""
        if self.outer is not None and not any(map(self.outer.selects, (node, *node.above))):
            return False
        return self._passes(node) and (self._names(node) or self._matches(node))

    def _passes(self, node: Place) -> bool:
        if self.filter == ALL:
            return True
        if self.filter == CUSTOM:
            kept = [word for word in self.custom if not word.startswith("-")]
            lost = [word[1:] for word in self.custom if word.startswith("-")]
            return node.types.isdisjoint(lost) and (not kept or not node.types.isdisjoint(kept))
        return not node.types.isdisjoint(_FILTERS.get(self.filter, ()))

    def _names(self, node: Place) -> bool:
        parts = node.path.split("|")
        return any("|".join(parts[start:]) in self.static for start in range(len(parts)))

    def _matches(self, node: Place) -> bool:
        """Patterns add, and those with a minus take away, one after the other."""
        is_found = False
        for pattern in self.patterns:
            is_less = pattern.startswith("-")
            if _fits(pattern[is_less:], node.path):
                is_found = not is_less
        return is_found


def words(text: str) -> list[str]:
    """The patterns or types of a selector's field: blanks, commas and semicolons stand between them."""
    return [word for word in _SEPARATOR.split(text) if word]


def _fits(pattern: str, path: str) -> bool:
    """Whether Maya's `ls` finds `path` by a pattern: `*` and `?` stay within a name and its namespace.

    A lone `*` is anything; without a bar in front a pattern may begin anywhere in a path.
    """
    wanted, found = pattern.lstrip(":").split("|"), path.split("|")
    if pattern == "*":
        return True
    if not pattern.startswith("|"):
        found = found[-len(wanted) :]
    return len(wanted) == len(found) and all(map(_is_named, wanted, found))


def _is_named(pattern: str, name: str) -> bool:
    wanted, found = pattern.replace("[", "[[]").split(":"), name.split(":")
    return len(wanted) == len(found) and all(map(fnmatch.fnmatchcase, found, wanted))
