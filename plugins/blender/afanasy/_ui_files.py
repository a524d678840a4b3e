"""Opens folders, pictures and texts in the programs that the system, or the studio, has for them."""

from __future__ import annotations

import bpy

from .afsubmit.errors import AfError


def open_path(path: str) -> str:
    """Open a file or folder in the system's own program; returns why it cannot be, or ""."""
    try:
        bpy.ops.wm.path_open(filepath=path)
    except RuntimeError as error:
        return f"{path} cannot be opened: {str(error).removeprefix('Error: ').strip()}"
    return ""


def open_text(path: str) -> str:
    """Open a text in the studio's editor, else in the system's; returns why it cannot be, or ""."""
    from .afsubmit.submitter.watch import viewers

    try:
        for editor in viewers.configured(viewers.TEXT_SETTING):
            editor.open(path)
            return ""
    except AfError as error:
        return str(error)
    return open_path(path)
