"""Lists of frames as artists write them: `1001-1100`, `1-100x2`, `1,5,12-30x3,59`, `-10--1`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..errors import RangeError

MAXIMUM_FRAMES = 1_000_000
MAXIMUM_TASKS = 300_000
_MAXIMUM_WRITTEN = 10 * MAXIMUM_FRAMES
_LIMIT = 2**31 - 1

RANGE, STEPPED, LIST = "range", "stepped", "list"

_ITEM = re.compile(r"[^\s,;]+(?:\s+-\s+[^\s,;]+)?")
_RUN = re.compile(r"([+-]?\d+)(?:\s*(?:-|\.\.)\s*([+-]?\d+))?(?:[x:]([+-]?\d+))?")


class FrameList:
    """Frames, whole, sorted, each once. Never changes.

    Raises:
        RangeError: more than 1,000,000 frames, or a frame beyond what the server counts.
    """

    __slots__ = ("_frames",)

    def __init__(self, frames: Iterable[int] = ()) -> None:
        if isinstance(frames, range):
            self._frames: Sequence[int] = frames if frames.step > 0 else frames[::-1]
        else:
            self._frames = _compact(sorted(set(frames)))
        if len(self._frames) > MAXIMUM_FRAMES:
            raise _too_many()
        if self._frames and (self._frames[0] < -_LIMIT or self._frames[-1] > _LIMIT):
            raise RangeError(f"Frames {self._frames[0]} to {self._frames[-1]} are beyond what a farm can count.")

    @classmethod
    def parse(cls, text: str) -> FrameList:
        """The frames that `text` names.

        Items stand apart by commas, semicolons or blanks: a frame, `first-last`, or with a step `first-lastx2` or
        `first-last:2`; `first..last` is the same as `first-last`. Ends are included, a step never goes beyond the end.

        Raises:
            RangeError: it is no such list, an end is before its beginning, a step is below one, or there are more
                than 1,000,000 frames; names the item and its place.
        """
        runs: list[range] = []
        written = 0
        for found in _ITEM.finditer(text):
            run = _run(found.group(), found.start() + 1)
            written += len(run)
            if len(run) > MAXIMUM_FRAMES or written > _MAXIMUM_WRITTEN:
                raise _too_many()
            runs.append(run)
        if not runs:
            raise RangeError("There are no frames. Write frames such as 1-100 or 1,5,12-30x3.")
        if len(runs) == 1:
            return cls(runs[0])
        return cls(frame for run in runs for frame in run)

    def runs(self) -> list[tuple[int, int, int]]:
        """The fewest regular runs that hold these frames in order, each as (first, last, step), a step at least 1."""
        return [(part[0], part[-1], _step(part)) for part in self._parts(len(self._frames) or 1, None)]

    def chunks(self, per_task: int, takes: str = LIST) -> list[FrameList]:
        """The fewest groups of at most `per_task` frames that a command can render exactly.

        `takes` says what the command can be given: "range" first and last frame only, so that a group has no gaps;
        "stepped" first, last and a step; "list" any frames.

        Raises:
            RangeError: there would be more than 300,000 groups, or `per_task` or `takes` makes no sense.
        """
        if per_task < 1:
            raise RangeError(f"{per_task} frames in a task: it must be at least 1.")
        if takes not in (RANGE, STEPPED, LIST):
            raise RangeError(f'A command takes "range", "stepped" or "list", not {takes!r}.')
        if takes == LIST:
            parts = [self._frames[i : i + per_task] for i in range(0, len(self._frames), per_task)]
        else:
            parts = self._parts(per_task, 1 if takes == RANGE else None)
        if len(parts) > MAXIMUM_TASKS:
            raise RangeError(f"{len(parts)} tasks are more than a farm takes in one block ({MAXIMUM_TASKS}).")
        return [FrameList._of(part) for part in parts]

    @classmethod
    def _of(cls, frames: Sequence[int]) -> FrameList:
        """A part of another list: checked and in order already."""
        frame_list = cls.__new__(cls)
        frame_list._frames = frames if isinstance(frames, range) else _compact(frames)
        return frame_list

    def _parts(self, longest: int, step: int | None) -> list[Sequence[int]]:
        """The frames cut, from the front, into the longest pieces of one step (or of `step`)."""
        frames, parts, start = self._frames, [], 0
        if isinstance(frames, range) and (step is None or frames.step == step):
            return [frames[i : i + longest] for i in range(0, len(frames), longest)]
        while start < len(frames):
            end = start + 1
            if end < len(frames) and longest > 1:
                gap = frames[end] - frames[start] if step is None else step
                limit = min(start + longest, len(frames))
                while end < limit and frames[end] - frames[end - 1] == gap:
                    end += 1
            parts.append(frames[start:end])
            start = end
        return parts

    def __iter__(self) -> Iterator[int]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def __getitem__(self, place: int) -> int:
        return self._frames[place]

    def __contains__(self, frame: object) -> bool:
        if isinstance(self._frames, range) or not isinstance(frame, int):
            return frame in self._frames
        position = _bisect(self._frames, frame)
        return position < len(self._frames) and self._frames[position] == frame

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FrameList):
            return NotImplemented
        return _is_same(self._frames, other._frames)

    def __le__(self, other: FrameList) -> bool:
        """Whether every frame is one of `other`."""
        mine, theirs = self._frames, other._frames
        if not isinstance(mine, range) or not isinstance(theirs, range):
            return set(mine) <= set(theirs)
        if not mine:
            return True
        return mine[0] in theirs and mine[-1] in theirs and (len(mine) == 1 or mine.step % theirs.step == 0)

    def __hash__(self) -> int:
        return hash((len(self._frames), *self._frames[:3], *self._frames[-3:]))

    def __repr__(self) -> str:
        return f"FrameList.parse({str(self)!r})" if self else "FrameList()"

    def __str__(self) -> str:
        """As `parse` reads it: `1-10`, `1-9x2`, `1,5`; "" when empty."""
        if len(self._frames) == 1:
            return str(self._frames[0])
        words: list[str] = []
        for first, last, step in self.runs():
            if step > 1 and last == first + step:
                words += (str(first), str(last))
            elif first == last:
                words.append(str(first))
            else:
                words.append(f"{first}-{last}" if step == 1 else f"{first}-{last}x{step}")
        return ",".join(words)


def _run(item: str, position: int) -> range:
    found = _RUN.fullmatch(item)
    if found is None:
        raise _wrong(item, position, "is not a frame, a range such as 1-100, or one with a step such as 1-100x2")
    if max(len(part or "") for part in found.groups()) > 11:
        raise _wrong(item, position, "is beyond what a farm can count")
    first = int(found[1])
    last = first if found[2] is None else int(found[2])
    step = 1 if found[3] is None else int(found[3])
    if found[3] is not None and found[2] is None:
        raise _wrong(item, position, "has a step and no last frame")
    if last < first:
        raise _wrong(item, position, f"ends before it begins; write {last}-{first}")
    if step < 1:
        raise _wrong(item, position, "has a step below 1")
    if first < -_LIMIT or last > _LIMIT:
        raise _wrong(item, position, "is beyond what a farm can count")
    run = range(first, last + 1, step)
    return run if len(run) > 1 else range(first, first + 1)


def _wrong(item: str, position: int, words: str) -> RangeError:
    shown = item if len(item) <= 40 else item[:37] + "..."
    return RangeError(f'"{shown}" at character {position} {words}.')


def _too_many() -> RangeError:
    return RangeError(f"There are more than {MAXIMUM_FRAMES} frames, which is more than a farm takes in one block.")


def _compact(frames: Sequence[int]) -> Sequence[int]:
    """A range where the frames are regular, which is smaller and quicker, else the list as a tuple."""
    if len(frames) < 2:
        return range(frames[0], frames[0] + 1) if frames else ()
    step = frames[1] - frames[0]
    regular = range(frames[0], frames[-1] + 1, step)
    return regular if len(regular) == len(frames) and all(map(int.__eq__, regular, frames)) else tuple(frames)


def _is_same(frames: Sequence[int], others: Sequence[int]) -> bool:
    if isinstance(frames, range) and isinstance(others, range):
        return frames == others
    return len(frames) == len(others) and all(map(int.__eq__, frames, others))


def _step(part: Sequence[int]) -> int:
    return part[1] - part[0] if len(part) > 1 else 1


def _bisect(frames: Sequence[int], frame: int) -> int:
    from bisect import bisect_left

    return bisect_left(frames, frame)
