"""This machine as the facade sees it: who submits, what the configuration says, the path map.

Read when first needed and kept; read anew by the next job after one of the environment's words about it has changed.
"""

from __future__ import annotations

import os
import sys

from ..errors import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..studio.configuration import Configuration
    from ..studio.pathmap import PathMap

_FOLDERS = (
    "AFSUBMIT_HOME",
    "AFSUBMIT_STUDIO",
    "CGRU_LOCATION",
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


class Surroundings:
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
        self.path_map: PathMap | None = None
        if self.configuration.value("pathsmap"):
            self.path_map = pathmap.from_configuration(self.configuration)

    def number(self, key: str, default: int) -> int:
        """A whole number of CGRU's configuration, `default` when it says none."""
        value = self.configuration.value(key, default)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def text(self, key: str, default: str) -> str:
        """A text of CGRU's configuration, `default` when it says none."""
        value = self.configuration.value(key, default)
        return value if isinstance(value, str) else default


_known: tuple[Any, Surroundings] | None = None
_watched: tuple[str, ...] = ()


def current() -> Surroundings:
    """The surroundings by what was last read; anything is read only the first time."""
    return _known[1] if _known else fresh()


def fresh() -> Surroundings:
    """The surroundings, read anew when the environment says something else than last time."""
    global _known, _watched
    if not _watched:
        from ..studio.keys import KEYS

        _watched = (*_FOLDERS, *_OTHERS, *(name for key in KEYS.values() for name in key.variables))
    words = tuple(map(os.environ.get, _watched))
    if _known is None or _known[0] != words:
        _known = (words, Surroundings())
    return _known[1]


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
