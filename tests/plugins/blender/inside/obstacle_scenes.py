"""Inside Blender: make a scene for each case, and write down what the add-on says against rendering it.

blender -b --python obstacle_scenes.py -- FOLDER
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import addon_utils
import bpy

ADD_ON = "bl_ext.user_default.afanasy" if bpy.app.version >= (4, 2, 0) else "afanasy"


def _as_it_comes(scene) -> None:
    """A camera that is set."""


def _no_camera_at_all(scene) -> None:
    bpy.data.objects.remove(scene.camera)


def _camera_not_set(scene) -> None:
    scene.camera = None


def _camera_in_no_collection(scene) -> None:
    for collection in list(scene.camera.users_collection):
        collection.objects.unlink(scene.camera)


def _camera_in_an_excluded_collection(scene) -> None:
    camera, aside = scene.camera, bpy.data.collections.new("Aside")
    scene.collection.children.link(aside)
    _camera_in_no_collection(scene)
    aside.objects.link(camera)
    scene.view_layers[0].layer_collection.children["Aside"].exclude = True


def _camera_of_a_marker(scene) -> None:
    scene.timeline_markers.new("cut", frame=5).camera = scene.camera
    scene.camera = None


def _compositor(scene):
    scene.camera = None
    if hasattr(scene, "compositing_node_group"):
        scene.compositing_node_group = bpy.data.node_groups.new("Comp", "CompositorNodeTree")
        return scene.compositing_node_group
    scene.use_nodes = True
    scene.node_tree.nodes.clear()
    return scene.node_tree


def _composite(scene):
    """A compositor that shows a picture."""
    tree = _compositor(scene)
    source = tree.nodes.new("CompositorNodeImage")
    source.image = bpy.data.images.new("picture", 8, 8)
    if hasattr(scene, "compositing_node_group"):
        tree.interface.new_socket("Image", in_out="OUTPUT", socket_type="NodeSocketColor")
        end = tree.nodes.new("NodeGroupOutput")
    else:
        end = tree.nodes.new("CompositorNodeComposite")
    tree.links.new(source.outputs[0], end.inputs[0])
    return tree


def _compositor_of_a_picture(scene) -> None:
    _composite(scene)


def _compositor_that_is_empty(scene) -> None:
    _compositor(scene)


def _compositor_with_loose_render_layers(scene) -> None:
    _composite(scene).nodes.new("CompositorNodeRLayers")


def _compositor_with_muted_render_layers(scene) -> None:
    _composite(scene).nodes.new("CompositorNodeRLayers").mute = True


def _compositor_of_another_scene_without_camera(scene) -> None:
    _composite(scene).nodes.new("CompositorNodeRLayers").scene = bpy.data.scenes.new("Other")


def _compositor_that_is_off(scene) -> None:
    _composite(scene)
    scene.render.use_compositing = False


def _cut_together(scene) -> None:
    scene.camera = None
    editor = scene.sequence_editor_create()
    strips = editor.strips if hasattr(editor, "strips") else editor.sequences
    strips.new_scene("other", bpy.data.scenes.new("Other"), 1, 1)


def main(folder: str) -> None:
    """Write `<case>.blend` for each case, and problems.json."""
    problems = {}
    for name, make in list(globals().items()):
        if not name.startswith("_") or name in ("_compositor", "_composite") or not hasattr(make, "__code__"):
            continue
        bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=False)
        addon_utils.enable(ADD_ON, default_set=True)
        scene = bpy.context.scene
        scene.render.engine, scene.cycles.samples, scene.cycles.use_denoising = "CYCLES", 1, False
        scene.render.resolution_x = scene.render.resolution_y = 16
        scene.render.filepath, scene.frame_end = f"//{name}/f_####", 1
        make(scene)
        bpy.ops.wm.save_as_mainfile(filepath=str(Path(folder) / f"{name}.blend"), check_existing=False)
        outputs = importlib.import_module(f"{ADD_ON}._host").BlenderHost().outputs()
        found = next(output for output in outputs if output.id == scene.name).problems
        problems[name] = [problem.message for problem in found if problem.level == "error"]
    (Path(folder) / "problems.json").write_text(json.dumps(problems), "utf-8")


if __name__ == "__main__":
    main(sys.argv[-1])
