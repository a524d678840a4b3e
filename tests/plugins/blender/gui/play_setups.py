"""An artist keeps a set-up from the dialog, sends all set-ups from the menu, and sends a job again with changes."""

from __future__ import annotations

import os
import sys

import bpy

sys.path.insert(0, os.path.dirname(__file__))
import stage_set as props


def play(stage):
    """Notes: what was kept, what the window of all set-ups says, what was sent, and how the dialog is filled again."""
    stage.install()
    props.scene(stage)
    other = bpy.data.scenes.new("Close-up")
    other.camera = bpy.context.scene.camera
    other.collection.objects.link(other.camera)
    other.render.filepath = "//frames/close_up_####"
    yield 1
    yield from _keep(stage)
    yield from _send_all(stage)
    yield from _again(stage)


def _keep(stage):
    """Two set-ups, one from what stands in the dialog, by the button beside its name; one from the menu's question."""
    dialog = yield from props.open_dialog(stage)
    dialog.frames, dialog.priority, dialog.setup_name = "1-5", 33, "review"
    yield 0.5
    stage.picture("dialog")
    values, outputs = dialog.standing()
    stage.notes["standing"] = [values["frames"], outputs]
    yield from _press_add(stage, dialog)
    yield 0.5
    stage.picture("kept")
    del dialog
    stage.key("Escape")
    yield 0.7
    yield from stage.in_window(lambda: bpy.ops.afanasy.setup_keep("EXEC_DEFAULT", name="typed and not sent"))
    stage.notes["kept"] = _kept()


def _press_add(stage, dialog):
    """The button's own operator, with what the dialog gave it when it was drawn."""
    import json

    content = json.dumps(dialog.standing())
    bpy.ops.afanasy.setup_keep("EXEC_DEFAULT", name=dialog.setup_name, content=content)
    yield 0.3


def _kept():
    return {name: dict(one.settings) for name, one in props.module("_ui_setups").kept().items()}


def _send_all(stage):
    operator, seen = props.module("_ui_setups").AFANASY_OT_setups_send, []
    look = operator.look

    def noting(self) -> None:
        look(self)
        seen.append([self.chosen(), [one.told for one in self.preview.plans]])

    operator.look = noting
    bpy.data.scenes["Close-up"].camera = None
    yield from stage.in_window(lambda: bpy.ops.afanasy.setup_keep("EXEC_DEFAULT", name="zz wrong", content=_wrong()))
    yield from stage.in_window(lambda: bpy.ops.afanasy.setups_send("INVOKE_DEFAULT"))
    yield lambda: seen
    yield 0.7
    stage.picture("all_wrong")
    stage.notes["wrong"] = seen[-1]
    stage.key("Return")
    yield 1.0
    stage.notes["sent_wrong"] = props.activity().last[0]
    stage.key("Escape")
    yield 0.5
    yield from stage.in_window(lambda: bpy.ops.afanasy.setup_delete("EXEC_DEFAULT", name="zz wrong"))
    seen.clear()
    yield from stage.in_window(lambda: bpy.ops.afanasy.setups_send("INVOKE_DEFAULT"))
    yield lambda: seen
    yield 0.7
    stage.picture("all")
    stage.notes["right"] = seen[-1]
    stage.key("Return")
    yield lambda: props.activity().attempt
    for part in props.activity().attempt.parts:  # each has the patience of one wait: a copy takes its time
        yield lambda part=part: part.state == "done"
    yield lambda: props.activity().last[0]
    operator.look = look
    yield 0.5
    stage.picture("sent")
    stage.notes["sent"] = props.activity().last[0]


def _wrong() -> str:
    return '[{}, ["Close-up"]]'


def _again(stage):
    """The job of the first set-up fills the dialog, though the scene says something else meanwhile."""
    entries = props.module("afsubmit.submission.history.entries").History().entries()
    number = next(entry.number for entry in entries if '"priority": 33' in entry.request)
    operator, filled = props.module("_ui").AFANASY_OT_submit, []
    fill = operator.fill

    def noting(self, values) -> None:
        fill(self, values)
        filled.append([self.frames, self.priority, [item.name for item in self.outputs if item.is_chosen], self.notes])

    operator.fill = noting
    yield from stage.in_window(lambda: bpy.ops.afanasy.send_again_changed("EXEC_DEFAULT", number=number))
    yield lambda: filled
    yield 1.0
    stage.picture("again")
    stage.notes["again"] = filled[0]
    operator.fill = fill
    stage.key("Escape")
    yield 0.5
