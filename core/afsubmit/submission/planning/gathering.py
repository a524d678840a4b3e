"""Files that a scene reads, gathered in a folder beside its snapshot: which, and where in it. Pure: no disk.

The folder repeats the folders that the files come from, below the deepest that all have in common: two files of one
name stay apart, sequences keep their names, and what a gathered file names relative to itself is found beside it.
"""

from __future__ import annotations

import ntpath
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from .names import is_of_windows, plain_word
from .scene import SceneState

KEY, SUFFIX = "gather", "_assets"


def is_wanted(scene: SceneState, settings: Mapping[str, Any]) -> bool:
    """Whether files are to be gathered, and the scene's application can."""
    return bool(scene.can_gather and settings.get(KEY) and settings["snapshot"])


def left(scene: SceneState, settings: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """Those of the scene's sources that the farm reads where they are."""
    if not is_wanted(scene, settings):
        return scene.sources
    return {name: paths for name, paths in scene.sources.items() if name in scene.ungathered}


@dataclass(frozen=True)
class Gathering:
    """The folder of one job, and what goes into it: files and folders by what an artist calls them.

    `stored` are the paths that the scene names them by, where these are others.
    """

    folder: str
    sources: Mapping[str, Sequence[str]]
    stored: Mapping[str, Sequence[str]]
    _commons: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        groups: dict[str, list[str]] = {}
        for paths in (*self.sources.values(), *self.stored.values()):
            for path in paths:
                module = _module(path)
                groups.setdefault(_drive(path), []).append(module.dirname(path))
        commons = {drive: str(_module(paths[0]).commonpath(paths)) for drive, paths in groups.items()}
        object.__setattr__(self, "_commons", commons)

    def place(self, path: str) -> str:
        """Where in the folder a file of `sources` goes, or what lies below a folder of them; with `/`."""
        drive = _drive(path)
        below = str(_module(path).relpath(path, self._commons[drive])).replace("\\", "/")
        return f"{plain_word(drive)}/{below}" if len(self._commons) > 1 else below

    def names(self, name: str) -> Sequence[str]:
        """The paths by which the scene may name that source."""
        return [*self.stored.get(name, ()), *self.sources[name]]


def gathering(scene: SceneState, settings: Mapping[str, Any], stem: str) -> Gathering | None:
    """What goes beside the snapshot whose path without its ending is `stem`; None for nothing."""
    if not is_wanted(scene, settings):
        return None
    sources = {name: paths for name, paths in scene.sources.items() if paths and name not in scene.ungathered}
    stored = {name: paths for name, paths in scene.stored.items() if name in sources}
    return Gathering(stem + SUFFIX, sources, stored) if sources else None


def _module(path: str) -> ModuleType:
    return ntpath if is_of_windows(path) else posixpath


def _drive(path: str) -> str:
    """The drive or share that a path of Windows begins with, in small letters; "" elsewhere."""
    return str(_module(path).splitdrive(path)[0]).lower()
