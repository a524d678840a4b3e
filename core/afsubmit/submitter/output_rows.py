"""A scene's outputs as a table shows them while an artist composes: chosen or not, with which frames. No Qt, pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..errors import RangeError
from ..submission.planning.scene import Output


class OutputRow(NamedTuple):
    """An output as a table shows it; `wrong` says what is wrong with its frames, or is ""."""

    key: str
    output: Output
    is_chosen: bool
    frames: str
    is_own: bool
    """Whether the frames were set for this output alone."""
    length: int
    first: int
    wrong: str = ""


class UnusableFrames(NamedTuple):
    """What was typed for the frames of an output, and a sentence that says why it cannot be used."""

    text: str
    sentence: str


def row(output: Output, settings: Mapping[str, Any], unusable: UnusableFrames | None, *, is_chosen: bool) -> OutputRow:
    """The row of `output`; of the `settings` those of frames count, where nothing `unusable` was typed instead."""
    if unusable is not None:
        return OutputRow(output.id, output, is_chosen, unusable.text, True, 0, 0, unusable.sentence)
    own = settings["output_frames"].get(output.name, "").strip()
    try:
        frames = output.rendered_frames(settings)
    except RangeError as error:
        return OutputRow(output.id, output, is_chosen, own or settings["frames"], bool(own), 0, 0, str(error))
    first = next(iter(frames), 0)
    text = own or settings["frames"].strip() or str(frames)
    return OutputRow(output.id, output, is_chosen, text, bool(own), len(frames), first)
