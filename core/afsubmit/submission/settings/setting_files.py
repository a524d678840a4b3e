"""Files of settings: `settings.json` of the studio, the show and the user, and presets, which have the same form.

    {"settings": {"priority": 50}, "locked": ["priority"], "hidden": ["command_pre"]}

Reading writes nothing. What a newer version wrote is kept.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ...errors import Problem, SettingsError
from ...studio import folders, json_files
from .schema import BY_KEY

FILE = "settings.json"
STUDIO, SHOW, USER = LEVELS = ("studio", "show", "user")
FIX = "Correct the file; the value is passed over."


class SettingsFile(NamedTuple):
    """What one file says; `problems` name the file and the key's path."""

    path: str
    values: Mapping[str, Any]
    locked: Sequence[str] = ()
    hidden: Sequence[str] = ()
    problems: Sequence[Problem] = ()


def level_folders(environ: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """The folder of each level that there is, by level; the show's only when there is a show."""
    show = folders.show_config_folder(environ)
    found = {STUDIO: folders.studio_config_folder(environ), SHOW: show, USER: folders.user_config_folder(environ)}
    return {level: folder for level, folder in found.items() if folder}


def levels(environ: Mapping[str, str] | None = None) -> tuple[Mapping[str, SettingsFile], list[Problem]]:
    """What the `settings.json` of each level says, in the order studio, show, user.

    A file that is not there says nothing; one that cannot be used is a problem, and what of it can be used counts.
    """
    found, problems = {}, _show_problems(environ)
    for level, folder in level_folders(environ).items():
        path = os.path.join(folder, FILE)
        try:
            if not os.path.exists(path):
                continue
            found[level] = read(path)
        except SettingsError as error:
            problems.append(Problem("warning", f"{level} settings", str(error), "Correct it; it is passed over."))
        else:
            problems += found[level].problems
    return found, problems


def read(path: str) -> SettingsFile:
    """The content of the file; values that cannot be used are left out, with a problem for each.

    Raises:
        SettingsError: it cannot be read, or is not such a file; with line and column where it is not JSON.
    """
    content = parsed(path)
    values = content.get("settings", {})
    if not isinstance(values, dict):
        raise SettingsError(f"{path}: settings must be an object.")
    wrong = wrong_values(values)
    problems = [Problem("warning", f"{path}: settings.{key}", text, FIX) for key, text in wrong.items()]
    lists = {}
    for name in ("locked", "hidden"):
        keys = content.get(name, [])
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            problems.append(Problem("warning", f"{path}: {name}", "It must be a list of the settings' keys.", FIX))
            keys = [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []
        lists[name] = keys
    good = {key: value for key, value in values.items() if key not in wrong}
    return SettingsFile(path, good, lists["locked"], lists["hidden"], problems)


def parsed(path: str) -> dict[str, Any]:
    """The JSON object in the file.

    Raises:
        SettingsError: there is none; with line and column where it is not JSON.
    """
    content = json_files.read(path)
    if content is None:
        raise SettingsError(f"{path} cannot be read: there is no such file.")
    return content


def wrong_values(values: Mapping[str, Any]) -> dict[str, str]:
    """Of each key of ours whose value cannot be used: why."""
    found = {}
    for key, value in values.items():
        if key in BY_KEY:
            try:
                BY_KEY[key].checked(value)
            except SettingsError as error:
                found[key] = str(error)
    return found


def _show_problems(environ: Mapping[str, str] | None) -> list[Problem]:
    folder = folders.show_config_folder(environ)
    if not folder or os.path.isdir(folder):
        return []
    message = f"The show's folder {folder} ({folders.SHOW_VARIABLE}) cannot be read: its settings do not count."
    return [Problem("warning", "show", message, "Make it, connect the disk it lies on, or correct the variable.")]
