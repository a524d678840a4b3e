"""The menu of set-ups that the scene keeps: choose one, keep what is chosen and set as one, rename or remove one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ..submitter.draft import Draft
from ..submitter.watch import words
from . import style
from .binding import QtWidgets, Signal
from .name_box import ask_name

TIP = "Outputs and settings under a name, kept in the scene: as many as you like, each sent as a job of its own"


class SetupsMenu(QtWidgets.QPushButton):
    """Changes the draft. `attempt(do)` runs what may fail and shows why; `changed` is emitted after a change."""

    changed = Signal(str)
    all_wanted = Signal()
    """All of them are to be sent."""

    def __init__(self, draft: Draft, parent: Any, *, attempt: Callable[[Callable[[], None]], bool]) -> None:
        super().__init__(parent)
        self._draft, self._attempt = draft, attempt
        self.setObjectName("setups")
        self.setAutoDefault(False)
        self.setToolTip(style.plain_tip(TIP))
        menu = QtWidgets.QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(lambda: self._attempt(partial(self._fill, menu)))
        self.setMenu(menu)
        self.setVisible(not draft.scene.title)
        self.refresh()

    def refresh(self) -> None:
        """Show the name of the set-up that was chosen last."""
        self.setText(_label(self._draft.setup) or "Set-ups")

    def _fill(self, menu: Any) -> None:
        menu.clear()
        for name, one in self._draft.setups.items():
            action = menu.addAction(_label(name), partial(self._take, name))
            action.setToolTip(style.plain_tip(", ".join(one.outputs)))
            action.setCheckable(True)
            action.setChecked(name == self._draft.setup)
        menu.addSeparator()
        if self._draft.setups:
            menu.addAction("Send all set-ups\N{HORIZONTAL ELLIPSIS}", self.all_wanted.emit)
        menu.addAction("Keep as set-up\N{HORIZONTAL ELLIPSIS}", self._ask_name)
        if self._draft.setups:
            renaming, removing = menu.addMenu("Rename set-up"), menu.addMenu("Remove set-up")
            for name in self._draft.setups:
                renaming.addAction(_label(name) + "\N{HORIZONTAL ELLIPSIS}", partial(self._ask_new_name, name))
                removing.addAction(_label(name), partial(self._remove, name))

    def _take(self, name: str) -> None:
        gone: list[str] = []
        if self._attempt(lambda: gone.extend(self._draft.take_setup(name))):
            more = f" Not in this scene any more: {', '.join(map(words.isolated, gone))}." if gone else ""
            self._say(f"As the set-up {words.isolated(name)} has it; Ctrl+Z brings back what stood here.{more}")

    def _remove(self, name: str) -> None:
        if self._attempt(partial(self._draft.remove_setup, name)):
            self._say(f"The set-up {words.isolated(name)} is gone; save the scene to keep it so.")

    def _ask_name(self) -> None:
        ask_name(self, "set-up", "Keep as set-up", self._draft.setup, self._keep)

    def _ask_new_name(self, name: str) -> None:
        ask_name(self, "set-up", "Rename set-up", name, partial(self._rename, name), replaces=False)

    def _rename(self, name: str, to: str) -> None:
        if self._attempt(partial(self._draft.rename_setup, name, to)):
            self._say(f"The set-up {words.isolated(name)} has its new name; save the scene to keep it so.")

    def _keep(self, name: str) -> None:
        if self._attempt(partial(self._draft.keep_setup, name)):
            self._say(f"Kept as the set-up {words.isolated(self._draft.setup)}; save the scene to keep it for good.")

    def _say(self, said: str) -> None:
        self.refresh()
        self.changed.emit(said)


def _label(name: str) -> str:
    return words.one_line(name).replace("&", "&&")
