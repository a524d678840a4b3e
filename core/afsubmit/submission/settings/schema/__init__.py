"""The table of all settings, a file for each group: forms, command line, presets and docs are drawn from it.

What only one application has stands in its plugin, in `settings.py`, and is a group of its own here.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ....errors import SettingsError
from ....studio import hosts
from .advanced import ADVANCED
from .basic import BASIC
from .failures import FAILURES
from .frames import FRAMES
from .movie import MOVIE
from .needs import NEEDS
from .scheduling import SCHEDULING
from .setting import Setting


def _of_applications() -> dict[str, tuple[Setting, ...]]:
    """Name of each application that has settings of its own -> these."""
    return {
        name: tuple(replace(one, group=name, hosts=(name,)) for one in hosts.module(name, "settings").SETTINGS)
        for name, application in hosts.found().items()
        if os.path.isfile(os.path.join(application.package, "settings.py"))
    }


def by_key(settings: Iterable[Setting]) -> dict[str, Setting]:
    """The settings by their keys.

    Raises:
        SettingsError: two have one key; an application's own settings need keys that nobody else has.
    """
    found: dict[str, Setting] = {}
    for one in settings:
        if found.setdefault(one.key, one) is not one:
            groups = " and ".join(dict.fromkeys((found[one.key].group, one.group)))
            raise SettingsError(f"Two settings have the key {one.key} ({groups}); rename one of them in settings.py.")
    return found


_OF_APPLICATIONS = _of_applications()

GROUPS: Mapping[str, str] = {
    "basic": "Job",
    "frames": "Frames",
    "scheduling": "Scheduling",
    "needs": "Needs",
    "errors": "Errors",
    "movie": "Movie",
    **{name: hosts.named(name).title for name in _OF_APPLICATIONS},
    "advanced": "Advanced",
}
"""The groups in the order in which a form shows them, with their titles."""

SCHEMA: tuple[Setting, ...] = (
    *BASIC,
    *FRAMES,
    *SCHEDULING,
    *NEEDS,
    *FAILURES,
    *MOVIE,
    *(setting for settings in _OF_APPLICATIONS.values() for setting in settings),
    *ADVANCED,
)
BY_KEY: Mapping[str, Setting] = by_key(SCHEMA)

__all__ = ["BY_KEY", "GROUPS", "SCHEMA", "Setting"]
