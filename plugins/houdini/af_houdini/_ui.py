"""What the entries of Houdini's menus and its panel do; the same in all applications. The XML files name them.

Nothing is imported before the first click but `hou` itself: the core comes with it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import hou

if TYPE_CHECKING:
    from afsubmit.qt.host_menu import HostMenu

log = logging.getLogger(__name__)

HELP = """Submit... sends ROPs of this scene to the farm: a copy of the scene as it is now is rendered, your own file \
and your undo history stay as they are, and the farm removes the copy with the job.

The selected ROPs are chosen, and those in selected networks; all of them when none is selected. ROPs in TOP networks \
and inside locked assets are not sent.

A ROP waits for what is connected to it. Settings are kept in the scene when you submit.

Jobs shows what became of it; it is a pane too: New Pane Tab Type ▸ Afanasy Jobs."""


def click(action: str, node: Any = None) -> None:
    """What an entry of a menu does: a method of `HostMenu`; `node` is what the menu was opened over.

    Whatever goes wrong is shown and logged, and never reaches Houdini.
    """
    _guarded(lambda: getattr(_menu(node), action)())


def may_render(node: Any) -> bool:
    """Whether the menu over `node` has an entry of ours; a look at the node and nothing more."""
    try:
        return hasattr(node, "render") or bool(hasattr(node, "parm") and node.parm("execute") is not None)
    except hou.Error:
        return False


def _guarded(action: Callable[[], None]) -> None:
    try:
        from afsubmit.submitter.guard import guarded
    except Exception as error:
        log.exception("Afanasy cannot be used")
        _show_message(f"Afanasy cannot be used, install afsubmit again: {error}")
    else:
        guarded(action, _show_message)


def _show_message(text: str) -> None:
    hou.ui.displayMessage(text, title="Afanasy")


def show() -> None:
    """Open the submit dialog for the open scene."""
    _menu().submit()


def _menu(node: Any = None) -> HostMenu:
    from afsubmit.qt.host_menu import HostMenu

    from ._host import HoudiniHost
    from .plan import HoudiniPlan

    clicked = [str(node.path())] if node is not None else []
    return HostMenu(
        lambda python: HoudiniHost(python, clicked),
        HoudiniPlan(),
        show_message=_show_message,
        parent=hou.qt.mainWindow,
        help_text=HELP,
    )


def make_jobs_panel() -> Any:
    """The jobs panel, for a pane of Houdini's."""
    return _menu().make_jobs_panel()
