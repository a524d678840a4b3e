"""Where Blender writes a scene's frames: asked of Blender itself, never guessed from the text in the output field."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import bpy

from .afsubmit.errors import Problem

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
    if len(one) != len(two) or len(minus) != len(one) + 1 or minus[start] != "-" or not one[start:end].isdecimal():
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


def absolute(path: str) -> str:
    """`path` as this process would write it: a path without a root counts from Blender's working folder."""
    return os.path.abspath(path)


def _problems(scene: Any, found: Paths) -> list[Problem]:
    problems = []
    if not os.path.isabs(scene.render.frame_path(frame=scene.frame_start)):
        message = f"The output path of {scene.name} begins at no root of this system, so that it counts from the"
        message += f" folder in which Blender was started: {found.render_path}"
        fix = "Write // in front of it, which stands for the folder of the scene, or a whole path."
        problems.append(_problem(scene, message, fix, "warning"))
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
    return Problem(level, scene.name, message, fix)
