"""What the scenes of an output simulate, each with its first frame and whether its frames are kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import bpy

from . import _compositor
from ._facts import FLUID, FOLDER, LINKED, ON_DISK, UNBAKED, ZONE, Simulation

FORMULA = ("NO", "KEYED")
"""The physics of particles that need no frame before."""


def of(scene: Any) -> Iterator[Simulation]:
    """What is simulated for a frame of `scene` and not kept in the file itself, or where the farm's copy finds it."""
    for one in _scenes(scene):
        world = one.rigidbody_world
        if world is not None and world.enabled and world.collection and len(world.collection.objects) > 0:
            yield from _of_cache(one, f"The rigid body world of {one.name}", world.point_cache, one)
        for thing in _things(one):
            for modifier in thing.modifiers:
                if modifier.show_render:
                    yield from _of_modifier(one, thing, modifier)


def _scenes(scene: Any) -> list[Any]:
    """`scene`, and those that its compositor or its sequencer renders for it."""
    found = [scene]
    for one in found:
        editor = one.sequence_editor
        strips: Any = getattr(editor, "strips_all", None) or getattr(editor, "sequences_all", ()) if editor else ()
        shown = [strip.scene for strip in strips if strip.type == "SCENE" and strip.scene and not strip.mute]
        read = _compositor.rendered(one) if _compositor.tree(one) else []
        found += [other for other in dict.fromkeys([*read, *shown]) if other not in found]
    return found


def _things(scene: Any) -> dict[Any, None]:
    """The objects of a scene, of the scenes behind it, and of the collections that they are instances of."""
    found: dict[Any, None] = {}
    while scene is not None:
        found.update(dict.fromkeys(scene.objects))
        scene = scene.background_set
    todo = list(found)
    for thing in todo:
        if thing.instance_type == "COLLECTION" and thing.instance_collection is not None:
            more = [other for other in thing.instance_collection.all_objects if other not in found]
            found.update(dict.fromkeys(more))
            todo += more
    return found


def _of_modifier(scene: Any, thing: Any, modifier: Any) -> Iterator[Simulation]:
    name = f"{modifier.name} of {thing.name}"
    if modifier.type in ("CLOTH", "SOFT_BODY"):
        yield from _of_cache(scene, name, modifier.point_cache, thing)
    elif modifier.type == "PARTICLE_SYSTEM":
        system = modifier.particle_system
        is_emitter = system.settings.type == "EMITTER"
        if system.settings.physics_type not in FORMULA if is_emitter else system.use_hair_dynamics:
            yield from _of_cache(scene, f"{system.name} of {thing.name}", system.point_cache, thing)
    elif modifier.type == "FLUID" and modifier.fluid_type == "DOMAIN" and modifier.domain_settings:
        domain = modifier.domain_settings
        if domain.cache_type == "REPLAY" or not domain.has_cache_baked_data:
            yield Simulation(scene.name, name, domain.cache_frame_start, FLUID)
    elif modifier.type == "NODES" and modifier.node_group and _has_zone(modifier.node_group):
        yield Simulation(scene.name, name, scene.frame_start, ZONE)
    elif modifier.type == "DYNAMIC_PAINT" and modifier.canvas_settings:
        for surface in modifier.canvas_settings.canvas_surfaces:
            if surface.is_active and surface.surface_format == "VERTEX":
                cache, called = surface.point_cache, f"{surface.name} of {thing.name}"
                folder = _folder() if cache.is_baked else ""
                yield Simulation(scene.name, called, cache.frame_start, FOLDER, folder)


def _has_zone(tree: Any) -> bool:
    """Whether geometry nodes, groups in them included, have a simulation zone."""
    trees = [tree]
    for one in trees:
        for node in one.nodes:
            if node.bl_idname == "GeometryNodeSimulationOutput" and not node.mute:
                return True
            if node.type == "GROUP" and node.node_tree and node.node_tree not in trees:
                trees.append(node.node_tree)
    return False


def _of_cache(scene: Any, name: str, cache: Any, owner: Any) -> Iterator[Simulation]:
    """A point cache; overrides of linked things keep theirs on the disk only (3.4.1 and 5.2, as Blender says)."""
    is_override = owner.override_library is not None
    if not cache.is_baked:
        kind = LINKED if owner.library or is_override else UNBAKED
        yield Simulation(scene.name, name, cache.frame_start, kind)
    elif cache.use_disk_cache and not cache.use_external and not owner.library:
        yield Simulation(scene.name, name, cache.frame_start, FOLDER if is_override else ON_DISK, _folder())


def _folder() -> str:
    """Where Blender keeps disk caches of the open file."""
    folder, name = os.path.split(os.path.abspath(bpy.data.filepath))
    return os.path.join(folder, f"blendcache_{os.path.splitext(name)[0]}")
