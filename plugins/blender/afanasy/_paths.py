"""Where Blender writes a scene's frames: asked of Blender itself, never guessed from the text in the output field."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import bpy

from ._core import core

if TYPE_CHECKING:
    from afsubmit.errors import Problem

PATH_BYTES = 1023
"""Blender cuts longer paths without a word."""

NAME_BYTES = 255


@dataclass(frozen=True)
class Paths:
    """A scene's files: `files` with the frame as `@####@`, `render_path` with `#`, `movie` as the plan wants it."""

    render_path: str = ""
    files: Sequence[str] = ()
    movie: tuple[str, int, str] | None = None
    problems: Sequence[Problem] = ()


def of(scene: Any) -> Paths:
    """The paths of `scene`, absolute, with `//` and templates such as `{blend_name}` replaced."""
    if not scene.render.filepath.strip():
        return Paths(
            problems=[_problem(scene, "The output path is empty.", "Choose a folder in Output ▸ Output Path.")]
        )
    try:
        found = _movie(scene) if scene.render.is_movie_format else _stills(scene)
    except RuntimeError as error:
        reason = " ".join(str(error).removeprefix("Error:").split())
        fix = "Correct it in Output ▸ Output Path, or double the braces where they are part of the name."
        return Paths(problems=[_problem(scene, f"Blender cannot read the output path: {reason}", fix)])
    return Paths(found.render_path, found.files, found.movie, _problems(scene, found))


def _stills(scene: Any) -> Paths:
    views = _views(scene)
    patterns = [_halves(scene, **{"view": view} if view else {}) for view in views]
    before, digits, after = _halves(scene)
    return Paths(
        render_path=absolute(f"{before}{'#' * digits}{after}"),
        files=[absolute(f"{before}@{'#' * digits}@{after}") for before, digits, after in patterns],
    )


def _halves(scene: Any, **view: str) -> tuple[str, int, str]:
    """What stands before the frame number, its digits, and what stands behind, from three frames of one path.

    The sign of frame -1 shows where the number begins, the difference of frames 1 and 2 where it ends; the name's own
    digits cannot be mistaken for it.
    """
    one, two, minus = (scene.render.frame_path(frame=frame, **view) for frame in (1, 2, -1))
    start = _first_difference(one, minus)
    end = _first_difference(one, two) + 1
    if len(one) != len(two) or len(minus) != len(one) + 1 or minus[start] != "-" or not one[start:end].isdigit():
        raise RuntimeError(f"the frame number was not found in {one}")
    return one[:start], end - start, one[end:]


def _first_difference(one: str, other: str) -> int:
    return next((place for place, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))


def _views(scene: Any) -> list[str]:
    """The views that are written to files of their own; one without a name when all go into one file."""
    render = scene.render
    if not render.use_multiview or render.image_settings.views_format != "INDIVIDUAL":
        return [""]
    views = render.views if render.views_format == "MULTIVIEW" else render.stereo_views
    return [view.name for view in views if view.use] or [""]


def _movie(scene: Any) -> Paths:
    """Blender writes the range into a movie's name unless the name has its ending already."""
    file = absolute(scene.render.frame_path(frame=scene.frame_start))
    folder, name = os.path.split(file)
    typed = re.sub(r"\{[^{}]*\}", "", re.split(r"[\\/]", scene.render.filepath)[-1])
    runs = re.findall(r"#+", typed)
    digits = len(runs[-1]) if runs else 4
    span = f"{scene.frame_start:0{digits}d}-{scene.frame_end:0{digits}d}"
    before, found, after = name.rpartition(span)
    movie = (os.path.join(folder, before), digits, after) if found else (file, 0, "")
    views = _views(scene)
    files = [absolute(scene.render.frame_path(frame=scene.frame_start, view=view)) for view in views if view]
    return Paths(render_path=file, files=files or [file], movie=movie)


def with_name(path: str, name: str) -> str:
    """`path` with `name` in front of the frame number, fit for a file's name anywhere."""
    start = re.search(r"@?#+@?(?!.*#)", path)
    place = start.start() if start else len(path)
    before, after = path[:place], path[place:]
    joint = "" if before.endswith(("/", "\\", "_", "-", ".")) else "_"
    return f"{before}{joint}{bpy.path.clean_name(name)}_{after}"


def of_compositor(scene: Any) -> list[str]:
    """The files that the compositor's File Output nodes write, as far as they can be told; for showing only."""
    return [path for node in _file_nodes(scene) for path in _of_node(node)]


def is_compositor_relative(scene: Any) -> bool:
    """Whether any of them counts from the file's folder: a copy keeps it as it is written (measured, 3.4 to 5.2)."""
    return any(getattr(node, _folder_name(node)).startswith("//") for node in _file_nodes(scene))


def _folder_name(node: Any) -> str:
    return "base_path" if hasattr(node, "base_path") else "directory"


def _file_nodes(scene: Any) -> list[Any]:
    trees = [getattr(scene, "compositing_node_group", None) or getattr(scene, "node_tree", None)]
    if not scene.render.use_compositing or not getattr(scene, "use_nodes", True) or trees == [None]:
        return []
    found = []
    for tree in trees:
        for node in tree.nodes:
            if node.type == "GROUP" and node.node_tree and node.node_tree not in trees:
                trees.append(node.node_tree)
            elif node.type == "OUTPUT_FILE" and not node.mute:
                found.append(node)
    return found


def _of_node(node: Any) -> list[str]:
    """Before 5.0 a folder and slots with paths, from then on a folder, a name and items with names."""
    is_layered = node.format.file_format == "OPEN_EXR_MULTILAYER"
    if hasattr(node, "base_path"):
        folder, name = os.path.split(node.base_path) if is_layered else (node.base_path, "")
        names = [name] if is_layered else [slot.path for slot in node.file_slots]
    else:
        folder = node.directory
        names = [node.file_name] if is_layered else [f"{node.file_name}{item.name}" for item in node.file_output_items]
    paths = {os.path.join(absolute(bpy.path.abspath(folder)), name) for name in names}
    return sorted(path if "#" in path else f"{path}####" for path in paths)


def absolute(path: str) -> str:
    """`path` as this process would write it: a path without a root counts from Blender's working folder."""
    return os.path.abspath(path)


def _problems(scene: Any, found: Paths) -> list[Problem]:
    problems = []
    names = [found.render_path, *found.files]
    if "@#" in found.render_path:
        message = f"The output path holds @#, which the farm takes for a frame number: {found.render_path}"
        problems.append(_problem(scene, message, "Write the frame number as #### alone."))
    parts = {part for name in names for part in re.split(r"[\\/]", name) if len(part.encode()) > NAME_BYTES}
    if parts or any(len(name.encode()) > PATH_BYTES for name in names):
        what = f"a folder or file name longer than {NAME_BYTES} bytes" if parts else f"more than {PATH_BYTES} bytes"
        problems.append(_problem(scene, f"The output path has {what}.", "Choose a shorter one."))
    return problems


def _problem(scene: Any, message: str, fix: str, level: str = "error") -> Problem:
    return core("errors").Problem(level, scene.name, message, fix)
