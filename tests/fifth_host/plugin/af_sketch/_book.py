"""What a book of Sketch says, the same for the open one and for a file. Pure."""

from __future__ import annotations

import os
from collections.abc import Sequence

from afsubmit.document.frames import FrameList
from afsubmit.errors import SceneError
from afsubmit.submission.planning.scene import Output, SceneState

SETTINGS = "settings "


def state(lines: Sequence[str], path: str, *, is_modified: bool, application: str = "") -> SceneState:
    """The book as a scene.

    Raises:
        SceneError: it is no book, or has no range.
    """
    if lines[:1] != ["sketch 1"]:
        raise SceneError(f"{path} is no book of Sketch: its first line is not `sketch 1`.")
    ranges = [line.split()[1:] for line in lines if line.startswith("range ")]
    if len(ranges) != 1 or len(ranges[0]) != 2:
        raise SceneError(f"{path} has no range; a line such as `range 1 10` says it.")
    frames = FrameList.parse("-".join(ranges[0]))
    return SceneState("sketch", "1.0", path, frames, is_modified=is_modified, application=application)


def outputs(lines: Sequence[str], scene: SceneState) -> list[Output]:
    """Its pages; a page waits for those it reads."""
    folder = os.path.dirname(scene.path)
    fields = [line.split(" ", 2) for line in lines]
    reads = [rest for word, *rest in fields if word == "reads"]
    pages = [rest for word, *rest in fields if word == "page" and len(rest) == 2]
    return [
        Output(
            name,
            name,
            scene.frames,
            (os.path.normpath(os.path.join(folder, file)).replace("####", "@####@"),),
            inputs=[other for reader, other in reads if reader == name],
        )
        for name, file in pages
    ]


def settings_of(lines: Sequence[str]) -> str:
    """The text of the settings that are kept in the book, "" when there are none."""
    return next((line[len(SETTINGS) :] for line in lines if line.startswith(SETTINGS)), "")
