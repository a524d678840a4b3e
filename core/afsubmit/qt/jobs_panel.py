"""The jobs on the farm, live: which, how far, how long still, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..counted import counted
from ..submitter.sent_before import SentBefore
from ..submitter.watch import job_filter, words
from ..submitter.watch.ended_jobs import ENDS
from ..submitter.watch.rows import JobRow
from ..submitter.watch.updates import (
    ActionUpdate,
    EndedUpdate,
    FarmUpdate,
    FinishedUpdate,
    JobGoneUpdate,
    JobsUpdate,
    OutputUpdate,
    SentUpdate,
    TasksUpdate,
    TextUpdate,
)
from ..submitter.watch.watcher import Watcher
from . import desktop_notices, job_columns, outlines, style, window_state
from .binding import Qt, QtGui, QtWidgets, Signal
from .button_row import ButtonRow
from .carrier import Carrier
from .clean_offer import CleanOffer
from .ended_line import EndedLine
from .farm_line import FarmLine
from .job_commands import COPY, JobCommands, Selected
from .job_details import JobDetails
from .later import later
from .notice_line import NoticeLine
from .rows_model import RowsModel
from .rows_view import RowsView
from .state_filter import StateFilter
from .text_window import show_text

MINE, EVERYBODY = 0, 1
SHARES = 2, 3
"""Of the height: the list, and the job that is selected."""
MANY_PIXELS = 1_000
MISSING_MS = 3_000
"""So long a job that is to be shown may be missing from the list of one's own; then everybody's is looked at."""


class _UpdateSignal(Carrier):
    """Brings updates from the watcher's threads to the main thread."""

    updated = Signal(object)


class JobsPanel(QtWidgets.QWidget):
    """A panel for a host's dock or a window of its own. It watches while it exists and never waits for a server."""

    def __init__(
        self,
        parent: Any = None,
        *,
        server_choice: str = "",
        python: Callable[[], str] = str,
        send_again: Callable[[SentBefore], str] | None = None,
    ) -> None:
        """Show the jobs of this user.

        Args:
            parent: the widget that owns the panel, or None for a window.
            server_choice: "local", "host:port", or "" for what is configured.
            python: names an interpreter that can run the farm of this machine, "" when there is none; called on
                another thread.
            send_again: opens the submit dialog filled with what a job was sent with, or says why not; None where there
                is none to be opened.
        """
        super().__init__(parent)
        self._send_again = send_again
        self.setObjectName("afsubmit jobs")
        self.setWindowTitle("Jobs on the farm")
        self.is_closed = False
        outlines.dress(self)
        self._rows: Sequence[JobRow] = ()
        self._wanted: tuple[int, int] | None = None
        self._has_list = self._is_up = self._is_local = False
        self._update_signal = _UpdateSignal()
        self._update_signal.updated.connect(self._take)
        self.watcher = Watcher(self._update_signal.updated.emit, server_choice=server_choice, python=python)
        self._make_parts()
        self._lay_out()
        window_state.restore_state(self._down, "jobs/splitter")
        window_state.remember_columns(self.table, "jobs/columns")
        window_state.remember_columns(self.details.tasks, "jobs/task columns")
        window_state.remember_columns(self.details.blocks, "jobs/block columns")
        window_state.remember_page(self.whose, "jobs/whose")
        window_state.remember_text(self.search, "jobs/search")
        window_state.remember_states(self.states, "jobs/states")
        window_state.remember_page(self.details.pages, "jobs/page")
        self.destroyed.connect(self.watcher.close)
        self.server_choice, self._python = server_choice, python
        desktop_notices.leave_to(self)
        self.watcher.start()

    def _make_parts(self) -> None:
        self.whose = QtWidgets.QComboBox(self)
        self.whose.setObjectName("whose")
        self.whose.setAccessibleName("Whose jobs")
        self.whose.addItems(["My jobs", "Everybody's jobs"])
        self.whose.setMinimumContentsLength(len("My jobs"))  # where there is no room it may be cut
        self.whose.currentIndexChanged.connect(lambda _: self._change_whose())
        self.search = QtWidgets.QLineEdit(self)
        self.search.setObjectName("search")
        self.search.setPlaceholderText("Search jobs")
        self.search.setMinimumWidth(16 * self.fontMetrics().averageCharWidth())
        style.with_clear_button(self.search)
        self.search.textChanged.connect(lambda _: self._show_rows())
        self.states = StateFilter(self)
        self.states.changed.connect(self._filter)
        self.farm = FarmLine(self, start=self.watcher.start_farm)
        self.clean = CleanOffer(self, self.watcher)
        self._model = RowsModel(job_columns.JOBS, self)
        self.table = RowsView(self._model, job_columns.JOBS, self, name="jobs")
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(job_columns.SENT, Qt.DescendingOrder)
        self.table.setColumnHidden(job_columns.USER, True)
        self.table.setAlternatingRowColors(False)
        self.empty = style.label(is_faint=True, wraps=True, name="empty")
        self.empty.setAlignment(Qt.AlignCenter)
        self.details = JobDetails(self)
        self.notice = NoticeLine(self)
        self.ended = EndedLine(self, retry=self._retry, show_job=self.show_job)
        selected = Selected(
            self.table.selected, self.details.blocks.selected, self.details.selected_tasks, self.details.files_of
        )
        self.actions_of = JobCommands(self, self.watcher, selected)
        self.actions_of.can_send = self._send_again is not None
        self.details.file_opened.connect(lambda path: self.actions_of.open_path(path))
        self.details.frames.open_in.failed.connect(lambda sentence: self.notice.say(sentence, words.FAILED))
        self.details.log.failed.connect(lambda sentence: self.notice.say(sentence, words.FAILED))
        self.details.task_chosen.connect(lambda _: self._look())
        self.details.limited.connect(lambda limits: self.actions_of.limit(self.table.current(), limits))
        self.details.tasks.selected_anew.connect(self._offer)
        self.table.selected_anew.connect(self._change_job)
        self.table.went_on.connect(self._follow)
        self.table.clicked.connect(self._open_failure)
        self.table.entered.connect(self._point)
        self.table.viewportEntered.connect(lambda: self.table.viewport().setCursor(Qt.ArrowCursor))
        self.details.blocks.selected_anew.connect(self._offer)
        self._job_menu = self.actions_of.hang_up_all(self.table, self.details)
        self.details.add_buttons([self.actions_of.tasks.actions[name] for name in ("restart", "skip")])

    def _lay_out(self) -> None:
        top = QtWidgets.QHBoxLayout()
        top.setSpacing(style.GAP)
        top.addWidget(self.whose)
        top.addWidget(self.search, 1)
        top.addWidget(self.states)
        top.addSpacing(style.MARGIN)
        top.addWidget(self.farm)
        top.addWidget(self.clean.button)
        self._stack = QtWidgets.QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        upper = QtWidgets.QWidget(self)
        column = QtWidgets.QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addWidget(self._stack, 1)
        column.addWidget(self._buttons())
        self._down = QtWidgets.QSplitter(Qt.Vertical, self)
        self._down.setObjectName("down")
        self._down.addWidget(upper)
        self._down.addWidget(self.details)
        for place, share in enumerate(SHARES):
            self._down.setStretchFactor(place, share)
        self._down.setSizes([share * MANY_PIXELS for share in SHARES])
        self._down.setChildrenCollapsible(False)
        self._down.splitterMoved.connect(lambda *_: window_state.store_state(self._down, "jobs/splitter"))
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(style.MARGIN, style.MARGIN, style.MARGIN, style.GAP)
        whole.setSpacing(style.GAP)
        whole.addLayout(top)
        whole.addWidget(self.ended)
        whole.addWidget(self._down, 1)
        whole.addWidget(self.notice)
        self.details.hide()

    def _buttons(self) -> Any:
        commands = self.actions_of.jobs
        shown = [commands.actions[name] for name in ("approve", "pause", "start", "restart_errors")]
        shown += [commands.form_actions["priority"], self.actions_of.folder]
        more = style.menu_button(self, "More", self._job_menu, "Everything that can be done with these jobs")
        return ButtonRow(self, shown, more, commands.actions["delete"])

    # News

    def _take(self, update: object) -> None:
        if isinstance(update, JobsUpdate):
            self._take_jobs(update)
        elif isinstance(update, FinishedUpdate):
            self._offer_clean(update)
        elif isinstance(update, FarmUpdate):
            self._is_up, self._is_local = update.is_up, update.is_local
            self.farm.show_update(update)
            self.table.setEnabled(update.is_up)
            self.details.set_current(is_current=update.is_up)
            self.clean.button.setVisible(not update.can_start)
            self._show_emptiness()
            self._offer()
        elif isinstance(update, TasksUpdate):
            self.details.show_tasks(update)
            self._offer()
        elif isinstance(update, JobGoneUpdate):
            self.details.show_gone()
        elif isinstance(update, OutputUpdate):
            self.details.show_output(update)
        elif isinstance(update, EndedUpdate):
            self._take_ended(update)
        elif isinstance(update, ActionUpdate):
            self._take_outcome(update)
        elif isinstance(update, SentUpdate) and self._send_again is not None:
            said = self._send_again(update.sent)
            if said:
                self.notice.say(said, words.FAILED)
        elif isinstance(update, TextUpdate):
            self._show_text(update)

    def _show_text(self, update: TextUpdate) -> None:
        """What the farm answered: a path that was to be copied is, all else is shown."""
        if update.title != COPY:
            show_text(self, update.title, update.text)
            return
        QtGui.QGuiApplication.clipboard().setText(update.text)
        self.notice.say(f"Copied {update.text}", words.DONE)

    def _offer_clean(self, update: FinishedUpdate) -> None:
        sentence = self.clean.ask(update)
        if sentence:
            self.notice.say(sentence, words.PAUSED)

    def _take_outcome(self, update: ActionUpdate) -> None:
        self.clean.ready()
        if update.sentence:
            self.notice.say(f"{update.label}: {update.sentence}", words.FAILED)
        elif update.done:
            self.notice.say(update.done, words.DONE)

    def _retry(self, rows: Sequence[JobRow]) -> None:
        serials = {row.id: row.serial for row in rows}
        self.watcher.act("Retry failed", serials, operation="restart_errors")

    def _take_ended(self, update: EndedUpdate) -> None:
        """Tell on the desktop who does not look; what was not seen stands in the panel until it is taken away."""
        is_seen = self.isVisible() and self.window().isActiveWindow()
        if not is_seen:
            desktop_notices.tell(update)
        if update.is_away or not is_seen:
            self.ended.add(update.rows)

    def _take_jobs(self, update: JobsUpdate) -> None:
        gone = self.table.current()
        self._rows, self._has_list = update.rows, True
        self.ended.keep(update.rows)
        self.farm.show_running(update.running)
        if gone is not None and not self.notice.isVisible() and all(row.key != gone.key for row in self._rows):
            self.notice.say(f"{words.isolated(gone.name)} is no longer on the farm.", words.PAUSED)
        self._show_rows()
        for row in update.ended:
            how = "is done" if row.state == words.DONE else f"has failed: {counted(row.errors, 'task')} with errors"
            self.notice.say(f"{words.isolated(row.name)} {how}.", row.state)
            QtWidgets.QApplication.alert(self.window())
        if self._wanted is not None:
            self.show_job(*self._wanted)
        self._show_emptiness()

    def _show_rows(self) -> None:
        self.table.show_rows(self._rows, job_filter.wanted(self.search.text(), self.states.hidden))

    def _filter(self) -> None:
        self._show_rows()
        self._show_emptiness()

    def _follow(self) -> None:
        """Other rows are in the table, or other things in its rows."""
        self._show_current()
        self._show_emptiness()
        self._offer()
        self._show_wanted()

    def _show_emptiness(self) -> None:
        self.empty.setText(self._emptiness())
        self._stack.setCurrentWidget(self.empty if self.empty.text() else self.table)

    def _emptiness(self) -> str:
        if self._model.rows:
            return ""
        if not self._is_up:
            return self.farm.sentence
        if self.search.text().strip():
            return "No job has that in its name."
        if self._rows and self.states.hidden:
            said = counted(len(self._rows), "job")
            return f"Not shown: {said}, by the choice of states beside the search ({self.states.text()})."
        return "No jobs here yet. What you submit shows up by itself." if self._has_list else ""

    # The artist

    def show_job(self, number: int, serial: int) -> None:
        """Select this job as soon as the farm lists it; a search, or a choice of users, that hides it is taken away."""
        if self._wanted != (number, serial):
            self._wanted = number, serial
            self.watcher.look_again()
            later(self, MISSING_MS, self._look_at_everybody)
        if any(row.key == self._wanted for row in self._rows):
            self.search.clear()
            self.states.hide_states(())
        self._show_wanted()

    def _show_wanted(self) -> None:
        place = self._model.arrangement.places.get(self._wanted) if self._wanted else None
        if place is not None:
            self._wanted = None
            self.table.selectRow(place)
            self.table.scrollTo(self._model.index(place, 0))

    def _look_at_everybody(self) -> None:
        if self._wanted is not None and any(self._wanted) and self._has_list:
            self.whose.setCurrentIndex(EVERYBODY)

    def _change_whose(self) -> None:
        everybody = self.whose.currentIndex() == EVERYBODY
        self.table.setColumnHidden(job_columns.USER, not everybody)
        self._rows, self._has_list = (), False
        self._show_rows()
        self._look()

    def _change_job(self) -> None:
        self._show_current()
        self._look()
        self._offer()

    def _show_current(self) -> None:
        """The details of the job that is selected; none without one, whether it was deleted or is only filtered out."""
        row = self.table.current()
        self.details.show_job(row)
        self.details.setVisible(row is not None)

    def _is_failure(self, index: Any) -> bool:
        return bool(index.column() == job_columns.ERRORS and self._model.row(index.row()).errors)

    def _open_failure(self, index: Any) -> None:
        """A click on a red number shows the log of the first task that failed."""
        if self._is_failure(index):
            self.details.show_failure()

    def _point(self, index: Any) -> None:
        hand = self._is_failure(index)
        self.table.viewport().setCursor(Qt.PointingHandCursor if hand else Qt.ArrowCursor)

    def _look(self) -> None:
        row, task = self.table.current(), self.details.tasks.current()
        self.watcher.look(
            is_everybody=self.whose.currentIndex() == EVERYBODY,
            job=row.key if row is not None else None,
            task=task.key if row is not None and task is not None else None,
            number=self.details.log.number,
        )

    def _offer(self) -> None:
        self.actions_of.offer(is_up=self._is_up, is_local=self._is_local)

    def closeEvent(self, event: Any) -> None:
        """Stop watching; in a dock that is only hidden it goes on."""
        if self.isWindow():
            window_state.store_geometry(self, "jobs/geometry")
        self.stop()
        super().closeEvent(event)

    def stop(self) -> None:
        """Watch no more. The panel cannot be started again."""
        is_under_way = any(row.state not in ENDS for row in self._rows)
        if is_under_way and not self.is_closed and self.whose.currentIndex() == MINE:
            self.is_closed = True
            desktop_notices.watch(self.server_choice, self._python)
        self.is_closed = True
        self.watcher.close()
        self.details.frames.frames.pictures.stop()
