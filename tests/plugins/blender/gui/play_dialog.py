"""An artist types nonsense into the dialog, mends it, sends nonsense all the same; and waits for a slow hook."""

from __future__ import annotations

import itertools
import os
import sys

import bpy

sys.path.insert(0, os.path.dirname(__file__))
import stage_set as props

SLOW_HOOK = """
import sys, time

def pre_dialog(question):
    print("counting sheep", file=sys.stderr, flush=True)
    time.sleep(3)
    return {"settings": {**question["settings"], "priority": 42}}
"""


def play(stage):
    """Notes: what the dialog says as it is filled in."""
    stage.install()
    props.scene(stage)
    other = bpy.data.scenes.new("Other")
    other.camera = bpy.context.scene.camera
    yield 1
    yield from _nonsense(stage)
    yield from _slow(stage)


def _nonsense(stage):
    dialog = yield from props.open_dialog(stage)
    said = []
    for frames, own in (("nonsense", ""), ("1-5", ""), ("1-5", "10-1"), ("1-5", "7,9")):
        dialog.frames = frames
        dialog.own_frames["Lantern"].frames = own
        yield from _drawn(stage, dialog)
        job = dialog.preview.plan.jobs[0].document["blocks"][0] if dialog.preview and dialog.preview.plan.jobs else {}
        said.append([dialog.complaint, len(job.get("tasks", ())), job.get("frame_last")])
        stage.picture(f"typed_{len(said)}")
    dialog.output_frames = "no map"
    yield from _drawn(stage, dialog)
    stage.notes["no map"] = dialog.complaint
    dialog.max_tasks = "a few"
    del dialog
    stage.move(*props.EMPTY_SPOT)
    stage.key("Return")
    yield 1
    stage.picture("refused")
    stage.notes["said"], stage.notes["sent"] = said, props.activity().last[0]
    stage.key("Escape")
    yield 0.5
    dialog = yield from props.open_dialog(stage)
    stage.notes["kept"] = [dialog.frames, dialog.max_tasks, dialog.output_frames]
    dialog.max_tasks = dialog.output_frames = ""
    del dialog
    stage.key("Escape")
    yield 0.5


def _drawn(stage, dialog):
    """Pass over the dialog with the mouse until it has been drawn with what stands in it."""
    spots = itertools.cycle(((300, 300), (300, 420), (780, 300), (780, 420)))

    def is_drawn():
        stage.move(*next(spots))
        return dialog.shown == dialog._standing()

    yield is_drawn


def _slow(stage):
    hooks = os.path.join(os.environ["AFSUBMIT_STUDIO"], "hooks")
    os.makedirs(hooks, exist_ok=True)
    with open(os.path.join(hooks, "pre_dialog.py"), "w", encoding="utf-8") as file:
        file.write(SLOW_HOOK)
    opening = yield from _ticks_until_open(stage)
    stage.notes["slow"] = opening
    stage.key("Escape")
    yield 0.5


def _ticks_until_open(stage):
    """Open the dialog and count how often Blender came round meanwhile."""
    part, ticks = props.open_dialog(stage), 0
    while True:
        try:
            wait = next(part)
        except StopIteration as end:
            return {"ticks": ticks, "priority": end.value.priority}
        ticks += 1
        yield wait
