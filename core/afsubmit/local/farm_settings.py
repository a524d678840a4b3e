"""How the farm of this machine lives beside its artist: kept by the user, else as configured (`farm_…`)."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..errors import AfError, SettingsError
from ..studio import configuration, folders, json_files, keys, ownership
from ..studio.week_hours import WeekHours

log = logging.getLogger(__name__)

FILE = "farm_settings.json"
PREFIX = "farm_"
MOST_BYTES = 64 * 1024
LOOK_SECONDS = 1.0


class FarmSettings(NamedTuple):
    """What may be set; the meaning of each stands in `studio/keys.py` under `farm_…`."""

    slots: int = 1
    hours: str = ""
    slots_at_work: int = 0
    nice: int = 10
    runs_on_battery: bool = False
    least_memory_percent: int = 5
    least_disk_mb: int = 1024
    idle_exit_minutes: int = 0
    keep_days: int = 7

    @property
    def week_hours(self) -> WeekHours:
        """`hours`, read."""
        return WeekHours.parse(self.hours)


def load() -> FarmSettings:
    """What `store` kept, over what is configured.

    Raises:
        SettingsError: a file holds something else, or cannot be read.
        DistrustError: somebody else may write to the file.
    """
    configured = configuration.load()
    values = {name: configured.value(PREFIX + name) for name in FarmSettings._fields}
    return FarmSettings(**{**values, **_kept()})


def store(changed: Mapping[str, Any]) -> FarmSettings:
    """Keep these, by their names in `FarmSettings`, beside what was kept before; None forgets one.

    A farm that runs takes them over within some seconds.

    Raises:
        SettingsError: there is no such setting, it cannot have that value, or the file cannot be written.
    """
    for name, value in changed.items():
        _check(name, value)
    kept = {name: value for name, value in {**_kept(), **changed}.items() if value is not None}
    try:
        ownership.private_folder(folders.state_folder(), is_chosen=True)
        ownership.write_ours(path(), json.dumps(kept, indent=1).encode("utf-8"))
    except OSError as error:
        raise SettingsError(f"The settings of the farm cannot be written to {path()}: {error.strerror}.") from error
    return load()


def from_words(words: Mapping[str, str]) -> dict[str, Any]:
    """Values out of texts; an empty text, where a number is needed, forgets what was kept.

    Raises:
        SettingsError: there is no such setting, or the text cannot be its value.
    """
    found: dict[str, Any] = {}
    for name, text in words.items():
        _check_name(name)
        like = getattr(FarmSettings(), name)
        found[name] = None if not text and not isinstance(like, str) else keys.from_text(text, like, name)
    return found


def path() -> str:
    """The file; it may not exist yet."""
    return os.path.join(folders.state_folder(), FILE)


def _kept() -> dict[str, Any]:
    try:
        content = json_files.loads(ownership.read_ours(path(), MOST_BYTES), path())
    except FileNotFoundError:
        return {}
    except ownership.DistrustError:
        raise
    except OSError as error:
        raise SettingsError(f"The settings of the farm in {path()} cannot be read: {error.strerror}.") from error
    if not isinstance(content, dict):
        raise SettingsError(f"{path()} must hold one object. Remove the file, and set them anew.")
    known = {name: value for name, value in content.items() if name in FarmSettings._fields}
    for name, value in known.items():
        _check(name, value)
    return known


def _check(name: str, value: Any) -> None:
    _check_name(name)
    reason = "" if value is None else keys.wrong(PREFIX + name, value)
    if reason:
        raise SettingsError(f"{name}: {reason}")


def _check_name(name: str) -> None:
    if name not in FarmSettings._fields:
        raise SettingsError(f'The farm has no setting "{name}"; it has {", ".join(FarmSettings._fields)}.')


class SettingsFile:
    """The settings of a farm that runs; a file that cannot be used changes nothing, and is told in the log."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        """Read them now; what cannot be read counts as not set."""
        self._seconds, self.current = seconds, FarmSettings()
        self._mark: tuple[int, ...] = (-1,)
        self._next = float("-inf")
        self.has_changed()

    def has_changed(self) -> bool:
        """Whether `current` is another one than at the last call; looked at every `LOOK_SECONDS`."""
        now = self._seconds()
        if now < self._next:
            return False
        self._next, before = now + LOOK_SECONDS, self._mark
        self._mark = _mark_of(path())
        if self._mark == before:
            return False
        try:
            loaded = load()
        except AfError as error:
            log.warning("The settings of the farm stay as they were: %s", error)
            return False
        self.current, before_it = loaded, self.current
        return loaded != before_it


def _mark_of(file: str) -> tuple[int, ...]:
    """What tells one state of the file from every other."""
    try:
        found = os.stat(file)
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino
