"""The applications that have a plugin here: one folder each, which says in its `host.json` what it is.

The only place where the core reaches a plugin. Nothing of a plugin is imported before `module` is asked for it.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import os
import sys

from ..errors import AfError, Problem, SceneError, SettingsError
from ..typed import TYPE_CHECKING, NamedTuple
from . import host_file
from .host_file import Application

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import ModuleType

VARIABLE = "AFSUBMIT_PLUGINS"
"""Folders of further plugins, for a studio's own applications; between them the separator of PATH."""

CORE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder of this very package."""


class _Found(NamedTuple):
    applications: Mapping[str, Application]
    problems: Sequence[Problem]


def found() -> Mapping[str, Application]:
    """Name -> application, in the order of names.

    Of two plugins of one name the first counts: the one that carries this core, then those that AFSUBMIT_PLUGINS names,
    then those that came with the core. One of AFSUBMIT_PLUGINS that cannot be used is left out: see `problems`.

    Raises:
        SettingsError: a `host.json` that came with the core cannot be used; the sentence names it.
    """
    return _found(os.environ.get(VARIABLE, "")).applications


def problems() -> Sequence[Problem]:
    """Why plugins that AFSUBMIT_PLUGINS names are left out: nothing there, a wrong `host.json`, open to others.

    And which plugin is of another version than the core that it runs with.
    """
    found = _found(os.environ.get(VARIABLE, ""))
    mixed = (problem for application in found.applications.values() for problem in _mixed(application))
    return [*found.problems, *mixed]


def _mixed(application: Application) -> Iterator[Problem]:
    """That the plugin which the application has imported was installed with another core than this one."""
    imported = sys.modules.get(os.path.basename(application.package))
    own = sys.modules[str(__package__).rpartition(".")[0]].__version__
    for package in getattr(imported, "__path__", ()):
        folder = os.path.dirname(package)
        version = host_file.installed_version(folder)
        if version and version != own:
            text = f"The plugin in {folder} is of version {version}, but runs with the core {own} in {CORE}."
            fix = f"Install it anew with afsubmit install {application.name}, or take the other core off the path."
            yield Problem("warning", application.title, text, fix)


@functools.lru_cache(maxsize=8)
def _found(more: str) -> _Found:
    listed: dict[str, Application] = {}
    problems: list[Problem] = []
    for folder, is_named in _folders(more):
        try:
            application = _trusted(folder) if is_named else host_file.read(folder)
            listed.setdefault(application.name, application)
        except AfError as error:  # DistrustError is one; `ownership` is read for folders that somebody named
            if not is_named:
                raise
            problems.append(Problem("warning", VARIABLE, f"This plugin is left out: {error}"))
    return _Found(dict(sorted(listed.items())), problems)


def _folders(more: str) -> Iterator[tuple[str, bool]]:
    """Folders of plugins, and whether AFSUBMIT_PLUGINS (`more`) names them: around this core, named, beside it."""
    around = os.path.dirname(CORE), os.path.dirname(os.path.dirname(CORE))
    yield from ((one, False) for one in around if host_file.is_plugin(one))
    for place in filter(None, more.split(os.pathsep)):
        inside = list(_inside(place))
        yield from ((one, True) for one in inside or [place])
    for place in (os.path.join(around[0], "afsubmit_plugins"), os.path.join(around[1], "plugins")):
        yield from ((one, False) for one in _inside(place))


def _inside(place: str) -> Iterator[str]:
    """The plugins that `place` is or holds."""
    if host_file.is_plugin(place):
        yield place
        return
    try:
        names = sorted(os.listdir(place))
    except OSError:
        return
    yield from (path for path in (os.path.join(place, name) for name in names) if host_file.is_plugin(path))


def _trusted(folder: str) -> Application:
    """The application whose plugin lies in `folder`, which somebody named and whose code will run.

    Raises:
        SettingsError: there is no plugin, or a wrong one.
        DistrustError: another than its owner can write what would run.
    """
    from . import ownership

    folder = os.path.abspath(folder)
    if not host_file.is_plugin(folder):
        raise SettingsError(f"{folder} holds no {host_file.FILE}, and no folder in it does.")
    application = host_file.read(folder)
    for place, _, files in os.walk(application.package):
        for name in ("", *files):
            ownership.ensure(os.path.join(place, name) if name else place, top=folder, is_any_owner=True)
    ownership.ensure(os.path.join(folder, host_file.FILE), top=folder, is_any_owner=True)
    return application


def named(name: str) -> Application:
    """The application `name`.

    Raises:
        SceneError: no plugin of that name is here.
    """
    try:
        return found()[name]
    except KeyError:
        raise SceneError(f"There is no plugin for {name} here; there are {', '.join(found())}.{_told()}") from None


def of_file(path: str) -> Application:
    """The application whose scene file `path` is, by its ending.

    Raises:
        SceneError: it is none that is known.
    """
    ending = os.path.splitext(path)[1].lower()
    for application in found().values():
        if ending in application.endings:
            return application
    known = ", ".join(one for application in found().values() for one in application.endings)
    text = f'{path} is no scene file that is known by its ending ({known}). Submit it as a command: --command "…".'
    raise SceneError(text + _told())


def _told() -> str:
    return "".join(f" {problem.message}" for problem in problems())


def has(name: str, file: str) -> bool:
    """Whether the package of that application has the file `file` (without ending)."""
    return os.path.isfile(os.path.join(named(name).package, f"{file}.py"))


def module(name: str, file: str) -> ModuleType:
    """The file `file` (without ending) of that application's package.

    Raises:
        SceneError: it is not there.
    """
    application = named(name)
    if not has(name, file):
        text = f"Nothing here reads the files of {application.title} ({application.package})"
        raise SceneError(f"{text}; submit from the application.")
    return importlib.import_module(f"{_package(application)}.{file}")


def _package(application: Application) -> str:
    """The package's name: as the application imported it, else one of its own that nothing else is called."""
    around = str(__package__).rpartition(".")[0].rpartition(".")[0]
    if around and application.package == os.path.dirname(CORE):  # it carries this core, and was imported with it
        return around
    usual = os.path.basename(application.package)
    if application.package in map(os.path.abspath, getattr(sys.modules.get(usual), "__path__", ())):
        return usual
    package = f"afsubmit_plugin_{application.name}"
    if application.package not in getattr(sys.modules.get(package), "__path__", ()):
        _load(package, application)
    return package


def _load(package: str, application: Application) -> None:
    file = os.path.join(application.package, "__init__.py")
    spec = importlib.util.spec_from_file_location(package, file, submodule_search_locations=[application.package])
    if spec is None or spec.loader is None or not os.path.isfile(file):
        raise SceneError(f"The plugin {application.package} cannot be loaded: it has no __init__.py.")
    for name in [name for name in sys.modules if name.startswith(f"{package}.")]:  # of another folder, before
        del sys.modules[name]
    sys.modules[package] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(sys.modules[package])
    except BaseException:
        del sys.modules[package]
        raise
