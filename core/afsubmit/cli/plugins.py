"""The one place where the core reaches a plugin: its plan and its scene reader, by the application's name."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys

from ..errors import SceneError
from ..install import sources
from ..typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

    from ..submission.planning.scene import Host, HostPlan

FOLDERS = {
    "nuke": "nuke/af_nuke",
    "maya": "maya/scripts/af_maya",
    "houdini": "houdini/scripts/python/af_houdini",
    "blender": "blender/afanasy",
}
"""Application -> the package of its plugin, below the folder of all plugins."""

ENDINGS = {
    "nuke": (".nk", ".nknc", ".nkind"),
    "maya": (".ma", ".mb"),
    "houdini": (".hip", ".hiplc", ".hipnc"),
    "blender": (".blend",),
}
_PREFIX = "afsubmit_plugin_"


def folder() -> str:
    """Where the plugins lie."""
    return str(sources.plugins_folder())


def host_name(path: str) -> str:
    """The application whose file `path` is, by its ending.

    Raises:
        SceneError: it is none that is known.
    """
    ending = os.path.splitext(path)[1].lower()
    for name, endings in ENDINGS.items():
        if ending in endings:
            return name
    known = ", ".join(one for endings in ENDINGS.values() for one in endings)
    text = f'{path} is no scene file that is known by its ending ({known}). Submit it as a command: --command "…".'
    raise SceneError(text)


def open_scene(path: str) -> Host:
    """The scene file `path` as a host, read without opening a window.

    Raises:
        SceneError: it cannot be read, or nothing here can read it.
    """
    name = host_name(path)
    if not os.path.isfile(path):
        raise SceneError("There is no such file." if not os.path.lexists(path) else "That is no file.")
    host: Host = module(name, "_scene_file").open_scene(os.path.abspath(path))
    return host


def plan_of(name: str) -> HostPlan:
    """The pure half of that application.

    Raises:
        SceneError: it is not installed.
    """
    found: Any = getattr(module(name, "plan"), f"{name.capitalize()}Plan")
    plan: HostPlan = found()
    return plan


def module(name: str, file: str) -> ModuleType:
    """That file of the application's plugin.

    Raises:
        SceneError: it is not there.
    """
    package = f"{_PREFIX}{name}"
    place = os.path.join(folder(), *FOLDERS[name].split("/"))
    if not os.path.isfile(os.path.join(place, f"{file}.py")):
        raise SceneError(f"Nothing here reads the files of {name.capitalize()} ({place}); submit from the application.")
    if package not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            package, os.path.join(place, "__init__.py"), submodule_search_locations=[place]
        )
        if spec is None or spec.loader is None:
            raise SceneError(f"The plugin {place} cannot be loaded; install afsubmit again.")
        sys.modules[package] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[package])
    return importlib.import_module(f"{package}.{file}")
