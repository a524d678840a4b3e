"""A made-up application for the demo: its scene has twelve outputs, and rendering them takes nothing but Python."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

from ..document import Block
from ..document.frames import FrameList
from ..errors import SceneError
from ..submission.planning.blocks import FrameCommand, set_frames
from ..submission.planning.file_host import FileHost
from ..submission.planning.scene import BlockRequest, Output, SceneState
from ..submission.sending import destination
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


def open_scene(folder: str = "") -> FileHost:
    """Write the scene into `folder`, by default below the state folder, and open it.

    Raises:
        SceneError: it cannot be written.
    """
    place_of = os.path.abspath(folder or os.path.join(destination.state_folder(), "demo"))
    path = os.path.join(place_of, "sunrise_v003.json")
    files = {name: os.path.join(place_of, "frames", name, f"{name}.####.png").replace("\\", "/") for name in OUTPUTS}
    content = {name: {"file": files[name], "tint": tint} for name, (tint, _) in OUTPUTS.items()}
    try:
        os.makedirs(place_of, exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"first": FIRST, "last": LAST, "outputs": content}, file, indent=1)
    except OSError as error:
        raise SceneError(f"The demo's scene {path} cannot be written: {error.strerror or error}.") from error
    frames = FrameList(range(FIRST, LAST + 1))
    state = SceneState("demo", "1.0", path, frames, is_modified=False, application=sys.executable)
    outputs = [
        Output(name, name, frames, (files[name].replace("####", "@####@"),), "Sunrise", inputs=reads)
        for name, (_, reads) in OUTPUTS.items()
    ]
    return FileHost(state, outputs, SELECTED)


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
