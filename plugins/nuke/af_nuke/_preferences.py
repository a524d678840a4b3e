"""What the artist set once for all scripts: which farm, and which Python runs a farm of this machine."""

from __future__ import annotations

import json
import logging
import os
from typing import NamedTuple

from afsubmit.errors import SettingsError
from afsubmit.submission.sending import destination

log = logging.getLogger(__name__)

FILE = "nuke.json"


class Preferences(NamedTuple):
    """`server` is "local", "host:port", or "" for what is configured; `python` a path, or "" for Nuke's own."""

    server: str = ""
    python: str = ""


def load() -> Preferences:
    """What `store` kept; the defaults where there is nothing, or nothing that can be read."""
    try:
        with open(_path(), encoding="utf-8") as file:
            kept = json.load(file)
    except FileNotFoundError:
        return Preferences()
    except (OSError, ValueError, RecursionError) as error:
        log.warning("The preferences in %s cannot be read: %s", _path(), error)
        return Preferences()
    values = {name: kept.get(name) for name in Preferences._fields} if isinstance(kept, dict) else {}
    return Preferences(**{name: value for name, value in values.items() if isinstance(value, str)})


def store(preferences: Preferences) -> None:
    """Keep them for every session of this user.

    Raises:
        SettingsError: the server is neither "local" nor "host:port", or the file cannot be written.
    """
    destination.server(preferences.server)
    try:
        os.makedirs(destination.state_folder(), exist_ok=True)
        with open(_path(), "w", encoding="utf-8") as file:
            json.dump(preferences._asdict(), file, indent=1)
    except OSError as error:
        raise SettingsError(f"The preferences cannot be written to {_path()}: {error.strerror}.") from error


def _path() -> str:
    return os.path.join(destination.state_folder(), FILE)
