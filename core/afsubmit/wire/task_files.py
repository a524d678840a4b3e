"""Which frames and files a task of an answered block has. Pure; blocks in mode "full"."""

from __future__ import annotations

from ..typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .answers import BlockAnswer


class TaskFrames(NamedTuple):
    """A task of a block: its name as the server shows it; first and last frame, both 0 for a listed task."""

    name: str
    first: int
    last: int


NUMERIC = 1
"""The flag of a block whose tasks are counted from its frames."""


def task_frames(block: BlockAnswer) -> list[TaskFrames]:
    """The tasks of `block` in their order."""
    if not block["flags"] & NUMERIC:
        return [TaskFrames(str(task.get("name", "")) or f"task {n}", 0, 0) for n, task in enumerate(block["tasks"])]
    from ..document.tasks import numeric_tasks, task_name

    inc, pattern = block["frames_inc"], block["tasks_name"]
    ranges = numeric_tasks(block["frame_first"], block["frame_last"], block["frames_per_task"], inc)
    return [TaskFrames(task_name(first, last, inc, pattern), first, last) for first, last in ranges]


def files(block: BlockAnswer, number: int, frames: TaskFrames) -> list[str]:
    """The files that task `number` writes, as the job names them; empty when it names none."""
    if not block["flags"] & NUMERIC:
        own: list[Any] = block["tasks"][number].get("files", [])
        whole = [name for name in block["files"] if name != "@#@"]
        return [str(name) for name in own or whole]
    from ..document.patterns import fill

    numbers = range(frames.first, frames.last + 1, max(1, block["frames_inc"]))
    return list(dict.fromkeys(fill(name, frame, frame) for frame in numbers for name in block["files"]))
