"""The plug-ins that a Maya scene wants, as far as its farm may lack them. Pure.

Maya writes those that a scene uses into it (`requires`), and a scene that is opened without one of them loses what that
one makes. What comes with Maya is named as its Plug-in Manager lists it; a name that is missing here costs a line.
"""

from __future__ import annotations

from collections.abc import Iterator

from afsubmit.errors import Problem

from . import _renderers
from ._graph import Scene

ALEMBIC = "AbcImport"
SHIPPED = frozenset(
    "abcbullet abcexport abcimport arubatessellator atfplugin autoloader bifmeshio bifrostgraph bifrostmain "
    "bifrostshellnode bifrostvisplugin boss bullet cacheevaluator clearcoat compositionplugin curvewarp "
    "ddsfloatreader deformerevaluator directconnect dx11shader fbxmaya flttranslator gamefbxexporter gamepipeline "
    "geometrycollector glslshader gpubuiltindeformer gpucache hlslshader ik2bsolver ikspringsolver invertshape "
    "lookdevkit lookdevxmaya mash matrixnodes mayacharacterization mayahik mayamuscle mayausdplugin mayavnnplugin "
    "meshreorder modelingtoolkit nearestpointonmesh objexport oneclick openexrloader polyboolean poseinterpolator "
    "poseinterpolatornodes quatnodes rendersetup retargeternodes rotatehelper rtgexport sceneassembly shaderfxplugin "
    "shotcamera sla stereocamera studioimport svgfiletranslator sweep tifffloatreader timesliderbookmark type "
    "unfold3d vectorrender vrml2export xgentoolkit".split()
)
"""Plug-ins that come with Maya, in small letters."""

MAXIMUM_NAMED = 5


def problems(scene: Scene, alembic: list[str]) -> Iterator[Problem]:
    """What is missing here, and what the farm needs; `alembic` are files that Maya reads with a plug-in of its own."""
    for name, is_loaded in scene.plugins.items():
        if is_loaded is False:
            message = f"The scene wants the plug-in {name}, which is not loaded here: what it makes is missing."
            yield Problem("warning", "scene", message, "Load it in the Plug-in Manager; the farm needs it, too.")
    if alembic and ALEMBIC not in scene.plugins:
        message = f"References are Alembic files and nothing in the scene asks for {ALEMBIC}: {_listed(alembic)}."
        yield Problem("warning", "scene", message, f"Have {ALEMBIC} loaded on the farm at start-up.")
    of_renderers = [row.plugin for row in _renderers.ROWS.values() if row.plugin]
    others = [
        name for name, loaded in scene.plugins.items() if loaded is not False and not _is_known(name, of_renderers)
    ]
    if others:
        message = f"The scene uses plug-ins that do not come with Maya: {_listed(others)}."
        yield Problem("info", "scene", f"{message} Without them on the farm, what they make is missing.")


def of_renderer(scene: Scene, row: _renderers.Renderer, where: str) -> Iterator[Problem]:
    """What is to be told where no plug-in of the renderer is among those that the scene wants."""
    if row.plugin and not any(_is_of(name, row.plugin) for name in scene.plugins):
        message = f"{row.title} is the renderer, and the scene asks for no plug-in of it ({row.plugin})."
        yield Problem("warning", where, message, f"Save the scene with {row.plugin} loaded, or have the farm load it.")


def _is_known(name: str, of_renderers: list[str]) -> bool:
    return name.lower() in SHIPPED or any(_is_of(name, plugin) for plugin in of_renderers)


def _is_of(name: str, plugin: str) -> bool:
    """Whether a scene's name for a plug-in is this one: some have an ending, or the version of Maya behind."""
    return name.lower().startswith(plugin.lower())


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - MAXIMUM_NAMED} more" if len(names) > MAXIMUM_NAMED else ""
    return ", ".join(names[:MAXIMUM_NAMED]) + more
