"""Submissions without a window: from a terminal, with the settings that the script keeps."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import nuke

from afsubmit.errors import AfError
from afsubmit.submission import BY_KEY
from afsubmit.ui.background import Background
from afsubmit.ui.press import Press, Wish

from . import _preferences
from ._host import NukeHost
from .plan import NukePlan

USAGE = "usage: nuke -t submit.py comp.nk [Write1,Group1.Write2] [key=value …]\n"


def submit_script(words: Sequence[str]) -> int:
    """Open and submit what `words` name; returns the exit code: 0 it was sent, 1 it was not, 2 the words were wrong."""
    try:
        path, names, values = _understood(words)
    except (AfError, ValueError) as error:
        sys.stderr.write(f"{error}\n{USAGE}")
        return 2
    try:
        nuke.scriptOpen(path)
        host = NukeHost(_preferences.load().python)
        wish = Wish(host, NukePlan(), {**host.load_settings(), **values}, names)
        work = Background(Press(wish, _preferences.load().server, origin="nuke -t"))
        is_sent = work.finish()
    except (AfError, RuntimeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{work.outcome().text}\n")
    return 0 if is_sent else 1


def _understood(words: Sequence[str]) -> tuple[str, list[str] | None, dict[str, Any]]:
    """The script, the names of write nodes or None for all, and settings."""
    plain = [word for word in words if "=" not in word]
    if not 1 <= len(plain) <= 2:
        raise ValueError("Name one script.")
    values = {}
    for word in words:
        key, is_setting, text = word.partition("=")
        if is_setting:
            if key not in BY_KEY:
                raise ValueError(f"There is no setting {key}.")
            values[key] = BY_KEY[key].from_text(text)
    return plain[0], plain[1].split(",") if len(plain) == 2 else None, values
