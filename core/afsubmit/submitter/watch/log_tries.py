"""How often a task was tried, where, and how each try ended: read from the farm's own log of the task. Pure.

The lines are those of afserver 3.4.1, which says no exit code; the farm of this machine writes them alike, with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_LINE = re.compile(r"(.*?): afanasy: (.*)")
_BEGIN = re.compile(r'SESSION #(\d+): Starting on "(.*)"')
_CODE = re.compile(r"exit code (-?\d+)")
_PASSING = ("Automatically retrying", "AVOIDING HOST")
CUT = "The output is longer than"
"""How the farm of this machine says that it dropped the middle of an output."""


class Try(NamedTuple):
    """One start of a task: its number from 1, the machine, when it began, and how it ended ("" while it runs)."""

    number: int
    host: str
    begun: str
    ended: str = ""
    code: int | None = None
    is_cut: bool = False

    @property
    def has_failed(self) -> bool:
        """Whether it ended otherwise than well."""
        return bool(self.ended) and not self.ended.startswith(("Finished success", "Skipped"))


def tries(lines: Iterable[str]) -> Sequence[Try]:
    """The tries that the log of a task tells of, the first one first."""
    found: list[Try] = []
    for line in lines:
        read = _LINE.fullmatch(line)
        if not read:
            continue
        begin = _BEGIN.match(read[2])
        if begin:
            found.append(Try(int(begin[1]), begin[2], _time(read[1])))
        elif found and read[2].startswith(CUT):
            found[-1] = found[-1]._replace(is_cut=True)
        elif found and not found[-1].ended and not read[2].startswith(_PASSING):
            code = _CODE.search(read[2])
            found[-1] = found[-1]._replace(ended=read[2], code=int(code[1]) if code else None)
    return found


def _time(stamp: str) -> str:
    """The time of day in a stamp such as "Sat 28 Nov 13:06.18": 13:06."""
    return stamp.rpartition(" ")[2].partition(".")[0]
