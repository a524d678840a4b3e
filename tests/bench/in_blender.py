"""Runs inside Blender for `blender.py`: times registering, saving a copy and submitting, and writes them down."""

from __future__ import annotations

import json
import os
import sys
import time

import addon_utils
import bpy

MODULES = ("bl_ext.user_default.afanasy", "afanasy")
REGISTRATIONS = 5


def install(archive: str) -> str:
    """Install the zip; returns the module's name."""
    if bpy.app.version >= (4, 2, 0):
        bpy.ops.extensions.package_install_files(
            filepath=archive, repo="user_default", enable_on_install=False, overwrite=True
        )
        return MODULES[0]
    bpy.ops.preferences.addon_install(filepath=archive, overwrite=True)
    return MODULES[1]


def register(module: str) -> float:
    """Seconds that enabling takes when nothing of the add-on is loaded, as at Blender's start."""
    addon_utils.disable(module)
    for name in [name for name in sys.modules if name == module or name.startswith(f"{module}.")]:
        del sys.modules[name]
    start = time.perf_counter()
    addon_utils.enable(module)
    return time.perf_counter() - start


def timed(action) -> float:
    """Seconds that `action` takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main(archive: str, scene: str, result: str, count: str) -> None:
    """Measure each thing in turn, several times."""
    module = install(archive)
    register(module)
    facts: dict[str, list[float]] = {"register": [register(module) for _ in range(REGISTRATIONS)]}
    bpy.ops.wm.open_mainfile(filepath=scene)
    bpy.context.scene.afanasy.paused = True
    copy = os.path.join(os.path.dirname(scene), "copy.blend")
    facts["save"], facts["submit"] = [], []
    for _ in range(int(count)):
        save = timed(lambda: bpy.ops.wm.save_as_mainfile(filepath=copy, copy=True, check_existing=False))
        facts["save"].append(save)
        facts["submit"].append(timed(bpy.ops.afanasy.submit))
    with open(result, "w", encoding="utf-8") as file:
        json.dump(facts, file)


if __name__ == "__main__":
    main(*sys.argv[sys.argv.index("--") + 1 :])
