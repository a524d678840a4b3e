"""The order in which outputs are rendered, and which waits for which, from what each of them reads. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

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
    by_id = {output.id: output for output in outputs}
    ids, broken = _sorted(waits)
    return [_waiting(by_id[name], waits[name], broken.get(name, ()), reads, by_id) for name in ids]


def _waiting(
    output: Output, waits: Sequence[str], broken: Collection[str], reads: Reads, by_id: Mapping[str, Output]
) -> Output:
    kept = [name for name in waits if name not in broken]
    by_frame = [name for name in kept if reads[output.id][name] and _is_frame_for_frame(output, by_id[name])]
    problems = (*output.problems, *(_ring(output, by_id[name]) for name in broken))
    return replace(output, inputs=tuple(kept), frame_inputs=tuple(by_frame), problems=problems)


def _ring(output: Output, other: Output) -> Problem:
    message = f"It reads what {other.name} writes and {other.name} reads what it writes: it does not wait for it."
    return Problem("warning", output.name, message, "Read the files of an earlier version in one of the two.")


def _is_frame_for_frame(output: Output, other: Output) -> bool:
    """Whether every frame of `output` is one that `other` makes, each by itself."""
    if output.unknown_frames or other.unknown_frames or output.is_whole or other.is_whole:
        return False
    return set(output.frames) <= set(other.frames)


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
