"""The table of the set-ups that are sent: what a row is, and how its columns show it."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..submitter.watch import words
from . import style
from .rows_model import Column


class SetupRow(NamedTuple):
    """A set-up as the table shows it; `state` is one of `words`, "error", "warning" or ""."""

    key: str
    is_chosen: bool
    outputs: str
    frames: str
    tasks: int
    state: str
    told: str
    tip: str


def _color(row: SetupRow, palette: Any) -> Any:
    shown = row.state in words.SHOWN
    color = style.state_color(row.state, palette) if shown else style.level_color(row.state, palette)
    return style.readable(color, palette)


def _told_color(row: SetupRow, palette: Any) -> Any:
    return _color(row, palette) if row.state and (row.is_chosen or row.state == words.DONE) else style.faint(palette)


def _faint_unless_chosen(row: SetupRow, palette: Any) -> Any:
    return None if row.is_chosen else style.faint(palette)


COLUMNS = (
    Column(
        "Set-up", lambda row: words.one_line(row.key), lambda row: 0, 0, color=_faint_unless_chosen, least=18,
        tip=lambda row: style.plain_tip(row.key),
    ),
    Column(
        "Outputs", lambda row: words.one_line(row.outputs), lambda row: 0, 24, color=_faint_unless_chosen, least=12,
        tip=lambda row: style.plain_tip(row.outputs), leaves=2,
    ),
    Column(
        "Frames", lambda row: row.frames, lambda row: 0, 16, color=_faint_unless_chosen, least=10,
        tip=lambda row: style.plain_tip(row.frames),
    ),
    Column(
        "Tasks", lambda row: f"{row.tasks:,}" if row.tasks else "", lambda row: 0, 8, is_number=True, least=7,
        color=_faint_unless_chosen, leaves=1,
    ),
    Column(
        "  State", lambda row: words.one_line(row.told), lambda row: 0, 28, color=_told_color, least=20,
        dot=lambda row, palette: style.dot(_told_color(row, palette)), tip=lambda row: row.tip,
    ),
)  # fmt: skip
