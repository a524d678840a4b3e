"""What a Houdini scene renders: from its nodes to outputs, the same for the open scene and for a file. Pure.

`_session` and `_file_graph` say what a node's parameters hold; everything that follows from it is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from afsubmit.errors import Problem
from afsubmit.submission.planning.scene import Output

from . import _order, _wedges
from ._graph import Node, Scene, is_on
from ._reading import Reading
from ._rops import DISPLAYS, ORDER_ONLY, ROPS, SENDERS, SHELL, TOPS, VIEWERS, WEDGE, Rop, is_work

COUNTING = ("rop_types", "render_exports", "farm_licence", "farm_version")
"""The settings that what is read depends on."""

LICENCES = {"indie": "Houdini Indie", "education": "Houdini Education", "apprentice": "Houdini Apprentice"}
WINDOW_FIX = "Choose a file in its Output Picture."
MAXIMUM_NAMED = 5
"""How many nodes a sentence names."""


def outputs(scene: Scene, settings: Mapping[str, Any]) -> list[Output]:
    """One output for each ROP that renders, those first that others wait for, problems included.

    `settings` are those of the submission; the studio's own types (`rop_types`) count.
    """
    wires = _order.Wires(scene)
    batched = _order.batched(wires)
    nodes = renderers(scene, settings)
    made = [_output(node, scene, settings, is_batched=node.path in batched) for node in nodes]
    return _order.connected(wires, nodes, made)


def problems(scene: Scene, settings: Mapping[str, Any]) -> list[Problem]:
    """What speaks against rendering this scene as a whole, and what in it is not sent."""
    found = [*scene.problems, *_licence(scene, str(settings.get("farm_licence", "")))]
    found += _version(scene, str(settings.get("farm_version", "")))
    if not renderers(scene, settings):
        return [*found, _nothing(scene, settings)]
    wires = _order.Wires(scene)
    wires.tell_of_rings()
    active = [node for node in scene.nodes if not node.is_bypassed]
    idle = [node.path for node in active if node.type_name in (SHELL, *SENDERS) or _is_without_range(node, settings)]
    if idle:
        message = f"They render nothing that is known here, and are not sent: {_listed(idle)}."
        found.append(Problem("info", "outputs", message))
    shown = [node.path for node in active if _is_window(node, settings)]
    if shown:
        found.append(
            Problem("warning", "outputs", f"They render to a window, and are not sent: {_listed(shown)}.", WINDOW_FIX)
        )
    apart = [node.path for node in renderers(scene, settings) if _is_apart(node)]
    if apart and set(chosen(scene, settings)) != set(apart):
        message = f"Networks of TOPs render what they fetch, too, and are not chosen by themselves: {_listed(apart)}."
        found.append(Problem("info", "outputs", message))
    return [*found, *wires.problems]


def renderers(scene: Scene, settings: Mapping[str, Any]) -> list[Node]:
    """The nodes that render: not bypassed, and of a type that writes something, or of one that nobody knows."""
    return [node for node in scene.nodes if not node.is_bypassed and _renders(node, settings)]


def chosen(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """The paths of what is sent when nothing is selected: all that renders.

    Not the networks of TOPs outside of networks of ROPs: they render what is sent beside them, too. Where the scene has
    nothing else they are what is meant.
    """
    nodes = renderers(scene, settings)
    return [node.path for node in nodes if not _is_apart(node)] or [node.path for node in nodes]


def _is_apart(node: Node) -> bool:
    return node.type_name == TOPS and node.category != "Driver"


def row_of(node: Node, settings: Mapping[str, Any]) -> Rop | None:
    """The table's row for the type of `node`, or the studio's; None for an unknown type."""
    studio = settings.get("rop_types", {}).get(node.type_name, "").strip()
    return Rop(studio) if studio else ROPS.get(node.type_name)


def _renders(node: Node, settings: Mapping[str, Any]) -> bool:
    if node.type_name in ORDER_ONLY or node.type_name in SENDERS or node.type_name == SHELL:
        return False
    if node.type_name == TOPS:
        return any(map(is_work, node.contents()))
    return not _is_window(node, settings) and not _is_without_range(node, settings)


def _is_window(node: Node, settings: Mapping[str, Any]) -> bool:
    """Whether it shows its pictures in a window: MPlay, or the view in which an artist works."""
    if node.type_name in VIEWERS:
        return True
    row = row_of(node, settings)
    if row is None or not row.devices or row.parm == DISPLAYS or node.text(row.parm) not in row.devices:
        return False
    return row.export is None or is_on(node, row.export.tick) is False


def _is_without_range(node: Node, settings: Mapping[str, Any]) -> bool:
    """Whether it is of an unknown type that has no frames: nothing that renders."""
    if node.type_name in (*ORDER_ONLY, *SENDERS, *VIEWERS, SHELL, WEDGE, TOPS) or row_of(node, settings) is not None:
        return False
    return node.text("trange") is None


def _output(node: Node, scene: Scene, settings: Mapping[str, Any], *, is_batched: bool) -> Output:
    if node.type_name == WEDGE:
        return _wedges.output(node, scene)
    if node.type_name == TOPS:
        return Reading(node, scene, None, is_batched=False).cooked()
    reading = Reading(node, scene, row_of(node, settings), is_batched=is_batched)
    return reading.output(renders_exports=settings.get("render_exports", "") != "none")


def _nothing(scene: Scene, settings: Mapping[str, Any]) -> Problem:
    """Why there is nothing to render."""
    shown = [node for node in scene.nodes if _is_window(node, settings)]
    bypassed = [node for node in scene.nodes if node.is_bypassed and (node in shown or _renders(node, settings))]
    if bypassed:
        message, fix = f"All ROPs ({len(bypassed)}) are bypassed.", "Take the bypass flag from one of them."
    elif shown:
        message, fix = "All ROPs render to a window, which no farm sees (ip, md).", WINDOW_FIX
    else:
        message, fix = "The scene has no ROP that renders.", "Add one in /out."
    return Problem("error", "outputs", message, fix)


def _licence(scene: Scene, farm: str) -> list[Problem]:
    """What the licence of the scene means to the farm's."""
    kind = scene.licence
    name = LICENCES.get(kind, "a commercial Houdini")
    if farm and (kind or "commercial") != farm and kind:
        message = f"The scene is of {name}, the farm's Houdini is {farm}: it refuses the scene, or is limited by it."
        return [
            Problem("error", "farm_licence", message, f"Send it to a farm with {name}, or rebuild it with the other.")
        ]
    if kind == "apprentice" and not farm:
        message = (
            "The scene is of Houdini Apprentice: pictures are limited in size and marked, and there is no Alembic."
        )
        return [Problem("warning", "scene", message, "Render with a licence that may do it.")]
    return []


def _version(scene: Scene, farm: str) -> list[Problem]:
    """Whether the scene is of a newer Houdini than the farm's."""
    own, other = _numbers(scene.version), _numbers(farm)
    if not own or not other or own <= other:
        return []
    message = f"The scene is of Houdini {scene.version}, the farm has {farm}: what is new in it is lost there."
    return [Problem("warning", "farm_version", message, "Save it with the farm's version, or have the farm updated.")]


def _numbers(version: str) -> tuple[int, ...]:
    """The first two numbers of a version; none where they cannot be read."""
    parts = version.strip().split(".")[:2]
    return tuple(map(int, parts)) if parts and all(part.isdecimal() for part in parts) else ()


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MAXIMUM_NAMED} more" if len(names) > MAXIMUM_NAMED else ""
    return ", ".join(names[:MAXIMUM_NAMED]) + more
