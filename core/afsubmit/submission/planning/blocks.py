"""From a list of frames to a block: one numeric block where the frames are regular, else the fewest tasks that fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ...document import Block, Task
from ...document.evaluated import listed_files
from ...document.frames import FrameList
from ...document.patterns import filler
from ...errors import RangeError


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


def set_frames(
    block: Block,
    frames: FrameList,
    *,
    per_task: int,
    command: FrameCommand,
    files: Sequence[str],
    listed: Sequence[Mapping[int, str]] = (),
) -> None:
    """Make `block` render exactly `frames`, `per_task` of them in a task, and name the files it writes.

    `files` are patterns, `listed` files that have none: the path of each by frame. A regular run becomes a numeric
    block, unless files are listed, with one frame in a task where the command would render the gaps too; anything else
    listed tasks, each with its own command and files (the server needs `files: ["@#@"]` on such a block, or it ignores
    the tasks' files).

    Raises:
        RangeError: a listed file has no name at one of the frames.
    """
    runs = frames.runs()
    if not listed and len(runs) == 1:
        first, last, step = runs[0]
        has_gaps = step > 1 and command.takes == "range"
        block.setNumeric(first, last, 1 if has_gaps else per_task, step)
        block.setCommand(command.regular(step))
        if files:
            block.setFiles(list(files))
        return
    chunks = frames.chunks(per_task, command.takes)
    block.portions = chunks
    fillers = [filler(pattern) for pattern in files]
    for chunk in chunks:
        task = Task(f"frames {chunk}" if len(chunk) > 1 else f"frame {chunk}")
        task.setCommand(command.irregular(chunk))
        if files or listed:
            named = _listed(chunk, listed) if listed else []
            task.data["files"] = [*(fill(frame) for frame in chunk for fill in fillers), *named]
        block.tasks.append(task)
    if files or listed:
        block.setFiles(["@#@"])


def _listed(chunk: FrameList, listed: Sequence[Mapping[int, str]]) -> list[str]:
    try:
        return listed_files(listed, chunk)
    except KeyError as error:
        raise RangeError(f"The scene was not asked which files it writes at frame {error}.") from error
