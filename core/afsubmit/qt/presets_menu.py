"""The menu of presets: choose one, keep the settings as one, remove one, keep them in the scene, or reset them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ..submission.settings import preset_files
from ..submitter.draft import Draft
from ..submitter.watch import words
from . import style
from .binding import Qt, QtWidgets, Signal
from .name_box import ask_name

LEVELS = {"studio": "Studio", "show": "Show", "user": "Mine"}


class PresetsMenu(QtWidgets.QPushButton):
    """Changes the draft. `attempt(do)` runs what may fail and shows why; `changed` is emitted after a change."""

    changed = Signal(str)

    def __init__(self, draft: Draft, parent: Any, *, attempt: Callable[[Callable[[], None]], bool]) -> None:
        super().__init__(parent)
        self._draft, self._attempt = draft, attempt
        self.setObjectName("presets")
        self.setText("Presets")
        self.setAutoDefault(False)
        menu = QtWidgets.QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(lambda: self._attempt(partial(self._fill, menu)))
        self.setMenu(menu)

    def refresh(self) -> None:
        """Show the name of the preset that was chosen last."""
        self.setText(words.one_line(self._draft.preset).replace("&", "&&") or "Presets")

    def _fill(self, menu: Any) -> None:
        menu.clear()
        found, problems = preset_files.listed()
        level = ""
        for preset in found:
            if preset.level != level:
                level = preset.level
                menu.addSection(LEVELS.get(level, level))
            action = menu.addAction(preset.name.replace("&", "&&"), partial(self._take, preset.name))
            action.setToolTip(style.plain_tip(preset.path))
            action.setCheckable(True)
            action.setChecked(preset.name == self._draft.preset)
        for problem in problems:
            menu.addAction(problem.message.replace("&", "&&")).setEnabled(False)
        menu.addSeparator()
        menu.addAction("Save as preset\N{HORIZONTAL ELLIPSIS}", self._ask_name)
        own = [preset.name for preset in found if preset.level == "user"]
        if own:
            below = menu.addMenu("Delete preset")
            for name in own:
                below.addAction(name.replace("&", "&&"), partial(self._ask_delete, name))
        menu.addSeparator()
        menu.addAction("Keep settings in the scene", self._store)
        menu.addAction("Reset all settings", self._reset)

    def _take(self, name: str) -> None:
        self._do(lambda: self._draft.take_preset(name), f"The settings are as the preset {name} says.")

    def _reset(self) -> None:
        self._do(self._draft.reset_all, "All settings are as usual.")

    def _store(self) -> None:
        self._do(self._draft.store, "The settings are kept in the scene; save it to keep them for good.")

    def _do(self, change: Callable[[], None], said: str) -> None:
        if self._attempt(change):
            self.refresh()
            self.changed.emit(said)

    def _ask_name(self) -> None:
        ask_name(self, "preset", "Save as preset", self._draft.preset, self._save)

    def _save(self, name: str) -> None:
        self._do(lambda: self._draft.save_preset(name.strip()), f"Saved as the preset {name.strip()}.")

    def _ask_delete(self, name: str) -> None:
        box = QtWidgets.QMessageBox(self)
        box.setAttribute(Qt.WA_DeleteOnClose)
        box.setIcon(QtWidgets.QMessageBox.Question)
        box.setTextFormat(Qt.PlainText)
        box.setText(f"Delete the preset \N{LEFT DOUBLE QUOTATION MARK}{name}\N{RIGHT DOUBLE QUOTATION MARK}?")
        agreed = box.addButton("Delete", QtWidgets.QMessageBox.DestructiveRole)
        box.setDefaultButton(box.addButton(QtWidgets.QMessageBox.Cancel))
        box.setWindowModality(Qt.WindowModal)
        box.buttonClicked.connect(lambda pressed: self._delete(name) if pressed is agreed else None)
        box.show()

    def _delete(self, name: str) -> None:
        self._do(lambda: preset_files.delete(name), f"The preset {name} was deleted.")
