"""What of a scene stands against rendering its picture in tiles, or may show where they meet."""

from __future__ import annotations

from typing import Any

from . import _obstacles

PENCILS = ("GPENCIL", "GREASEPENCIL")


def size(scene: Any) -> tuple[int, int]:
    """The picture's width and height in pixels."""
    render = scene.render
    wide, high = (side * render.resolution_percentage // 100 for side in (render.resolution_x, render.resolution_y))
    return wide, high


def undivided(scene: Any) -> str:
    """Why the picture cannot be cut; "" where it can."""
    render = scene.render
    if _obstacles.is_edited(scene):
        return "it is cut together in the sequencer"
    if scene not in _obstacles.rendered(scene):
        return "its compositor does not read what the scene renders"
    if render.use_border:
        return "Render Region is on"
    if not render.use_overwrite:
        return "Overwrite is off, and tiles are gone when their picture is there"
    if render.use_multiview:
        return "it has several views"
    if render.use_freestyle:
        return "Freestyle draws over the whole picture"
    if any(thing.type in PENCILS and not thing.hide_render for thing in scene.objects):
        return "Grease Pencil is drawn over the whole picture"
    return ""


def seams(scene: Any) -> str:
    """Why the edges of tiles may be seen; "" for what was measured to give the pixels of a whole picture."""
    engine = scene.render.engine
    if engine == "CYCLES":
        return "Cycles denoises each tile by itself" if _cycles(scene, "use_denoising") else ""
    if "EEVEE" in engine:
        return "EEVEE looks for light, shadows and reflections within a tile only"
    return "" if engine == "BLENDER_WORKBENCH" else f"{engine} was never tried in tiles"


def is_adaptive(scene: Any) -> bool:
    """Whether Cycles stops where it sees little noise, around a pixel too, which lets some beside an edge go on."""
    return bool(scene.render.engine == "CYCLES" and _cycles(scene, "use_adaptive_sampling"))


def _cycles(scene: Any, name: str) -> Any:
    """A setting of Cycles; looking at a group that was never written would write an empty one (measured)."""
    if scene.is_property_set("cycles"):
        return getattr(scene.cycles, name)
    kind: Any = scene.bl_rna.properties["cycles"]
    return kind.fixed_type.properties[name].default
