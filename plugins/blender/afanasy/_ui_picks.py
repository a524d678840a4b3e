"""What the farm has, to pick from beside a field: machines, pools, tickets, services, branches, jobs.

Asked on a thread, from when such a field is drawn; without a server the field stays as it is.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Sequence
from typing import Any

import bpy

from . import _fields
from ._panels import redraw
from .afsubmit.errors import AfError
from .afsubmit.submission.settings.values import BY_KEY

MACHINES = ("hosts_mask", "hosts_mask_exclude")
KEYS = (
    *MACHINES,
    "pools",
    "tickets",
    "service",
    "multihost_service",
    "branch",
    "wait_for_jobs",
    "wait_for_anyones_jobs",
)
TYPE = "hosts_mask_type"
POLL_SECONDS = 0.2
DRAWN_SECONDS, TYPED_SECONDS = 60.0, 20.0
"""What is older than that is asked for again, when a field is drawn, and when something is typed into it."""


class Picks:
    """The farm's lists, as they were last told."""

    def __init__(self) -> None:
        self.lists: Any = None
        self._asker: Any = None
        self._news: queue.Queue[Any] = queue.Queue()
        self._asked = float("-inf")

    def look(self, seconds: float = DRAWN_SECONDS) -> None:
        """See that they are not older than that; never waits."""
        now = time.monotonic()
        if bpy.app.background or now - self._asked < seconds:
            return
        self._asked = now
        self._ask()
        if not bpy.app.timers.is_registered(_poll):
            bpy.app.timers.register(_poll, first_interval=POLL_SECONDS, persistent=True)

    def _ask(self) -> None:
        from .afsubmit.submitter import preferences
        from .afsubmit.submitter.farm_lists import FarmLists, FarmListsAsker

        try:
            choice = preferences.load().server
        except AfError as error:
            self._news.put(FarmLists("", str(error)))
            return
        self._asker = self._asker or FarmListsAsker(self._news.put)
        self._asker.ask(choice)

    def take(self) -> bool:
        """Whether they have come."""
        is_new = False
        while not self._news.empty():
            self.lists, is_new = self._news.get(), True
        return is_new

    def forget(self) -> None:
        """Another farm was chosen, or nothing is shown any more."""
        if self._asker is not None:
            self._asker.close()
        self.lists, self._asker, self._news, self._asked = None, None, queue.Queue(), float("-inf")


picks = Picks()


def _poll() -> float | None:
    """Wait for the lists; what shows them is drawn again."""
    if picks.take():
        redraw("PROPERTIES")
        return None
    return POLL_SECONDS if picks._asker is not None else None


def properties(keys: Sequence[str] = KEYS) -> dict[str, Any]:
    """Beside each of these settings, a field that searches what the farm has; below machines, how many are meant."""
    found = {f"pick_{key}": _search_field(key) for key in keys}
    for key in set(keys) & set(MACHINES):
        found[f"said_{key}"] = bpy.props.StringProperty(get=_said(key), options={"SKIP_SAVE", "HIDDEN"})
    return found


def _search_field(key: str) -> Any:
    label = BY_KEY[key].label

    def shown(_: Any) -> str:
        picks.look()
        return ""

    return bpy.props.StringProperty(
        name=f"Pick: {label}",
        description=f"{label}: pick from what the farm has; what is picked already is left out again",
        get=shown,
        set=lambda group, name: pick(group, key, name),
        search=lambda group, _context, typed: candidates(group, key, typed),
        options={"SKIP_SAVE"},
    )


def candidates(group: Any, key: str, typed: str) -> list[tuple[str, str]]:
    """What the farm has for a setting whose name, or what is said of it, has the words that are typed."""
    from .afsubmit.submitter import farm_picks

    picks.look(TYPED_SECONDS)
    if picks.lists is None:
        return []
    found, words = farm_picks.picks(key, picks.lists), typed.lower().split()
    taken = set(farm_picks.picked(key, _values(group, key), [one.name for one in found]))
    return [
        (one.name, "picked" if one.name in taken else one.about)
        for one in found
        if all(word in f"{one.name} {one.about}".lower() for word in words)
    ]


def pick(group: Any, key: str, name: str) -> None:
    """Put `name` into the setting, or take it out again; of which only one can be, that one."""
    from .afsubmit.submitter import farm_picks

    names = [one.name for one in farm_picks.picks(key, picks.lists)] if picks.lists is not None else []
    if name not in names:
        return
    values = _values(group, key)
    taken = {name} if key in farm_picks.SINGLE else {name} ^ set(farm_picks.picked(key, values, names))
    value = farm_picks.value_for(key, values, [one for one in names if one in taken], names)
    _fields.write_one(group, BY_KEY[key], value)


def _said(key: str) -> Any:
    """How many machines the masks leave, while there is a mask."""

    def said(group: Any) -> str:
        from .afsubmit.submitter import farm_picks

        if picks.lists is None or not getattr(group, key).strip():
            return ""
        return farm_picks.machines_said(picks.lists, _values(group, *MACHINES))

    return said


def _values(group: Any, *keys: str) -> dict[str, Any]:
    """These settings as they stand in the form, and how masks of machines are read; unusable ones ask for nothing."""
    there = {key: BY_KEY[key] for key in (*keys, TYPE)}
    return {key: _usable(group, setting) if hasattr(group, key) else setting.default for key, setting in there.items()}


def _usable(group: Any, setting: Any) -> Any:
    try:
        return setting.checked(_fields.read_one(group, setting))
    except AfError:
        return setting.default
