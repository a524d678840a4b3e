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


def say(text: str) -> None:
    """Say it in the status bar, whichever workspace is in front; "" gives the bar back to Blender.

    Drawn by us: a text that Blender keeps belongs to the workspace that is in front, and comes back with it for ever
    once another was chosen (measured, 3.4.1).
    """

    def draw(header: Any, _context: Any) -> None:
        header.layout.label(text=text)

    bpy.data.workspaces[0].status_text_set(draw if text else None)


def show_for_a_while(text: str) -> None:
    """Say it in the status bar: Blender 3.4 shows no report of an operator that ends on a timer (measured)."""
    say(text)

    def clear() -> None:
        if not activity.background:
            say("")

    bpy.app.timers.register(clear, first_interval=SHOWN_SECONDS, persistent=True)
