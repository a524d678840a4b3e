"""An artist submits with the mouse: to a server that is well, to a silent one, and opens another file meanwhile."""

from __future__ import annotations

import json
import os
import sys
import time

import bpy

sys.path.insert(0, os.path.dirname(__file__))
import stage_set as props

SECONDS_LATER = 3.0
SERVERS = json.loads(os.environ["AFSUBMIT_TEST_SERVERS"])


def play(stage):
    """Notes: one group of facts for each act."""
    stage.install()
    path = props.scene(stage)
    yield 1
    yield from _well(stage)
    yield from _quit(stage)
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


def _session(stage) -> tuple:
    """The session as the artist sees it: the star in the title stands for what was not saved."""
    preferences = bpy.context.preferences
    seen = stage.title(), bpy.data.filepath, bpy.context.scene.frame_current, _recent_files()
    return (*seen, bpy.data.is_dirty, preferences.is_dirty, preferences.edit.undo_steps)


def _well(stage):
    """A scene with unsaved changes and one without; looked at again when Blender's event loop has long run."""
    os.environ["AFSUBMIT_SERVER"] = SERVERS["well"]
    activity, seen = props.activity(), []
    yield from stage.in_window(_edit_and_save)
    yield 1.0
    for act in (None, lambda: _edit(6.0)):
        if act:
            yield from stage.in_window(act)
            yield 1.0
        before = _session(stage)
        activity.last = ("", "NONE")
        yield from props.open_dialog(stage)
        stage.key("Return")
        yield lambda: activity.last[0] != ""
        yield SECONDS_LATER
        seen.append((before, _session(stage)))
    stage.picture("accepted")
    stage.key("ctrl+z")
    yield 0.5
    stage.notes["well"] = {
        "outcome": activity.last[0],
        "files": _files(stage),
        "clean": seen[0],
        "unsaved": seen[1],
        "cube_after_one_undo": bpy.data.objects["Cube"].location.x,
    }
    stage.key("ctrl+shift+z")
    yield 0.5
    stage.notes["well"]["cube_after_redo"] = bpy.data.objects["Cube"].location.x


def _quit(stage):
    """Ctrl+Q asks: a Blender that quits without a question leaves no notes at all."""
    before = stage.image()
    stage.key("ctrl+q")
    yield lambda: stage.image() != before
    yield 2.0
    stage.picture("asked")
    stage.notes["asked"] = True
    stage.key("Escape")
    yield 1.0
    yield from stage.in_window(bpy.ops.wm.save_mainfile)
    yield 1.0


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
