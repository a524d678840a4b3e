"""The graph of a .ma file and of the scenes that it references, as `_graph` asks for it, without Maya."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from . import _project, _units
from ._file_join import Joined, Link
from ._file_names import Node
from ._file_values import Values
from ._graph import Scene, Value

USUAL_FPS = 24.0
"""That of a scene which says none."""


class FileGraph:
    """A `Graph` of a scene file."""

    def __init__(self, path: str) -> None:
        """Read the file `path`, and the .ma files that it references.

        Raises:
            SceneError: it is no whole Maya ASCII scene; the sentence says why.
        """
        path = os.path.abspath(path).replace(os.sep, "/")  # as Maya names it
        project, rules = _project.found(path)
        self._joined = Joined(path, [top for top in (project, os.path.dirname(path)) if top])
        self._values: dict[Node, Values] = {}
        self._by_type: dict[str, list[int]] = {}
        for number, node in enumerate(self._joined.nodes):
            self._by_type.setdefault(node.type, []).append(number)
        self._sources: dict[Node, dict[str, str]] = {}
        self._targets: dict[tuple[Node, str], list[str]] = {}
        for link in self._joined.links:
            self._connect(link)
        main = self._joined.main
        self._fps = _units.fps_of(main.time_unit)
        self.scene = Scene(
            path=path,
            version=main.version,
            project=project,
            rules=rules,
            fps=self._fps or USUAL_FPS,
            references=tuple(self._joined.references),
            plugins=dict.fromkeys(main.plugins),
            file_info=main.file_info,
        )

    @property
    def problems(self) -> Sequence[str]:
        """Sentences on what of the file cannot be relied on, as far as it was asked for until now."""
        main = self._joined.main
        found = list(main.odd)
        if self._fps is None:
            found.append(f"Its time unit {main.time_unit} is not known: {USUAL_FPS:g} frames a second are taken.")
        if main.grammar.has_strange:
            page = main.grammar.codeset or main.grammar.codec
            found.append(f"It holds bytes that are no letters of {page}, in which it says that it is written.")
        return found

    def nodes(self, *types: str) -> Sequence[str]:
        """The nodes of exactly these types, in the scene's order."""
        numbers = sorted(number for name in types for number in self._by_type.get(name, ()))
        return [self._name(self._joined.nodes[number]) for number in numbers]

    def type_of(self, node: str) -> str:
        """The type of a node, "" when there is no such node."""
        found = self._joined.found(node)
        return found.type if found else ""

    def value(self, node: str, attribute: str) -> Value | None:
        """What an attribute holds, its default where nobody set it; None when there is no such node or attribute."""
        found = self._joined.found(node)
        return self._values_of(found).value(attribute) if found else None

    def sources(self, node: str, attribute: str = "") -> Mapping[str, str]:
        """What feeds a node, or an attribute and what lies in it."""
        found = self._joined.found(node)
        fed = self._sources.get(found, {}) if found else {}
        return {name: source for name, source in fed.items() if _is_in(name, attribute)}

    def targets(self, node: str, attribute: str) -> Sequence[str]:
        """The attributes that an attribute feeds."""
        found = self._joined.found(node)
        return self._targets.get((found, attribute), ()) if found else ()

    def attributes(self, node: str, start: str) -> Sequence[str]:
        """The long names of a node's attributes that begin with `start`, as far as a file tells of them."""
        found = self._joined.found(node)
        return self._values_of(found).names(start) if found else ()

    def parent(self, node: str) -> str:
        """The node above in the hierarchy, "" for the top ones and for what is in no hierarchy."""
        found = self._joined.found(node)
        return self._name(found.parent) if found and found.parent else ""

    def is_referenced(self, node: str) -> bool:
        """Whether a node comes from a reference."""
        found = self._joined.found(node)
        return found is not None and found.is_referenced

    def values_in(self, layer: str, plugs: Sequence[tuple[str, str]]) -> Sequence[Value | None] | None:
        """Nobody can say: in a file no layer is visible."""
        return None

    def _values_of(self, node: Node) -> Values:
        if node not in self._values:
            self._values[node] = Values(node)
        return self._values[node]

    def _connect(self, link: Link) -> None:
        (source, output), (target, attribute) = link.source, link.target
        output, attribute = self._values_of(source).long_name(output), self._values_of(target).long_name(attribute)
        fed = self._sources.setdefault(target, {})
        if link.is_next:
            attribute = f"{attribute}[{sum(1 for name in fed if _is_in(name, attribute))}]"
        fed[attribute] = f"{self._name(source)}.{output}"
        self._targets.setdefault((source, output), []).append(f"{self._name(target)}.{attribute}")

    def _name(self, node: Node) -> str:
        """The shortest name that only this node has."""
        name, above = node.name, node.parent
        while not self._joined.is_unique(name):
            if above is None:
                return f"|{name}"
            name, above = f"{above.name}|{name}", above.parent
        return name


def _is_in(name: str, attribute: str) -> bool:
    """Whether `name` is the attribute, or lies in it."""
    return not attribute or name == attribute or name.startswith((f"{attribute}.", f"{attribute}["))
