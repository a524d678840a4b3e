"""What the compositor of a scene reads and writes, as far as its nodes say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import bpy


def tree(scene: Any) -> Any:
    """The compositor's nodes, None where it is off."""
    is_on = scene.render.use_compositing and getattr(scene, "use_nodes", True)
    return (getattr(scene, "compositing_node_group", None) or getattr(scene, "node_tree", None)) if is_on else None


def nodes(scene: Any) -> Iterator[Any]:
    """The nodes that are carried out when `scene` is rendered, those within groups included."""
    trees = [tree(scene)] if tree(scene) else []
    for one in trees:
        for node in one.nodes:
            if node.mute:
                continue
            if node.type == "GROUP" and node.node_tree and node.node_tree not in trees:
                trees.append(node.node_tree)
            yield node


def rendered(scene: Any) -> list[Any]:
    """The scenes whose render layers it reads. Without any nothing is rendered, and nobody asks for a camera."""
    read = [node.scene or scene for node in nodes(scene) if node.type == "R_LAYERS"]
    return [one for number, one in enumerate(read) if one not in read[:number]]


def has_end(scene: Any) -> bool:
    """Whether it gives a picture of its own to the scene's output."""
    return any(node.type in ("COMPOSITE", "GROUP_OUTPUT") and not node.mute for node in tree(scene).nodes)


def files(scene: Any) -> list[str]:
    """The files that its File Output nodes write, as far as they can be told; for showing only."""
    return [path for node in _file_nodes(scene) for path in _of_node(node)]


def folders(scene: Any) -> list[str]:
    """The folders of its File Output nodes, as they are written: a copy keeps them so (measured, 3.4 to 5.2)."""
    return [getattr(node, "base_path" if hasattr(node, "base_path") else "directory") for node in _file_nodes(scene)]


def _file_nodes(scene: Any) -> list[Any]:
    return [node for node in nodes(scene) if node.type == "OUTPUT_FILE"]


def _of_node(node: Any) -> list[str]:
    """Before 5.0 a folder and slots with paths, from then on a folder, a name and items with names."""
    is_layered = node.format.file_format == "OPEN_EXR_MULTILAYER"
    if hasattr(node, "base_path"):
        folder, name = os.path.split(node.base_path) if is_layered else (node.base_path, "")
        names = [name] if is_layered else [slot.path for slot in node.file_slots]
    else:
        folder = node.directory
        names = [node.file_name] if is_layered else [f"{node.file_name}{item.name}" for item in node.file_output_items]
    paths = {os.path.join(os.path.abspath(bpy.path.abspath(folder)), name) for name in names}
    return sorted(path if "#" in path else f"{path}####" for path in paths)
