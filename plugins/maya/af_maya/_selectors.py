"""What a collection of Render Setup selects. Pure.

A collection finds nodes by a list of names and by patterns, both held against its filter; one within another finds
only what lies in or below what the other finds. (Read off Autodesk's own Python of Render Setup, Maya 2017 to 2024.)
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Sequence
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
    static: Collection[str] = ()
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
        return any(node.path == name or node.path.endswith(f"|{name}") for name in self.static)

    def _matches(self, node: Place) -> bool:
        """Patterns add, and those with a minus take away, one after the other."""
        is_found = False
        for pattern in self.patterns:
            is_less = pattern.startswith("-")
            if _expression(pattern[is_less:]).fullmatch(node.path):
                is_found = not is_less
        return is_found


def words(text: str) -> list[str]:
    """The patterns or types of a selector's field: blanks, commas and semicolons stand between them."""
    return [word for word in _SEPARATOR.split(text) if word]


@functools.lru_cache(maxsize=1024)
def _expression(pattern: str) -> re.Pattern[str]:
    """A pattern as Maya's `ls` takes it: `*` and `?` stay within a name and its namespace, but a lone `*` is anything.

    Without a bar in front it may begin anywhere in a path.
    """
    if pattern == "*":
        return re.compile(r".*", re.DOTALL)
    signs = {"*": "[^:|]*", "?": "[^:|]"}
    made = "".join(signs.get(letter) or re.escape(letter) for letter in pattern.lstrip(":"))
    return re.compile(made if pattern.startswith("|") else rf"(?:.*\|)?{made}")
