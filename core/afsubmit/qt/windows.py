"""Opens the windows: one submit dialog for each application, one jobs window for each server."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from ..errors import AfError
from ..submission.planning.scene import Host, HostPlan
from ..submitter.installation_check import InstallationCheck
from ..submitter.pre_dialog import PreDialogHooks
from ..submitter.sent_before import SentBefore, why_not_here
from . import style, window_state
from .binding import Qt, QtCore, is_alive
from .check_window import CheckWindow
from .jobs_panel import JobsPanel
from .preferences_dialog import PreferencesDialog
from .submit_dialog import ShowJob, SubmitDialog

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.15
"""So long hooks may take before the dialog opens without them, to be filled when they are done."""
POLL_MS = 50

_dialogs: dict[str, SubmitDialog] = {}
_panels: dict[str, JobsPanel] = {}
_preferences: list[PreferencesDialog] = []
_checks: dict[str, CheckWindow] = {}


def show_submit_dialog(
    host: Host, host_plan: HostPlan, parent: Any = None, *, server_choice: str = "", show_job: ShowJob | None = None
) -> SubmitDialog:
    """Open the submit dialog, or bring the one that is open to the front.

    The studio's `pre_dialog` hooks are asked on a thread; until they are done nothing can be changed or sent.

    Args:
        host: the application.
        host_plan: its pure half.
        parent: the application's window, or None.
        server_choice: "local", "host:port", or "" for what is configured.
        show_job: shows a job (id, serial; 0 and 0 for none) in the application's own jobs panel; None for a window.

    Raises:
        AfError: the host did not give what was asked of it.
    """
    dialog = _dialogs.get(host.name)
    if dialog is None or not is_alive(dialog) or dialog.is_closed:
        dialog = SubmitDialog(host, host_plan, parent, server_choice=server_choice, show_job=show_job or _unheard)
        if show_job is None:
            dialog.show_job = _shown_in(dialog, parent, host.python)
        _dialogs[host.name] = dialog
        draft = dialog.draft
        opening = PreDialogHooks(draft.scene, draft.outputs, draft.values, host.python)
        if opening.poll(PATIENCE_SECONDS):
            dialog.open_with(opening)
        else:
            _Waiting(dialog, opening)
    _bring(dialog)
    return dialog


def fill_submit_dialog(
    make_host: Callable[[], Host], host_plan: HostPlan, parent: Any, sent: SentBefore, *, server_choice: str = ""
) -> str:
    """Open the submit dialog with what was sent before; a sentence where the application cannot do that now, else "".

    What stands in the dialog then is a step that Ctrl+Z takes back.
    """
    try:
        host = make_host()
        reason = why_not_here(sent, host.name, host.scene().path)
        if not reason:
            show_submit_dialog(host, host_plan, parent, server_choice=server_choice).fill(sent)
    except AfError as error:
        return str(error)
    return reason


def show_jobs(
    parent: Any = None,
    *,
    server_choice: str = "",
    python: Callable[[], str] = str,
    send_again: Callable[[SentBefore], str] | None = None,
) -> JobsPanel:
    """Open the window of jobs on that server, or bring the one that is open to the front."""
    panel = _panels.get(server_choice)
    if panel is None or not is_alive(panel) or panel.is_closed:
        panel = JobsPanel(parent, server_choice=server_choice, python=python, send_again=send_again)
        panel.setWindowFlags(Qt.Window)
        panel.setAttribute(Qt.WA_DeleteOnClose)
        if not window_state.restore_geometry(panel, "jobs/geometry"):
            panel.resize(style.lines(panel, 74, 50))
        _panels[server_choice] = panel
    _bring(panel)
    return panel


def show_preferences(parent: Any = None) -> PreferencesDialog:
    """Open the preferences, or bring those that are open to the front."""
    if not _preferences or not is_alive(_preferences[0]) or not _preferences[0].isVisible():
        _preferences[:] = [PreferencesDialog(parent)]
    _bring(_preferences[0])
    return _preferences[0]


def show_check(host: Host, parent: Any = None) -> CheckWindow:
    """Check the installation in the application's own program, or bring the check that is under way to the front.

    Raises:
        AfError: the host did not give what was asked of it, or has no self-test.
    """
    window = _checks.get(host.name)
    if window is None or not is_alive(window) or not window.isVisible():
        check = InstallationCheck(host.name, host.scene().application, host.python)
        window = _checks[host.name] = CheckWindow(parent, check)
    _bring(window)
    return window


def _shown_in(dialog: SubmitDialog, parent: Any, python: Callable[[], str]) -> ShowJob:
    draft = dialog.draft

    def again(sent: SentBefore) -> str:
        return fill_submit_dialog(lambda: draft.host, draft.host_plan, parent, sent, server_choice=dialog.bar.choice)

    def show(number: int, serial: int) -> None:
        panel = show_jobs(parent, server_choice=dialog.bar.choice, python=python, send_again=again)
        if number:
            panel.show_job(number, serial)

    return show


def _unheard(_number: int, _serial: int) -> None:
    """Stands in until the dialog exists that says which server it is."""


def _bring(window: Any) -> None:
    window.show()
    if window.isMinimized():
        window.showNormal()
    window.raise_()
    window.activateWindow()


class _Waiting(QtCore.QObject):
    """Holds the dialog until its hooks are done."""

    def __init__(self, dialog: SubmitDialog, opening: PreDialogHooks) -> None:
        super().__init__(dialog)
        self._dialog, self._opening = dialog, opening
        self.destroyed.connect(opening.cancel)
        self._timer = QtCore.QTimer(self)
        self._timer.timeout.connect(self._poll)
        self._timer.start(POLL_MS)
        dialog.hold("Asking the studio's hooks")

    def _poll(self) -> None:
        if self._opening.poll():
            self._timer.stop()
            self._dialog.open_with(self._opening)
        elif self._opening.progress:
            self._dialog.hold(self._opening.progress)
