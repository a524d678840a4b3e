"""The render layers of a scene, of Render Setup and of the old kind, as a lighter lists them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import _order
from ._graph import Remembered, split

MASTER = "defaultRenderLayer"
MASTER_NAME = "masterLayer"
MANAGER = "renderLayerManager"
_INDEX = re.compile(r"\[([0-9]{1,9})\]$")
"""The scene's own: layers of another manager were imported with a scene, and Maya renders none of them."""


@dataclass(frozen=True)
class Layer:
    """One layer of the scene's own.

    `node` is what the command line names, `name` what the artist calls it; `setup` is its node in Render Setup, "" for
    the master layer and for the old kind. `number` is its place at the manager, -1 where it has none.
    """

    node: str
    name: str
    is_renderable: bool = True
    setup: str = ""
    number: int = -1

    @property
    def is_master(self) -> bool:
        """Whether it is the layer of everything."""
        return self.node == MASTER

    @property
    def is_legacy(self) -> bool:
        """Whether it is of the kind before Render Setup."""
        return not self.setup and not self.is_master


def layers(graph: Remembered) -> list[Layer]:
    """The scene's own layers: the master, those of Render Setup in its order, then those of the old kind.

    Maya makes the master layer of each scene that has none.
    """
    setups = {graph.source_node(setup, "legacyRenderLayer"): setup for setup in graph.nodes("renderSetupLayer")}
    found = [_layer(graph, node, setups.get(node, "")) for node in graph.nodes("renderLayer")]
    own = [layer for layer in found if layer is not None]
    if not any(layer.is_master for layer in own):
        own.append(Layer(MASTER, MASTER_NAME))
    known: dict[str, int] = {}

    def key(layer: Layer) -> tuple[bool, bool, int]:
        place = _order.place(graph, layer.setup, known) if layer.setup else layer.number
        return not layer.is_master, layer.is_legacy, place

    return sorted(own, key=key)


def _layer(graph: Remembered, node: str, setup: str) -> Layer | None:
    """None for a layer that is not the scene's own: referenced, or brought in by an import. The master always is."""
    manager, place = split(graph.source(node, "identification"))
    if (manager != MANAGER and node != MASTER) or graph.is_referenced(node):
        return None
    found = _INDEX.search(place)
    return Layer(
        node=node,
        name=MASTER_NAME if node == MASTER else setup or node,
        is_renderable=bool(graph.value(node, "renderable")),
        setup=setup,
        number=int(found[1]) if found else -1,
    )
