"""What an artist can do with jobs and tasks: actions that say whether they can be done, and ask before they destroy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from ..submitter.watch import words
from ..submitter.watch.rows import JobRow, TaskRow
from ..submitter.watch.watcher import Watcher
from .binding import Action, Qt, QtCore, QtGui, QtWidgets

PRIORITIES = (0, 250)


def open_path(path: str) -> None:
    """Show a folder or file in the system's own program."""
    QtGui.QDesktopServices.openUrl(QtCore.QUrl.fromLocalFile(path))


class JobCommands(QtCore.QObject):
    """The actions of a panel.

    `jobs` and `tasks` give what is selected when one is pressed; tasks one after the other, on any thread.
    """

    def __init__(
        self, parent: Any, watcher: Watcher, jobs: Callable[[], list[JobRow]], tasks: Callable[[], Iterator[TaskRow]]
    ) -> None:
        super().__init__(parent)
        self._parent, self._watcher, self._jobs, self._tasks = parent, watcher, jobs, tasks
        self.open_path = open_path
        self.approve = self._made("Approve", self._approve, "The first frames are good: render the rest")
        self.pause = self._made("Pause", partial(self._operate, "pause"), "Start no more tasks; those that run end")
        self.start = self._made("Start", partial(self._operate, "start"), "Go on with a paused job")
        self.restart_errors = self._made(
            "Restart errors", partial(self._operate, "restart_errors"), "Try the failed tasks again"
        )
        self.skip = self._made("Skip", self._skip, "Leave out what is not done yet")
        self.priority = self._made(
            "Priority\N{HORIZONTAL ELLIPSIS}", self._ask_priority, "Jobs with a higher number go first"
        )
        self.folder = self._made("Open folder", self._open_folder, "Show the folder that the frames are written to")
        self.delete = self._made(
            "Delete\N{HORIZONTAL ELLIPSIS}", self._ask_delete, "Remove the job from the farm; its frames stay"
        )
        self.delete.setShortcut(QtGui.QKeySequence.Delete)
        self.restart_tasks = self._made(
            "Restart tasks", partial(self._operate_tasks, "restart"), "Render these tasks again"
        )
        self.skip_tasks = self._made("Skip tasks", partial(self._operate_tasks, "skip"), "Leave these tasks out")
        self.of_jobs = (
            self.approve, self.pause, self.start, self.restart_errors, self.skip, self.priority, self.folder,
            self.delete,
        )  # fmt: skip
        self.of_tasks = (self.restart_tasks, self.skip_tasks)

    def _made(self, text: str, do: Callable[[], None], tip: str) -> Any:
        action = Action(text, self)
        action.setToolTip(tip)
        action.setShortcutContext(Qt.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda *_: do())
        return action

    def offer(self, *, is_up: bool) -> None:
        """Enable what can be done with the selection."""
        jobs, has_tasks = self._jobs(), next(self._tasks(), None) is not None
        states = {row.state for row in jobs}
        self.approve.setVisible(any(row.is_to_approve for row in jobs))
        self.pause.setEnabled(is_up and any(not row.is_paused and row.state != words.DONE for row in jobs))
        self.start.setEnabled(is_up and any(row.is_paused for row in jobs))
        self.restart_errors.setEnabled(is_up and any(row.errors for row in jobs))
        self.skip.setEnabled(is_up and bool(states - {words.DONE}))
        for action in (self.approve, self.priority, self.delete):
            action.setEnabled(is_up and bool(jobs))
        self.folder.setEnabled(any(row.folders for row in jobs))
        for action in self.of_tasks:
            action.setEnabled(is_up and has_tasks)

    # Jobs

    def _operate(self, operation: str) -> None:
        self._act(operation.replace("_", " ").capitalize(), self._jobs(), operation=operation)

    def _approve(self) -> None:
        self._act("Approve", [row for row in self._jobs() if row.is_to_approve], params={"ppa": False})

    def _skip(self) -> None:
        rows = [row for row in self._jobs() if row.state != words.DONE]
        question = f"Skip everything of {_named(rows)} that is not done yet?"
        self._ask(question, "What is rendered stays.", "Skip", lambda: self._act("Skip", rows, operation="skip"))

    def _act(self, label: str, rows: Sequence[JobRow], **what: Any) -> None:
        serials = {row.id: row.serial for row in rows}
        if serials:
            self._watcher.act(label, serials, **what)

    def _ask_delete(self) -> None:
        rows = self._jobs()
        running = any(row.running for row in rows)
        more = "Tasks that run are stopped. " if running else ""
        self._ask(
            f"Delete {_named(rows)}?",
            f"{more}Frames on disk stay; the copy of the scene that was made for the job is removed.",
            "Delete",
            lambda: self._act("Delete", rows, operation="delete"),
        )

    def _ask(self, question: str, more: str, button: str, do: Callable[[], None]) -> None:
        box = QtWidgets.QMessageBox(self._parent)
        box.setAttribute(Qt.WA_DeleteOnClose)
        box.setIcon(QtWidgets.QMessageBox.Question)
        box.setTextFormat(Qt.PlainText)
        box.setText(question)
        box.setInformativeText(more)
        agreed = box.addButton(button, QtWidgets.QMessageBox.DestructiveRole)
        box.setDefaultButton(box.addButton(QtWidgets.QMessageBox.Cancel))
        box.setWindowModality(Qt.WindowModal)
        box.buttonClicked.connect(lambda pressed: do() if pressed is agreed else None)
        box.show()

    def _ask_priority(self) -> None:
        rows = self._jobs()
        if not rows:
            return
        box = QtWidgets.QInputDialog(self._parent)
        box.setAttribute(Qt.WA_DeleteOnClose)
        box.setWindowTitle("Priority")
        box.setLabelText("Jobs with a higher number go first:")
        box.setInputMode(QtWidgets.QInputDialog.IntInput)
        box.setIntRange(*PRIORITIES)
        box.setIntValue(rows[0].priority)
        box.setWindowModality(Qt.WindowModal)
        box.intValueSelected.connect(lambda value: self._act("Priority", rows, params={"priority": value}))
        box.show()

    def _open_folder(self) -> None:
        for folder in list(dict.fromkeys(folder for row in self._jobs() for folder in row.folders))[:3]:
            self.open_path(folder)

    # Tasks

    def _operate_tasks(self, operation: str) -> None:
        jobs, tasks = self._jobs(), self._tasks()
        if len(jobs) != 1:
            return
        self._watcher.act_on_tasks(f"{operation.capitalize()} tasks", jobs[0].key, operation, tasks)


def _named(rows: Sequence[JobRow]) -> str:
    if len(rows) == 1:
        return f"the job \N{LEFT DOUBLE QUOTATION MARK}{words.isolated(rows[0].name)}\N{RIGHT DOUBLE QUOTATION MARK}"
    return f"{len(rows)} jobs"
