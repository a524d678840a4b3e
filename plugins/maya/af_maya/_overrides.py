"""The overrides of Render Setup: what each layer changes of the attributes that this room reads. Pure.

One without effect is left out: switched off itself or with a collection or group around it, not finished, or for local
rendering only. "Isolate select" counts for nothing on a farm: Maya ignores it in batch.
(Read off Autodesk's own Python of Render Setup, and scenes of Maya 2023.)
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from . import _order, _selectors
from ._attributes import COLLECTION_TYPES, UNIQUE_TYPES
from ._graph import Remembered, Value, split, whole

TYPES = (*UNIQUE_TYPES, "absOverride", "relOverride", "connectionOverride")
"""Overrides that can reach attributes of cameras and settings; those of shaders and materials cannot."""

_SELECTORS = ("simpleSelector", "lightsCollectionSelector")
_OF_AOV = "arnoldAOVChildSelector"
"""Arnold's selector of one AOV, with its drivers and filters (Arnold's own Python of Render Setup)."""

_NOTHING = _selectors.Selector(filter=-1)
"""Selects nothing, as selectors of Maya 2016 do, which no later one carries out."""


@dataclass(frozen=True)
class Override:
    """What one override does to `attribute`, of the node `target` or of those that `selector` finds.

    It sets `value`, or multiplies with `multiply` and adds `offset`; `unknown` says why nobody can tell, "" if one can.
    """

    node: str
    attribute: str
    target: str = ""
    selector: _selectors.Selector | None = None
    value: Value | None = None
    multiply: float = 1.0
    offset: float = 0.0
    unknown: str = ""

    @property
    def is_absolute(self) -> bool:
        """Whether what was there before does not matter."""
        return self.value is not None

    def reaches(self, place: _selectors.Place) -> bool:
        """Whether it changes the node at `place`."""
        if self.target:
            name = self.target.lstrip("|:")
            return place.path == name or place.path.endswith(f"|{name}")
        return self.selector is None or self.selector.selects(place)

    def applied(self, value: Value | None) -> Value | None:
        """What becomes of `value`."""
        if self.is_absolute:
            return self.value
        if isinstance(value, (int, float)):
            return value * self.multiply + self.offset
        return value


def overrides(graph: Remembered, attributes: Collection[str]) -> Mapping[str, list[Override]]:
    """Node of a layer in Render Setup -> its overrides of `attributes`, in the order in which Maya applies them."""
    reader = _Reader(graph)
    found: dict[str, list[Override]] = {}
    for kind in (*COLLECTION_TYPES, *_SELECTORS):
        graph.nodes(kind)  # so that the types of all are known
    for node in [node for kind in TYPES for node in graph.nodes(kind)]:
        attribute = str(graph.value(node, "attribute") or "")
        owners = reader.owners(node) if attribute in attributes else []
        if owners:
            found.setdefault(owners[-1], []).extend(reader.override(node, attribute, owners))
    return {layer: reader.sorted(each) for layer, each in found.items()}


class _Reader:
    def __init__(self, graph: Remembered) -> None:
        self.graph = graph
        self._chosen: dict[str, _selectors.Selector | None] = {}
        self._places: dict[str, int] = {}

    def sorted(self, found: list[Override]) -> list[Override]:
        """In the order of the layer's lists, which is asked only where it matters."""
        if len({override.attribute for override in found}) == len(found):
            return found
        return sorted(found, key=lambda override: self._key(override.node))

    def _key(self, node: str) -> list[int]:
        chain = [node, *self.owners(node)[:-1]]
        return [_order.place(self.graph, each, self._places) for each in reversed(chain)]

    def owners(self, node: str) -> list[str]:
        """The collections and groups around an override and, last, its layer; [] when it has no effect."""
        found = [node]
        while self.graph.type_of(found[-1]) != "renderSetupLayer":
            owner = self.graph.source_node(found[-1], "parentList")
            if not owner or owner in found or not self._is_on(found[-1]):
                return []
            found.append(owner)
        return found[1:]

    def _is_on(self, node: str) -> bool:
        """Whether it is not switched off itself; what drives the switch is told later."""
        return bool(self.graph.source(node, "selfEnabled")) or self.graph.value(node, "selfEnabled") is not False

    def override(self, node: str, attribute: str, owners: list[str]) -> Iterator[Override]:
        """The override, if Maya would carry it out on a farm."""
        kind = self.graph.type_of(node)
        is_unique = kind in UNIQUE_TYPES
        target = str(self.graph.value(node, "targetNodeName") or "") if is_unique else ""
        selector = None if is_unique else self._selector(owners)
        if (is_unique and not target) or selector is _NOTHING or self.graph.value(node, "localRender") is True:
            return
        unknown = self._unknown(node, owners, is_foreign=not is_unique and selector is None)
        if unknown:
            yield Override(node, attribute, target, selector, unknown=unknown)
        elif kind.startswith("abs"):
            value = self.graph.value(node, "attrValue")
            if value is not None:
                yield Override(node, attribute, target, selector, value=value)
        else:
            multiply, offset = self.graph.value(node, "multiply"), self.graph.value(node, "offset")
            if isinstance(multiply, (int, float)) and isinstance(offset, (int, float)):
                yield Override(node, attribute, target, selector, multiply=multiply, offset=offset)

    def _unknown(self, node: str, owners: list[str], *, is_foreign: bool) -> str:
        """Why nobody can tell what the override does, "" where all that it needs is plain."""
        if self.graph.type_of(node).startswith("connection"):
            return f"the override {node} connects it with something else"
        own = [self.graph.source(node, name) for name in ("attrValue", "multiply", "offset", "selfEnabled")]
        around = [self.graph.source(owner, "selfEnabled") for owner in owners[:-1]]
        driver = next(filter(None, [*own, *around]), "")
        if driver:
            return f"{driver} drives its override {node}"
        return f"another plug-in decides what the collection {owners[0]} selects" if is_foreign else ""

    def _selector(self, owners: list[str]) -> _selectors.Selector | None:
        """The selector of the collection that an override is in; None where nobody can tell what it selects."""
        collection = owners[0]
        if collection not in self._chosen:
            self._chosen[collection] = self._read_selector(owners)
        return self._chosen[collection]

    def _read_selector(self, owners: list[str]) -> _selectors.Selector | None:
        node = self.graph.source_node(owners[0], "selector")
        kind = self.graph.type_of(node) if node else "basicSelector"
        if kind == _OF_AOV:
            return self._of_aov(str(self.graph.value(node, "arnoldAOVNodeName") or ""))
        if kind not in _SELECTORS:
            return _NOTHING if kind == "basicSelector" else None
        values = [self.graph.value(node, name) for name in ("pattern", "staticSelection", "typeFilter")]
        chosen = whole(values[2], _selectors.TRANSFORMS)
        custom = str(self.graph.value(node, "customFilterValue") or "") if chosen == _selectors.CUSTOM else ""
        return _selectors.Selector(
            patterns=_selectors.words(str(values[0] or "")),
            static=frozenset(str(values[1] or "").split()),
            filter=chosen,
            custom=_selectors.words(custom),
            outer=self._outer(owners),
        )

    def _of_aov(self, aov: str) -> _selectors.Selector:
        outputs = self.graph.sources(aov, "outputs").values() if self.graph.type_of(aov) else ()
        return _selectors.Selector(
            static=frozenset((aov, *(split(plug)[0] for plug in outputs))), filter=_selectors.ALL
        )

    def _outer(self, owners: list[str]) -> _selectors.Selector | None:
        """The selector of the collection around, None in a group or right in the layer."""
        around = self.graph.type_of(owners[1])
        return None if around in ("group", "renderSetupLayer") else self._selector(owners[1:]) or _NOTHING
