"""An artist saves with submit on save switched on: once, again, as another file, with the switch off."""

from __future__ import annotations

import os
import sys

import bpy

sys.path.insert(0, os.path.dirname(__file__))
import stage_set as props

QUIET = 3.0  # longer than what the engine waits for another save


def play(stage):
    """Notes: what was said after each save, and the snapshots that were written."""
    stage.install()
    path = props.scene(stage)
    yield QUIET
    said = []
    activity = props.activity()
    stage.notes["without"] = activity.last[0]
    bpy.context.scene.afanasy.submit_on_save = True
    for _ in range(2):
        activity.last = ("", "NONE")
        yield from stage.in_window(bpy.ops.wm.save_mainfile)
        yield lambda: activity.last[0] != ""
        said.append(activity.last[0])
        yield QUIET
        stage.notes["recursed"] = activity.last[0] != said[-1]
    stage.picture("said")
    stage.notes["said"] = said
    yield from _edited_meanwhile(stage)
    stage.notes["snapshots"] = len([name for name in os.listdir(stage.folder) if ".af-" in name])
    copy = path.replace("lantern", "copy")
    activity.last = ("", "NONE")
    yield from stage.in_window(lambda: bpy.ops.wm.save_as_mainfile(filepath=copy, copy=True, check_existing=False))
    yield QUIET
    stage.notes["after_a_copy"] = activity.last[0]
    bpy.context.scene.afanasy.submit_on_save = False
    yield from stage.in_window(bpy.ops.wm.save_mainfile)
    yield QUIET
    stage.notes["switched_off"] = activity.last[0]


def _save_and_edit() -> None:
    bpy.ops.wm.save_mainfile()
    bpy.app.timers.register(_edit, first_interval=0.5)


def _edit() -> None:
    bpy.data.objects["Cube"].location.x = 7.0
    bpy.ops.ed.undo_push(message="moved")


def _edited_meanwhile(stage):
    """An edit between the save and its submission: it is told, and the file stays marked as changed."""
    activity = props.activity()
    activity.last = ("", "NONE")
    yield from stage.in_window(_save_and_edit)
    yield lambda: activity.last[0] != ""
    yield QUIET
    stage.notes["edited"] = [activity.last[0], bpy.data.is_dirty, stage.title()]
