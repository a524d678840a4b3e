"""Files whose numbers are not the frames, and frames that get no number. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from afsubmit.document.frames import FrameList
from afsubmit.errors import RangeError
from afsubmit.submission.planning.scene import Output

from ._facts import facts_of


def check(output: Output, frames: FrameList) -> None:
    """Look whether Maya gives the files of `frames` the names that were announced.

    Raises:
        RangeError: it would not, or nobody knows.
    """
    facts = facts_of(output)
    if not facts.is_animated and frames != output.frames:
        raise RangeError(
            "It is one picture without a number (the file name in Render Settings has no #): for other frames choose "
            "a name with a number there."
        )
    if facts.is_animated and not facts.renumbering and len(frames) and frames.runs()[0][0] < 0:
        raise RangeError("How Maya writes the number of a frame below zero is not known: move the range up.")


def listed(output: Output, frames: FrameList, *, is_whole: bool) -> Sequence[Mapping[int, str]]:
    """The files of `frames` where no pattern names them.

    In one command (`is_whole`) Maya counts from the first frame that it renders; the scene's own first has that number.

    Raises:
        RangeError: the scene names fewer files than there are frames.
    """
    if not is_whole:
        return output.listed_files
    own = list(output.frames)
    if len(frames) > len(own):
        raise RangeError(f"Its files are renumbered, and the scene names only {len(own)} of them.")
    return [{frame: names[number] for frame, number in zip(frames, own)} for names in output.listed_files]


def first_number(output: Output, first: int, step: int) -> str:
    """The words that let a task of `first` and on by `step` count on from the task before; "" where not needed.

    Raises:
        RangeError: the frame lies between those of the scene, so that it has no number.
    """
    facts = facts_of(output)
    if facts.renumbering is None:
        return ""
    own = facts.by_frame or 1
    place = (first - next(iter(output.frames), first)) / own
    if not float(place).is_integer():
        raise RangeError(f"Its files are renumbered, and frame {first} is none of those the scene counts.")
    start, by = facts.renumbering.start, facts.renumbering.by
    return f" -rfs {start + place * by:.10g} -rfb {by * step / own:.10g}"
