"""What a watcher tells: snapshots that nobody changes, safe to hand from thread to thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .rows import BlockRow, JobRow, TaskRow


class FarmUpdate(NamedTuple):
    """Which farm is watched and whether it answers; `sentence` says why not, "" when it does.

    `can_start` is a local farm that does not run.
    """

    name: str
    is_local: bool
    is_up: bool
    sentence: str = ""
    can_start: bool = False


class JobsUpdate(NamedTuple):
    """All jobs that are to be shown, and those that ended since the last time."""

    rows: Sequence[JobRow]
    ended: Sequence[JobRow]


class TasksUpdate(NamedTuple):
    """The tasks of the job that is looked at; `files` gives what each task writes, tasks in the order of `rows`."""

    key: tuple[int, int]
    blocks: Sequence[BlockRow]
    rows: Sequence[TaskRow]
    files: Mapping[tuple[int, int], Sequence[str]]
    facts: Sequence[tuple[str, str]]


class JobGoneUpdate(NamedTuple):
    """The job that was looked at does not exist any more."""

    key: tuple[int, int]


class OutputUpdate(NamedTuple):
    """What a task printed."""

    key: tuple[int, int]
    task: tuple[int, int]
    text: str


class ActionUpdate(NamedTuple):
    """Something the artist asked for was done, or `sentence` says why not."""

    label: str
    sentence: str = ""
