"""A Maya scene in memory for tests: the graph that the room reads, built by hand, every question counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from af_maya import _attributes
from af_maya._graph import Reference, Scene, Value, split

START_CAMERAS = ("persp", "top", "front", "side")


@dataclass
class Node:
    """One node of the scene."""

    type: str
    values: dict[str, Value] = field(default_factory=dict)
    parent: str = ""
    is_referenced: bool = False


class MemoryGraph:
    """A scene as Maya makes a new one: four cameras, of which `persp` renders, and the master layer."""

    def __init__(self, path: str = "/show/scenes/shot_v001.ma", project: str = "/show", **facts: Any) -> None:
        self._scene = Scene(path=path, project=project, rules={"images": "images"}, version="2024", **facts)
        self._nodes: dict[str, Node] = {}
        self._sources: dict[str, dict[str, str]] = {}
        self._targets: dict[str, list[str]] = {}
        self.asked: Counter[str] = Counter()
        self.switched: dict[str, dict[tuple[str, str], Value | None]] | None = None
        """What a switch to a layer would show; None for a scene that nobody can switch."""
        for name in START_CAMERAS:
            self.camera(name, renderable=name == "persp")
        self.create("time", "time1")
        self.create("renderGlobals", "defaultRenderGlobals")
        self.create("resolution", "defaultResolution")
        self.create("renderLayerManager", "renderLayerManager")
        self._layers = 0
        self.legacy_layer("defaultRenderLayer")
        self.set("defaultRenderLayer", **{"global": True})

    # The graph that is asked.

    @property
    def scene(self) -> Scene:
        return self._scene

    def nodes(self, *types: str) -> Sequence[str]:
        self.asked["nodes"] += 1
        return [name for name, node in self._nodes.items() if node.type in types]

    def type_of(self, node: str) -> str:
        self.asked["type_of"] += 1
        return self._nodes[node].type if node in self._nodes else ""

    def value(self, node: str, attribute: str) -> Value | None:
        self.asked["value"] += 1
        return self._value(node, attribute)

    def _value(self, node: str, attribute: str) -> Value | None:
        if node not in self._nodes:
            return None
        found = self._nodes[node]
        return found.values.get(attribute, _attributes.default(found.type, attribute))

    def sources(self, node: str, attribute: str = "") -> Mapping[str, str]:
        self.asked["sources"] += 1
        return {
            own: plug
            for own, plug in self._sources.get(node, {}).items()
            if not attribute or own == attribute or own.startswith((attribute + "[", attribute + "."))
        }

    def targets(self, node: str, attribute: str) -> Sequence[str]:
        self.asked["targets"] += 1
        return list(self._targets.get(f"{node}.{attribute}", ()))

    def attributes(self, node: str, start: str) -> Sequence[str]:
        self.asked["attributes"] += 1
        return [name for name in self._nodes[node].values if name.startswith(start)] if node in self._nodes else []

    def parent(self, node: str) -> str:
        self.asked["parent"] += 1
        return self._nodes[node].parent if node in self._nodes else ""

    def is_referenced(self, node: str) -> bool:
        self.asked["is_referenced"] += 1
        return node in self._nodes and self._nodes[node].is_referenced

    def values_in(self, layer: str, plugs: Sequence[tuple[str, str]]) -> Sequence[Value | None] | None:
        self.asked["values_in"] += 1
        if self.switched is None:
            return None
        seen = self.switched.get(layer, {})
        return [seen[plug] if plug in seen else self._value(*plug) for plug in plugs]

    # Building.

    def create(
        self, node_type: str, name: str, /, parent: str = "", is_referenced: bool = False, **values: Value
    ) -> str:
        self._nodes[name] = Node(node_type, dict(values), parent, is_referenced)
        return name

    def delete(self, name: str) -> None:
        """Take a node away, and what it is connected with."""
        del self._nodes[name]
        self._sources.pop(name, None)
        for node, plugs in self._sources.items():
            self._sources[node] = {own: plug for own, plug in plugs.items() if split(plug)[0] != name}
        for plug in [plug for plug in self._targets if split(plug)[0] == name]:
            del self._targets[plug]
        for plug, targets in self._targets.items():
            self._targets[plug] = [target for target in targets if split(target)[0] != name]

    def set(self, node: str, /, **values: Value) -> MemoryGraph:
        self._nodes[node].values.update(values)
        return self

    def put(self, plug: str, value: Value) -> MemoryGraph:
        """Set an attribute whose name is no word, such as "adjustments[0].value"."""
        node, attribute = split(plug)
        self._nodes[node].values[attribute] = value
        return self

    def connect(self, source: str, target: str) -> MemoryGraph:
        node, attribute = split(target)
        self._sources.setdefault(node, {})[attribute] = source
        self._targets.setdefault(source, []).append(target)
        return self

    def globals(self, **values: Value) -> MemoryGraph:
        return self.set("defaultRenderGlobals", **values)

    def facts(self, **changed: Any) -> MemoryGraph:
        self._scene = replace(self._scene, **changed)
        return self

    def reference(self, node: str, path: str, **facts: Any) -> MemoryGraph:
        self._scene = replace(self._scene, references=(*self._scene.references, Reference(node, path, **facts)))
        return self

    def camera(self, name: str, *, renderable: bool = True, parent: str = "", is_referenced: bool = False) -> str:
        """A camera with its transform; gives the shape."""
        self.create("transform", name, parent, is_referenced)
        leaf = name.rpartition("|")[2]
        return self.create("camera", f"{leaf}Shape", name, is_referenced, renderable=renderable)

    def legacy_layer(self, name: str, *, is_referenced: bool = False, manager: str = "renderLayerManager") -> str:
        self.create("renderLayer", name, is_referenced=is_referenced, displayOrder=self._layers)
        if manager:
            self.connect(f"{manager}.renderLayerId[{self._layers}]", f"{name}.identification")
        self._layers += 1
        return name

    def adjust(self, layer: str, plug: str, value: Value) -> MemoryGraph:
        """Give a layer of the old kind its own value of `plug`."""
        place = sum(1 for own in self._sources.get(layer, ()) if own.startswith("adjustments"))
        self.connect(plug, f"{layer}.adjustments[{place}].plug")
        return self.put(f"{layer}.adjustments[{place}].value", value)

    def layer(self, name: str, *, renderable: bool = True, node: str = "", is_referenced: bool = False) -> str:
        """A layer of Render Setup; gives its node."""
        if "renderSetup" not in self._nodes:
            self.create("renderSetup", "renderSetup")
        legacy = self.legacy_layer(node or f"rs_{name}", is_referenced=is_referenced)
        self.set(legacy, renderable=renderable)
        self.create("renderSetupLayer", name, is_referenced=is_referenced)
        self.connect(f"{legacy}.message", f"{name}.legacyRenderLayer")
        self._append("renderSetup", name)
        return name

    def collection(self, owner: str, name: str, *, type: str = "collection", **values: Value) -> str:
        """A collection of a layer, group or collection, with its selector whose values are given."""
        self.create(type, name)
        self._append(owner, name)
        if type != "group":
            self.create("simpleSelector", f"{name}Selector", **values)
            self.connect(f"{name}Selector.collection", f"{name}.selector")
            if self._nodes[owner].type not in ("renderSetupLayer", "group"):
                self.connect(f"{owner}Selector.output", f"{name}Selector.input")
        return name

    def override(self, owner: str, name: str, attribute: str, *, type: str = "absOverride", **values: Value) -> str:
        """An override in a collection: of what its selector finds, or of `targetNodeName`."""
        self.create(type, name, attribute=attribute, **values)
        self._append(owner, name)
        return name

    def unique(self, layer: str, attribute: str, value: Value, node: str = "defaultRenderGlobals") -> str:
        """An absolute override of one node in the layer's render settings; gives the override."""
        settings = f"{layer}_settings"
        if settings not in self._nodes:
            self.collection(layer, settings, type="renderSettingsCollection", typeFilter=0)
        name = f"{layer}_{attribute}"
        return self.override(settings, name, attribute, type="absUniqueOverride", targetNodeName=node, attrValue=value)

    def _append(self, owner: str, child: str) -> None:
        before = [split(plug)[0] for plug in self._targets.get(f"{owner}.listItems", ())]
        self.connect(f"{owner}.listItems", f"{child}.parentList")
        if before:
            self.connect(f"{before[-1]}.next", f"{child}.previous")


def animated(**facts: Any) -> MemoryGraph:
    """A scene of frames 1 to 10, named `name.#.ext`."""
    return MemoryGraph(**facts).globals(animation=True, putFrameBeforeExt=True)
