"""A scene that Houdini opens itself, where this Python is Houdini's own (`hython -m afsubmit submit scene.hip`)."""

from __future__ import annotations

import importlib.util

from afsubmit.submission.planning.scene import Host


def open_scene(path: str, python: str) -> Host | None:
    """The scene `path`, opened in Houdini; None where this is another Python, and in a session with a window.

    Raises:
        SceneError: Houdini cannot open it.
    """
    if importlib.util.find_spec("hou") is None:
        return None
    import hou

    from ._host import opened

    return None if hou.isUIAvailable() else opened(path, python)
