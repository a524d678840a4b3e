"""Which of the settings that several applications have count for Blender."""

from __future__ import annotations

USES = ("gather", "tiles", "bake_first", "movie_by")
