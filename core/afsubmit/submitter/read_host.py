"""A host that answers with what was read of the application before, and asks it nothing: usable on any thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import AfError
from ..submission.planning.scene import Output, SceneState


class ReadHost:
    """Answers with what was read; everything else is refused."""

    def __init__(self, name: str, scene: SceneState, outputs: Sequence[Output]) -> None:
        self.name, self._scene, self._outputs = name, scene, outputs

    def scene(self) -> SceneState:
        """The scene as it was read."""
        return self._scene

    def outputs(self) -> Sequence[Output]:
        """Its outputs, as they were read."""
        return self._outputs

    def selected(self) -> Sequence[str]:
        """None."""
        return []

    def __getattr__(self, name: str) -> Any:
        raise AfError(f"A preview cannot ask the application for {name}.")
