"""Where this suite keeps its things on each system. Nothing is created here.

`AFSUBMIT_HOME` moves the state (history, local farm, log file) to one folder of the user's choice.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

NAME = "afsubmit"
SHOW_VARIABLE = "AFSUBMIT_SHOW"


def state_folder(environ: Mapping[str, str] | None = None, platform: str = sys.platform) -> str:
    """The folder of history, local farm and log file."""
    environ = os.environ if environ is None else environ
    moved = environ.get("AFSUBMIT_HOME")
    if moved:
        return os.path.abspath(os.path.expanduser(moved))
    if platform == "win32":
        return _below(environ.get("LOCALAPPDATA") or _home(environ, "AppData", "Local"))
    if platform == "darwin":
        return _below(_home(environ, "Library", "Application Support"))
    return _below(_absolute(environ.get("XDG_STATE_HOME")) or _home(environ, ".local", "state"))


def user_config_folder(environ: Mapping[str, str] | None = None, platform: str = sys.platform) -> str:
    """The folder of the user's `config.json`, `settings.json`, `presets` and `hooks`."""
    environ = os.environ if environ is None else environ
    if platform == "win32":
        return _below(environ.get("APPDATA") or _home(environ, "AppData", "Roaming"))
    chosen = _absolute(environ.get("XDG_CONFIG_HOME"))
    if platform == "darwin" and not chosen:
        return _below(_home(environ, "Library", "Application Support"))
    return _below(chosen or _home(environ, ".config"))


def studio_config_folder(environ: Mapping[str, str] | None = None, platform: str = sys.platform) -> str:
    """The folder of the studio's files, named as the user's: `AFSUBMIT_STUDIO`, or this machine's own.

    Of the folders in XDG_CONFIG_DIRS it is the first that holds one of ours, else the first.
    """
    environ = os.environ if environ is None else environ
    chosen = environ.get("AFSUBMIT_STUDIO")
    if chosen:
        return os.path.abspath(os.path.expanduser(chosen))
    if platform == "win32":
        return _below(environ.get("PROGRAMDATA") or "C:\\ProgramData")
    folders = [folder for folder in environ.get("XDG_CONFIG_DIRS", "").split(":") if _absolute(folder)]
    if not folders:
        return _below("/Library/Application Support" if platform == "darwin" else "/etc/xdg")
    return next((_below(folder) for folder in folders if os.path.isdir(_below(folder))), _below(folders[0]))


def show_config_folder(environ: Mapping[str, str] | None = None, platform: str = sys.platform) -> str:
    """The folder of the show's `settings.json` and `presets`; "" when there is no show.

    AFSUBMIT_SHOW names it: a whole path, or a folder below `shows` in the studio's.
    """
    environ = os.environ if environ is None else environ
    show = environ.get(SHOW_VARIABLE, "")
    return os.path.join(studio_config_folder(environ, platform), "shows", os.path.expanduser(show)) if show else ""


def _below(folder: str) -> str:
    return os.path.join(folder, NAME)


def _absolute(folder: str | None) -> str:
    """`folder` if it may be used: the XDG rules say that a relative one is ignored."""
    return folder if folder and os.path.isabs(folder) else ""


def _home(environ: Mapping[str, str], *parts: str) -> str:
    home = environ.get("HOME") or environ.get("USERPROFILE") or os.path.expanduser("~")
    return os.path.join(home, *parts)
