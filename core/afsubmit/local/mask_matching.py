"""Matches masks in bounded time: a mask that validation refuses matches nothing, as on a server. Pure.

Masks are looked at here, too, and not only at the gate: the farm's store may hold what other clients sent.
"""

from __future__ import annotations

import functools
import re
import warnings

from ..document import masks
from ..document.fields import NAME_BYTES
from ..document.mask_rules import literal_names


def full_match(mask: str, name: str) -> bool:
    """Whether a regular expression fits the whole name; a name that is too long fits a list of names only."""
    if len(name) * 4 > NAME_BYTES and len(name.encode("utf-8", "replace")) > NAME_BYTES:
        return name in (literal_names(mask) or ())
    pattern = _pattern(mask)
    return pattern is not None and pattern.fullmatch(name) is not None


def why_unusable(mask: str) -> str:
    """Why a mask matches nothing, "" when it is fine."""
    return masks.why_refused(mask) or ("" if _pattern(mask) else "it cannot be read here")


@functools.lru_cache(maxsize=4096)
def _pattern(mask: str) -> re.Pattern[str] | None:
    if masks.why_refused(mask):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(mask)
    except (re.error, OverflowError, RecursionError):  # std::regex can read it, this one cannot
        return None
