"""What a job renders, in a few words: "beauty 1001-1003, 75 tasks". Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ...counted import counted
from ...document.flags import NUMERIC
from ...document.frames import FrameList
from ...errors import RangeError

NAMED = 3
"""So many jobs, or blocks of a job, are named in a sentence; the others are counted."""
LISTED = 2000
"""Of how many tasks of a block the frames are read from their names."""

_FRAMES = re.compile(r"frames? ([-\d,x]+)")


class NamedJob(Protocol):
    """A job that a farm has."""

    @property
    def name(self) -> str:
        """What the farm calls it."""

    @property
    def id(self) -> int:
        """The farm's number of it."""


def named(jobs: Sequence[NamedJob]) -> str:
    """These jobs by name and id, the first few of many."""
    names = [f"{job.name} (id {job.id})" for job in jobs[:NAMED]]
    more = len(jobs) - NAMED
    return f"{', '.join(names)} and {more:,} more" if more > 0 else ", ".join(names)


def contents(document: Mapping[str, Any]) -> str:
    """The blocks of a job with their frames, and how many tasks they have together."""
    blocks = document.get("blocks", ())
    words = [f"{block.get('name', '')} {_frames(block)}".strip() for block in blocks[:NAMED]]
    words += [counted(len(blocks) - NAMED, "more block")] if len(blocks) > NAMED else []
    return ", ".join([*words, counted(job_tasks(document), "task")])


def job_tasks(document: Mapping[str, Any]) -> int:
    """How many tasks a job has."""
    return sum(map(tasks_of, document.get("blocks", ())))


def tasks_of(block: Mapping[str, Any]) -> int:
    """How many tasks a block of a document has."""
    if not block.get("flags", 0) & NUMERIC:
        return len(block.get("tasks", ()))
    frames = (block["frame_last"] - block["frame_first"]) // (block.get("frames_inc", 1) or 1) + 1
    return -(-int(frames) // (block.get("frames_per_task", 1) or 1))


def _frames(block: Mapping[str, Any]) -> str:
    """The frames of a block; "" where its tasks are no frames, or too many to read."""
    if block.get("flags", 0) & NUMERIC:
        first, last, step = block["frame_first"], block["frame_last"], block.get("frames_inc", 1) or 1
        return str(first) if first == last else f"{first}-{last}" + f"x{step}" * (step > 1)
    tasks = block.get("tasks", ())
    found = [_FRAMES.match(str(task.get("name", ""))) for task in tasks[:LISTED]]
    if len(tasks) > LISTED or not all(found):
        return ""
    try:
        return str(FrameList.parse(",".join(dict.fromkeys(one[1] for one in found if one))))
    except RangeError:
        return ""
