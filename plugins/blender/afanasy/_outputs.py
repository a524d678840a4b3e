"""What of a scene can be rendered: the scene as it is, and each view layer or camera of it alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import bpy

from . import _compositor, _frames, _obstacles, _paths, _simulations, _tile_limits
from ._facts import BlenderFacts
from .afsubmit.document.frames import FrameList
from .afsubmit.errors import Problem
from .afsubmit.submission.planning.scene import Output

LAYER, CAMERA = "layer", "camera"


def of(scene: Any) -> list[Output]:
    """The outputs of `scene`: itself first, then its view layers and its cameras, where there are several."""
    whole = output_of(scene)
    return [whole, *_parts(scene, whole)]


def _parts(scene: Any, whole: Output) -> Iterator[Output]:
    """A scene cut together in the sequencer shows neither; a movie's name is Blender's own and stays one.

    A single camera can be had alone where none is set.
    """
    if whole.is_whole or _obstacles.is_edited(scene) or not whole.facts.render_path:
        return
    layers = [layer.name for layer in scene.view_layers if layer.use]
    cameras = sorted(thing.name for thing in scene.objects if thing.type == "CAMERA")
    if scene not in _obstacles.rendered(scene):
        cameras = []
    for kind, names in ((LAYER, layers), (CAMERA, cameras)):
        for name in names if len(names) > 1 or (kind == CAMERA and scene.camera is None) else ():
            yield _alone(scene, whole, kind, name)


def _alone(scene: Any, whole: Output, kind: str, name: str) -> Output:
    """One view layer or camera of `whole`; its files have its name before the frame number."""
    facts: BlenderFacts = whole.facts
    layer, camera = (name, "") if kind == LAYER else ("", name)
    insert: Callable[[str], str] = lambda path: _paths.with_name(path, name)  # noqa: E731
    of_whole = _obstacles.of(scene)
    of_part = _obstacles.of_layer(scene) if kind == LAYER else _obstacles.of_camera(scene)
    problems = [*of_part, *(problem for problem in whole.problems if problem not in of_whole)]
    also = facts.also if kind == CAMERA else []
    if also:
        message = f"The compositor of {scene.name} writes the same files for every camera."
        fix = "Render one camera only, or mute its File Output nodes."
        problems.append(Problem("warning", name, message, fix))
    return replace(
        whole,
        id=f"{scene.name}/{kind}/{name}",
        name=f"{scene.name}: {name}",
        files=tuple(map(insert, whole.files)),
        facts=replace(facts, render_path=insert(facts.render_path), also=also, layer=layer, camera=camera),
        problems=tuple(problems),
    )


def frames_of(scene: Any) -> FrameList:
    """The frames that the scene says it renders; none where no farm takes so many."""
    return _frames.known(scene.frame_start, scene.frame_end, scene.frame_step)[0]


def output_of(scene: Any) -> Output:
    """What rendering `scene` takes and gives, with the problems that would make it fail."""
    found = _paths.of(scene)
    frames, unknown = _frames.known(scene.frame_start, scene.frame_end, scene.frame_step)
    return Output(
        id=scene.name,
        name=scene.name,
        frames=frames,
        unknown_frames=unknown,
        files=tuple(found.files),
        renderer=scene.render.engine,
        is_whole=found.movie is not None,
        facts=BlenderFacts(
            scene=scene.name,
            engine=scene.render.engine,
            version=bpy.app.version[:2],
            render_path=found.render_path,
            movie=found.movie,
            also=_compositor.files(scene),
            is_also_relative=any(folder.startswith("//") for folder in _compositor.folders(scene)),
            size=_tile_limits.size(scene),
            undivided=_tile_limits.undivided(scene),
            seams=_tile_limits.seams(scene),
            is_adaptive=_tile_limits.is_adaptive(scene),
            simulated=tuple(_simulations.of(scene)),
        ),
        problems=(*_obstacles.of(scene), *found.problems),
    )
