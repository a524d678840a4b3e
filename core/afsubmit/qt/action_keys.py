"""Keys of actions in a table: they work while it has the focus, whatever the application around it does with them.

An application's own shortcut of the same letter would win, or both would be called ambiguous and neither done.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .binding import QtCore, QtGui

_TAKEN = (QtCore.QEvent.ShortcutOverride, QtCore.QEvent.KeyPress)


class ActionKeys(QtCore.QObject):
    """Gives keys that are pressed in `view` to the first of `actions` that has them."""

    def __init__(self, view: Any, actions: Sequence[Any]) -> None:
        super().__init__(view)
        self._actions = list(actions)
        view.installEventFilter(self)

    def eventFilter(self, _: Any, event: Any) -> bool:
        """Take the key, and do what it stands for; where that cannot be done now, nothing is."""
        if event.type() not in _TAKEN:
            return False
        action = self._action(event)
        if action is None:
            return False
        event.accept()
        if event.type() == QtCore.QEvent.ShortcutOverride:
            return True
        if action.isEnabled() and not event.isAutoRepeat():
            action.trigger()
        return True

    def _action(self, event: Any) -> Any:
        modifiers = event.modifiers()
        pressed = QtGui.QKeySequence(int(getattr(modifiers, "value", modifiers)) | int(event.key()))
        for action in self._actions:
            if action.isVisible() and pressed in action.shortcuts():
                return action
        return None
