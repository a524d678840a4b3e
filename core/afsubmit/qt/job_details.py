"""One job: its blocks and tasks, and beside them the pictures, what a task printed, and the rest of the facts."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..submitter.watch import words
from ..submitter.watch.rows import JobRow, TaskRow
from ..submitter.watch.updates import OutputUpdate, TasksUpdate
from . import job_columns, style
from .binding import Qt, QtWidgets, Signal
from .elided import Elided
from .frames_strip import FramesStrip
from .limit_line import LimitLine
from .rows_model import RowsModel
from .rows_view import RowsView
from .shared_selection import SharedSelection
from .strip_legend import StripLegend
from .strip_lines import Cell
from .task_log import TaskLog
from .thumbnails import FramesView

PICTURES = 500
"""Thumbnails that are offered."""
LOOKED_AT = 20_000
"""So many of the selected tasks are looked at for pictures."""


class JobDetails(QtWidgets.QWidget):
    """Shows one job and its tasks; `task_chosen` asks for the output of a task (None: no more).

    `limited` gives the time limits that the artist wants for the job.
    """

    task_chosen = Signal(object)
    limited = Signal(object)
    file_opened = Signal(str)

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self._key: tuple[int, int] | None = None
        self._last: TasksUpdate | None = None
        self._log_of: tuple[int, int] | None = None
        self._wants_failure = self._is_opening = False
        self.heading = Elided(self, name="job name")
        self.heading.setFont(style.title(factor=1.15).font())
        self.summary = Elided(self, name="job summary")
        self.estimate = Elided(self, name="estimate")
        self.summary.setSizePolicy(QtWidgets.QSizePolicy.Maximum, QtWidgets.QSizePolicy.Fixed)
        for said in (self.summary, self.estimate):
            said.setPalette(style.label(is_faint=True).palette())
        self.limits = LimitLine(self, limit=self.limited.emit)
        self._buttons = QtWidgets.QHBoxLayout()
        self._make_tables()
        self._make_strip()
        self._make_pages()
        self._lay_out()

    def _make_tables(self) -> None:
        self._blocks = RowsModel(job_columns.BLOCKS, self)
        self.blocks = RowsView(self._blocks, job_columns.BLOCKS, self, name="blocks")
        self.blocks.selected_anew.connect(self._show_tasks)
        self._tasks = RowsModel(job_columns.TASKS, self)
        self.tasks = RowsView(self._tasks, job_columns.TASKS, self, name="tasks")
        self.tasks.setSortingEnabled(True)
        self.tasks.sortByColumn(0, Qt.AscendingOrder)
        self.tasks.selected_anew.connect(self._choose_task)
        self.tasks.went_on.connect(self._show_failure)

    def _make_strip(self) -> None:
        self.strip = FramesStrip(self)
        self.strip.row_of, self.strip.picture_of = self._row_of, self._picture_of
        self.strip.opened.connect(lambda _: self.pages.setCurrentWidget(self.log))
        self.legend = StripLegend(self)
        self.legend.filtered.connect(self._filter)
        self._shared = SharedSelection(self.tasks, self.strip)
        self._shared.is_hidden.connect(self._show_all_tasks)

    def _make_pages(self) -> None:
        self.frames = FramesView(self)
        self.frames.frames.came.connect(lambda _: self.strip.show_picture())
        self.frames.open_path = self.file_opened.emit
        self.frames_note = style.label(is_faint=True, wraps=True)
        self.log = TaskLog(self)
        self.log.open_path = self.file_opened.emit
        self.log.try_chosen.connect(lambda _: self._choose_try())
        self.facts = QtWidgets.QTreeWidget(self)
        self.facts.setObjectName("facts")
        self.facts.setAccessibleName("Details of the job")
        self.facts.setColumnCount(2)
        self.facts.setRootIsDecorated(False)
        self.facts.setHeaderHidden(True)
        self.facts.setTextElideMode(Qt.ElideMiddle)
        self.pages = QtWidgets.QTabWidget(self)
        self.pages.setObjectName("pages")
        self.pages.setDocumentMode(True)
        frames = QtWidgets.QWidget()
        column = QtWidgets.QVBoxLayout(frames)
        column.setContentsMargins(0, style.GAP, 0, 0)
        column.addWidget(self.frames_note)
        column.addWidget(self.frames, 1)
        self.pages.addTab(frames, "Frames")
        self.pages.addTab(self.log, "Log")
        self.pages.addTab(self.facts, "Details")

    def _lay_out(self) -> None:
        left = QtWidgets.QWidget(self)
        below = QtWidgets.QVBoxLayout(left)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(style.GAP)
        below.addWidget(self.blocks)
        below.addWidget(self.tasks, 1)
        below.addLayout(self._buttons)
        across = QtWidgets.QSplitter(Qt.Horizontal)
        across.addWidget(left)
        across.addWidget(self.pages)
        across.setStretchFactor(0, 1)
        across.setStretchFactor(1, 1)
        across.setChildrenCollapsible(False)
        said = QtWidgets.QHBoxLayout()
        said.setSpacing(0)
        said.addWidget(self.summary)
        said.addWidget(self.estimate, 1)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, style.GAP, 0, 0)
        column.setSpacing(style.GAP)
        column.addWidget(self.heading)
        column.addLayout(said)
        column.addWidget(self.limits)
        column.addWidget(self.strip)
        column.addWidget(self.legend)
        column.addWidget(across, 1)

    def add_buttons(self, actions: Sequence[Any]) -> None:
        """Offer these under the tasks."""
        self._buttons.setSpacing(style.GAP)
        for action in actions:
            self._buttons.addWidget(style.action_button(self, action))
        self._buttons.addStretch(1)

    # What is told

    def show_job(self, row: JobRow | None) -> None:
        """The head for this job; a job that was not shown before has its tasks to come."""
        if row is None:
            self._forget("")
            return
        self.heading.setText(words.one_line(row.name))
        self.heading.setToolTip(style.plain_tip(row.name))
        self.summary.setText(job_columns.summary(row))
        if row.key != self._key:
            self._forget(words.one_line(row.name))
            self.summary.setText(job_columns.summary(row))
            self._key = row.key
            self._show_blocks(row.blocks)

    def set_current(self, *, is_current: bool) -> None:
        """Grey what the farm no longer tells; pictures and log are there, and can be read on."""
        for part in (
            self.heading,
            self.summary,
            self.estimate,
            self.limits,
            self.strip,
            self.legend,
            self.blocks,
            self.tasks,
        ):
            part.setEnabled(is_current)

    def show_gone(self) -> None:
        """The job was deleted, by whomever."""
        self.summary.setText("This job was deleted.")

    def show_tasks(self, update: TasksUpdate) -> None:
        """Blocks, tasks, pictures and facts of the job that is shown; another's are left alone."""
        if update.key != self._key:
            return
        last, self._last = self._last, update
        self._show_blocks(update.blocks)
        if last is None or update.rows is not last.rows:
            self.strip.show_blocks(update.blocks, update.states)
            self.legend.show_counts(update.states)
            self._show_tasks()
        self._show_facts(update.facts)
        self._show_estimate(update.estimate)
        self.limits.show_proposals(update.limits)
        self._show_failure()

    def show_output(self, update: OutputUpdate) -> None:
        """What a task printed; of another task or try than the chosen one it is left alone."""
        if update.key != self._key or update.task != self._log_of:
            return
        if update.number == self.log.number:
            self.log.show_update(update)

    def show_failure(self) -> None:
        """Show the log of the first task that failed, at its first error, as soon as it is known which it is."""
        self._wants_failure = True
        self.pages.setCurrentWidget(self.log)
        self._show_failure()

    def selected_tasks(self) -> Iterator[TaskRow]:
        """The tasks that are selected now, one after the other."""
        return self.tasks.each_selected()

    def files_of(self, key: tuple[int, int]) -> Sequence[str]:
        """What a task writes."""
        return self._last.files_of(key) if self._last is not None else ()

    # Inside

    def _forget(self, heading: str) -> None:
        self._key = self._last = self._log_of = None
        self._wants_failure = False
        self.heading.setText(heading)
        self.summary.setText("")
        self._shared.forget()
        self.strip.show_blocks((), ())
        self.legend.clear()
        self.legend.show_counts(())
        self.blocks.show_rows([], is_urgent=True)
        self.tasks.show_rows([], is_urgent=True)
        self.frames.frames.set_paths([])
        self.frames.frames.forget()
        self.frames_note.setText("")
        self.log.clear()
        self.facts.clear()
        self._show_estimate("")
        self.limits.show_proposals(())

    def _show_estimate(self, sentence: str) -> None:
        self.estimate.setText(f"{job_columns.BETWEEN}{sentence}" if sentence else "")

    def _show_blocks(self, blocks: Sequence[Any]) -> None:
        self.blocks.show_rows(blocks, is_urgent=True)
        self.blocks.setVisible(len(blocks) > 1)
        self.blocks.fit_height(most=6)
        self.tasks.setColumnHidden(job_columns.BLOCK_OF_TASK, len(blocks) < 2)

    def _chosen_blocks(self) -> frozenset[int]:
        is_choice = self.blocks.isVisibleTo(self)
        return frozenset(row.number for row in self.blocks.selected()) if is_choice else frozenset()

    def _show_tasks(self) -> None:
        if self._last is None:
            return
        self.tasks.show_rows(self._last.rows, _wanted(self._chosen_blocks(), self.legend.chosen))
        self._show_frames()

    def _filter(self, states: frozenset[str]) -> None:
        self.strip.show_only(states)
        self._show_tasks()

    def _show_all_tasks(self) -> None:
        """Take away what hides tasks."""
        self.legend.clear()
        self.blocks.clearSelection()

    def _row_of(self, cell: Cell) -> TaskRow | None:
        """The task of a cell of the strip."""
        if self._last is None or cell[0] >= len(self._last.states):
            return None
        place = sum(len(block.codes) for block in self._last.states[: cell[0]]) + cell[1]
        return self._last.rows[place] if place < len(self._last.rows) else None

    def _picture_of(self, cell: Cell) -> Any:
        """The thumbnail of a task that is done, None for another."""
        row = self._row_of(cell)
        if row is None or self._last is None or row.state != words.DONE:
            return None
        files = self._last.files_of(cell)
        return self.frames.frames.thumbnail(files[0]) if files else None

    def _show_frames(self) -> None:
        """The pictures of the selected tasks, or of the first that are done."""
        if self._last is None:
            return
        blocks, has_tasks = self._chosen_blocks(), self.tasks.has_selected()
        keys = (
            self._done_selected() if has_tasks else [key for key in self._last.done if not blocks or key[0] in blocks]
        )
        paths = dict.fromkeys(path for key in keys for path in self._last.files_of(key))
        self.frames.frames.set_paths(list(paths)[:PICTURES])
        self.frames_note.setText(self._note(len(paths), has_tasks=has_tasks))
        self.frames_note.setVisible(bool(self.frames_note.text()))

    def _done_selected(self) -> list[tuple[int, int]]:
        """The keys of the first selected tasks that are done; of a long selection only its beginning is looked at."""
        selected = itertools.islice(self.tasks.each_selected(), LOOKED_AT)
        return [row.key for row in itertools.islice((row for row in selected if row.state == words.DONE), PICTURES)]

    def _note(self, count: int, *, has_tasks: bool) -> str:
        if count >= PICTURES:
            return f"The first {PICTURES} files; select tasks to see theirs."
        if count:
            return ""
        return "No frames of the selected tasks yet." if has_tasks else "The frames show up here as they are rendered."

    def _show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        shown = [(self.facts.topLevelItem(n).text(0), self.facts.topLevelItem(n).text(1))
                 for n in range(self.facts.topLevelItemCount())]  # fmt: skip
        if shown == list(facts):
            return
        self.facts.clear()
        for name, value in facts:
            item = QtWidgets.QTreeWidgetItem([name, value])
            item.setToolTip(1, style.plain_tip(value))
            self.facts.addTopLevelItem(item)
        self.facts.resizeColumnToContents(0)

    def _choose_task(self) -> None:
        task = self.tasks.current()
        key = task.key if task is not None else None
        if key != self._log_of:
            self._log_of = key
            self._show_log(task)
            self.task_chosen.emit(key)
        self._show_frames()

    def _show_log(self, task: TaskRow | None) -> None:
        self.log.wants_error = False
        if task is None:
            self.log.clear()
            return
        is_again = self._is_opening and task.state == words.RUNNING and task.starts > 1
        self.log.show_task(f"{self.heading.text()} {task.name}", task.starts, number=task.starts - 1 if is_again else 0)

    def _choose_try(self) -> None:
        self.log.choose_again()
        self.task_chosen.emit(self._log_of)

    def _show_failure(self) -> None:
        """Select the first task that failed; a choice of blocks that hides it is taken away."""
        failed = self._last.failed if self._last is not None else None
        if not self._wants_failure or failed is None:
            return
        place = self._tasks.arrangement.places.get(failed)
        if place is None:
            self.blocks.clearSelection()
            return
        self._wants_failure, self._is_opening = False, True
        self._log_of = None
        self.tasks.clearSelection()
        self.tasks.selectRow(place)
        self.tasks.scrollTo(self._tasks.index(place, 0))
        self._is_opening = False
        self.log.wants_error = True


def _wanted(blocks: frozenset[int], states: frozenset[str]) -> Callable[[TaskRow], bool] | None:
    """Which tasks are shown when these blocks and states are chosen; no choice is all of them."""
    if not blocks and not states:
        return None
    return lambda row: (not blocks or row.block in blocks) and (not states or row.state in states)
