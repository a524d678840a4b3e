"""The job document: writers, the table of server fields, validation, frame patterns, frame lists, quoting.

No input and no output here: nothing in this room reads a file, the environment, the clock or a socket.
"""

from __future__ import annotations

from .block import Block
from .job import Job
from .normal_form import normalise
from .task import Task

__all__ = ["Block", "Job", "Task", "normalise"]
