"""Where the artist sees us without asking: the panels in the output properties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

from ._activity import activity
from ._layers import layers

READ_SECONDS = 0.3


class InOutput:
    """What all panels of ours have in common."""

    bl_space_type = "PROPERTIES"
    bl_region_type = "WINDOW"
    bl_context = "output"
    bl_options = {"DEFAULT_CLOSED"}


class InSidebar:
    """The panels that stand in the sidebar of the 3D view, under a tab of ours."""

    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Afanasy"


class AFANASY_PT_output(InOutput, bpy.types.Panel):
    """The settings kept in the scene, and Submit."""

    bl_label = "Afanasy"

    def draw_header_preset(self, context: Any) -> None:
        """The set-ups and presets, at the right of the panel's title."""
        self.layout.menu("AFANASY_MT_setups", text="", icon="OUTLINER_COLLECTION")
        self.layout.menu("AFANASY_MT_presets", text="", icon="PRESET")

    def draw(self, context: Any) -> None:
        """The panel's inside."""
        from . import _draw

        look_at_layers()
        _draw.panel(self.layout, context.scene, activity, _draw.letters_in(context))


class _Group(InOutput):
    """A sub-panel for one group of settings."""

    bl_parent_id = "AFANASY_PT_output"
    settings: Sequence[Any] = ()
    layout: Any

    def draw_header_preset(self, context: Any) -> None:
        """How many of its settings are not as usual, at the right of the title."""
        from . import _form

        count = _form.changed(context.scene.afanasy, self.settings)
        if count:
            self.layout.label(text=f"{count} changed")

    def draw(self, context: Any) -> None:
        """The panel's inside."""
        from . import _form

        _form.rows(self.layout, context.scene.afanasy, self.settings)


def group_panels() -> list[type]:
    """A panel class for each group of settings."""
    from . import _form

    return [
        type(
            f"AFANASY_PT_{group}",
            (_Group, bpy.types.Panel),
            {"bl_label": _form.group_title(group), "__doc__": f"{group} settings", "settings": settings},
        )
        for group, settings in _form.groups().items()
    ]


def look_at_layers() -> None:
    """See that what studio, show and user say is fresh; the panels are drawn again when it changed."""
    layers.look(begun=lambda: _redraw_when_read(layers.version))


def _redraw_when_read(before: int) -> None:
    if bpy.app.background:
        return

    def wait() -> float | None:
        if layers.is_busy:
            return READ_SECONDS
        if layers.version != before:
            redraw("PROPERTIES")
        return None

    bpy.app.timers.register(wait, first_interval=READ_SECONDS, persistent=True)


def redraw(area_type: str, region_type: str = "") -> None:
    """Have all areas of this type drawn again, or only their regions of one type."""
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type != area_type:
                continue
            if not region_type:
                area.tag_redraw()
            for region in area.regions if region_type else ():
                if region.type == region_type:
                    region.tag_redraw()


def redraw_jobs() -> None:
    """Have every panel with jobs drawn again; a 3D view itself is not."""
    redraw("PROPERTIES")
    redraw("VIEW_3D", "UI")
