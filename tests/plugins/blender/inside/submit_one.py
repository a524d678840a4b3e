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
    bpy.ops.wm.save_as_mainfile(filepath=request["file"], check_existing=False)
    if request.get("unsaved_scene"):
        scene.name = request["unsaved_scene"]
    outputs = [{"name": name, "is_chosen": True} for name in request.get("outputs", ())]
    bpy.ops.afanasy.submit(**request.get("settings", {}), **({"outputs": outputs} if outputs else {}))


if __name__ == "__main__":
    main(sys.argv[-1])
