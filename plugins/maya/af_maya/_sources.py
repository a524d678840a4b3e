"""The files that a Maya scene reads, by what an artist calls them: textures, caches, stand-ins. Pure.

Only such as this machine can look for: a path with a token or a variable, or of another system, is none of them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from afsubmit.submission.planning.names import is_of_windows, is_whole

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
    found = {}
    for kind, (attribute, title) in KINDS.items():
        for node in graph.nodes(kind):
            path = _path(graph.value(node, attribute), graph.scene)
            if path:
                found[f"{title} {node}"] = [path]
    return found


def _path(written: object, scene: Scene) -> str:
    """The file that is meant; "" for none, and where this machine cannot look.

    Maya writes a file inside the project behind two slashes: `/show//sourceimages/wood.png`.
    """
    path = written.strip().replace("\\", "/") if isinstance(written, str) else ""
    project = scene.project.replace("\\", "/").rstrip("/")
    top, slashes, _ = path[2:].partition("//")
    if not path or _PUT_IN.search(path) or (slashes and path[:2] + top != project):
        return ""
    whole = path if is_whole(path) else f"{project}/{path}" if project else ""
    own = scene.path or scene.project
    return posixpath.normpath(whole) if whole and is_of_windows(whole) == is_of_windows(own) else ""
