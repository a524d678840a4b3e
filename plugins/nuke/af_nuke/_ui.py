"""Nuke's menus and its dock for the jobs; what they do is the same in all applications. Only this file touches menus.

Nothing is imported at start-up but `nuke` itself: the core comes with the first click.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

import nuke

if TYPE_CHECKING:
    from afsubmit.qt.host_menu import HostMenu

log = logging.getLogger(__name__)

MENU = "Afanasy"
HELP = """Submit… sends write nodes of this script to the farm: a copy of the script as it is now is rendered, \
your own file and your undo history stay as they are, and the farm removes the copy with the job.

The selected write nodes are chosen, and those in selected groups; all of them when none is selected.

A write node that reads what another one writes waits for it. Settings are kept in the script when you submit.

Jobs shows what became of it; the panel can be docked from Windows ▸ Custom ▸ Afanasy Jobs."""
PANEL_ID = "afsubmit.jobs"
ON_SAVE = "Submit on save"
SUBMIT_KEYS, JOBS_KEYS = "ctrl+alt+shift+a", "ctrl+alt+shift+j"
"""F10 and F11 are CGRU's, F12 is Nuke's own; nothing of either has three modifiers."""


class OnSave(Protocol):
    """The room's `_hooks`."""

    def listen(self, tick: Callable[[bool], None]) -> None:
        """Listen to Nuke; `tick` shows whether the open script asks for it."""

    def toggle(self) -> None:
        """Let the open script ask for it, or no longer."""


def register(on_save: OnSave) -> None:
    """Make the menus, once: a second call replaces the first one's. Hiero has no write nodes and gets none.

    `on_save` is what the tick *Submit on save* switches.
    """
    if _is("hiero") and not _is("studio"):
        return
    bar = nuke.menu("Nuke")
    render = bar.menu("Render") or bar.addMenu("Render")
    _remove(render)
    menu = render.addMenu(MENU)
    menu.addCommand("Submit…", _guarded(lambda: _menu().submit()), SUBMIT_KEYS)
    menu.addCommand("Submit selected…", _guarded(lambda: _menu().submit_selected()))
    menu.addCommand("Jobs", _guarded(lambda: _menu().show_jobs()), JOBS_KEYS)
    menu.addCommand(ON_SAVE, _guarded(on_save.toggle))
    menu.addSeparator()
    menu.addCommand("Preferences…", _guarded(lambda: _menu().edit_preferences()))
    menu.addCommand("Check this installation…", _guarded(lambda: _menu().check_installation()))
    menu.addCommand("Help", _guarded(lambda: _menu().show_help()))
    graph = nuke.menu("Node Graph")
    _remove(graph)
    graph.addMenu(MENU).addCommand("Submit selected…", _guarded(lambda: _menu().submit_selected()))
    _register_panel()
    on_save.listen(_tick)


def _remove(menu: Any) -> None:
    """Take an older menu of ours away; what Nuke does when there is none is not documented."""
    if menu.menu(MENU) is not None:
        menu.removeItem(MENU)


def _is(name: str) -> bool:
    """Whether this is that application of the family; not every version knows each of them."""
    try:
        return bool(nuke.env[name])
    except KeyError:
        return False


def _tick(is_on: bool) -> None:
    """Show it in the menu; entries of Nuke's menus are Qt actions in versions that say so, else the menu shows none."""
    render: Any = nuke.menu("Nuke").menu("Render")
    menu: Any = render.menu(MENU) if render else None
    item: Any = menu.findItem(ON_SAVE) if menu else None
    action: Any = item.action() if item is not None and hasattr(item, "action") else None
    if action is not None:
        action.setCheckable(True)
        action.setChecked(is_on)


def _register_panel() -> None:
    """Let the jobs panel be docked like Nuke's own: Windows ▸ Custom."""
    try:
        panels: Any = importlib.import_module("nukescripts.panels")
    except ImportError:  # a terminal session has no panels
        return
    # Nuke evaluates the text where it likes: it must name everything itself.
    panels.registerWidgetAsPanel(
        f"__import__({__name__!r}, fromlist=['_ui']).make_jobs_panel", "Afanasy Jobs", PANEL_ID
    )


def _guarded(action: Callable[[], None]) -> Callable[[], None]:
    """`action` as Nuke calls it: whatever goes wrong is shown and logged, and never reaches Nuke."""

    def call() -> None:
        try:
            from afsubmit.submitter.guard import guarded
        except Exception as error:
            log.exception("Afanasy cannot be used")
            nuke.message(f"Afanasy cannot be used, install afsubmit again: {error}")
        else:
            guarded(action, nuke.message)

    return call


def show() -> None:
    """Open the submit dialog for the open script."""
    _menu().submit()


def _menu() -> HostMenu:
    from afsubmit.qt.host_menu import HostMenu

    from ._host import NukeHost
    from .plan import NukePlan

    return HostMenu(NukeHost, NukePlan(), show_message=nuke.message, help_text=HELP)


def make_jobs_panel(parent: Any = None) -> Any:
    """The jobs panel, for a dock of Nuke's."""
    return _menu().make_jobs_panel(parent)
