"""How the farm of this machine lives beside the artist, as the add-on's preferences show it; kept in its own file."""

from __future__ import annotations

import time
from typing import Any

import bpy

from .afsubmit.errors import AfError

READ_SECONDS = 1.0


class FarmForm:
    """What Blender shows and changes of these settings, and the hours that were typed and could not be kept."""

    def __init__(self) -> None:
        self._kept: Any = None
        self._read = float("-inf")
        self._hours: str | None = None
        self.trouble = ""
        """Why the file cannot be used, or what was typed not be kept; "" when all is well."""

    def kept(self) -> Any:
        """What counts, as it was a moment ago at most; None where it cannot be read."""
        from .afsubmit.submitter import preferences

        if time.monotonic() - self._read > READ_SECONDS:
            self._read = time.monotonic()
            try:
                self._kept = preferences.farm_settings()
                self.trouble = self.trouble if self._hours is not None else ""
            except AfError as error:
                self._kept, self.trouble = None, str(error)
        return self._kept

    def value(self, name: str) -> Any:
        """One setting, as typed or kept."""
        if name == "hours" and self._hours is not None:
            return self._hours
        return getattr(self.kept(), name, {"hours": "", "runs_on_battery": False}.get(name, 0))

    def keep(self, name: str, value: Any) -> None:
        """Keep it; a farm that runs takes it over. Hours that are none stay in the form, with the trouble."""
        from .afsubmit.submitter import preferences

        value = value.strip() if isinstance(value, str) else value
        self._hours = value if name == "hours" else self._hours
        try:
            preferences.store_farm(**{name: value})
        except AfError as error:
            self.trouble = str(error)
            return
        self._hours = None if name == "hours" else self._hours
        self.trouble, self._read = self.trouble if self._hours is not None else "", float("-inf")


form = FarmForm()


def draw(layout: Any, values: Any) -> None:
    """The settings, in the order of the other applications' preferences."""
    from ._draw import sentence

    layout.label(text="The farm on this machine")
    layout.prop(values, "python")
    if form.kept() is not None:
        for name in NAMES:
            layout.prop(values, name)
    if form.trouble:
        sentence(layout.column(align=True), form.trouble, icon="ERROR", is_alert=True)


def properties() -> dict[str, Any]:
    """Blender's properties for them, which keep nothing themselves."""
    props = bpy.props
    whole = {"slots": (1, 256), "slots_at_work": (0, 256), "keep_days": (0, 36500)}
    found: dict[str, Any] = {}
    for name, (label, help_text) in NAMES.items():
        words = {"name": label, "description": help_text, "get": _getter(name), "set": _setter(name)}
        if name in whole:
            found[name] = props.IntProperty(min=whole[name][0], max=whole[name][1], **words)
        else:
            found[name] = (props.StringProperty if name == "hours" else props.BoolProperty)(**words)
    return found


NAMES = {
    "slots": ("Tasks at a Time", "So many tasks it runs at the same time"),
    "hours": ("Hours", "Such as 20:00-08:00, sat-sun: then it renders with all tasks at a time. Empty: always"),
    "slots_at_work": ("While I Work", "Tasks at a time outside these hours. 0: none"),
    "runs_on_battery": ("Start Tasks on Battery, too", "Off: a machine that runs on battery starts none"),
    "keep_days": (
        "Keep Done Jobs",
        "Days after which a job that is done is deleted, with its copy of the scene. 0: never",
    ),
}
"""Each setting's label and help."""


def _getter(name: str) -> Any:
    return lambda _: form.value(name)


def _setter(name: str) -> Any:
    return lambda _, value: form.keep(name, value)
