"""Inside Blender: print how many frames a movie has, and its size.

blender -b --python count_frames.py -- MOVIE
"""

from __future__ import annotations

import sys

import bpy

clip = bpy.data.movieclips.load(sys.argv[-1])
print("MOVIE", clip.frame_duration, *clip.size)
