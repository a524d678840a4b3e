"""What a watcher tells: snapshots that nobody changes, safe to hand from thread to thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ...submission.history.finished import FinishedJob
from ..sent_before import SentBefore
from .log_tries import Try
from .rows import BlockRow, JobRow, TaskRow
from .strip import BlockStates
from .time_limits import Proposal


class FarmUpdate(NamedTuple):
    """Which farm is watched and whether it answers; `sentence` says why not, "" when it does.

    `can_start` is a local farm that does not run; `waits` says why one that runs starts no tasks, "" when it does.
    """

    name: str
    is_local: bool
    is_up: bool
    sentence: str = ""
    can_start: bool = False
    waits: str = ""


class JobsUpdate(NamedTuple):
    """All jobs that are to be shown, those that ended since the last time, and how many tasks run."""

    rows: Sequence[JobRow]
    ended: Sequence[JobRow]
    running: int = 0


class EndedUpdate(NamedTuple):
    """Jobs of one's own that have ended and of which nobody was told; `is_away`: before this watching began.

    `pictures` has the last picture of a job, by its key, where there is one that can be shown.
    """

    rows: Sequence[JobRow]
    is_away: bool
    pictures: Mapping[tuple[int, int], str]


class TasksUpdate(NamedTuple):
    """The tasks of the job that is looked at; `rows` are the same list as long as none of them changed.

    `files_of` gives what a task writes, by its key: asked for when it is to be seen. `done` are the first keys of those
    that are done, as many as anybody looks at; `failed` is the first that has failed, None when none has. `states` has
    those of each block; the rows stand block by block in the same order. `estimate` says how long the job still takes,
    "" when nothing is left; `limits` are proposed for blocks that have none.
    """

    key: tuple[int, int]
    blocks: Sequence[BlockRow]
    rows: Sequence[TaskRow]
    done: Sequence[tuple[int, int]]
    files_of: Callable[[tuple[int, int]], Sequence[str]]
    facts: Sequence[tuple[str, str]]
    states: Sequence[BlockStates] = ()
    estimate: str = ""
    failed: tuple[int, int] | None = None
    limits: Sequence[Proposal] = ()


class JobGoneUpdate(NamedTuple):
    """The job that was looked at does not exist any more."""

    key: tuple[int, int]


class OutputUpdate(NamedTuple):
    """What a task printed at start `number` (0: the last one): all of it, or when it `is_more` what follows.

    `note` says why there is no text, `cut` what is missing of it, both "" for nothing; `tries` are all starts that are
    known. `first_error` is the number of the first line that tells of an error, -1 for none.
    """

    key: tuple[int, int]
    task: tuple[int, int]
    text: str
    number: int = 0
    is_more: bool = False
    is_running: bool = False
    tries: Sequence[Try] = ()
    cut: str = ""
    note: str = ""
    first_error: int = -1


class FinishedUpdate(NamedTuple):
    """The artist's jobs that are done and may be deleted, with what their copies of scenes take."""

    jobs: Sequence[FinishedJob]


class ActionUpdate(NamedTuple):
    """Something the artist asked for was done, as `done` says, or `sentence` says why not."""

    label: str
    sentence: str = ""
    done: str = ""


class TextUpdate(NamedTuple):
    """What the farm answered to a question of the artist."""

    title: str
    text: str


class SentUpdate(NamedTuple):
    """What a job was sent with, which is to be sent again with changes."""

    sent: SentBefore
