"""The mark of unsaved changes: the star in the window's title, and the question when Blender is quit.

Saving a copy posts the notification of a save, and Blender 3.4's main loop clears the mark when it comes to it, after
the save returned; 4.3 and 5.2 post none (measured). `kept` sets the mark again in the same turn of that loop, before
it reads another event: Blender handles its message bus right behind its notifications. Setting it makes no undo step:
a push with *Undo Steps* at 0 marks the file and stops there.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

import bpy

log = logging.getLogger(__name__)

_BELL = (bpy.types.WindowManager, "name")
"""What the message bus is asked to ring: a property that nobody changes."""
_owner = object()
_is_wanted = False


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """Let the file be marked as changed afterwards where it was before, also when Blender's main loop has run."""
    global _is_wanted
    was_marked = not bpy.app.background and bpy.data.is_dirty
    try:
        yield
    finally:
        if was_marked:
            _is_wanted = True
            bpy.msgbus.clear_by_owner(_owner)  # here, since a subscription must not go while it is called
            bpy.msgbus.subscribe_rna(key=_BELL, owner=_owner, args=(), notify=_rung)
            bpy.msgbus.publish_rna(key=_BELL)


def _rung() -> None:
    global _is_wanted
    if _is_wanted and not bpy.data.is_dirty:
        try:
            _set()
        except Exception:
            log.exception("The mark of unsaved changes is lost")
    _is_wanted = False


def _set() -> None:
    preferences = bpy.context.preferences
    before = preferences.is_dirty, preferences.edit.undo_steps
    try:
        preferences.edit.undo_steps = 0
        bpy.ops.ed.undo_push()
    finally:
        preferences.is_dirty, preferences.edit.undo_steps = before
