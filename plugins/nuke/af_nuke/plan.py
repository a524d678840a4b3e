"""What renders a Nuke script on a farm: service, parser and command line.

Pure: no nuke here. The command line is the one that Foundry documents for Nuke 16 and that its own exporter writes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from afsubmit.document import Block
from afsubmit.document.flags import BITS
from afsubmit.document.frames import FrameList
from afsubmit.document.patterns import fill
from afsubmit.errors import Problem, RangeError
from afsubmit.submission.planning.blocks import FrameCommand, set_frames
from afsubmit.submission.planning.command_template import CommandTemplate
from afsubmit.submission.planning.scene import BlockRequest, Output

from . import _order
from ._facts import facts_of

SERVICE = "nuke"
"""Its parser, the farm's `nuke`, finds what was written in the lines of `-V 2`."""

RENDER = "{program} {options} -X {node} {views} {frames} -x {scene}"
"""The script is the last word; every -F stands before it."""

WORKER = "{program} {options} -t {worker} {node} {views} {frames} {flags} {scene}"
"""Our own script inside Nuke, for frames below zero (which nobody saw -F take) and for rendering to a local file."""

EDITIONS = {"": "", "nc": "--nc", "indie": "--indie"}
WORKER_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_worker.py")


class NukePlan:
    """Renders write nodes with `nuke -x`.

    The facts of its outputs are `NukeFacts`.
    """

    name = "nuke"
    executable = "nuke"

    def gathered(self, outputs: Sequence[Output], settings: Mapping[str, Any]) -> Sequence[Output]:
        """The outputs; with the setting for it each waits for those of a lower render order."""
        return _order.waiting(outputs) if settings["render_order"] else outputs

    def blocks(self, output: Output, request: BlockRequest) -> Sequence[Block]:
        """One block for the node, or one for each view of it.

        Raises:
            RangeError: a movie of frames that are no regular range, or frames that only our script could render.
            QuotingError: the studio's command template has a word that does not exist.
        """
        if output.is_whole and len(request.frames.runs()) > 1:
            raise RangeError("A movie needs one range of frames with one step, such as 1-100 or 1-100x2.")
        if facts_of(output).shift is None and needs_worker(request):
            raise RangeError("Its files are numbered by an expression: not for frames below zero or local files.")
        _tell_of_gpu(request)
        _tell_of_order(output, request)
        return [self._block(output, request, views) for views in parts(output, request.settings)]

    def _block(self, output: Output, request: BlockRequest, views: Sequence[str]) -> Block:
        facts = facts_of(output)
        by_view, listed = facts.by_view, facts.listed_by_view
        is_part = len(views) < len(by_view)
        block = Block(f"{output.name} {' '.join(views)}" if is_part else output.name, SERVICE)
        set_frames(
            block,
            request.frames,
            per_task=request.frames_per_task,
            command=_Command(output, request, views).frames(),
            files=list(dict.fromkeys(by_view[view] for view in views if by_view[view])),
            listed=[listed[view] for view in views if view in listed],
        )
        if request.settings["continue_on_error"]:  # what Nuke ends with then is not documented
            block.data["flags"] = block.data.get("flags", 0) | BITS["checkrenderedfiles"]
        if facts.folder:
            block.setWorkingDirectory(facts.folder)
        if request.settings["same_environment"] and facts.environment:
            block.data["environment"] = dict(facts.environment)
        return block


def parts(output: Output, settings: Mapping[str, object]) -> list[list[str]]:
    """The views of each block: all in one, or each in its own where it has files of its own."""
    by_view = facts_of(output).by_view
    patterns = [pattern for pattern in by_view.values() if pattern]
    if settings["views"] == "apart" and len(set(patterns)) == len(patterns):
        return [[view] for view in by_view]
    return [list(by_view)]


class _Command:
    """Writes the command line of one block."""

    def __init__(self, output: Output, request: BlockRequest, views: Sequence[str]) -> None:
        self.output, self.facts, self.request, self.views = output, facts_of(output), request, views
        self.is_by_worker = needs_worker(request)
        own = WORKER if self.is_by_worker else RENDER
        self.template = CommandTemplate(request, own)

    def frames(self) -> FrameCommand:
        """How the command takes frames: any list of ranges, each with its own -F; a studio's may say less."""
        takes = "range" if not self.template.has("frames") else "stepped" if self.output.is_whole else "list"
        return FrameCommand(takes, self._regular, self._irregular)

    def _regular(self, step: int) -> str:
        by = f"x{step}" if step > 1 else ""
        return self._filled(f"frames=@#@..@#@{by}" if self.is_by_worker else f"-F @#@-@#@{by}", "@#@", "@#@")

    def _irregular(self, frames: FrameList) -> str:
        first, last = frames.runs()[0][0], frames.runs()[-1][1]
        if self.is_by_worker:
            text = "frames=" + ",".join(_span(run) for run in frames.runs())
        else:
            text = " ".join(f"-F {part}" for part in str(frames).split(","))
        return fill(self._filled(text, str(first), str(last)), first, last)

    def _filled(self, frames: str, first: str, last: str) -> str:
        words = {**(self._worker_words() if self.is_by_worker else self._words()), "frames": frames}
        words.update(first=first, last=last, options=" ".join(self._options()))
        words["program"] = self.request.program
        return self.template.filled(words)

    def _words(self) -> dict[str, str]:
        quote = self.request.quote
        views = f"--view {quote(','.join(self.views))}" if self._has_views() else ""
        return {"node": quote(self.facts.node), "views": views, "scene": self.request.path(self.request.scene_file)}

    def _worker_words(self) -> dict[str, str]:
        quote, settings = self.request.quote, self.request.settings
        flags = {"local": settings["local_render"], "continue": settings["continue_on_error"]}
        flags["whole"] = self.output.is_whole
        shift = [f"shift={self.facts.shift}"] if self.facts.shift else []
        return {
            "worker": self.request.path(self.request.worker(WORKER_FILE)),
            "node": quote(f"node={self.facts.node}"),
            "views": quote(f"views={','.join(self.views)}") if self._has_views() else "",
            "flags": " ".join([*(f"{name}=1" for name, is_on in flags.items() if is_on), *shift]),
            "scene": self.request.path(self.request.scene_file, before="script="),
        }

    def _has_views(self) -> bool:
        return len(self.facts.all_views) > 1

    def _gpu(self) -> list[str]:
        """`--gpu`, which an index may follow, else 0 (Foundry's page on the command line; `--gpulist` prints them)."""
        number = self.request.settings["gpu_number"]
        return [] if not uses_gpu(self.request.settings) else ["--gpu", *([] if number is None else [str(number)])]

    def _options(self) -> list[str]:
        settings, facts = self.request.settings, self.facts
        words = ["-i"] if settings["licence"] else []
        words += [EDITIONS[facts.edition]] if facts.edition else []
        words += ["--nukex"] if settings["nukex"] else []
        words += self._gpu()  # a number may follow, so the script never does
        words += ["-V", "2"]
        words += ["--cont"] if settings["continue_on_error"] and not self.is_by_worker else []
        words += ["-p" if facts.is_proxy else "-f"]
        words += ["-m", str(settings["threads"])] if settings["threads"] else []
        words += ["-c", f"{settings['cache_mb']}M"] if settings["cache_mb"] else []
        return words


def _tell_of_gpu(request: BlockRequest) -> None:
    """Whether a machine has one that this Nuke can use no farm says."""
    if uses_gpu(request.settings) and not request.settings["need_gpu_memory_mb"]:
        message = "Whether the machines that render have a graphics card which Nuke can use is not known here."
        fix = "Ask for machines that have one: Hosts, Properties, or an amount of Graphics memory."
        request.tell(Problem("info", "gpu", message, fix))


def _tell_of_order(output: Output, request: BlockRequest) -> None:
    if request.settings["render_order"] and facts_of(output).render_order is None:
        message = "Its render order can only be worked out by Nuke: it waits for all whose order is known."
        request.tell(Problem("warning", output.name, message, "Type a number into it."))


def uses_gpu(settings: Mapping[str, object]) -> bool:
    """Whether the machine's graphics card is asked for."""
    return bool(settings["gpu"]) or settings["gpu_number"] is not None


def needs_worker(request: BlockRequest) -> bool:
    """Whether the command line alone cannot render these frames in this way."""
    return bool(request.settings["local_render"]) or (len(request.frames) > 0 and request.frames.runs()[0][0] < 0)


def _span(run: tuple[int, int, int]) -> str:
    first, last, step = run
    return str(first) if first == last else f"{first}..{last}{f'x{step}' if step > 1 else ''}"
