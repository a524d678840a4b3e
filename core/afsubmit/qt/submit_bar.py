"""The foot of the submit dialog: where it goes, whether it can be sent, what came of it, and the buttons."""

from __future__ import annotations

from typing import Any

from ..submitter.outcome import Outcome
from ..submitter.previews import ServerCheck
from ..submitter.watch import words
from . import style
from .binding import QtCore, QtWidgets, Signal

CONFIGURED, HERE = "", "local"
DETAIL_ROWS = 6
"""So many lines of the list behind a result are in sight."""


class SubmitBar(QtWidgets.QWidget):
    """The foot of the dialog: farm, progress and Submit. `choice` is the farm, as `farm_for` takes it."""

    chosen = Signal()

    def __init__(self, parent: Any, *, choice: str) -> None:
        super().__init__(parent)
        self.servers = QtWidgets.QComboBox(self)
        self.servers.setObjectName("servers")
        self.servers.setAccessibleName("Send to")
        self.servers.setSizeAdjustPolicy(QtWidgets.QComboBox.AdjustToContents)
        for name, one in {"As configured": CONFIGURED, "This machine": HERE, choice: choice}.items():
            if self.servers.findData(one) < 0:
                self.servers.addItem(name, one)
        self.servers.setCurrentIndex(self.servers.findData(choice))
        self.servers.currentIndexChanged.connect(lambda _: self.chosen.emit())
        self.answer_icon, self.icon, self.result_icon = (QtWidgets.QLabel(self) for _ in range(3))
        self.status = style.label(wraps=True, name="status")
        self.result = style.label(wraps=True, name="result")
        self.result.setTextInteractionFlags(QtCore.Qt.TextSelectableByMouse)
        self.busy = QtWidgets.QProgressBar(self)
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName("Sending")
        self.busy.setFixedHeight(4)
        self.jobs = self._button("Jobs", "Show the jobs on the farm")
        self.show_in_jobs = self._button("Show in jobs", "Watch this job")
        self._make_list()
        self.close_button = self._button("Close", "")
        self.cancel = self._button("Cancel", "Stop sending; what was sent is taken back")
        self.submit = self._button("Submit", "")
        self.submit.setShortcut("Ctrl+Return")
        self.submit.setToolTip("Send what is chosen to the farm (Ctrl+Return)")
        font = self.submit.font()
        font.setBold(True)
        self.submit.setFont(font)
        self._lay_out()
        self.show_sending("")
        self.show_result(None)

    def _make_list(self) -> None:
        self.all_of_it = self._button("List", "Every job and everything that was said")
        self.all_of_it.setCheckable(True)
        self.dismiss = QtWidgets.QToolButton(self)
        self.dismiss.setText("\N{MULTIPLICATION SIGN}")
        self.dismiss.setAutoRaise(True)
        self.dismiss.setToolTip("Take this away")
        self.dismiss.setAccessibleName("Take the result away")
        self.dismiss.clicked.connect(lambda *_: self.show_result(None))
        self.details = QtWidgets.QListWidget(self)
        self.details.setObjectName("result details")
        self.details.setAccessibleName("What came of it, line by line")
        self.details.setUniformItemSizes(True)
        self.details.setFixedHeight(style.row_height(self) * DETAIL_ROWS)
        self.all_of_it.toggled.connect(self.details.setVisible)

    def _button(self, text: str, tip: str) -> Any:
        button = style.button(text, self)
        button.setToolTip(tip)
        return button

    def _lay_out(self) -> None:
        self._result_row = QtWidgets.QWidget(self)
        result = QtWidgets.QHBoxLayout(self._result_row)
        result.setContentsMargins(0, 0, 0, 0)
        result.setSpacing(style.GAP)
        result.addWidget(self.result_icon)
        result.addWidget(self.result, 1)
        result.addWidget(self.all_of_it)
        result.addWidget(self.show_in_jobs)
        result.addWidget(self.dismiss)
        state = QtWidgets.QHBoxLayout()
        state.setSpacing(style.GAP)
        state.addWidget(self.icon)
        state.addWidget(self.status, 1)
        buttons = QtWidgets.QHBoxLayout()
        buttons.setSpacing(style.GAP)
        buttons.addWidget(style.label("Send to"))
        buttons.addWidget(self.servers)
        buttons.addWidget(self.answer_icon)
        buttons.addStretch(1)
        for button in (self.jobs, self.close_button, self.cancel, self.submit):
            buttons.addWidget(button)
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(style.GAP)
        whole.addWidget(style.line())
        whole.addWidget(self._result_row)
        whole.addWidget(self.details)
        whole.addLayout(state)
        whole.addWidget(self.busy)
        whole.addLayout(buttons)

    @property
    def choice(self) -> str:
        """Where to send to."""
        return str(self.servers.currentData())

    def show_state(self, sentence: str, level: str, *, can_submit: bool) -> None:
        """Whether it can be sent, and if not why."""
        self.status.setText(sentence)
        self._put_dot(self.icon, level)
        self.submit.setEnabled(can_submit)

    def show_sending(self, label: str) -> None:
        """What is being done now; "" when nothing is sent."""
        is_sending = bool(label)
        if is_sending:
            self.show_state(f"{label}\N{HORIZONTAL ELLIPSIS}", words.RUNNING, can_submit=False)
        self.busy.setVisible(is_sending)
        self.cancel.setVisible(is_sending)
        self.close_button.setVisible(not is_sending)
        self.servers.setEnabled(not is_sending)

    def show_result(self, outcome: Outcome | None, *, has_job: bool = False) -> None:
        """What came of it, and a list behind it where there is more to say; None takes the last one away."""
        self._result_row.setVisible(outcome is not None)
        self.show_in_jobs.setVisible(has_job)
        details = list(outcome.details) if outcome is not None else []
        self.details.clear()
        self.details.addItems([words.one_line(line) for line in details])
        self.all_of_it.setChecked(False)
        self.all_of_it.setVisible(bool(details))
        self.details.hide()
        if outcome is not None:
            self.result.setText(outcome.text)
            self._put_dot(self.result_icon, words.DONE if outcome.level == "info" else outcome.level)

    def show_server(self, name: str, *, is_local: bool) -> None:
        """The name of the server that is configured."""
        if not self.choice and name:
            here = " (nothing else is configured)" if is_local else ""
            self.servers.setItemText(0, f"{name}{here}")

    def show_answer(self, answer: ServerCheck) -> None:
        """Whether the server answers."""
        if answer.choice == self.choice:
            self._put_dot(self.answer_icon, words.DONE if answer.is_good else words.FAILED)
            self.answer_icon.setToolTip(style.plain_tip(answer.sentence))
            self.answer_icon.setAccessibleName(answer.sentence)

    def _put_dot(self, icon: Any, level: str) -> None:
        palette = self.palette()
        color = style.state_color(level, palette) if level in words.SHOWN else style.level_color(level, palette)
        icon.setPixmap(style.dot(color).pixmap(QtCore.QSize(16, 16)))
