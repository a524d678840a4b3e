"""This machine as the facade sees it: who submits, what the configuration says, the path map.

Read when first needed and kept; read anew by the next job after one of the environment's words about it has changed.
"""

from __future__ import annotations

import os
import sys

from ..errors import SettingsError
from ..typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..studio.configuration import Configuration
    from ..studio.pathmap import PathMap
    from ..studio.site_services import SiteServices

_FOLDERS = (
    "AFSUBMIT_HOME",
    "AFSUBMIT_STUDIO",
    "CGRU_LOCATION",
    "AF_ROOT",
    "CGRU_CUSTOM_CONFIG",
    "HOME",
    "XDG_CONFIG_HOME",
    "APPDATA",
)
_OTHERS = (
    "USER",
    "USERNAME",
    "LOGNAME",
    "CGRU_AF_PRIORITY",
    "CGRU_AF_TASK_DEFAULT_CAPACITY",
    "CGRU_AF_TASK_DEFAULT_SERVICE",
)


class Environment:
    """What is known about this machine. `error` says why the configuration cannot be used, or is ""."""

    def __init__(self) -> None:
        from ..studio import configuration, identity, pathmap

        self.error = ""
        self.configuration: Configuration
        try:
            self.configuration = configuration.load()
        except SettingsError as error:
            self.error = str(error)
            self.configuration = configuration.Configuration(os.environ)
        self.user_name = identity.user_name(self.configuration)
        self.host_name = identity.host_name(self.configuration)
        self._services: SiteServices | bool | None = False
        self.path_map: PathMap | None = None
        """None when there are no pairs, so that nothing has to be asked for each of many tasks."""
        if self.configuration.value("pathsmap"):
            self.path_map = pathmap.from_configuration(self.configuration)

    @property
    def services(self) -> SiteServices | None:
        """What the CGRU site here has; None where there is none, so that CGRU's own list counts."""
        if self._services is False:
            from ..studio import site_services

            self._services = site_services.of_site(self.configuration.environ)
        return self._services or None  # type: ignore[return-value]

    def number(self, key: str, default: int) -> int:
        """A whole number of CGRU's configuration, `default` when it says none."""
        value = self.configuration.value(key, default)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def text(self, key: str, default: str) -> str:
        """A text of CGRU's configuration, `default` when it says none."""
        value = self.configuration.value(key, default)
        return value if isinstance(value, str) else default


class _UnreadMap:
    """Stands for the path map until the surroundings are read, which the first path does."""

    def to_server(self, text: str) -> str:
        found = current().path_map
        return found.to_server(text) if found else text

    def path_to_server(self, path: str) -> str:
        found = current().path_map
        return found.path_to_server(path) if found else path


path_map: PathMap | _UnreadMap | None = _UnreadMap()
"""The path map of the surroundings; None when there are no pairs."""
_known: tuple[Any, Environment] | None = None
_watched: tuple[str, ...] = ()
_watched_keys: tuple[Any, ...] = ()
"""The same as the dictionary behind `os.environ` has them."""


def current() -> Environment:
    """The surroundings by what was last read; anything is read only the first time."""
    return _known[1] if _known else fresh()


def fresh() -> Environment:
    """The surroundings, read anew when the environment says something else than last time."""
    global _known, _watched, path_map
    if not _watched:
        from ..studio.keys import KEYS

        _watched = (*_FOLDERS, *_OTHERS, *(name for key in KEYS.values() for name in key.variables))
    words = _words()
    if _known is None or _known[0] != words:
        _known = (words, Environment())
        path_map = _known[1].path_map
    return _known[1]


def _words() -> tuple[Any, ...]:
    """What the environment says; by the dictionary behind it, where it has one, ten times as fast: each job asks."""
    global _watched_keys
    behind = getattr(os.environ, "_data", None)
    if behind is None:
        return tuple(map(os.environ.get, _watched))
    if not _watched_keys:
        _watched_keys = tuple(map(os.environ.encodekey, _watched))
    return tuple(map(behind.get, _watched_keys))


def working_directory() -> str:
    """The folder this runs in, as its shell names it; "" when it is gone."""
    folder = os.environ.get("PWD")
    if folder:
        return folder
    try:
        return os.getcwd()
    except OSError:
        return ""


def native_os() -> str:
    """CGRU's word for this system."""
    if os.name == "nt":
        return "windows"
    return "macosx" if sys.platform == "darwin" else "linux"
