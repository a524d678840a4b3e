"""Tables for a terminal: columns aligned, numbers to the right, nothing in them that could move the cursor."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

GAP = "  "


def drawn(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """The table; a title that begins with ">" has its column to the right. Rows without a value hold ""."""
    cells = [[printable(str(cell)) for cell in row] for row in rows]
    heads = [title.lstrip(">") for title in titles]
    widths = [max(map(width, column)) for column in zip(heads, *cells)]
    lines = []
    for row in [heads, *cells]:
        parts = [_aligned(cell, wide, title.startswith(">")) for cell, wide, title in zip(row, widths, titles)]
        lines.append(GAP.join(parts).rstrip())
    return "\n".join(lines)


def _aligned(text: str, wide: int, is_right: bool) -> str:
    blanks = " " * (wide - width(text))
    return blanks + text if is_right else text + blanks


def width(text: str) -> int:
    """How many columns `text` takes in a terminal."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(bool(unicodedata.combining(letter)) for letter in text)


def printable(text: str) -> str:
    """`text` with a sign for every character that a terminal would act upon."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
