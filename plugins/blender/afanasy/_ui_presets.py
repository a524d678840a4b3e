"""Presets in the panel: a menu that takes one over into the scene, keeps the scene's as one, or removes one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import bpy

from . import _fields
from ._layers import layers
from .afsubmit.errors import SettingsError
from .afsubmit.submission.settings.values import BY_KEY

log = logging.getLogger(__name__)

WAIT_SECONDS = 0.1


class AFANASY_MT_presets(bpy.types.Menu):
    """Named settings of yours, of the show and of the studio."""

    bl_label = "Afanasy Presets"

    def draw(self, context: Any) -> None:
        """The menu's entries."""
        layout = self.layout
        for preset in layers.presets:
            text = preset.name if preset.level == "user" else f"{preset.name}   ({preset.level})"
            layout.operator("afanasy.preset_apply", text=text).name = preset.name
        if layers.presets:
            layout.separator()
        layout.operator_context = "INVOKE_DEFAULT"
        layout.operator("afanasy.preset_save", text="Save as Preset…", icon="ADD")
        own = [preset for preset in layers.presets if preset.level == "user"]
        if own:
            layout.operator("afanasy.preset_delete", text="Delete Preset…", icon="REMOVE")


class AFANASY_OT_preset_apply(bpy.types.Operator):
    """Take this preset's settings over into the scene"""

    bl_idname = "afanasy.preset_apply"
    bl_label = "Apply Preset"
    bl_options = {"UNDO"}

    def execute(self, context: Any) -> set[str]:
        """Write them into the scene; what the preset does not name stays."""
        from .afsubmit.submission.settings import preset_files

        try:
            values = preset_files.load(self.name)
        except SettingsError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        group = context.scene.afanasy
        _fields.write(group, {**_fields.read(group), **values})
        return {"FINISHED"}


class AFANASY_OT_preset_save(bpy.types.Operator):
    """Keep what is set in this scene under a name, for other scenes"""

    bl_idname = "afanasy.preset_save"
    bl_label = "Save Preset"

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Ask for the name."""
        return context.window_manager.invoke_props_dialog(self, width=300)

    def execute(self, context: Any) -> set[str]:
        """Save them, on a thread of its own where there is a window."""
        from .afsubmit.submission.settings import preset_files

        values, name = _fields.read(context.scene.afanasy), self.name.strip()
        return _carry_out(self, lambda: preset_files.save(name, values), f"The preset {name} is saved.")


class AFANASY_OT_preset_delete(bpy.types.Operator):
    """Remove one of your presets"""

    bl_idname = "afanasy.preset_delete"
    bl_label = "Delete Preset"

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Ask which."""
        own = [preset.name for preset in layers.presets if preset.level == "user"]
        if own and not self.name:
            self.properties.name = own[0]
        return context.window_manager.invoke_props_dialog(self, width=300)

    def execute(self, context: Any) -> set[str]:
        """Remove it."""
        from .afsubmit.submission.settings import preset_files

        name = self.name.strip()
        return _carry_out(self, lambda: preset_files.delete(name), f"The preset {name} is removed.")


class AFANASY_OT_take_over(bpy.types.Operator):
    """Set it in this scene, beginning with what counts now"""

    bl_idname = "afanasy.take_over"
    bl_label = "Set in This Scene"
    bl_options = {"UNDO", "INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Write what counts now into the scene."""
        setting = BY_KEY[self.key]
        group = context.scene.afanasy
        _fields.write(group, {**_fields.read(group), self.key: layers.usual(setting)})
        return {"FINISHED"}


class AFANASY_OT_reset(bpy.types.Operator):
    """Let it be as usual again"""

    bl_idname = "afanasy.reset"
    bl_label = "As Usual"
    bl_options = {"UNDO", "INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Forget what the scene says."""
        _fields.reset(context.scene.afanasy, self.key)
        return {"FINISHED"}


CLASSES = (
    AFANASY_MT_presets,
    AFANASY_OT_preset_apply,
    AFANASY_OT_preset_save,
    AFANASY_OT_preset_delete,
    AFANASY_OT_take_over,
    AFANASY_OT_reset,
)


def declare_properties() -> None:
    """Give the operators their properties."""
    text = bpy.props.StringProperty
    for cls in (AFANASY_OT_preset_apply, AFANASY_OT_preset_save, AFANASY_OT_preset_delete):
        cls.__annotations__ = {"name": text(name="Name", description="The preset's name", options={"SKIP_SAVE"})}
    for cls in (AFANASY_OT_take_over, AFANASY_OT_reset):
        cls.__annotations__ = {"key": text(name="Setting", options={"SKIP_SAVE"})}


def _carry_out(operator: Any, act: Callable[[], Any], sentence: str) -> set[str]:
    """Do `act` on a thread, since a disk may be slow, and report what came of it as far as it is known soon."""
    failures: list[str] = []

    def body() -> None:
        try:
            act()
        except SettingsError as error:
            failures.append(str(error))
        layers.forget()

    thread = threading.Thread(target=body, name="afsubmit-presets", daemon=True)
    thread.start()
    thread.join(None if bpy.app.background else WAIT_SECONDS)
    if failures:
        operator.report({"ERROR"}, failures[0])
        return {"CANCELLED"}
    if not thread.is_alive():
        operator.report({"INFO"}, sentence)
    return {"FINISHED"}
