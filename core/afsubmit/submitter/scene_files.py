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
    host: Host = hosts.module(_application(path), "_scene_file").open_scene(os.path.abspath(path))
    return host


class SceneOpener:
    """Opens the scenes of one run, where this Python is the application's own in the application, else as files.

    The package of an application says in `_inside.py` whether it is: `open_scene(path, python)` gives the host over the
    scene that it opened, or None. An application has one scene open at a time, and what writes the copy is the open
    one: a second scene of it is refused.
    """

    def __init__(self) -> None:
        self._open: dict[str, str] = {}

    def open_scene(self, path: str) -> tuple[Host, bool]:
        """The scene `path` as a host, and whether its application has it open.

        Raises:
            SceneError: it cannot be opened or read, or the application has another one open.
        """
        name = _application(path)
        if name in self._open:
            title = hosts.named(name).title
            raise SceneError(f"{title} has {self._open[name]} open, one scene at a time: submit this one by itself.")
        host = _inside(name, os.path.abspath(path))
        if host is None:
            return open_scene(path), False
        self._open[name] = path
        return host, True


def _application(path: str) -> str:
    """The application whose scene lies at `path`.

    Raises:
        SceneError: there is no such file, or it is of none that is known.
    """
    name = hosts.of_file(path).name
    if not os.path.isfile(path):
        raise SceneError("There is no such file." if not os.path.lexists(path) else "That is no file.")
    return name


def _inside(name: str, path: str) -> Host | None:
    """The scene, opened by the application that this Python belongs to; None where it belongs to none."""
    if not hosts.has(name, "_inside"):
        return None
    from . import preferences

    host: Host | None = hosts.module(name, "_inside").open_scene(path, preferences.load().python)
    return host


def plan_of(name: str) -> HostPlan:
    """The pure half of that application: the class `…Plan` in its `plan.py`.

    Raises:
        SceneError: it is not installed, or has no such class.
    """
    module, class_name = hosts.module(name, "plan"), f"{name.capitalize()}Plan"
    found: Any = getattr(module, class_name, None)
    if found is None:
        raise SceneError(f"{module.__file__} has no class {class_name}, which says how {name} renders.")
    plan: HostPlan = found()
    return plan
