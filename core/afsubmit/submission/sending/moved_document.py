"""A job of this machine's farm as a farm of many machines is to get it: its paths as that farm sees them. Pure.

The law: of a finished command nothing is changed but whole words that the farm's shell reads as paths, and these are
quoted anew. Where a folder of the path map stands anywhere else, the job is not moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...document import shell_words
from ...document.quoting import THIS_SYSTEM, WINDOWS, command_line
from ...errors import Problem, QuotingError
from ..planning.farm_paths import FarmPaths
from ..planning.scene import Target

COMMANDS = ("command", "command_pre", "command_post")
SUBMIT = "Submit the scene to the farm instead."


class SurePaths(FarmPaths):
    """As `FarmPaths`; what is not certain is an error."""

    def _leave_as_is(self, text: str, where: str, why: str = "") -> None:
        why = why or "It is not clear where its paths begin and end."
        self._warn(where, f"A folder of the path map stands in this. {why} It reads: {text}", "")

    def _warn(self, where: str, message: str, fix: str) -> None:
        self._warnings[Problem("error", where, message, SUBMIT)] = None


def moved_document(document: Mapping[str, Any], target: Target) -> dict[str, Any]:
    """The document with the paths in it as the farm of `target` sees them.

    Raises:
        QuotingError: a path cannot be written there; `problems` says so before.
    """
    return _moved(document, SurePaths(target.path_map, target.farm_os))


def problems(document: Mapping[str, Any], target: Target, *, here: str = THIS_SYSTEM) -> list[Problem]:
    """What stands against moving a job whose commands were made for a shell of the system `here`."""
    if target.farm_os != here:
        text = f"The job's commands are written for the shell of {here} systems, the farm has {target.farm_os}."
        return [Problem("error", "move", text, SUBMIT)]
    if target.path_map is None:
        text = "There is no path map: the farm must have every file under the name that it has here."
        return [Problem("warning", "pathsmap", text, "")]
    paths, found = SurePaths(target.path_map, target.farm_os), list[Problem]()
    try:
        _moved(document, paths)
    except QuotingError as error:
        found.append(Problem("error", "pathsmap", str(error), SUBMIT))
    found += paths.problems
    outside = [path for path in dict.fromkeys(_paths(document, here)) if not target.path_map.covers(path)]
    if outside:
        text = f"No folder of the path map holds {_listed(outside)}: the farm must have the same there."
        found.append(Problem("warning", "pathsmap", text, ""))
    return found


def _moved(document: Mapping[str, Any], paths: FarmPaths) -> dict[str, Any]:
    job = _mapped(document, paths)
    job["blocks"] = [_mapped(block, paths) for block in document["blocks"]]
    for block in job["blocks"]:
        if "tasks" in block:
            block["tasks"] = [_mapped(task, paths) for task in block["tasks"]]
    return job


def _mapped(part: Mapping[str, Any], paths: FarmPaths) -> dict[str, Any]:
    found = dict(part)
    if found.get("environment"):
        found["environment"] = paths.chosen(found["environment"])
    for name in (name for name in COMMANDS if found.get(name)):
        found[name] = _command(found[name], name, paths)
    if found.get("working_directory"):
        found["working_directory"] = paths.path(found["working_directory"])
    if found.get("files"):
        found["files"] = [paths.path(path) for path in found["files"]]
    if found.get("folders"):
        found["folders"] = {key: paths.path(value) for key, value in found["folders"].items()}
    return found


def _command(text: str, name: str, paths: FarmPaths) -> str:
    """A finished command with its words mapped; the mark that a line for cmd may begin with is set anew."""
    is_marked = paths.farm_os == WINDOWS and text.startswith('@"')
    return command_line(paths.command(text[1:] if is_marked else text, name), paths.farm_os)


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
