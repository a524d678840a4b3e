"""Nodes of the fake Maya: names, values with their defaults, and what Render Setup makes of them in a layer.

Rests on Autodesk's node reference and on files that Maya 2023 wrote: a file holds short names, and only what differs
from the default.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_ATTRIBUTES = Path(__file__).with_name("maya_attributes.txt")
"""Types of nodes, and of each attribute the long name, the short one and the default, if it has one."""
_ALL = "message:msg nodeState:nds=0 visibility:v=yes"
_NO_DEFAULT = object()


def _typed_default(text: str) -> Any:
    if text in ("yes", "no"):
        return text == "yes"
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d+\.\d+", text) else text


def _table(text: str) -> dict[str, tuple[str, Any]]:
    found = {}
    for word in text.split():
        names, has_default, default = word.partition("=")
        long, _, short = names.partition(":")
        found[long] = short, _typed_default(default) if has_default else _NO_DEFAULT
    return found


def _types() -> dict[str, dict[str, tuple[str, Any]]]:
    found = {}
    for line in _ATTRIBUTES.read_text("utf-8").splitlines():
        names, _, attributes = line.partition(": ")
        found.update(dict.fromkeys(names.split(), _table(f"{_ALL} {attributes}")))
    return found


TYPES = _types()


def table_of(node_type: str) -> dict[str, tuple[str, Any]]:
    """The attributes of a type that the fake knows: short name and default by long name."""
    if node_type.startswith(("applyAbs", "applyRel")):
        return TYPES["apply"]
    return TYPES.get(node_type, _table(_ALL))


def attribute_path(node: Node, name: str) -> str:
    """An attribute by its long names: "adjs[0].plg" is "adjustments[0].plug"."""
    return ".".join(node.long(part) for part in name.split("."))


def as_typed(text: str, like: Any) -> Any:
    """A word of a file as a value like `like`, a value or the name of a type."""
    if like in ("bool",) or isinstance(like, bool):
        return text in ("yes", "on", "true", "1")
    if isinstance(like, str) and like not in ("long", "short", "enum", "double", "float", "time", "doubleLinear"):
        return text
    try:
        number = float(text)
    except ValueError:
        return text in ("yes", "on", "true") if text in ("yes", "no", "on", "off", "true", "false") else text
    is_whole = isinstance(like, int) or like in ("long", "short", "enum")
    return round(number) if is_whole or (like is _NO_DEFAULT and re.fullmatch(r"-?\d+", text)) else number


class Node:
    """One node; `values` are those that were set, by long name."""

    def __init__(self, node_type: str, name: str, parent: Node | None, *, is_built_in: bool = False) -> None:
        self.type, self._name, self.parent = node_type, name, parent
        self.namespaces: list[str] = []
        self.is_referenced, self.is_built_in = False, is_built_in
        self.values: dict[str, Any] = {}
        self.added: dict[str, tuple[str, Any]] = {}
        self.locked: set[str] = set()

    @property
    def name(self) -> str:
        return ":".join([*self.namespaces, self._name])

    def path(self) -> str:
        """Its whole path; the bare name of what is in no hierarchy."""
        return f"{self.parent.path()}|{self.name}" if self.parent is not None else self.name

    def long(self, name: str) -> str:
        """The long name of an attribute, with the index it was given with."""
        bare, bracket, index = name.partition("[")
        for table in (self.added, table_of(self.type)):
            for long, (short, _) in table.items():
                if bare in (long, short):
                    return f"{long}{bracket}{index}"
        return name

    def add(self, long: str, short: str, default: Any) -> None:
        """An attribute that the file brings."""
        self.added[long] = short, default

    def set(self, name: str, words: list[str], kind: str) -> None:
        """A value as a file gives it."""
        long = attribute_path(self, name)
        if kind == "string":
            self.values[long] = words[0]
        elif kind in ("stringArray", "attributeAlias", "componentList") or len(words) > 1:
            self.values[long] = tuple(words)
        else:
            self.values[long] = as_typed(words[0], self._default(long))

    def has(self, long: str) -> bool:
        """Whether the node has such an attribute, as far as the fake knows."""
        bare = long.rpartition(".")[2].partition("[")[0]
        return long in self.values or bare in self.added or bare in table_of(self.type)

    def get(self, long: str) -> Any:
        """What it holds: None for a string that was never set, and for messages."""
        if long in self.values:
            return self.values[long]
        default = self._default(long)
        return None if default is _NO_DEFAULT or default == "" else default

    def _default(self, long: str) -> Any:
        bare = long.rpartition(".")[2].partition("[")[0]
        return self.added.get(bare, table_of(self.type).get(bare, ("", _NO_DEFAULT)))[1]


def built_in() -> list[Node]:
    """The nodes that every scene has."""
    made = (
        ("time", "time1"),
        ("renderGlobals", "defaultRenderGlobals"),
        ("resolution", "defaultResolution"),
        ("renderLayerManager", "renderLayerManager"),
        ("renderLayer", "defaultRenderLayer"),
        ("renderLayerList", "defaultRenderingList1"),
        ("hardwareRenderingGlobals", "hardwareRenderingGlobals"),
        ("objectSet", "initialShadingGroup"),
        ("objectSet", "initialParticleSE"),
        ("objectSet", "defaultLightSet"),
    )
    return [Node(node_type, name, None, is_built_in=True) for node_type, name in made]
