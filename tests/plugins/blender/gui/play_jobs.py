"""An artist watches jobs in the panel: paused, started, failed, deleted after a question; then the farm dies."""

from __future__ import annotations

import functools
import os
import signal
import sys
import time

import bpy

sys.path.insert(0, os.path.dirname(__file__))
import stage_set as props


def play(stage):
    """Notes: what the panel's board held after each act."""
    stage.install()
    props.demo_scene(stage)
    os.environ["AFSUBMIT_SERVER"] = "local"
    yield 1
    for name, executable in (("good", "true"), ("bad", "false")):
        words = {"job_name": name, "executable": executable, "frames": "1-4", "paused": True, "retries": "0"}
        yield from stage.in_window(functools.partial(bpy.ops.afanasy.submit, "EXEC_DEFAULT", **words))
        yield lambda: props.activity().background is None
    yield from _panel(stage)
    board = props.module("_ui_board").board
    yield lambda: len(board.rows) == 2
    yield 0.5
    stage.picture("jobs_paused")
    stage.notes["paused"] = {row.name: row.state for row in board.rows}
    for name in ("good", "bad"):
        yield from _order(stage, board, name, "start")
    yield lambda: {row.state for row in board.rows} == {"done", "failed"}
    yield lambda: board.log != "" or board.errors
    yield 1
    stage.picture("jobs_failed")
    stage.notes["ended"] = {row.name: row.state for row in board.rows}
    stage.notes["errors"] = [task.name for task in board.errors]
    yield from _change(stage, board)
    yield from _clean(stage, board)
    yield from _delete(stage, board)
    yield from _killed(stage, board)


def _panel(stage):
    """Close all panels of the output properties but ours, and open its jobs and its history."""
    area = stage.area("PROPERTIES")
    area.spaces.active.context = "OUTPUT"
    yield from stage.drag(area.x - 1, 500, area.x - 181, 500)
    outliner, area = stage.area("OUTLINER"), stage.area("PROPERTIES")
    yield from stage.drag(area.x + 100, 800 - outliner.y + 1, area.x + 100, 800 - outliner.y - 60)
    yield from props.open_panel(stage, props.JOBS)


def _row(board, name: str):
    return next(row for row in board.rows if row.name == name)


def _order(stage, board, name: str, order: str):
    key = "{0.id}:{0.serial}".format(_row(board, name))
    if board.job != _row(board, name).key:
        yield from stage.in_window(lambda: bpy.ops.afanasy.job_look(key=key))
    yield from stage.in_window(lambda: bpy.ops.afanasy.job_order("INVOKE_DEFAULT", order=order, key=key))
    yield 0.5


def _change(stage, board):
    """Another priority, typed into the dialog."""
    row = _row(board, "good")
    key = f"{row.id}:{row.serial}"
    board.look_at(row.key)
    yield from stage.in_window(lambda: bpy.ops.afanasy.job_change("INVOKE_DEFAULT", form="priority", key=key))
    yield 0.6
    stage.picture("change")
    stage.key("Escape")
    yield 0.5
    yield from stage.in_window(lambda: bpy.ops.afanasy.job_order("INVOKE_DEFAULT", order="move_top", key=key))
    yield lambda: board.said[0]
    stage.notes["moved"] = board.said


def _clean(stage, board):
    """What is done may go; Escape keeps it."""
    yield from stage.in_window(lambda: bpy.ops.afanasy.clean("INVOKE_DEFAULT"))
    yield lambda: board.finished
    stage.notes["finished"] = [job.name for job in board.finished]
    stage.move(*props.EMPTY_SPOT)
    yield 1
    stage.picture("clean")
    stage.key("Escape")
    yield lambda: board.finished is None


def _delete(stage, board):
    """Escape keeps the job, Return deletes it."""
    for key in ("Escape", "Return"):
        stage.move(*props.EMPTY_SPOT)
        yield from _order(stage, board, "good", "delete")
        stage.picture(f"delete_{key}")
        stage.key(key)
        yield 2
        stage.notes[f"after_{key}"] = sorted(row.name for row in board.rows)


def _killed(stage, board):
    """The panel says plainly that the farm is gone, and Blender goes on."""
    status = props.module("afsubmit.local.launch").status()
    os.kill(status.pid, signal.SIGKILL)
    yield lambda: board.farm is not None and not board.farm.is_up
    started, ticks = time.monotonic(), 0
    while time.monotonic() - started < 1.0:
        ticks += 1
        yield 0.01
    stage.picture("farm_killed")
    stage.notes["killed"] = {"sentence": board.farm.sentence, "rows": len(board.rows), "ticks": ticks}
    stage.area("PROPERTIES").spaces.active.context = "RENDER"
    yield lambda: board.watcher is None
    stage.notes["watched_when_hidden"] = board.watcher is not None
