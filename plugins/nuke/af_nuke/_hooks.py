"""Submissions without a window: after a save, where the script asks for it, and from a terminal.

Nothing of the core is imported before there is something to do: Nuke reads this file at start-up.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nuke

if TYPE_CHECKING:
    from afsubmit.submitter.outcome import Outcome
    from afsubmit.submitter.requests import Names
    from afsubmit.submitter.save_driver import SaveDriver
    from afsubmit.submitter.scripting import SubmissionPlan, SubmissionResult

    from ._host import NukeHost
    from .plan import NukePlan

log = logging.getLogger(__name__)

KNOB = "afanasy_settings"
"""As `scene_text.NAME`, without an import."""

USAGE = "nuke -t submit.py comp.nk [Write1,Group1.Write2] [setup=NAME …] [key=value …]"

_ticks: list[Callable[[bool], None]] = []
_drivers: list[SaveDriver] = []


def listen(tick: Callable[[bool], None]) -> None:
    """Look at each script that is loaded or saved whether it asks for a submission after a save: a look at one knob.

    A second call replaces the first; `tick` is called with the answer.
    """
    _ticks[:] = [tick]
    for add, remove, call in (
        (nuke.addOnScriptLoad, nuke.removeOnScriptLoad, _loaded),
        (nuke.addOnScriptSave, nuke.removeOnScriptSave, _saving),
    ):
        with contextlib.suppress(
            ValueError, KeyError, IndexError
        ):  # what Nuke does when there was none is not documented
            remove(call)
        add(call)


def _loaded() -> None:
    _look(is_saving=False)


def _saving() -> None:
    _look(is_saving=True)


def _look(*, is_saving: bool) -> None:
    try:
        is_wanted = _is_wanted()
        for tick in _ticks:
            tick(is_wanted)
        if is_wanted:
            watch_saves(is_saving=is_saving)
    except Exception:
        log.exception("Afanasy: whether to submit after a save could not be found out")


def _is_wanted() -> bool:
    """Whether the script keeps this setting; without settings of ours nothing of the core is imported."""
    knob = nuke.root().knob(KNOB)
    if knob is None:
        return False
    from afsubmit.submission.settings.scene_text import is_submitted_on_save

    return is_submitted_on_save(str(knob.value() or ""))


def toggle() -> None:
    """Let this script be submitted after each save, or no longer."""
    from afsubmit.submitter import on_save

    from ._host import NukeHost

    is_on = on_save.toggle(NukeHost())
    if is_on:
        watch_saves()
    for tick in _ticks:
        tick(is_on)
    nuke.tprint(
        f"Afanasy: this script is {'submitted after each save' if is_on else 'no longer submitted after a save'}."
    )


def watch_saves(*, is_saving: bool = False) -> None:
    """Watch from now on, once for the session; `is_saving` says that a save is going on, which counts."""
    if _drivers:
        return
    from afsubmit.submitter import preferences
    from afsubmit.submitter.save_driver import SaveDriver

    from ._host import NukeHost
    from .plan import NukePlan

    host = NukeHost(preferences.load().python)
    _drivers.append(SaveDriver(host, NukePlan(), show=_show))
    for listener in host.listeners if is_saving else ():
        listener.saving()


def _show(outcome: Outcome) -> None:
    """Where it takes no focus away: the terminal and Nuke's error console."""
    text = f"Afanasy: {outcome.text}"
    nuke.tprint(text)
    if outcome.level == "error":
        nuke.warning(text)


def preview(
    *, outputs: Names | None = None, preset: Names = (), setup: Names = (), server: str = "", **settings: Any
) -> SubmissionPlan:
    """What `submit` with these words would send of the open script; nothing is written or sent."""
    from afsubmit.submitter import scripting

    return scripting.plan_open(*_open(), outputs=outputs, preset=preset, setup=setup, server=server, settings=settings)


def submit(
    *, outputs: Names | None = None, preset: Names = (), setup: Names = (), server: str = "", **settings: Any
) -> SubmissionResult:
    """Send the open script to its end, without a window; to be called on Nuke's main thread.

    Args:
        outputs: names of write nodes, with `*` and `?` for any letters; None for those selected, else all.
        preset: names of presets, whose values the settings go over.
        setup: names of set-ups that the script keeps, with `*` and `?`; each is a submission of its own.
        server: "host:port" or "local"; "" for that of the preferences, else what is configured.
        settings: settings by their keys; the others are as the script keeps them.

    Raises:
        SubmissionError: it cannot be sent; `problems` says why.
    """
    from afsubmit.submitter import scripting

    return scripting.submit_open(
        *_open(), outputs=outputs, preset=preset, setup=setup, server=server, settings=settings
    )


def _open() -> tuple[NukeHost, NukePlan]:
    """The open script, and the pure half of Nuke."""
    from afsubmit.submitter import preferences

    from ._host import NukeHost
    from .plan import NukePlan

    return NukeHost(preferences.load().python), NukePlan()


def submit_script(words: Sequence[str]) -> int:
    """Open and submit what `words` name; returns the exit code, as `afsubmit submit` does."""
    from afsubmit.submitter import headless

    from .plan import NukePlan

    console = headless.Console(sys.stdout, sys.stderr)
    return headless.submit(words, _opened, NukePlan(), usage=USAGE, origin="nuke -t", console=console)


def _opened(path: str, python: str) -> NukeHost:
    from afsubmit.errors import SceneError

    from ._host import NukeHost

    try:
        nuke.scriptOpen(Path(path).as_posix())  # Tcl takes a backslash for the beginning of another letter
    except RuntimeError as error:
        raise SceneError(f"The script {path} cannot be opened: {error}") from error
    return NukeHost(python)
