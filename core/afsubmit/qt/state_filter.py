"""Which jobs are shown by their state: a button with a menu, that says what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..submitter.watch import words
from . import action_menus, style
from .binding import Qt, QtWidgets, Signal

ALL = "All states"
HIDE_DONE = "Hide what is done"
ORDER = (
    words.RUNNING, words.READY, words.WAITING, words.APPROVAL, words.PAUSED, words.FAILED, words.DONE,
)  # fmt: skip


class StateFilter(QtWidgets.QPushButton):
    """`changed` tells that other states are shown. `hidden` are those that are not."""

    changed = Signal()

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.setObjectName("states")
        self.setAccessibleName("Shown by state")
        self.setFocusPolicy(Qt.StrongFocus)
        self.setAutoDefault(False)
        self._hidden: frozenset[str] = frozenset()
        self._all = action_menus.made(self, ALL, "Show every job", lambda: self.hide_states(()))
        self._done = action_menus.made(self, HIDE_DONE, "Show no job that is done", self._toggle_done)
        self._done.setCheckable(True)
        self._states = {state: self._made(state) for state in ORDER}
        order = [self._all, self._done, action_menus.SEPARATOR, *self._states.values()]
        self.setMenu(action_menus.menu(self, "", order))
        self._show()

    def _made(self, state: str) -> Any:
        said = words.SHOWN[state]
        action = action_menus.made(self, said, f"Show jobs that are {said.lower()}", lambda: self._toggle(state))
        action.setCheckable(True)
        action.setIcon(style.dot(style.state_color(state, self.palette())))
        return action

    @property
    def hidden(self) -> list[str]:
        """The states that are not shown."""
        return [state for state in ORDER if state in self._hidden]

    def hide_states(self, states: Sequence[str]) -> None:
        """Show all states but these."""
        hidden = frozenset(states) & frozenset(ORDER)
        hidden = frozenset() if hidden == frozenset(ORDER) else hidden
        is_other = hidden != self._hidden
        self._hidden = hidden
        self._show()
        if is_other:
            self.changed.emit()

    def _toggle(self, state: str) -> None:
        self.hide_states(tuple(self._hidden ^ {state}))

    def _toggle_done(self) -> None:
        self._toggle(words.DONE)

    def _show(self) -> None:
        for state, action in self._states.items():
            action.setChecked(state not in self._hidden)
        self._done.setChecked(words.DONE in self._hidden)
        shown = [state for state in ORDER if state not in self._hidden]
        if not self._hidden:
            text = ALL
        elif self._hidden == {words.DONE}:
            text = "Not done"
        elif len(shown) == 1:
            text = words.SHOWN[shown[0]]
        else:
            text = f"{len(shown)} states"
        self.setText(text)
        left_out = ", ".join(words.SHOWN[state].lower() for state in self.hidden)
        self.setToolTip(f"Not shown: {left_out}" if left_out else "Choose which states are shown")
