"""A book that Sketch opens itself, where this Python is Sketch's own."""

from __future__ import annotations

import importlib.util

from afsubmit.errors import SceneError
from afsubmit.submission.planning.scene import Host


def open_scene(path: str, python: str) -> Host | None:
    """The book `path`, opened in Sketch; None where this is another Python.

    Raises:
        SceneError: Sketch cannot open it.
    """
    if importlib.util.find_spec("sketch") is None:
        return None
    import sketch

    from ._host import SketchHost

    if not sketch.IS_SHELL:
        return None
    try:
        sketch.open_document(path)
    except OSError as error:
        raise SceneError(f"Sketch cannot open {path}: {error.strerror}.") from error
    return SketchHost(python)
