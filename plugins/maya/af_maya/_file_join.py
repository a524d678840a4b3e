"""A .ma file with the scenes that it references, put together as Maya does: namespaces, edits, connections."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from afsubmit.errors import SceneError

from . import _file_nodes, _references
from ._file_names import Names, Node
from ._file_nodes import FileNodes, FileReference
from ._graph import Reference

MAXIMUM_REFERENCES = 5000
"""Scenes that are read for one: more are a ring that nobody saw, or a fault."""

BINARY = "It is a Maya binary file, which only Maya can read."
RING = "It is read for a scene that it reads itself."


class Link(NamedTuple):
    """A connection between attributes, as the files name them; `is_next` means the next free element of the target."""

    source: tuple[Node, str]
    target: tuple[Node, str]
    is_next: bool


class Joined:
    """The nodes of the file `path` and of its loaded references, in the scene's order.

    `links` are the connections between them, `references` what it reads at any depth.
    """

    def __init__(self, path: str, tops: Sequence[str]) -> None:
        """Read it; what a reference names begins at one of the folders `tops`.

        Raises:
            SceneError: the file itself is no whole Maya ASCII scene.
        """
        self.main = _file_nodes.read(path)
        self.nodes: list[Node] = []
        self.names = Names(self.main.grammar)
        self.references: list[Reference] = []
        self.links: list[Link] = []
        self._tops = tops
        self._files: dict[str, FileNodes | str] = {}
        self._unloaded = set(self.main.unloaded)
        self._plugs: dict[str, str] = {}
        self._unseen: set[str] = set()
        self._others: dict[str, set[str]] = {}
        self._take(self.main, "", (os.path.realpath(path),))

    def found(self, path: str, prefix: str = "") -> Node | None:
        """The node that `path` means in a file whose names have `prefix` before them here."""
        node = self.names.last(_prefixed(path, prefix))
        return node or (self.names.last(path) if prefix else None)

    def is_unique(self, path: str) -> bool:
        """Whether only one node may be meant by `path`."""
        places = (0, *(place + 1 for place, letter in enumerate(path) if letter in ":_"))
        is_shape = any(path[place:] in self._others.get(path[:place], ()) for place in places)
        return not is_shape and self.names.is_unique(path)

    def _take(self, file: FileNodes, prefix: str, chain: tuple[str, ...]) -> None:
        for reference in file.references:
            self._refer(reference, prefix, chain)
        self._add(file, prefix)
        for node in file.nodes:
            if node.type == "reference":
                self._change(node, prefix)
        for source, target, is_next in file.connections:
            self._link(source, target, prefix, is_next=is_next)

    def _refer(self, reference: FileReference, prefix: str, chain: tuple[str, ...]) -> None:
        """Take in what a reference brings, or say why it cannot be seen."""
        name = prefix + reference.node
        place = _references.place_of(reference.path, (*self._tops, os.path.dirname(chain[-1])))
        is_loaded = reference.is_loaded and name not in self._unloaded
        file = self._file(reference, place, chain) if is_loaded else ""
        unseen = file if isinstance(file, str) else ""
        self.references.append(
            Reference(name, place, (prefix + reference.namespace), is_loaded, unseen, reference.path)
        )
        if unseen:
            self._unseen.add(name)
        if not isinstance(file, str):
            inside = prefix + reference.prefix
            self._unloaded.update(inside + one for one in file.unloaded)
            self._take(file, inside, (*chain, os.path.realpath(place)))

    def _file(self, reference: FileReference, place: str, chain: tuple[str, ...]) -> FileNodes | str:
        """What the file at `place` says, or why that cannot be seen."""
        if not os.path.isfile(place):
            return "There is no such file."
        ending = os.path.splitext(place)[1].lower()
        if ending == ".mb" or (ending != ".ma" and reference.type_name == "mayaBinary"):
            return BINARY
        if ending != ".ma" and reference.type_name not in ("", "mayaAscii"):
            return f"It is a file of the type {reference.type_name}, which only Maya can read."
        if os.path.realpath(place) in chain:
            return RING
        if len(self.references) >= MAXIMUM_REFERENCES:
            return f"More than {MAXIMUM_REFERENCES} scenes are referenced."
        if place not in self._files:
            try:
                self._files[place] = _file_nodes.read(place)
            except SceneError as error:
                self._files[place] = str(error)
        return self._files[place]

    def _add(self, file: FileNodes, prefix: str) -> None:
        self._others[prefix] = file.others
        if file is self.main and len(self._others) == 1:  # a big scene: what it has need not be held twice
            self.names, self.nodes = file.names, file.nodes
            return
        made: dict[Node, Node] = {}

        def taken(node: Node) -> Node:
            """The node as it is called here, below what stands above it."""
            chain = [node]
            while chain[-1] not in made and chain[-1].parent and not chain[-1].parent.is_shared:
                chain.append(chain[-1].parent)
            for each in reversed(chain):
                if each not in made:
                    above = made.get(each.parent) if each.parent else None
                    made[each] = each if file is self.main else _referenced(each, prefix, above)
            return made[node]

        for node in file.names.all():
            if file is self.main or not node.is_shared:
                self.names.add(taken(node))
        self.nodes += [taken(node) for node in file.nodes if file is self.main or not node.is_shared]

    def _change(self, node: Node, prefix: str) -> None:
        """Carry out what a reference node says of the scene that it brings."""
        for statement in node.set or ():
            call = node.grammar.call(statement)
            if call is None or call.flag("type", "typ") != "dataReferenceEdits":
                continue
            for edit in _references.edits(call.words[1:]):
                self._edit(edit, prefix)

    def _edit(self, edit: _references.Edit, prefix: str) -> None:
        if edit.kind == _references.SET and len(edit.texts) >= 3:
            self._set(edit, prefix)
        elif edit.kind == _references.PARENT and len(edit.texts) >= 2:
            node, above = self.found(edit.texts[0], prefix), self.found(edit.texts[1], prefix)
            if node and above and node is not above and above not in _above(node) and node not in _above(above):
                node.parent = above
        elif edit.kind == _references.CONNECT and len(edit.texts) >= 3:
            plug, other = edit.texts[1:3]
            if ".placeHolderList[" in other:
                self._plugs[prefix + other.replace(".placeHolderList[", ".phl[")] = _prefixed(plug, prefix)
            else:
                self._link(plug, other, prefix)

    def _set(self, edit: _references.Edit, prefix: str) -> None:
        path, attribute, value = edit.texts[:3]
        node = self.found(path, prefix)
        if node is None and attribute in ("renderable", "rnd") and prefix + edit.reference in self._unseen:
            node = self._imagined(_prefixed(path, prefix))
        if node is not None:
            statement = f'setAttr ".{attribute}" {value};'.encode("utf-8", "surrogateescape")
            node.edits = [*(node.edits or ()), statement]

    def _imagined(self, path: str, type_name: str = "camera") -> Node:
        """The node at `path` in a scene that could not be read: a camera, since nothing else can be renderable."""
        above, _, name = path.rstrip("|").rpartition("|")
        parent = (self.found(above) or self._imagined(above, "transform")) if above.strip("|") else None
        node = Node(type_name, name, parent, self.main.grammar)
        node.is_referenced = True
        self.nodes.append(node)
        self.names.add(node)
        return node

    def _link(self, source: str, target: str, prefix: str, *, is_next: bool = False) -> None:
        last, first = self._end(target, prefix), self._end(source, prefix)
        if first is None:  # of a node that is not kept, or does not exist
            path, _, attribute = _prefixed(source, prefix).partition(".")
            first = Node("", path.rpartition("|")[2].lstrip(":"), None, self.main.grammar), attribute
        if last is not None:
            self.links.append(Link(first, last, is_next))

    def _end(self, plug: str, prefix: str) -> tuple[Node, str] | None:
        """The node and the attribute that `plug` means, behind the placeholder that a reference has for it."""
        whole = _prefixed(plug, prefix)
        whole = self._plugs.get(whole, whole)
        path, _, attribute = whole.partition(".")
        node = self.found(path) or (self.found(plug.partition(".")[0]) if prefix else None)
        return (node, attribute) if node else None


def _prefixed(path: str, prefix: str) -> str:
    """A path of a file as it is called here; a name that begins with a colon is that of a node that all scenes have."""
    if not prefix:
        return path
    parts = (part if not part or part.startswith(":") else prefix + part for part in path.split("|"))
    return "|".join(parts)


def _referenced(node: Node, prefix: str, parent: Node | None) -> Node:
    """A node of a scene that is referenced with `prefix` before its names."""
    made = Node(node.type, prefix + node.name, parent, node.grammar)
    made.set, made.is_referenced = node.set, True
    return made


def _above(node: Node) -> Iterator[Node]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent
