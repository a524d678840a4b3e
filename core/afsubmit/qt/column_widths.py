"""Columns that give way where a table is narrow: each down to what can still be read, then the least telling leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from .binding import QtCore, QtWidgets

NOT_KNOWN = 1 << 20
"""Pixels of a table that was never laid out: as if there were room for all."""


class Span(NamedTuple):
    """How wide a column is to be and must be; `leaves` says when it goes where there is no room: 1 first, 0 never."""

    wish: int
    least: int
    leaves: int = 0


def fitted(spans: Sequence[Span], room: int) -> list[int]:
    """A width for each, 0 for one that leaves. Together they are as wide as `room`, or less when all have their wish.

    Where the least of those that never leave is more than the room, it is what they get.
    """
    order = sorted((span.leaves, number) for number, span in enumerate(spans) if span.leaves)
    stays = set(range(len(spans)))
    for _, number in order:
        if sum(spans[one].least for one in stays) <= room:
            break
        stays.remove(number)
    least = sum(spans[one].least for one in stays)
    more = sum(max(0, spans[one].wish - spans[one].least) for one in stays)
    share = min(1.0, max(0, room - least) / more) if more else 0.0
    return [
        span.least + int(max(0, span.wish - span.least) * share) if number in stays else 0
        for number, span in enumerate(spans)
    ]


class ColumnWidths(QtCore.QObject):
    """Keeps what widths are wished, by the columns and by who drags them, and fits them into the table's width."""

    def __init__(self, view: Any, spans: Sequence[Span]) -> None:
        super().__init__(view)
        self._view, self._spans = view, list(spans)
        self._hidden: set[int] = set()
        self._dragged: set[int] = set()
        self._is_fitting = False
        view.horizontalHeader().sectionResized.connect(self._note)

    def dragged(self, column: int) -> int:
        """How wide somebody made this column, in pixels; 0 where nobody did."""
        return self._spans[column].wish if column in self._dragged else 0

    def drag(self, column: int, width: int) -> None:
        """Somebody made it so wide: the others give way before it does."""
        span = self._spans[column]
        self._spans[column] = span._replace(wish=width, least=min(span.least, width))
        self._dragged.add(column)

    def hide(self, column: int, *, is_hidden: bool) -> None:
        """Leave a column out, or show it where there is room for it."""
        if is_hidden != (column in self._hidden):
            self._hidden ^= {column}
            self._view.horizontalHeader().setSectionHidden(column, is_hidden)
            self.fit()

    def fit(self) -> None:
        """Give the columns their widths for the room there is now; the one that stretches gets the rest."""
        header, shown = self._view.horizontalHeader(), [n for n in range(len(self._spans)) if n not in self._hidden]
        room = self._view.viewport().width() if self._view.isVisible() else NOT_KNOWN
        widths = dict(zip(shown, fitted(self._wanted(shown, room), room)))
        stretched = [number for number in shown if widths[number] and self._is_stretched(number)]
        if not stretched and shown:  # the first takes the rest then
            widths[shown[0]] += max(0, room - sum(widths.values()))
        self._is_fitting = True
        for number, width in widths.items():
            header.setSectionHidden(number, not width)
            if width and number not in stretched:
                header.resizeSection(number, width)
        self._is_fitting = False

    def _wanted(self, shown: Sequence[int], room: int) -> list[Span]:
        """The spans of these columns; those that were dragged stay as wide, as long as that leaves room for all."""
        spans = [self._spans[number] for number in shown]
        kept = [span._replace(least=span.wish) if n in self._dragged else span for n, span in zip(shown, spans)]
        return kept if sum(span.least for span in kept if not span.leaves) <= room else spans

    def _is_stretched(self, column: int) -> bool:
        return bool(self._view.horizontalHeader().sectionResizeMode(column) == QtWidgets.QHeaderView.Stretch)

    def _note(self, column: int, before: int, after: int) -> None:
        """Somebody drags."""
        if before and after and not self._is_fitting and not self._is_stretched(column):
            self.drag(column, after)
