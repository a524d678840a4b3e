"""Inside a Blender that `afsubmit selftest` started: every clause and failure on a scene made for it."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

import bpy

from . import plan
from ._host import BlenderHost
from .afsubmit.errors import SceneError
from .afsubmit.selftest import checks

FRAMES, SIZE = 3, 16


class BlenderKit:
    """The kit of the contract over this Blender, its scene saved in `folder`."""

    scene_error, frame, host_plan = SceneError, 2, plan.BlenderPlan()

    def __init__(self, folder: Path) -> None:
        self.scene_file = folder / "scene.blend"
        self.host = BlenderHost()
        bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=False)
        scene = bpy.context.scene
        scene.render.engine, scene.cycles.samples = "CYCLES", 1
        scene.cycles.use_denoising = False  # Debian's 3.4.1 is built without it, and its default is on
        scene.render.resolution_x = scene.render.resolution_y = SIZE
        scene.frame_end, scene.render.filepath = FRAMES, "//frames/a_####"
        bpy.context.preferences.filepaths.save_version = 1
        bpy.ops.wm.save_as_mainfile(filepath=str(self.scene_file), check_existing=False)

    def core(self, room: str) -> ModuleType:
        """That module of the core which this add-on carries."""
        return importlib.import_module(f".afsubmit.{room}", __package__)

    def session(self) -> object:
        """All that must stay as it was."""
        scene, preferences = bpy.context.scene, bpy.context.preferences
        kept = bpy.data.filepath, bpy.data.is_dirty, scene.name, scene.frame_current, scene.is_property_set("afanasy")
        return (*kept, preferences.is_dirty, preferences.filepaths.save_version)

    def save(self) -> None:
        """The artist saves, without a backup."""
        bpy.context.preferences.filepaths.save_version = 0
        bpy.ops.wm.save_mainfile()

    def move(self, frame: int) -> None:
        """Go to another frame."""
        bpy.context.scene.frame_set(frame)

    def wait(self, condition: Any) -> None:
        """Without a window everything is called at once."""
        assert condition()


def main() -> None:
    """Run them, and tell what comes of it."""
    checks.tell(BlenderKit, bpy.app.version_string)
