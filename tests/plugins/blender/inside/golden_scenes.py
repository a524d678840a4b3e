"""Inside Blender: build the scenes of the golden jobs and write down what the add-on reads of each.

    blender -b --python golden_scenes.py -- FOLDER

Folder and version are written as `/show` and 4.5.0, so that every Blender gives the same text.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import addon_utils
import bpy

ADD_ON = "bl_ext.user_default.afanasy" if bpy.app.version >= (4, 2, 0) else "afanasy"


def _scene(name: str = "Shot", frames: tuple[int, int, int] = (1, 10, 1), output: str = "//frames/shot_####"):
    scene = bpy.context.scene if bpy.context.scene.name == "Scene" else bpy.data.scenes.new(name)
    scene.name, scene.render.engine, scene.render.filepath = name, "CYCLES", output
    scene.frame_start, scene.frame_end, scene.frame_step = frames
    return scene


def _camera(scene, name: str) -> None:
    camera = bpy.data.objects.new(name, bpy.data.cameras.new(name))
    scene.collection.objects.link(camera)
    scene.camera = scene.camera or camera


def _movie(scene) -> None:
    if hasattr(scene.render.image_settings, "media_type"):
        scene.render.image_settings.media_type = "VIDEO"
    scene.render.image_settings.file_format = "FFMPEG"


def plain_range(host) -> None:
    """Nothing but the scene."""
    _scene()


def stepped_range(host) -> None:
    """The scene's own step, two frames in each task."""
    _scene(frames=(1001, 1020, 5))
    host.store_settings({"frames_per_task": 2})


def irregular_list(host) -> None:
    """Frames that are no range."""
    _scene()
    host.store_settings({"frames": "1,5,12-30x3,59", "frames_per_task": 4})


def over_zero(host) -> None:
    """Frames on both sides of zero."""
    _scene()
    host.store_settings({"frames": "-3-2"})


def two_scenes_in_one_job(host) -> None:
    """Two scenes of a file, a block each."""
    _camera(_scene(), "One")
    _camera(_scene("Close-up", (101, 140, 1), "//close/c_##"), "Two")
    host.store_chosen(["Close-up", "Shot"])


def two_scenes_in_two_jobs(host) -> None:
    """Two scenes of a file, a job and a snapshot each."""
    two_scenes_in_one_job(host)
    host.store_settings({"jobs": "several", "priority": 50})


def layer_and_camera_alone(host) -> None:
    """One view layer and one camera, with files of their own."""
    scene = _scene()
    scene.view_layers.new("Fore ground")
    _camera(scene, "Close-up")
    host.store_chosen(["Shot/layer/Fore ground", "Shot/camera/Close-up"])


def both_eyes(host) -> None:
    """Files for each view."""
    _scene().render.use_multiview = True


def movie(host) -> None:
    """Blender's own movie: one task."""
    _movie(_scene(output="//shot_####"))


def frames_then_movie(host) -> None:
    """A movie made of the frames when all of them are there."""
    _scene()
    host.store_settings({"movie": True, "movie_codec": "prores"})


def frames_then_movie_by_blender(host) -> None:
    """The same without ffmpeg, of an EXR sequence at a broadcast rate."""
    scene = _scene(frames=(8, 12, 1))
    scene.render.image_settings.file_format = "OPEN_EXR"
    scene.render.fps, scene.render.fps_base = 24, 1.001
    host.store_settings({"movie": True, "movie_by": "application"})


def tiles(host) -> None:
    """Each picture in two parts, which are put together; frames on both sides of zero."""
    scene = _scene(output="//frames/shot.####")
    scene.cycles.use_denoising = scene.cycles.use_adaptive_sampling = False
    host.store_settings({"tiles": "2x1", "frames": "-1-2"})


def compositor_files(host) -> None:
    """What the compositor writes beside is told, and is no file of the block."""
    scene = _scene()
    scene.use_nodes = True
    if hasattr(scene, "compositing_node_group"):
        scene.compositing_node_group = tree = bpy.data.node_groups.new("Comp", "CompositorNodeTree")
        tree.interface.new_socket("Image", in_out="OUTPUT", socket_type="NodeSocketColor")
        tree.links.new(tree.nodes.new("CompositorNodeRLayers").outputs[0], tree.nodes.new("NodeGroupOutput").inputs[0])
    else:
        tree = scene.node_tree
    node = tree.nodes.new("CompositorNodeOutputFile")
    if hasattr(node, "base_path"):
        node.base_path = "//passes"
    else:
        node.directory, node.file_name = "//passes", ""
        node.format.media_type, node.format.file_format = "IMAGE", "PNG"
        node.file_output_items.new("RGBA", "Image")


def awkward_names(host) -> None:
    """Quotes, blanks, signs and letters of other scripts."""
    scene = _scene('it\'s "50%" & $HOME', output="//out put/été 絵 ##")
    host.store_settings({"job_name": "a; rm -rf *", "arguments": ["--threads", "4"]})
    scene.frame_end = 3


def saved_file_itself(host) -> None:
    """Without a snapshot the command makes sure that the file has the scene."""
    _scene()
    host.store_settings({"snapshot": False})


def everything_asked_for(host) -> None:
    """A setting of each group."""
    _scene()
    host.store_settings(
        {
            "paused": True, "annotation": "night", "department": "light", "sequential": 10, "skip_existing": True,
            "test_frames": "first,middle,last", "max_tasks": 5, "max_tasks_per_host": 1,
            "hosts_mask": "render.*", "pools": {"/gpu": 50}, "tickets": {"cycles": 1}, "capacity": 500,
            "need_os": "linux", "need_memory_mb": 16000, "retries": 3, "max_run_seconds": 3600,
            "environment": {"OCIO": "/show/config.ocio"}, "executable": "/opt/blender-4.5/blender",
        }
    )  # fmt: skip


BUILDERS = (
    plain_range, stepped_range, irregular_list, over_zero, two_scenes_in_one_job, two_scenes_in_two_jobs,
    layer_and_camera_alone, both_eyes, movie, frames_then_movie, frames_then_movie_by_blender, tiles,
    compositor_files, awkward_names, saved_file_itself, everything_asked_for,
)  # fmt: skip


def answers(host, folder: str) -> str:
    """What the add-on reads of the open scene, without what differs from machine to machine."""
    written = importlib.import_module(f"{ADD_ON}.afsubmit.submission.planning.scene_json").to_json(host)
    content = json.loads(written.replace(json.dumps(folder)[1:-1], "/show"))
    content["scene"].update(host_version="4.5.0", application="")
    for output in content["outputs"]:
        output["facts"]["version"] = [4, 5]
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def main(folder: str) -> None:
    """Build them one after another, each from nothing."""
    host = importlib.import_module(f"{ADD_ON}._host").BlenderHost()
    for build in BUILDERS:
        bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=False)
        addon_utils.enable(ADD_ON, default_set=True)
        bpy.ops.wm.save_as_mainfile(filepath=str(Path(folder) / "shot.blend"), check_existing=False)
        build(host)
        (Path(folder) / f"{build.__name__.replace('_', '-')}.json").write_text(answers(host, folder), "utf-8")


if __name__ == "__main__":
    main(sys.argv[-1])
