"""Sends all set-ups of a scene: each is shown with what it would send and what stands against it, then all are sent.

Nothing is sent until all that are chosen are sound.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from typing import Any

from ..errors import AfError
from ..errors import words as sentence
from ..submission.sending.delivery import Receipt
from ..submitter import setup_plans
from ..submitter.attempt import SubmissionRequest, take_settings
from ..submitter.draft import Draft
from ..submitter.outcome import Outcome
from ..submitter.previews import ServerCheck
from ..submitter.problem_groups import each_alone
from ..submitter.series import SubmissionSeries
from ..submitter.setup_plans import SetupPlan, SetupPreviews, SetupsPreview
from ..submitter.watch import words
from . import desktop_notices, outlines, style, window_state
from .binding import Qt, QtCore, QtWidgets
from .checked_rows import CheckedModel, CheckedView
from .outlines import BoxDelegate
from .plan_watch import PlanWatch
from .problems_list import ProblemsList
from .setups_table import COLUMNS, SetupRow
from .submission_timer import SubmissionTimer
from .submit_bar import SubmitBar

TITLE = "Send all set-ups"
ABOUT = (
    "Each goes to the farm as a submission of its own, with the outputs and settings that the scene keeps for it; what "
    "stands in the dialog is not sent. Nothing is sent until all that are chosen can be."
)
AGAIN_SECONDS = 1.0
"""The scene is read again when the window is activated, unless it was so shortly before."""
SETTLE_MS = 400
"""So much longer than a double click the button stays off after a submission: its second click is not another one."""


class SetupsWindow(QtWidgets.QDialog):
    """Reads the host when it opens, when it is activated and when it sends; sends without blocking it."""

    def __init__(self, draft: Draft, parent: Any, *, choice: str, show_job: Callable[[int, int], None]) -> None:
        """Show the set-ups of the scene that `draft` is about.

        Args:
            draft: what the dialog holds; only its host, and what was sent from there, count.
            parent: the dialog.
            choice: which server, as in the dialog.
            show_job: shows a job, by id and serial, in a jobs panel; 0 and 0 for the panel alone.

        Raises:
            AfError: the host did not give what was asked of it.
        """
        super().__init__(parent)
        self.setObjectName("afsubmit setups")
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.setWindowTitle(TITLE)
        self._draft, self._show_job = draft, show_job
        self._listed: Sequence[SubmissionRequest] = ()
        self._left_out: set[str] = set()
        self._sent: dict[str, Sequence[Receipt]] = {}
        self._sending: SubmissionTimer | None = None
        self._series: SubmissionSeries | None = None
        self._make_parts(choice)
        self._watch = PlanWatch(
            self, SetupPreviews, draft.own, choice=lambda: self.bar.choice,
            may_ask=lambda: self.isVisible() and not self.is_sending,
        )  # fmt: skip
        self._watch.planned.connect(self._take_plans)
        self._watch.answered.connect(self._take_answer)
        self._settling = QtCore.QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self._show_state)
        self._lay_out()
        outlines.dress(self)
        self.read()
        self._watch.ask_server()

    def _make_parts(self, choice: str) -> None:
        self.heading = style.title(TITLE, name="heading")
        self.heading.setWordWrap(True)
        self.about = style.label(ABOUT, is_faint=True, wraps=True, name="about")
        self.model = CheckedModel(COLUMNS, self)
        self.model.chosen.connect(self._choose)
        self.view = CheckedView(self.model, COLUMNS, self, name="set-ups")
        self.view.setItemDelegateForColumn(0, BoxDelegate(self.view))
        self.problems = ProblemsList(self)
        self.bar = SubmitBar(self, choice=choice)
        self.bar.cancel.setToolTip("Stop sending: the set-up under way is taken back, those before stay on the farm")
        self.bar.chosen.connect(self._change_server)
        self.bar.submit.clicked.connect(lambda *_: self._send())
        self.bar.cancel.clicked.connect(lambda *_: self._cancel())
        self.bar.close_button.clicked.connect(lambda *_: self.close())
        self.bar.jobs.clicked.connect(lambda *_: self._show_job(0, 0))
        self.bar.show_in_jobs.clicked.connect(lambda *_: self._show_sent())

    def _lay_out(self) -> None:
        whole = QtWidgets.QVBoxLayout(self)
        whole.setContentsMargins(*[style.MARGIN] * 4)
        whole.setSpacing(style.GAP)
        for widget in (self.heading, self.about):
            whole.addWidget(widget)
        whole.addWidget(self.view, 1)
        for widget in (self.problems, self.bar):
            whole.addWidget(widget)
        self.view.setMinimumHeight(3 * style.row_height(self))
        if not window_state.restore_geometry(self, "setups/geometry"):
            self.resize(style.lines(self, 70, 36))

    @property
    def is_sending(self) -> bool:
        """Whether a submission is under way."""
        return self._sending is not None

    # What is shown

    def read(self) -> None:
        """Read the set-ups as the scene keeps them now.

        Raises:
            AfError: the host did not give what was asked of it.
        """
        self._listed = self._requests()
        self._read_at = time.monotonic()
        names = [one.setup for one in self._listed]
        self._left_out &= set(names)
        self.heading.setText(f"Set-ups of {words.isolated(words.one_line(self._scene_name()))}")
        self._plan()

    def _requests(self) -> Sequence[SubmissionRequest]:
        draft = self._draft
        try:
            found = setup_plans.read(draft.host, draft.host_plan, draft.own)
        finally:
            take_settings(draft.host, draft.settings)  # what the dialog lists is read under its own
        errors = [problem for problem in found.problems if problem.level == "error"]
        if errors:
            raise AfError(sentence(errors[0]))
        return found.listed

    def _scene_name(self) -> str:
        return self._listed[0].scene.name if self._listed else self._draft.scene.name

    def _chosen(self) -> Collection[str]:
        return [one.setup for one in self._listed if one.setup not in self._left_out]

    def _plan(self) -> None:
        self._watch.ask_plan(self._listed, self._chosen())
        self._show_rows()
        self._show_state()

    def _take_plans(self, planned: SetupsPreview) -> None:
        self.bar.show_server(planned.server_name, is_local=planned.is_local)
        if planned.is_checked:
            self._show_rows()
            self._show_problems()

    def _take_answer(self, answer: ServerCheck) -> None:
        self.bar.show_answer(answer)
        self._show_problems()

    def _show_problems(self) -> None:
        self.problems.show_groups(each_alone(self._watch.problems()))
        self._show_state()

    def _show_state(self) -> None:
        count = len(self._chosen())
        self.bar.submit.setText(f"Send {count} set-up{'' if count == 1 else 's'}" if count else "Send")
        last = self._watch.last
        if self.is_sending:
            return
        if last is None or list(last.chosen) != list(self._chosen()):
            self.bar.show_state("Looking at the files\N{HORIZONTAL ELLIPSIS}", words.RUNNING, can_submit=False)
            return
        if self._sent and not count:
            said = "What was chosen is sent. Choose a set-up to send it again."
            self.bar.show_state(said, words.DONE, can_submit=False)
            return
        level, said = setup_plans.readiness(last, self._watch.answer, self._watch.problems())
        self.bar.show_state(said, level, can_submit=level != "error" and not self._settling.isActive())

    def _show_rows(self) -> None:
        planned = {one.name: one for one in self._watch.last.plans} if self._watch.last else {}
        self.view.show_rows([self._row(one, planned.get(one.setup)) for one in self._listed], is_urgent=True)

    def _row(self, request: SubmissionRequest, planned: SetupPlan | None) -> SetupRow:
        state, told = self._told(request.setup, planned)
        lines = [sentence(one) for one in planned.problems] if planned else []
        return SetupRow(
            request.setup, request.setup not in self._left_out, setup_plans.outputs_of(request),
            setup_plans.frames_of(request), planned.size.tasks if planned else 0, state, told,
            style.plain_tip("\n".join([told, *lines])).replace("\n", "<br>"),
        )  # fmt: skip

    def _told(self, name: str, planned: SetupPlan | None) -> tuple[str, str]:
        """The state of a set-up, and what is said of it: of the submission under way, of the last one, of its plan."""
        part = next((one for one in self._series.parts if one.name == name), None) if self._series else None
        if part is not None and self.is_sending and part.state != words.DONE:
            return part.state, part.label or words.SHOWN[part.state]
        receipts = self._sent.get(name) or (part.attempt.receipts if part is not None and self.is_sending else ())
        if receipts:
            numbers = ", ".join(str(receipt.id) for receipt in receipts)
            return words.DONE, f"Sent as job{'s' * (len(receipts) > 1)} {numbers}"
        if planned is None:
            return words.WAITING, "Looking at the files\N{HORIZONTAL ELLIPSIS}"
        if name in self._left_out:
            return "", "Left out"
        if part is not None:
            return words.FAILED, "Not sent"
        return planned.level or words.READY, planned.told

    def _say(self, level: str, text: str) -> None:
        self.bar.show_result(Outcome(level, text))

    # What the artist does

    def _choose(self, names: Sequence[str], is_chosen: bool) -> None:
        if not self.is_sending:
            self._left_out = self._left_out - set(names) if is_chosen else self._left_out | set(names)
            self._plan()

    def _change_server(self) -> None:
        self.bar.answer_icon.clear()
        self._watch.ask_server()
        self._plan()

    def _read_again(self) -> None:
        try:
            self.read()
        except AfError as error:
            self._say("error", str(error))

    def changeEvent(self, event: Any) -> None:
        """Back from the application or the dialog: other set-ups may be kept."""
        super().changeEvent(event)
        is_back = event.type() == QtCore.QEvent.ActivationChange and self.isActiveWindow()
        if is_back and not self.is_sending and time.monotonic() - self._read_at > AGAIN_SECONDS:
            self._read_again()

    # Sending

    def _send(self) -> None:
        if self.is_sending or self._settling.isActive() or not self.bar.submit.isEnabled():
            return
        before = _shape(self._listed)
        try:
            self.read()
        except AfError as error:
            self._say("error", str(error))
            return
        if _shape(self._listed) != before:
            self._say("warning", "The scene is not what it was: look at its set-ups, then send them.")
            return
        chosen = self._chosen()
        self._series = SubmissionSeries([one for one in self._listed if one.setup in chosen], self.bar.choice)
        self._sending = SubmissionTimer(self._series, self)
        self._sending.went_on.connect(self._go_on)
        self._sending.ended.connect(self._end)
        self.bar.show_result(None)
        self.bar.show_sending("Checking the scene")
        self._show_rows()

    def _go_on(self, label: str) -> None:
        self.bar.show_sending(label)
        self._show_rows()

    def _cancel(self) -> None:
        if self._sending is not None:
            self._sending.cancel()
            self.bar.cancel.setEnabled(False)

    def _end(self) -> None:
        sending, series, self._sending = self._sending, self._series, None
        if sending is None or series is None:
            return
        taken = {part.name: part.attempt.receipts for part in series.parts if part.attempt.receipts}
        self._sent.update(taken)
        self._left_out |= set(taken)  # who presses again sends what is left
        if taken:
            desktop_notices.watch(self.bar.choice, self._draft.host.python)
        self._settling.start(QtWidgets.QApplication.doubleClickInterval() + SETTLE_MS)
        self.bar.cancel.setEnabled(True)
        self.bar.show_sending("")
        self.bar.show_result(sending.background.outcome(), has_job=bool(taken))
        sending.deleteLater()
        take_settings(self._draft.host, self._draft.settings)
        self._plan()

    def _show_sent(self) -> None:
        row = self.view.current()
        receipts = self._sent.get(row.key, ()) if row else ()
        receipts = receipts or [receipt for each in self._sent.values() for receipt in each]
        self._show_job(receipts[0].id, receipts[0].serial)

    # The window

    def keyPressEvent(self, event: Any) -> None:
        """Escape closes the window; Return does nothing."""
        if event.key() == Qt.Key_Escape:
            self.close()
        elif event.key() not in (Qt.Key_Return, Qt.Key_Enter):
            super().keyPressEvent(event)

    def closeEvent(self, event: Any) -> None:
        """Remember the window; while something is sent it stays open."""
        if self.is_sending:
            self._say("warning", "Still sending: wait for it, or press Cancel first.")
            event.ignore()
            return
        window_state.store_geometry(self, "setups/geometry")
        self._watch.close()
        super().closeEvent(event)


def _shape(listed: Sequence[SubmissionRequest]) -> list[object]:
    """What an artist sees of set-ups, to be compared."""
    return [(one.setup, one.scene.path, tuple(one.outputs), one.settings.stored()) for one in listed]
