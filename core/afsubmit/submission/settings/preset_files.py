"""Named presets: settings by name, of the user, the show or the studio. One JSON file each, in folders `presets`."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ...errors import Problem, SettingsError
from ...studio import folders, open_files
from . import setting_files
from .setting_files import LEVELS, USER

FOLDER = "presets"
ENDING = ".json"
_BAD_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
LONGEST_NAME = 100


class Preset(NamedTuple):
    """A preset that is there: its level ("studio", "show" or "user"), its name, and the file that holds it."""

    level: str
    name: str
    path: str


def listed(environ: Mapping[str, str] | None = None) -> tuple[list[Preset], list[Problem]]:
    """The presets that can be chosen, by level and name, and what of their folders cannot be read.

    A preset of the user hides one of the show with the same name, which hides one of the studio.
    """
    found: dict[str, Preset] = {}
    problems = []
    for level, folder in setting_files.level_folders(environ).items():
        place = os.path.join(folder, FOLDER)
        try:
            files = sorted(os.listdir(place))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            message = f"The presets in {place} cannot be read: {error.strerror or error}."
            problems.append(Problem("warning", "presets", message, "Ask for the right to read them."))
            continue
        for file in files:
            name, ending = os.path.splitext(file)
            if ending.lower() == ENDING and not name.startswith("."):
                found[name] = Preset(level, name, os.path.join(place, file))
    by_place = {level: number for number, level in enumerate(LEVELS)}
    return sorted(found.values(), key=lambda preset: (by_place[preset.level], preset.name.lower())), problems


def load(name: str, environ: Mapping[str, str] | None = None) -> Mapping[str, Any]:
    """The settings that the preset `name` holds, those of a newer version included.

    Raises:
        SettingsError: there is none of that name, its file cannot be read, or a value in it cannot be used.
    """
    content = setting_files.read(_find(name, environ).path)
    if content.problems:
        raise SettingsError(" ".join(f"{problem.where}: {problem.message}" for problem in content.problems))
    return content.values


def save(
    name: str, values: Mapping[str, Any], *, level: str = USER, environ: Mapping[str, str] | None = None
) -> Preset:
    """Keep `values` as the preset `name`; what its file holds beside settings stays. Whole or not at all.

    Raises:
        SettingsError: the name or a value cannot be used, or the file cannot be written.
    """
    preset = Preset(level, checked_name(name), _path(name, level, environ))
    kept: dict[str, Any] = {}
    if os.path.exists(preset.path):
        kept = setting_files.parsed(preset.path)
    problems = setting_files.wrong_values(values)
    if problems:
        raise SettingsError(" ".join(problems.values()))
    text = json.dumps({**kept, "settings": dict(values)}, indent=2, ensure_ascii=False) + "\n"
    _write(preset.path, text)
    return preset


def delete(name: str, *, level: str = USER, environ: Mapping[str, str] | None = None) -> None:
    """Remove the preset `name` of that level.

    Raises:
        SettingsError: there is none, or it cannot be removed.
    """
    path = _path(name, level, environ)
    try:
        os.remove(path)
    except FileNotFoundError as error:
        raise SettingsError(f"There is no preset {name!r} of the {level}: no file {path}.") from error
    except OSError as error:
        raise SettingsError(f"The preset {path} cannot be removed: {error.strerror or error}.") from error


def checked_name(name: str) -> str:
    """`name`, which must do as the name of a file on any system.

    Raises:
        SettingsError: it does not.
    """
    if not name or name != name.strip() or name[0] == "." or name[-1] == "." or len(name) > LONGEST_NAME:
        raise SettingsError(
            f"A preset cannot be called {name!r}: write 1 to {LONGEST_NAME} letters, no dot at the ends."
        )
    if _BAD_NAME.search(name):
        raise SettingsError(f'A preset cannot be called {name!r}: leave out < > : " / \\ | ? and *.')
    return name


def _find(name: str, environ: Mapping[str, str] | None) -> Preset:
    presets, problems = listed(environ)
    found = next((preset for preset in presets if preset.name == name), None)
    if found is None:
        names = ", ".join(preset.name for preset in presets) or "none"
        reasons = "".join(f" {problem.message}" for problem in problems)
        raise SettingsError(f"There is no preset {name!r}; there are: {names}.{reasons}")
    return found


def _path(name: str, level: str, environ: Mapping[str, str] | None) -> str:
    places = setting_files.level_folders(environ)
    if level not in places:
        fix = f"Set {folders.SHOW_VARIABLE}." if level == "show" else f"Levels are {', '.join(places)}."
        raise SettingsError(f"There is no place for presets of the level {level!r}. {fix}")
    return os.path.join(places[level], FOLDER, f"{checked_name(name)}{ENDING}")


def _write(path: str, text: str) -> None:
    """Write a file whole or not at all; its folder is made when it is missing."""
    other = f"{path}.{os.getpid()}.new"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(other, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        open_files.replace(other, path)
    except OSError as error:
        if os.path.exists(other):
            os.remove(other)
        raise SettingsError(f"The preset {path} cannot be written: {error.strerror or error}.") from error
