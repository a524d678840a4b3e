"""What Windows' registry says of the user's folders and of installed programs; nothing elsewhere. It is only read."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterable, Iterator

from ..typed import Any

DOCUMENTS = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
"""Its value Personal is the folder of documents, wherever OneDrive or the studio has moved it."""
PROFILE = "Volatile Environment"
"""Its value USERPROFILE is what the variable was when the user signed in."""
INSTALLED = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"
"""The programs that can be uninstalled: a key for each, of which many name their folder."""
_PROGRAM = re.compile(r'\s*(?:"([^"]+)"|(\S+))')


def documents(profile: str) -> str:
    """The folder of documents of the user whose folder is `profile`; "" where it is another's, or nothing says it."""
    if sys.platform != "win32":
        return ""
    import winreg

    ours = _value(winreg.HKEY_CURRENT_USER, PROFILE, "USERPROFILE")
    if os.path.normcase(os.path.normpath(profile)) != os.path.normcase(os.path.normpath(ours)):
        return ""
    return os.path.expandvars(_value(winreg.HKEY_CURRENT_USER, DOCUMENTS, "Personal"))


def program_folders(endings: Iterable[str]) -> list[str]:
    """Folders in which programs are installed: of those that open such files, then of all that can be uninstalled.

    Of a program in a folder `bin` the folder above it is one, too.
    """
    if sys.platform != "win32":
        return []
    found = [os.path.dirname(program) for program in _openers(endings)]
    found += [os.path.dirname(folder) for folder in found if os.path.basename(folder).lower() == "bin"]
    return list(dict.fromkeys(filter(None, [*found, *_installed()])))


def _openers(endings: Iterable[str]) -> Iterator[str]:
    """The programs that open files of these endings."""
    for ending in endings:
        kind = _of_class(ending)
        found = _PROGRAM.match(_of_class(rf"{kind}\shell\open\command") if kind else "")
        if found:
            yield os.path.normpath(os.path.expandvars(found[1] or found[2]))


def _of_class(key: str) -> str:
    """What stands there for kinds of files: the user's own word, else the machine's."""
    if sys.platform != "win32":
        return ""
    import winreg

    roots = (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE)
    return next(filter(None, (_value(root, rf"Software\Classes\{key}", "") for root in roots)), "")


def _installed() -> Iterator[str]:
    if sys.platform != "win32":
        return
    import winreg

    for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        for view in (winreg.KEY_WOW64_64KEY, winreg.KEY_WOW64_32KEY):
            with contextlib.suppress(OSError), winreg.OpenKey(root, INSTALLED, 0, winreg.KEY_READ | view) as key:
                for number in range(winreg.QueryInfoKey(key)[0]):
                    folder = _value(key, winreg.EnumKey(key, number), "InstallLocation")
                    if folder:
                        yield os.path.normpath(os.path.expandvars(folder.strip('"')))


def _value(root: Any, key: str, name: str) -> str:
    """A text in the registry, "" where it is not there."""
    if sys.platform == "win32":
        import winreg

        with contextlib.suppress(OSError), winreg.OpenKey(root, key) as found:
            value = winreg.QueryValueEx(found, name)[0]
            return value if isinstance(value, str) else ""
    return ""
