"""What renders a Houdini scene on a farm: service, parser and command line.

Pure: no Houdini here. Our own script inside `hython` renders; a studio's template may name `hrender` or another.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

from afsubmit.document import Block
from afsubmit.document.frames import FrameList
from afsubmit.document.patterns import fill
from afsubmit.errors import Problem, RangeError
from afsubmit.submission.planning.blocks import FrameCommand, set_frames
from afsubmit.submission.planning.command_template import CommandTemplate
from afsubmit.submission.planning.farm_paths import FarmText
from afsubmit.submission.planning.scene import BlockRequest, Output
from afsubmit.submission.planning.stages import Stage

from . import _exports, _slices
from ._facts import HoudiniFacts, facts_of
from ._shape import SIMULATES

COMMAND = "{program} {worker} {node} {frames} {take} {flags} {hip} {scene}"
WORKER_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_worker.py")

MANY = 20
"""From so many tasks of one frame on it is told what the starts of Houdini cost."""
START_SECONDS = 30
"""What starting Houdini and loading a scene takes about, as AYON's developers measured it."""
FRAMES_FIX = "Choose several frames per task."


class HoudiniPlan:
    """Renders ROPs with `hython` and our worker.

    The facts of its outputs are `HoudiniFacts`.
    """

    name = "houdini"
    executable = "hython"

    def blocks(self, output: Output, request: BlockRequest) -> Sequence[Block | Stage]:
        """The ROP's block, or one for each variation or slice, then those of the programs that render what it exports.

        Raises:
            RangeError: a simulation or a file of many frames, and frames that are no regular range.
            SettingsError: tiles or slices that make no sense.
            QuotingError: a word that the farm's shell cannot have, or a word of the template that does not exist.
        """
        facts, settings = facts_of(output), request.settings
        if output.is_whole and len(request.frames.runs()) > 1:
            raise RangeError(f"{facts.whole} They need one range with one step, such as 1-100 or 1-100x2.")
        _tell(output, request)
        if settings["slices"] and facts.whole == SIMULATES:
            return _slices.stages(output, request, lambda name, flags: _block(output, request, name, flags))
        if facts.wedge:
            return [_block(output, request, *_variation(output, number)) for number in range(facts.wedges)]
        rendered = Stage("render", [_block(output, request, output.name, ())])
        return [rendered, *_exports.stages(output, request)]


def _block(output: Output, request: BlockRequest, name: str, flags: Sequence[str]) -> Block:
    facts = facts_of(output)
    block = Block(name, facts.service)
    set_frames(
        block,
        request.frames,
        per_task=request.frames_per_task,
        command=_Command(output, request, flags).frames(),
        files=output.files,
        listed=output.listed_files,
    )
    environment = _environment(facts, request)
    if environment:
        block.data["environment"] = environment
    if facts.needs_display and request.settings["display_hosts"].strip():
        block.data["hosts_mask"] = request.settings["display_hosts"].strip()
    return block


def _variation(output: Output, number: int) -> tuple[str, Sequence[str]]:
    """The name of the block of one variation of a wedge, and what the worker is told of it."""
    return f"{output.name} {number}", (f"wedge={facts_of(output).wedge}", f"wedgenum={number}")


def _environment(facts: HoudiniFacts, request: BlockRequest) -> dict[str, str]:
    """Variables of the farm's Houdini: JOB, the path map for what the scene names itself, and its threads."""
    found: dict[str, str] = dict(facts.variables) if request.settings["same_variables"] else {}
    folders = {here.replace("\\", "/"): there.replace("\\", "/") for here, there in request.farm.folders}
    if folders:
        found["HOUDINI_PATHMAP"] = FarmText(json.dumps(folders, ensure_ascii=False))
    if request.settings["threads"]:
        found["HOUDINI_MAXTHREADS"] = str(request.settings["threads"])
    return found


class _Command:
    """Writes the command line of one block."""

    def __init__(self, output: Output, request: BlockRequest, flags: Sequence[str]) -> None:
        self.output, self.facts, self.request, self.flags = output, facts_of(output), request, flags
        self.template = CommandTemplate(request, COMMAND)

    def frames(self) -> FrameCommand:
        """How the command takes frames: any list; a studio's may say less."""
        if not self.template.has("frames"):
            takes = "stepped" if self.template.has("step") else "range"
        else:
            takes = "stepped" if self.output.is_whole else "list"
        return FrameCommand(takes, self._regular, self._irregular)

    def _regular(self, step: int) -> str:
        by = f"x{step}" if step > 1 else ""
        return self._filled(f"frames=@#@..@#@{by}", "@#@", "@#@", step)

    def _irregular(self, frames: FrameList) -> str:
        runs = frames.runs()
        first, last, step = runs[0][0], runs[-1][1], runs[0][2]
        text = "frames=" + ",".join(_span(run) for run in runs)
        return fill(self._filled(text, str(first), str(last), step), first, last)

    def _filled(self, frames: str, first: str, last: str, step: int) -> str:
        request, quote, take = self.request, self.request.quote, self.request.settings["take"].strip()
        flags = [*self.flags, *(["cook=1"] if self.facts.is_cooked else [])]
        flags += [f"file={self.facts.file_parm}"] if self.facts.file_parm else []
        return self.template.filled(
            {
                "program": request.program,
                "worker": request.path(request.worker(WORKER_FILE)) if self.template.has("worker") else "",
                "node": quote(f"node={self.facts.node}"),
                "frames": frames,
                "take": quote(f"take={take}") if take else "",
                "flags": " ".join(map(quote, flags)),
                "hip": request.path(self.facts.scene, before="hip="),
                "scene": request.path(request.scene_file, before="scene="),
                "rop": quote(self.facts.node),
                "file": request.path(request.scene_file),
                "first": first,
                "last": last,
                "step": str(step),
            }
        )


def _tell(output: Output, request: BlockRequest) -> None:
    """Say what of the settings does not go with the ROP; propose several frames per task where each starts Houdini."""
    facts, take, count = facts_of(output), request.settings["take"].strip(), len(request.frames)
    if take and facts.takes and take not in facts.takes:
        message = f"The scene has no take {take}; it has {', '.join(facts.takes)}."
        request.tell(Problem("error", output.name, message, "Choose one of them, or leave Take empty."))
    elif take and take != facts.take:
        message = f"Frames and files are those of the take {facts.take or 'now set'}, rendered is the take {take}."
        request.tell(Problem("info", output.name, message))
    if facts.needs_display and not request.settings["display_hosts"].strip():
        message = "It draws with the graphics card: a farm machine without a display refuses it."
        request.tell(
            Problem("warning", output.name, message, "Name the machines that have one in Hosts with a display.")
        )
    if request.settings["movie"] and not output.is_whole and not output.pictures:
        message = "No movie is made of it: its files are not known, or no pictures that ffmpeg reads."
        request.tell(Problem("info", output.name, message))
    if request.frames_per_task == 1 and count >= MANY:
        minutes = count * START_SECONDS // 60
        message = f"Each of {count} tasks starts Houdini, about half a minute: {minutes} minutes of the farm in all."
        request.tell(Problem("info", output.name, message, FRAMES_FIX))


def _span(run: tuple[int, int, int]) -> str:
    first, last, step = run
    return str(first) if first == last else f"{first}..{last}{f'x{step}' if step > 1 else ''}"
