"""Checks this installation: the table of a self-test as it comes. Closing the window ends what it started."""

from __future__ import annotations

from typing import Any

from ..errors import AfError
from ..submitter.installation_check import CheckRow, InstallationCheck
from ..submitter.watch import words
from . import outlines, style
from .binding import Qt, QtCore, QtGui, QtWidgets
from .rows_model import Column, RowsModel
from .rows_view import RowsView

TITLE = "Check this installation"
ABOUT = (
    "{title} is started once more, without a window, and held to everything that this plugin rests on, with scenes "
    "made in a temporary folder. Your open scene is not touched, and nothing is left behind."
)
STATES = {True: words.DONE, False: words.FAILED, None: words.WAITING}
"""Whether a check was kept -> the state whose colour that has."""
POLL_MS = 100


def _color(row: CheckRow, palette: Any) -> Any:
    return style.readable(style.state_color(STATES[row.is_kept], palette), palette)


COLUMNS = (
    Column(
        "Checked", lambda row: row.name, lambda row: row.name, 62, least=20,
        tip=lambda row: style.plain_tip(row.name),
    ),
    Column(
        "Result", lambda row: row.result, lambda row: row.result, 20, least=17, color=_color,
        dot=lambda row, palette: style.dot(_color(row, palette)),
    ),
    Column(
        "What was seen", lambda row: words.one_line(row.sentence), lambda row: row.sentence, 0,
        tip=lambda row: style.plain_tip(row.sentence),
    ),
)  # fmt: skip


class CheckWindow(QtWidgets.QDialog):
    """One check, which begins when the window is made."""

    def __init__(self, parent: Any, check: InstallationCheck) -> None:
        super().__init__(parent)
        self.setObjectName("afsubmit check")
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.setWindowTitle(f"{TITLE}: {check.title}")
        self.check = check
        self.heading = style.title("", name="heading")
        self.heading.setWordWrap(True)
        self.about = style.label(ABOUT.format(title=check.title), is_faint=True, wraps=True, name="about")
        self.bar = QtWidgets.QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.model = RowsModel(COLUMNS, self)
        self.view = RowsView(self.model, COLUMNS, self, name="checks")
        self.view.selected_anew.connect(self._show_whole)
        self.whole = style.label(wraps=True, name="whole")
        self.whole.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self.summary = style.label(wraps=True, name="summary")
        self.copy = style.button("Copy report", self, self._copy)
        self.save = style.button("Save report\N{HORIZONTAL ELLIPSIS}", self, self._save)
        self.stop = style.button("Stop", self, check.stop)
        self.shut = style.button("Close", self, self.close)
        self._lay_out()
        outlines.dress(self)
        self._timer = QtCore.QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(POLL_MS)
        self.destroyed.connect(check.stop)  # with the application's window, too
        check.start()
        self._look()

    def _lay_out(self) -> None:
        buttons = QtWidgets.QHBoxLayout()
        buttons.setSpacing(style.GAP)
        for widget in (self.copy, self.save):
            buttons.addWidget(widget)
        buttons.addStretch(1)
        for widget in (self.stop, self.shut):
            buttons.addWidget(widget)
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(*[style.MARGIN] * 4)
        whole.setSpacing(style.GAP)
        for widget in (self.heading, self.about, self.bar):
            whole.addWidget(widget)
        whole.addWidget(self.view, 1)
        for widget in (self.whole, self.summary):
            whole.addWidget(widget)
        whole.addLayout(buttons)
        self.resize(style.lines(self, 80, 46))

    def _look(self) -> None:
        """Show what has come meanwhile."""
        is_over = self.check.is_over  # first: what comes after it is seen at the next look
        done, count = self.check.progress
        self.heading.setText(self.check.heading or TITLE)
        self.bar.setRange(0, count)
        self.bar.setValue(done)
        self.bar.setVisible(not is_over)
        if done != self.model.rowCount():
            self._add_rows()
        self._say(self.check.trouble or self.check.summary())
        self.copy.setEnabled(bool(done))
        self.save.setEnabled(self.check.has_report)
        self.stop.setEnabled(not is_over and not self.check.is_stopped)
        if is_over:
            self._timer.stop()

    def _add_rows(self) -> None:
        """Show the newest, unless the artist has scrolled away from them."""
        bar = self.view.verticalScrollBar()
        is_at_end = bar.value() >= bar.maximum()
        self.view.show_rows(self.check.rows, is_urgent=True)
        if is_at_end:
            self.view.scrollToBottom()

    def _say(self, text: str) -> None:
        """What is said below the table, in the colour of the worst that was found."""
        rows = self.check.rows
        is_bad = bool(self.check.trouble) or any(row.is_kept is False for row in rows)
        palette = self.palette()
        color = style.readable(style.state_color(words.FAILED, palette), palette)
        if is_bad:
            palette.setColor(QtGui.QPalette.WindowText, color)
        self.summary.setPalette(palette)
        self.summary.setText(text)

    def _show_whole(self) -> None:
        """The sentence of the chosen row, which may not fit into its cell."""
        row = self.view.current()
        self.whole.setText(f"{row.name}: {row.sentence}" if row else "")

    def _copy(self) -> None:
        QtGui.QGuiApplication.clipboard().setText(self.check.text())

    def _save(self) -> None:
        kinds = "JSON (*.json)"
        path, _ = QtWidgets.QFileDialog.getSaveFileName(self, "Save report", "afsubmit-check.json", kinds)
        if path:
            try:
                self.check.save(path)
            except AfError as error:
                self._say(str(error))

    def done(self, result: int) -> None:
        """Closed, by whatever key or button: the check ends and takes away what it made."""
        self.check.stop()
        super().done(result)

    def closeEvent(self, event: Any) -> None:
        """As `done`."""
        self.check.stop()
        super().closeEvent(event)
