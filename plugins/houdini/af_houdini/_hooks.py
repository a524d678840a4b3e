"""Submissions without a window: after a save, where the scene asks for it, and from a terminal.

Nothing of the core is imported before there is something to do: Houdini reads this file at start-up.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import hou

if TYPE_CHECKING:
    from afsubmit.submitter.outcome import Outcome
    from afsubmit.submitter.requests import Names
    from afsubmit.submitter.save_driver import SaveDriver
    from afsubmit.submitter.scripting import SubmissionPlan, SubmissionResult

    from ._host import HoudiniHost
    from .plan import HoudiniPlan

log = logging.getLogger(__name__)

KEY = "afanasy_settings"
"""As `scene_text.NAME`, without an import."""

LABEL = "Submit on Save"
USAGE = "hython submit.py shot.hip [/out/mantra1,/out/geo1] [key=value ...]"

_watching: list[tuple[SaveDriver, HoudiniHost]] = []


def listen() -> None:
    """Look at each scene that is loaded or saved whether it asks for a submission after a save; once for a session.

    Called again where another tool may have taken all callbacks away.
    """
    if _heard not in hou.hipFile.eventCallbacks():
        hou.hipFile.addEventCallback(_heard)
    for _, host in _watching:
        host.listen_again()


def _heard(event: Any) -> None:
    try:
        word = str(event).rpartition(".")[2]
        if word in ("AfterLoad", "BeforeSave") and hou.isUIAvailable() and _is_wanted():
            watch_saves(is_saving=word == "BeforeSave")
    except Exception:
        log.exception("Afanasy: whether to submit after a save could not be found out")


def _is_wanted() -> bool:
    """Whether the scene keeps this setting; without settings of ours nothing of the core is imported."""
    network: Any = hou.node("/out")
    text = network.userData(KEY) if network is not None else None
    if not text:
        return False
    from afsubmit.submission.settings.scene_text import is_submitted_on_save

    return is_submitted_on_save(str(text))


def label() -> str:
    """The entry of the menu, which says whether the open scene asks for it; asked each time the menu opens."""
    try:
        listen()
        return f"{LABEL}: {'On' if _is_wanted() else 'Off'}"
    except Exception:
        log.exception("Afanasy: whether this scene is submitted after a save could not be found out")
        return LABEL


def click() -> None:
    """Switch it from the menu; whatever goes wrong is shown and never reaches Houdini."""
    try:
        toggle()
    except Exception as error:
        log.exception("Afanasy: submitting on save could not be switched")
        hou.ui.displayMessage(str(error) or type(error).__name__, title="Afanasy")


def toggle() -> None:
    """Let this scene be submitted after each save, or no longer."""
    from afsubmit.submitter import on_save

    from ._host import HoudiniHost

    is_on = on_save.toggle(HoudiniHost())
    if is_on:
        watch_saves()
    _say(f"Afanasy: this scene is {'submitted after each save' if is_on else 'no longer submitted after a save'}.")


def watch_saves(*, is_saving: bool = False) -> None:
    """Watch from now on, once for the session; `is_saving` says that a save is going on, which counts."""
    if _watching:
        listen()
        return
    from afsubmit.submitter import preferences
    from afsubmit.submitter.save_driver import SaveDriver

    from ._host import HoudiniHost
    from .plan import HoudiniPlan

    host = HoudiniHost(preferences.load().python)
    _watching.append((SaveDriver(host, HoudiniPlan(), show=_show), host))
    for listener in host.listeners if is_saving else ():
        listener.saving()


def _show(outcome: Outcome) -> None:
    """Where it takes no focus away: the line at the bottom of Houdini's window."""
    _say(f"Afanasy: {outcome.text}", is_error=outcome.level == "error")


def _say(text: str, *, is_error: bool = False) -> None:
    if hou.isUIAvailable():
        severity = hou.severityType.Error if is_error else hou.severityType.Message
        hou.ui.setStatusMessage(text, severity)
    else:
        sys.stdout.write(f"{text}\n")


def preview(
    *, outputs: Names | None = None, preset: Names = (), setup: Names = (), server: str = "", **settings: Any
) -> SubmissionPlan:
    """What `submit` with these words would send of the open scene; nothing is written or sent."""
    from afsubmit.submitter import scripting

    return scripting.plan_open(*_open(), outputs=outputs, preset=preset, setup=setup, server=server, settings=settings)


def submit(
    *, outputs: Names | None = None, preset: Names = (), setup: Names = (), server: str = "", **settings: Any
) -> SubmissionResult:
    """Send the open scene to its end, without a window; to be called on Houdini's main thread.

    Args:
        outputs: paths of ROPs, with `*` and `?` for any letters; None for those selected, else all.
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


def _open() -> tuple[HoudiniHost, HoudiniPlan]:
    """The open scene, and the pure half of Houdini."""
    from afsubmit.submitter import preferences

    from ._host import HoudiniHost
    from .plan import HoudiniPlan

    return HoudiniHost(preferences.load().python), HoudiniPlan()


def submit_script(words: Sequence[str]) -> int:
    """Open and submit what `words` name; returns the exit code, as `afsubmit submit` does."""
    from afsubmit.submitter import headless

    from ._host import opened
    from .plan import HoudiniPlan

    console = headless.Console(sys.stdout, sys.stderr)
    return headless.submit(words, opened, HoudiniPlan(), usage=USAGE, origin="hython", console=console)
