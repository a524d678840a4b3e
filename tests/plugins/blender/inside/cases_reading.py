"""What is read from the open file: its scenes, frames, files, cameras, and everything an artist must repair first."""

from __future__ import annotations

import os

import bpy


def the_output(inside, name: str = "Scene"):
    """The output of a scene, as the engine sees it."""
    return next(output for output in inside.host().outputs() if output.id == name)


def case_every_scene_is_an_output_and_the_active_one_is_selected(inside) -> None:
    inside.fresh()
    other = bpy.data.scenes.new("Close-up")
    other.frame_start, other.frame_end, other.frame_step = 10, 20, 5
    host = inside.host()
    assert [output.id for output in host.outputs()] == sorted(scene.name for scene in bpy.data.scenes)
    assert list(host.selected()) == ["Scene"]
    assert str(the_output(inside, "Close-up").frames) == "10-20x5"
    assert "no camera" in the_output(inside, "Close-up").problems[0].message


def case_view_layers_and_cameras_are_outputs_where_there_are_several(inside) -> None:
    inside.fresh()
    scene = bpy.context.scene
    assert [output.id for output in inside.host().outputs()] == ["Scene"]
    scene.view_layers.new("Fore=ground; 2")
    scene.view_layers.new("Unused").use = False
    other = bpy.data.objects.new("Close up", bpy.data.cameras.new("Close up"))
    scene.collection.objects.link(other)
    found = {output.id: output for output in inside.host().outputs()}
    assert list(found) == [
        "Scene",
        "Scene/layer/ViewLayer",
        "Scene/layer/Fore=ground; 2",
        "Scene/camera/Camera",
        "Scene/camera/Close up",
    ], list(found)
    assert os.path.basename(found["Scene/camera/Close up"].files[0]) == "a_Close_up_@####@.png"
    assert os.path.basename(found["Scene/layer/Fore=ground; 2"].facts.render_path) == "a_Fore_ground__2_####.png"
    assert list(inside.host().selected()) == ["Scene"]


def case_outputs_chosen_last_are_selected_again(inside) -> None:
    inside.fresh()
    host = inside.host()
    other = bpy.data.objects.new("Close up", bpy.data.cameras.new("Close up"))
    bpy.context.scene.collection.objects.link(other)
    host.store_chosen(["Scene", "Scene/camera/Close up"])
    assert list(host.selected()) == ["Scene", "Scene/camera/Close up"]
    other.name = "Closer"
    request = inside.module("_ui").make_request({}, None)
    assert [output.id for output in request.outputs] == ["Scene"]
    assert ["Scene/camera/Close up was chosen" in one.message for one in request.problems] == [True]
    bpy.ops.afanasy.submit()
    assert "Scene/camera/Close up was chosen" in inside.module("_activity").activity.last[0]
    host.store_chosen(["Nowhere"])
    text = inside.refused()
    assert "nothing to render" in text, text


def case_files_of_the_compositor_are_listed(inside) -> None:
    inside.fresh()
    scene = bpy.context.scene
    scene.use_nodes = True
    if hasattr(scene, "compositing_node_group"):
        scene.compositing_node_group = tree = bpy.data.node_groups.new("Comp", "CompositorNodeTree")
    else:
        tree = scene.node_tree
    node = tree.nodes.new("CompositorNodeOutputFile")
    if hasattr(node, "base_path"):
        node.base_path = "//passes"
    else:
        node.directory, node.file_name = "//passes", "depth_"
        node.file_output_items.new("RGBA", "Image")
    also = the_output(inside).facts.also
    assert len(also) == 1 and also[0].startswith(str(inside.folder / "passes")) and also[0].endswith("####"), also
    request = inside.module("_ui").make_request({"snapshot_folder": str(inside.folder)}, None)
    assert any("count from the snapshot folder" in problem.message for problem in request.problems)
    node.mute = True
    assert the_output(inside).facts.also == []


def case_scene_state_says_what_is_open(inside) -> None:
    path = inside.fresh()
    state = inside.host().scene()
    assert (state.path, state.name, str(state.frames), state.fps) == (str(path), "shot", "1-3", 24.0)
    assert state.is_modified is None, "without a window the flag is a constant"


def case_untitled_file_is_a_problem_with_a_fix(inside) -> None:
    inside.fresh()
    bpy.ops.wm.read_homefile(use_factory_startup=True)
    text = inside.refused()
    assert "never been saved" in text, text
    assert "Save it" in text, text


def case_scene_without_camera_is_a_problem(inside) -> None:
    inside.fresh()
    bpy.data.objects.remove(bpy.context.scene.camera)
    text = inside.refused()
    assert "no camera" in text, text


def case_camera_that_is_not_set_is_named_and_can_be_had_alone(inside) -> None:
    inside.fresh()
    bpy.context.scene.camera = None
    text = inside.refused()
    assert "No camera of Scene is set" in text and "there is Camera" in text and "Set Active Object as Camera" in text
    assert bpy.ops.afanasy.submit(outputs=[{"name": "Scene/camera/Camera", "is_chosen": True}]) == {"FINISHED"}


def case_scene_without_a_used_view_layer_is_a_problem(inside) -> None:
    inside.fresh()
    bpy.context.view_layer.use = False
    assert "view layer" in inside.refused()


def case_output_that_is_switched_off_is_a_problem(inside) -> None:
    """The switch is new in 5.2."""
    inside.fresh()
    if hasattr(bpy.context.scene.render, "save_output"):
        bpy.context.scene.render.save_output = False
        assert "switched off" in inside.refused()


def case_output_in_place_of_a_folder_is_a_problem(inside) -> None:
    path = inside.fresh()
    (path.parent / "frames").write_text("a file, not a folder")
    text = inside.refused()
    assert "cannot be written" in text, text


def case_snapshot_folder_that_is_missing_is_a_problem(inside) -> None:
    inside.fresh()
    assert "does not exist" in inside.refused(snapshot_folder="//nowhere/at/all")


def case_reversed_range_is_a_problem(inside) -> None:
    inside.fresh()
    text = inside.refused(frames="10-1")
    assert "10-1" in text, text


def case_no_frames_is_a_problem(inside) -> None:
    inside.fresh()
    inside.refused(frames=",")


def case_frames_beyond_blender_are_a_problem(inside) -> None:
    inside.fresh()
    text = inside.refused(frames="1048570-1048580")
    assert "1048574" in text, text


def case_empty_output_path_is_a_problem(inside) -> None:
    inside.fresh()
    bpy.context.scene.render.filepath = ""
    assert "output path is empty" in inside.refused()


def case_output_path_with_the_farms_own_pattern_is_a_problem(inside) -> None:
    inside.fresh()
    bpy.context.scene.render.filepath = "//a_@####@"
    assert "@#" in inside.refused()


def case_output_name_longer_than_a_file_system_takes_is_a_problem(inside) -> None:
    inside.fresh()
    bpy.context.scene.render.filepath = "//" + "n" * 300
    assert "longer" in inside.refused()


def case_unknown_template_is_a_problem_where_blender_knows_templates(inside) -> None:
    inside.fresh()
    bpy.context.scene.render.filepath = "//{nobody_knows}/a_####"
    if bpy.app.version >= (4, 5, 0):
        assert "nobody_knows" in inside.refused()
    else:
        assert "{nobody_knows}" in the_output(inside).files[0]


def case_template_is_replaced_since_the_copy_has_another_name(inside) -> None:
    inside.fresh("my shot.blend")
    bpy.context.scene.render.filepath = "//{blend_name}_####"
    wanted = "my shot_@####@.png" if bpy.app.version >= (4, 5, 0) else "{blend_name}_@####@.png"
    assert os.path.basename(the_output(inside).files[0]) == wanted


def case_relative_output_path_is_absolute_and_keeps_its_hashes(inside) -> None:
    path = inside.fresh()
    output = the_output(inside)
    assert output.facts.render_path == str(path.parent / "frames" / "a_####.png")
    assert list(output.files) == [str(path.parent / "frames" / "a_@####@.png")]


def case_pattern_gives_the_file_that_blender_names_for_each_path(inside) -> None:
    """Numbers beside the frame number, hashes elsewhere, no hashes, endings, folders; positive and negative frames."""
    inside.fresh()
    render = bpy.context.scene.render
    fill, wider = inside.module("afsubmit.document.patterns").fill, inside.module("plan").wider
    for path in (
        "//a_####",
        "//a",
        "//v1####",
        "//a.exr",
        "//a_##_b_###",
        "//x#y/z",
        "//d/",
        "//a-####-b",
        "//####.png",
    ):
        for has_ending in (True, False):
            render.filepath, render.use_file_extension = path, has_ending
            pattern = the_output(inside).files[0]
            for frame in (0, 1, 7, 1234, 123456):
                wanted = os.path.abspath(render.frame_path(frame=frame))
                assert fill(pattern, frame, frame) == wanted, f"{path}: {pattern} at {frame} is not {wanted}"
            wanted = os.path.abspath(render.frame_path(frame=-5))
            assert fill(wider(pattern), -5, -5) == wanted, f"{path}: {wider(pattern)} at -5 is not {wanted}"


def case_views_have_files_of_their_own(inside) -> None:
    inside.fresh()
    render = bpy.context.scene.render
    render.use_multiview = True
    names = [os.path.basename(name) for name in the_output(inside).files]
    assert names == ["a_@####@_L.png", "a_@####@_R.png"], names
    assert the_output(inside).facts.render_path.endswith("a_####.png")
    render.image_settings.views_format = "STEREO_3D"
    assert [os.path.basename(name) for name in the_output(inside).files] == ["a_@####@.png"]


def case_movie_is_one_task_and_named_after_its_frames(inside) -> None:
    inside.fresh()
    scene = bpy.context.scene
    if hasattr(scene.render.image_settings, "media_type"):
        scene.render.image_settings.media_type = "VIDEO"
    scene.render.image_settings.file_format = "FFMPEG"
    movie_file = inside.module("plan").movie_file
    for path, wanted in (("//m_##", "m_01-03.mkv"), ("//m", "m0001-0003.mkv"), ("//m.mkv", "m.mkv")):
        scene.render.filepath = path
        output = the_output(inside)
        assert output.is_whole
        assert os.path.basename(output.files[0]) == wanted
        assert movie_file(output.facts.movie, 1, 3) == output.files[0]
    assert "movie" in inside.refused(frames="1,3,4,9").lower()


def case_picture_says_whether_it_can_be_cut_into_tiles(inside) -> None:
    inside.fresh()
    scene = bpy.context.scene
    render = scene.render
    render.resolution_x, render.resolution_y, render.resolution_percentage = 101, 51, 50
    facts = the_output(inside).facts
    assert (tuple(facts.size), facts.undivided, facts.is_adaptive) == ((50, 25), "", True), facts
    assert "denoises each tile" in facts.seams
    scene.cycles.use_denoising = scene.cycles.use_adaptive_sampling = False
    facts = the_output(inside).facts
    assert (facts.seams, facts.is_adaptive) == ("", False)
    for name, is_on, word in (
        ("use_border", True, "Render Region"),
        ("use_overwrite", False, "Overwrite"),
        ("use_multiview", True, "views"),
        ("use_freestyle", True, "Freestyle"),
    ):
        setattr(render, name, is_on)
        assert word in the_output(inside).facts.undivided, name
        setattr(render, name, not is_on)
    (bpy.ops.object.grease_pencil_add if bpy.app.version >= (4, 3) else bpy.ops.object.gpencil_add)()
    assert "Grease Pencil" in the_output(inside).facts.undivided
    bpy.context.object.hide_render = True
    assert the_output(inside).facts.undivided == ""


def case_settings_survive_saving_and_opening_without_the_add_on(inside) -> None:
    path = inside.fresh()
    host, ui = inside.host(), inside.module("_ui")
    host.store_settings({"priority": 120, "frames": "1-2", "from_a_newer_version": {"kept": [1, 2]}})
    bpy.ops.wm.save_mainfile()
    ui.unregister()
    bpy.ops.wm.open_mainfile(filepath=str(path))
    bpy.ops.wm.save_mainfile()
    ui.register()
    bpy.ops.wm.open_mainfile(filepath=str(path))
    assert inside.host().load_settings() == {"priority": 120, "frames": "1-2", "from_a_newer_version": {"kept": [1, 2]}}


def case_settings_of_the_scene_reach_the_job_and_arguments_win(inside) -> None:
    inside.fresh()
    inside.host().store_settings({"priority": 120, "frames": "1-2", "job_name": "kept"})
    made = (
        inside.module("_ui").make_request({**inside.host().load_settings(), "priority": 7}, None).plan(is_local=False)
    )
    document = made.jobs[0].document
    assert (document["name"], document["priority"], document["blocks"][0]["frame_last"]) == ("kept", 7, 2)


def case_setting_from_elsewhere_that_is_out_of_range_is_left_out(inside) -> None:
    inside.fresh()
    inside.host().store_settings({"frames": "not frames"})
    assert bpy.ops.afanasy.submit() == {"FINISHED"}


def warnings_of(inside) -> str:
    return "\n".join(problem.message for problem in the_output(inside).problems if problem.level != "error")


def case_what_is_rendered_otherwise_than_it_looks_is_told_once_each(inside) -> None:
    def stamp(scene) -> None:
        scene.render.use_stamp = scene.render.use_stamp_filename = True

    def region(scene) -> None:
        scene.render.use_border, scene.render.border_max_x = True, 0.5

    for change, word in (
        (lambda scene: setattr(scene.render, "use_overwrite", False), "Overwrite is off"),
        (lambda scene: setattr(scene.render, "use_placeholder", True), "Placeholders is on"),
        (lambda scene: setattr(scene.render, "resolution_percentage", 50), "50 %"),
        (lambda scene: setattr(scene.render, "filepath", "render/a_####"), "begins at no root"),
        (region, "Render Region"),
        (stamp, "burnt into"),
    ):
        inside.fresh()
        assert warnings_of(inside) == ""
        change(bpy.context.scene)
        found = warnings_of(inside)
        assert word in found and "\n" not in found, found
