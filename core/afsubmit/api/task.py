"""`af.Task`."""

from __future__ import annotations

from ..document.task import Task as PureTask
from .writer import LocalWriter


class Task(LocalWriter, PureTask):
    """One task of a block whose tasks are listed; paths go through the path map. See `document.Task`."""
