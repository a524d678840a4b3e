"""What is found of simulations in the open file: what can be baked into the copy, what cannot, what is kept already."""

from __future__ import annotations

import bpy


def simulated(inside, name: str = "Scene") -> list[tuple[str, str, int, str]]:
    """What the output of a scene simulates, without folders."""
    facts = next(output for output in inside.host().outputs() if output.id == name).facts
    return [tuple(one)[:4] for one in facts.simulated]


def with_cloth(name: str = "Cube", start: int = 1):
    """The cache of a cloth on an object."""
    modifier = bpy.data.objects[name].modifiers.new("Cloth", "CLOTH")
    modifier.point_cache.frame_start = start
    return modifier.point_cache


def bake() -> None:
    """As an artist does, in Physics ▸ Cache ▸ Bake All Dynamics."""
    assert bpy.ops.ptcache.bake_all(bake=True) == {"FINISHED"}


def case_scene_that_simulates_nothing_says_so(inside) -> None:
    inside.fresh()
    assert simulated(inside) == []


def case_every_kind_of_simulation_is_found(inside) -> None:
    inside.fresh()
    scene, cube = bpy.context.scene, bpy.data.objects["Cube"]
    with_cloth(start=3)
    cube.modifiers.new("Jelly", "SOFT_BODY")
    bpy.context.view_layer.objects.active = cube
    for name, kind in (("Sparks", "EMITTER"), ("Fur", "HAIR"), ("Grass", "HAIR"), ("Dust", "EMITTER")):
        system = cube.modifiers.new(name, "PARTICLE_SYSTEM").particle_system
        system.settings.type, system.name = kind, name
        system.use_hair_dynamics = name == "Fur"
        system.settings.physics_type = "NO" if name == "Dust" else "NEWTON"
    bpy.ops.rigidbody.world_add()
    bpy.ops.rigidbody.object_add()
    found = [(name, first, kind) for _, name, first, kind in simulated(inside)]
    assert found == [
        (f"The rigid body world of {scene.name}", 1, "unbaked"),
        ("Cloth of Cube", 3, "unbaked"),
        ("Jelly of Cube", 1, "unbaked"),
        ("Sparks of Cube", 1, "unbaked"),
        ("Fur of Cube", 1, "unbaked"),
    ], found


def case_what_is_baked_needs_no_more_and_a_disk_cache_is_named_with_its_folder(inside) -> None:
    path = inside.fresh()
    cache = with_cloth()
    cache.frame_end = 2
    bake()
    assert simulated(inside) == []
    cache.use_disk_cache = True
    (found,) = next(output for output in inside.host().outputs() if output.id == "Scene").facts.simulated
    assert (found.kind, found.folder) == ("on disk", str(path.parent / "blendcache_shot"))
    cache.use_external = True
    assert simulated(inside) == []


def case_what_is_not_rendered_is_not_told(inside) -> None:
    inside.fresh()
    with_cloth()
    bpy.data.objects["Cube"].modifiers["Cloth"].show_render = False
    assert simulated(inside) == []


def case_things_of_instances_and_of_scenes_that_are_read_count_too(inside) -> None:
    inside.fresh()
    scene, cube = bpy.context.scene, bpy.data.objects["Cube"]
    with_cloth()
    aside, empty = bpy.data.collections.new("Aside"), bpy.data.objects.new("Instance", None)
    for collection in list(cube.users_collection):
        collection.objects.unlink(cube)
    aside.objects.link(cube)
    assert simulated(inside) == []
    empty.instance_type, empty.instance_collection = "COLLECTION", aside
    scene.collection.objects.link(empty)
    assert simulated(inside) == [("Scene", "Cloth of Cube", 1, "unbaked")]
    cut = bpy.data.scenes.new("Cut")
    assert simulated(inside, "Cut") == []
    editor = cut.sequence_editor_create()
    strips = editor.strips if hasattr(editor, "strips") else editor.sequences
    strips.new_scene("shot", scene, 1, 1)
    assert simulated(inside, "Cut") == [("Scene", "Cloth of Cube", 1, "unbaked")]


def case_what_no_copy_can_keep_is_told_with_its_reason(inside) -> None:
    inside.fresh()
    cube = bpy.data.objects["Cube"]
    cube.modifiers.new("Tank", "FLUID").fluid_type = "DOMAIN"
    cube.modifiers.new("Wet", "DYNAMIC_PAINT").ui_type = "CANVAS"
    with bpy.context.temp_override(object=cube, active_object=cube):
        bpy.ops.dpaint.type_toggle(type="CANVAS")
    assert {(name, kind) for _, name, _, kind in simulated(inside)} == {
        ("Tank of Cube", "fluid"),
        ("Surface of Cube", "folder"),
    }, simulated(inside)


def case_simulation_zone_is_told_also_within_a_group(inside) -> None:
    """Zones came with 3.6."""
    inside.fresh()
    if not hasattr(bpy.types, "GeometryNodeSimulationOutput"):
        return
    inner, outer = (bpy.data.node_groups.new(name, "GeometryNodeTree") for name in ("Inner", "Outer"))
    modifier = bpy.data.objects["Cube"].modifiers.new("Grow", "NODES")
    modifier.node_group = outer
    outer.nodes.new("GeometryNodeGroup").node_tree = inner
    assert simulated(inside) == []
    inner.nodes.new("GeometryNodeSimulationOutput")
    assert simulated(inside) == [("Scene", "Grow of Cube", 1, "zone")]


def case_linked_things_are_told_whether_overridden_or_not(inside) -> None:
    path = inside.fresh()
    with_cloth()
    library = path.with_name("library.blend")
    bpy.ops.wm.save_as_mainfile(filepath=str(library), copy=True)
    bpy.data.objects.remove(bpy.data.objects["Cube"])
    with bpy.data.libraries.load(str(library), link=True) as (_, wanted):
        wanted.objects = ["Cube"]
    (linked,) = wanted.objects
    bpy.context.scene.collection.objects.link(linked)
    assert simulated(inside) == [("Scene", "Cloth of Cube", 1, "linked")]
    bpy.context.scene.collection.objects.unlink(linked)
    bpy.context.scene.collection.objects.link(linked.override_create())
    assert simulated(inside) == [("Scene", "Cloth of Cube", 1, "linked")]


def case_asking_for_a_bake_leaves_file_and_session_alone(inside) -> None:
    path = inside.fresh()
    cache = with_cloth()
    bpy.ops.wm.save_mainfile()
    before = path.read_bytes(), bpy.context.scene.frame_current
    for mood, refused in (("well", False), ("refusing", True)):
        inside.use(mood)
        if refused:
            inside.refused(bake_first=True)
        else:
            assert bpy.ops.afanasy.submit(bake_first=True) == {"FINISHED"}
        assert (path.read_bytes(), bpy.context.scene.frame_current) == before
        assert (cache.is_baked, cache.use_disk_cache, cache.frame_end) == (False, False, 250)
