"""A job of this machine's farm as a farm of many machines is to get it: its paths as that farm sees them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ...document import shell_words
from ...document.quoting import THIS_SYSTEM
from ...errors import Problem
from ..planning.scene import Target

COMMANDS = ("command", "command_pre", "command_post")
_NEEDS_NO_QUOTES = re.compile(r"[A-Za-z0-9_./\\:+=@%,-]*")


def moved_document(document: Mapping[str, Any], target: Target) -> dict[str, Any]:
    """The document with every path in it as the farm of `target` sees it."""
    if target.path_map is None:
        return dict(document)
    in_text, of_path = target.path_map.to_server, target.path_map.path_to_server
    job = _mapped(document, in_text, of_path)
    job["blocks"] = [_mapped(block, in_text, of_path) for block in document["blocks"]]
    for block in job["blocks"]:
        if "tasks" in block:
            block["tasks"] = [_mapped(task, in_text, of_path) for task in block["tasks"]]
    return job


def problems(document: Mapping[str, Any], target: Target, *, here: str = THIS_SYSTEM) -> list[Problem]:
    """What stands against moving a job whose commands were made for a shell of the system `here`.

    A finished command is not quoted anew: where the map would put a folder into it that needs quotes, or the farm has
    another kind of shell, that is an error.
    """
    if target.farm_os != here:
        text = f"The job's commands are written for the shell of {here} systems, the farm has {target.farm_os}."
        return [Problem("error", "move", text, "Submit the scene to the farm instead.")]
    found = [
        Problem("error", "pathsmap", text, "Submit the scene to the farm instead.") for text in _unquotable(target)
    ]
    if target.path_map is None:
        text = "There is no path map: the farm must have every file under the name that it has here."
        return [Problem("warning", "pathsmap", text, "")]
    outside = [path for path in dict.fromkeys(_paths(document, here)) if not target.path_map.covers(path)]
    if outside:
        text = f"No folder of the path map holds {_listed(outside)}: the farm must have the same there."
        found.append(Problem("warning", "pathsmap", text, ""))
    return found


def _mapped(part: Mapping[str, Any], in_text: Callable[[str], str], of_path: Callable[[str], str]) -> dict[str, Any]:
    found = dict(part)
    for name in (name for name in COMMANDS if found.get(name)):
        found[name] = in_text(found[name])
    if found.get("working_directory"):
        found["working_directory"] = of_path(found["working_directory"])
    if found.get("files"):
        found["files"] = [of_path(path) for path in found["files"]]
    for name, change in (("folders", of_path), ("environment", in_text)):
        if found.get(name):
            found[name] = {key: change(value) for key, value in found[name].items()}
    return found


def _unquotable(target: Target) -> Iterator[str]:
    for folder, there in target.path_map.pairs if target.path_map else ():
        if not _NEEDS_NO_QUOTES.fullmatch(there) and _NEEDS_NO_QUOTES.fullmatch(folder):
            yield f"The path map turns {folder} into {there}, which needs quotes in a command that is written already."


def _paths(document: Mapping[str, Any], here: str) -> Iterator[str]:
    """The absolute paths that stand in the job's fields, and the programs that its commands begin with."""
    parts = [document, *document["blocks"], *(task for block in document["blocks"] for task in block.get("tasks", ()))]
    for part in parts:
        words = [part.get("working_directory", ""), *part.get("files", ()), *part.get("folders", {}).values()]
        words += _program(part.get("command", ""), here)
        yield from filter(_is_absolute, words)


def _program(command: str, here: str) -> list[str]:
    try:
        return shell_words.typed_words(command, here)[:1]
    except ValueError:  # a quote that is never closed
        return []


def _is_absolute(path: str) -> bool:
    return path[:1] in ("/", "\\") or path[1:3] in (":/", ":\\")


def _listed(paths: Iterable[str], most: int = 3) -> str:
    paths = list(paths)
    more = f" and {len(paths) - most} more" if len(paths) > most else ""
    return ", ".join(paths[:most]) + more
