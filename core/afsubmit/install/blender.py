"""Blender: the folder of add-ons (before 4.2) or of extensions (4.2 on), for each version that the user has."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ..errors import AfError
from . import sources, tree

NAME = "afanasy"
EXTENSIONS_FROM = (4, 2)
OLDEST = (3, 4)
_VERSION = re.compile(r"(\d+)\.(\d+)")
_SAID = re.compile(r"^Blender (\d+\.\d+)", re.MULTILINE)
ASK_SECONDS = 30.0


def resources_folder() -> Path:
    """Where Blender keeps a folder for each of its versions (documented per system)."""
    told = os.environ.get("BLENDER_USER_RESOURCES")
    if told:
        return Path(told).parent
    if os.name == "nt":
        return Path(os.environ.get("APPDATA", os.path.expanduser("~"))) / "Blender Foundation" / "Blender"
    if sys.platform == "darwin":
        return Path(os.path.expanduser("~/Library/Application Support/Blender"))
    return Path(os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")) / "blender"


def versions(folder: Path) -> list[str]:
    """The versions with a folder there that the plugin runs in, oldest first."""
    names = [path.name for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    return sorted((name for name in names if _VERSION.fullmatch(name) and _number(name) >= OLDEST), key=_number)


def target(folder: Path, version: str) -> Path:
    """Where the plugin goes for `version`."""
    parts = ("extensions", "user_default") if _number(version) >= EXTENSIONS_FROM else ("scripts", "addons")
    return folder.joinpath(version, *parts, NAME)


def versions_of(programs: Iterable[str]) -> list[str]:
    """The versions that these programs say they are, of those that the plugin runs in, oldest first."""
    found = {said[1] for program in programs for said in _SAID.finditer(_answer(program))}
    return sorted((version for version in found if _number(version) >= OLDEST), key=_number)


def _answer(program: str) -> str:
    inside = os.path.join(program, "Contents", "MacOS", "Blender")
    try:
        asked = [inside if program.endswith(".app") else program, "--version"]
        done = subprocess.run(
            asked, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=ASK_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")


def install(
    folder: Path | None = None, version: str = "", programs: Callable[[], Iterable[str]] = tuple
) -> Iterator[str]:
    """Install for `version`, or for every version that has a folder; sentences about what was found and done.

    When no version has one, since none was ever started, the Blenders that `programs` names are asked what they are.

    Raises:
        AfError: it could not be done.
    """
    home = folder or resources_folder()
    chosen = _chosen(home, version) or versions_of(programs())
    if not chosen:
        raise AfError(f"No Blender has a folder in {home}. Start Blender once, or name a version: --version 4.5")
    yield f"Blender keeps its settings in {home}; versions: {', '.join(chosen)}."
    for one in chosen:
        place = target(home, one)
        before = tree.installed_version(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        count = tree.write(place, files())
        yield f"{one}: {f'replaced version {before} in' if before else 'copied the plugin to'} {place} ({count} files)."
    yield "Switch it on once: Edit ▸ Preferences ▸ Add-ons ▸ Submit to Afanasy."


def uninstall(folder: Path | None = None, version: str = "") -> Iterator[str]:
    """Take away what `install` put there, and only that.

    Raises:
        AfError: it could not be done.
    """
    home = folder or resources_folder()
    chosen = _chosen(home, version)
    if not chosen:
        yield f"No Blender has a folder in {home}: there was no plugin."
    for one in chosen:
        place = target(home, one)
        if not place.exists():
            yield f"{one}: there was no plugin in {place}."
        elif not tree.is_ours(place):
            yield f"{one}: {place} was installed from the zip; remove it in Edit ▸ Preferences ▸ Add-ons."
        else:
            left = tree.remove(place)
            _remove_empty(place.parent, home)
            yield f"{one}: removed {place}." + (f" Left, since others put it there: {', '.join(left)}." if left else "")


def files() -> Iterator[tuple[str, Path]]:
    """The plugin with the core in it."""
    yield from sources.files_below(sources.plugin_folder("blender") / NAME)
    yield from sources.files_below(sources.CORE, "afsubmit")


def _remove_empty(folder: Path, home: Path) -> None:
    """Remove folders that were made for the plugin and hold nothing: an empty one would look like a Blender."""
    while folder != home and home in folder.parents and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _chosen(home: Path, version: str) -> list[str]:
    if version:
        if not _VERSION.fullmatch(version) or _number(version) < OLDEST:
            raise AfError(
                f"{version!r} is no Blender that the plugin runs in; write a version such as 4.5, from 3.4 on."
            )
        return [version]
    return versions(home)


def _number(version: str) -> tuple[int, int]:
    found = _VERSION.fullmatch(version)
    return (int(found[1]), int(found[2])) if found else (0, 0)
