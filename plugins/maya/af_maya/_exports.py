"""Export, then render: Maya writes a file for each frame, and the renderer's own program renders it. Pure.

Maya's licence is needed for the first stage only. How each renderer is exported is in `_worker.py`, which takes what it
finds, under whatever name; what nobody could confirm of it is told.
"""

from __future__ import annotations

import ntpath
import os
import posixpath
import re
from collections.abc import Mapping

from afsubmit.document import Block, Task
from afsubmit.document.frames import FrameList
from afsubmit.document.patterns import fill, has_pattern
from afsubmit.document.quoting import delete_command
from afsubmit.errors import Problem, SettingsError
from afsubmit.submission.planning import standalone
from afsubmit.submission.planning.blocks import FrameCommand, set_frames
from afsubmit.submission.planning.scene import BlockRequest, Output
from afsubmit.submission.planning.stages import Stage

from . import _mel
from ._facts import facts_of
from ._renderers import Renderer

KEY = "export_first"
WORKER_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_worker.py")
AT_ONCE = 20
"""How many exported files one task removes: a line of Windows cmd has at most 8,191 letters."""

_NO_WORD = re.compile(r"[^0-9A-Za-z_-]")


def stages(output: Output, request: BlockRequest, row: Renderer, environment: Mapping[str, str]) -> list[Stage]:
    """The stages that export, render and remove what was exported.

    Raises:
        SettingsError: this layer cannot be exported, or another setting stands against it.
        QuotingError: a name or a path that the farm's shell or Maya cannot have.
    """
    _check(output, request, row)
    _tell(request, row)
    exported = _exported(output, request, row)
    before = Block(f"{output.name} export", row.export_service)
    before.data["parser"] = row.export_service
    before.data["environment"] = dict(environment)
    per_task, command = request.frames_per_task, _export_command(output, request, exported)
    set_frames(before, request.frames, per_task=per_task, command=command, files=[exported])
    after = Block(output.name, standalone.SERVICES[row.standalone])
    if row.standalone in standalone.PARSERS:
        after.setParser(standalone.PARSERS[row.standalone])
    after.data["environment"] = dict(environment)
    set_frames(after, request.frames, per_task=1, command=_render_command(request, row, exported), files=output.files)
    return [
        Stage("export", [before]),
        Stage("render", [after], waits_by_frame=True),
        Stage("clear", [_clear(output, request, exported)], is_result=False),
    ]


def _check(output: Output, request: BlockRequest, row: Renderer) -> None:
    facts, settings = facts_of(output), request.settings
    cause = ""
    if not row.standalone:
        cause = f"no program is known that renders what Maya exports for {row.title}"
    elif facts.renumbering is not None:
        cause = "its files are renumbered"
    elif not facts.camera:
        cause = "it has no camera of its own"
    elif settings["tiles"].strip():
        cause = "tiles are rendered by Maya"
    elif settings["command_template"].strip():
        cause = "the studio's command is one for Render"
    if cause:
        raise SettingsError(f"{output.name} cannot be exported first: {cause}. Switch Export first off for it.")


def _tell(request: BlockRequest, row: Renderer) -> None:
    """Say what nobody could confirm."""
    if not row.is_export_seen:
        program = standalone.PROGRAMS.get(row.standalone, row.standalone)
        message = f"Export first for {row.title} follows its documentation and was never seen to run with {program}."
        request.tell(Problem("warning", KEY, message, "Look at one frame first: Test frames."))


def _exported(output: Output, request: BlockRequest, row: Renderer) -> str:
    """The exported file of a frame, as a pattern: beside the copy of the scene, and named by it."""
    module = ntpath if "\\" in request.scene_file else posixpath
    start = f"{module.splitext(request.scene_file)[0]}.{_NO_WORD.sub('_', output.id)}"
    return f"{start}.@####@.{row.exports}" if facts_of(output).is_animated else f"{start}.{row.exports}"


def _export_command(output: Output, request: BlockRequest, exported: str) -> FrameCommand:
    facts, quote = facts_of(output), request.quote
    program = request.farm.program(standalone.beside(request.executable, "mayapy"))
    words = [
        program,
        request.path(request.worker(WORKER_FILE)),
        f"renderer={facts.renderer}",
        "\0",
        quote(f"layer={_mel.checked(facts.layer, 'the layer')}"),
        quote(f"camera={_mel.checked(facts.camera, 'the camera')}"),
        quote(f"shape={_mel.checked(facts.camera_shape, 'the camera')}"),
        request.path(facts.images, before="images="),
        request.path(facts.prefix, before="prefix="),
        request.path(facts.project, before="project="),
        request.path(exported.replace("@####@", "####"), before="file="),
        request.path(request.scene_file, before="scene="),
        *(request.path(folder, before=f"folder{place}=") for place, folder in enumerate(_folders(output), 1)),
    ]
    line = " ".join(words)

    def command(first: str, last: str, step: int) -> str:
        return line.replace("\0", f"frames={first}..{last}x{step}" if facts.is_animated else f"still={first}")

    def irregular(frames: FrameList) -> str:
        first, last, step = frames.runs()[0]
        return command(str(first), str(last), step)

    return FrameCommand("stepped", lambda step: command("@#@", "@#@", step), irregular)


def _folders(output: Output) -> list[str]:
    """Where the pictures will lie: not every program that renders makes them."""
    folders = dict.fromkeys((ntpath if "\\" in file else posixpath).dirname(file) for file in output.files)
    return [folder for folder in folders if folder and not has_pattern(folder)]


def _render_command(request: BlockRequest, row: Renderer, exported: str) -> FrameCommand:
    kind = row.standalone
    program = request.farm.program(standalone.PROGRAMS.get(kind, kind))
    frame = "@#@" if has_pattern(exported) else ""
    line = standalone.command(kind, program, request.path(exported), request.settings["threads"], frame)
    return FrameCommand("list", lambda step: line, lambda frames: fill(line, min(frames), min(frames)))


def _clear(output: Output, request: BlockRequest, exported: str) -> Block:
    """What removes the exported files when all pictures are there."""
    block = Block(f"{output.name} clear", "generic")
    between = " & " if request.farm.farm_os == "windows" else "; "
    line = delete_command(request.farm.path(exported), request.farm.farm_os)
    for chunk in request.frames.chunks(AT_ONCE, "list"):
        task = Task(f"frames {chunk}" if len(chunk) > 1 else f"frame {chunk}")
        task.setCommand(between.join(fill(line, frame, frame) for frame in chunk))
        block.tasks.append(task)
    return block
