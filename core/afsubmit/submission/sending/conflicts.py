"""Other live jobs that write the files a plan would write. Pure: the jobs are a server's list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from ...document.flags import NUMERIC
from ...document.patterns import filler, has_pattern
from ...errors import Problem
from ..planning.plan import Plan
from .own_jobs import OwnJobs

_PATTERN = re.compile("@#+@")
_DONE = "DON"


FEW = 3
"""So many jobs are told each alone; more of them in one sentence."""


def conflicts(plan: Plan, jobs: Sequence[Mapping[str, Any]], own: OwnJobs | None = None) -> Iterator[Problem]:
    """The jobs that are not done and write a file that `plan` writes, too; those that `own` knows in other words."""
    ours = [written for job in plan.jobs for written in writes(job.document)]
    found: dict[str, list[tuple[Mapping[str, Any], str]]] = {}
    for job in jobs:
        if _DONE in str(job.get("state", "")).split():
            continue
        shared = next((name for theirs in writes(job) for mine in ours if (name := mine.shared(theirs))), "")
        if shared:
            found.setdefault(own.level_of_job(job.get("serial")) if own else "", []).append((job, shared))
    for level, group in found.items():
        yield from [_told([one], level) for one in group] if len(group) <= FEW else [_told(group, level)]


def _told(group: Sequence[tuple[Mapping[str, Any], str]], level: str) -> Problem:
    """Jobs, each with a file; `level` is "" for those that were not sent from this window."""
    job, shared = group[0]
    one = len(group) == 1
    names = f"{job.get('name')} (id {job.get('id')})" + ("" if one else f" and {len(group) - 1:,} more")
    are = f"{'is' if one else 'are'} not done and write{'s' * one} the same files: {shared}"
    it = "it" if one else "them"
    if level:
        message = f"Your job{'s' * (not one)} {names}, which you have sent from here, {are}"
        return Problem(level, "server", message, f"Sent again, they are rendered twice: wait for {it}, or delete {it}.")
    fix = f"Delete {it}, wait for {it}, or choose another output path."
    return Problem("warning", "server", f"Your job{'s' * (not one)} {names} {are}", fix)


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


def among(plans: Sequence[tuple[str, Plan]]) -> Iterator[Problem]:
    """Those of several plans, each with its name, that would write the same files at the same time."""
    written = [(name, [one for job in plan.jobs for one in writes(job.document)]) for name, plan in plans]
    for (first, some), (second, others) in combinations(written, 2):
        shared = next((name for one in some for two in others if (name := one.shared(two))), "")
        if shared:
            message = f"{first} and {second} write the same files: {shared}"
            yield Problem("warning", first, message, "Send one of them, or give one another output path.")
