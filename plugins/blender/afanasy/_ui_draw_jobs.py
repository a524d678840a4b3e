"""Draws the jobs on the farm and the history in Blender's own layouts. Reads what it is given, changes nothing."""

from __future__ import annotations

import os
from typing import Any

import bpy

from . import _ui_orders
from ._draw import plain, sentence, shortened
from ._thumbnails import Picture
from ._ui_board import key_text

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
OFTEN = ("approve", "pause", "start", "restart_errors")
"""What has a button of its own where it can be done; all else is in the menu."""
SHOWN_JOBS, SHOWN_ENDED, SHOWN_LINES = 15, 6, 6
FARM_WIDTH, NAME_WIDTH = 0.7, 0.6
ICON_LETTERS = 4
"""So many letters an icon takes, with what stands beside it."""
NARROW_LETTERS = 36
"""Below it, as in a sidebar, what stands side by side stands in two lines."""
PICTURE_SCALE = 6.0


def jobs(layout: Any, board: Any, letters: int, picture: Picture | None = None) -> None:
    """The farm's line, the jobs, and what can be done with the one that is looked at; a line holds `letters`.

    What comes and goes by itself stands below the jobs, so that no job moves under the mouse.
    """
    column = layout.column(align=True)
    _farm(column, board, letters)
    for row in board.rows[:SHOWN_JOBS]:
        _job(column, row, board, letters)
        if row.key == board.job:
            box = column.box().column(align=True)
            _details(box, row, board, letters)
            _picture(box, picture, letters)
    is_up = bool(board.farm and board.farm.is_up)
    if is_up and not board.rows:
        column.label(text="No jobs.")
    if len(board.rows) > SHOWN_JOBS:
        column.label(text=f"and {len(board.rows) - SHOWN_JOBS} older ones")
    if is_up and board.rows:
        column.separator()
        column.operator("afanasy.clean", text="Clean…", icon="TRASH")
    if is_up and board.farm.waits:
        sentence(column, f"It waits: {board.farm.waits}.", icon="SORTTIME", letters=letters)
    _ended(column, board, letters)
    text, icon = board.said
    if text:
        sentence(column, plain(text), icon=icon, letters=letters)


def _ended(column: Any, board: Any, letters: int) -> None:
    """What ended while nobody looked, with *Retry Failed*."""
    from .afsubmit.submitter.watch import ended_jobs, words

    rows = list(board.ended.values())
    if not rows:
        return
    box = column.box().column(align=True)
    has_failed = any(row.state == words.FAILED for row in rows)
    sentence(box, plain(ended_jobs.told(rows)), icon="ERROR" if has_failed else "CHECKMARK", letters=letters)
    for row in rows[:SHOWN_ENDED] if len(rows) > 1 else ():
        text = shortened(ended_jobs.notice(row).title, letters - ICON_LETTERS)
        box.operator("afanasy.job_look", text=text, icon=ICONS.get(row.state, "DOT"), emboss=False).key = key_text(row)
    both = box.row(align=True)
    if has_failed and board.farm and board.farm.is_up:
        both.operator("afanasy.retry_failed", icon="FILE_REFRESH")
    both.operator("afanasy.forget_ended", icon="X")


def _farm(column: Any, board: Any, letters: int) -> None:
    farm = board.farm
    if farm is None:
        column.label(text="Looking for the farm…", icon="SORTTIME")
        return
    row = column.split(factor=FARM_WIDTH) if letters >= NARROW_LETTERS else column
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
    sentence(column, farm.sentence, icon="BLANK1", letters=letters)


def _job(column: Any, row: Any, board: Any, letters: int) -> None:
    from .afsubmit.submitter.watch.words import one_line

    parts = column.split(factor=NAME_WIDTH)
    name = parts.row()
    name.alignment = "LEFT"
    text = one_line(f"{row.user}: {row.name}" if board.is_everybody else row.name)
    text = shortened(text, int(letters * NAME_WIDTH) - ICON_LETTERS)
    icon = ICONS.get(row.state, "DOT")
    button = name.operator("afanasy.job_look", text=text, icon=icon, emboss=row.key == board.job)
    button.key = key_text(row)
    text = f"{row.percent} %" if row.state != "done" else f"{row.done} done"
    if row.errors:
        text += f", {row.errors} failed"
    if bpy.app.version >= (4, 0, 0):
        parts.progress(factor=row.percent / 100, text=text)
    else:
        parts.label(text=text)


def _details(box: Any, row: Any, board: Any, letters: int) -> None:
    sentence(box, summary(row), icon="NONE", letters=letters)
    _limits(box, row, board, letters)
    _buttons(box, row, letters)
    for folder in row.folders[:2]:
        box.operator(
            "afanasy.open_folder", text=shortened(folder, letters - ICON_LETTERS), icon="FILE_FOLDER"
        ).folder = folder
    if row.report:
        sentence(box, row.report, icon="INFO", letters=letters)
    for task in board.errors:
        box.label(
            text=shortened(f"{task.name} failed on {task.host or 'a machine'}", letters - ICON_LETTERS), icon="ERROR"
        )
    if board.log and board.errors:
        for line in board.log.rstrip().splitlines()[-SHOWN_LINES:]:
            box.label(text=shortened(line, letters))
        both = box.row(align=True)
        both.operator("afanasy.open_log", icon="TEXT")
        both.operator("afanasy.copy_log", icon="COPYDOWN")


def _limits(box: Any, row: Any, board: Any, letters: int) -> None:
    """How long the job still takes, and the time limit that is proposed for its tasks, with its button."""
    from .afsubmit.submitter.watch import time_limits

    if board.tasks and board.tasks.estimate:
        sentence(box, plain(board.tasks.estimate), icon="NONE", letters=letters)
    if board.limits():
        sentence(box, plain(time_limits.sentence(board.limits())), icon="TIME", letters=letters)
        box.operator("afanasy.limit_time", text=time_limits.button(board.limits())).key = key_text(row)


def _buttons(box: Any, row: Any, letters: int) -> None:
    """What is pressed most, where it can be done, and a menu for the rest."""
    buttons = box.grid_flow(columns=2 if letters < NARROW_LETTERS else 3, row_major=True, even_columns=True, align=True)
    for name in OFTEN:
        action = _ui_orders.action_named(name)
        if action.fits(row):
            _ui_orders.order_button(buttons, action, row)
    buttons.menu("AFANASY_MT_job")
    _ui_orders.order_button(buttons, _ui_orders.action_named("delete"), row)


def _picture(box: Any, picture: Picture | None, letters: int) -> None:
    """The frame that was done last, where it is to be had."""
    if picture is None:
        return
    box.template_icon(icon_value=picture.icon, scale=PICTURE_SCALE)
    name = shortened(os.path.basename(picture.path), letters - ICON_LETTERS)
    box.operator("afanasy.open_file", text=name, icon="FILE_IMAGE").path = picture.path


def summary(row: Any) -> str:
    """A job in one sentence."""
    parts = [f"{row.done} of {row.tasks} task{'s' * (row.tasks != 1)} done"]
    parts += [f"{row.running} running"] if row.running else []
    parts += [f"{row.errors} failed"] if row.errors else []
    return ", ".join([*parts, f"priority {row.priority}"])


def history(layout: Any, board: Any, letters: int) -> None:
    """What was sent from Blender on this machine, the newest first: the job's name, and when, which and from where."""
    column = layout.column(align=True)
    if board.history_trouble:
        sentence(column, board.history_trouble, icon="ERROR", letters=letters)
    elif not board.entries:
        column.label(text="Nothing was sent yet.")
    for entry in board.entries:
        row = column.box().row()
        lines = row.column(align=True)
        lines.label(text=shortened(entry.name, letters - 2 * ICON_LETTERS), icon=HISTORY_ICONS.get(entry.state, "DOT"))
        sentence(lines, told_apart(entry), icon="BLANK1", letters=letters - 2 * ICON_LETTERS)
        both = row.row(align=True)
        both.operator("afanasy.send_again", text="", icon="FILE_REFRESH").number = entry.number
        both.operator("afanasy.send_again_changed", text="", icon="GREASEPENCIL").number = entry.number


def told_apart(entry: Any) -> str:
    """What tells this entry from another of the same name."""
    import time

    moment = time.strftime("%d %b %H:%M:%S", time.localtime(entry.moment))
    number = f" as {entry.id}" if entry.id else ""
    how = {"save": ", by a save", "history": ", again"}.get(entry.origin, "")
    return f"{entry.number}. {moment}, {entry.state}{number}{how}, {os.path.basename(entry.scene)}"
