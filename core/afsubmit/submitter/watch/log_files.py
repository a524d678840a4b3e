"""A log as a file: for an editor, in the state folder, or where the artist wants it. For threads that may wait."""

from __future__ import annotations

import contextlib
import os

from ...errors import SettingsError
from ...studio import folders, ownership

KEPT = 20
"""So many logs stay in the state folder."""


def for_editor(name: str, text: str) -> str:
    """Write the log into the state folder, for us alone; its path.

    Raises:
        SettingsError: it cannot be written.
    """
    folder = os.path.join(folders.state_folder(), "logs")
    path = os.path.join(folder, file_name(name))
    try:
        ownership.private_folder(os.path.dirname(folder), is_chosen=True)
        ownership.private_folder(folder)
        _forget(folder)
        ownership.write_ours(path, text.encode("utf-8", "replace"))
    except OSError as error:
        raise SettingsError(f"The log cannot be written to {path}: {error.strerror or error}.") from error
    return path


def save(path: str, text: str) -> None:
    """Write the log where the artist wants it, over what is there.

    Raises:
        SettingsError: it cannot be written.
    """
    try:
        with open(path, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise SettingsError(f"The log cannot be written to {path}: {error.strerror or error}.") from error


def file_name(name: str) -> str:
    """`name` as that of a file on any system."""
    plain = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in name)
    return f"{plain.strip('._')[:100] or 'log'}.txt"


def _forget(folder: str) -> None:
    """Remove the oldest files."""
    paths = [os.path.join(folder, name) for name in os.listdir(folder)]
    for path in sorted(paths, key=os.path.getmtime)[: -KEPT + 1 or None]:
        with contextlib.suppress(OSError):
            os.remove(path)
