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
