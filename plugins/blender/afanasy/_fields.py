"""The settings schema as Blender properties: kept in the scene, edited in the dialog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import bpy

from .afsubmit.errors import SettingsError
from .afsubmit.submission.settings.values import SCHEMA

UNSET_CHOICE = "DEFAULT"
"""An item of Blender's menus cannot have the empty name that the schema uses for "as usual"."""
GREATEST = 2**31 - 1


def setting_properties(*, is_kept: bool, of: str = "") -> dict[str, Any]:
    """A Blender property for every setting that Blender has, or for those that feed fields `of` a "job".

    `is_kept` is for the scene: the dialog's own copy must begin anew each time it opens.
    """
    options = {"options": set() if is_kept else {"SKIP_SAVE"}}
    chosen = [one for one in schema() if not of or any(field.startswith(f"{of}.") for field in one.feeds)]
    return {setting.key: _property(setting, options) for setting in chosen}


def schema() -> list[Any]:
    """The settings that mean something in Blender, in the order in which a form shows them."""
    return [setting for setting in SCHEMA if not setting.hosts or "blender" in setting.hosts]


def _property(setting: Any, options: Mapping[str, Any]) -> Any:
    words = {"name": title(setting.label), "description": setting.help.rstrip("."), **options}
    properties = bpy.props
    if setting.kind == "switch":
        return properties.BoolProperty(default=setting.default, **words)
    if is_number(setting):
        limits = {"min": setting.minimum, "max": min(setting.maximum, GREATEST)}
        return properties.IntProperty(default=setting.default, **limits, **words)
    if setting.kind == "choice":
        items = [
            (choice or UNSET_CHOICE, f"{choice[:1].upper()}{choice[1:]}" or "Default", "") for choice in setting.choices
        ]
        return properties.EnumProperty(items=items, default=setting.default or UNSET_CHOICE, **words)
    if setting.kind == "folder":
        return properties.StringProperty(default=setting.default, subtype="DIR_PATH", **words)
    return properties.StringProperty(default=setting.to_text(setting.default), **words)


def is_number(setting: Any) -> bool:
    """Whether a number of Blender's holds it: those are never empty, so a number that may be is a line of text."""
    return setting.kind == "whole number" and setting.default is not None


def title(label: str) -> str:
    """`label` with the capitals that Blender's own labels have."""
    small = ("a", "an", "the", "of", "per", "and", "or", "in", "on", "to")
    words = label.split()
    return " ".join(
        word if number and word in small else word[:1].upper() + word[1:] for number, word in enumerate(words)
    )


def scene_group(more: Mapping[str, Any]) -> type:
    """The class of `scene.afanasy`, with `more` properties that keep nothing.

    Set-ups, and settings of a newer version of this add-on, lie in `other`.
    """
    fields = {**setting_properties(is_kept=True), **more}
    fields["other"] = bpy.props.StringProperty(options={"HIDDEN"})
    fields["chosen"] = bpy.props.StringProperty(options={"HIDDEN"})
    return type("AFANASY_PG_settings", (bpy.types.PropertyGroup,), {"__annotations__": fields, "__doc__": "Settings"})


def read(group: Any) -> dict[str, Any]:
    """The settings that were set in `group` (a scene's, or an operator), folders made absolute."""
    values = other(group)
    for setting in schema():
        if group.is_property_set(setting.key):
            values[setting.key] = _plain(setting, getattr(group, setting.key))
    return values


def _plain(setting: Any, value: Any) -> Any:
    if setting.kind == "choice":
        return "" if value == UNSET_CHOICE else value
    if setting.kind == "folder" and value.startswith("//"):
        return bpy.path.abspath(value)
    is_line = setting.kind in ("list", "map") or (setting.kind == "whole number" and not is_number(setting))
    return _from_line(setting, value) if is_line else value


def _from_line(setting: Any, text: str) -> Any:
    """The value that was typed; the text itself, which the schema refuses with a reason, where it is none."""
    try:
        return setting.from_text(text)
    except SettingsError:
        return text


def _property_value(setting: Any, value: Any) -> Any:
    """`value` as the property of `setting` holds it."""
    if setting.kind == "choice":
        return value or UNSET_CHOICE
    if setting.kind == "switch" or is_number(setting):
        return value
    return value if isinstance(value, str) else setting.to_text(value)


def chosen(group: Any) -> list[str]:
    """Ids of the outputs that were rendered last, kept in the scene."""
    import json

    try:
        kept = json.loads(group.chosen or "[]")
    except (ValueError, RecursionError):
        return []
    return [name for name in kept if isinstance(name, str)] if isinstance(kept, list) else []


def choose(group: Any, names: Sequence[str]) -> None:
    """Keep `names` in the scene as what was rendered last."""
    import json

    text = json.dumps(list(names)) if names else ""
    if group.chosen != text:
        group.chosen = text


def other(group: Any) -> dict[str, Any]:
    """What `group` holds beside settings that this version knows: set-ups, and settings of a newer one."""
    import json

    try:
        kept = json.loads(getattr(group, "other", "") or "{}")
    except (ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def write(group: Any, values: Mapping[str, Any]) -> None:
    """Make `group` hold exactly `values`; what holds already is not touched."""
    import json

    for setting in schema():
        if setting.key not in values:
            if group.is_property_set(setting.key):
                group.property_unset(setting.key)
        elif read_one(group, setting) != values[setting.key] or not group.is_property_set(setting.key):
            write_one(group, setting, values[setting.key])
    known = {setting.key for setting in schema()}
    text = json.dumps({key: value for key, value in values.items() if key not in known}, sort_keys=True)
    if hasattr(group, "other") and other(group) != json.loads(text):
        group.other = "" if text == "{}" else text


def write_one(group: Any, setting: Any, value: Any) -> None:
    """Make one setting of `group` hold `value`."""
    setattr(group, setting.key, _property_value(setting, value))


def reset(group: Any, key: str) -> None:
    """Let `key` be as usual again."""
    group.property_unset(key)


def read_one(group: Any, setting: Any) -> Any:
    """The value of one setting in `group`, set or not."""
    return _plain(setting, getattr(group, setting.key))
