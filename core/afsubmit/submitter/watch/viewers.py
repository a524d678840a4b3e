"""What a picture or a text can be opened in: programs that were found, and the command of the configuration."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

from . import trusted_programs

PICTURE_SETTING, TEXT_SETTING = "picture_viewer", "text_editor"
KNOWN = (("RV", ("rv",)), ("mrViewer", ("mrv2", "mrViewer", "mrviewer")), ("DJV", ("djv", "djv_view")))
"""Viewers that take a picture's path as a word, by their own documentation."""
_PLACES = {
    "linux": ("/opt/rv*/bin", "/usr/local/rv*/bin", "/usr/local/mrv2*/bin", "/usr/local/DJV*/bin"),
    "darwin": ("/Applications/RV*.app/Contents/MacOS", "/Applications/mrv2*.app/Contents/MacOS"),
    "win32": ("C:\\Program Files\\*RV*\\bin", "C:\\Program Files\\mrv2*\\bin", "C:\\Program Files\\DJV*\\bin"),
}


class Viewer(NamedTuple):
    """A program that shows a file, and how a menu calls it."""

    title: str
    words: Sequence[str]

    def open(self, path: str) -> None:
        """Show the file.

        Raises:
            SettingsError: the program cannot be started.
        """
        path = os.path.abspath(path)  # a name that begins with a dash would be an option
        words = trusted_programs.filled(self.words, {"file": path})
        has_place = any("{file}" in word for word in self.words[1:])
        trusted_programs.start(words if has_place else [*words, path])


def picture_viewers() -> list[Viewer]:
    """Those that are here, the studio's first. Looks through folders: for a thread that may wait.

    Raises:
        SettingsError: the configured one cannot be used.
    """
    return [*configured(PICTURE_SETTING), *_known()]


def configured(setting: str) -> list[Viewer]:
    """The one of the configuration, in a list; none when nothing is configured.

    Raises:
        SettingsError: it cannot be used; says why.
    """
    words = trusted_programs.configured(setting)
    return [Viewer(os.path.splitext(os.path.basename(words[0]))[0], words)] if words else []


def _known() -> list[Viewer]:
    folders = [one for place in _PLACES.get(sys.platform, ()) for one in sorted(glob.glob(place), reverse=True)]
    found = ((title, trusted_programs.find(names, folders=folders)[0]) for title, names in KNOWN)
    return [Viewer(title, (program,)) for title, program in found if program]
