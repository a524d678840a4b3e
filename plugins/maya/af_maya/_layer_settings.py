"""The settings of a scene as they are in one render layer, by type; what drives them is kept to be told. Pure."""

from __future__ import annotations

from ._graph import FARTHEST, Remembered, Value, whole
from ._layers import Layer
from ._values import Values

GLOBALS = "defaultRenderGlobals"
RESOLUTION = "defaultResolution"


class LayerSettings:
    """Reads attributes of settings nodes in one layer.

    `driven` has, by attribute, why nobody can tell what it holds on the farm, `doubts` what should be looked at, and
    `absurd` the numbers that none can be.
    """

    def __init__(self, values: Values, layer: Layer) -> None:
        self.layer = layer
        self.graph: Remembered = values.graph
        self.driven: dict[str, str] = {}
        self.doubts: dict[str, str] = {}
        self.absurd: dict[str, float] = {}
        self._values = values

    def has(self, node: str) -> bool:
        """Whether there is such a node."""
        return bool(self.graph.type_of(node))

    def text(self, node: str, attribute: str, default: str = "") -> str:
        """A text; `default` where there is none."""
        found = self._value(node, attribute)
        return found if isinstance(found, str) else default

    def number(self, node: str, attribute: str, default: float = 0.0) -> float:
        """A number, `default` where there is none."""
        found = self._value(node, attribute)
        return float(found) if isinstance(found, (int, float)) else default

    def whole(self, node: str, attribute: str, default: int = 0, *, maximum: float = FARTHEST) -> int:
        """A whole number, `default` where there is none, or one beyond `maximum`, which is told."""
        found = self.number(node, attribute, default)
        if not abs(found) <= maximum:
            self.absurd[f"{node}.{attribute}"] = found
            return default
        return whole(found, default)

    def flag(self, node: str, attribute: str, *, default: bool = False) -> bool:
        """A tick, `default` where there is none."""
        found = self._value(node, attribute)
        return bool(found) if isinstance(found, (bool, int, float)) else default

    def _value(self, node: str, attribute: str) -> Value | None:
        value, unknown, doubt = self._values.read(self.layer, node, attribute)
        if unknown:
            self.driven[f"{node}.{attribute}"] = unknown
        if doubt:
            self.doubts[f"{node}.{attribute}"] = doubt
        return value
