"""Maya's menu and its dock for the jobs; what they do is the same in all applications. Only this file touches menus.

Nothing is imported at start-up but Maya's own: the core comes with the first click.
"""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from maya import cmds, mel

if TYPE_CHECKING:
    from afsubmit.qt.host_menu import HostMenu

log = logging.getLogger(__name__)

MENU, TITLE = "afsubmitMenu", "Afanasy"
HELP = """Submit… sends layers of this scene, each seen by its cameras, to the farm: a copy of the scene as it is now \
is rendered, your own file, the visible layer and your undo history stay as they are, and the farm removes the copy \
with the job.

Submit selected layers chooses the layers whose nodes are selected, else the one that is visible.

Settings are kept in the scene when you submit.

Jobs shows what became of it; the panel can be docked like Maya's own."""
DOCK, DOCK_TITLE = "afsubmitJobs", "Afanasy Jobs"
DOCK_SCRIPT = "import af_maya; af_maya.fill_jobs_dock()"
"""Maya carries it out when it makes the dock, and again with each workspace that has it: it names everything itself."""
ON_SAVE, ON_SAVE_ITEM = "Submit on save", "afsubmitOnSave"


class OnSave(Protocol):
    """The room's `_hooks`."""

    def listen(self, tick: Callable[[bool], None]) -> None:
        """Listen to Maya; `tick` shows whether the open scene asks for it."""

    def toggle(self) -> None:
        """Let the open scene ask for it, or no longer."""


def start(on_save: OnSave) -> None:
    """Make the menu while Maya starts: what goes wrong is one line in the terminal."""
    try:
        register(on_save)
    except Exception as error:
        sys.stderr.write(f"afsubmit: the Afanasy menu was not made: {type(error).__name__}: {error}\n")


def register(on_save: OnSave) -> None:
    """Make the menu, once: a second call replaces the first one's. `on_save` is what its tick switches."""
    if cmds.menu(MENU, exists=True):
        cmds.deleteUI(MENU, menu=True)
    evaluate: Any = mel.eval
    cmds.menu(MENU, label=TITLE, parent=str(evaluate("$afsubmitWindow = $gMainWindow")), tearOff=True)
    _add("Submit…", lambda: _menu().submit())
    _add("Submit selected layers", lambda: _menu(of_layers=True).submit_selected())
    _add("Jobs", show_jobs)
    cmds.menuItem(ON_SAVE_ITEM, label=ON_SAVE, parent=MENU, checkBox=False, command=_guarded(on_save.toggle))
    cmds.menuItem(divider=True, parent=MENU)
    _add("Preferences…", lambda: _menu().edit_preferences())
    _add("Check this installation…", lambda: _menu().check_installation())
    _add("Help", lambda: _menu().show_help())
    on_save.listen(_tick)


def _add(label: str, action: Callable[[], None]) -> None:
    cmds.menuItem(label=label, parent=MENU, command=_guarded(action))


def _tick(is_on: bool) -> None:
    """Show it in the menu: a click has ticked the entry already, whatever came of it."""
    if cmds.menuItem(ON_SAVE_ITEM, exists=True):
        cmds.menuItem(ON_SAVE_ITEM, edit=True, checkBox=is_on)


def _guarded(action: Callable[[], None]) -> Callable[..., None]:
    """`action` as Maya calls it, with one argument: what goes wrong is shown and logged, and never reaches Maya."""

    def call(_: object = None) -> None:
        try:
            from afsubmit.submitter.guard import guarded
        except Exception as error:
            log.exception("Afanasy cannot be used")
            _show_message(f"Afanasy cannot be used, install afsubmit again: {error}")
        else:
            guarded(action, _show_message)

    return call


def _show_message(text: str) -> None:
    cmds.confirmDialog(title=TITLE, message=text, button=["OK"])


def show() -> None:
    """Open the submit dialog for the open scene."""
    _guarded(lambda: _menu().submit())()


def show_jobs() -> None:
    """Open the dock of the jobs, where the artist last had it."""
    if cmds.workspaceControl(DOCK, exists=True):
        cmds.workspaceControl(DOCK, edit=True, restore=True)
        return
    width = 480  # pixels
    cmds.workspaceControl(DOCK, label=DOCK_TITLE, uiScript=DOCK_SCRIPT, initialWidth=width)


def fill_jobs_dock() -> None:
    """Put the jobs panel into the dock that Maya has made, and made anew with a workspace."""
    _guarded(_fill)()


def _fill() -> None:
    from maya import OpenMayaUI

    from afsubmit.qt.binding import NAME, QtWidgets

    shiboken: Any = importlib.import_module("shiboken6" if NAME == "PySide6" else "shiboken2")
    dock: Any = OpenMayaUI.MQtUtil.findControl(DOCK)
    if dock is None:
        return
    widget: Any = shiboken.wrapInstance(int(dock), QtWidgets.QWidget)
    layout = widget.layout() or QtWidgets.QVBoxLayout(widget)
    while layout.count():
        layout.takeAt(0).widget().deleteLater()
    layout.addWidget(_menu().make_jobs_panel(widget))


def _menu(*, of_layers: bool = False) -> HostMenu:
    """The actions of the menu; with `of_layers` for the layers that are selected, else for all that render."""
    from afsubmit.qt.host_menu import HostMenu

    from ._host import MayaHost
    from .plan import MayaPlan

    def make(python: str) -> MayaHost:
        return MayaHost(python, of_layers=of_layers)

    return HostMenu(make, MayaPlan(), show_message=_show_message, help_text=HELP)
