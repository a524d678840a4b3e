"""A measured figure beside what was promised."""

from __future__ import annotations

import contextlib
import sys
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


def most_memory() -> float:
    """The most that this process ever held, in MB; 0 where the system does not say.

    Linux counts in `ru_maxrss` what the process held from which this one was made; VmHWM begins with this program
    (proc(5)).
    """
    with contextlib.suppress(OSError), open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:")) * 1024 / 1e6
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def table(figures: Sequence[Figure]) -> str:
    """The figures as lines of equal columns."""
    rows = [("figure", "measured", "promised", "", "beside")]
    for figure in figures:
        sign = ">=" if figure.is_more_better else "<="
        measured, promised = (
            f"{figure.value:{'.2f' if figure.value < 1 else '.1f'}} {figure.unit}",
            f"{sign} {figure.promise:g} {figure.unit}",
        )
        rows.append((figure.name, measured, promised, "kept" if figure.is_kept else "MISSED", figure.beside))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths)).rstrip() for row in rows)
