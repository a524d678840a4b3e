"""What a task prints, live: followed, searched, wrapped, copied, saved, opened in an editor; and its earlier tries."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

from ..errors import AfError
from ..submitter.newest_work import NewestWork
from ..submitter.watch import log_files, viewers, words
from ..submitter.watch.log_search import MOST, Found, search
from ..submitter.watch.log_tries import Try
from ..submitter.watch.updates import OutputUpdate
from . import style, window_state
from .binding import Action, Qt, QtCore, QtGui, QtWidgets, Signal
from .choice_box import ChoiceBox
from .elided import Elided
from .job_commands import open_path
from .log_view import LogView

NOTHING = "Select a task to see what it printed."
SEARCH_MS = 150
"""So long after the last letter it is searched."""


class _Signals(QtCore.QObject):
    """Brings what threads did."""

    found = Signal(object, str)
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
        self._is_running = False
        self._found: Sequence[Found] = ()
        self._current = -1
        self._word = ""
        self._signals = _Signals()
        self._signals.found.connect(self._take_found)
        self._signals.opened.connect(lambda path: self.open_path(path))
        self._signals.failed.connect(self.failed.emit)
        self._searching = NewestWork(_found_in, lambda one: self._signals.found.emit(*one))
        self.destroyed.connect(self._searching.close)
        self._make_head()
        self._make_foot()
        self._make_actions()
        self._lay_out()
        window_state.remember_check(self.wrap, "jobs/log wrap")
        self.clear()

    # Parts

    def _make_head(self) -> None:
        self.tries = ChoiceBox(self)
        self.tries.setObjectName("tries")
        self.tries.setAccessibleName("Try of the task")
        self.tries.setSizeAdjustPolicy(QtWidgets.QComboBox.AdjustToContents)
        self.tries.activated.connect(lambda _: self.try_chosen.emit(self.number))
        self.state = QtWidgets.QLabel(self)
        self.sentence = Elided(self, name="log sentence")
        self.cut = style.label(wraps=True, name="log cut")
        self.text = LogView(self)
        self.text.settled.connect(self._settled)

    def _make_foot(self) -> None:
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_MS)
        self._timer.timeout.connect(self._search)
        self.search = QtWidgets.QLineEdit(self)
        self.search.setObjectName("log search")
        self.search.setAccessibleName("Search the log")
        self.search.setPlaceholderText("Search the log")
        style.with_clear_button(self.search)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.count = style.label(is_faint=True, name="log count")
        self.follow = QtWidgets.QCheckBox("Follow", self)
        self.follow.setObjectName("follow")
        self.follow.setToolTip("Stay at the end of the log while it grows; scrolling up lets go")
        self.follow.setChecked(True)
        self.follow.toggled.connect(self.text.follow)
        self.text.followed.connect(self.follow.setChecked)

    def _make_actions(self) -> None:
        self.find = self._made("Search", self._to_search, QtGui.QKeySequence.Find, "Search the log")
        self.following = self._made("Next", partial(self._step, 1), QtGui.QKeySequence.FindNext, "Next place found")
        self.previous = self._made(
            "Previous", partial(self._step, -1), QtGui.QKeySequence.FindPrevious, "Previous place found"
        )
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
        self.addActions([self.find, self.following, self.previous, self.save])
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
        head, foot = QtWidgets.QHBoxLayout(), QtWidgets.QHBoxLayout()
        for part in (self.state, self.sentence, self.tries, style.action_button(self, self.first_error), more):
            head.addWidget(part, part is self.sentence)
        foot.addWidget(self.search, 1)
        foot.addWidget(self.count)
        for action, arrow in ((self.previous, Qt.UpArrow), (self.following, Qt.DownArrow)):
            foot.addWidget(self._arrow(action, arrow))
        foot.addWidget(self.follow)
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(0, style.GAP, 0, 0)
        for row in (head, foot, whole):
            row.setSpacing(style.GAP)
        whole.addLayout(head)
        whole.addWidget(self.cut)
        whole.addWidget(self.text, 1)
        whole.addLayout(foot)

    def _arrow(self, action: Any, arrow: Any) -> Any:
        widget = QtWidgets.QToolButton(self)
        widget.setDefaultAction(action)
        widget.setArrowType(arrow)
        widget.setToolButtonStyle(Qt.ToolButtonIconOnly)
        widget.setAccessibleName(action.toolTip())
        widget.setFocusPolicy(Qt.StrongFocus)
        return widget

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
        self._found, self._current = (), -1
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
        if self.search.text():
            self._timer.start()

    def _offer(self) -> None:
        has_text = bool(self.text.parts)
        self.first_error.setVisible(self._first_error >= 0)
        for action in (self.copy, self.save, self.edit):
            action.setEnabled(has_text)
        self.following.setEnabled(bool(self._found))
        self.previous.setEnabled(bool(self._found))

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

    # Searching

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _search(self) -> None:
        self._searching.put((tuple(self.text.parts), self.search.text()))

    def _take_found(self, found: Sequence[Found], word: str) -> None:
        if word != self.search.text():
            return
        place = self._found[self._current] if 0 <= self._current < len(self._found) else None
        is_new = place is None or word != self._word
        self._found, self._word = found, word
        if is_new:
            top = self.text.firstVisibleBlock().blockNumber()
            self._current = next((n for n, one in enumerate(found) if one.line >= top), 0 if found else -1)
            self.text.mark_found(found, self._current)
        else:  # only more of the text came
            self.text.mark_found_again(found)
        self._show_count()
        self._offer()

    def _show_count(self) -> None:
        count = f"{MOST:,}+" if len(self._found) >= MOST else str(len(self._found))
        shown = f"{self._current + 1} of {count}" if self._found else "not found"
        self.count.setText(shown if self.search.text() else "")

    def _step(self, steps: int) -> None:
        if self._found:
            self._current = (self._current + steps) % len(self._found)
            self.text.mark_found(self._found, self._current)
            self._show_count()

    def eventFilter(self, watched: Any, event: Any) -> bool:
        """Return goes to the next place, with Shift to the one before; Escape ends the search."""
        if watched is self.search and event.type() == QtCore.QEvent.KeyPress:
            if event.key() in (Qt.Key_Return, Qt.Key_Enter):
                self._step(-1 if event.modifiers() & Qt.ShiftModifier else 1)
                return True
            if event.key() == Qt.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return False

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


def _found_in(work: tuple[Sequence[str], str]) -> Iterator[tuple[Sequence[Found], str]]:
    parts, word = work
    yield list(islice(search(parts, word), MOST)), word
