"""What an attribute holds in a render layer: its own value, with what the layer changes of it. Pure.

No layer is switched to for that, as long as its overrides say what they do.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from . import _overrides, _selectors
from ._attributes import APPLIED_TYPES, CONVERSION_TYPES
from ._graph import Remembered, Value, split, whole
from ._layers import MANAGER, Layer


class Reading(NamedTuple):
    """A value, None where there is no such node or attribute; `unknown` says why nobody can tell it, "" if one can.

    `doubt` is what should be looked at though there is a value, "" for nothing.
    """

    value: Value | None
    unknown: str = ""
    doubt: str = ""


TIMES = ("startFrame", "endFrame")
"""Attributes that hold a time: what a layer of the old kind keeps of one is documented nowhere."""


class Values:
    """Reads attributes of cameras and settings layer by layer; each question is asked once."""

    def __init__(self, graph: Remembered, layers: Sequence[Layer], attributes: Collection[str]) -> None:
        """Take the scene's layers and the names of all attributes that will be read."""
        self.graph = graph
        self._by_setup = _overrides.overrides(graph, attributes) if any(layer.setup for layer in layers) else {}
        self._layers = layers
        self._is_legacy = not any(layer.setup for layer in layers) and any(layer.is_legacy for layer in layers)
        self._own: dict[tuple[str, str], Reading] = {}
        self._places: dict[str, _selectors.Place] = {}
        self._switched: dict[tuple[str, str, str], Value | None] = {}

    def read(self, layer: Layer, node: str, attribute: str) -> Reading:
        """What the attribute holds when the farm renders `layer`."""
        own = self.own(node, attribute)
        if self._is_legacy or layer.is_legacy:
            return self._in_legacy(layer, node, attribute, own)
        is_hidden = False
        for override in self._by_setup.get(layer.setup, ()):
            if override.attribute == attribute and override.reaches(self._place(node)):
                is_hidden = bool(override.unknown) or (is_hidden and not override.is_absolute)
                unknown = override.unknown or ("" if override.is_absolute else own.unknown)
                own = Reading(override.applied(own.value), unknown)
        return self._seen(layer, node, attribute, own) if is_hidden else own

    def own(self, node: str, attribute: str) -> Reading:
        """What the attribute holds in the master layer."""
        key = node, attribute
        if key not in self._own:
            source = self.graph.source(node, attribute)
            self._own[key] = self._through(source, key) if source else Reading(self.graph.value(node, attribute))
        return self._own[key]

    def _through(self, source: str, key: tuple[str, str]) -> Reading:
        """The value behind what Render Setup put before an attribute while another layer was visible."""
        first = source
        seen = set()
        while source not in seen:
            seen.add(source)
            node, _ = split(source)
            kind = self.graph.type_of(node)
            plug = "original" if kind in APPLIED_TYPES else "input" if kind in CONVERSION_TYPES else ""
            behind = self.graph.source(node, plug) if plug else ""
            if behind:
                source = behind
            elif plug == "original":
                return Reading(self.graph.value(node, plug))
            else:
                break
        return Reading(self.graph.value(*key), f"{first} drives {'.'.join(key)}")

    def _place(self, node: str) -> _selectors.Place:
        if node not in self._places:
            kind = self.graph.type_of(node)
            is_camera = kind in ("camera", "stereoRigCamera")
            path = self.path(node) if is_camera else node
            self._places[node] = _selectors.Place(path, (_selectors.CAMERA if is_camera else frozenset()) | {kind})
        return self._places[node]

    def path(self, node: str) -> str:
        """The whole path of a node in the hierarchy: "|rig|cam|camShape"."""
        parts: list[str] = []
        while node and len(parts) < _DEEPEST:
            if node.startswith("|"):
                return node + "".join(reversed(parts))
            parts.append("|" + node.rpartition("|")[2])
            node = self.graph.parent(node)
        return "".join(reversed(parts))

    def _in_legacy(self, layer: Layer, node: str, attribute: str, own: Reading) -> Reading:
        """A layer of the old kind keeps its values itself; those of the one that was visible are on the nodes."""
        if layer.number == self._visible():
            return own
        plug = f"{node}.{attribute}"
        master = next((each for each in self._layers if each.is_master), layer)
        for each in dict.fromkeys((layer, master)):
            element = self._adjustments(each).get(plug)
            if element is not None:
                kept = self.graph.value(each.node, f"{element}.value")
                if each.number == self._visible() or kept is None:
                    return own
                return self._time(layer, node, attribute, kept) if attribute in TIMES else Reading(kept)
        return own

    def _time(self, layer: Layer, node: str, attribute: str, kept: Value) -> Reading:
        """The frame of a time that a layer of the old kind keeps: as the scene shows it, else as it is written.

        A number that is none of a frame, but of a frame in seconds, is taken for seconds.
        """
        fps = self.graph.scene.fps
        if isinstance(kept, float) and not kept.is_integer() and abs(kept * fps - round(kept * fps)) < _NOISE:
            kept = kept * fps
        doubt = f"How Maya writes the range of a layer of the old kind is not documented; {layer.name} has its own."
        return self._seen(layer, node, attribute, Reading(kept, doubt=doubt))

    def _adjustments(self, layer: Layer) -> Mapping[str, str]:
        """Attribute -> the element of a layer of the old kind that says what the layer makes of it."""
        found = self.graph.sources(layer.node, "adjustments")
        return {plug: own[: -len(".plug")] for own, plug in found.items() if own.endswith(".plug")}

    def _visible(self) -> int:
        """The number of the layer that is the visible one."""
        return whole(self.graph.value(MANAGER, "currentRenderLayer"), 0)

    def _seen(self, layer: Layer, node: str, attribute: str, guess: Reading) -> Reading:
        """What the scene shows when it is switched to the layer, for all that was asked before, too; else the guess."""
        key = layer.node, node, attribute
        if key not in self._switched:
            plugs = list(dict.fromkeys([*self._own, (node, attribute)]))
            shown = self.graph.values_in(layer.node, plugs)
            if shown is None:
                return guess
            self._switched.update(((layer.node, *plug), value) for plug, value in zip(plugs, shown))
        return Reading(self._switched[key])


_NOISE = 0.001
_DEEPEST = 500
"""Transforms above each other: no scene has so many."""
