"""What the open file needs beside Blender: kinds of nodes, an engine, functions of drivers. Told as far as it is known.

An engine whose add-on is off reads as EEVEE, and what the handlers of an add-on would do nobody can see (3.4.1 and
5.2.2, measured): of these nothing is said.
"""

from __future__ import annotations

import ast
import builtins
import math
import sys
from collections.abc import Iterator
from typing import Any

import bpy

from .afsubmit.errors import Problem

OWN_MODULES = ("bpy.types", "bpy_types", "_bpy_types")
OWN_ENGINES = ("CYCLES", "HYDRA_STORM")
MOST_TOLD = 4
"""Of each kind so many are told by name."""
DRIVER_NAMES = frozenset(
    (*dir(builtins), *dir(math), "bpy", "noise", "clamp", "lerp", "smoothstep", "frame", "self", "depsgraph")
)
"""What every driver knows, by Blender's manual."""
UNKNOWN = ("Node", "NodeTree")
"""The classes of what no add-on here explains (3.4.1 and 5.2.2, measured)."""


def problems() -> list[Problem]:
    """What this Blender lacks itself: what it shows already is not what the artist made.

    One that was started without the user's add-ons, to read a file, lacks all of them: of it nothing is said.
    """
    if bpy.app.factory_startup:
        return []
    nodes = [f"The node {name} is of a kind that this Blender does not know." for name in _unknown_nodes()]
    drivers = [f"The driver of {owner} uses {name}, which nothing here defines." for owner, name in _undefined()]
    fix = "Enable the add-on that made it, here and on the farm, or take it out of the file."
    more = "Enable the add-on or run the script that defines it, here and on the farm."
    return [*_told(nodes, fix, "warning"), *_told(drivers, more, "warning")]


def farm_problems() -> list[Problem]:
    """What other machines may lack: what is here, each add-on once, and what nobody here knows."""
    told = [f"{what} {_whose(owner)}: the farm's Blender needs it, too." for owner, what in _known().items()]
    if bpy.app.factory_startup:
        needs = "the farm's Blender needs the add-on that made it."
        told += [f"The node {name} is of no kind that Blender comes with: {needs}" for name in _unknown_nodes()]
        needs = "the farm's Blender needs the add-on or script that defines it."
        told += [f"The driver of {owner} uses {name}: {needs}" for owner, name in _undefined()]
    return list(_told(told, "", "info"))


def _unknown_nodes() -> list[str]:
    return [name for name, kind in _kinds() if kind.bl_rna.identifier in UNKNOWN]


def _undefined() -> list[tuple[str, str]]:
    return [(owner, name) for owner, name in _functions() if name not in bpy.app.driver_namespace]


def _known() -> dict[str, str]:
    """What add-ons here give to the file: the first thing of each, by its package."""
    found: dict[str, str] = {}
    for scene in bpy.data.scenes:
        engine = _engine(scene.render.engine)
        if engine is not None:
            found.setdefault(_owner(engine), f"The engine of {scene.name}, {scene.render.engine}, is")
    for name, kind in _kinds():
        if kind.__module__ not in OWN_MODULES and kind.bl_rna.identifier not in UNKNOWN:
            found.setdefault(_owner(kind), f"The node {name} is")
    for owner, name in _functions():
        function = bpy.app.driver_namespace.get(name)
        if function is not None:
            found.setdefault(_owner(function), f"{name}, which the driver of {owner} uses, is")
    return found


def _told(messages: list[str], fix: str, level: str) -> Iterator[Problem]:
    messages = list(dict.fromkeys(messages))
    for message in messages[:MOST_TOLD]:
        yield Problem(level, "scene", message, fix)
    if len(messages) > MOST_TOLD:
        yield Problem(level, "scene", f"{len(messages) - MOST_TOLD:,} more of this kind.", fix)


def _engine(name: str) -> Any:
    """The class of an engine that is not Blender's own."""
    if name.startswith("BLENDER_") or name in OWN_ENGINES:
        return None
    classes = bpy.types.RenderEngine.__subclasses__()
    return next((one for one in classes if getattr(one, "bl_idname", "") == name), None)


def _kinds() -> Iterator[tuple[str, Any]]:
    """The class of each node and tree of nodes, with its name for people."""
    for owner, tree in _trees():
        yield owner, type(tree)
        for node in tree.nodes:
            yield f"{node.name} of {owner}", type(node)


def _trees() -> Iterator[tuple[str, Any]]:
    data = bpy.data
    for group in data.node_groups:
        yield group.name, group
    for owner in (*data.materials, *data.worlds, *data.lights, *data.scenes):
        tree = getattr(owner, "node_tree", None)
        if tree is not None:
            yield owner.name, tree


def _functions() -> Iterator[tuple[str, str]]:
    """Of each driver its owner and the names in its expression that not every driver knows."""
    for owner, thing in _animated():
        for curve in thing.animation_data.drivers:
            driver = curve.driver
            if driver.type == "SCRIPTED" and not curve.mute:
                for name in _names(driver.expression) - {variable.name for variable in driver.variables}:
                    yield owner, name


def _animated() -> Iterator[tuple[str, Any]]:
    """Everything in the file that can have drivers."""
    collections = (one.identifier for one in bpy.data.bl_rna.properties if one.type == "COLLECTION")
    things = ((thing.name, thing) for name in collections for thing in getattr(bpy.data, name))
    for name, thing in (*things, *_trees()):
        if getattr(thing, "animation_data", None) is not None:
            yield name, thing


def _names(expression: str) -> set[str]:
    """The names that an expression takes from outside; none of what cannot be read."""
    try:
        nodes = list(ast.walk(ast.parse(expression.strip(), mode="eval")))
    except (SyntaxError, ValueError):
        return set()
    names = [node for node in nodes if isinstance(node, ast.Name)]
    made = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    made |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    return {node.id for node in names} - made - DRIVER_NAMES


def _owner(thing: Any) -> str:
    """The package of an add-on that a class or function is of; "" where it is of none."""
    parts = str(getattr(thing, "__module__", "") or "").split(".")
    package = ".".join(parts[:3] if parts[0] == "bl_ext" else parts[:1])
    return (
        package if package in bpy.context.preferences.addons.keys() else ""
    )  # an add-on of a collection is found by its key


def _whose(owner: str) -> str:
    if not owner:
        return "defined by a script"
    said = getattr(sys.modules.get(owner), "bl_info", {}).get("name", "") or owner.rpartition(".")[2]
    return f"of the add-on {said}"
