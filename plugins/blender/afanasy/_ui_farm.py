"""What the farm says: the connection test of the preferences."""

from __future__ import annotations

import logging
import threading
from typing import Any

import bpy

from ._activity import activity
from ._panels import redraw, server_choice
from .afsubmit.errors import AfError

log = logging.getLogger(__name__)

POLL_SECONDS = 0.1


class AFANASY_OT_test_connection(bpy.types.Operator):
    """Ask the server whether it is there"""

    bl_idname = "afanasy.test_connection"
    bl_label = "Test Connection"

    def execute(self, context: Any) -> set[str]:
        """Ask on a thread of its own; without a window wait for the answer."""
        choice = server_choice()
        answers: list[tuple[str, str]] = []
        thread = threading.Thread(target=lambda: answers.append(_ask(choice)), daemon=True)
        thread.start()
        activity.connection = ("Asking…", "SORTTIME")
        if not bpy.app.background:
            bpy.app.timers.register(lambda: _show_answer(thread, answers), first_interval=POLL_SECONDS)
            return {"FINISHED"}
        thread.join()
        activity.connection = answers[0]
        self.report({"ERROR" if answers[0][1] == "ERROR" else "INFO"}, answers[0][0])
        return {"FINISHED"}


def _ask(choice: str) -> tuple[str, str]:
    from .afsubmit.submitter.attempt import server_answer

    try:
        return server_answer(choice), "CHECKMARK"
    except Exception as error:
        if not isinstance(error, AfError):
            log.exception("Asking the server failed")
        return str(error), "ERROR"


def _show_answer(thread: threading.Thread, answers: list[tuple[str, str]]) -> float | None:
    if thread.is_alive():
        return POLL_SECONDS
    activity.connection = answers[0]
    redraw("PREFERENCES")
    return None
