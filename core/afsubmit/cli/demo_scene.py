"""A made-up application for the demo: its scene has twelve outputs, and rendering them takes nothing but Python."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ..document import Block
from ..document.frames import FrameList
from ..errors import SceneError
from ..submission import BlockRequest, Output, SceneState, place
from ..submission.blocks import FrameCommand, set_frames
from . import demo_picture

FIRST, LAST = 1001, 1024
OUTPUTS = {
    "beauty": ((1.0, 0.95, 0.9), ()),
    "diffuse": ((0.9, 0.9, 0.8), ()),
    "specular": ((0.8, 0.85, 1.0), ()),
    "shadow": ((0.5, 0.5, 0.6), ()),
    "ambient_occlusion": ((0.85, 0.85, 0.85), ()),
    "depth": ((0.6, 0.6, 0.6), ()),
    "matte_mountains": ((0.4, 0.9, 0.5), ()),
    "matte_sun": ((0.95, 0.5, 0.4), ()),
    "fog": ((0.8, 0.9, 0.95), ()),
    "birds": ((0.9, 0.8, 0.7), ()),
    "comp": ((1.0, 1.0, 1.0), ("beauty", "fog", "birds")),
    "comp_night": ((0.45, 0.5, 0.9), ("comp",)),
}
"""Output -> its tint, and the outputs it reads."""
SELECTED = ("beauty", "fog", "birds", "comp")


class DemoHost:
    """Its scene is a JSON file in a folder of its own; a window of ours edits nothing but the settings."""

    name = "demo"

    def __init__(self, folder: str = "") -> None:
        """Write the scene into `folder`, by default below the state folder.

        Raises:
            SceneError: it cannot be written.
        """
        self._folder = os.path.abspath(folder or os.path.join(place.state_folder(), "demo"))
        self.path = os.path.join(self._folder, "sunrise_v003.json")
        self._settings: dict[str, Any] = {}
        try:
            os.makedirs(self._folder, exist_ok=True)
        except OSError as error:
            raise SceneError(f"The folder {self._folder} cannot be made: {error.strerror or error}.") from error
        self.save_snapshot(self.path)

    def scene(self) -> SceneState:
        """The same scene, always with unsaved changes."""
        frames = FrameList(range(FIRST, LAST + 1))
        return SceneState(self.name, "1.0", self.path, frames, is_modified=True, application=sys.executable)

    def outputs(self) -> Sequence[Output]:
        """Twelve of them."""
        frames = self.scene().frames
        return [
            Output(name, name, frames, (self._file(name).replace("####", "@####@"),), "Sunrise", inputs=reads)
            for name, (_, reads) in OUTPUTS.items()
        ]

    def selected(self) -> Sequence[str]:
        """Some of them."""
        return list(SELECTED)

    @contextlib.contextmanager
    def unchanged(self) -> Iterator[None]:
        """There is no session to change."""
        yield

    def save_snapshot(self, path: str) -> None:
        """Write the scene to `path`.

        Raises:
            SceneError: it cannot be written.
        """
        outputs = {name: {"file": self._file(name), "tint": tint} for name, (tint, _) in OUTPUTS.items()}
        try:
            with open(path, "w", encoding="utf-8") as file:
                json.dump({"first": FIRST, "last": LAST, "outputs": outputs}, file, indent=1)
        except OSError as error:
            raise SceneError(f"The scene cannot be written to {path}: {error.strerror or error}.") from error

    def load_settings(self) -> Mapping[str, Any]:
        """What was kept while this program runs."""
        return dict(self._settings)

    def store_settings(self, values: Mapping[str, Any]) -> None:
        """Keep them while this program runs."""
        self._settings = dict(values)

    def on_saved(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """It is never saved."""
        return lambda: None

    def run_on_main(self, function: Callable[[], None]) -> None:
        """There is one thread only."""
        function()

    def python(self) -> str:
        """The one that runs this."""
        return sys.executable

    def _file(self, name: str) -> str:
        return os.path.join(self._folder, "frames", name, f"{name}.####.png").replace("\\", "/")


class DemoPlan:
    """Renders with `python demo_picture.py SCENE OUTPUT FIRST LAST`."""

    name = "demo"
    executable = "python3"

    def blocks(self, output: Output, request: BlockRequest) -> Sequence[Block]:
        """One block for each output."""
        quote = request.quote
        script = quote(request.worker(demo_picture.__file__))
        start = f"{quote(request.executable)} {script} {quote(request.scene_file)} {quote(output.name)}"
        block = Block(output.name, "generic")
        command = FrameCommand(
            "range", lambda _: f"{start} @#@ @#@", lambda frames: f"{start} {min(frames)} {max(frames)}"
        )
        set_frames(block, request.frames, per_task=request.frames_per_task, command=command, files=output.files)
        return [block]
