"""What can be picked for a setting, what picking it writes, and what is said of machines below the field. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..counted import counted
from ..submission.planning import machine_masks
from ..submission.planning.names import mask_of
from .farm_lists import BUSY, FREE, OFF, FarmLists
from .watch import words

MACHINES = (machine_masks.HOSTS, machine_masks.EXCLUDE)
MINE, ANYBODYS = "wait_for_jobs", "wait_for_anyones_jobs"
COUNTED = (*MACHINES, machine_masks.TYPE)
"""The settings that change which machines are meant."""
SINGLE = ("service", "multihost_service", "branch")
USUAL = {"pools": 50, "tickets": 1}
"""The number that a pool or ticket gets which is picked: preferred, and one for each task."""
PICKED = (*MACHINES, *USUAL, *SINGLE, MINE, ANYBODYS)
"""The settings that can be picked."""

TITLES = {
    **dict.fromkeys(MACHINES, "machines"), "pools": "pools", "tickets": "tickets", "branch": "branches",
    "service": "services", "multihost_service": "services", MINE: "jobs of yours", ANYBODYS: "jobs",
}  # fmt: skip
"""What is picked, for the words of a window."""


class Pick(NamedTuple):
    """One thing that can be picked; `about` is what is said beside its name."""

    name: str
    about: str = ""


def picks(key: str, lists: FarmLists) -> list[Pick]:
    """What the farm has for the setting `key`."""
    if key in MACHINES:
        return [Pick(one.name, f"{one.state}, {one.pool}" if one.pool else one.state) for one in lists.machines]
    if key in (MINE, ANYBODYS):
        return _jobs(lists, of="" if key == ANYBODYS else lists.user)
    names = {"pools": lists.pools, "tickets": lists.tickets, "branch": lists.branches}.get(key, lists.services)
    return [Pick(name) for name in names]


def _jobs(lists: FarmLists, *, of: str) -> list[Pick]:
    found: dict[str, str] = {}
    for job in lists.jobs:
        if not of or job.user == of:
            state = "done" if job.is_done else "under way"
            found.setdefault(job.name, state if of else f"{state}, {words.one_line(job.user)}")
    return [Pick(name, about) for name, about in found.items()]


def picked(key: str, values: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    """Those of `names` that the setting's value means already."""
    value = values[key]
    if key in MACHINES:
        return machine_masks.named_by(names, value, values[machine_masks.TYPE])
    if key in (MINE, ANYBODYS):
        return machine_masks.named_in(names, value)
    return [name for name in names if name in value] if key in USUAL else [name for name in names if name == value]


def value_for(key: str, values: Mapping[str, Any], names: Sequence[str], known: Sequence[str]) -> Any:
    """What the setting becomes when these `names` of the `known` ones are picked: an exact mask, a name, or numbers.

    Numbers that stand there already stay, and what the farm does not know.
    """
    if key in MACHINES:
        return machine_masks.mask_for(names, values[machine_masks.TYPE])
    if key in (MINE, ANYBODYS):
        return mask_of(names)
    if key in USUAL:
        kept = {name: number for name, number in values[key].items() if name in names or name not in known}
        return {**kept, **{name: USUAL[key] for name in names if name not in kept}}
    return names[0] if names else ""


def machines_said(lists: FarmLists, values: Mapping[str, Any]) -> str:
    """How many machines the masks leave, and what these do now: "Matches 12 of 40 machines: 3 free, 9 busy"."""
    names = [one.name for one in lists.machines]
    if not names:
        return ""
    try:
        fit = set(machine_masks.matched(names, values))
    except machine_masks.UnreadableMaskError as error:
        return str(error)
    if not fit:
        return f"Matches none of {counted(len(names), 'machine')}: the job would wait for ever."
    counts = [(sum(one.name in fit and one.state == state for one in lists.machines), state) for state in _STATES]
    of_them = ", ".join(f"{count:,} {state}" for count, state in counts if count)
    return f"Matches {len(fit):,} of {counted(len(names), 'machine')}: {of_them}"


_STATES = (FREE, BUSY, OFF)
