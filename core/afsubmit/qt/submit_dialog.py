"""The submit dialog: what is rendered, how, and what will be sent. For Nuke, Maya, Houdini and standing alone."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from .. import __version__
from ..errors import AfError
from ..submission.planning.scene import Host, HostPlan
from ..submission.sending.delivery import Receipt
from ..submitter.attempt import SubmissionAttempt
from ..submitter.draft import Draft
from ..submitter.draft_history import DraftHistory
from ..submitter.fixes import Fix
from ..submitter.outcome import Outcome
from ..submitter.pre_dialog import PreDialogHooks
from ..submitter.previews import DialogPreview, Previews, ServerCheck
from ..submitter.readiness import readiness
from ..submitter.sent_before import SentBefore
from ..submitter.watch import words
from . import desktop_notices, outlines, style, submit_layout, window_state
from .binding import Qt, QtCore, QtGui, QtWidgets, is_alive
from .elided import Elided
from .outputs_table import OutputsTable
from .plan_watch import PlanWatch
from .presets_menu import PresetsMenu
from .problems_list import ProblemsList
from .settings_form import SettingsForm
from .setups_menu import SetupsMenu
from .setups_window import SetupsWindow
from .sheet_view import SheetView
from .submission_timer import SubmissionTimer
from .submit_bar import SubmitBar

log = logging.getLogger(__name__)

SETTLE_MS = 400
"""So much longer than a double click Submit stays off after a submission: its second click is not another one."""

ShowJob = Callable[[int, int], None]


class SubmitDialog(QtWidgets.QWidget):
    """Reads the host when it opens, when it is activated and when Submit is pressed; sends without blocking it."""

    def __init__(
        self, host: Host, host_plan: HostPlan, parent: Any = None, *, server_choice: str = "", show_job: ShowJob
    ) -> None:
        """Show the open scene.

        Args:
            host: the application.
            host_plan: its pure half.
            parent: the application's window, or None.
            server_choice: "local", "host:port", or "" for what is configured.
            show_job: shows a job, by id and serial, in a jobs panel; 0 and 0 for the panel alone.

        Raises:
            AfError: the host did not give what was asked of it.
        """
        super().__init__(parent, Qt.Dialog if parent is not None else Qt.Window)
        self.setObjectName("afsubmit submit")
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.setWindowTitle(f"Submit to Afanasy  \N{MIDDLE DOT}  afsubmit {__version__}")
        self.is_closed = False
        outlines.dress(self)
        self.draft = Draft(host, host_plan)
        self._history = DraftHistory(self.draft)
        has_unsent = self.draft.take_unsent()
        self._history.note()
        self.show_job = show_job
        self._read_at = time.monotonic()
        self._sending: SubmissionTimer | None = None
        self._setups: SetupsWindow | None = None
        self._sent: list[Receipt] = []
        self._is_held = False
        self._filling: SentBefore | None = None
        self._watch = self._watched()
        self._make_parts(server_choice)
        self.pages, self.across = submit_layout.lay_out(self)
        submit_layout.remember(self)
        submit_layout.order_tabs(self)
        self.form.has_more.connect(partial(submit_layout.order_tabs, self))
        self._settling = QtCore.QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self._show_state)
        self._show_scene()
        if has_unsent:
            self._say("info", "What you had typed and not sent is here again; Ctrl+Z goes back to what the scene says.")
        self._ask()
        self._watch.ask_server()

    def _watched(self) -> PlanWatch:
        watch = PlanWatch(
            self, Previews, self.draft.own, choice=lambda: self.bar.choice,
            may_ask=lambda: self.isVisible() and self._sending is None,
        )  # fmt: skip
        watch.planned.connect(self._take_plan)
        watch.answered.connect(self._take_answer)
        watch.asking.connect(lambda: self.form.count_machines())
        return watch

    def _make_parts(self, server_choice: str) -> None:
        self.heading = Elided(self, name="scene name")
        font = self.heading.font()
        font.setBold(True)
        font.setPointSizeF(max(1.0, font.pointSizeF()) * 1.2)
        self.heading.setFont(font)
        self.about = Elided(self, name="about scene")
        self.about.setPalette(style.label(is_faint=True).palette())
        self.command = submit_layout.command_line(self.draft.host, self, lambda: self._attempt(self._read_again))
        self.presets = PresetsMenu(self.draft, self, attempt=self._attempt)
        self.setups = SetupsMenu(self.draft, self, attempt=self._attempt)
        self.setups.all_wanted.connect(lambda: self._attempt(self._show_setups))
        for menu in (self.setups, self.presets):
            menu.changed.connect(self._take_over)
        self.outputs = OutputsTable(self.draft, self)
        self.outputs.changed.connect(lambda: self._changed("output_frames"))
        self.sheet = SheetView(self)
        self.sheet.asked.connect(self._ask)
        self.problems = ProblemsList(self)
        self.problems.fixed.connect(self._fix)
        self.form = SettingsForm(self.draft, self)
        self.form.changed.connect(self._changed)
        self.bar = SubmitBar(self, choice=server_choice)
        self.form.farm.choice = lambda: self.bar.choice
        self.bar.chosen.connect(self._change_server)
        self.bar.submit.clicked.connect(lambda *_: self._submit())
        self.bar.cancel.clicked.connect(lambda *_: self._cancel())
        self.bar.close_button.clicked.connect(lambda *_: self.close())
        self.bar.jobs.clicked.connect(lambda *_: self.show_job(0, 0))
        self.bar.show_in_jobs.clicked.connect(lambda *_: self._show_sent())
        shortcut = QtGui.QShortcut if hasattr(QtGui, "QShortcut") else QtWidgets.QShortcut
        back, forth = self._history.undo, self._history.redo
        for keys, step in (("Ctrl+Z", back), ("Ctrl+Shift+Z", forth), ("Ctrl+Y", forth)):
            shortcut(QtGui.QKeySequence(keys), self).activated.connect(partial(self._go_back, step))

    def hold(self, sentence: str) -> None:
        """Let nothing be changed or sent for now; `sentence` says why."""
        self._is_held = True
        self._set_editable(is_editable=False)
        self.bar.show_state(f"{sentence}\N{HORIZONTAL ELLIPSIS}", words.RUNNING, can_submit=False)

    def open_with(self, opening: PreDialogHooks) -> None:
        """Go on with what the hooks made of the settings; when they forbid it only Close is left."""
        if opening.error is not None:
            self.hold("The dialog cannot be used")
            self._say("error", str(opening.error))
            return
        self._is_held = False
        self._set_editable(is_editable=True)
        if dict(opening.values) != self.draft.values:
            self.draft.take_values(opening.values)
            self._history.note()
            self._show_scene()
            self._ask()
        if opening.notes:
            self._say("info", " ".join(opening.notes))
        self._show_state()
        if self._filling is not None:
            self.fill(self._filling)

    def fill(self, sent: SentBefore) -> None:
        """Take over what a job was sent with, as one step that Ctrl+Z takes back; soon, while hooks are asked."""
        if self._is_held or self._sending is not None:
            self._filling = sent
            return
        self._filling = None
        gone = self.draft.take_sent(sent)
        self._take_over(f"As {words.isolated(sent.name)} was sent; Ctrl+Z brings back what stood here.")
        if gone:
            self._say("warning", f"Not in this scene any more: {', '.join(map(words.isolated, gone))}.")

    @property
    def is_busy(self) -> bool:
        """Whether something is sent, from here or from the window of all set-ups."""
        return self._sending is not None or (
            self._setups is not None and is_alive(self._setups) and self._setups.is_sending
        )

    def _show_setups(self) -> None:
        """Open the window that sends all set-ups, or bring it to the front."""
        if self._setups is None or not is_alive(self._setups) or not self._setups.isVisible():
            self._setups = SetupsWindow(
                self.draft, self, choice=self.bar.choice, show_job=lambda *job: self.show_job(*job)
            )
        self._setups.show()
        self._setups.raise_()
        self._setups.activateWindow()

    # What is shown

    def _show_scene(self) -> None:
        scene = self.draft.scene
        self.heading.setText(words.one_line(scene.name))
        facts = [words.one_line(scene.path) or ("" if scene.title else "never saved")]
        facts.append(f"{scene.host.capitalize()} {scene.host_version}".strip())
        facts += [f"{scene.frames} at {scene.fps:g} fps"] if len(scene.frames) else []
        facts += ["unsaved changes"] if scene.is_modified else []
        self.about.setText("   \N{MIDDLE DOT}   ".join(filter(None, facts)))
        self.setups.refresh()
        self.presets.refresh()
        self.outputs.refresh()
        self.form.refresh()

    def _ask(self) -> None:
        self._watch.ask_plan(self.draft, form=self.sheet.form)

    def _take_plan(self, planned: DialogPreview) -> None:
        self.sheet.show_text(planned.text)
        self.bar.show_server(planned.server_name, is_local=planned.is_local)
        if planned.is_checked:
            self._show_problems()
        elif self._watch.last is None:
            self.bar.show_state("Looking at the files\N{HORIZONTAL ELLIPSIS}", words.RUNNING, can_submit=False)

    def _take_answer(self, answer: ServerCheck) -> None:
        self.bar.show_answer(answer)
        self._show_problems()

    def _show_problems(self) -> None:
        self.problems.show_problems(self._watch.problems(), self.draft)
        self._show_state()

    def _show_state(self) -> None:
        watch = self._watch
        if self._sending is not None or watch.last is None or self._is_held:
            return
        level, sentence = readiness(self.draft.refusal(), watch.last, watch.answer, watch.problems())
        is_settled = not self._settling.isActive()
        self.bar.show_state(sentence, level, can_submit=level != "error" and is_settled)

    def _say(self, level: str, text: str) -> None:
        self.bar.show_result(Outcome(level, text))

    # What the artist does

    def _changed(self, key: str) -> None:
        if key == "output_frames":
            self.form.refresh()
        if key in ("frames", "output_frames"):
            self.outputs.refresh()
        self._history.note(key)
        self._ask()
        self._show_state()

    def _go_back(self, step: Callable[[], bool]) -> None:
        """Undo or redo, unless something is being sent."""
        if self._sending is None and not self._is_held and step():
            self._show_scene()
            self._ask()

    def _take_over(self, said: str) -> None:
        self._history.note()
        self._show_scene()
        self._ask()
        self._say("info", said)

    def _change_server(self) -> None:
        self.bar.answer_icon.clear()
        self._watch.ask_server()
        self.form.refresh()
        self._ask()

    def _fix(self, fix: Fix) -> None:
        self._attempt(fix.do)
        self._history.note()
        self._show_scene()
        if fix.key:
            self.form.go_to(fix.key)
        self._ask()

    def _attempt(self, do: Callable[[], Any]) -> bool:
        """Run what may fail; what it says is shown, and the application goes on."""
        try:
            do()
        except AfError as error:
            self._say("error", str(error))
            return False
        except Exception as error:  # the edge of the window: shown, and in the log with its traceback
            log.exception("The dialog failed")
            self._say("error", f"{type(error).__name__}: {error}; the log has the details.")
            return False
        return True

    # Reading the scene again

    def changeEvent(self, event: Any) -> None:
        """Back from the application: the scene may be another one."""
        super().changeEvent(event)
        is_back = event.type() == QtCore.QEvent.ActivationChange and self.isActiveWindow()
        if is_back and not self._is_held and not self.is_busy and time.monotonic() - self._read_at > 1.0:
            self._attempt(self._read_again)

    def _read_again(self) -> bool:
        """Whether the scene is still what the artist saw; what changed is shown and said."""
        before = self.draft.scene.path
        sentence = self.draft.read_again()
        if self.draft.scene.path != before:
            self._history.begin()
        self._read_at = time.monotonic()
        self._show_scene()
        self._ask()
        if sentence:
            self._say("warning", sentence)
        return not sentence

    # Sending

    def _submit(self) -> None:
        if not self.is_busy and not self._is_held and not self._settling.isActive():
            self._attempt(self._begin)

    def _begin(self) -> None:
        self.outputs.take_typed()
        if self.draft.refusal() or not self._read_again():
            return
        request = self.draft.request()
        self.draft.store()
        self.bar.show_result(None)
        self._sending = SubmissionTimer(SubmissionAttempt(request, self.bar.choice), self)
        self._sending.went_on.connect(self.bar.show_sending)
        self._sending.ended.connect(self._end)
        self._set_editable(is_editable=False)
        self.bar.show_sending("Checking the scene")

    def _set_editable(self, *, is_editable: bool) -> None:
        for part in (self.outputs, self.form, self.setups, self.presets, self.problems):
            part.setEnabled(is_editable)

    def _cancel(self) -> None:
        if self._sending is not None:
            self._sending.cancel()
            self.bar.cancel.setEnabled(False)

    def _end(self) -> None:
        sending, self._sending = self._sending, None
        if sending is None:
            return
        outcome = sending.background.outcome()
        self._sent = list(sending.attempt.receipts)
        if self._sent:
            desktop_notices.watch(self.bar.choice, self.draft.host.python)
        self._settling.start(QtWidgets.QApplication.doubleClickInterval() + SETTLE_MS)
        self._set_editable(is_editable=True)
        self.bar.cancel.setEnabled(True)
        self.bar.show_sending("")
        self.bar.show_result(outcome, has_job=bool(self._sent))
        sending.deleteLater()
        self._show_state()
        self._ask()

    def _show_sent(self) -> None:
        row = self.bar.details.currentRow()
        receipt = self._sent[row if 0 <= row < len(self._sent) else 0]
        self.show_job(receipt.id, receipt.serial)

    # The window

    def keyPressEvent(self, event: Any) -> None:
        """Escape closes the window; Return does nothing."""
        if event.key() == Qt.Key_Escape:
            self.close()
        elif event.key() not in (Qt.Key_Return, Qt.Key_Enter):
            super().keyPressEvent(event)

    def closeEvent(self, event: Any) -> None:
        """Remember the window; while something is sent it stays open."""
        if self.is_busy:
            self._say("warning", "Still sending: wait for it, or press Cancel first.")
            event.ignore()
            return
        window_state.store_geometry(self, "submit/geometry")
        window_state.store_state(self.across, "submit/splitter")
        if not self._is_held:
            self.outputs.take_typed()
            self.draft.keep_unsent()
        self.is_closed = True
        self._watch.close()
        self.form.farm.close()
        super().closeEvent(event)
