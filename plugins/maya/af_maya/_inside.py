"""A scene that Maya opens itself, in its own Python without a window (`mayapy -m afsubmit submit x.mb`)."""

from __future__ import annotations

import atexit
import os
import sys
from typing import Any

from afsubmit.errors import SceneError
from afsubmit.submission.planning.scene import Host

PROGRAM = "mayapy"
_started: list[str] = []


def open_scene(path: str, python: str) -> Host | None:
    """The scene `path`, opened in Maya; None where this is another Python, and in a session with a window.

    Raises:
        SceneError: Maya does not start, or cannot open the scene.
    """
    if not os.path.basename(sys.executable).lower().startswith(PROGRAM):
        return None
    _start()
    from ._host import opened

    return opened(path, python)


def _start() -> None:
    """Start Maya in this process, once, and end it with it: its modules are empty before."""
    if _started:
        return
    try:
        import maya.standalone

        standalone: Any = maya.standalone
        standalone.initialize(name="python")
    except (ImportError, RuntimeError) as error:
        raise SceneError(f"Maya does not start in {sys.executable}: {error}") from error
    _started.append(PROGRAM)
    atexit.register(standalone.uninitialize)
