"""Draws the jobs on the farm and the history in Blender's own layouts. Reads what it is given, changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy

from ._draw import PANEL_LETTERS, sentence, shortened

ICONS = {
    "running": "PLAY",
    "done": "CHECKMARK",
    "failed": "CANCEL",
    "paused": "PAUSE",
    "waiting": "SORTTIME",
    "ready": "RADIOBUT_OFF",
    "approval": "QUESTION",
}
HISTORY_ICONS = {"sent": "CHECKMARK", "unknown": "QUESTION", "taken back": "LOOP_BACK", "sending": "SORTTIME"}
SHOWN_JOBS, SHOWN_ERRORS, SHOWN_LINES = 15, 4, 6
LETTERS = 60
FARM_WIDTH = 0.7


def jobs(layout: Any, board: Any, orders: Mapping[str, Any]) -> None:
    """The farm's line, the jobs, and what can be done with the one that is looked at."""
    column = layout.column(align=True)
    _farm(column, board)
    for row in board.rows[:SHOWN_JOBS]:
        _job(column, row, board)
        if row.key == board.job:
            _details(column.box().column(align=True), row, board, orders)
    if board.farm and board.farm.is_up and not board.rows:
        column.label(text="No jobs.")
    if len(board.rows) > SHOWN_JOBS:
        column.label(text=f"and {len(board.rows) - SHOWN_JOBS} older ones")
    if board.farm and board.farm.is_up and board.farm.waits:
        sentence(column, f"It waits: {board.farm.waits}.", icon="SORTTIME", letters=PANEL_LETTERS)
    if board.sentence:
        sentence(column, board.sentence, icon="ERROR", letters=PANEL_LETTERS)


def _farm(column: Any, board: Any) -> None:
    farm = board.farm
    if farm is None:
        column.label(text="Looking for the farm…", icon="SORTTIME")
        return
    row = column.split(factor=FARM_WIDTH)
    if farm.is_up:
        running = sum(one.running for one in board.rows)
        doing = f"{running} task{'s' * (running != 1)} running" if running else "idle"
        row.label(text=f"{farm.name}: {doing}", icon="CHECKMARK")
        row.operator("afanasy.whose_jobs", text="Everybody's" if board.is_everybody else "Mine")
        return
    row.label(text=f"{farm.name}: {'not running' if farm.can_start else 'does not answer'}", icon="ERROR")
    if farm.can_start:
        row.operator("afanasy.start_farm", text="Start")
        return
    sentence(column, farm.sentence, icon="BLANK1", letters=PANEL_LETTERS)


def _job(column: Any, row: Any, board: Any) -> None:
    from .afsubmit.submitter.watch.words import one_line

    parts = column.split(factor=0.6)
    name = parts.row()
    name.alignment = "LEFT"
    text = one_line(f"{row.user}: {row.name}" if board.is_everybody else row.name)
    button = name.operator(
        "afanasy.job_look", text=shortened(text, 34), icon=ICONS.get(row.state, "DOT"), emboss=row.key == board.job
    )
    button.key = key_text(row)
    text = f"{row.percent} %" if row.state != "done" else f"{row.done} done"
    if row.errors:
        text += f", {row.errors} failed"
    if bpy.app.version >= (4, 0, 0):
        parts.progress(factor=row.percent / 100, text=text)
    else:
        parts.label(text=text)


def _details(box: Any, row: Any, board: Any, orders: Mapping[str, Any]) -> None:
    box.label(text=summary(row))
    buttons = box.row(align=True)
    for name, order in orders.items():
        if order.is_wanted(row):
            buttons.operator_context = "INVOKE_DEFAULT"
            button = buttons.operator("afanasy.job_order", text=order.label)
            button.order, button.key = name, key_text(row)
    for folder in row.folders[:2]:
        box.operator("afanasy.open_folder", text=shortened(folder, 44), icon="FILE_FOLDER").folder = folder
    if row.report:
        sentence(box, row.report, icon="INFO", letters=PANEL_LETTERS)
    for task in list(board.failed())[:SHOWN_ERRORS]:
        box.label(text=shortened(f"{task.name} failed on {task.host or 'a machine'}", 50), icon="ERROR")
    if board.log and board.failed():
        for line in board.log.rstrip().splitlines()[-SHOWN_LINES:]:
            box.label(text=shortened(line, LETTERS))
        box.operator("afanasy.copy_log", icon="COPYDOWN")


def key_text(row: Any) -> str:
    """What tells this job from every other; serials outgrow Blender's whole numbers."""
    return f"{row.id}:{row.serial}"


def summary(row: Any) -> str:
    """A job in one sentence."""
    from .afsubmit.submitter.watch.words import duration

    parts = [f"{row.done} of {row.tasks} task{'s' * (row.tasks != 1)} done"]
    parts += [f"{row.running} running"] if row.running else []
    parts += [f"{row.errors} failed"] if row.errors else []
    parts += [f"{duration(row.seconds_left)} left"] if row.seconds_left else []
    return ", ".join([*parts, f"priority {row.priority}"])


def history(layout: Any, board: Any) -> None:
    """What was sent from Blender on this machine, the newest first."""
    import time

    column = layout.column(align=True)
    if board.history_trouble:
        sentence(column, board.history_trouble, icon="ERROR", letters=PANEL_LETTERS)
    elif not board.entries:
        column.label(text="Nothing was sent yet.")
    for entry in board.entries:
        moment = time.strftime("%d %b %H:%M", time.localtime(entry.moment))
        row = column.split(factor=0.55)
        row.label(text=shortened(entry.name, 34), icon=HISTORY_ICONS.get(entry.state, "DOT"))
        number = f" as {entry.id}" if entry.id else ""
        right = row.row()
        right.label(text=f"{moment}, {entry.state}{number}")
        right.operator("afanasy.send_again", text="", icon="FILE_REFRESH").number = entry.number
