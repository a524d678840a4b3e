"""Where the gizmos and plug-ins of a script lie on this machine. Lists folders, opens no file."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable

from . import _graph, _node_classes

ENDINGS = (".gizmo", ".so", ".dylib", ".dll")
"""What Nuke loads a class of nodes from (documented)."""


def class_of(node: _graph.Node) -> str:
    """The class of a node as its file is called: old scripts have the ending in it."""
    return node.class_name[: -len(".gizmo")] if node.class_name.endswith(".gizmo") else node.class_name


def found(nodes: Iterable[_graph.Node], folders: Iterable[str]) -> dict[str, str]:
    """Class -> its file in the first of `folders` that has one, of each class that is not Nuke's own.

    With forward slashes, as Nuke has them.
    """
    wanted = {class_of(node) for node in nodes if _node_classes.may_hold_nodes(class_of(node))}
    files: dict[str, str] = {}
    for folder in folders:
        if not wanted:
            break
        names: set[str] = set()
        with contextlib.suppress(OSError):
            names.update(os.listdir(folder))
        place = folder.replace("\\", "/").rstrip("/")
        here = {one: one + ending for one in wanted for ending in reversed(ENDINGS) if one + ending in names}
        files.update((one, f"{place}/{name}") for one, name in here.items())
        wanted -= here.keys()
    return files


def usual_folders() -> list[str]:
    """Where a Nuke of this user would look, as far as that is known without one: its documentation's order."""
    return [f"{homes()[0]}/.nuke", *filter(None, os.environ.get("NUKE_PATH", "").split(os.pathsep))]


def homes() -> list[str]:
    """The home folders of this user; on Windows Nuke takes HOME where it is set (documented)."""
    listed = [os.environ.get("HOME", ""), os.path.expanduser("~")]
    return [home.replace("\\", "/").rstrip("/") for home in dict.fromkeys(listed) if home.strip("/\\~")]
