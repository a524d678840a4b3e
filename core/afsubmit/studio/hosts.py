"""The applications that have a plugin here: one folder each, which says in its `host.json` what it is.

The only place where the core reaches a plugin. Nothing of a plugin is imported before `module` is asked for it.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import json
import os
import sys

from ..errors import SceneError, SettingsError
from ..typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

FILE = "host.json"
VARIABLE = "AFSUBMIT_PLUGINS"
"""Folders of further plugins, for a studio's own applications; between them the separator of PATH."""

CORE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder of this very package."""


class Application(NamedTuple):
    """One application, as the `host.json` of its plugin describes it.

    `name` is what commands and presets call it ("nuke"), `title` what people do ("Nuke"); `folder` holds the plugin and
    `package` its Python package; `endings` are those of its scene files; `programs` and `install` are read by
    `cli.applications` and `install.recipe`.
    """

    name: str
    title: str
    folder: str
    package: str
    endings: tuple[str, ...]
    programs: Mapping[str, Any]
    install: Mapping[str, Any]

    @property
    def is_around_core(self) -> bool:
        """Whether this very core lies in the application's package, as it does once installed there."""
        return os.path.dirname(CORE) == self.package


def found() -> Mapping[str, Application]:
    """Name -> application, in the order of names; of two plugins of one name the one that carries this core counts.

    Raises:
        SettingsError: a `host.json` cannot be used; the sentence names it.
    """
    return _found(os.environ.get(VARIABLE, ""))


@functools.lru_cache(maxsize=8)
def _found(more: str) -> Mapping[str, Application]:
    listed: dict[str, Application] = {}
    for folder in _folders(more):
        application = _read(folder)
        listed.setdefault(application.name, application)
    return dict(sorted(listed.items()))


def _folders(more: str) -> Iterator[str]:
    """Folders with a `host.json`: around this core when it is carried, beside it in a clone or a wheel, a studio's."""
    yield from (one for one in (os.path.dirname(CORE), os.path.dirname(os.path.dirname(CORE))) if _is_plugin(one))
    beside = (
        os.path.join(os.path.dirname(CORE), "afsubmit_plugins"),
        os.path.join(os.path.dirname(os.path.dirname(CORE)), "plugins"),
    )
    for place in (*beside, *filter(None, more.split(os.pathsep))):
        if _is_plugin(place):
            yield place
        elif os.path.isdir(place):
            yield from (one.path for one in sorted(os.scandir(place), key=lambda one: one.name) if _is_plugin(one.path))


def _is_plugin(folder: str) -> bool:
    return os.path.isfile(os.path.join(folder, FILE))


def _read(folder: str) -> Application:
    path = os.path.join(folder, FILE)
    try:
        with open(path, encoding="utf-8") as file:
            said = json.load(file)
        package = os.path.join(folder, said["package"])
        return Application(
            name=said["name"],
            title=said["title"],
            folder=folder,
            package=package if os.path.isdir(package) else folder,
            endings=tuple(said["endings"]),
            programs=said.get("programs", {}),
            install=said.get("install", {}),
        )
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise SettingsError(f"{path} does not describe an application: {type(error).__name__}: {error}.") from error


def named(name: str) -> Application:
    """The application `name`.

    Raises:
        SceneError: no plugin of that name is here.
    """
    try:
        return found()[name]
    except KeyError:
        raise SceneError(f"There is no plugin for {name} here; there are {', '.join(found())}.") from None


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
    raise SceneError(text)


def module(name: str, file: str) -> ModuleType:
    """The file `file` (without ending) of that application's package.

    Raises:
        SceneError: it is not there.
    """
    application = named(name)
    if not os.path.isfile(os.path.join(application.package, f"{file}.py")):
        text = f"Nothing here reads the files of {application.title} ({application.package})"
        raise SceneError(f"{text}; submit from the application.")
    return importlib.import_module(f"{_package(application)}.{file}")


def _package(application: Application) -> str:
    """The package's name: as the application imported it, else one of its own that nothing else is called."""
    if application.is_around_core:
        return str(__package__).rpartition(".")[0].rpartition(".")[0]
    usual = os.path.basename(application.package)
    if application.package in map(os.path.abspath, getattr(sys.modules.get(usual), "__path__", ())):
        return usual
    package = f"afsubmit_plugin_{application.name}"
    if package not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            package, os.path.join(application.package, "__init__.py"), submodule_search_locations=[application.package]
        )
        if spec is None or spec.loader is None:
            raise SceneError(f"The plugin {application.package} cannot be loaded; install afsubmit again.")
        sys.modules[package] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[package])
    return package
