"""The nodes of a .ma file by their names; of most of them nothing is made until somebody asks for one. Pure.

A big scene has a million of them, and a handful is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Union

from . import _ascii


class Kind(NamedTuple):
    """A type of nodes: whether at most their names are kept, and whether it may be asked what one holds."""

    name: str
    is_shape: bool
    is_asked: bool


class Node:
    """One node: its type, its name with all namespaces, the node above it, and what is said of it.

    `is_shared` says that every scene has it, and that one that is referenced brings no second; `set` are the statements
    that set or add its attributes, as they are written in the letters of `grammar`, `edits` those of references, in
    UTF-8.
    """

    __slots__ = ("edits", "grammar", "is_referenced", "is_shared", "name", "parent", "set", "type")

    def __init__(self, type_name: str, name: str, parent: Node | None, grammar: _ascii.Grammar) -> None:
        self.type, self.name, self.parent, self.grammar = type_name, name, parent, grammar
        self.is_shared = self.is_referenced = False
        self.set: list[bytes] | None = None
        self.edits: list[bytes] | None = None


Noted = Union[Node, "list[Node]", Kind, "tuple[Kind, bytes]"]
"""What is known by a name: a node, several of that name, or the type of one that nobody has asked for, with the path of
what stands above it."""


class Names:
    """Nodes by their names, in the letters of `grammar`."""

    def __init__(self, grammar: _ascii.Grammar) -> None:
        self._grammar = grammar
        self._known: dict[str, Noted] = {}

    def note(self, kind: Kind, name: str, above: bytes | None) -> None:
        """Take in a node of which nothing is asked; `above` is the path of the one that it stands below."""
        if name in self._known:
            self.add(Node(kind.name, name, self._parent(above), self._grammar))
        else:
            self._known[name] = (kind, above) if above else kind

    def add(self, node: Node) -> None:
        """Take in a node."""
        known = self._made(node.name)
        if known is None:
            self._known[node.name] = node
        elif isinstance(known, list):
            known.append(node)
        else:
            self._known[node.name] = [known, node]

    def last(self, path: str) -> Node | None:
        """The node that `path` may mean, the last of several."""
        return next(self._found(path), None)

    def is_unique(self, path: str) -> bool:
        """Whether not more than one node may be meant by `path`."""
        found = self._found(path)
        return next(found, None) is None or next(found, None) is None

    def all(self) -> Iterator[Node]:
        """All nodes, those of one name in the file's order."""
        for name in list(self._known):
            known = self._made(name)
            yield from [known] if isinstance(known, Node) else known or ()

    def _found(self, path: str) -> Iterator[Node]:
        """The nodes that `path` may mean, the last one first: "cam", "left|cam", "|rig|left|cam", ":persp"."""
        parts = [part.lstrip(":") for part in path.strip("|").split("|")]
        known = self._made(parts[-1])
        for node in [known] if isinstance(known, Node) else reversed(known or ()):
            if len(parts) == 1 and path[:1] != "|":
                yield node
            elif _is_below(node, parts, is_whole=path.startswith("|")):
                yield node

    def _made(self, name: str) -> Node | list[Node] | None:
        """What is known by a name, with its node made; what stands above is made before it."""
        waiting = {name: None}
        while waiting:
            one = next(reversed(waiting))
            known = self._known.get(one)
            if isinstance(known, tuple):
                kind, above = known if not isinstance(known, Kind) else (known, None)
                leaf = self._grammar.text(above or b"").rpartition("|")[2].lstrip(":")
                if isinstance(self._known.get(leaf), tuple) and leaf not in waiting:
                    waiting[leaf] = None
                    continue
                parent = None if leaf in waiting else self._parent(above)  # a ring, which no Maya writes, ends here
                self._known[one] = Node(kind.name, one, parent, self._grammar)
            del waiting[one]
        found = self._known.get(name)
        return found if isinstance(found, (Node, list)) else None

    def _parent(self, above: bytes | None) -> Node | None:
        return self.last(self._grammar.text(above)) if above else None


def _is_below(node: Node, parts: Sequence[str], *, is_whole: bool) -> bool:
    above = node.parent
    for part in reversed(parts[:-1]):
        if above is None or above.name != part:
            return False
        above = above.parent
    return above is None or not is_whole
