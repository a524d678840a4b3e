"""Thumbnails of rendered frames, made by Blender itself in the background: every format that it can read."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import bpy.utils.previews


class Picture(NamedTuple):
    """A frame that is done: what Blender calls its thumbnail, and the file's path."""

    icon: int
    path: str


MOST = 32
"""So many are kept; Blender holds each in memory."""
_kept: list[Any] = []


def of(path: str) -> Picture | None:
    """The thumbnail of the picture at `path`, anew when the file has changed; None where there is no such file here."""
    try:
        status = os.stat(path) if path else None
    except OSError:
        return None
    if status is None or not status.st_size:
        return None
    if not _kept or len(_kept[0]) >= MOST:
        forget()
        _kept.append(bpy.utils.previews.new())
    name = f"{path}:{status.st_mtime_ns}"
    previews = _kept[0]
    if name not in previews:
        previews.load(name, path, "IMAGE")
    return Picture(previews[name].icon_id, path)


def forget() -> None:
    """Let Blender drop them."""
    while _kept:
        bpy.utils.previews.remove(_kept.pop())
