"""A .nk file without Nuke, as a host: what it renders, its settings, and a copy of it for the farm."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from afsubmit.errors import Problem
from afsubmit.submission.planning.file_host import FileHost
from afsubmit.submission.planning.scene import Output, SceneState
from afsubmit.submission.sending import text_scene
from afsubmit.submission.settings import scene_text
from afsubmit.submission.settings.layers import apply_layers

from . import _comp, _copy, _file_comp, _gizmos, _script, _script_name, _slates, _variables
from ._announced import announced
from ._tools import Tools, carried

MAXIMUM_FPS = 100_000
USED = tuple("writer_classes environment same_environment slate slate_nodes slate_fields snapshot".split())
"""The settings that decide what is read of a script."""
USUAL_FPS = 24.0
"""Nuke's own, of a script that says none."""


def open_scene(path: str) -> SceneFile:
    """The script `path`.

    Raises:
        SceneError: it cannot be read, or is no whole Nuke script; the sentence says why.
    """
    return SceneFile(path)


class SceneFile(FileHost):
    """A script that no Nuke has open; what it says was read when this was made."""

    is_bound_to_folder = False
    """The copy names the script's own folder where it means it."""

    def __init__(self, path: str) -> None:
        path = os.path.abspath(path)
        self._script = _file_comp.script_of(path)
        root = self._script.root
        kept = scene_text.decode(root.value(scene_text.NAME) if root else None)
        self._layered: Mapping[str, Any] = apply_layers(scene=kept).settings
        state, outputs = self._read(path)
        super().__init__(state, outputs, settings=kept)

    def take_settings(self, settings: Mapping[str, Any]) -> None:
        """List what renders under these settings: the studio's own writer classes and the job's variables count."""
        if any(settings[key] != self._layered[key] for key in USED):
            self._layered = settings
            self._state, self._outputs = self._read(self._state.path)

    def _read(self, path: str) -> tuple[SceneState, list[Output]]:
        comp = _file_comp.comp_of(self._script, path, writer_classes=self._layered["writer_classes"])
        gizmos = _gizmos.found(comp.nodes, _gizmos.usual_folders())
        tools = Tools(comp, carried(comp, self._layered), gizmos)
        named = [(node.full_name if node is not self._script.root else "Root", node) for node in self._script.nodes]
        state = SceneState(
            host="nuke",
            host_version=self._script.version.replace(" ", ""),
            path=path,
            frames=_comp.frames(comp),
            fps=_fps(self._script) or USUAL_FPS,
            is_modified=False,
            sources=tools.sources(),
            farm_problems=tuple(tools.problems()),
            problems=(
                *_comp.problems(comp),
                *_unread(self._script),
                *_slates.problems(comp, self._layered),
                *_script_name.problems(named, comp.path),
                *_variables.problems(named, self._layered["environment"]),
            ),
        )
        return state, _comp.outputs(comp)

    def save_snapshot(self, path: str) -> None:
        """Write what was read over `path`.

        Raises:
            SceneError: it cannot be written.
        """
        script = _slates.applied(self._script, self.scene().path, self.outputs(), self._layered)
        text_scene.write(path, _copy.named(script, self.scene().path, announced(self.outputs())))

    def map_snapshot(self, path: str, path_map: text_scene.PathMap) -> None:
        """Let the paths in the copy be those that the farm sees."""
        text_scene.rewrite(path, _script.Script, lambda script: _copy.mapped(script, path_map))


def _unread(script: _script.Script) -> Iterator[Problem]:
    """What of the script as a whole cannot be told from its text."""
    if not script.is_balanced:
        message = "The groups of this script do not end where they should: which nodes lie in them is not known."
        yield Problem("warning", "scene", message, "Open it in Nuke and save it again.")
    if _fps(script) is None:
        message = f"Only Nuke knows the frame rate of this script: {USUAL_FPS:g} is taken for a movie."
        yield Problem("warning", "scene", message, "Set the movie's Frame rate, or submit from Nuke itself.")


def _fps(script: _script.Script) -> float | None:
    """Frames in a second; None where only Nuke can tell."""
    text = ((script.root.value("fps") if script.root else None) or "").strip("{} \t\r\n")
    try:
        rate = float(text) if text else USUAL_FPS
    except ValueError:
        return None
    return rate if 0 < rate <= MAXIMUM_FPS else None
