"""What Blender does otherwise than one would think, each with the guard against it."""

from __future__ import annotations

import os

import bpy


def case_invoke_without_a_window_asks_nothing_and_keeps_every_check(inside) -> None:
    inside.fresh()
    bpy.data.objects.remove(bpy.context.scene.camera)
    assert "no camera" in inside.error_of(bpy.ops.afanasy.submit, "INVOKE_DEFAULT")


def case_unknown_argument_is_an_error_of_python(inside) -> None:
    inside.fresh()
    try:
        bpy.ops.afanasy.submit(nobody_knows=1)
    except TypeError:
        return
    raise AssertionError("it was taken")


def case_number_out_of_range_is_stored_within_its_limits(inside) -> None:
    """Blender clamps silently; the schema's limits are the property's."""
    inside.fresh()
    bpy.context.scene.afanasy.priority = 900
    assert bpy.context.scene.afanasy.priority == 250
    assert bpy.ops.afanasy.submit() == {"FINISHED"}


def case_save_hook_is_called_for_the_artists_save_and_for_no_copy(inside) -> None:
    path = inside.fresh()
    heard: list[str] = []
    end = inside.host().on_saved(heard.append)
    bpy.ops.afanasy.submit()
    bpy.ops.wm.save_as_mainfile(filepath=str(path.parent / "copy.blend"), copy=True, check_existing=False)
    assert heard == []
    bpy.ops.wm.save_mainfile()
    assert heard == [str(path)]
    end()
    end()
    bpy.ops.wm.save_mainfile()
    assert heard == [str(path)]


def case_save_hook_that_raises_does_not_reach_blender(inside) -> None:
    inside.fresh()

    def raising(path: str) -> None:
        raise ValueError(path)

    end = inside.host().on_saved(raising)
    assert bpy.ops.wm.save_mainfile() == {"FINISHED"}
    end()


def case_textures_of_a_snapshot_in_another_folder_are_found(inside) -> None:
    """Relative image paths are rewritten in the copy, the output path is not and goes by the command line."""
    path = inside.fresh()
    (path.parent / "textures").mkdir()
    image = bpy.data.images.new("paint", 4, 4)
    image.filepath_raw, image.file_format = str(path.parent / "textures" / "paint.png"), "PNG"
    image.save()
    image.filepath, image.source, image.use_fake_user = "//textures/paint.png", "FILE", True
    bpy.ops.wm.save_mainfile()
    place = inside.folder / "elsewhere" / "copies"
    place.mkdir(parents=True)
    assert bpy.ops.afanasy.submit(snapshot_folder=str(place)) == {"FINISHED"}
    assert bpy.data.images["paint"].filepath == "//textures/paint.png"
    bpy.ops.wm.open_mainfile(filepath=str(next(place.iterdir())))
    assert os.path.isfile(bpy.path.abspath(bpy.data.images["paint"].filepath))


def case_half_failed_switching_on_leaves_nothing_behind(inside) -> None:
    inside.fresh()
    ui = inside.module("_ui")
    ui.unregister()
    usual = ui._keep_in_scenes

    def failing(group: type) -> None:
        raise ValueError("half-way")

    ui._keep_in_scenes = failing
    try:
        ui.register()
    except ValueError:
        pass
    else:
        raise AssertionError("it was switched on")
    finally:
        ui._keep_in_scenes = usual
    assert not hasattr(bpy.types, "AFANASY_OT_submit")
    assert not hasattr(bpy.types.Scene, "afanasy")
    ui.register()
    ui.unregister()
    ui.register()
    assert bpy.ops.afanasy.submit() == {"FINISHED"}


def case_connection_test_says_what_it_found(inside) -> None:
    inside.fresh()
    assert bpy.ops.afanasy.test_connection() == {"FINISHED"}
    assert "answers" in inside.module("_activity").activity.connection[0]
    inside.use("away")
    assert "cannot be reached" in inside.error_of(bpy.ops.afanasy.test_connection)


def case_python_for_the_local_farm_runs(inside) -> None:
    import subprocess

    path = inside.host().python()
    assert path
    done = subprocess.run(
        [path, "-I", "-c", "import sqlite3; print('yes')"], capture_output=True, text=True, timeout=30
    )
    assert done.stdout.strip() == "yes", done


def case_python_that_does_not_run_is_not_taken(inside) -> None:
    host = inside.module("_host")
    assert host.BlenderHost(str(inside.folder / "python3")).python() == ""


def case_engine_and_version_choose_the_parser(inside) -> None:
    parser = inside.module("plan").parser
    assert parser("CYCLES", 4) == "blender_cycles"
    assert parser("BLENDER_WORKBENCH", 4) == "blender"
    assert parser("CYCLES", 5) == "generic", "CGRU's parser counts each time stamp of 5.x as a frame"
