"""What Render Setup makes of a value while a layer is the visible one, as the fake Maya answers it.

Rests on Autodesk's documentation of Render Setup and on what Maya 2023 wrote of such scenes: unique overrides name
their target, others act on what their collection selects; what is off, or below something that is off, does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from tests.fakes.maya_nodes import Node
from tests.fakes.maya_scene import MayaScene


def value_in(scene: MayaScene, layer: Node, node: Node, long: str) -> Any:
    """What `node` holds in that layer."""
    value = node.get(long)
    setup = next((to for source, out, to, into in scene.linked(layer) if into == "legacyRenderLayer"), None)
    if setup is None:
        return _adjusted(scene, layer, node, long, value)
    for override in _overrides(scene, setup):
        if override.get("attribute") == long and _hits(scene, override, node):
            if override.type.startswith("rel"):
                value = (value or 0) * (override.get("multiply") or 0) + (override.get("offset") or 0)
            else:
                value = override.get("attrValue")
    return value


def _adjusted(scene: MayaScene, layer: Node, node: Node, long: str, value: Any) -> Any:
    """A layer of the old kind holds its values itself."""
    for source, out, to, into in scene.linked(layer):
        if to is layer and source is node and out == long and into.endswith(".plug"):
            return layer.get(into.replace(".plug", ".value"))
    return value


def _children(scene: MayaScene, node: Node) -> list[Node]:
    return [
        to
        for source, out, to, into in scene.linked(node)
        if source is node and out == "listItems" and into == "parentList"
    ]


def _overrides(scene: MayaScene, node: Node) -> Iterator[Node]:
    for child in _children(scene, node):
        if child.get("selfEnabled"):
            if "Override" in child.type:
                yield child
            else:
                yield from _overrides(scene, child)


def _hits(scene: MayaScene, override: Node, node: Node) -> bool:
    if "Unique" in override.type:
        return scene.find(override.get("targetNodeName") or "") is node
    collection = next(
        source for source, out, to, into in scene.linked(override) if to is override and into == "parentList"
    )
    selectors = [
        source for source, out, to, into in scene.linked(collection) if to is collection and into == "selector"
    ]
    return any(_selects(scene, selector, node) for selector in selectors)


def _selects(scene: MayaScene, selector: Node, node: Node) -> bool:
    listed = [scene.find(name) for name in (selector.get("staticSelection") or "").split()]
    patterns = (selector.get("pattern") or "").replace(",", " ").replace(";", " ").split()
    own = [node, *([node.parent] if node.parent else [])]
    return any(one in own for one in listed) or any(fnmatchcase(one.name, text) for one in own for text in patterns)
