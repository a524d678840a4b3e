"""What is said where a knob's text cannot be worked out, and how far knobs are followed. Pure."""

from __future__ import annotations

from afsubmit.errors import SceneError

MAXIMUM_DEPTH = 20
"""How many knobs may ask each other."""


def only_nuke(what: str) -> SceneError:
    """The error that says that `what` is not known here."""
    return SceneError(f"{what} can only be worked out by Nuke itself.")


def shortened(text: str) -> str:
    """The beginning of a knob's `text`, in quotes."""
    return repr(text if len(text) <= 80 else f"{text[:77]}...")
