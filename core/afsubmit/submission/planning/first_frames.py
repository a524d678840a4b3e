"""The frames that are rendered before all others: which tasks of which blocks they lie in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...document import Block, Job
from ...document.flags import NUMERIC
from ...document.frames import FrameList
from .stages import Chain

APPROVAL_STEP = 1_000_000
"""afserver 3.4.1 (`blockdata.cpp`) stops for approval only where every n-th frame goes first: with such a step these
are the block's first and last task."""


def try_first(job: Job, text: str, chains: Sequence[Chain], frames: Sequence[FrameList]) -> bool:
    """Let the tasks with the frames that `text` names run first; `frames` are those of each chain.

    Returns:
        Whether there is such a task.
    """
    numbers = {id(block): number for number, block in enumerate(job.blocks)}
    found = False
    for chain, of_chain in zip(chains, frames):
        for frame in frames_named(text, of_chain):
            for block in chain.result:
                task = task_with(block, frame)
                if task is not None and not _is_single(block):
                    job.tryTask(numbers[id(block)], task)
                    found = True
    return found


def frames_named(text: str, frames: FrameList) -> Iterator[int]:
    """The frames of `frames` that `text` names, in its order, each once: numbers, first, middle, last."""
    there = list(frames)
    if not there:
        return
    words = {"first": there[0], "middle": there[len(there) // 2], "last": there[-1]}
    seen: set[int] = set()
    for part in text.replace(";", ",").replace(",", " ").split():
        for frame in [words[part]] if part in words else FrameList.parse(part):
            if frame in frames and frame not in seen:
                seen.add(frame)
                yield frame


def task_with(block: Block, frame: int) -> int | None:
    """The number of the task of `block` that renders `frame`; None when there is none."""
    if not block.data.get("flags", 0) & NUMERIC:
        return next((number for number, part in enumerate(block.portions) if frame in part), None)
    first, last, step = (block.data[name] for name in ("frame_first", "frame_last", "frames_inc"))
    if not first <= frame <= last or (frame - first) % step:
        return None
    return int((frame - first) // step // block.data["frames_per_task"])


def stop_for_approval(block: Block) -> None:
    """Make the job's approval count for `block`, unless its order does so already."""
    if block.data.get("sequential", 1) <= 1:
        block.data["sequential"] = APPROVAL_STEP


def _is_single(block: Block) -> bool:
    if not block.data.get("flags", 0) & NUMERIC:
        return len(block.tasks) < 2
    first, last, step = (block.data[name] for name in ("frame_first", "frame_last", "frames_inc"))
    return bool((last - first) // step < block.data["frames_per_task"])
