"""The picture of a line of tasks: colours and patterns that tell the states apart, also without the colours.

A column shows its tasks in their proportions, the worst state on top and never less than a few pixels of it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ..submitter.watch import strip, words
from . import style
from .binding import QtGui

PERIOD = 6
"""Pixels after which a pattern begins again."""
_OTHER, _MARKED = 8, 16
"""Added to a code for the pattern's other shade; the code of the selection."""
_PATTERNS: Mapping[str, Callable[[int, int], bool]] = {
    words.FAILED: lambda x, y: (x + y) % PERIOD < 2,
    words.RUNNING: lambda x, y: (x - y) % PERIOD < 2,
    words.PAUSED: lambda x, y: x % 3 == 0,
    words.WAITING: lambda x, y: x % 3 == 0 and y % 3 == 0,
    words.SKIPPED: lambda x, y: y % 3 == 0,
}
"""Where a state has its other shade: stripes up and down, bars, dots, lines. What is done is plain, what is ready has
only an outline."""


class StripLook(NamedTuple):
    """How a line looks: `height` and `band`, what a selection has above and below, in pixels of the screen.

    `unit` is how many of them a pixel of the patterns takes.
    """

    height: int
    band: int
    unit: int


def line_picture(
    states: strip.BlockStates, marked: bytes, scale: strip.Scale, look: StripLook, shades: Sequence[int]
) -> Any:
    """The tasks of a block as a picture of `scale.width` by `look.height` pixels; `shades` are those of `shades_of`."""
    width, height = scale.width, look.height
    gap = bytes(height)
    parts: list[bytes] = []
    end = 0
    for left, right, first, last in scale.columns():
        is_marked = 1 in marked[first:last]
        column = _column(states.counts(first, last), is_marked, height, look.band)
        parts.append(gap * (left - end))
        wide = right - left - (strip.GAP * look.unit if scale.has_cells and right - left > 2 * look.unit else 0)
        parts += [column * wide, gap * (right - left - wide)]
        end = right
    parts.append(gap * (width - end))
    data = _patterned(b"".join(parts), width, height, look.unit)
    image = QtGui.QImage(data, width, height, width, QtGui.QImage.Format_Indexed8)
    image.setColorTable(list(shades))
    return image.convertToFormat(QtGui.QImage.Format_ARGB32_Premultiplied)


@functools.lru_cache(maxsize=4096)
def _column(counts: tuple[int, ...], is_marked: bool, height: int, band: int) -> bytes:
    """One pixel's column from top to bottom: the worst state first, as high as its share, the best one below."""
    room, total = height - 2 * band, sum(counts)
    present = [(code, round(room * number / total)) for code, number in enumerate(counts, 1) if number]
    worst, share = present[-1]
    share = max(share, min(room, max(3, room // (2 if worst == strip.CODES[words.FAILED] else 3))))
    below = b"".join(bytes([code]) * one for code, one in reversed(present[:-1]))
    body = bytes([worst]) * share + below
    body = (body + body[-1:] * room)[:room]
    edge = bytes([_MARKED if is_marked else 0]) * band
    line = max(1, band // 2)
    top, bottom = body[:line].translate(_OUTLINED), body[-line:].translate(_OUTLINED)
    return edge + top + body[line:-line] + bottom + edge


_OUTLINED = bytes(one + _OTHER if one == strip.CODES[words.READY] else one for one in range(256))


def _patterned(columns: bytes, width: int, height: int, unit: int) -> bytes:
    """Columns as rows, with the patterns of their states."""
    period, rows = PERIOD * unit, []
    for y in range(height):
        row = bytearray(columns[y::height])
        for offset in range(period):
            table = _table(offset // unit, y // unit % PERIOD)
            if table is not None:
                row[offset::period] = row[offset::period].translate(table)
        rows.append(bytes(row))
    return b"".join(rows)


@functools.lru_cache(maxsize=PERIOD * PERIOD)
def _table(x: int, y: int) -> bytes | None:
    """What becomes of each code at that place of the pattern; None for nothing."""
    codes = bytearray(range(256))
    for state, is_darker in _PATTERNS.items():
        if is_darker(x, y):
            codes[strip.CODES[state]] += _OTHER
    return None if codes == bytearray(range(256)) else bytes(codes)


def shades_of(palette: Any, shown: frozenset[str] = frozenset()) -> tuple[int, ...]:
    """The colours of all codes on this palette; with `shown` the other states are faint."""
    base, text = palette.color(QtGui.QPalette.Base), palette.color(QtGui.QPalette.Text)
    plain, other = [0], [0]
    for state in strip.STATES:
        color = style.state_color(state, palette)
        second = style.mixed(color, base, 0.5)
        if state == words.READY:
            color, second = style.mixed(text, base, 0.1), color
        share = 1.0 if not shown or state in shown else 0.22
        plain.append(style.mixed(color, base, share).rgb())
        other.append(style.mixed(second, base, share).rgb())
    return (*plain, *other, palette.color(QtGui.QPalette.Highlight).rgb())


def swatch(state: str, palette: Any, size: int, ratio: float) -> Any:
    """A little square with colour and pattern of a state, for a legend."""
    pixels, unit = round(size * ratio), max(1, round(ratio))
    one = strip.BlockStates(bytes([strip.CODES[state]]), [(0, int(each == state)) for each in strip.STATES])
    image = line_picture(one, b"\0", strip.Scale(1, pixels), StripLook(pixels, 0, unit), shades_of(palette))
    image.setDevicePixelRatio(ratio)
    return QtGui.QIcon(QtGui.QPixmap.fromImage(image))
