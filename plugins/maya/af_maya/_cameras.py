"""The cameras of a scene, and which of them render in a layer. Pure.

A stereo rig renders as its cameras: each of them is a camera of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ._graph import Remembered
from ._layers import Layer
from ._values import Values

TYPES = ("camera", "stereoRigCamera")
_OTHER = re.compile(r"[^0-9A-Za-z_]")


@dataclass(frozen=True)
class Camera:
    """One camera: the shortest unique names of its transform and of its shape."""

    transform: str
    shape: str

    @property
    def word(self) -> str:
        """What stands for it in the name of a file (Autodesk's documentation: other letters become `_`)."""
        return _OTHER.sub("_", self.transform)


def cameras(graph: Remembered) -> list[Camera]:
    """All cameras, in the scene's order."""
    return [Camera(graph.parent(shape) or shape, shape) for shape in graph.nodes(*TYPES)]


def renderable(values: Values, layer: Layer, among: Sequence[Camera]) -> tuple[list[Camera], list[str]]:
    """Those that render in a layer, and for those of which nobody can tell it the reasons."""
    found, unknown = [], []
    for camera in among:
        reading = values.read(layer, camera.shape, "renderable")
        if reading.unknown:
            unknown.append(f"{camera.transform} ({reading.unknown})")
        if reading.value:
            found.append(camera)
    return found, unknown
