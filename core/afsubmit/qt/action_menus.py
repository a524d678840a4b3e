"""Actions made of the tables of what can be done, and the menus they stand in; they say why they cannot be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import style
from .binding import Action, Qt, QtGui, QtWidgets

SEPARATOR = "-"


def made(parent: Any, text: str, tip: str, do: Callable[[], None], *, key: str = "") -> Any:
    """An action. Its key is shown in menus, and pressed by `ActionKeys` alone."""
    action = Action(text, parent)
    action.setShortcutContext(Qt.WidgetShortcut)
    if key:
        action.setShortcut(QtGui.QKeySequence(key))
    action.setProperty("tip", tip)
    action.triggered.connect(lambda *_: do())
    offer(action, "")
    return action


def offer(action: Any, reason: str) -> None:
    """Let it be used, or say in its tip why not."""
    if action.property("reason") == reason:  # asked many times a second, for sixty of them
        return
    action.setProperty("reason", reason)
    tip, key = str(action.property("tip")), action.shortcut().toString(QtGui.QKeySequence.NativeText)
    action.setEnabled(not reason)
    shown = f"{tip} ({key})" if key else tip
    action.setToolTip(style.plain_tip(f"{shown}\n{reason}").replace("\n", "<br>") if reason else style.plain_tip(shown))
    action.setStatusTip(reason)


def menu(parent: Any, title: str, order: Sequence[Any]) -> Any:
    """A menu of actions, menus and `SEPARATOR`s in this order."""
    shown = QtWidgets.QMenu(title, parent)
    shown.setToolTipsVisible(True)
    for one in order:
        if one == SEPARATOR:
            shown.addSeparator()
        elif isinstance(one, QtWidgets.QMenu):
            shown.addMenu(one)
        else:
            shown.addAction(one)
    return shown


def by_menu(actions: Mapping[str, Any], menus: Mapping[str, str], title: str) -> list[Any]:
    """The actions whose menu is `title`, in their order; `menus` has the menu of each name."""
    return [action for name, action in actions.items() if menus[name] == title]
