"""Which frames a layer renders by the scene's own settings, and how its files are numbered. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from afsubmit.document.frames import FrameList
from afsubmit.errors import RangeError

from ._facts import Renumbering
from ._graph import FARTHEST
from ._layer_settings import GLOBALS, LayerSettings

NOISE = 0.001
"""How far from a whole frame a stored time may lie: files have 1000.9999999999999 for 1001."""

VRAY = "vraySettings"
VRAY_OFF, VRAY_LIST = 0, 2
"""V-Ray's own Animation setting: off, standard (1), specific frames."""

OWN_NUMBERS = ("vray", "renderman")
"""Renderers that number by frame, whatever Renumber Frames says (two public pipelines)."""


@dataclass(frozen=True)
class Range:
    """The frames; `unknown` says why nobody can tell them, "" when they are known.

    `is_animated` is false for one picture without a number; `by` is the step, as the scene has it. `doubt` is what
    should be looked at though they are known, "" for nothing.
    """

    frames: FrameList
    by: float = 1.0
    is_animated: bool = True
    unknown: str = ""
    doubt: str = ""


def range_of(settings: LayerSettings, renderer: str) -> Range:
    """The frames that a layer renders."""
    animation = _vray_animation(settings) if renderer == "vray" and settings.has(VRAY) else None
    if animation == VRAY_LIST:
        return _listed(settings.text(VRAY, "animFrames"))
    is_animated = settings.flag(GLOBALS, "animation") or animation not in (None, VRAY_OFF)
    made = _animated(settings) if is_animated else _still(settings)
    if is_animated and animation == VRAY_OFF:  # which of the two counts in batch is documented nowhere
        made = replace(made, doubt="V-Ray's own Animation is off, though Maya's is on: the whole range is rendered.")
    plugs = [f"{GLOBALS}.{name}" for name in ("animation", "startFrame", "endFrame", "byFrameStep")]
    driven = next((settings.driven[plug] for plug in plugs if plug in settings.driven), "")
    return replace(made, frames=FrameList(), unknown=f"Only Maya knows its frames: {driven}.") if driven else made


def _vray_animation(settings: LayerSettings) -> int:
    return settings.whole(VRAY, "animType")


def _listed(text: str) -> Range:
    """V-Ray's list of frames: 1,5,10-20."""
    try:
        return Range(FrameList.parse(text))
    except RangeError as error:
        return Range(FrameList(), unknown=f"V-Ray's list of specific frames cannot be read: {error}")


def _still(settings: LayerSettings) -> Range:
    """The frame on which the scene stands."""
    now = settings.number("time1", "outTime", 1.0)
    if not abs(now) <= FARTHEST:
        return Range(FrameList(), is_animated=False, unknown=f"The scene stands on the frame {now:g}.")
    return Range(FrameList([math.floor(now + NOISE)]), is_animated=False)


def _animated(settings: LayerSettings) -> Range:
    by = settings.number(GLOBALS, "byFrameStep", 1.0)
    try:
        first = _whole(settings.number(GLOBALS, "startFrame", 1.0), "first frame")
        last = _whole(settings.number(GLOBALS, "endFrame", 10.0), "last frame")
        step = _whole(by, "step")
        if step < 1:
            raise RangeError(f"The step is {by:g}: it must be at least 1.")
        if last < first:
            raise RangeError(f"The range ends before it begins: {first} to {last}.")
        return Range(FrameList(range(first, last + 1, step)), by)
    except RangeError as error:
        return Range(FrameList(), by, unknown=str(error))


def _whole(value: float, what: str) -> int:
    if math.isfinite(value) and abs(value) > FARTHEST:
        raise RangeError(f"The {what} is {value:.10g}: no scene has such a frame.")
    if not math.isfinite(value) or abs(value - round(value)) > NOISE:
        raise RangeError(f"The {what} is {value:.10g}: a farm renders whole frames only.")
    return round(value)


def renumbering(settings: LayerSettings, made: Range, renderer: str) -> Renumbering | None:
    """How files are numbered where Renumber Frames is on, else None.

    Also where the numbers are the frames': a command that renders the fifth frame alone begins with the first number.
    """
    if not made.is_animated or renderer in OWN_NUMBERS or not settings.flag(GLOBALS, "modifyExtension"):
        return None
    return Renumbering(settings.number(GLOBALS, "startExtension", 1.0), settings.number(GLOBALS, "byExtension", 1.0))
