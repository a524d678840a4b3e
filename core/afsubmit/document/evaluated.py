"""From a file's evaluated path at some frames to the pattern that gives its path at every frame, if there is one.

For hosts that can evaluate a path at any frame but do not say where in it the number stands.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from ..typed import TYPE_CHECKING
from .patterns import filler, has_pattern, numbered

if TYPE_CHECKING:
    from .frames import FrameList

LONGEST_NUMBER = 20
"""No digits are looked for beyond this width: a frame has at most 11."""
_OTHER_WIDTHS = (0, *(sign * 10**size + (sign < 0) for size in range(1, 11) for sign in (1, -1)))
"""Frames that are written longer or shorter than the one before: 0, 10, -9, 100, -99 and so on."""
_NUMBER = re.compile(f"-?[0-9]{{1,{LONGEST_NUMBER}}}")
_RUN = re.compile("([0-9]+)")
_NO_NUMBER = re.compile("[^0-9-]+")


def sample_frames(frames: FrameList) -> list[int]:
    """The frames of `frames` at which a path must be evaluated so that `pattern_of` is right for all of them.

    The first two, one between, the last, and the first one of each place where the number gets longer or its sign
    changes: a name without zeros in front looks padded until then. Some 8 frames, however many there are.
    """
    count = len(frames)
    places = {0, 1, count // 2, count - 1}
    for other in _OTHER_WIDTHS:
        if count and frames[0] < other <= frames[count - 1]:
            places.add(bisect_left(frames, other))
    return sorted({frames[place] for place in places if 0 <= place < count})


def pattern_of(paths: Mapping[int, str]) -> str | None:
    """The pattern that gives each of `paths` at its frame, as the farm fills it: `/@##@/i.@##@` of `/01/i.01`.

    A path that is the same at every frame is its own pattern. None when no pattern is right at all of them (frame
    numbers that are offset or halved, paths that change in other ways, a minus before the zeros): then each task must
    name its files, as `listed_files` does. Evaluated at a range's `sample_frames` it is right for the whole range, if
    only the number changes in the path.
    """
    samples = list(paths.items())
    if not samples or any(has_pattern(path) for path in paths.values()):
        return None
    if len(set(paths.values())) == 1:
        return samples[0][1]
    found = _by_runs(samples) or _aligned([frame for frame, _ in samples], [path for _, path in samples])
    if found is None:
        return None
    fill = filler(found)
    return found if all(fill(frame) == path for frame, path in samples) else None


def listed_files(paths: Iterable[Mapping[int, str]], frames: Iterable[int]) -> list[str]:
    """The files of a task with these frames, each once: `paths` has the evaluated paths of each file by frame.

    Raises:
        KeyError: a path was not evaluated at one of the frames.
    """
    return list(dict.fromkeys(path[frame] for frame in frames for path in paths))


def _by_runs(samples: Sequence[tuple[int, str]]) -> str | None:
    """The pattern of paths in which whole runs of digits are the frame, as in nearly all; None for any other.

    It says what `_aligned` says, in a fraction of the time: an application with hundreds of outputs waits meanwhile.
    """
    rows = [_RUN.split(path) for _, path in samples]
    if len(set(map(len, rows))) > 1:
        return None
    parts: list[str] = []
    for pieces in zip(*rows):
        width = min(map(len, pieces))
        if len(set(pieces)) == 1:
            parts.append(pieces[0])
        elif 0 < width <= LONGEST_NUMBER and all(
            numbered(frame, width) == piece for (frame, _), piece in zip(samples, pieces)
        ):
            parts.append(f"@{'#' * width}@")
        else:
            return None
    return "".join(parts)


def _aligned(frames: Sequence[int], paths: Sequence[str]) -> str | None:
    """The pattern that all paths fit, read from left to right, with the longest number wherever one can stand."""
    parts: list[str] = []
    places = [0] * len(paths)
    while True:
        width = _width(frames, paths, places)
        if width:
            parts.append(f"@{'#' * width}@")
            places = [place + len(numbered(frame, width)) for place, frame in zip(places, frames)]
            continue
        text = _NO_NUMBER.match(paths[0], places[0])
        if text and all(path.startswith(text[0], place) for place, path in zip(places, paths)):
            parts.append(text[0])
            places = [place + len(text[0]) for place in places]
            continue
        if all(place == len(path) for place, path in zip(places, paths)):
            return "".join(parts)
        letters = {path[place : place + 1] for place, path in zip(places, paths)}
        if len(letters) != 1 or "" in letters:
            return None
        parts.append(letters.pop())
        places = [place + 1 for place in places]


def _width(frames: Sequence[int], paths: Sequence[str], places: Sequence[int]) -> int:
    """How wide a number all paths have here; 0 when they have none.

    Wider first: `0001` of frame 1 is four wide, not a one behind three zeros.
    """
    digits = _NUMBER.match(paths[0], places[0])
    for width in range(min(len(digits[0]), LONGEST_NUMBER) if digits else 0, 0, -1):
        if all(path.startswith(numbered(frame, width), place) for frame, path, place in zip(frames, paths, places)):
            return width
    return 0
