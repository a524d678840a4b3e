"""What a task prints, live: followed, searched, wrapped, copied, saved, opened in an editor; and its earlier tries."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from ..errors import AfError
from ..submitter.watch import log_files, viewers, words
from ..submitter.watch.log_tries import Try
from ..submitter.watch.updates import OutputUpdate
from . import style, window_state
from .binding import Action, Qt, QtCore, QtGui, QtWidgets, Signal
from .carrier import Carrier
from .elided import Elided
from .job_commands import open_path
from .log_search_line import LogSearch
from .log_view import LogView

NOTHING = "Select a task to see what it printed."
NARROW = 70
"""Below so many letters across the head has two rows."""


class _Signals(Carrier):
    """Brings what threads did."""

    opened = Signal(str)
    failed = Signal(str)


class TaskLog(QtWidgets.QWidget):
    """The log of one task; `try_chosen` tells that another start of it is wanted, `failed` what went wrong."""

    try_chosen = Signal(int)
    failed = Signal(str)

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.setObjectName("task log")
        self.open_path: Callable[[str], object] = open_path
        """Opens a file in the system's own program."""
        self.wants_error = False
        """Whether the first error shall be shown as soon as there is one."""
        self._name = ""
        self._starts = 0
        self._tries: Sequence[Try] = ()
        self._first_error = -1
        self._is_running = self._is_narrow = False
        self._signals = _Signals()
        self._signals.opened.connect(self._open_path)
        self._signals.failed.connect(self.failed)
        self._make_head()
        self._make_foot()
        self._make_actions()
        self._lay_out()
        window_state.remember_check(self.wrap, "jobs/log wrap")
        self.clear()

    def _open_path(self, path: str) -> None:
        self.open_path(path)

    # Parts

    def _make_head(self) -> None:
        self.tries = QtWidgets.QComboBox(self)
        self.tries.setObjectName("tries")
        self.tries.setAccessibleName("Try of the task")
        self.tries.setSizeAdjustPolicy(QtWidgets.QComboBox.AdjustToContents)
        self.tries.activated.connect(lambda _: self.try_chosen.emit(self.number))
        self.state = QtWidgets.QLabel(self)
        self.sentence = Elided(self, name="log sentence")
        self.cut = style.label(wraps=True, name="log cut")
        palette = self.palette()
        warning = style.readable(style.state_color(words.WAITING, palette), palette)
        palette.setColor(QtGui.QPalette.WindowText, warning)
        self.cut.setPalette(palette)
        self.text = LogView(self)
        self.text.settled.connect(self._settled)

    def _make_foot(self) -> None:
        self.searching = LogSearch(self, self.text)
        self.search, self.count = self.searching.field, self.searching.count
        self.follow = QtWidgets.QCheckBox("Follow", self)
        self.follow.setObjectName("follow")
        self.follow.setToolTip("Stay at the end of the log while it grows; scrolling up lets go")
        self.follow.setChecked(True)
        self.follow.toggled.connect(self.text.follow)
        self.text.followed.connect(self.follow.setChecked)

    def _make_actions(self) -> None:
        self.first_error = self._made("First error", self.show_first_error, None, "Go to the first line with an error")
        self.wrap = Action("Wrap long lines", self)
        self.wrap.setCheckable(True)
        self.wrap.toggled.connect(self.text.set_wrapped)
        dots = "\N{HORIZONTAL ELLIPSIS}"
        self.copy = self._made("Copy all", self._copy, None, "Copy the whole log")
        self.save = self._made(f"Save as{dots}", self._ask_save, QtGui.QKeySequence.Save, "Write the log to a file")
        self.edit = self._made("Open in editor", self._edit, None, "Open the log in a text editor")
        self.menu = QtWidgets.QMenu(self)
        self.menu.addActions([self.first_error, self.wrap])
        self.menu.addSeparator()
        self.menu.addActions([self.copy, self.save, self.edit])
        self.addActions([*self.searching.actions_for_all, self.save])
        self.text.setContextMenuPolicy(Qt.CustomContextMenu)
        self.text.customContextMenuRequested.connect(self._show_menu)

    def _made(self, text: str, do: Callable[[], object], shortcut: Any, tip: str) -> Any:
        action = Action(text, self)
        action.setToolTip(tip)
        if shortcut is not None:
            action.setShortcut(QtGui.QKeySequence(shortcut))
            action.setShortcutContext(Qt.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda *_: do())
        return action

    def _lay_out(self) -> None:
        more = QtWidgets.QToolButton(self)
        more.setText("Log")
        more.setMinimumWidth(more.fontMetrics().horizontalAdvance("Log") + 3 * style.MARGIN)
        more.setObjectName("log menu")
        more.setPopupMode(QtWidgets.QToolButton.InstantPopup)
        more.setMenu(self.menu)
        more.setFocusPolicy(Qt.StrongFocus)
        self._head, foot = QtWidgets.QGridLayout(), QtWidgets.QHBoxLayout()
        self._said = self._row(self.state, self.sentence)
        self._done = self._row(self.tries, style.action_button(self, self.first_error), more)
        self._head.setColumnStretch(0, 1)
        self._place_head()
        foot.addWidget(self.searching, 1)
        foot.addWidget(self.follow)
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(0, style.GAP, 0, 0)
        for row in (self._head, foot, whole):
            row.setSpacing(style.GAP)
        whole.addLayout(self._head)
        whole.addWidget(self.cut)
        whole.addWidget(self.text, 1)
        whole.addLayout(foot)

    def resizeEvent(self, event: Any) -> None:
        """Where it is narrow the sentence stands below the buttons, so that it can be read."""
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW * self.fontMetrics().averageCharWidth()
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._place_head()

    def _place_head(self) -> None:
        for part in (self._said, self._done):
            self._head.removeWidget(part)
        if self._is_narrow:
            self._head.addWidget(self._done, 0, 0, 1, 2, Qt.AlignRight)
            self._head.addWidget(self._said, 1, 0, 1, 2)
        else:
            self._head.addWidget(self._said, 0, 0)
            self._head.addWidget(self._done, 0, 1)

    def _row(self, *parts: Any) -> Any:
        row = QtWidgets.QWidget(self)
        across = QtWidgets.QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(style.GAP)
        for part in parts:
            across.addWidget(part, part is self.sentence)
        return row

    # What is told

    @property
    def number(self) -> int:
        """The try that is chosen, 0 the last one."""
        return int(self.tries.currentData() or 0)

    def clear(self) -> None:
        """Show no task."""
        self._name, self._starts, self._tries = "", 0, ()
        self._reset(NOTHING)
        self._offer_tries(0)

    def show_task(self, name: str, starts: int, *, number: int = 0) -> None:
        """Show this task, of which nothing is known yet but how often it was started, and this try, 0 the last."""
        self._name, self._starts, self._tries = name, starts, ()
        self._reset("Asking the farm\N{HORIZONTAL ELLIPSIS}")
        self._offer_tries(number)

    def choose_again(self) -> None:
        """Another try is to come."""
        self._reset("Asking the farm\N{HORIZONTAL ELLIPSIS}")

    def _reset(self, note: str) -> None:
        self._first_error, self._is_running = -1, False
        self.text.set_text("")
        self.text.setPlaceholderText(note)
        self.text.follow(True)
        self.searching.forget()
        self._show_state()
        self.cut.hide()
        self._offer()

    def show_update(self, update: OutputUpdate) -> None:
        """What the farm tells of this log."""
        if update.is_more:
            self.text.add_text(update.text)
        else:
            self.text.set_text(update.text)
        self.text.setPlaceholderText(update.note)
        self._is_running = update.is_running
        self._first_error = update.first_error
        if update.tries != self._tries:
            self._tries = update.tries
            self._offer_tries(self.number)
        self._show_state()
        self.cut.setText(update.cut)
        self.cut.setVisible(bool(update.cut))
        self._offer()
        self.text.mark_error(self._first_error)
        if self.wants_error and self._first_error >= 0:
            self.show_first_error()
        self.searching.look_again()

    def _offer(self) -> None:
        has_text = bool(self.text.parts)
        self.first_error.setVisible(self._first_error >= 0)
        for action in (self.copy, self.save, self.edit):
            action.setEnabled(has_text)

    def _offer_tries(self, number: int) -> None:
        """The tries, the last one first; only where there are several."""
        count = max(self._starts, len(self._tries))
        known = {one.number: one for one in self._tries}
        items = [("Last try" if one == count else f"Try {one}", 0 if one == count else one, known.get(one))
                 for one in range(count, 0, -1)]  # fmt: skip
        self.tries.clear()
        for text, data, one in items:
            self.tries.addItem(text, data)
            self.tries.setItemData(self.tries.count() - 1, style.plain_tip(_told(one)), Qt.ToolTipRole)
        self.tries.setCurrentIndex(max(self.tries.findData(number), 0))
        self.tries.setVisible(count > 1)

    def _show_state(self) -> None:
        wanted = self.number or max(self._starts, len(self._tries))
        one = next((one for one in self._tries if one.number == wanted), None)
        self.sentence.setText(words.one_line(_told(one)))
        state = words.RUNNING if self._is_running else words.FAILED if one and one.has_failed else words.DONE
        self.state.setVisible(one is not None)
        self.state.setPixmap(style.dot(style.state_color(state, self.palette())).pixmap(QtCore.QSize(16, 16)))

    # What can be done

    def show_first_error(self) -> None:
        """Bring the first line with an error into the middle."""
        self.wants_error = False
        if self._first_error >= 0:
            self.text.show_line(self._first_error)

    def _settled(self) -> None:
        self.text.mark_error(self._first_error)

    def _show_menu(self, place: Any) -> None:
        menu = QtWidgets.QMenu(self)
        menu.setAttribute(Qt.WA_DeleteOnClose)
        copy = menu.addAction("Copy")
        copy.setEnabled(self.text.textCursor().hasSelection())
        copy.triggered.connect(lambda *_: self.text.copy())
        menu.addActions(self.menu.actions())
        menu.popup(self.text.viewport().mapToGlobal(place))

    def whole(self) -> str:
        """All of the text."""
        return "".join(self.text.parts)

    def _copy(self) -> None:
        QtGui.QGuiApplication.clipboard().setText(self.whole())

    def _ask_save(self) -> None:
        box = QtWidgets.QFileDialog(self, "Save the log")
        box.setObjectName("save log")
        box.setAttribute(Qt.WA_DeleteOnClose)
        box.setAcceptMode(QtWidgets.QFileDialog.AcceptSave)
        box.selectFile(log_files.file_name(self._name))
        box.fileSelected.connect(lambda path: self._do(partial(log_files.save, path, self.whole())))
        box.open()

    def _edit(self) -> None:
        name, text = self._name, self.whole()

        def open_() -> None:
            path = log_files.for_editor(name, text)
            editors = viewers.configured(viewers.TEXT_SETTING)
            if editors:
                editors[0].open(path)
            else:
                self._signals.opened.emit(path)

        self._do(open_)

    def _do(self, work: Callable[[], object]) -> None:
        """Do it on a thread, since it waits for a disk."""

        def run() -> None:
            try:
                work()
            except AfError as error:
                self._signals.failed.emit(str(error))

        threading.Thread(target=run, name="afsubmit-log-file", daemon=True).start()


def _told(one: Try | None) -> str:
    """A try in a sentence."""
    if one is None:
        return ""
    if not one.ended:
        return f"Runs on {one.host} since {one.begun}"
    ended = one.ended.rstrip(".") if one.code is None else f"Exit code {one.code}"
    return f"{ended}, on {one.host}, begun {one.begun}"
