"""Which machines a job's masks fit, as the farm reads them; and masks that fit chosen names and nothing else. Pure."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from ...document.mask_rules import REGEX, why_invalid
from .names import mask_of
from .setting_fields import BETWEEN_PREFIXES, read_hosts_masks

HOSTS, EXCLUDE, TYPE = "hosts_mask", "hosts_mask_exclude", "hosts_mask_type"


class UnreadableMaskError(ValueError):
    """A mask is no expression that the farm can read; the sentence says why."""


def matched(names: Sequence[str], settings: Mapping[str, Any]) -> list[str]:
    """Those of `names` on which a job with these settings may run, by its masks alone; all of them without masks.

    afserver 3.4.1: an expression fits the whole name, a list of beginnings the start of it, both with their letters
    as they are.

    Raises:
        UnreadableMaskError: one of the masks cannot be read.
    """
    data = {key: settings.get(key, "").strip() for key in (HOSTS, EXCLUDE, TYPE)}
    data = {key: value for key, value in data.items() if value}
    read_hosts_masks(data)
    is_regex = data.get(TYPE) == REGEX
    wanted, unwanted = (_fits(data.get(key, ""), is_regex=is_regex) for key in (HOSTS, EXCLUDE))
    return [name for name in names if (not wanted or wanted.match(name)) and not (unwanted and unwanted.match(name))]


def named_by(names: Sequence[str], mask: str, mask_type: str) -> list[str]:
    """Those of `names` that one mask of machines fits; none for an empty one or one that cannot be read."""
    try:
        return matched(names, {HOSTS: mask, TYPE: mask_type}) if mask.strip() else []
    except UnreadableMaskError:
        return []


def mask_for(names: Sequence[str], mask_type: str) -> str:
    """A mask of machines for `names`: it fits these and no others, as long as it is not to be a list of beginnings."""
    if not names:
        return ""
    return "|".join(names) if mask_type == "find" else f"({mask_of(names)})"


def named_in(names: Sequence[str], mask: str) -> list[str]:
    """Those of `names`, of jobs, that an expression fits; none where it cannot be read."""
    try:
        fits = _fits(mask.strip(), is_regex=True)
    except UnreadableMaskError:
        return []
    return [name for name in names if fits.match(name)] if fits else []


def _fits(mask: str, *, is_regex: bool) -> re.Pattern[str] | None:
    if not mask:
        return None
    if not is_regex:
        return re.compile("|".join(re.escape(one) for one in BETWEEN_PREFIXES.split(mask) if one) or "(?!)")
    wrong = why_invalid(mask)
    try:
        if not wrong:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FutureWarning)  # of a bracket in a set, which is meant so
                return re.compile(f"(?:{mask})\\Z")
    except re.error as error:
        wrong = str(error)
    raise UnreadableMaskError(f"The farm cannot read that as an expression: {wrong}.")
