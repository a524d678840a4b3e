"""Inside Blender: build a small scene under the names that are asked for, and submit it; the real thing end to end.

    blender -b --python submit_one.py -- WISH.json

The wish: file, output, scene, samples of the frame range, and the settings for the operator.
"""

from __future__ import annotations

import json
import sys

import addon_utils
import bpy


def add_parts(scene) -> None:
    """A second camera that sees nothing, the first bound to a marker, and a second view layer with nothing in it."""
    camera = bpy.data.objects.new("Looks away", bpy.data.cameras.new("Looks away"))
    camera.location, camera.rotation_euler = (0, 0, 90), (3.2, 0, 0)
    scene.collection.objects.link(camera)
    scene.timeline_markers.new("cut", frame=1).camera = scene.camera
    layer = scene.view_layers.new("No things")
    for collection in layer.layer_collection.children:
        collection.exclude = True


def add_passes(scene) -> None:
    """A picture that has all a picture can have: layers, passes, noise, transparency, a compositor that blurs."""
    render = scene.render
    render.resolution_x, render.resolution_y, render.resolution_percentage = 74, 46, 50
    scene.cycles.samples, scene.cycles.use_adaptive_sampling, render.film_transparent = 9, False, True
    for layer in (scene.view_layers[0], scene.view_layers.new("Over. it")):
        layer.use_pass_z = layer.use_pass_uv = layer.use_pass_cryptomatte_object = layer.use_pass_diffuse_direct = True
    cube = bpy.data.objects["Cube"]
    for cube.location.x, frame in ((1, 1), (3, 3)):
        cube.keyframe_insert("location", frame=frame)
    add_compositor(scene)


def add_compositor(scene) -> None:
    """It looks at the neighbours of each pixel, and at a pass that only Cycles has."""
    scene.use_nodes = True
    is_group = hasattr(scene, "compositing_node_group")
    tree = bpy.data.node_groups.new("Comp", "CompositorNodeTree") if is_group else scene.node_tree
    tree.nodes.clear()
    source, soft = tree.nodes.new("CompositorNodeRLayers"), tree.nodes.new("CompositorNodeFilter")
    end = tree.nodes.new("NodeGroupOutput" if is_group else "CompositorNodeComposite")
    if is_group:
        scene.compositing_node_group = tree
        tree.interface.new_socket("Image", in_out="OUTPUT", socket_type="NodeSocketColor")
    mix = tree.nodes.new("CompositorNodeAlphaOver")
    direct = next(one for one in source.outputs if one.name in ("DiffDir", "Diffuse Direct"))
    pictures = [one for one in mix.inputs if one.type == "RGBA"]
    tree.links.new(source.outputs["Image"], soft.inputs["Image"])
    tree.links.new(soft.outputs[0], pictures[0])
    tree.links.new(direct, pictures[1])
    tree.links.new(mix.outputs[0], end.inputs[0])


def main(path: str) -> None:
    """Build, save, submit."""
    with open(path, encoding="utf-8") as file:
        request = json.load(file)
    addon_utils.enable("bl_ext.user_default.afanasy" if bpy.app.version >= (4, 2, 0) else "afanasy", default_set=True)
    scene = bpy.context.scene
    scene.name = request.get("scene", "Scene")
    scene.render.engine = "CYCLES"
    scene.cycles.samples = 1
    scene.cycles.use_denoising = False  # Debian's 3.4.1 has none and would fail
    scene.render.resolution_x = scene.render.resolution_y = 16
    scene.frame_start, scene.frame_end = request.get("range", [1, 3])
    scene.render.filepath = request["output"]
    if request.get("has_parts"):
        add_parts(scene)
    if request.get("has_passes"):
        add_passes(scene)
    if request.get("has_cloth"):
        bpy.data.objects["Cube"].modifiers.new("Cloth", "CLOTH")
    if request.get("file_format"):
        image = scene.render.image_settings
        if hasattr(image, "media_type"):
            image.media_type = "MULTI_LAYER_IMAGE" if "MULTILAYER" in request["file_format"] else "IMAGE"
        image.file_format = request["file_format"]
    bpy.ops.wm.save_as_mainfile(filepath=request["file"], check_existing=False)
    if request.get("unsaved_scene"):
        scene.name = request["unsaved_scene"]
    outputs = [{"name": name, "is_chosen": True} for name in request.get("outputs", ())]
    bpy.ops.afanasy.submit(**request.get("settings", {}), **({"outputs": outputs} if outputs else {}))


if __name__ == "__main__":
    main(sys.argv[-1])
