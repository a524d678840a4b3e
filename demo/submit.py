"""What an artist does, done inside Blender: install the add-on from its zip, open the scene, Submit to Afanasy.

Run as `blender -b --factory-startup --python demo/submit.py -- ADDON.zip SCENE.blend RESULT.json`; the result
says how long it took and whether the session is what it was before.
"""

from __future__ import annotations

import json
import sys
import time

import bpy


def install(archive: str) -> None:
    """Install and enable the add-on from the zip, as *Preferences ▸ Add-ons ▸ Install from Disk* does."""
    if bpy.app.version >= (4, 2, 0):
        bpy.ops.extensions.package_install_files(
            filepath=archive, repo="user_default", enable_on_install=True, overwrite=True
        )
    else:
        bpy.ops.preferences.addon_install(filepath=archive, overwrite=True)
        bpy.ops.preferences.addon_enable(module="afanasy")


def session() -> dict[str, object]:
    """What a submission must leave as it was."""
    scene = bpy.context.scene
    return {
        "file": bpy.data.filepath,
        "frame": scene.frame_current,
        "range": [scene.frame_start, scene.frame_end, scene.frame_step],
        "output": scene.render.filepath,
    }


def main(archive: str, scene: str, result: str) -> None:
    """Install, open, submit, and write down what was seen."""
    started = time.perf_counter()
    install(archive)
    installed = time.perf_counter()
    bpy.ops.wm.open_mainfile(filepath=scene)
    before = session()
    pressed = time.perf_counter()
    answer = bpy.ops.afanasy.submit()
    seen = {
        "answer": sorted(answer),
        "session_unchanged": session() == before,
        "install_seconds": installed - started,
        "submit_seconds": time.perf_counter() - pressed,
    }
    with open(result, "w", encoding="utf-8") as file:
        json.dump(seen, file)


if __name__ == "__main__":
    main(*sys.argv[sys.argv.index("--") + 1 :])
