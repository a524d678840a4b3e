"""What every writer of a document has: its `data`, and the hooks that make it know this machine."""

from __future__ import annotations

from ..typed import Any
from . import conversion


class Writer:
    """Holds one object of a document. Pure as it is: a subclass may map paths and speak to the user."""

    data: dict[str, Any]

    def _say(self, words: str) -> None:
        """Tell the user of a value that was changed; here nobody listens."""

    def _command(self, command: Any, is_mapped: bool) -> Any:
        """A command, or another text with paths in it, as the farm's server knows it; here the same."""
        return command

    def _path(self, path: Any, is_mapped: bool) -> Any:
        """One path as the farm's server knows it; here the same, a path object as text."""
        return path if type(path) is str else conversion.text(path)

    def _put(self, field: str, name: Any, value: Any) -> None:
        """Put `value` under `name` into the map `field`, made when there is none.

        What cannot be a name at all (a list, say) becomes a list in place of the map: validation names the field.
        """
        found = self.data.get(field)
        if not isinstance(found, dict):
            found = self.data[field] = {}
        try:
            found[name] = value
        except TypeError:
            self.data[field] = [name]

    def document(self) -> dict[str, Any]:
        """The object of the document that this writes; a copy."""
        return {name: value.copy() if type(value) in (dict, list) else value for name, value in self.data.items()}


class CommandWriter(Writer):
    """What tasks and blocks share: the files that a command writes and the variables it sees."""

    def setFiles(self, files: Any, TransferToServer: bool = True) -> None:
        """Add what is written: a list, or one text; a block's with patterns as in its command.

        The farm reads a task's files only when its block's files are `["@#@"]`.
        """
        before = self.data.get("files")
        found = list(before) if isinstance(before, (list, tuple)) else []
        for name in files if type(files) is list else conversion.listed(files):
            found.append(self._path(name, TransferToServer))
        self.data["files"] = found

    def setEnv(self, i_name: str, i_value: str, i_transfer_to_server: bool = True) -> None:
        """Set a variable of the command's environment."""
        self._put("environment", i_name, self._command(conversion.text(i_value), i_transfer_to_server))
