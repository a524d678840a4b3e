"""The settings as rows of Blender's own layouts: the value, who says it, whether it was changed. Changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import bpy

from . import _fields
from ._layers import layers
from .afsubmit.errors import SettingsError
from .afsubmit.submission.settings.values import GROUPS

IN_SIGHT = ("basic", "frames")
"""Groups whose usual settings are seen without opening anything."""
NAME_WIDTH = 0.4
NOTE_LETTERS = 58
PICKER_UNITS = 1.4
"""Width of the search behind a field, in heights of a row."""
PAGE_ROWS = 14
"""The most rows behind one tab of the dialog, which is as high as the longest of them whichever is shown."""


def in_sight() -> list[Any]:
    """The settings that every artist needs."""
    return [setting for setting in _fields.schema() if setting.group in IN_SIGHT and not setting.is_advanced]


def groups() -> Mapping[str, Sequence[Any]]:
    """All other settings, by group, in the order in which a form shows the groups; the advanced group comes last."""
    seen = {setting.key for setting in in_sight()}
    rest = [setting for setting in _fields.schema() if setting.key not in seen]
    by_group = {group: [setting for setting in rest if setting.group == group] for group in GROUPS}
    return {group: found for group, found in by_group.items() if found}


def pages() -> Mapping[str, Sequence[Any]]:
    """The settings behind the dialog's tabs, by title: the groups, long ones in halves, without what nobody may see."""
    found: dict[str, Sequence[Any]] = {}
    for group, settings in groups().items():
        seen = [setting for setting in settings if not _is_hidden(setting)]
        parts = -(-len(seen) // PAGE_ROWS)
        length = -(-len(seen) // max(parts, 1))
        for number in range(parts):
            title = group_title(group) + (f" {number + 1}" if parts > 1 else "")
            found[title] = seen[number * length : (number + 1) * length]
    return found


def _is_hidden(setting: Any) -> bool:
    origin = layers.origins.get(setting.key)
    return origin is not None and origin.is_hidden


def group_title(group: str) -> str:
    """The group's title; "More…" where its usual settings are in sight already."""
    title = GROUPS[group]
    return f"More on {'the Job' if group == 'basic' else title}" if group in IN_SIGHT else title


def rows(layout: Any, group: Any, settings: Sequence[Any], *, hints: Mapping[str, str] | None = None) -> None:
    """A row for each of `settings` that is not hidden; `group` is a scene's, or a dialog, which shows all that counts.

    `hints` is what an empty field stands for (Blender shows it from 4.1 on).
    """
    layout.use_property_split, layout.use_property_decorate = True, False
    column = layout.column()
    for setting in settings:
        if _is_hidden(setting):
            continue
        origin = layers.origins.get(setting.key)
        if origin is not None and origin.is_locked:
            _inherited_row(column, setting, origin).label(text="", icon="LOCKED")
        elif _is_scene(group) and not group.is_property_set(setting.key) and not _is_default(setting, origin):
            _inherited_row(column, setting, origin).operator(
                "afanasy.take_over", text="", icon="GREASEPENCIL"
            ).key = setting.key
        else:
            _row(column, group, setting, hints or {})
        if _has_note(group, setting):
            note = column.row()
            note.alignment = "RIGHT"
            note.label(text=shortened(getattr(group, f"said_{setting.key}"), NOTE_LETTERS))


def _row(column: Any, group: Any, setting: Any, hints: Mapping[str, str]) -> None:
    row = column.row(align=True)
    row.alert = bool(trouble(group, setting))
    hint = hints.get(setting.key, "")
    row.prop(group, setting.key, **({"placeholder": hint} if hint and bpy.app.version >= (4, 1, 0) else {}))
    picker(row, group, setting.key)
    if is_changed(group, setting):
        if _is_scene(group):
            row.operator("afanasy.reset", text="", icon="LOOP_BACK").key = setting.key
        else:
            row.label(text="", icon="DOT")


def _has_note(group: Any, setting: Any) -> bool:
    """Whether a line below the setting is kept for what its value comes to."""
    return hasattr(group, f"said_{setting.key}")


def lines(group: Any, settings: Sequence[Any]) -> int:
    """How many lines `rows` takes for `settings` of which none is hidden."""
    return len(settings) + sum(_has_note(group, setting) for setting in settings)


def picker(row: Any, group: Any, key: str) -> None:
    """Behind a setting's field, the search in what the farm has, where the group has one."""
    if hasattr(group, f"pick_{key}"):
        small = row.row(align=True)
        small.ui_units_x = PICKER_UNITS
        small.prop(group, f"pick_{key}", text="", icon="VIEWZOOM")


def _inherited_row(column: Any, setting: Any, origin: Any) -> Any:
    """A row that says what somebody else set; returns it for what comes behind."""
    parts = column.split(factor=NAME_WIDTH)
    name = parts.row()
    name.alignment = "RIGHT"
    name.label(text=_fields.title(setting.label))
    row = parts.row(align=True)
    who = origin.locked_by or origin.source
    row.label(text=f"{setting.to_text(origin.value) or 'empty'}   ({who})")
    return row


def _is_scene(group: Any) -> bool:
    return hasattr(group, "other")


def _is_default(setting: Any, origin: Any) -> bool:
    return origin is None or origin.value == setting.default


def trouble(group: Any, setting: Any) -> str:
    """Why the value in `group` cannot be used, or ""."""
    try:
        setting.checked(_fields.read_one(group, setting))
    except SettingsError as error:
        return str(error)
    return ""


def shortened(text: str, letters: int) -> str:
    """`text` with its middle left out where it is longer than so many letters."""
    if len(text) <= letters:
        return text
    half = (letters - 1) // 2
    return f"{text[: letters - 1 - half]}…{text[-half:]}"


def is_changed(group: Any, setting: Any) -> bool:
    """Whether the value is not the usual one."""
    return group.is_property_set(setting.key) and not layers.is_usual(setting, _fields.read_one(group, setting))


def changed(group: Any, settings: Sequence[Any]) -> int:
    """How many of `settings` are not as usual."""
    return sum(is_changed(group, setting) for setting in settings)
