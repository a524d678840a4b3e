"""What the dialog's operator holds: every setting, outputs with their frames, and presets, set-ups, tabs to choose."""

from __future__ import annotations

from typing import Any

import bpy

from . import _fields, _form, _ui_picks, _ui_setups
from ._layers import layers

NONE = "NONE"
SETUP = "setup: "
"""What stands before a set-up's name in its menu, so that none can be taken for "None"."""


class AFANASY_PG_output(bpy.types.PropertyGroup):
    """One thing to render in the dialog's list."""


class AFANASY_PG_frames(bpy.types.PropertyGroup):
    """Frames of one output alone, in the dialog."""


CLASSES = (AFANASY_PG_output, AFANASY_PG_frames)


def of_dialog() -> dict[str, Any]:
    """The properties of the dialog's operator; its items get theirs."""
    props = bpy.props
    # A script must give every property of each item (from 4.2 on): what only the dialog asks for has its own.
    AFANASY_PG_output.__annotations__ = {"is_chosen": props.BoolProperty(name="Render", description="Render this")}
    own = {"name": "Frames", "description": "Frames of this alone, such as 1-50. Empty: as for all"}
    AFANASY_PG_frames.__annotations__ = {"frames": props.StringProperty(**own)}
    keep = {"name": "Keep as Set-up", "description": "A name for what is chosen and set here, kept in the scene"}
    return {
        **_fields.setting_properties(is_kept=False),
        **_ui_picks.properties(),
        "outputs": props.CollectionProperty(type=AFANASY_PG_output, options={"SKIP_SAVE"}),
        "own_frames": props.CollectionProperty(type=AFANASY_PG_frames, options={"SKIP_SAVE"}),
        "show_sources": props.BoolProperty(name="What the file reads", options={"SKIP_SAVE"}),
        "show_parts": props.BoolProperty(name="View layers and cameras alone", options={"SKIP_SAVE"}),
        "preset": props.EnumProperty(name="Preset", items=_preset_items, options={"SKIP_SAVE"}),
        "setup": props.EnumProperty(name="Set-up", items=_setup_items, options={"SKIP_SAVE"}),
        "setup_name": props.StringProperty(**keep, options={"SKIP_SAVE"}),
        "page": props.EnumProperty(name="Settings", items=_page_items, options={"SKIP_SAVE"}),
    }


_held: dict[str, str] = {}


def _hold(text: str) -> str:
    """The text itself, held for good: Blender keeps no reference to the texts of a menu that is made on the fly."""
    return _held.setdefault(text, text)


def _preset_items(_operator: Any, _context: Any) -> list[tuple[str, str, str]]:
    found = [(NONE, "None", "As the scene says"), *((p.name, p.name, p.level) for p in layers.presets)]
    return [(_hold(name), _hold(title), _hold(level)) for name, title, level in found]


def _setup_items(_operator: Any, _context: Any) -> list[tuple[str, str, str]]:
    found = [(f"{SETUP}{name}", name, ", ".join(one.outputs)) for name, one in _ui_setups.kept().items()]
    listed = [(NONE, "None", "As the scene says"), *found]
    return [(_hold(key), _hold(name), _hold(outputs)) for key, name, outputs in listed]


def _page_items(asking: Any, _context: Any) -> list[tuple[str, str, str, str, int]]:
    """The tabs; each says how many of its settings are not as usual. Asking is the operator, or its properties."""
    properties = getattr(asking, "properties", asking)
    items = []
    for number, (title, settings) in enumerate(_form.pages().items()):
        count = _form.changed(properties, settings) if properties else 0
        text = _hold(f"{title} ({count})" if count else title)
        items.append((_hold(title), text, "Settings that are not as usual are counted", "NONE", number))
    return items
