"""Drives the submission under way from a timer, says how far it is, and what came of it."""

from __future__ import annotations

import logging
from typing import Any

import bpy

from ._activity import activity
from ._panels import redraw
from ._status import say, show_for_a_while

log = logging.getLogger(__name__)

POLL_SECONDS = 0.1
PRESSED = ("PRESS", "DOUBLE_CLICK", "CLICK_DRAG")


def begin(operator: Any, attempt: Any) -> set[str]:
    """Send `attempt`; without a window wait for the end of it, as an operator that fails with an error."""
    from .afsubmit.submitter.background import Background

    activity.begin(attempt, Background(attempt))
    if bpy.app.background:
        is_taken = activity.background.finish()
        kind, text = activity.end()
        operator.report({kind}, text)
        return {"FINISHED"} if is_taken else {"CANCELLED"}
    bpy.app.timers.register(_drive, first_interval=0.0, persistent=True)
    bpy.ops.afanasy.follow("INVOKE_DEFAULT")
    return {"FINISHED"}


class AFANASY_OT_follow(bpy.types.Operator):
    """Follow the submission that is under way"""

    bl_idname = "afanasy.follow"
    bl_label = "Submitting to Afanasy"
    bl_options = {"INTERNAL"}

    timer: Any = None
    background: Any = None

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only while one is under way."""
        return activity.background is not None

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Begin; the artist can go on working meanwhile."""
        self.background = activity.background
        self.timer = context.window_manager.event_timer_add(POLL_SECONDS, window=context.window)
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: Any, event: Any) -> set[str]:
        """Say at each tick how far it is; Escape cancels, everything else is Blender's."""
        if activity.background is self.background:
            if event.type == "ESC" and event.value == "PRESS":
                self.background.cancel()
                return {"RUNNING_MODAL"}
            if event.type != "TIMER":
                activity.is_hand_down = event.value in PRESSED
            else:
                say(f"Afanasy: {self.background.label}…   Esc cancels")
            return {"PASS_THROUGH"}
        context.window_manager.event_timer_remove(self.timer)
        say("")
        self.report({activity.kind}, activity.last[0])
        if bpy.app.version < (4, 2, 0):
            show_for_a_while(activity.last[0])
        return {"FINISHED"}

    def cancel(self, context: Any) -> None:
        """The window is closed: nothing is seen of the artist any more."""
        activity.is_hand_down = False
        say("")


def _drive() -> float | None:
    """Go on with the submission under way, on a timer that outlives files and windows; says what came of it.

    Not while a stroke or a move may be under way, which the copy would hold half of: such an operator takes all events
    to itself, so the last one seen before it is the press that began it.
    """
    if activity.background is None:
        return None
    if activity.is_hand_down or not activity.background.poll():
        return POLL_SECONDS
    log.info("%s", activity.end()[1])
    redraw("PROPERTIES")
    return None


def before_load(*_: Any) -> None:
    """Another file is opened: nothing of the old one is sent."""
    activity.draft, activity.chosen, activity.is_anew, activity.filling = {}, None, False, None
    if activity.background:
        activity.background.cancel()


class AFANASY_OT_cancel(bpy.types.Operator):
    """Cancel the submission that is under way; what it wrote or sent is taken back"""

    bl_idname = "afanasy.cancel"
    bl_label = "Cancel Submission"

    def execute(self, context: Any) -> set[str]:
        """Cancel it."""
        if activity.background is None:
            self.report({"INFO"}, "No submission is under way.")
            return {"CANCELLED"}
        activity.background.cancel()
        return {"FINISHED"}


CLASSES = (AFANASY_OT_follow, AFANASY_OT_cancel)
