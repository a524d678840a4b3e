"""The order in which outputs are rendered, and which waits for which, from what each of them reads. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from ...document.frames import FrameList
from ...errors import Problem
from .scene import Output

Reads = Mapping[str, Mapping[str, bool]]
"""Id of an output -> id of each output whose files it reads -> whether it reads a frame to make that same frame."""


def in_order(outputs: Sequence[Output], reads: Reads) -> list[Output]:
    """`outputs` with their inputs filled in, sorted so that inputs come first; otherwise in the order they have.

    What an output reads of itself, or of nothing among `outputs`, counts for nothing. Where outputs read each other in
    a ring, the one that would close it does not wait, and a warning says so.
    """
    order = {output.id: place for place, output in enumerate(outputs)}
    waits = {name: sorted((set(reads.get(name, ())) & set(order)) - {name}, key=order.__getitem__) for name in order}
    by_id, frames = {output.id: output for output in outputs}, _Frames(outputs)
    ids, broken = _sorted(waits)
    return [_waiting(by_id[name], waits[name], broken.get(name, ()), reads, by_id, frames) for name in ids]


def _waiting(
    output: Output,
    waits: Sequence[str],
    broken: Collection[str],
    reads: Reads,
    by_id: Mapping[str, Output],
    frames: _Frames,
) -> Output:
    kept = [name for name in waits if name not in broken] if broken else waits
    read = reads.get(output.id, {})
    by_frame = [name for name in kept if read[name] and frames.are_of(output.id, name)]
    problems = (*output.problems, *(_ring(output, by_id[name]) for name in broken))
    return replace(output, inputs=tuple(kept), frame_inputs=tuple(by_frame), problems=problems)


def _ring(output: Output, other: Output) -> Problem:
    message = f"It reads what {other.name} writes and {other.name} reads what it writes: it does not wait for it."
    return Problem("warning", output.name, message, "Read the files of an earlier version in one of the two.")


class _Frames:
    """Which outputs make their frames each by itself, and all of those that another makes."""

    def __init__(self, outputs: Sequence[Output]) -> None:
        kinds: dict[FrameList, int] = {}
        single = [output for output in outputs if not output.unknown_frames and not output.is_whole]
        self._kinds = {output.id: kinds.setdefault(output.frames, len(kinds)) for output in single}
        self._listed = list(kinds)
        self._answers: dict[tuple[int, int], bool] = {}

    def are_of(self, name: str, other: str) -> bool:
        """Whether every frame of an output is one that the other makes, each by itself."""
        if name not in self._kinds or other not in self._kinds:
            return False
        pair = self._kinds[name], self._kinds[other]
        if pair not in self._answers:
            self._answers[pair] = self._listed[pair[0]] <= self._listed[pair[1]]
        return self._answers[pair]


def _sorted(waits: Mapping[str, Sequence[str]]) -> tuple[list[str], dict[str, list[str]]]:
    """Ids with those first that others wait for; and the waits that would close a ring."""
    done: list[str] = []
    is_done: dict[str, bool] = {}
    broken: dict[str, list[str]] = {}
    for start in waits:
        stack: list[tuple[str, Iterator[str]]] = [(start, iter(waits[start]))] if start not in is_done else []
        is_done.setdefault(start, False)
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                is_done[name] = True
                done.append(name)
                stack.pop()
            elif following not in is_done:
                is_done[following] = False
                stack.append((following, iter(waits[following])))
            elif not is_done[following]:
                broken.setdefault(name, []).append(following)
    return done, broken
