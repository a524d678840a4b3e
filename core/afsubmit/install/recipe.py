"""Puts a plugin where its application looks for plugins, by the `install` part of its `host.json`.

home         by system, folders of the user in the order of choice; `{NAME}` is a variable, and a folder with one
             that is not set is passed over; where each version has a folder of its own, the last name holds `{version}`
versions     only where it does: `oldest` that the plugin runs in; `ask`, the words that let a program say its version,
             which `answer` finds (on macOS it is the program in the `bundle`), else the program's path says it; `word`,
             what stands for the version in variables
targets      where the plugin goes in home, the first whose `from` is not newer than the version
plugin       what of the plugin's folder is copied; all of it when there is none
core         where the core goes in it, and `beside_core` what stands beside the core and goes along
blocks       lines in files of the user's, in home
written      files of our own in home: lines, or what becomes JSON; `{target}` is the plugin's folder, `{version}` the
             application's version and `{release}` ours
foreign      what to say of a plugin there that somebody else installed
next         what to do then
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import __version__
from ..counted import counted
from ..errors import AfError
from . import places, sources, text_block, tree, written
from .places import Home

if TYPE_CHECKING:
    from ..studio.host_file import Application

Programs = Callable[[], Iterable[str]]


class Recipe(NamedTuple):
    """How the plugin in `folder` of the application `name` is installed; `said` is its `install` part."""

    name: str
    title: str
    folder: Path
    said: Mapping[str, Any]

    def home(self, folder: Path | None) -> Home:
        """The application's folder of the user; `folder` where somebody named it.

        Raises:
            AfError: it is not known.
        """
        return places.home_in(self.said, folder) if folder else places.home(self.said, self.title, os.environ)

    def target(self, home: Path, version: str) -> Path:
        """Where the plugin goes, for `version` where versions have folders.

        Raises:
            AfError: there is no place for that version.
        """
        for one in self.said["targets"]:
            if "from" not in one or places.number(version) >= places.number(one["from"]):
                return home / str(one["path"])
        raise AfError(f"{self.title} {version} has no place for plugins that is known.")

    def files(self) -> Iterator[tuple[str, Path]]:
        """The plugin with the core in it: name below the target, and source."""
        inside = self.folder / self.said.get("plugin", "")
        is_installed = (
            not inside.is_dir()
        )  # then the plugin's folder is all there is, with the core and host.json in it
        yield from sources.files_below(self.folder if is_installed else inside)
        if "plugin" in self.said and not is_installed:
            yield "host.json", self.folder / "host.json"
        core = self.said["core"]
        yield from sources.files_below(sources.CORE, core)
        for name in self.said.get("beside_core", ()):
            if (sources.CORE.parent / name).is_file():
                yield str(Path(core).parent / name), sources.CORE.parent / name


def of(application: Application) -> Recipe:
    """How the plugin of that application is installed."""
    return Recipe(application.name, application.title, Path(application.folder), application.install)


def installed(recipe: Recipe) -> Iterator[tuple[Path, str]]:
    """Where the user has the plugin for the application's versions, and of which version of ours it is each time.

    Raises:
        AfError: where the application keeps such things is not known.
    """
    home = recipe.home(None)
    for one in _versions(recipe, home, "") or [""]:
        target = recipe.target(home.of(one), one)
        found = tree.installed_version(target)
        if found:
            yield target, found


def install(recipe: Recipe, folder: Path | None, version: str, programs: Programs) -> Iterator[str]:
    """Install into `folder`, None for the application's own of the user; sentences about what was found and done.

    With folders by version: for `version`, else for every version that has a folder; when none has one, since none was
    ever started, the programs that were found on this machine are asked which they are.

    Raises:
        AfError: it could not be done.
    """
    home = recipe.home(folder)
    versions = _versions(recipe, home, version)
    if home.by_version and not versions:
        versions = places.of_programs(recipe.said, programs())
        if not versions:
            example = f"--version {recipe.said['versions']['oldest']}"
            text = f"No {recipe.title} has a folder in {home.folder}. Start {recipe.title} once, or name a version: "
            raise AfError(text + example)
    yield from _introduction(recipe, home, versions, programs)
    for one in versions or [""]:
        for sentence in _put(recipe, home.of(one), one):
            yield f"{one}: {sentence}" if one else sentence[:1].upper() + sentence[1:]
    yield str(recipe.said["next"])


def _introduction(recipe: Recipe, home: Home, versions: list[str], programs: Programs) -> Iterator[str]:
    if versions:
        yield f"{recipe.title} keeps its settings in {home.folder}; versions: {', '.join(versions)}."
        return
    here = ", ".join(programs())
    waits = f"No {recipe.title} was found here; the plugin waits for it."
    yield f"{recipe.title} was found: {here}." if here else waits


def _put(recipe: Recipe, home: Path, version: str) -> Iterator[str]:
    """Install into the folder `home` of one version."""
    target = recipe.target(home, version)
    words = {"target": target.as_posix(), "version": version, "release": __version__}
    texts = {home / name: written.text_of(content, words) for name, content in recipe.said.get("written", {}).items()}
    former = tree.written_by(target)
    written.ensure_ours(texts, former)
    before = tree.installed_version(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    count = tree.write(target, recipe.files(), written=[*map(str, texts)])
    done = f"replaced version {before} of the plugin in" if before else "copied the plugin to"
    yield f"{done} {target} ({counted(count, 'file')})."
    for path, text in texts.items():
        written.write(path, text, target)
        yield f"wrote {path}."
    for path in set(former) - set(map(str, texts)):  # an older one of ours needed it
        written.remove(Path(path))
    for name, lines in recipe.said.get("blocks", {}).items():
        changed = text_block.add(home / name, recipe.name, "\n".join(lines))
        yield f"{'added a block to' if changed else 'the block was already in'} {home / name}."


def uninstall(recipe: Recipe, folder: Path | None, version: str) -> Iterator[str]:
    """Take away what `install` put there, and only that.

    Raises:
        AfError: it could not be done.
    """
    home = recipe.home(folder)
    versions = _versions(recipe, home, version)
    if home.by_version and not versions:
        yield f"No {recipe.title} has a folder in {home.folder}: there was no plugin."
        return
    for one in versions or [""]:
        for sentence in _take_away(recipe, home, one):
            yield f"{one}: {sentence}" if one else sentence[:1].upper() + sentence[1:]


def _take_away(recipe: Recipe, home: Home, version: str) -> Iterator[str]:
    """Remove the files in the folder of one version; those that announce the plugin first."""
    place = home.of(version)
    target = recipe.target(place, version)
    for name in recipe.said.get("blocks", {}):
        is_there = text_block.remove(place / name)
        there = f"removed the block from {place / name}."
        yield there if is_there else f"there was no block of ours in {place / name}."
    for path in map(Path, tree.written_by(target)):
        if written.remove(path):
            yield f"removed {path}."
            _remove_empty(path.parent, home.folder)
    yield _without_tree(recipe, target, home.folder)


def _without_tree(recipe: Recipe, target: Path, home: Path) -> str:
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


def _versions(recipe: Recipe, home: Home, version: str) -> list[str]:
    """The version that was named, else those with a folder in `home`, oldest first; none where one folder serves all.

    Raises:
        AfError: the version is none that the plugin runs in, or this application has no folders by version.
    """
    if not home.by_version:
        if version:
            raise AfError(f"One folder of {recipe.title} serves all its versions; leave --version out.")
        return []
    if version and not places.is_known(recipe.said, version):
        oldest = recipe.said["versions"]["oldest"]
        raise AfError(f"{version!r} is no {recipe.title} that the plugin runs in; write such as {oldest}, or newer.")
    known = (one for one in home.versions() if places.is_known(recipe.said, one))
    return [version] if version else sorted(known, key=places.number)
