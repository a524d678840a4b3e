"""A job's document with its paths as the farm sees them. Texts in, texts out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..studio.pathmap import PathMap

COMMANDS = ("command", "command_pre", "command_post")
"""Fields with paths among other words."""


def to_farm(job: Mapping[str, Any], path_map: PathMap) -> dict[str, Any]:
    """A copy of the document `job`, its blocks and tasks included, with every path translated."""
    made = _translated(job, path_map)
    if "folders" in made:
        made["folders"] = {name: path_map.path_to_server(folder) for name, folder in made["folders"].items()}
    made["blocks"] = [_block(block, path_map) for block in job["blocks"]]
    return made


def _block(block: Mapping[str, Any], path_map: PathMap) -> dict[str, Any]:
    made = _translated(block, path_map)
    if "working_directory" in made:
        made["working_directory"] = path_map.path_to_server(made["working_directory"])
    if "tasks" in made:
        made["tasks"] = [_translated(task, path_map) for task in made["tasks"]]
    return made


def _translated(owner: Mapping[str, Any], path_map: PathMap) -> dict[str, Any]:
    made = dict(owner)
    for name in COMMANDS:
        if name in made:
            made[name] = path_map.to_server(made[name])
    if "files" in made:
        made["files"] = [path_map.path_to_server(file) for file in made["files"]]
    if "environment" in made:
        made["environment"] = {name: path_map.to_server(value) for name, value in made["environment"].items()}
    return made
