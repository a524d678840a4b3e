"""What a file needs beside Blender: add-ons' nodes and engines, functions of drivers; told where it is known."""

from __future__ import annotations

import bpy


class Engine(bpy.types.RenderEngine):
    bl_idname, bl_label = "TEST_ENGINE", "Test"


class Tree(bpy.types.NodeTree):
    bl_idname, bl_label, bl_icon = "TestTree", "Test", "NODETREE"


class Knot(bpy.types.Node):
    bl_idname, bl_label = "TestKnot", "Knot"


CLASSES = (Engine, Tree, Knot)


def told(inside) -> tuple[list[str], list[str]]:
    """What is wrong here, and what other machines may lack."""
    scene = inside.host().scene()
    return [one.message for one in scene.problems], [one.message for one in scene.farm_problems]


def knotted() -> None:
    tree = bpy.data.node_groups.new("Ropes", "TestTree")
    tree.use_fake_user = True
    tree.nodes.new("TestKnot")


def case_file_that_needs_nothing_is_told_nothing_of(inside) -> None:
    inside.fresh()
    driver = bpy.context.object.driver_add("location", 0).driver
    driver.expression = "sin(frame / 2) + clamp(v, 0, 1) + max(x for x in (1, 2)) + (lambda u: u)(3)"
    driver.variables.new().name = "v"
    assert told(inside) == ([], [])


def case_engine_and_nodes_of_an_add_on_are_told_to_other_machines_once(inside) -> None:
    inside.fresh()
    module = inside.module("_host").__package__
    for one in CLASSES:
        one.__module__ = f"{module}.made_by_a_test"
        bpy.utils.register_class(one)
    try:
        bpy.context.scene.render.engine = "TEST_ENGINE"
        here, farm = told(inside)
        assert here == [] and len(farm) == 1, farm
        assert "TEST_ENGINE" in farm[0] and "of the add-on" in farm[0] and "afanasy" in farm[0].lower(), farm
        bpy.context.scene.render.engine = "CYCLES"
        knotted()
        here, farm = told(inside)
        assert here == [] and len(farm) == 1 and farm[0].startswith("The node Ropes is of the add-on"), farm
    finally:
        for one in reversed(CLASSES):
            bpy.utils.unregister_class(one)


def case_node_whose_add_on_is_off_is_told_before_it_is_sent(inside) -> None:
    inside.fresh()
    for one in CLASSES[1:]:
        bpy.utils.register_class(one)
    knotted()
    path = str(inside.folder / "knots.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    for one in reversed(CLASSES[1:]):
        bpy.utils.unregister_class(one)
    bpy.ops.wm.open_mainfile(filepath=path)
    here, farm = told(inside)
    shown = farm if bpy.app.factory_startup else here
    assert any("Knot of Ropes" in message for message in shown), (here, farm)
    assert not (here if bpy.app.factory_startup else farm)


def case_function_of_a_driver_is_told_where_it_is_defined_and_where_not(inside) -> None:
    inside.fresh()
    bpy.context.object.driver_add("location", 0).driver.expression = "wobble(frame) * 2"
    owner = bpy.context.object.name
    here, farm = told(inside)
    shown = farm if bpy.app.factory_startup else here
    assert [owner in message and "wobble" in message for message in shown] == [True], (here, farm)
    bpy.app.driver_namespace["wobble"] = lambda frame: frame
    try:
        here, farm = told(inside)
        assert here == [] and len(farm) == 1 and "defined by a script" in farm[0], (here, farm)
    finally:
        del bpy.app.driver_namespace["wobble"]
