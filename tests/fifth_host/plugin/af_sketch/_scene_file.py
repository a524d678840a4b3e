"""A book without Sketch, as a host."""

from __future__ import annotations

import os

from afsubmit.submission.planning.file_host import FileHost
from afsubmit.submission.sending import text_scene
from afsubmit.submission.settings import scene_text

from . import _book


def open_scene(path: str) -> FileHost:
    """The book `path`.

    Raises:
        SceneError: it cannot be read, or is no book; the sentence says why.
    """
    lines = text_scene.read(path).splitlines()
    scene = _book.state(lines, os.path.abspath(path), is_modified=False)
    return FileHost(scene, _book.outputs(lines, scene), settings=scene_text.decode(_book.settings_of(lines)))
