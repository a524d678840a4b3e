"""What the plays share: the scene they act in, and where things are on a screen of 1280 by 800."""

from __future__ import annotations

import importlib
import importlib.util
import os
import time
from collections.abc import Iterator

import bpy

RENDER_MENU = (128, 13)
EMPTY_SPOT = (560, 330)
OUR_ENTRIES = 5
PATIENCE_SECONDS = 5
PROJECT = os.path.abspath(os.path.join(os.path.dirname(__file__), *[os.pardir] * 4))


def scene(stage, name: str = "lantern") -> str:
    """Save a scene in the stage's folder; returns its path."""
    first = bpy.context.scene
    first.name, first.frame_end, first.render.engine = "Lantern", 48, "CYCLES"
    first.render.filepath = "//frames/lantern_####"
    path = os.path.join(stage.folder, f"{name}.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path, check_existing=False)
    return path


def demo_scene(stage) -> str:
    """Build the demo's scene in the stage's folder and look through its camera; returns its path."""
    spec = importlib.util.spec_from_file_location("demo_scene", os.path.join(PROJECT, "demo", "scene.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    path = os.path.join(stage.folder, "lantern.blend")
    module.build(path, 1, 48)
    view = stage.area("VIEW_3D").spaces.active
    view.region_3d.view_perspective, view.shading.color_type = "CAMERA", "OBJECT"
    view.overlay.show_overlays = False
    bpy.ops.wm.save_mainfile()
    return path


def open_dialog(stage):
    """Open the dialog from the menu, with the mouse, and wait until it is there: a part of a play that gives it."""
    dialog = module("_ui").AFANASY_OT_submit
    fill, filled = dialog.fill, []

    def noting(self, values) -> None:
        fill(self, values)
        filled.append(self)

    dialog.fill = noting
    stage.click(*RENDER_MENU)
    yield 0.6
    for _ in range(OUR_ENTRIES):  # from the top to the last entries, ours, of which the dialog's is the first
        stage.key("Up")
        yield 0.3
    stage.move(*EMPTY_SPOT)
    pressed = 0.0
    while not filled:
        if time.monotonic() - pressed > PATIENCE_SECONDS:  # a busy machine lost the key
            stage.key("Return")
            pressed = time.monotonic()
        yield 0.2
    dialog.fill = fill
    yield 1.0
    return filled.pop()


def module(name: str):
    """A module of the installed add-on."""
    base = "bl_ext.user_default.afanasy" if bpy.app.version >= (4, 2, 0) else "afanasy"
    return importlib.import_module(f"{base}.{name}")


def activity():
    """What is under way in the add-on."""
    return module("_activity").activity


HEADER, PANEL, OURS = 80, 28, 6  # where the first panel's header is, the next one's distance, and our number
JOBS = OURS + 1


def _header(stage) -> tuple[int, int]:
    area = stage.area("PROPERTIES")
    return area.x + area.width // 2, 800 - area.y - area.height + HEADER


def open_panel(stage, number: int = OURS) -> Iterator[float]:
    """Close all panels of the output properties and open this one."""
    header = _header(stage)
    yield from stage.click_with("ctrl", *header)  # closes all panels but this one
    stage.click(*header)
    yield 0.6
    stage.click(header[0], header[1] + number * PANEL)
    yield 0.8
