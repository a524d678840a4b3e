"""Says what came of a submission that nobody pressed a button for: in the panel and in the status bar."""

from __future__ import annotations

import logging
from typing import Any

import bpy

from ._activity import activity
from ._panels import redraw

log = logging.getLogger(__name__)

SHOWN_SECONDS = 6.0


def show_outcome(outcome: Any) -> None:
    """Say what came of a submission that nobody pressed a button for, without taking the focus away."""
    activity.show(outcome)
    log.info("%s", outcome.text)
    show_for_a_while(outcome.text)
    redraw("PROPERTIES")


def show_for_a_while(text: str) -> None:
    """Say it in the status bar: Blender 3.4 shows no report of an operator that ends on a timer (measured)."""
    workspace = bpy.context.window_manager.windows[0].workspace
    name = workspace.name
    workspace.status_text_set(text)

    def clear() -> None:
        if name in bpy.data.workspaces and not activity.background:
            bpy.data.workspaces[name].status_text_set(None)

    bpy.app.timers.register(clear, first_interval=SHOWN_SECONDS, persistent=True)
