"""What the user set once for all applications: which farm, and which Python runs a farm of this machine."""

from __future__ import annotations

import json
import logging
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import AfError, SettingsError
from ..studio import configuration, folders, hosts, json_files, ownership, server_choice

if TYPE_CHECKING:
    from ..local.farm_settings import FarmSettings

log = logging.getLogger(__name__)

FILE = "preferences.json"
MOST_BYTES = 64 * 1024


class Preferences(NamedTuple):
    """`server` is "local", "host:port", or "" for what is configured; `python` a path, or "" for the application's.

    `notices` is "off" where nothing is to be told on the desktop of jobs that end.
    """

    server: str = ""
    python: str = ""
    notices: str = ""


def load() -> Preferences:
    """What `store` kept; else what an older version kept for one application; else the defaults.

    Raises:
        AfError: the file is not ours alone to write, or holds something else; the sentence says what to do.
    """
    kept = _read(path())
    return kept if kept is not None else _older()


def store(preferences: Preferences) -> None:
    """Keep them for every session of this user, readable by nobody else.

    Raises:
        SettingsError: the server is neither "local" nor "host:port", or the file cannot be written.
    """
    server_choice.resolve(configuration.load(arguments={"server": preferences.server} if preferences.server else {}))
    try:
        ownership.private_folder(folders.state_folder(), is_chosen=True)
        ownership.write_ours(path(), json.dumps(preferences._asdict(), indent=1).encode("utf-8"))
    except OSError as error:
        reason = error.strerror or error
        raise SettingsError(f"The preferences cannot be written to {path()}: {reason}.") from error


def farm_settings() -> FarmSettings:
    """How the farm of this machine lives beside the artist.

    Raises:
        AfError: a file cannot be used; the sentence names it.
    """
    from ..local import farm_settings as kept

    return kept.load()


def store_farm(**changed: Any) -> None:
    """Keep these settings of it; a farm that runs takes them over.

    Raises:
        SettingsError: one cannot have that value, or the file cannot be written.
    """
    from ..local import farm_settings as kept

    kept.store(changed)


def has_notices() -> bool:
    """Whether jobs that end are told of on the desktop; also where the preferences cannot be read."""
    try:
        return load().notices != "off"
    except AfError as error:
        log.warning("The preferences are passed over: %s", error)
        return True


def path() -> str:
    """The file; it may not exist yet."""
    return os.path.join(folders.state_folder(), FILE)


def _read(file: str) -> Preferences | None:
    """What the file holds, None when there is none; a value of another kind counts for nothing."""
    try:
        content = json_files.loads(ownership.read_ours(file, MOST_BYTES), file)
    except ownership.DistrustError:
        raise
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsError(f"The preferences in {file} cannot be read: {error.strerror}.") from error
    if not isinstance(content, dict):
        raise SettingsError(f"The preferences in {file} must be one object. Remove the file, and set them anew.")
    values = {name: content.get(name) for name in Preferences._fields}
    return Preferences(**{name: value for name, value in values.items() if isinstance(value, str)})


def _older() -> Preferences:
    """What lies in a file of one application's; what cannot be read there counts for nothing."""
    for name in hosts.found():
        try:
            kept = _read(os.path.join(folders.state_folder(), f"{name}.json"))
        except AfError as error:
            log.warning("Older preferences are passed over: %s", error)
            continue
        if kept is not None:
            return kept
    return Preferences()
