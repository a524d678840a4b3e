"""One task of a block whose tasks are listed: what it is called, what it runs, what it writes."""

from __future__ import annotations

from . import conversion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Task:
    """Writes the fields of one listed task into `data`. Setters convert and never raise."""

    def __init__(self, taskname: str = "") -> None:
        self.data: dict[str, Any] = {}
        self.setName(taskname)

    def setName(self, name: str) -> None:
        """Call the task `name` in the lists; an empty name changes nothing."""
        if conversion.is_given(name):
            self.data["name"] = name

    def setCommand(self, command: str, TransferToServer: bool = True) -> None:
        """Run `command`, or put it into the block's command where that says `@#@`."""
        self.data["command"] = self._to_server(command) if TransferToServer else command

    def setFiles(self, files: Any, TransferToServer: bool = True) -> None:
        """Add what the task writes: a list, or one text. The farm reads it when the block's files say `@#@`."""
        add_files(self, files, TransferToServer)

    def setEnv(self, i_name: str, i_value: str, i_transfer_to_server: bool = True) -> None:
        """Set a variable of the command's environment."""
        set_variable(self, i_name, i_value, i_transfer_to_server)

    def _to_server(self, text: Any) -> Any:
        """A path or command as the farm's server knows it; here the same."""
        return text

    def document(self) -> dict[str, Any]:
        """The object that stands for this task in its block; a copy."""
        return {name: value.copy() if type(value) in (dict, list) else value for name, value in self.data.items()}


def add_files(owner: Any, files: Any, is_transferred: bool) -> None:
    """`setFiles` of tasks and blocks: adds to what is there."""
    found = conversion.texts(files)
    if is_transferred:
        found = [owner._to_server(name) for name in found]
    before = owner.data.get("files")
    owner.data["files"] = [*before, *found] if isinstance(before, (list, tuple)) else found


def set_variable(owner: Any, name: str, value: str, is_transferred: bool) -> None:
    """`setEnv` of tasks and blocks."""
    value = conversion.text(value)
    variables = owner.data.get("environment")
    if not isinstance(variables, dict):
        variables = owner.data["environment"] = {}
    variables[name] = owner._to_server(value) if is_transferred else value
