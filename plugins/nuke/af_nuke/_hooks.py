"""Submissions without a window: after a save, where the script asks for it, and from a terminal.

Nothing of the core is imported before there is something to do: Nuke reads this file at start-up.
"""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import nuke

if TYPE_CHECKING:
    from afsubmit.submitter.outcome import Outcome

log = logging.getLogger(__name__)

KNOB = "afanasy_settings"
"""As `scene_text.NAME`, without an import."""

POLL_SECONDS = 0.1
WAIT_SECONDS = 30.0
"""How long Nuke's main thread may be busy before the next call is left to it."""

USAGE = "usage: nuke -t submit.py comp.nk [Write1,Group1.Write2] [key=value …]\n"

_ticks: list[Callable[[bool], None]] = []
_watchers: list[SaveWatcher] = []


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
    """Whether the script keeps this setting: the knob's text holds its name."""
    knob = nuke.root().knob(KNOB)
    return knob is not None and "submit_on_save%22:true" in str(knob.value() or "")


def toggle() -> None:
    """Let this script be submitted after each save, or no longer."""
    from ._host import NukeHost

    host = NukeHost()
    values = dict(host.load_settings())
    is_on = not values.pop("submit_on_save", False)
    if is_on:
        values["submit_on_save"] = True
        watch_saves()
    host.store_settings(values)
    for tick in _ticks:
        tick(is_on)
    nuke.tprint(
        f"Afanasy: this script is {'submitted after each save' if is_on else 'no longer submitted after a save'}."
    )


def watch_saves(*, is_saving: bool = False) -> None:
    """Watch from now on, once for the session; `is_saving` says that a save is going on that counts."""
    if not _watchers:
        _watchers.append(SaveWatcher())
        if is_saving:
            _watchers[0].hear()


class SaveWatcher:
    """Watches the artist's saves; what is to be done is done on Nuke's main thread, in small pieces."""

    def __init__(self) -> None:
        from afsubmit.submitter.on_save import SaveWatch

        from . import _preferences
        from ._host import NukeHost
        from .plan import NukePlan

        self._host = NukeHost(_preferences.load().python)
        self._thread: threading.Thread | None = None
        choice: Callable[[], str] = lambda: _preferences.load().server  # noqa: E731
        self.watch = SaveWatch(self._host, NukePlan(), wake=self._wake, show=_show, server_choice=choice)

    def hear(self) -> None:
        """Count the save that is going on: it began before anybody listened."""
        for listener in self._host.listeners:
            listener.saving()

    def _wake(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._drive, name="afsubmit-on-save", daemon=True)
            self._thread.start()

    def _drive(self) -> None:
        """Let the main thread go on with it until there is nothing to do; runs on a thread of its own."""
        is_over = False
        while not is_over:
            done = threading.Event()
            answers: list[bool] = []

            def poll(done: threading.Event = done, answers: list[bool] = answers) -> None:
                answers.append(self.watch.poll())
                done.set()

            self._host.run_on_main(poll)
            done.wait(WAIT_SECONDS)
            is_over = bool(answers) and answers[0]
            time.sleep(POLL_SECONDS)


def _show(outcome: Outcome) -> None:
    """Where it takes no focus away: the terminal and Nuke's error console."""
    text = f"Afanasy: {outcome.text}"
    nuke.tprint(text)
    if outcome.level == "error":
        nuke.warning(text)


def submit_script(words: Sequence[str]) -> int:
    """Open and submit what `words` name; returns the exit code: 0 it was sent, 1 it was not, 2 the words were wrong."""
    from afsubmit.errors import AfError

    try:
        path, names, values = _understood(words)
    except (AfError, ValueError) as error:
        sys.stderr.write(f"{error}\n{USAGE}")
        return 2
    try:
        return _submit(path, names, values)
    except (AfError, RuntimeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _submit(path: str, names: list[str] | None, values: dict[str, Any]) -> int:
    from afsubmit.submitter.attempt import SubmissionAttempt, SubmissionRequest
    from afsubmit.submitter.background import Background

    from . import _preferences
    from ._host import NukeHost
    from .plan import NukePlan

    nuke.scriptOpen(path)
    host = NukeHost(_preferences.load().python)
    request = SubmissionRequest(host, NukePlan(), values, names, kept=host.load_settings())
    work = Background(SubmissionAttempt(request, _preferences.load().server, origin="nuke -t"))
    is_sent = work.finish()
    sys.stdout.write(f"{work.outcome().text}\n")
    return 0 if is_sent else 1


def _understood(words: Sequence[str]) -> tuple[str, list[str] | None, dict[str, Any]]:
    """The script, the names of write nodes or None for all, and settings."""
    from afsubmit.submission.settings.values import BY_KEY

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
