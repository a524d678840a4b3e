"""One command line as a host's plan: anything a shell can run goes to the farm without a scene. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ...document import Block
from ...document.frames import FrameList
from ...document.patterns import fill, has_pattern
from ...document.shell_words import typed_words
from ...errors import Problem, RangeError
from .blocks import FrameCommand, set_frames
from .file_host import FileHost
from .scene import BlockRequest, Output, SceneState

NAME = "command"
SERVICE = "generic"
PATTERN_FIX = "Write @#@ where the frame number goes, and once more for the last frame of a task."


class CommandPlan:
    """Runs the text in an output's `facts`, in which `@#@` stands for a task's first and last frame in turn."""

    name = NAME
    executable = ""

    def blocks(self, output: Output, request: BlockRequest) -> Sequence[Block]:
        """One block.

        Raises:
            RangeError: several frames for each task, and one place only in the command to put them.
        """
        command = request.farm.command(output.facts, NAME) + request.arguments
        if request.frames_per_task > 1 and _places(command) == 1:
            text = "The command takes one frame (one @#@), but a task has several. Write a second @#@ for the last one."
            raise RangeError(text)
        block = Block(output.name, SERVICE)
        words = FrameCommand("range", lambda step: command, lambda frames: _filled(command, list(frames)))
        set_frames(block, request.frames, per_task=request.frames_per_task, command=words, files=output.files)
        return [block]


class CommandHost(FileHost):
    """A command as a host: nothing to save, one output; it can be changed."""

    def __init__(self, command: str, files: Sequence[str] = ()) -> None:
        """Take a command, and the files that it writes."""
        self._files = files
        self.set_command(command)

    def set_command(self, command: str) -> None:
        """Run this from now on."""
        title = _title(command)
        problems = []
        if not command.strip():
            problems.append(Problem("error", NAME, "The command is empty.", "Write what the farm is to run."))
        frames = FrameList() if has_pattern(command) else FrameList([1])
        output = Output(NAME, title, frames, tuple(self._files), facts=command, problems=tuple(problems))
        self.command = command
        super().__init__(SceneState(NAME, "", "", FrameList(), title=title), [output])


def same_words(command: str, frames: str) -> list[Problem]:
    """What to say when each of `frames`, a list of them as text, would run the very same words."""
    if has_pattern(command) or not frames.strip() or len(FrameList.parse(frames)) < 2:
        return []
    message = f"The command has no @#@: the same words run {len(FrameList.parse(frames))} times."
    return [Problem("warning", NAME, message, PATTERN_FIX)]


def _filled(command: str, frames: Sequence[int]) -> str:
    return fill(command, frames[0], frames[-1])


def _places(command: str) -> int:
    """How many frame numbers the farm would put into `command`; 2 stands for any more."""
    first, second = fill(command, 1, 2), fill(command, 1, 3)
    return 0 if not has_pattern(command) else 1 if first == second else 2


def _title(command: str) -> str:
    """The program's name."""
    try:
        words = typed_words(command)
    except ValueError:  # a quote is not closed: the shell will say so
        words = command.split()
    program = words[0].replace("\\", "/").rpartition("/")[2] if words else ""
    return program or NAME
