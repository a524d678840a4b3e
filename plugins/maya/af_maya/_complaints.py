"""What stands against rendering a Maya scene, a layer, an image, and what to do. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from afsubmit.errors import Problem
from afsubmit.submission.planning.names import is_of_windows

from . import _aovs, _image_names, _plugins, _renderers, _renderman
from ._cameras import Camera
from ._facts import MayaFacts, Renumbering
from ._frames import OWN_NUMBERS, Range
from ._graph import Remembered, Scene, name_of
from ._layer_settings import GLOBALS, RESOLUTION, LayerSettings
from ._layers import Layer

SETTINGS_NODES = {
    "arnold": _aovs.ARNOLD,
    "vray": _aovs.VRAY,
    "redshift": _aovs.REDSHIFT,
    "renderman": _renderman.GLOBALS,
}
"""Renderer -> the node that its plug-in makes when its Render Settings are opened for the first time."""

_IN_ENVIRONMENT = re.compile(r"\$|%[^%/]+%")
"""What is a variable in a path, on Windows with two percent signs, too."""
MAXIMUM_NAMED = 5
"""How many names a sentence lists."""

MAXIMUM_RENUMBERED = 100_000
"""How many files with numbers of their own are listed one by one."""

_LEAVES_MEL = re.compile(r'["\\\x00-\x1f\x7f]')


def of_scene(graph: Remembered, layers: Sequence[Layer]) -> list[Problem]:
    """What stands against rendering the scene as a whole."""
    scene = graph.scene
    alembic = [each.path for each in scene.references if each.is_loaded and each.path.lower().endswith(".abc")]
    return [
        *_layers(layers),
        *dict.fromkeys(_references(scene)),
        *_plugins.problems(scene, alembic),
    ]  # of one scene read twice, told once


def _layers(layers: Sequence[Layer]) -> Iterator[Problem]:
    off = [layer.name for layer in layers if not layer.is_renderable]
    if len(off) == len(layers):
        message = f"No render layer is renderable: {_listed(off)}."
        yield Problem("error", "outputs", message, "Switch one on: the clapper board in Render Setup.")
    elif off:
        yield Problem("info", "outputs", f"Not renderable, and not sent: {_listed(off)}.")
    if any(layer.is_legacy for layer in layers) and any(layer.setup for layer in layers):
        message = "The scene has layers of Render Setup and of the old kind; Maya renders one kind at a time."
        yield Problem("warning", "outputs", message, "Render those of one kind, or move all to Render Setup.")


def _references(scene: Scene) -> Iterator[Problem]:
    for reference in scene.references:
        if reference.is_loaded and reference.unseen:
            message = f"The reference {reference.path} could not be read: {reference.unseen}"
            yield Problem("warning", "scene", message, "Look whether it is there, or submit from Maya itself.")


def of_cameras(layer: str, scene: Scene, cameras: Sequence[Camera], unknown: Sequence[str]) -> list[Problem]:
    """What stands against the cameras of a layer."""
    found = []
    if unknown:
        message = f"Whether these cameras render in {layer} only Maya knows: {_listed(unknown)}."
        found.append(Problem("warning", layer, message, "Break the connection to Renderable, or submit from Maya."))
    if cameras:
        return found
    unseen = [each.path for each in scene.references if each.is_loaded and each.unseen]
    if unseen:
        message = f"No camera is seen in {layer}; it may lie in a reference that could not be read: {_listed(unseen)}."
        fix = "Make the camera renderable in this scene, or submit from Maya itself."
        found.append(Problem("warning", layer, message, fix))
    else:
        message = f"No camera is renderable in {layer}."
        found.append(Problem("error", layer, message, "Choose one: Render Settings ▸ Renderable Cameras."))
    return found


def of_output(
    settings: LayerSettings, unknown: Sequence[str], made: Range, facts: MayaFacts, *, has_files: bool
) -> list[Problem]:
    """What stands against the images of one layer and camera: the same problem for each camera that has it."""
    name = facts.layer_name
    found = [
        *_renderer(name, settings, facts.renderer),
        *_driven(name, settings),
        *_prefix(name, settings, facts),
        *_numbers(name, made, facts, settings),
    ]
    if unknown:
        message = f"Nobody can tell here: {_listed(unknown)}."
        found.append(Problem("warning", name, message, "Its files are not looked after; look at one frame first."))
    elif facts.camera and not has_files and not any(problem.level == "error" for problem in found):
        message = (
            f"Only the farm knows how its files are called: {_image_names.unknown(facts.prefix, facts.layer_name)}."
        )
        found.append(Problem("warning", name, message, "Take that out of the file name, or look at one frame first."))
    return found


def _renderer(name: str, settings: LayerSettings, renderer: str) -> Iterator[Problem]:
    yield from _renderers.problems(renderer, name)
    node = SETTINGS_NODES.get(renderer)
    row = _renderers.renderer(renderer)
    if not node or settings.has(node):
        yield from _plugins.of_renderer(settings.graph.scene, row, name)
    else:
        message = f"The scene has no settings of {row.title} yet ({node} is missing), though it is the renderer."
        fix = f"Load {row.title}, open the Render Settings once and save the scene."
        if row.makes_settings:
            message += f" {row.title} makes them when it renders, with its own defaults: files are told as if it had."
        yield Problem("warning" if row.makes_settings else "error", name, message, fix)


def _driven(name: str, settings: LayerSettings) -> Iterator[Problem]:
    for plug, reason in settings.driven.items():
        level = "error" if plug.startswith((f"{GLOBALS}.", f"{RESOLUTION}.")) else "warning"
        more = " Render cannot set it." if level == "error" else ""
        message = f"Only Maya knows what it is on the farm: {reason}.{more}"
        yield Problem(level, name, message, "Break the connection, or type a plain value.")
    for plug, value in settings.absurd.items():
        message = f"{plug} is {value:g}: no such number can be meant."
        yield Problem("error", name, message, "Write another one, or switch the override off that makes it.")
    for doubt in dict.fromkeys(settings.doubts.values()):
        yield Problem("warning", name, doubt, "Look at its frames, and type others where they are wrong.")


def _prefix(name: str, settings: LayerSettings, facts: MayaFacts) -> Iterator[Problem]:
    prefix, scene_name = facts.prefix, name_of(settings.graph.scene.path)
    unsafe = _LEAVES_MEL.search(prefix)
    if unsafe:
        message = f"The file name prefix {prefix!r} has {unsafe[0]!r} in it, which Render cannot take."
        yield Problem("error", name, message, "Write it without quotes and with / between folders.")
    elif _is_of_other_system(prefix, settings.graph.scene):
        message = f"The file name prefix is a path of another system: {prefix}"
        yield Problem("error", name, message, "Write where the images go on this system, or a name alone.")
    elif prefix.endswith("/"):
        message = f"The file name prefix names a folder and no file: {prefix}"
        yield Problem("error", name, message, "Add a name behind the last slash, such as <Scene>.")
    elif ".." in prefix.split("/"):
        message = f"The file name prefix leaves the images' folder: {prefix}"
        yield Problem("warning", name, message, "Set the project's images folder instead.")
    if _image_names.tokens(scene_name) and scene_name in prefix:
        signs = ", ".join(token.text for token in _image_names.tokens(scene_name))
        message = f"The scene's name has {signs} in it, which Maya takes for a token in the file name prefix."
        yield Problem("error", name, message, "Save the scene under a name without it, or type a file name prefix.")
    if not facts.images and not _image_names.is_absolute(prefix):
        message = "The scene has no project: Maya would write into that of whoever runs the farm's machine."
        yield Problem("error", name, message, "Set the project (File ▸ Set Project), and save the scene inside it.")
    elif _IN_ENVIRONMENT.search(facts.images) or "~" in facts.images.split("/"):
        message = f"The images' folder has a variable that nobody knows here: {facts.images}"
        yield Problem("error", name, message, "Write the folder itself in the Project Window.")


def _is_of_other_system(prefix: str, scene: Scene) -> bool:
    own = scene.path or scene.project
    if not own or not _image_names.is_absolute(prefix) or prefix.startswith("//"):
        return False
    return is_of_windows(prefix) != is_of_windows(own)


def _numbers(name: str, made: Range, facts: MayaFacts, settings: LayerSettings) -> Iterator[Problem]:
    found = facts.renumbering
    widest = max((len(str(abs(number))) for number in _ends(made, found)), default=0)
    if facts.is_animated and widest > facts.padding:
        message = f"Its numbers have {widest} digits and the frame padding is {facts.padding}: files sort wrongly."
        yield Problem("warning", name, message, f"Set Frame padding to {widest} or more.")
    if made.is_animated and facts.renderer in OWN_NUMBERS and settings.flag(GLOBALS, "modifyExtension"):
        message = "Renumber frames is on, and this renderer numbers its files by frame all the same."
        yield Problem("warning", name, message, "Switch Renumber frames off.")
    if made.doubt:
        yield Problem("warning", name, made.doubt, "Set both the same: Animation in V-Ray's settings.")
    if found:
        yield from _renumbered(name, made, found, 1 + len(facts.aovs))


def _renumbered(name: str, made: Range, found: Renumbering, files: int) -> Iterator[Problem]:
    """What stands against the numbers of its files, of which each frame has `files`."""
    by = f"Its files are numbered from {found.start:g} by {found.by:g}"
    if not found.is_whole:
        yield Problem("error", name, f"{by}: no whole numbers.", "Write whole numbers for Start number and By frame.")
    elif not found.by and len(made.frames) > 1:
        message = f"{by}: each frame would take the place of the one before."
        yield Problem("error", name, message, "Write 1 for By frame, or switch Renumber frames off.")
    elif min(_ends(made, found), default=0) < 0:
        message = f"{by}, and how Maya writes a number below zero is not known."
        yield Problem("error", name, message, "Write a Start number with which all are above.")
    if len(made.frames) * files > MAXIMUM_RENUMBERED:
        message = f"Renumber frames is on, and its {len(made.frames)} frames are too many to name each file."
        yield Problem("error", name, message, "Switch Renumber frames off, or render fewer frames at a time.")


def _ends(made: Range, renumbering: Renumbering | None) -> Sequence[int]:
    """The numbers of the first and of the last of its files, and those between where the frames have holes."""
    if renumbering:
        last = renumbering.start + renumbering.by * (len(made.frames) - 1)
        return [round(renumbering.start), round(last)] if made.frames and renumbering.is_whole else []
    runs = made.frames.runs() if made.frames else []
    return [frame for first, last, _ in runs[:1] + runs[-1:] for frame in (first, last)]


def _listed(names: Sequence[str]) -> str:
    """The first of the names, and how many there are beside them."""
    more = f" and {len(names) - MAXIMUM_NAMED} more" if len(names) > MAXIMUM_NAMED else ""
    return ", ".join(names[:MAXIMUM_NAMED]) + more
