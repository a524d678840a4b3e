"""Where the artist sees us without asking: the panel in the output properties, and the preferences."""

from __future__ import annotations

from typing import Any

import bpy

from ._activity import activity


class AFANASY_PT_output(bpy.types.Panel):
    """The settings kept in the scene, and Submit."""

    bl_label = "Afanasy"
    bl_space_type = "PROPERTIES"
    bl_region_type = "WINDOW"
    bl_context = "output"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Any) -> None:
        """The panel's inside."""
        from . import _draw

        _draw.panel(self.layout, context.scene, activity)


class AFANASY_PT_advanced(bpy.types.Panel):
    """The settings that few change."""

    bl_label = "Advanced"
    bl_parent_id = "AFANASY_PT_output"
    bl_space_type = "PROPERTIES"
    bl_region_type = "WINDOW"
    bl_context = "output"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Any) -> None:
        """The panel's inside."""
        from . import _draw

        _draw.settings(self.layout, context.scene.afanasy, is_advanced=True)


class AFANASY_AP_preferences(bpy.types.AddonPreferences):
    """Which farm, and what runs the one of this machine."""

    bl_idname = __package__

    def draw(self, context: Any) -> None:
        """The preferences' inside."""
        from . import _draw

        _draw.preferences(self.layout, self, activity)


def preferences() -> Any:
    """The add-on's preferences, or None where it was registered without being enabled."""
    found = bpy.context.preferences.addons.get(__package__)
    return found.preferences if found else None


def server_choice() -> str:
    """What the preferences say of the server, as the core takes it: "", "local" or "host:port"."""
    found = preferences()
    if found is None or found.server == "CONFIGURED":
        return ""
    return "local" if found.server == "LOCAL" else found.address.strip()
