"""A measured figure beside what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class NotMeasured(Exception):
    """This machine lacks what the measurement needs; the text says what."""


@dataclass(frozen=True)
class Figure:
    """One line of the table; `beside` is what it was measured against."""

    name: str
    value: float
    unit: str
    promise: float
    is_more_better: bool = False
    beside: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether the promise holds."""
        return self.value >= self.promise if self.is_more_better else self.value <= self.promise


def table(figures: Sequence[Figure]) -> str:
    """The figures as lines of equal columns."""
    rows = [("figure", "measured", "promised", "", "beside")]
    for figure in figures:
        sign = ">=" if figure.is_more_better else "<="
        measured, promised = f"{figure.value:.1f} {figure.unit}", f"{sign} {figure.promise:g} {figure.unit}"
        rows.append((figure.name, measured, promised, "kept" if figure.is_kept else "MISSED", figure.beside))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths)).rstrip() for row in rows)
