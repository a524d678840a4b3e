"""*Check this installation* in the add-on's preferences: the table of a self-test as it comes, below its button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ._panels import redraw
from .afsubmit.errors import AfError

if TYPE_CHECKING:
    from .afsubmit.submitter.installation_check import InstallationCheck

POLL_SECONDS = 0.2
ICONS = {True: "CHECKMARK", False: "CANCEL", None: "QUESTION"}
NAME_SHARE, RESULT_SHARE = 0.52, 0.24
NAME_LETTERS = 58
LETTERS = 84
"""How much of a sentence fits below a row of the preferences at their usual width."""
FILE = "afsubmit-check.json"
ABOUT = "Blender is started once more, without a window, with scenes of its own. Your file is not touched."


class Checking:
    """The check that is under way or was the last one; it ends when nobody sees the preferences any more."""

    check: Any = None
    """An `InstallationCheck`; None before the first and after the end."""
    trouble = ""
    _shown: tuple[int, bool] = (0, False)

    def begin(self, check: InstallationCheck) -> None:
        """Start it and look at it from a timer."""
        self.end()
        self.check, self.trouble, self._shown = check, "", (0, False)
        check.start()
        bpy.app.timers.register(self._look, first_interval=POLL_SECONDS, persistent=True)

    def end(self) -> None:
        """End it, with all that it started."""
        if self.check is not None:
            self.check.stop()
        self.check = None

    def _look(self) -> float | None:
        """Draw again what is new; nothing is kept for a window that is gone."""
        if self.check is None:
            return None
        if not _is_seen():
            self.end()
            return None
        now = len(self.check.rows), self.check.is_over
        if now != self._shown:
            self._shown = now
            redraw("PREFERENCES")
        return None if now[1] else POLL_SECONDS


checking = Checking()


def _is_seen() -> bool:
    windows = bpy.context.window_manager.windows
    return any(area.type == "PREFERENCES" for window in windows for area in window.screen.areas)


def draw(layout: Any, state: Checking) -> None:
    """The button, and what was found so far."""
    from ._draw import sentence

    check = state.check
    row = layout.row()
    if check is not None and not check.is_over:
        row.operator("afanasy.stop_check", icon="X")
    else:
        row.operator("afanasy.check_installation", icon="VIEWZOOM")
    if check is None:
        return
    column = layout.column(align=True)
    sentence(column, check.heading or ABOUT, icon="ERROR" if check.is_stand_in else "INFO", letters=LETTERS)
    box = layout.box().column(align=True)
    for found in check.rows:
        _row(box, found)
    is_bad = bool(check.trouble) or any(found.is_kept is False for found in check.rows)
    icon = "ERROR" if is_bad else "CHECKMARK" if check.is_over and not check.is_stopped else "SORTTIME"
    sentence(layout.column(align=True), check.trouble or check.summary(), icon=icon, is_alert=is_bad, letters=LETTERS)
    row = layout.row()
    row.operator("afanasy.copy_check", icon="COPYDOWN")
    row.operator("afanasy.save_check", icon="FILE_TICK")
    if state.trouble:
        sentence(layout.column(align=True), state.trouble, icon="ERROR", is_alert=True, letters=LETTERS)


def _row(box: Any, found: Any) -> None:
    """What was looked at and what came of it; the sentence below it where it says more than that all is well."""
    from ._draw import sentence, shortened

    row = box.row()
    row.alert = found.is_kept is False
    halves = row.split(factor=NAME_SHARE)
    halves.label(text=shortened(found.name, NAME_LETTERS), icon=ICONS[found.is_kept])
    rest = halves.split(factor=RESULT_SHARE)
    rest.label(text=found.result)
    rest.label(text=shortened(found.sentence, NAME_LETTERS) if found.is_kept else "")
    if not found.is_kept:
        sentence(box, found.sentence, icon="BLANK1", is_alert=found.is_kept is False, letters=LETTERS)


class AFANASY_OT_check_installation(bpy.types.Operator):
    """Start this Blender once more, without a window, and look whether all that the add-on rests on holds in it"""

    bl_idname = "afanasy.check_installation"
    bl_label = "Check This Installation…"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a window: without one there is `afsubmit selftest blender`."""
        return not bpy.app.background

    def execute(self, context: Any) -> set[str]:
        """Begin, in a process of its own."""
        from ._host import BlenderHost
        from .afsubmit.submitter import preferences
        from .afsubmit.submitter.installation_check import InstallationCheck

        try:
            host = BlenderHost(preferences.load().python)
            check = InstallationCheck(host.name, bpy.app.binary_path, host.python)
        except AfError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        checking.begin(check)
        redraw("PREFERENCES")
        return {"FINISHED"}


class AFANASY_OT_stop_check(bpy.types.Operator):
    """End the check, and take away what it made"""

    bl_idname = "afanasy.stop_check"
    bl_label = "Stop"
    bl_options = {"INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Stop it; what was found stays."""
        if checking.check is not None:
            checking.check.stop()
        return {"FINISHED"}


class AFANASY_OT_copy_check(bpy.types.Operator):
    """Put the table on the clipboard, as a text"""

    bl_idname = "afanasy.copy_check"
    bl_label = "Copy Report"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only where there is something."""
        return checking.check is not None and bool(checking.check.rows)

    def execute(self, context: Any) -> set[str]:
        """Copy it."""
        context.window_manager.clipboard = checking.check.text()
        self.report({"INFO"}, "The report is on the clipboard.")
        return {"FINISHED"}


class AFANASY_OT_save_check(bpy.types.Operator):
    """Keep the report in a file: without a name of a person, a machine or a project"""

    bl_idname = "afanasy.save_check"
    bl_label = "Save Report…"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only when the check came to its end."""
        return checking.check is not None and checking.check.has_report

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Ask where."""
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: Any) -> set[str]:
        """Write it."""
        try:
            checking.check.save(bpy.path.abspath(self.filepath))
        except AfError as error:
            checking.trouble = str(error)
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


CLASSES = (AFANASY_OT_check_installation, AFANASY_OT_stop_check, AFANASY_OT_copy_check, AFANASY_OT_save_check)


def declare_properties() -> None:
    """Give the operator its property, which the file browser fills."""
    AFANASY_OT_save_check.__annotations__ = {"filepath": bpy.props.StringProperty(subtype="FILE_PATH", default=FILE)}
