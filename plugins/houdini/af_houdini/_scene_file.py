"""A .hip file without Houdini, as a host: what it renders, its settings, and a copy of it for the farm."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from afsubmit.submission.planning.file_host import FileHost
from afsubmit.submission.planning.scene import Output, SceneState
from afsubmit.submission.settings import scene_text
from afsubmit.submission.settings.layers import apply_layers

from . import _file_graph, _hip_scene, _range, _scene
from ._graph import Scene
from ._hip import Archive


def open_scene(path: str) -> SceneFile:
    """The scene `path`, which no Houdini has open.

    Raises:
        SceneError: it cannot be read, or is no whole scene of Houdini; the sentence says why.
    """
    return SceneFile(path)


class SceneFile(FileHost):
    """A scene that lies on the disk; what it says was read when this was made, and nothing of it stays open."""

    is_bound_to_folder = False
    """On the farm our worker gives the copy the name of the artist's scene, and with it $HIP."""

    def __init__(self, path: str) -> None:
        self._path = os.path.abspath(path)
        with Archive(self._path) as archive:
            kept = scene_text.decode(_hip_scene.kept_at_out(archive, scene_text.NAME))
            self._counted = _counting(apply_layers(scene=kept).settings)
            state, outputs, chosen = _read(archive, self._counted)
        super().__init__(state, outputs, chosen, settings=kept)

    def take_settings(self, settings: Mapping[str, Any]) -> None:
        """List what renders under these settings: the studio's own types of ROPs count."""
        if _counting(settings) != self._counted:
            self._counted = _counting(settings)
            with Archive(self._path) as archive:
                self._state, self._outputs, self._chosen = _read(archive, self._counted)


def _counting(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {key: settings[key] for key in _scene.COUNTING}


def _read(archive: Archive, settings: Mapping[str, Any]) -> tuple[SceneState, list[Output], list[str]]:
    scene = _file_graph.scene_of(archive)
    return _state(scene, settings), _scene.outputs(scene, settings), _scene.chosen(scene, settings)


def _state(scene: Scene, settings: Mapping[str, Any]) -> SceneState:
    return SceneState(
        host="houdini",
        host_version=scene.version,
        path=scene.path,
        frames=_range.scene_frames(scene),
        fps=scene.fps,
        is_modified=False,
        problems=_scene.problems(scene, settings),
        sources=scene.references,
    )
