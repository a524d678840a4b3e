"""Which nodes an action is for, and which of its parameters can be taken. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from . import job_reader
from .farm_control import RefusedError
from .mask_matching import full_match, why_unusable

CAPACITY = 1_000_000


def by_ids(ids: Any, is_known: Callable[[int], bool]) -> tuple[list[int], str] | None:
    """The ids that are known, in the order given, and a sentence about one that is not; None when none is named."""
    chosen = numbers(ids)
    missing = ""
    for one in chosen:
        if one >= CAPACITY:
            missing = f"Action node ID above container capacity: {one} >= {CAPACITY}."
        elif not is_known(one):
            missing = f"Action node ID not found: {one}."
    return ([one for one in chosen if is_known(one)], missing) if chosen else None


def numbers(ids: Any) -> list[int]:
    """The whole numbers of an array; anything else is none."""
    return [one for one in ids if job_reader.is_number(one)] if isinstance(ids, list) else []


def by_mask(mask: Any, names: Iterable[tuple[int, str]], label: str) -> list[int]:
    """The ids of the names that a mask matches as a whole.

    Raises:
        RefusedError: there is no mask, it is none, or nothing matches.
    """
    if not isinstance(mask, str) or not mask:
        raise RefusedError("JSON action should have nodes ids or mask to operate with.")
    wrong = why_unusable(mask)
    if wrong:
        raise RefusedError(f"AfContainer::action: Name pattern '{mask}' is invalid: {wrong}")
    chosen = [id_ for id_, name in names if full_match(mask, name)]
    if not chosen:
        raise RefusedError(f"{label}: No node matches '{mask}' found.")
    return chosen


def has_prefix(name: str, mask: str) -> bool:
    """Whether the name begins with one of the prefixes of a list (separated by | ; , : or a space)."""
    return any(one and name.startswith(one) for one in re.split(r"[|;,: ]", mask))


class ActionParams:
    """The parameters of an action. Those that nothing reads are reported at the end; the server drops them silently."""

    def __init__(self, params: Mapping[str, Any]) -> None:
        self._params = params
        self._left = set(params)

    def take(self, table: Mapping[str, Any], *, but: Iterable[str] = ()) -> dict[str, Any]:
        """Those that the table of fields knows as ones that can be changed, as far as their values can be taken."""
        found = job_reader.read(self._params, table, is_edit=True)
        taken = {name: value for name, value in found.items() if name not in but}
        self._left -= set(taken)
        return taken

    def take_kinds(self, kinds: Mapping[str, str]) -> dict[str, Any]:
        """Those that are of the kind (str, bool, int) that the table says; whole numbers are not below -1."""
        found = {}
        for name, kind in kinds.items():
            if name in self._params and _is_of_kind(kind, self._params[name]):
                found[name] = self._params[name]
        self._left -= set(found)
        return found

    def give_back(self, name: str) -> None:
        """It was taken, and cannot be used after all."""
        self._left.add(name)

    def check_all_taken(self, whose: str) -> None:
        """See that nothing is left.

        Raises:
            RefusedError: something is; all else was carried out.
        """
        if self._left:
            names = ", ".join(f'"{name}"' for name in self._params if name in self._left)
            raise RefusedError(f"This farm does not take {names} of {whose}, or not this value; all else was done.")


def _is_of_kind(kind: str, value: Any) -> bool:
    if kind in ("int", "byte"):
        return job_reader.is_number(value) and -1 <= value < 2**31
    return isinstance(value, bool if kind == "bool" else str)
