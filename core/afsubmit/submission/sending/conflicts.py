"""Other live jobs that write the files a plan would write. Pure: the jobs are a server's list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ...document.flags import NUMERIC
from ...document.patterns import filler, has_pattern
from ...errors import Problem
from ..planning.plan import Plan

_PATTERN = re.compile("@#+@")
_DONE = "DON"


def conflicts(plan: Plan, jobs: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """One problem for each of `jobs` that is not done and writes a file that `plan` writes, too."""
    ours = [written for job in plan.jobs for written in writes(job.document)]
    for job in jobs:
        if _DONE in str(job.get("state", "")).split():
            continue
        shared = next((name for theirs in writes(job) for mine in ours if (name := mine.shared(theirs))), "")
        if shared:
            message = f"Your job {job.get('name')} (id {job.get('id')}) is not done and writes the same files: {shared}"
            yield Problem("warning", "server", message, "Delete it, wait for it, or choose another output path.")


class WrittenFiles(NamedTuple):
    """Files that a block writes: one pattern over a range of frames, or names."""

    pattern: str = ""
    frames: range = range(0)
    names: frozenset[str] = frozenset()

    def shared(self, other: WrittenFiles) -> str:
        """A file, or the pattern, that both write; "" when there is none."""
        if self.pattern and other.pattern:
            is_shared = self.pattern == other.pattern and _meet(self.frames, other.frames)
            return self.pattern if is_shared else ""
        if self.names and other.names:
            return next(iter(self.names & other.names), "")
        one, several = (self, other) if self.pattern else (other, self)
        return next((name for name in several.names if one.has(name)), "")

    def has(self, name: str) -> bool:
        """Whether the pattern gives `name` at one of the frames."""
        found = _expression(self.pattern).fullmatch(name)
        frame = int(found[1]) if found else 0
        return found is not None and frame in self.frames and filler(self.pattern)(frame) == name


def writes(job: Mapping[str, Any]) -> list[WrittenFiles]:
    """What the blocks of a job write, as its document or the server says it."""
    found = []
    for block in job.get("blocks", ()):
        files = block.get("files") or ()
        if block.get("flags", 0) & NUMERIC:
            first, last, step = (block.get(key, usual) for key, usual in _RANGE.items())
            frames = range(first, last + 1, max(step, 1))
            found += [WrittenFiles(name, frames) for name in files if has_pattern(name)]
            names = [name for name in files if not has_pattern(name)]
        else:
            names = [name for task in block.get("tasks") or () for name in task.get("files") or ()]
        if names:
            found.append(WrittenFiles(names=frozenset(names)))
    return found


_RANGE = {"frame_first": 0, "frame_last": 0, "frames_inc": 1}


def _meet(some: range, others: range) -> bool:
    few, many = sorted((some, others), key=len)
    return any(frame in many for frame in few)


def _expression(pattern: str) -> re.Pattern[str]:
    """What `pattern` can give, its first number as a group."""
    parts = [re.escape(part) for part in _PATTERN.split(pattern)]
    return re.compile("".join([parts[0], r"(-?\d+)", r"-?\d+".join(parts[1:])]))
