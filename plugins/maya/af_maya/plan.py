"""What renders a Maya scene on a farm: service, parser and command line. Pure: no maya here.

The command is a plain `Render` line, with the flags of the renderer's row and the scene as its last word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from afsubmit.document import Block
from afsubmit.document.flags import BITS
from afsubmit.document.frames import FrameList
from afsubmit.document.patterns import fill, has_pattern
from afsubmit.errors import RangeError
from afsubmit.submission.planning.blocks import FrameCommand, set_frames
from afsubmit.submission.planning.command_template import CommandTemplate
from afsubmit.submission.planning.scene import BlockRequest, Output
from afsubmit.submission.planning.stages import Stage

from . import _mel, _numbers, _renderers, _together
from ._facts import MayaFacts, facts_of

RENDER = "{program} -r {renderer} {options} {frames} {layer} {camera} {images} {prefix} {project} {scene}"
"""The scene is the last word. `-rl` and `-cam` take away the folders that Maya puts in front of several layers and
cameras: the prefix carries them."""

_FRAMES, _FIRST, _LAST = "\0frames\0", "\0first\0", "\0last\0"
"""Marks of what differs from task to task: no word of a command line can hold such a letter."""

QUIET = {
    "MAYA_DISABLE_CIP": "1",
    "MAYA_DISABLE_CER": "1",
    "MAYA_DISABLE_CLIC_IPM": "1",
    "MAYA_DEBUG_ENABLE_CRASH_REPORTING": "0",
}
"""No window that waits for an answer after a crash, and nothing sent home: what farms set for Maya (public ones)."""


class MayaPlan:
    """Renders layers seen by cameras with `Render`.

    The facts of its outputs are `MayaFacts`.
    """

    name = "maya"
    executable = "Render"

    def gathered(self, outputs: Sequence[Output], settings: Mapping[str, Any]) -> Sequence[Output]:
        """The outputs as blocks are made of them: with the setting, the cameras of a layer are one.

        A movie is made of one camera's frames, so that with one they stay apart.
        """
        is_wanted = settings["cameras"] == "together" and not settings["movie"]
        return _together.gathered(outputs, settings) if is_wanted else outputs

    def blocks(self, output: Output, request: BlockRequest) -> Sequence[Block | Stage]:
        """One block for the layer and its camera.

        Raises:
            RangeError: frames whose files Maya would name in another way than announced.
            QuotingError: a name that Render could not put into its own script, or a word of the studio's command
                template that does not exist.
        """
        facts = facts_of(output)
        row = _renderers.renderer(facts.renderer)
        _numbers.check(output, request.frames)
        block = Block(output.name, row.service)
        block.data["parser"] = row.parser
        is_whole = facts.renumbering is not None and not row.renumbers
        if is_whole and len(request.frames.runs()) > 1:
            raise RangeError("Its files are renumbered, so that all frames are one task: they need one range.")
        set_frames(
            block,
            request.frames,
            per_task=len(request.frames) if is_whole else request.frames_per_task,
            command=_Command(output, request, row).frames(),
            files=output.files,
            listed=_numbers.listed(output, request.frames, is_whole=is_whole),
        )
        if output.named_files:  # Render was seen to end well without having written what was meant
            block.data["flags"] = block.data.get("flags", 0) | BITS["checkrenderedfiles"]
        block.data["environment"] = _environment(facts, row, request.settings)
        return [block]


def _environment(facts: MayaFacts, row: _renderers.Renderer, settings: Mapping[str, object]) -> dict[str, str]:
    found = {**QUIET, **row.environment}
    if facts.is_legacy:
        found["MAYA_ENABLE_LEGACY_RENDER_LAYERS"] = "1"
    if facts.includes_all_lights is not None:
        found["MAYA_RENDER_SETUP_INCLUDE_ALL_LIGHTS"] = str(int(facts.includes_all_lights))
    return {**(facts.environment if settings["same_environment"] else {}), **found}


class _Command:
    """Writes the command line of one block."""

    def __init__(self, output: Output, request: BlockRequest, row: _renderers.Renderer) -> None:
        self.output, self.facts, self.request, self.row = output, facts_of(output), request, row
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
        return {
            "program": request.farm.program(request.executable),
            "renderer": self.row.word,
            "options": " ".join(self._options()),
            "layer": self._flag(self.row.layer, _mel.text(request, facts.layer, "the layer")),
            "camera": self._flag("-cam", _mel.text(request, facts.camera, "the camera")),
            "images": self._flag("-rd", _mel.folder(request, facts.images, "the folder of the images")),
            "prefix": self._flag(self.row.prefix, _mel.path(request, facts.prefix, "the images' prefix")),
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
        is_many = self.request.frames_per_task > 1 and len(self.request.frames) > 1
        return [
            *row.always,
            *([row.threads, str(settings["threads"])] if row.threads and settings["threads"] else []),
            *(row.skip if settings["skip_existing"] and is_many else []),
            *([self.request.arguments.strip()] if self.request.arguments else []),  # known only behind the renderer
        ]
