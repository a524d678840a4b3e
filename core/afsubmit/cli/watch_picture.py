"""The picture of jobs that are watched: what stands in each line of a terminal. Pure: no terminal and no clock.

The law: no line is wider than the terminal, and the picture is never higher.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..counted import counted
from ..submitter.watch import words
from ..submitter.watch.rows import BlockRow, JobRow
from ..typed import NamedTuple
from .text_table import printable, width

ROOM = 5
"""Lines that are kept for jobs, their blocks and the keys."""
LONGEST_BAR, SHORTEST_BAR, LONGEST_NAME = 40, 6, 30
COLOURS = {words.DONE: "32", words.RUNNING: "36", words.FAILED: "31", words.PAUSED: "33", "faint": "2", "bold": "1"}


class Paper(NamedTuple):
    """What the terminal can show: so many columns and lines, signs beyond ASCII or not, colours or not."""

    columns: int = 80
    lines: int = 24
    has_signs: bool = True
    has_colours: bool = False

    def coloured(self, text: str, colour: str) -> str:
        """`text` in a colour of `COLOURS`, where there are colours."""
        code = COLOURS.get(colour)
        return f"\x1b[{code}m{text}\x1b[0m" if code and self.has_colours and text else text

    def cut(self, text: str, columns: int) -> str:
        """`text` in at most so many columns, with a sign where something was left out."""
        text = printable(text)
        if width(text) <= columns:
            return text
        sign = "…" if self.has_signs else "~"
        while text and width(text) >= columns:
            text = text[:-1]
        return text + sign if columns > 0 else ""


def picture(
    rows: Sequence[JobRow], chosen: int, paper: Paper, *, waits: str = "", limit: str = "", keys: str = ""
) -> list[str]:  # fmt: skip
    """The lines: of each job one, of each of its blocks one, why the farm waits, the limit that is proposed, the keys.

    `chosen` is the serial of the job that the keys are for. When not all fits, the chosen job is kept with its blocks,
    then the others without theirs, and what is left out is counted.
    """
    foot = [paper.cut(f"The farm waits: {waits}.", paper.columns)] if waits else []
    foot += _wrapped(limit, paper)[: max(paper.lines - ROOM - len(foot), 0)]
    foot += [paper.coloured(paper.cut(keys, paper.columns), "faint")] if keys else []
    room = max(paper.lines - 1 - len(foot), 1)
    full = [_job(row, paper, is_chosen=len(rows) > 1 and row.serial == chosen) for row in rows]
    if sum(map(len, full)) > room:
        full = _fitting(rows, full, chosen, paper, room)
    return [line for lines in full for line in lines][:room] + foot


def _wrapped(text: str, paper: Paper) -> list[str]:
    import textwrap

    lines = textwrap.wrap(printable(text), max(paper.columns, 1))
    return [paper.cut(line, paper.columns) for line in lines]


def _fitting(
    rows: Sequence[JobRow], full: Sequence[list[str]], chosen: int, paper: Paper, room: int
) -> list[list[str]]:  # fmt: skip
    """The chosen job with as many of its blocks as fit, and the heads of its neighbours."""
    place = next((number for number, row in enumerate(rows) if row.serial == chosen), 0)
    own = _shortened(full[place], max(room - min(len(rows) - 1, room // 2), 1), paper)
    others = room - len(own)
    if others < len(rows) - 1:
        others = max(others - 1, 0)  # a line counts the rest
    others = min(others, len(rows) - 1)
    first = min(max(place - others // 2, 0), len(rows) - 1 - others)
    shown = [own if number == place else full[number][:1] for number in range(first, first + others + 1)]
    left = len(rows) - len(shown)
    return [*shown, [paper.cut(f"and {counted(left, 'more job')}", paper.columns)]] if left else shown


def _shortened(lines: list[str], most: int, paper: Paper) -> list[str]:
    if len(lines) <= most or most < 2:
        return lines[:most]
    return [*lines[: most - 1], paper.cut(f"  and {counted(len(lines) - most + 1, 'more block')}", paper.columns)]


def _job(row: JobRow, paper: Paper, *, is_chosen: bool) -> list[str]:
    arrow = (">" if not paper.has_signs else "▸") if is_chosen else ""
    state = words.SHOWN[row.state].lower()
    left = words.duration(row.seconds_left)
    facts = [f"{row.percent}%", f"about {left} left" if left else "", f"{row.errors} failed" if row.errors else ""]
    tail = f"  {state}  {'  '.join(filter(None, facts))}"
    name = paper.cut(f"{arrow}{' ' if arrow else ''}{row.name} (id {row.id})", max(paper.columns - width(tail), 8))
    tail = paper.cut(tail, paper.columns - width(name))
    head = paper.coloured(name, "bold") + paper.coloured(tail, row.state)
    return [head, *_blocks(row.blocks, paper)]


def _blocks(blocks: Sequence[BlockRow], paper: Paper) -> list[str]:
    """A line for each, names, bars and counts below each other; without bars where the terminal is too narrow."""
    tails = [_counts(block) for block in blocks]
    longest = max(map(width, tails), default=0)
    names = max((min(width(printable(block.name)), LONGEST_NAME) for block in blocks), default=0)
    names = max(min(names, paper.columns - longest - SHORTEST_BAR - 4), 1)
    bar = min(LONGEST_BAR, paper.columns - names - longest - 4)
    lines = []
    for block, tail in zip(blocks, tails):
        name = paper.cut(block.name, names)
        head = f"  {name}{' ' * (names - width(name))} "
        if bar < SHORTEST_BAR:
            lines.append(paper.cut(f"{head}{tail}", paper.columns))
        else:
            lines.append(f"{head}{_bar(block, bar, paper)} {paper.coloured(tail, block.state)}")
    return lines


def _counts(block: BlockRow) -> str:
    running = f"  {block.running} running" if block.running else ""
    return f"{block.done}/{block.tasks}{running}" + (f"  {block.errors} failed" if block.errors else "")


def _bar(block: BlockRow, columns: int, paper: Paper) -> str:
    """How much is done, in error, running and left, one behind the other: as many columns as their counts want."""
    total = max(block.tasks, 1)
    part = max(block.percent / 100, block.done / total) if block.state != words.DONE else 1.0
    errors = min(columns, -(-block.errors * columns // total))
    done = min(int(part * columns), columns - errors)
    running = min(-(-block.running * columns // total), columns - done - errors)
    signs = ("█", "×", "▒", "░") if paper.has_signs else ("#", "x", "-", ".")
    left = columns - done - errors - running
    parts = [(done, words.DONE), (errors, words.FAILED), (running, words.RUNNING), (left, "faint")]
    return "".join(paper.coloured(sign * number, colour) for sign, (number, colour) in zip(signs, parts))
