"""The files that a Maya scene reads, by what an artist calls them: textures, caches, stand-ins. Pure.

Only such as this machine can look for: a path with a token, with a variable that is not set, or of another system, is
none of them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from afsubmit.submission.planning.names import is_of_windows, is_whole

from . import _references
from ._graph import Remembered, Scene

KINDS: Mapping[str, tuple[str, str]] = {
    "file": ("fileTextureName", "texture"),
    "imagePlane": ("imageName", "image plane"),
    "audio": ("filename", "sound"),
    "gpuCache": ("cacheFileName", "GPU cache"),
    "AlembicNode": ("abc_File", "Alembic cache"),
    "aiStandIn": ("dso", "stand-in"),
    "aiImage": ("filename", "image"),
    "RedshiftProxyMesh": ("fileName", "proxy"),
    "VRayMesh": ("fileName2", "proxy"),
    "pgYetiMaya": ("cacheFileName", "Yeti cache"),
    "mayaUsdProxyShape": ("filePath", "USD stage"),
}
"""Type of node -> the attribute with its file, and what an artist calls it."""

_PUT_IN = re.compile(r"[<>%#*?$]")
"""Signs of a path that is made for each frame, tile or machine."""


def sources(graph: Remembered) -> dict[str, list[str]]:
    """The file of each node that reads one, absolute."""
    found = ((title, _path(path, graph.scene)) for title, path in written(graph))
    return {title: [path] for title, path in found if path}


def written(graph: Remembered) -> Iterator[tuple[str, str]]:
    """What an artist calls each of them, and its path as the scene has it."""
    for kind, (attribute, title) in KINDS.items():
        for node in graph.nodes(kind):
            path = graph.value(node, attribute)
            if isinstance(path, str):
                yield f"{title} {node}", path


def _path(written: str, scene: Scene) -> str:
    """The file that is meant; "" for none, and where this machine cannot look.

    Maya writes a file inside the project behind two slashes: `/show//sourceimages/wood.png`.
    """
    path = _references.filled(written.strip()).replace("\\", "/")
    project = scene.project.replace("\\", "/").rstrip("/")
    top, slashes, _ = path[2:].partition("//")
    if not path or _PUT_IN.search(path) or (slashes and path[:2] + top != project):
        return ""
    whole = path if is_whole(path) else f"{project}/{path}" if project else ""
    own = scene.path or scene.project
    return posixpath.normpath(whole) if whole and is_of_windows(whole) == is_of_windows(own) else ""
