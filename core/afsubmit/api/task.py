"""`af.Task`."""

from __future__ import annotations

from ..document.task import Task as PureTask
from .studio_writer import StudioWriter


class Task(StudioWriter, PureTask):
    """One task of a block whose tasks are listed; paths go through the path map. See `document.Task`."""
