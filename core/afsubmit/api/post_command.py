"""The post command of `setPostDeleteFiles`: the reference's words where they are safe, else quoted."""

from __future__ import annotations

from ..document.quoting import POSIX, delete_command, shown
from ..errors import QuotingError
from ..typed import Any

_SPECIAL = '"$`\\\0'


def delete_files(path: Any) -> Any:
    """The command that removes `path`; what is no text is given back, for validation to name.

    A `*` is left to the farm's `deletefiles`, which knows it; a Windows path keeps its backslashes.

    Raises:
        QuotingError: the farm would remove something else, or run a part of the name.
    """
    if not isinstance(path, str):
        return path
    is_windows = path[1:2] == ":" or path.startswith("\\\\")
    special = '"%\0' if is_windows else _SPECIAL
    if not any(letter in path for letter in special) and not path.startswith("-"):
        return f'deletefiles "{path}"'
    if is_windows:
        raise QuotingError(f"{shown(path)} cannot be written safely for Windows cmd.")
    return delete_command(path, POSIX)
