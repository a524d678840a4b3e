"""Offers to delete jobs that are done, and says before what their copies of scenes take on disk."""

from __future__ import annotations

from typing import Any

from ..submission.history.finished import NOTHING_TO_CLEAN, cleaning_question
from ..submitter.watch.updates import FinishedUpdate
from ..submitter.watch.watcher import Watcher
from . import style
from .binding import Qt, QtCore, QtWidgets


class CleanOffer(QtCore.QObject):
    """A button; what it finds comes with the watcher's updates, and is asked about before anything is deleted."""

    def __init__(self, parent: Any, watcher: Watcher) -> None:
        super().__init__(parent)
        self._parent, self._watcher = parent, watcher
        self.button = style.button("Clean\N{HORIZONTAL ELLIPSIS}", parent, self._look)
        self.button.setObjectName("clean")
        self.button.setToolTip("Delete your jobs that are done; see first what their copies of scenes take")

    def _look(self) -> None:
        self.button.setEnabled(False)
        self._watcher.look_for_finished()

    def ready(self) -> None:
        """What was looked for has come, or could not be found out."""
        self.button.setEnabled(True)

    def ask(self, update: FinishedUpdate) -> str:
        """Ask whether they may go; a sentence when there are none."""
        if not update.jobs:
            return NOTHING_TO_CLEAN
        question, more = cleaning_question(update.jobs)
        box = QtWidgets.QMessageBox(self._parent)
        box.setAttribute(Qt.WA_DeleteOnClose)
        box.setIcon(QtWidgets.QMessageBox.Question)
        box.setTextFormat(Qt.PlainText)
        box.setText(question)
        box.setInformativeText(more)
        agreed = box.addButton("Delete", QtWidgets.QMessageBox.DestructiveRole)
        box.setDefaultButton(box.addButton(QtWidgets.QMessageBox.Cancel))
        box.setWindowModality(Qt.WindowModal)
        box.buttonClicked.connect(lambda pressed: self._delete(update) if pressed is agreed else None)
        box.show()
        return ""

    def _delete(self, update: FinishedUpdate) -> None:
        self._watcher.act("Clean", {one.id: one.serial for one in update.jobs}, operation="delete")
