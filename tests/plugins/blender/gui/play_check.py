"""Somebody starts *Check this installation…* and closes the preferences; starts it once more, and quits Blender."""

from __future__ import annotations

import os
import sys

import bpy

sys.path.insert(0, os.path.dirname(__file__))
import stage_set as props


def play(stage):
    """Notes: how many things were checked by then, and whether anything is kept of a check that nobody sees."""
    stage.install()
    yield 1
    checking = props.module("_ui_check").checking
    yield from _begun(stage, checking)
    check = checking.check
    yield from stage.in_window(_close_preferences)
    yield lambda: checking.check is None and check.is_over
    stage.notes["closed"] = [check.is_stopped, check.trouble, bool(check.heading)]
    yield from _begun(stage, checking)
    stage.notes["quit"] = bool(checking.check.heading)
    stage.write_notes("")
    bpy.context.preferences.view.use_save_prompt = False
    yield from stage.in_window(bpy.ops.wm.quit_blender)
    yield 30


def _begun(stage, checking):
    """Open the preferences, begin a check, and wait until the application that it starts has told something."""
    package = props.module("_ui_check").__package__
    yield from stage.in_window(lambda: bpy.ops.preferences.addon_show(module=package))
    yield 1
    yield from stage.in_window(bpy.ops.afanasy.check_installation)
    yield lambda: checking.check is not None and bool(checking.check.heading)
    stage.picture("checking")


def _close_preferences() -> None:
    """What a click on the window's cross does."""
    bpy.ops.wm.window_close()
