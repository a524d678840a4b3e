"""A failure in every place of a submission, in a real Blender: one case for each."""

from __future__ import annotations

import sys
from pathlib import Path

import bpy

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[4] / "core"))

from afsubmit.selftest import failures  # noqa: E402


class FailureKit:
    """The kit for a real Blender; its core is the one carried inside the installed add-on."""

    def __init__(self, inside) -> None:
        self.scene_file = inside.fresh()
        self.host = inside.host()
        self.host_plan = inside.module("plan").BlenderPlan()
        self.core = lambda room: inside.module(f"afsubmit.{room}")

    def session(self) -> object:
        scene, preferences = bpy.context.scene, bpy.context.preferences
        kept = bpy.data.filepath, scene.name, scene.frame_current, scene.is_property_set("afanasy")
        return (*kept, preferences.is_dirty, preferences.filepaths.save_version)


def _case(failure):
    return lambda inside: failure(FailureKit(inside))


for _name, _failure in list(vars(failures).items()):
    if _name.startswith("failure_"):
        globals()[_name.replace("failure_", "case_", 1)] = _case(_failure)
