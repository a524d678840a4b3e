"""What makes the frames of a scene fail, or other than the artist expects, each with what to do about it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from . import _compositor
from .afsubmit.errors import Problem


def of(scene: Any) -> list[Problem]:
    """What stands against rendering `scene` as it is."""
    found = [] if is_edited(scene) else list(_cameras(scene))
    if rendered(scene):
        found += _view_layers(scene)
    elif not is_edited(scene):
        found += _without_end(scene)
    return [*found, *_of_any(scene)]


def of_layer(scene: Any) -> list[Problem]:
    """What stands against rendering one of its view layers alone, which is done without the compositor."""
    return [*_without_camera([scene]), *_of_any(scene)]


def of_camera(scene: Any) -> list[Problem]:
    """What stands against rendering it through a camera that is named, whichever is set."""
    return [*_without_camera(one for one in rendered(scene) if one != scene), *_view_layers(scene), *_of_any(scene)]


def is_edited(scene: Any) -> bool:
    """Whether it is cut together in the sequencer."""
    editor = scene.sequence_editor
    strips: Any = getattr(editor, "strips_all", None) or getattr(editor, "sequences_all", ()) if editor else ()
    return bool(scene.render.use_sequencer and len(strips) > 0)


def rendered(scene: Any) -> list[Any]:
    """The scenes that are rendered for a frame of `scene`; none where the compositor or the sequencer only reads files.

    Blender 3.4.1 and 5.2.2 ask for a camera where the compositor has a Render Layers node that is not muted, joined to
    anything or not, or where there is no compositor; never for the sequencer (measured).
    """
    if is_edited(scene):
        return []
    return _compositor.rendered(scene) if _compositor.tree(scene) else [scene]


def _cameras(scene: Any) -> Iterator[Problem]:
    yield from _without_camera(rendered(scene))


def _without_camera(scenes: Any) -> Iterator[Problem]:
    """Blender takes no other camera where none is set, nor one that is in no collection of the scene (measured)."""
    for scene in scenes:
        camera, others = scene.camera, [thing.name for thing in scene.objects if thing.type == "CAMERA"]
        if any(marker.camera for marker in scene.timeline_markers):
            continue
        if camera is not None and not any(thing == camera for thing in scene.objects):
            message = f"The camera of {scene.name}, {camera.name}, is not in the scene: every frame would fail."
            yield _problem(scene, message, "Link it to a collection of the scene, or set another one.")
        elif camera is None and others:
            message = f"No camera of {scene.name} is set: every frame would fail, though there is {others[0]}."
            yield _problem(scene, message, "Select it and choose View ▸ Cameras ▸ Set Active Object as Camera.")
        elif camera is None:
            yield _problem(scene, f"The scene {scene.name} has no camera.", "Add one with Add ▸ Camera.")


def _without_end(scene: Any) -> Iterator[Problem]:
    """Then 4.3.2 and 5.2.2 write no frame, exit code 0, and 3.4.1 a black one (measured)."""
    if not _compositor.has_end(scene):
        message = f"The compositor of {scene.name} reads no render layers and has no output: no frame is written but"
        message += " those of File Output nodes."
        fix = "Join the picture to a Composite node, or from 5.0 on to the Group Output."
        yield _problem(scene, message, fix, "warning" if _compositor.files(scene) else "error")


def _view_layers(scene: Any) -> Iterator[Problem]:
    if not any(layer.use for layer in scene.view_layers):
        message = f"No view layer of {scene.name} is used for rendering."
        yield _problem(scene, message, "Switch on View Layer ▸ Use for Rendering.")


def _of_any(scene: Any) -> Iterator[Problem]:
    render = scene.render
    if not getattr(render, "save_output", True):  # a switch of Blender 5.2
        message = f"The output of {scene.name} is switched off: no frame would be written."
        yield _problem(scene, message, "Switch it on in the header of Output ▸ Output.")
    if not render.is_movie_format:
        yield from _kept_files(scene)
    if render.use_border and not _is_whole(render):
        message = f"Render Region is on in {scene.name}: only a part of the picture is rendered."
        yield _problem(scene, message, "Switch it off in Output ▸ Format, if that is not meant.", "warning")
    if render.resolution_percentage != 100:
        message = f"The resolution of {scene.name} is at {render.resolution_percentage} %."
        yield _problem(scene, message, "", "info")
    if render.use_stamp and render.use_stamp_filename:
        message = f"The name of the file is burnt into the pictures of {scene.name}; the farm renders a copy of it."
        yield _problem(scene, message, "Switch off Output ▸ Metadata ▸ Filename, or write it as a note.", "warning")
    yield from _of_file_nodes(scene)


def _kept_files(scene: Any) -> Iterator[Problem]:
    """An empty file, the placeholder of a render that died, counts as a frame that is there; exit code 0 (measured)."""
    if not scene.render.use_overwrite:
        message = f"Overwrite is off in {scene.name}: a frame whose file is there is not rendered, be the file empty."
        yield _problem(scene, message, "Switch Output ▸ Overwrite on.", "warning")
    if scene.render.use_placeholder:
        message = f"Placeholders is on in {scene.name}: a frame that fails leaves an empty file, as if it were done."
        yield _problem(
            scene, message, "Switch Output ▸ Placeholders off; a farm gives each frame to one machine.", "warning"
        )


def _is_whole(render: Any) -> bool:
    ends = render.border_min_x, render.border_min_y, render.border_max_x, render.border_max_y
    return ends == (0.0, 0.0, 1.0, 1.0)


def _of_file_nodes(scene: Any) -> Iterator[Problem]:
    folders = [folder for folder in _compositor.folders(scene) if folder]
    loose = [folder for folder in folders if not folder.startswith(("//", "{")) and not os.path.isabs(folder)]
    if loose:
        message = f"The compositor of {scene.name} writes to {loose[0]}, which begins at no root: on the farm it lies"
        message += " below the folder in which Blender is started."
        yield _problem(scene, message, "Write // in front of it in the File Output node.", "warning")
    if any("{blend_name" in path for path in [*folders, *_compositor.files(scene)]):
        message = f"The compositor of {scene.name} writes to a path with {{blend_name}}: it is the name of the copy."
        yield _problem(scene, message, "Write the name itself in the File Output node.", "warning")


def _problem(scene: Any, message: str, fix: str, level: str = "error") -> Problem:
    return Problem(level, scene.name, message, fix)
