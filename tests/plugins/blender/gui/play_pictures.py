"""The pictures of the documentation: menu, dialog, panel, jobs, preferences, and a dialog with problems."""

from __future__ import annotations

import functools
import os
import sys

import bpy

sys.path.insert(0, os.path.dirname(__file__))
import stage_set as props

PREFERENCES = (190, 80) if bpy.app.version >= (4, 2, 0) else (188, 102)


def play(stage):
    """Take them."""
    stage.install()
    props.demo_scene(stage)
    yield 2
    stage.click(*props.RENDER_MENU)
    yield 0.7
    for _ in range(props.OUR_ENTRIES):
        stage.key("Up")
        yield 0.4
    stage.picture("menu", "520x330+0+0")
    stage.key("Escape")
    yield 0.5
    yield from _panel(stage)
    yield from _jobs(stage)
    yield from _dialogs(stage)
    yield from _preferences(stage)


def _panel(stage):
    area = stage.area("PROPERTIES")
    area.spaces.active.context = "OUTPUT"
    yield from stage.drag(area.x - 1, 500, area.x - 181, 500)
    outliner, area = stage.area("OUTLINER"), stage.area("PROPERTIES")
    yield from stage.drag(area.x + 100, 800 - outliner.y + 1, area.x + 100, 800 - outliner.y - 60)
    yield from props.open_panel(stage)
    area = stage.area("PROPERTIES")
    top = 800 - area.y - area.height
    stage.picture("panel", f"{area.width}x485+{area.x}+{top}")
    stage.picture("panel_in_window")
    yield 0.1


def _jobs(stage):
    """A job that renders and one that waits to be started."""
    os.environ["AFSUBMIT_SERVER"] = "local"
    for words in ({"frames": "1-8"}, {"job_name": "lantern, night", "paused": True}):
        yield from stage.in_window(functools.partial(bpy.ops.afanasy.submit, "EXEC_DEFAULT", **words))
        yield lambda: props.activity().background is None
    yield from props.open_panel(stage, props.JOBS)
    board = props.module("_ui_board").board
    yield lambda: any(row.done >= 2 for row in board.rows)
    board.look_at(next(row.key for row in board.rows if row.done))
    yield 1.5
    area = stage.area("PROPERTIES")
    stage.picture("jobs", f"{area.width}x640+{area.x}+{800 - area.y - area.height}")
    props.module("afsubmit.local.launch").stop()
    del os.environ["AFSUBMIT_SERVER"]


def _dialogs(stage):
    other = bpy.data.scenes.new("Close-up")
    other.render.engine = "CYCLES"
    other.frame_start, other.frame_end, other.camera = 101, 140, bpy.context.scene.camera
    other.collection.objects.link(bpy.context.scene.camera)
    other.render.filepath = "//frames/close_up_####"
    yield from props.open_dialog(stage)
    stage.picture("dialog")
    stage.key("Escape")
    yield 0.5
    bpy.context.scene.render.filepath = ""
    bpy.context.scene.camera = None
    bpy.context.scene.collection.objects.unlink(bpy.data.objects["Camera"])
    yield from props.open_dialog(stage)
    stage.picture("dialog_problems")
    stage.key("Escape")
    yield 0.5


def _preferences(stage):
    stage.area("VIEW_3D").type = "PREFERENCES"
    bpy.context.preferences.active_section = "ADDONS"
    bpy.context.window_manager.addon_search = "Afanasy"
    yield 0.8
    area = stage.area("PREFERENCES")
    stage.click(area.x + PREFERENCES[0], 800 - area.y - area.height + PREFERENCES[1])
    yield 0.8
    stage.picture("preferences")
