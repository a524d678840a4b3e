"""Where an application looks for plugins, and how ours gets there: read from the `install` part of its `host.json`.

home         by system, folders of the user in the order of choice; `{NAME}` is a variable, and a folder with one
             that is not set is passed over
versions     only where each version has a folder of its own below home: `oldest`, and how a program is asked for
             its version (`ask`, `answer`, on macOS the program in the `bundle`)
targets      where the plugin goes below home (`{version}`), the first whose `from` is not newer than the version
plugin       what of the plugin's folder is copied; all of it when there is none
core         where the core goes in it, and `beside_core` what stands beside the core and goes along
blocks       lines in files of the user's, below home
foreign      what to say of a plugin there that somebody else installed
next         what to do then
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import AfError
from . import block, sources, tree

ASK_SECONDS = 30.0
_VERSION = re.compile(r"\d+\.\d+")
_NAME = re.compile(r"\{(\w+)\}")


class Recipe(NamedTuple):
    """How the plugin in `folder` of the application `name` is installed; `said` is its `install` part."""

    name: str
    title: str
    folder: Path
    said: Mapping[str, Any]

    @property
    def has_versions(self) -> bool:
        """Whether each version of the application has a folder of its own."""
        return "versions" in self.said

    def home(self, environ: Mapping[str, str], platform: str = sys.platform) -> Path:
        """The application's folder of the user.

        Raises:
            AfError: this system is not among those that are known, or no variable says where it is.
        """
        places = self.said["home"].get(platform, self.said["home"]["linux"])
        known = {"HOME": os.path.expanduser("~"), "USERPROFILE": os.path.expanduser("~"), **environ}
        for place in places:
            if all(known.get(name) for name in _NAME.findall(place)):
                return Path(os.path.normpath(_NAME.sub(lambda found: known[found[1]], place)))
        raise AfError(f"Where {self.title} keeps the user's settings is not known here; say it with --folder.")

    def target(self, home: Path, version: str) -> Path:
        """Where the plugin goes, for `version` where versions have folders."""
        for one in self.said["targets"]:
            if "from" not in one or number(version) >= number(one["from"]):
                return home / str(one["path"]).format(version=version)
        raise AfError(f"{self.title} {version} has no place for plugins that is known.")

    def is_known(self, version: str) -> bool:
        """Whether `version` is one, and not older than what the plugin runs in."""
        is_one = bool(_VERSION.fullmatch(version))
        return is_one and number(version) >= number(self.said["versions"]["oldest"])

    def files(self) -> Iterator[tuple[str, Path]]:
        """The plugin with the core in it: name below the target, and source."""
        yield from sources.files_below(self.folder / self.said.get("plugin", ""))
        if "plugin" in self.said:
            yield "host.json", self.folder / "host.json"
        core = self.said["core"]
        yield from sources.files_below(sources.CORE, core)
        for name in self.said.get("beside_core", ()):
            if (sources.CORE.parent / name).is_file():
                yield str(Path(core).parent / name), sources.CORE.parent / name


def number(version: str) -> tuple[int, ...]:
    """A version as numbers, for comparing; () for a text that is none."""
    return tuple(map(int, version.split("."))) if _VERSION.fullmatch(version) else ()


def install(recipe: Recipe, folder: Path | None, version: str, programs: Callable[[], Iterable[str]]) -> Iterator[str]:
    """Install into `folder`, None for the application's own of the user; sentences about what was found and done.

    With folders by version: for `version`, else for every version that has a folder; when none has one, since none was
    ever started, the programs that were found on this machine are asked which they are.

    Raises:
        AfError: it could not be done.
    """
    home = folder or recipe.home(os.environ)
    versions = _versions(recipe, home, version)
    if recipe.has_versions and not versions:
        versions = _versions_of(recipe, programs())
        if not versions:
            example = f"--version {recipe.said['versions']['oldest']}"
            text = f"No {recipe.title} has a folder in {home}. Start {recipe.title} once, or name a version: {example}"
            raise AfError(text)
    yield from _introduction(recipe, home, versions, programs)
    for one in versions or [""]:
        target, prefix = recipe.target(home, one), f"{one}: " if one else ""
        before = tree.installed_version(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        count = tree.write(target, recipe.files())
        done = f"replaced version {before} of the plugin in" if before else "copied the plugin to"
        yield f"{prefix}{done if prefix else done.capitalize()} {target} ({count} files)."
    for name, lines in recipe.said.get("blocks", {}).items():
        changed = block.add(home / name, recipe.name, "\n".join(lines))
        yield f"{'Added a block to' if changed else 'The block was already in'} {home / name}."
    yield str(recipe.said["next"])


def _introduction(
    recipe: Recipe, home: Path, versions: list[str], programs: Callable[[], Iterable[str]]
) -> Iterator[str]:
    if versions:
        yield f"{recipe.title} keeps its settings in {home}; versions: {', '.join(versions)}."
        return
    here = ", ".join(programs())
    waits = f"No {recipe.title} was found here; the plugin waits for it."
    yield f"{recipe.title} was found: {here}." if here else waits


def uninstall(recipe: Recipe, folder: Path | None, version: str) -> Iterator[str]:
    """Take away what `install` put there, and only that.

    Raises:
        AfError: it could not be done.
    """
    home = folder or recipe.home(os.environ)
    versions = _versions(recipe, home, version)
    if recipe.has_versions and not versions:
        yield f"No {recipe.title} has a folder in {home}: there was no plugin."
        return
    for name in recipe.said.get("blocks", {}):
        is_there = block.remove(home / name)
        yield f"Removed the block from {home / name}." if is_there else f"There was no block of ours in {home / name}."
    for one in versions or [""]:
        sentence = _take_away(recipe, recipe.target(home, one), home)
        yield f"{one}: {sentence}" if one else sentence[:1].upper() + sentence[1:]


def _take_away(recipe: Recipe, target: Path, home: Path) -> str:
    if not target.exists():
        return f"there was no plugin in {target}."
    if not tree.is_ours(target) and "foreign" in recipe.said:
        return f"{target} {recipe.said['foreign']}"
    left = tree.remove(target)
    _remove_empty(target.parent, home)
    others = f" Left, since others put it there: {', '.join(left)}." if left else ""
    return f"removed the plugin from {target}.{others}"


def _remove_empty(folder: Path, home: Path) -> None:
    """Remove folders that were made for the plugin and hold nothing: an empty one would look like a version."""
    while folder != home and home in folder.parents and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _versions(recipe: Recipe, home: Path, version: str) -> list[str]:
    """The version that was named, else those with a folder in `home`, oldest first; none where one folder serves all.

    Raises:
        AfError: the version is none that the plugin runs in, or this application has no folders by version.
    """
    if not recipe.has_versions:
        if version:
            raise AfError(f"One folder of {recipe.title} serves all its versions; leave --version out.")
        return []
    if version and not recipe.is_known(version):
        oldest = recipe.said["versions"]["oldest"]
        raise AfError(f"{version!r} is no {recipe.title} that the plugin runs in; write such as 4.5, from {oldest} on.")
    names = [path.name for path in home.iterdir() if path.is_dir()] if home.is_dir() else []
    return [version] if version else sorted(filter(recipe.is_known, names), key=number)


def _versions_of(recipe: Recipe, programs: Iterable[str]) -> list[str]:
    """The versions that these programs say they are, of those that the plugin runs in, oldest first."""
    answer = re.compile(recipe.said["versions"]["answer"], re.MULTILINE)
    found = {said[1] for program in programs for said in answer.finditer(_answer(recipe, program))}
    return sorted(filter(recipe.is_known, found), key=number)


def _answer(recipe: Recipe, program: str) -> str:
    asked = recipe.said["versions"]
    inside = os.path.join(program, asked.get("bundle", ""))
    try:
        done = subprocess.run(
            [inside if program.endswith(".app") else program, *asked["ask"]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=ASK_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
