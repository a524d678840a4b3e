"""Jobs that were sent before, once more: exactly as then, or with changes in the dialog."""

from __future__ import annotations

from typing import Any

import bpy

from ._activity import activity
from ._ui_drive import begin
from ._ui_orders import of_job
from .afsubmit.errors import AfError


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


class AFANASY_OT_send_again_changed(bpy.types.Operator):
    """Open the dialog with all that this job was sent with; the scene that it was sent from must be open"""

    bl_idname = "afanasy.send_again_changed"
    bl_label = "Send Again with Changes"
    bl_options = {"INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Open it; what stood in the last dialog is not in it."""
        from .afsubmit.submitter.sent_before import why_not_here

        try:
            sent = self._sent()
            reason = activity.refusal() or why_not_here(sent, "blender", bpy.data.filepath)
        except AfError as error:
            reason = str(error)
        if reason:
            self.report({"ERROR"}, reason)
            return {"CANCELLED"}
        activity.filling = sent
        if not bpy.app.background:
            bpy.ops.afanasy.submit("INVOKE_DEFAULT")
        return {"FINISHED"}

    def _sent(self) -> Any:
        """What it was sent with: an entry of the history by its number, or a job of the farm by its key.

        Raises:
            AfError: that is not known here.
        """
        from .afsubmit.submission.history.entries import History
        from .afsubmit.submission.sending import destination
        from .afsubmit.submitter import preferences, sent_before
        from .afsubmit.submitter.farm_connection import name_of

        if not self.key:
            return sent_before.of(History().entry(self.number))
        row = of_job(self.key)
        if row is None:
            raise AfError("This job is not there any more.")
        server = name_of(destination.server(preferences.load().server))
        return sent_before.find(row.name, server, row.id, row.serial)


CLASSES = (AFANASY_OT_send_again, AFANASY_OT_send_again_changed)


def declare_properties() -> None:
    """Give the operators their properties."""
    props = bpy.props
    AFANASY_OT_send_again.__annotations__ = {"number": props.IntProperty(options={"SKIP_SAVE"})}
    AFANASY_OT_send_again_changed.__annotations__ = {
        "number": props.IntProperty(options={"SKIP_SAVE"}),
        "key": props.StringProperty(options={"SKIP_SAVE"}),
    }
