"""Inside Blender: play the timeline of a file, keep what it simulates as an artist would, and render frames of it.

blender -b --python play_and_render.py -- FILE FOLDER FRAME…
"""

from __future__ import annotations

import sys

import bpy

file, folder, *frames = sys.argv[sys.argv.index("--") + 1 :]
bpy.ops.wm.open_mainfile(filepath=file)
scene = bpy.context.scene
for frame in range(1, max(map(int, frames)) + 1):
    scene.frame_set(frame)
cache = bpy.data.objects["Cube"].modifiers["Cloth"].point_cache
with bpy.context.temp_override(point_cache=cache):
    bpy.ops.ptcache.bake_from_cache()
scene.render.filepath = f"{folder}/a_####"
for frame in frames:
    scene.frame_start = scene.frame_end = int(frame)
    bpy.ops.render.render(animation=True)
