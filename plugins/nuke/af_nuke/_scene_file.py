"""A .nk file without Nuke, as a host: what it renders, its settings, and a copy of it for the farm."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from afsubmit.submission import Output, SceneState
from afsubmit.submission.file_host import StillHost

from . import _comp, _copy, _file_comp, _kept, _script


def open_scene(path: str) -> SceneFile:
    """The script `path`.

    Raises:
        SceneError: it cannot be read, or is no whole Nuke script; the sentence says why.
    """
    return SceneFile(path)


class SceneFile(StillHost):
    """A host whose scene is a file: nothing is running, so nothing can be selected, changed or saved by an artist."""

    name = "nuke"

    def __init__(self, path: str) -> None:
        self.path = os.path.abspath(path)
        self.script = _file_comp.script_of(self.path)
        self.comp = _file_comp.comp_of(self.script, self.path)
        self._settings: Mapping[str, Any] | None = None

    def scene(self) -> SceneState:
        """The file; it has no changes that were not saved."""
        return SceneState(
            host=self.name,
            host_version=self.script.version.replace(" ", ""),
            path=self.path,
            frames=_comp.frames(self.comp),
            fps=_fps(self.script),
            is_modified=False,
            problems=tuple(_comp.problems(self.comp)),
        )

    def outputs(self) -> Sequence[Output]:
        """Every node that renders."""
        return _comp.outputs(self.comp)

    def selected(self) -> Sequence[str]:
        """All of them: a file has no selection that anybody made on purpose."""
        return [output.id for output in self.outputs()]

    def save_snapshot(self, path: str) -> None:
        """Write a copy of the file over `path`.

        Raises:
            SceneError: it cannot be written.
        """
        _copy.write(path, _copy.named(self.script, self.path))

    def map_snapshot(self, path: str, path_map: _copy.PathMap) -> None:
        """Let the paths in the copy be those that the farm sees."""
        _copy.rewrite(path, lambda script: _copy.mapped(script, path_map))

    def load_settings(self) -> Mapping[str, Any]:
        """What the artist stored in the script from Nuke, or `store_settings` keeps for this run."""
        if self._settings is not None:
            return self._settings
        return _kept.decoded(self.script.root.value(_kept.KNOB) if self.script.root else None)

    def store_settings(self, values: Mapping[str, Any]) -> None:
        """Keep `values` as long as this object lives: the artist's file is never written."""
        self._settings = json.loads(json.dumps(dict(values)))


def _fps(script: _script.Script) -> float:
    try:
        return float(script.root.value("fps") or 24) if script.root else 24.0
    except ValueError:
        return 24.0
