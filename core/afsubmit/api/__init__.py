"""The documented facade, `import af`: the reference's classes for old scripts, typed answers and errors for new code.

The only place of the core that prints, besides the command line.
"""

from __future__ import annotations

from ..errors import (
    AfError,
    FrameError,
    JobError,
    Problem,
    ServerRefusedError,
    ServerUnreachableError,
    SettingsError,
    UnknownOutcomeError,
)
from .block import Block
from .cmd import Cmd
from .job import Job
from .task import Task
from .transport import farm

__all__ = [
    "AfError",
    "Block",
    "Cmd",
    "FrameError",
    "Job",
    "JobError",
    "Problem",
    "ServerRefusedError",
    "ServerUnreachableError",
    "SettingsError",
    "Task",
    "UnknownOutcomeError",
    "farm",
]
