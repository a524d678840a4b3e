"""What a task printed as clients are sent it: the end of it, and a line in place of what came before."""

from __future__ import annotations

from ..studio.printed_text import decoded

BEGINNING_CUT = "[ what was printed before is left out here ]\n"
"""Stands in place of what is too long to be sent."""


def sent(data: bytes, *, is_cut: bool) -> str:
    """`data` as text; `is_cut` when something was printed before it."""
    return (BEGINNING_CUT if is_cut else "") + decoded(data)
