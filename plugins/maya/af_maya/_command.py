"""Render's command line for a layer seen by a camera. Pure.

A plain line, with the flags of the renderer's row and the scene as its last word.
"""

from __future__ import annotations

from afsubmit.document.frames import FrameList
from afsubmit.document.patterns import fill, has_pattern
from afsubmit.submission.planning.blocks import FrameCommand
from afsubmit.submission.planning.command_template import CommandTemplate
from afsubmit.submission.planning.scene import BlockRequest, Output

from . import _dirmap, _mel, _numbers, _renderers, _tiles
from ._facts import facts_of

RENDER = "{program} -r {renderer} {options} {frames} {layer} {camera} {images} {prefix} {project} {scene}"
"""The scene is the last word. `-rl` and `-cam` take away the folders that Maya puts in front of several layers and
cameras: the prefix carries them."""

_FRAMES, _FIRST, _LAST = "\0frames\0", "\0first\0", "\0last\0"
"""Marks of what differs from task to task: no word of a command line can hold such a letter."""


class RenderCommand:
    """Writes the command line of one block, of the whole picture or of a tile of it."""

    def __init__(
        self, output: Output, request: BlockRequest, row: _renderers.Renderer, tile: _tiles.Tile | None = None
    ) -> None:
        """Make what all tasks of the block have in common; `tile` None is the whole picture.

        Raises:
            QuotingError: a name that Render could not put into its own script, or a word of the studio's command
                template that does not exist.
        """
        self.output, self.facts, self.request, self.row, self.tile = output, facts_of(output), request, row, tile
        self.template = CommandTemplate(request, RENDER)
        self.command = self.template.filled(self._words())
        self.has_pattern = has_pattern(self.command)

    def frames(self) -> FrameCommand:
        """How the command takes frames: first, last and step; a studio's may say less."""
        takes = "stepped" if self.template.has("frames") or not self.facts.is_animated else "range"
        return FrameCommand(takes, self._regular, self._irregular)

    def _regular(self, step: int) -> str:
        return self._filled("@#@", "@#@", step)

    def _irregular(self, frames: FrameList) -> str:
        first, last, step = frames.runs()[0]
        numbers = _numbers.first_number(self.output, first, step) if self.row.renumbers else ""
        command = self._filled(str(first), str(last), step, numbers)
        return fill(command, first, last) if self.has_pattern else command

    def _filled(self, first: str, last: str, step: int, numbers: str = "") -> str:
        """The command of one task: only its frames are its own."""
        frames = f"-s {first} -e {last} {self.row.step} {step}{numbers}"
        return self.command.replace(_FRAMES, frames).replace(_FIRST, first).replace(_LAST, last)

    def _words(self) -> dict[str, str]:
        facts, request = self.facts, self.request
        prefix = facts.prefix + (self.tile.suffix if self.tile else "")
        return {
            "program": request.farm.program(request.executable),
            "renderer": self.row.word,
            "options": " ".join(self._options()),
            "layer": self._flag(self.row.layer, _mel.text(request, facts.layer, "the layer")),
            "camera": self._flag("-cam", _mel.text(request, facts.camera, "the camera")),
            "images": self._flag("-rd", _mel.folder(request, facts.images, "the folder of the images")),
            "prefix": self._flag(self.row.prefix, _mel.path(request, prefix, "the images' prefix")),
            "project": self._flag("-proj", _mel.folder(request, facts.project, "the project"), is_of_program=True),
            "scene": _mel.path(request, request.scene_file, "the scene"),
            "frames": _FRAMES if facts.is_animated else "",  # -s would write a number that nobody announced
            "first": _FIRST,
            "last": _LAST,
        }

    def _flag(self, flag: str, word: str, *, is_of_program: bool = False) -> str:
        return f"{flag} {word}" if word and (is_of_program or flag in self.row.flags) else ""

    def _options(self) -> list[str]:
        row, settings = self.row, self.request.settings
        script = _dirmap.script(self.request)
        is_many = self.request.frames_per_task > 1 and len(self.request.frames) > 1
        return [
            *row.always,
            *(["-preRender", self.request.quote(script)] if script else []),
            *([self.tile.region(row)] if self.tile else []),
            *([row.threads, str(settings["threads"])] if row.threads and settings["threads"] else []),
            *(row.skip if settings["skip_existing"] and is_many else []),
            *([self.request.arguments.strip()] if self.request.arguments else []),  # known only behind the renderer
        ]
