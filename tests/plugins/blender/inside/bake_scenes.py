"""Inside Blender: bake a file as the farm does, and compare frames in any order with the timeline played in order.

blender -b --python bake_scenes.py -- FOLDER
"""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path

import addon_utils
import bpy

ADD_ON = "bl_ext.user_default.afanasy" if bpy.app.version >= (4, 2, 0) else "afanasy"
LAST = 8


def grid(name: str, *, collection=None, kind: str = "CLOTH"):
    """A small sheet that falls."""
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=4, y_subdivisions=4, size=2, location=(0, 0, 3))
    thing = bpy.context.object
    thing.name = name
    if collection is not None:
        for old in list(thing.users_collection):
            old.objects.unlink(thing)
        collection.objects.link(thing)
    if kind:
        thing.modifiers.new("Sim", kind)
    return thing


def with_hair(name: str) -> None:
    """Hair on a thing that moves."""
    thing = grid(name, kind="")
    system = thing.modifiers.new("Hair", "PARTICLE_SYSTEM").particle_system
    system.settings.type, system.settings.count, system.use_hair_dynamics = "HAIR", 3, True
    for thing.location.x, frame in ((0, 1), (4, 6)):
        thing.keyframe_insert("location", frame=frame)


def build() -> None:
    """Every way in which a thing can be in a scene, and a second scene with rigid bodies."""
    scene = bpy.context.scene
    grid("Sheet")
    grid("Jelly", kind="SOFT_BODY").modifiers[0].settings.use_goal = False
    finer = grid("Finer", kind="").modifiers.new("Finer", "SUBSURF")
    finer.levels, finer.render_levels = 1, 2
    bpy.data.objects["Finer"].modifiers.new("Sim", "CLOTH")
    instanced = bpy.data.collections.new("Aside")
    grid("Instanced", collection=instanced)
    empty = bpy.data.objects.new("Instance", None)
    empty.instance_type, empty.instance_collection = "COLLECTION", instanced
    second = bpy.data.collections.new("Second layer")
    for one in (empty, second):
        (scene.collection.objects if one is empty else scene.collection.children).link(one)
    grid("In the second layer", collection=second)
    scene.view_layers.new("Second")
    scene.view_layers[0].layer_collection.children["Second layer"].exclude = True
    with_hair("Furry")
    grid("Unseen").hide_viewport = True
    bpy.context.window.scene = bpy.data.scenes.new("Other")
    bpy.ops.rigidbody.world_add()
    grid("Rigid", kind="")
    bpy.ops.rigidbody.object_add()
    bpy.context.window.scene = scene
    bpy.ops.wm.save_mainfile()


def keep_one_on_disk(path: Path) -> None:
    """As an artist does: a disk cache that goes by the name of the file."""
    bpy.ops.wm.save_as_mainfile(filepath=str(path), check_existing=False)
    thing = grid("On disk")
    cache = thing.modifiers[0].point_cache
    cache.use_disk_cache, cache.frame_end = True, LAST
    with bpy.context.temp_override(point_cache=cache):
        bpy.ops.ptcache.bake(bake=True)


def places(frame: int) -> dict[str, float]:
    """Where everything is at a frame that the file is taken to at once."""
    found = {}
    for scene in bpy.data.scenes:
        bpy.context.window.scene = scene
        bpy.context.view_layer.update()
        scene.frame_set(frame)
        for layer in scene.view_layers:
            for one in layer.depsgraph.object_instances:
                thing = one.object
                if thing.type == "MESH" and thing.name != "Cube":
                    heights = [(one.matrix_world @ corner.co).z for corner in thing.data.vertices]
                    found[thing.name] = round(sum(heights) / len(heights), 4)
                for system in thing.particle_systems:
                    tips = [system.co_hair(thing, particle_no=number, step=4).x for number in range(3)]
                    found[f"{thing.name}: {system.name}"] = round(sum(tips), 3)
    return found


def as_rendered() -> None:
    """What the render sees of it, in the viewport."""
    bpy.data.objects["Unseen"].hide_viewport = False
    bpy.data.objects["Finer"].modifiers["Finer"].levels = 2


def main(folder: Path) -> None:
    """Say that all is well, or fail."""
    addon_utils.enable(ADD_ON, default_set=True)
    shot, copy = folder / "shot.blend", folder / "copy.blend"
    keep_one_on_disk(shot)
    build()
    bpy.ops.wm.save_as_mainfile(filepath=str(copy), copy=True)
    as_rendered()
    timeline = {frame: places(frame) for frame in range(1, LAST + 1)}
    kept = {path: path.read_bytes() for path in [shot, *(folder / "blendcache_shot").iterdir()]}

    bpy.ops.wm.open_mainfile(filepath=str(copy))
    as_rendered()
    jumped = places(LAST)
    same = {name for name in timeline[LAST] if jumped[name] == timeline[LAST][name]}
    assert same == {"Furry"}, f"these would be right without a bake: {same}"
    shutil.rmtree(folder / "blendcache_copy", ignore_errors=True)

    bpy.ops.wm.open_mainfile(filepath=str(copy))
    sys.argv[:] = ["blender", "--", str(folder / "blendcache_shot"), str(LAST), "Scene", str(LAST), "Other"]
    exec(importlib.import_module(f"{ADD_ON}._bake").BAKE, {})
    bpy.ops.wm.open_mainfile(filepath=str(copy))
    for frame in (LAST, 3, 6):
        found = places(frame)
        assert found == timeline[frame], (frame, found, timeline[frame])
    assert not (folder / "blendcache_copy").exists()
    assert kept == {path: path.read_bytes() for path in kept}, "what the artist has"
    print("all as on the timeline")


if __name__ == "__main__":
    main(Path(sys.argv[-1]))
