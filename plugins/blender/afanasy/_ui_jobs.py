"""The jobs on the farm and the history, in sub-panels of the output properties; what can be done about them."""

from __future__ import annotations

from typing import Any

import bpy

from . import _ui_draw_jobs
from ._activity import activity
from ._draw import sentence
from ._panels import InOutput, redraw
from ._ui_board import board, orders
from ._ui_draw_jobs import key_text
from ._ui_drive import begin
from .afsubmit.errors import AfError

ASKED_FIRST = ("delete", "skip")
QUESTION_WIDTH = 420


class AFANASY_PT_jobs(InOutput, bpy.types.Panel):
    """The jobs on the farm, live."""

    bl_label = "Afanasy Jobs"

    def draw(self, context: Any) -> None:
        """The panel's inside."""
        board.see()
        _ui_draw_jobs.jobs(self.layout, board, orders())


class AFANASY_PT_history(InOutput, bpy.types.Panel):
    """What was sent from here."""

    bl_label = "History"
    bl_parent_id = "AFANASY_PT_jobs"

    def draw(self, context: Any) -> None:
        """The panel's inside."""
        board.see_history()
        _ui_draw_jobs.history(self.layout, board)


class AFANASY_OT_job_look(bpy.types.Operator):
    """Look at this job: its errors, and what can be done with it"""

    bl_idname = "afanasy.job_look"
    bl_label = "Look at the Job"
    bl_options = {"INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Look at it; a second time, at none."""
        row = next((row for row in board.rows if key_text(row) == self.key), None)
        board.look_at(None if row is None or row.key == board.job else row.key)
        redraw("PROPERTIES")
        return {"FINISHED"}


class AFANASY_OT_job_order(bpy.types.Operator):
    """Have the farm do this with the job"""

    bl_idname = "afanasy.job_order"
    bl_label = "Job on the Farm"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only while a panel watches the farm: without a window nobody could be asked first."""
        return board.watcher is not None and board.chosen() is not None

    @classmethod
    def description(cls, context: Any, properties: Any) -> str:
        """What each button does."""
        found = orders().get(properties.order)
        return found.help if found else ""

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Ask before something is lost."""
        if self.order not in ASKED_FIRST:
            return self.execute(context)
        words = {"confirm_text": orders()[self.order].label} if bpy.app.version >= (4, 2, 0) else {}
        return context.window_manager.invoke_props_dialog(self, width=QUESTION_WIDTH, **words)

    def draw(self, context: Any) -> None:
        """The question."""
        row, order = board.chosen(), orders()[self.order]
        if row is not None:
            sentence(self.layout.column(align=True), f"{order.label} “{row.name}”? {order.help}.", icon="QUESTION")

    def execute(self, context: Any) -> set[str]:
        """Order it; the farm's answer comes later."""
        row = board.chosen()
        found = orders().get(self.order)
        if row is None or found is None or key_text(row) != self.key:
            self.report({"ERROR"}, "This job is not there any more.")
            return {"CANCELLED"}
        board.order(found.label, row, **found.what)
        return {"FINISHED"}


class AFANASY_OT_open_folder(bpy.types.Operator):
    """Show the folder that the frames are written to"""

    bl_idname = "afanasy.open_folder"
    bl_label = "Open Folder"
    bl_options = {"INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Open it in the system's own program."""
        try:
            bpy.ops.wm.path_open(filepath=self.folder)
        except RuntimeError:
            self.report({"ERROR"}, f"There is no folder {self.folder} yet.")
            return {"CANCELLED"}
        return {"FINISHED"}


class AFANASY_OT_copy_log(bpy.types.Operator):
    """Copy what the failed task printed"""

    bl_idname = "afanasy.copy_log"
    bl_label = "Copy Log"
    bl_options = {"INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Put it on the clipboard."""
        context.window_manager.clipboard = board.log
        self.report({"INFO"}, "The log is on the clipboard.")
        return {"FINISHED"}


class AFANASY_OT_start_farm(bpy.types.Operator):
    """Start the farm of this machine"""

    bl_idname = "afanasy.start_farm"
    bl_label = "Start the Farm"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only while a panel watches."""
        return board.watcher is not None

    def execute(self, context: Any) -> set[str]:
        """Start it off the main thread."""
        board.watcher.start_farm()
        return {"FINISHED"}


class AFANASY_OT_whose_jobs(bpy.types.Operator):
    """List your jobs, or everybody's"""

    bl_idname = "afanasy.whose_jobs"
    bl_label = "Whose Jobs"
    bl_options = {"INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Change over."""
        board.look_at_all(not board.is_everybody)
        return {"FINISHED"}


class AFANASY_OT_send_again(bpy.types.Operator):
    """Send this job once more, exactly as it was sent then; its copy of the scene must still be there"""

    bl_idname = "afanasy.send_again"
    bl_label = "Send Again"
    bl_options = {"INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Send it."""
        from .afsubmit.submission.history.entries import History
        from .afsubmit.submitter import preferences
        from .afsubmit.submitter.attempt import SubmissionAttempt
        from .afsubmit.submitter.resubmission import Resubmission

        if activity.refusal():
            self.report({"ERROR"}, activity.refusal())
            return {"CANCELLED"}
        try:
            again, server_choice = Resubmission(History(), self.number), preferences.load().server
        except AfError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return begin(self, SubmissionAttempt(again, server_choice, origin="history", is_seen=False))


CLASSES = (
    AFANASY_OT_send_again,
    AFANASY_OT_job_look,
    AFANASY_OT_job_order,
    AFANASY_OT_open_folder,
    AFANASY_OT_copy_log,
    AFANASY_OT_start_farm,
    AFANASY_OT_whose_jobs,
)
PANELS = (AFANASY_PT_jobs, AFANASY_PT_history)


def declare_properties() -> None:
    """Give the operators their properties."""
    props = bpy.props
    key = {"key": props.StringProperty(options={"SKIP_SAVE"})}
    AFANASY_OT_job_look.__annotations__ = dict(key)
    AFANASY_OT_job_order.__annotations__ = {"order": props.StringProperty(options={"SKIP_SAVE"}), **key}
    AFANASY_OT_send_again.__annotations__ = {"number": props.IntProperty(options={"SKIP_SAVE"})}
    AFANASY_OT_open_folder.__annotations__ = {"folder": props.StringProperty(options={"SKIP_SAVE"})}


def end() -> None:
    """Stop watching."""
    board.close()
