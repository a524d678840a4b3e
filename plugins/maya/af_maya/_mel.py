"""Values on Render's command line, which Render puts between double quotes into a MEL script of its own. Pure.

Whether it escapes them is not documented: what could leave such a string is refused.
"""

from __future__ import annotations

import re

from afsubmit.document.patterns import has_pattern
from afsubmit.errors import QuotingError
from afsubmit.submission.planning.names import is_whole
from afsubmit.submission.planning.scene import BlockRequest

_LEAVES = re.compile(r'["\\\x00-\x1f\x7f\x85\u2028\u2029]')
_ROOT = re.compile(r"/*|[A-Za-z]:/*")


def text(request: BlockRequest, value: str, what: str) -> str:
    """`value`, which is no path, as a word of the command line; "" for none.

    Raises:
        QuotingError: it could leave its place; `what` says in the sentence what it is.
    """
    return request.quote(checked(value, what)) if value else ""


def path(request: BlockRequest, value: str, what: str) -> str:
    """`value` as a word of the command line, a whole path as the farm sees it, with forward slashes; "" for none.

    Raises:
        QuotingError: it could leave its place; `what` says in the sentence what it is.
    """
    if not value or not is_whole(value):
        return text(request, value, what)
    return request.path(value, spell=lambda mapped, farm_os: checked(_forward(mapped, farm_os), what))


def folder(request: BlockRequest, value: str, what: str) -> str:
    """A folder as a word of the command line, without a slash at its end; "" for none.

    Raises:
        QuotingError: it could leave its place, or is the root of a disk, which Render refuses (its exit code 206).
    """

    def spelled(mapped: str, farm_os: str) -> str:
        made = _forward(mapped, farm_os)
        if _ROOT.fullmatch(made):
            raise QuotingError(f"{made} is {what}, and Render takes no root of a disk: choose a folder on it.")
        return checked(made.rstrip("/"), what)

    return request.path(value, spell=spelled) if value else ""


def _forward(mapped: str, farm_os: str) -> str:
    return mapped.replace("\\", "/") if farm_os == "windows" else mapped


def checked(value: str, what: str) -> str:
    """`value`, which leaves no string of MEL, is no flag, and holds no pattern of the farm's.

    Raises:
        QuotingError: it does; `what` says in the sentence what it is.
    """
    found = _LEAVES.search(value)
    if found:
        raise QuotingError(f"{value!r} is {what}: {found[0]!r} in it could not be put into the script of Render.")
    if value.startswith("-"):
        raise QuotingError(f"{value!r} is {what}: Render would take it for a flag.")
    if has_pattern(value):
        raise QuotingError(f"{value!r} is {what}: the farm would put a frame number into it.")
    return value
