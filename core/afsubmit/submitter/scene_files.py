"""A scene file as a host, and the pure half of its application: what the command line needs of a plugin."""

from __future__ import annotations

import os

from ..errors import SceneError
from ..studio import hosts
from ..typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..submission.planning.scene import Host, HostPlan


def open_scene(path: str) -> Host:
    """The scene file `path` as a host, read without opening a window.

    Raises:
        SceneError: it cannot be read, or nothing here can read it.
    """
    name = hosts.of_file(path).name
    if not os.path.isfile(path):
        raise SceneError("There is no such file." if not os.path.lexists(path) else "That is no file.")
    host: Host = hosts.module(name, "_scene_file").open_scene(os.path.abspath(path))
    return host


def plan_of(name: str) -> HostPlan:
    """The pure half of that application: the class `…Plan` in its `plan.py`.

    Raises:
        SceneError: it is not installed, or has no such class.
    """
    module, wanted = hosts.module(name, "plan"), f"{name.capitalize()}Plan"
    found: Any = getattr(module, wanted, None)
    if found is None:
        raise SceneError(f"{module.__file__} has no class {wanted}, which says how {name} renders.")
    plan: HostPlan = found()
    return plan
