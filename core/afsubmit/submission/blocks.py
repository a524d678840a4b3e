"""From a list of frames to a block: one numeric block where the frames are regular, else the fewest tasks that fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..document import Block, Task
from ..document.frames import FrameList
from ..document.patterns import fill


@dataclass(frozen=True)
class FrameCommand:
    """How a program takes frames.

    `takes` is "range" (first and last only), "stepped" (first, last and a step) or "list" (any frames);
    `regular(step)` is the command of a numeric block, with `@#@` for first and last frame in turn; `irregular(frames)`
    is the whole command of one listed task.
    """

    takes: str
    regular: Callable[[int], str]
    irregular: Callable[[FrameList], str]


def set_frames(block: Block, frames: FrameList, *, per_task: int, command: FrameCommand, files: Sequence[str]) -> None:
    """Make `block` render exactly `frames`, `per_task` of them in a task, and name the files it writes.

    A regular run becomes a numeric block; anything else listed tasks, each with its own command and files (the
    server needs `files: ["@#@"]` on such a block, or it ignores the tasks' files).
    """
    runs = frames.runs()
    if len(runs) == 1 and _is_numeric(runs[0], per_task, command):
        first, last, step = runs[0]
        block.setNumeric(first, last, per_task, step)
        block.setCommand(command.regular(step))
        if files:
            block.setFiles(list(files))
        return
    chunks = frames.chunks(per_task, command.takes)
    block.portions = chunks
    for chunk in chunks:
        task = Task(f"frames {chunk}" if len(chunk) > 1 else f"frame {chunk}")
        task.setCommand(command.irregular(chunk))
        if files:
            task.setFiles([fill(pattern, frame, frame) for frame in chunk for pattern in files])
        block.tasks.append(task)
    if files:
        block.setFiles(["@#@"])


def _is_numeric(run: tuple[int, int, int], per_task: int, command: FrameCommand) -> bool:
    _first, _last, step = run
    return step == 1 or per_task == 1 or command.takes != "range"
