"""An artist submits with the mouse: to a server that is well, to a silent one, and opens another file meanwhile."""

from __future__ import annotations

import json
import os
import sys
import time

import bpy

sys.path.insert(0, os.path.dirname(__file__))
import stage_set as props

SERVERS = json.loads(os.environ["AFSUBMIT_TEST_SERVERS"])


def play(stage):
    """Notes: one group of facts for each act."""
    stage.install()
    path = props.scene(stage)
    yield 1
    yield from _well(stage)
    yield from _silent(stage)
    yield from _another_file(stage, path)


def _files(stage) -> list[str]:
    return sorted(name for name in os.listdir(stage.folder) if ".blend" in name)


def _recent_files() -> list[str]:
    path = os.path.join(bpy.utils.user_resource("CONFIG"), "recent-files.txt")
    return open(path, encoding="utf-8").read().split() if os.path.exists(path) else []


def _edit(position: float) -> None:
    bpy.data.objects["Cube"].location.x = position
    bpy.ops.ed.undo_push(message=f"moved to {position}")


def _edit_and_save() -> None:
    _edit(1.0)
    _edit(5.0)
    bpy.ops.wm.save_mainfile()
    _edit(6.0)


def _well(stage):
    os.environ["AFSUBMIT_SERVER"] = SERVERS["well"]
    yield from stage.in_window(_edit_and_save)
    yield 0.5
    before = bpy.data.is_dirty, _recent_files(), bpy.context.scene.frame_current, bpy.data.filepath
    yield from props.open_dialog(stage)
    stage.key("Return")
    activity = props.activity()
    yield lambda: activity.last[0] != ""
    yield 0.5
    after = bpy.data.is_dirty, _recent_files(), bpy.context.scene.frame_current, bpy.data.filepath
    stage.picture("accepted")
    stage.key("ctrl+z")
    yield 0.5
    stage.notes["well"] = {
        "outcome": activity.last[0],
        "files": _files(stage),
        "session_before": before,
        "session_after": after,
        "cube_after_one_undo": bpy.data.objects["Cube"].location.x,
    }


def _silent(stage):
    os.environ["AFSUBMIT_SERVER"] = SERVERS["silent"]
    activity = props.activity()
    files = _files(stage)
    yield from props.open_dialog(stage)
    stage.key("Return")
    yield lambda: activity.background is not None and activity.background.label.startswith("Reaching")
    started, ticks = time.monotonic(), 0
    while time.monotonic() - started < 1.0:
        ticks += 1
        yield 0.01
    stage.picture("under_way")
    try:
        yield from stage.in_window(lambda: bpy.ops.afanasy.submit("INVOKE_DEFAULT"))
        refusal = "it was not refused"
    except RuntimeError as error:
        refusal = str(error)
    yield 0.5
    stage.move(*props.EMPTY_SPOT)
    yield 0.5
    pressed = time.monotonic()
    stage.key("Escape")
    yield lambda: activity.background is None
    stage.notes["silent"] = {
        "ticks_in_a_second": ticks,
        "refusal": refusal,
        "seconds_to_cancel": time.monotonic() - pressed,
        "outcome": activity.last[0],
        "left_over": sorted(set(_files(stage)) - set(files)),
    }
    yield 0.5
    stage.picture("cancelled")


def _another_file(stage, path: str):
    activity = props.activity()
    files = _files(stage)
    yield from props.open_dialog(stage)
    stage.key("Return")
    yield lambda: activity.background is not None and activity.background.label.startswith("Reaching")
    yield from stage.in_window(lambda: bpy.ops.wm.open_mainfile(filepath=path))
    yield lambda: activity.background is None
    stage.notes["another_file"] = {
        "outcome": activity.last[0],
        "left_over": sorted(set(_files(stage)) - set(files)),
    }
