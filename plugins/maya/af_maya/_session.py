"""The open scene as `_graph.Graph`: each question is one call of Maya, and `_graph.Remembered` asks none twice.

Facts come from Autodesk's documentation of the commands (2022 to 2025) and from public tools that rely on them; what
nobody could confirm is said where it matters, and either answer is taken.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from maya import cmds

from ._graph import Reference, Scene, Value
from ._kept import calling, kept, scene_path, visible_layer
from ._units import NAMED, fps_of

ALL_LIGHTS = "renderSetup_includeAllLights"
"""The preference of Render Setup that a farm needs as a variable, or its lights differ (public pipelines)."""

MISSING = (ValueError, RuntimeError)
"""What Maya raises for a node, attribute or value that there is none of."""


class Session:
    """The open scene as it is now."""

    def __init__(self) -> None:
        self._types: dict[str, str] = {}
        self._fed: dict[str, Sequence[tuple[str, str]]] = {}
        with calling("file()"):
            self.scene = _scene()

    def nodes(self, *types: str) -> Sequence[str]:
        """The nodes of exactly these types, in the scene's order."""
        with calling("ls()"):
            found = [str(one) for one in cmds.ls(exactType=list(types), showType=True) or ()]
        names = found[::2]
        self._types.update(zip(names, found[1::2]))
        return names

    def type_of(self, node: str) -> str:
        """The type of a node, "" when there is no such node; those that `nodes` has found are known."""
        if node not in self._types:
            with contextlib.suppress(*MISSING):
                self._types[node] = str(cmds.nodeType(node))
        return self._types.setdefault(node, "")

    def value(self, node: str, attribute: str) -> Value | None:
        """What an attribute holds; None when there is no such node or attribute."""
        return _value(node, attribute)

    def sources(self, node: str, attribute: str = "") -> Mapping[str, str]:
        """What feeds a node, or an attribute and what lies in it."""
        inside = f"{attribute}[", f"{attribute}."
        found = _links(node, is_source=True)
        return {own: plug for own, plug in found if not attribute or own == attribute or own.startswith(inside)}

    def targets(self, node: str, attribute: str) -> Sequence[str]:
        """The attributes that an attribute feeds; Maya is asked for the whole node once."""
        if node not in self._fed:
            self._fed[node] = list(_links(node, is_source=False))
        return [plug for own, plug in self._fed[node] if own == attribute]

    def attributes(self, node: str, start: str) -> Sequence[str]:
        """The long names of a node's attributes that begin with `start`."""
        with contextlib.suppress(*MISSING):
            return [str(one) for one in cmds.listAttr(node, string=f"{start}*") or ()]
        return ()

    def parent(self, node: str) -> str:
        """The node above in the hierarchy, "" for the top ones and for what is in no hierarchy."""
        with contextlib.suppress(*MISSING):
            return str(next(iter(cmds.listRelatives(node, parent=True, path=True) or ()), ""))
        return ""

    def is_referenced(self, node: str) -> bool:
        """Whether a node comes from a reference."""
        with contextlib.suppress(*MISSING):
            return bool(cmds.referenceQuery(node, isNodeReferenced=True))
        return False

    def values_in(self, layer: str, plugs: Sequence[tuple[str, str]]) -> Sequence[Value | None] | None:
        """What these attributes hold while `layer` is the visible one: Maya switches to it and back."""
        with kept(), calling(f"editRenderLayerGlobals(currentRenderLayer={layer!r})"):
            if visible_layer() != layer:
                cmds.editRenderLayerGlobals(currentRenderLayer=layer)
            return [_value(*plug) for plug in plugs]


def _value(node: str, attribute: str) -> Value | None:
    """What Maya says of an attribute; a string that was never set is answered with None, and means ""."""
    try:
        found: Any = cmds.getAttr(f"{node}.{attribute}")
    except MISSING:
        return None
    if found is None:
        return ""
    if isinstance(found, (list, tuple)):
        return tuple(found[0] if len(found) == 1 and isinstance(found[0], (list, tuple)) else found)
    return found if isinstance(found, (bool, int, float, str)) else str(found)


def _links(node: str, *, is_source: bool) -> Iterator[tuple[str, str]]:
    """The attributes of a node, each with the one at the other end; Maya gives them in turns, or None."""
    try:
        answer: Any = cmds.listConnections(
            node, source=is_source, destination=not is_source, connections=True, plugs=True
        )
    except MISSING:
        return
    found = [str(one) for one in answer or ()]
    for own, other in zip(found[::2], found[1::2]):
        yield own.partition(".")[2], other


def _scene() -> Scene:
    return Scene(
        path=scene_path(),
        version=str(cmds.about(version=True)),
        project=str(cmds.workspace(query=True, rootDirectory=True) or "").rstrip("/"),
        rules=_pairs(cmds.workspace(query=True, fileRule=True)),
        fps=fps_of(str(cmds.currentUnit(query=True, time=True))) or NAMED["film"],
        references=list(_references()),
        plugins=_plugins(),
        file_info=_pairs(cmds.fileInfo(query=True)),
        includes_all_lights=_option(ALL_LIGHTS),
    )


def _option(name: str) -> bool | None:
    """A tick among the user's preferences; None where it was never touched."""
    return bool(cmds.optionVar(query=name)) if cmds.optionVar(exists=name) else None


def _pairs(answer: Any) -> dict[str, str]:
    """Names and values that Maya gives in turns."""
    words = [str(one) for one in answer or ()]
    return dict(zip(words[::2], words[1::2]))


def _references() -> Iterator[Reference]:
    for node in cmds.ls(references=True) or ():
        try:
            path = str(cmds.referenceQuery(node, filename=True, withoutCopyNumber=True))
            written = str(cmds.referenceQuery(node, filename=True, withoutCopyNumber=True, unresolvedName=True))
            namespace = str(cmds.referenceQuery(node, namespace=True) or "").lstrip(":")
            is_loaded = bool(cmds.referenceQuery(node, isLoaded=True))
        except MISSING:  # some are of no file, a broken one of an older Maya
            continue
        is_missing = not is_loaded and not os.path.isfile(path)  # Maya counts it as one that was unloaded
        yield Reference(
            node=str(node),
            path=path,
            namespace=namespace,
            is_loaded=is_loaded or is_missing,
            unseen="There is no such file." if is_missing else "",
            written=written,
        )


def _plugins() -> dict[str, bool | None]:
    """The plug-ins that the scene uses, and those that it names and Maya lacks. The used ones come with versions."""
    used: Any = cmds.pluginInfo(query=True, pluginsInUse=True) or ()
    lacking: Any = cmds.unknownPlugin(query=True, list=True) or ()
    return {**dict.fromkeys(_pairs(used), True), **dict.fromkeys(map(str, lacking), False)}
