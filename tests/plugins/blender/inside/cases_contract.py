"""The contract that every host keeps, in a real Blender: one case for each clause."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import bpy

CLAUSES = Path(__file__).resolve().parents[4] / "core" / "afsubmit" / "selftest" / "clauses.py"


class BlenderKit:
    """The kit for a real Blender."""

    frame = 2

    def __init__(self, inside) -> None:
        self.scene_file = inside.fresh()
        self.host = inside.host()
        self.scene_error = inside.module("afsubmit.errors").SceneError

    def session(self) -> object:
        scene, preferences = bpy.context.scene, bpy.context.preferences
        kept = bpy.data.filepath, scene.name, scene.frame_current, scene.is_property_set("afanasy")
        return (*kept, preferences.is_dirty, preferences.filepaths.save_version)

    def save(self) -> None:
        bpy.context.preferences.filepaths.save_version = 0
        bpy.ops.wm.save_mainfile()

    def move(self, frame: int) -> None:
        bpy.context.scene.frame_set(frame)

    def wait(self, condition) -> None:
        assert condition(), "without a window it is called at once"


def _load():
    spec = importlib.util.spec_from_file_location("clauses", CLAUSES)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _case(clause):
    return lambda inside: clause(BlenderKit(inside))


for _name, _clause in vars(_load()).items():
    if _name.startswith("clause_"):
        globals()[_name.replace("clause_", "case_", 1)] = _case(_clause)
