"""Draws what the open file reads into the dialog, folded until it is wanted."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ._draw import LINE_LETTERS, shortened

SHOWN = 12
KINDS = ("image", "library", "strip", "clip", "sound", "font", "volume", "cache")


def draw(layout: Any, operator: Any, scene: Any) -> None:
    """How many files of which kinds; open, the first of each by what the artist calls it, and whether it stays."""
    named = {name: list(dict.fromkeys(paths)) for name, paths in scene.sources.items() if paths}
    if not named:
        return
    box = layout.box().column(align=True)
    row = box.row()
    row.alignment = "LEFT"
    icon = "DISCLOSURE_TRI_DOWN" if operator.show_sources else "DISCLOSURE_TRI_RIGHT"
    row.prop(operator, "show_sources", text=heading(named), icon=icon, emboss=False)
    for name, paths in list(named.items())[: SHOWN if operator.show_sources else 0]:
        more = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
        more += ", not gathered" if name in scene.ungathered else ""
        room = LINE_LETTERS - len(name) - len(more) - 2
        icon = "ERROR" if name in scene.ungathered else "FILE"
        box.label(text=f"{name}: {shortened(paths[0], max(room, 20))}{more}", icon=icon)
    if operator.show_sources and len(named) > SHOWN:
        box.label(text=f"and {len(named) - SHOWN:,} more; afsubmit submit --dry-run lists all", icon="BLANK1")


def heading(named: dict[str, list[str]]) -> str:
    """All files, counted, and what they belong to."""
    from .afsubmit.counted import counted

    files = len({path for paths in named.values() for path in paths})
    kinds = Counter(name.partition(" ")[0] for name in named)
    parts = [_counted(kinds[kind], kind) for kind in KINDS if kinds[kind]]
    return f"Reads {counted(files, 'file')}" + (f": {', '.join(parts)}" if parts else "")


def _counted(number: int, kind: str) -> str:
    from .afsubmit.counted import counted

    return counted(number, kind) if kind != "library" or number == 1 else f"{number} libraries"
