"""What draws a page of Sketch on a farm: service and command line. Pure: no sketch here."""

from __future__ import annotations

from collections.abc import Sequence

from afsubmit.document import Block
from afsubmit.document.frames import FrameList
from afsubmit.document.patterns import fill
from afsubmit.submission.planning.blocks import FrameCommand, set_frames
from afsubmit.submission.planning.command_template import CommandTemplate
from afsubmit.submission.planning.scene import BlockRequest, Output


class SketchPlan:
    """Draws with `sketch BOOK PAGE FIRST LAST STEP INK`."""

    name = "sketch"
    executable = "sketch"

    def blocks(self, output: Output, request: BlockRequest) -> Sequence[Block]:
        """One block for each page."""
        template = CommandTemplate(request, "{program} {scene} {page} {frames} {ink}")
        words = {"program": request.program, "scene": request.path(request.scene_file)}
        words.update(page=request.quote(output.name), ink=request.settings["ink"])

        def regular(step: int) -> str:
            return template.filled({**words, "frames": f"@#@ @#@ {step}"})

        def irregular(frames: FrameList) -> str:
            first, last, step = frames.runs()[0]
            return fill(regular(step), first, last)

        block = Block(output.name, "generic")
        command = FrameCommand("stepped", regular, irregular)
        set_frames(block, request.frames, per_task=request.frames_per_task, command=command, files=output.files)
        return [block]
