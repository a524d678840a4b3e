"""Draws the dialog, the panel and the preferences in Blender's own layouts. Reads what it is given, changes nothing."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from typing import Any

import bpy

from . import _bake, _fields, _form
from ._layers import layers
from .afsubmit.errors import words

LINE_LETTERS = 68
"""How much of a sentence fits into one line of the dialog; Blender's labels do not break by themselves."""
LETTER_POINTS, MARGIN_POINTS = 6.6, 66
"""Widths at a scale of 1: of a letter in the middle, and of what stands beside a panel's text."""
FEWEST_LETTERS = 24
MOST_FOLDED, MOST_CHOSEN = 10, 2
"""So many lines are kept free for what a fold hides, and for what an output shows once it is chosen: at the edge of the
screen a dialog that grows moves away under the mouse."""


def dialog(layout: Any, operator: Any, preferences: Any = None) -> None:
    """The dialog: what is rendered, how, where, and what speaks against it; on the right the other settings.

    `preferences` are the add-on's, whose farm can be chosen here too.
    """
    halves = layout.split(factor=0.52)
    left, right = halves.column(), halves.column()
    left.use_property_split, left.use_property_decorate = True, False
    unseen = _outputs(left, operator)
    _presets(left, operator)
    _form.rows(left, operator.properties, _form.in_sight(), hints=_hints(operator.preview))
    _farm(left, preferences)
    _pages(right, operator)
    _verdict(left, operator)
    room = left.column(align=True)
    for _ in range(unseen):
        room.label(text="")


def _presets(layout: Any, operator: Any) -> None:
    if layers.presets:
        layout.prop(operator, "preset")


def _farm(layout: Any, preferences: Any) -> None:
    """Which farm takes it: the same choice as in the preferences, and as in every other application; and its jobs."""
    if preferences is None:
        return
    row = layout.row(align=True)
    row.prop(preferences, "server")
    is_address = preferences.server == "ADDRESS"
    if is_address:
        row.prop(preferences, "address", text="")
    row.operator("afanasy.show_jobs", text="" if is_address else "Jobs", icon="PRESET")


def _pages(layout: Any, operator: Any) -> None:
    """The settings by group behind tabs; as high for each, so that no row moves when another is chosen."""
    pages = _form.pages()
    tabs = layout.grid_flow(columns=3, row_major=True, even_columns=True, align=True)
    tabs.prop(operator, "page", expand=True)
    shown = pages.get(operator.page, ())
    column = layout.column()
    _form.rows(column, operator.properties, shown)
    heights = [_form.lines(operator.properties, settings) for settings in pages.values()]
    for _ in range(max(heights, default=0) - _form.lines(operator.properties, shown)):
        column.label(text="")


def _outputs(layout: Any, operator: Any) -> int:
    """What can be rendered; view layers and cameras alone stay folded, below the fold, until they are wanted.

    Returns how many lines are to be kept free for what opening the fold and choosing another output would show.
    """
    known = {output.id: output for output in operator.preview.listed} if operator.preview else {}
    box = layout.box().column(align=True)
    box.use_property_split = False
    pairs = list(zip(operator.outputs, operator.own_frames))
    parts = [pair for pair in pairs if _is_part(known.get(pair[0].name))]
    shown = [pair for pair in parts if operator.show_parts or pair[0].is_chosen]
    for item, own in pairs:
        if (item, own) not in parts:
            _output(box, operator, item, own, known)
    if parts:
        row = box.row()
        row.alignment = "LEFT"
        icon = "DISCLOSURE_TRI_DOWN" if operator.show_parts else "DISCLOSURE_TRI_RIGHT"
        row.prop(operator, "show_parts", text=f"View layers and cameras alone ({len(parts)})", icon=icon, emboss=False)
    for item, own in shown:
        _output(box, operator, item, own, known)
    unchosen = (known[item.name] for item, _ in pairs if not item.is_chosen and item.name in known)
    return min(len(parts) - len(shown), MOST_FOLDED) + min(sum(map(_more_lines, unchosen)), MOST_CHOSEN)


def _more_lines(output: Any) -> int:
    """So many lines more it has when it is chosen, as one of several."""
    return len(output.files) + len(output.facts.also) + 1


def _output(box: Any, operator: Any, item: Any, own: Any, known: Mapping[str, Any]) -> None:
    """One of them, and where it is one of several its own frames."""
    _output_lines(box, item, known.get(item.name), own.frames or operator.frames)
    if item.is_chosen and len(operator.outputs) > 1:
        box.prop(own, "frames", text="Frames of it alone")


def _is_part(output: Any) -> bool:
    return output is not None and bool(output.facts.layer or output.facts.camera)


def _output_lines(box: Any, item: Any, output: Any, frames: str) -> None:
    row = box.row()
    row.prop(item, "is_chosen", text=output.name if output else item.name)
    if output is None:
        return
    right = row.row()
    right.alignment, right.active = "RIGHT", item.is_chosen
    right.label(text=f"{_frames(output, frames)}   {engine_name(output.renderer)}")
    for pattern in output.files if item.is_chosen else ():
        box.label(text=shortened(readable(pattern)), icon="FILE_MOVIE" if output.is_whole else "FILE_IMAGE")
    for path in output.facts.also if item.is_chosen else ():
        box.label(text=f"compositor: {shortened(path, LINE_LETTERS - 12)}", icon="NODETREE")


def _frames(output: Any, typed: str) -> str:
    from .afsubmit.document.frames import FrameList

    frames = FrameList.parse(typed) if typed.strip() else output.frames
    return f"{frames}   ({len(frames)} frame{'' if len(frames) == 1 else 's'})"


def _hints(preview: Any) -> dict[str, str]:
    """What an empty field stands for."""
    if preview is None:
        return {}
    outputs = preview.plan.outputs
    frames = {str(output.frames) for output in outputs}
    return {"job_name": preview.plan.scene.name, "frames": frames.pop() if len(frames) == 1 else "as each scene says"}


def _verdict(layout: Any, operator: Any) -> None:
    column = layout.column(align=True)
    for note in operator.notes:
        sentence(column, note, icon="INFO")
    if operator.complaint:
        sentence(column, operator.complaint, icon="ERROR")
        return
    preview = operator.preview
    for problem in preview.plan.problems:
        icon = {"error": "ERROR", "warning": "ERROR"}.get(problem.level, "INFO")
        sentence(column, words(problem), icon=icon, is_alert=problem.level == "error")
        if (problem.level, problem.where) == ("warning", _bake.KEY):
            _form.rows(column, operator.properties, [one for one in _fields.schema() if one.key == _bake.KEY])
    if preview.plan.is_sendable:
        job = preview.plan.jobs[0].document
        count = sum(_task_count(block) for block in job["blocks"])
        place = "on this machine" if preview.is_local else f"to {preview.server_name}"
        column.label(
            text=f"{shortened(job['name'], 30)}: {count} task{'' if count == 1 else 's'}, {place}", icon="CHECKMARK"
        )


def _task_count(block: Mapping[str, Any]) -> int:
    if block.get("tasks"):
        return len(block["tasks"])
    frames = (block["frame_last"] - block["frame_first"]) // block.get("frames_inc", 1) + 1
    return -(-frames // block.get("frames_per_task", 1))


def panel(layout: Any, scene: Any, activity: Any, letters: int) -> None:
    """The panel in the scene's output properties, `letters` wide."""
    name = bpy.path.display_name_from_filepath(bpy.data.filepath) if bpy.data.filepath else ""
    frames = f"{scene.frame_start}-{scene.frame_end}" + (f"x{scene.frame_step}" if scene.frame_step > 1 else "")
    _form.rows(layout, scene.afanasy, _form.in_sight(), hints={"job_name": name, "frames": frames})
    column = layout.column(align=True)
    for text in [*_troubles(scene.afanasy), *map(words, layers.problems)]:
        sentence(column, text, icon="ERROR", letters=letters)
    row = layout.row()
    row.scale_y = 1.4
    if activity.background:
        row.label(text=f"{activity.background.label}…", icon="SORTTIME")
        row.operator("afanasy.cancel", text="Cancel", icon="X")
        return
    row.operator_context = "INVOKE_DEFAULT"
    row.operator("afanasy.submit", text="Submit to Afanasy…", icon="EXPORT")
    text, icon = activity.last
    if text:
        sentence(layout.column(align=True), text, icon=icon, letters=letters)


def letters_in(context: Any) -> int:
    """How much of a sentence fits into one line of the region's panel."""
    scale = context.preferences.system.ui_scale
    return max(FEWEST_LETTERS, int((context.region.width / scale - MARGIN_POINTS) / LETTER_POINTS))


def _troubles(group: Any) -> list[str]:
    """What was typed and cannot be used."""
    found = (_form.trouble(group, setting) for setting in _fields.schema() if group.is_property_set(setting.key))
    return [text for text in found if text]


def preferences(layout: Any, values: Any, activity: Any, *, trouble: str = "") -> None:
    """The add-on's preferences, with the `trouble` there is in keeping them."""
    layout.use_property_split = True
    layout.use_property_decorate = False
    layout.prop(values, "server")
    if values.server == "ADDRESS":
        layout.prop(values, "address")
    if trouble:
        sentence(layout.column(align=True), trouble, icon="ERROR", is_alert=True)
    row = layout.row()
    row.operator("afanasy.test_connection", icon="LINKED")
    text, icon = activity.connection
    if text:
        sentence(layout.column(align=True), text, icon=icon)
    layout.prop(values, "notices")


def sentence(column: Any, text: str, *, icon: str, is_alert: bool = False, letters: int = LINE_LETTERS) -> int:
    """`text` in as many lines as it needs, the icon before the first; gives how many."""
    lines = [line for part in text.splitlines() for line in textwrap.wrap(part, letters)]
    for number, line in enumerate(lines):
        row = column.row()
        row.alert = is_alert
        row.label(text=line, icon="BLANK1" if number and icon != "NONE" else icon)
    return len(lines)


def plain(text: str) -> str:
    """`text` without the signs that isolate a name: Blender draws them."""
    return re.sub("[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]", "", text)


def readable(pattern: str) -> str:
    """`pattern` with the frame number as Blender writes it."""
    return re.sub(r"@(#+)@", r"\1", pattern)


def shortened(text: str, letters: int = LINE_LETTERS) -> str:
    """`text` with its middle left out where it is too long for one line."""
    return _form.shortened(text, letters)


def engine_name(engine: str) -> str:
    """The engine's id as people say it."""
    return engine.replace("BLENDER_", "").replace("_NEXT", "").replace("_", " ").title().replace("Eevee", "EEVEE")
