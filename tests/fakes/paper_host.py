"""A host that is a text file, and its plan: the smallest thing that keeps every clause. Rests on scene.py alone."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from afsubmit.document import Block
from afsubmit.document.frames import FrameList
from afsubmit.errors import SceneError
from afsubmit.submission.planning.blocks import FrameCommand, set_frames
from afsubmit.submission.planning.scene import BlockRequest, Output, SceneState


class PaperHost:
    """Its open scene is a dictionary, its file that dictionary as JSON."""

    name = "paper"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.content: dict[str, Any] = {"frame": 1, "first": 1, "last": 10, "settings": {}}
        self._hooks: list[Callable[[str], None]] = []
        self.save()

    def save(self) -> None:
        """The artist saves."""
        self.path.write_text(json.dumps(self.content), "utf-8")
        for hook in self._hooks:
            with contextlib.suppress(Exception):
                hook(str(self.path))

    def scene(self) -> SceneState:
        frames = FrameList.parse(f"{self.content['first']}-{self.content['last']}")
        return SceneState(self.name, "1.0", str(self.path), frames, is_modified=False)

    def outputs(self) -> Sequence[Output]:
        pattern = str(self.path.parent / "out" / "page.@####@.txt")
        return [Output("page", "page", self.scene().frames, (pattern,))]

    def selected(self) -> Sequence[str]:
        return ["page"]

    @contextlib.contextmanager
    def unchanged(self) -> Iterator[None]:
        frame = self.content["frame"]
        try:
            yield
        finally:
            self.content["frame"] = frame

    def save_snapshot(self, path: str) -> None:
        try:
            Path(path).write_text(json.dumps(self.content), "utf-8")
        except OSError as error:
            raise SceneError(f"The snapshot {path} cannot be written: {error.strerror}.") from error

    def load_settings(self) -> Mapping[str, Any]:
        return dict(self.content["settings"])

    def store_settings(self, values: Mapping[str, Any]) -> None:
        self.content["settings"] = dict(values)

    def on_saved(self, callback: Callable[[str], None]) -> Callable[[], None]:
        self._hooks.append(callback)
        return lambda: self._hooks.remove(callback) if callback in self._hooks else None

    def run_on_main(self, function: Callable[[], None]) -> None:
        function()

    def python(self) -> str:
        return sys.executable


class PaperPlan:
    """Prints pages with `paper FILE FIRST LAST`."""

    name = "paper"
    executable = "paper"

    def blocks(self, output: Output, request: BlockRequest) -> Sequence[Block]:
        block = Block(output.name, "generic")
        start = f"{request.program} {request.path(request.scene_file)}"
        command = FrameCommand(
            "range", lambda step: f"{start} @#@ @#@", lambda frames: f"{start} {min(frames)} {max(frames)}"
        )
        set_frames(block, request.frames, per_task=request.frames_per_task, command=command, files=output.files)
        return [block]
