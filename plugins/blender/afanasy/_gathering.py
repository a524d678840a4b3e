"""What can be gathered of the files that the open file reads, and what must stay where it is.

A path stands in the open file or in a library; both are copied, and the copies name the copies. A compressed library
cannot be changed by every Python: what it names relative to itself is found all the same, since the copies lie as the
files lay.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import bpy

from . import _sources
from ._blend_paths import can_be_changed
from ._sources import Source

PACKED = "Its library is packed into the scene."


def facts() -> dict[str, Any]:
    """The fields of a `SceneState` that say it. Reads the first bytes of each library."""
    listed = _sources.listed()
    stays = _libraries_that_stay(listed)
    stored: dict[str, list[str]] = {}
    ungathered: dict[str, str] = {}
    for source in listed:
        reason = source.obstacle or _of_owner(source, stays)
        if reason:
            ungathered[source.name] = reason
        elif (path := _stored(source)) not in (*source.paths, ""):
            stored.setdefault(source.name, []).append(path)
    return {"can_gather": True, "stored": stored, "ungathered": ungathered}


def _stored(source: Source) -> str:
    """Its path as it stands in its file, made absolute; "" for one that is not known."""
    return _sources.absolute(source.raw, source.owner) if source.raw else ""


def _of_owner(source: Source, stays: Mapping[str, str]) -> str:
    """Why it stays for the sake of the library that it is, or is of."""
    own = stays.get(source.paths[0]) if source.name.startswith("library ") else None
    return own or (stays.get(_path(source.owner), "") if source.owner else "")


def _libraries_that_stay(listed: Sequence[Source]) -> Mapping[str, str]:
    """Why a library stays, by its path: for its own sake, or for that of the one that names it."""
    found: dict[str, str] = {}
    for library in bpy.data.libraries:
        reason = _why_it_stays(library, listed)
        if reason:
            found[_path(library)] = reason
    for library in bpy.data.libraries:
        parent = library.parent
        while parent is not None and _path(library) not in found:
            if _path(parent) in found:
                found[_path(library)] = found[_path(parent)]
            parent = parent.parent
    return found


def _why_it_stays(library: Any, listed: Sequence[Source]) -> str:
    if getattr(library, "packed_file", None):
        return PACKED
    path = _path(library)
    owned = [source for source in listed if source.owner == library]
    is_fixed = any(not source.raw.startswith("//") or source.name.startswith("library ") for source in owned)
    if not is_fixed or can_be_changed(path) or not os.path.isfile(path):
        return ""
    name = os.path.basename(path)
    return f"{name} is compressed, and the paths in it cannot be changed; save it with Compress off."


def _path(library: Any) -> str:
    return _sources.absolute(library.filepath)
