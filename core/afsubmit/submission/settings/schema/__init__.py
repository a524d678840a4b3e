"""The table of all settings, a file for each group: forms, command line, presets and docs are drawn from it.

What only one application has stands in its plugin, in `SETTINGS` of its `settings.py`, and is a group of its own here;
what several have, each with its own meaning, stands in `program_settings.py` and counts for those that name it in
`USES`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from ....errors import SettingsError
from ....studio import hosts
from ....typed import Any
from .advanced_settings import ADVANCED
from .basic_settings import BASIC
from .error_settings import ERRORS
from .frame_settings import FRAMES
from .movie_settings import MOVIE
from .need_settings import NEEDS
from .program_settings import PROGRAM, used
from .scheduling_settings import SCHEDULING
from .setting import Setting
from .trade_words import ALSO


def _of_applications(what: str) -> dict[str, Sequence[Any]]:
    """Name of each application whose `settings.py` has `what`, SETTINGS or USES -> what is there."""
    return {
        name: getattr(hosts.module(name, "settings"), what, ())
        for name, application in hosts.found().items()
        if os.path.isfile(os.path.join(application.package, "settings.py"))
    }


def _own() -> dict[str, tuple[Setting, ...]]:
    """Name of each application that has settings which nobody else has -> these."""
    found = _of_applications("SETTINGS").items()
    return {name: tuple(one._replace(group=name, hosts=(name,)) for one in rows) for name, rows in found if rows}


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


_OWN = _own()

GROUPS: Mapping[str, str] = {
    "basic": "Job",
    "frames": "Frames",
    "scheduling": "Scheduling",
    "needs": "Needs",
    "errors": "Errors",
    "movie": "Movie",
    "program": "Program",
    **{name: hosts.named(name).title for name in _OWN},
    "advanced": "Advanced",
}
"""The groups in the order in which a form shows them, with their titles."""

_ROWS = (
    *BASIC,
    *FRAMES,
    *SCHEDULING,
    *NEEDS,
    *ERRORS,
    *MOVIE,
    *PROGRAM,
    *used(_of_applications("USES")),
    *(setting for settings in _OWN.values() for setting in settings),
    *ADVANCED,
)
SCHEMA: tuple[Setting, ...] = tuple(one._replace(also=f"{one.also} {ALSO.get(one.key, '')}") for one in _ROWS)
BY_KEY: Mapping[str, Setting] = by_key(SCHEMA)

__all__ = ["BY_KEY", "GROUPS", "SCHEMA", "Setting"]
