"""Submissions without a window: after a save, where the scene asks for it, and from a script.

Nothing of the core is imported before there is something to do: Maya reads this file at start-up.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from maya import cmds
from maya.api import OpenMaya

if TYPE_CHECKING:
    from afsubmit.submission.planning.scene import Host
    from afsubmit.submitter.outcome import Outcome
    from afsubmit.submitter.requests import Names
    from afsubmit.submitter.save_driver import SaveDriver
    from afsubmit.submitter.scripting import SubmissionPlan, SubmissionResult

    from ._host import MayaHost
    from .plan import MayaPlan

log = logging.getLogger(__name__)

USAGE = "mayapy submit.py shot.mb [masterLayer,fog] [key=value …]"

KEY = "afanasy_settings"
"""As `scene_text.NAME`, without an import."""

_ticks: list[Callable[[bool], None]] = []
_drivers: list[SaveDriver] = []
_messages: list[int] = []


def listen(tick: Callable[[bool], None]) -> None:
    """Look at each scene that is opened or saved whether it asks for a submission after a save: one question to Maya.

    A second call replaces the first; `tick` is called with the answer.
    """
    forget()
    _ticks[:] = [tick]
    kinds: Any = OpenMaya.MSceneMessage
    for kind in (kinds.kAfterNew, kinds.kAfterOpen, kinds.kBeforeSave):
        _messages.append(OpenMaya.MSceneMessage.addCallback(kind, _look))


def forget() -> None:
    """Listen no longer."""
    while _messages:
        with contextlib.suppress(RuntimeError):  # Maya took it away itself
            OpenMaya.MMessage.removeCallback(_messages.pop())


def _look(*_: object) -> None:
    """Maya calls it; nothing may be raised into Maya."""
    try:
        is_wanted = _is_wanted()
        for tick in _ticks:
            tick(is_wanted)
        if is_wanted:
            watch_saves()
    except Exception:
        log.exception("Afanasy: whether to submit after a save could not be found out")


def _is_wanted() -> bool:
    """Whether the scene keeps this setting; without settings of ours nothing of the core is imported."""
    kept: Any = cmds.fileInfo(KEY, query=True)
    if not kept:
        return False
    from afsubmit.submission.settings.scene_text import is_submitted_on_save

    return is_submitted_on_save(str(kept[0]))


def toggle() -> None:
    """Let this scene be submitted after each save, or no longer."""
    from afsubmit.submitter import on_save

    from ._host import MayaHost

    is_on = on_save.toggle(MayaHost())
    if is_on:
        watch_saves()
    for tick in _ticks:
        tick(is_on)
    when = "submitted after each save" if is_on else "no longer submitted after a save"
    OpenMaya.MGlobal.displayInfo(f"Afanasy: this scene is {when}.")


def watch_saves() -> None:
    """Watch from now on, once for the session. A save that goes on counts: Maya tells of it when it is over."""
    if _drivers:
        return
    from afsubmit.submitter import preferences
    from afsubmit.submitter.save_driver import SaveDriver

    from ._host import MayaHost
    from .plan import MayaPlan

    _drivers.append(SaveDriver(MayaHost(preferences.load().python), MayaPlan(), show=_show))


def _show(outcome: Outcome) -> None:
    """Where it takes no focus away: Maya's help line and script editor."""
    show = OpenMaya.MGlobal.displayError if outcome.level == "error" else OpenMaya.MGlobal.displayInfo
    show(f"Afanasy: {outcome.text}")


def preview(
    *, outputs: Names | None = None, preset: Names = (), setup: Names = (), server: str = "", **settings: Any
) -> SubmissionPlan:
    """What `submit` with these words would send of the open scene; nothing is written or sent."""
    from afsubmit.submitter import scripting

    return scripting.plan_open(*_open(), outputs=outputs, preset=preset, setup=setup, server=server, settings=settings)


def submit(
    *, outputs: Names | None = None, preset: Names = (), setup: Names = (), server: str = "", **settings: Any
) -> SubmissionResult:
    """Send the open scene to its end, without a window; to be called on Maya's main thread.

    Args:
        outputs: names of layers with cameras, with `*` and `?` for any letters; None for those selected, else all.
        preset: names of presets, whose values the settings go over.
        setup: names of set-ups that the scene keeps, with `*` and `?`; each is a submission of its own.
        server: "host:port" or "local"; "" for that of the preferences, else what is configured.
        settings: settings by their keys; the others are as the scene keeps them.

    Raises:
        SubmissionError: it cannot be sent; `problems` says why.
    """
    from afsubmit.submitter import scripting

    return scripting.submit_open(
        *_open(), outputs=outputs, preset=preset, setup=setup, server=server, settings=settings
    )


def _open() -> tuple[MayaHost, MayaPlan]:
    """The open scene, and the pure half of Maya."""
    from afsubmit.submitter import preferences

    from ._host import MayaHost
    from .plan import MayaPlan

    return MayaHost(preferences.load().python), MayaPlan()


def submit_script(words: Sequence[str]) -> int:
    """Open and submit what `words` name; returns the exit code, as `afsubmit submit` does."""
    from afsubmit.submitter import headless

    from .plan import MayaPlan

    console = headless.Console(sys.stdout, sys.stderr)
    return headless.submit(words, _opened, MayaPlan(), usage=USAGE, origin="mayapy", console=console)


def _opened(path: str, python: str) -> Host:
    from afsubmit.errors import SceneError

    from . import _inside

    host = _inside.open_scene(os.path.abspath(path), python)
    if host is None:
        raise SceneError(f"{sys.executable} is not Maya's own Python. Call it so: {USAGE}")
    return host
