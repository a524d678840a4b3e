"""One task of a block whose tasks are listed: what it is called, what it runs, what it writes."""

from __future__ import annotations

from ..typed import Any
from . import conversion
from .writer import CommandWriter


class Task(CommandWriter):
    """Writes the fields of one listed task into `data`. Setters convert and never raise."""

    def __init__(self, taskname: str = "") -> None:
        self.data: dict[str, Any] = {}
        self.setName(taskname)

    def setName(self, name: str) -> None:
        """Call the task `name` in the lists; an empty name changes nothing."""
        if name if type(name) is str else conversion.is_given(name):
            self.data["name"] = name

    def setCommand(self, command: str, TransferToServer: bool = True) -> None:
        """Run `command`, or put it into the block's command where that says `@#@`."""
        self.data["command"] = self._command(command, TransferToServer)
