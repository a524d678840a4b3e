"""Every window of ours: the wheel changes nothing in passing, and all that can be used has a name to be read out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import afsubmit.qt
from afsubmit.qt.check_window import CheckWindow
from afsubmit.qt.farm_picker import FarmPicker, FarmSource
from afsubmit.qt.jobs_panel import JobsPanel
from afsubmit.qt.params_dialog import ParamsDialog
from afsubmit.qt.preferences_dialog import PreferencesDialog
from afsubmit.qt.preview import PreviewWindow
from afsubmit.qt.setups_window import SetupsWindow
from afsubmit.qt.text_window import show_text
from afsubmit.submission.settings.values import BY_KEY
from afsubmit.submitter.installation_check import InstallationCheck
from afsubmit.submitter.watch import job_params
from afsubmit.submitter.watch.job_actions import BLOCKS, JOBS
from tests.fakes.busy_farm import BusyFarm
from tests.qt.dialogs import StudioHost
from tests.qt.hands import Qt, QtWidgets, click, click_row, shown_in, wheel_over

WALKED = {
    "check_window",
    "farm_picker",
    "jobs_panel",
    "params_dialog",
    "preferences_dialog",
    "preview",
    "setups_window",
    "submit_dialog",
    "text_window",
}
"""The files whose windows are walked through."""
FORMS = [(kind, form) for kind, forms in ((JOBS, job_params.OF_JOBS), (BLOCKS, job_params.OF_BLOCKS)) for form in forms]


@pytest.fixture
def panel(app: Any, farm: BusyFarm, until: Any, tmp_path: Path) -> Iterator[JobsPanel]:
    """Two blocks, the log of a task, and a picture large."""
    number = farm.add("shot 1")
    block = farm.jobs[number]["blocks"][0]
    block["files"] = [str(tmp_path / "beauty.@####@.exr")]
    farm.jobs[number]["blocks"] = [block, dict(block, name="movie", block_num=1)]
    farm.progress[number] *= 2
    opened = JobsPanel(server_choice=farm.address)
    opened.resize(1000, 800)
    opened.show()
    until(lambda: opened.table.model().rowCount() == 1)
    click_row(opened.table, 0)
    until(opened.details.frames.frames.rowCount)
    opened.details.frames.show_preview(0)
    click_row(opened.details.tasks, 0)
    until(opened.details.log.whole)
    yield opened
    opened.close()
    opened.deleteLater()


@pytest.fixture
def windows(app: Any, host: StudioHost, farm: BusyFarm, open_dialog: Any, panel: JobsPanel) -> Iterator[list[Any]]:
    dialog = open_dialog(host, farm.address)
    click(dialog.form.all)
    (preview,) = panel.findChildren(PreviewWindow)
    picker = FarmPicker(BY_KEY["pools"], FarmSource(dialog), {"pools": {}}, dialog)
    forms = [ParamsDialog(panel, form, kind, "the job", [{}, {"priority": 1}], lambda _: None) for kind, form in FORMS]
    check = CheckWindow(panel, InstallationCheck("nuke", "", str))
    host.store_settings({"setups": {"a": {"outputs": [], "settings": {}}}})
    setups = SetupsWindow(dialog.draft, dialog, choice=farm.address, show_job=lambda *_: None)
    others = [setups, picker, show_text(panel, "A log", "a line"), PreferencesDialog(), check, *forms]
    for window in others:
        window.show()
    app.processEvents()
    yield [dialog, panel, preview, *others]
    for window in others:
        window.close()
        window.deleteLater()


def of_kind(window: Any, *kinds: Any) -> list[Any]:
    """What belongs to this window and to none that it has opened."""
    return [one for one in window.findChildren(QtWidgets.QWidget) if isinstance(one, kinds) and one.window() is window]


def test_every_file_with_a_window_is_walked_through() -> None:
    files = {path.stem: path.read_text("utf-8") for path in Path(afsubmit.qt.__file__).parent.glob("*.py")}
    assert {name for name, text in files.items() if re.search(r"(self|window)\.setWindowTitle\(", text)} == WALKED


def test_wheel_in_passing_changes_nothing_and_takes_the_keyboard_from_nothing(windows: list[Any], app: Any) -> None:
    turned = (QtWidgets.QComboBox, QtWidgets.QAbstractSpinBox, QtWidgets.QTabBar, QtWidgets.QSlider)
    kinds = []
    for window in windows:
        takes = [one for one in of_kind(window, QtWidgets.QWidget) if one.focusPolicy() == Qt.WheelFocus]
        takes = [one for one in takes if not isinstance(one.parent(), QtWidgets.QComboBox)]  # its list, in a popup
        assert takes == [], "Qt gives it the keyboard when the wheel turns over it"
        for box in of_kind(window, *turned):
            box.clearFocus()
            before = state(box)
            for turn in (120, 120, -120):
                wheel_over(app, box, turn)
                assert state(box) == before, (window, box.objectName())
            kinds.append(type(box).__name__)
    assert len(kinds) > 40 and {"QComboBox", "QSpinBox", "QTabBar"} <= set(kinds)


def test_wheel_turns_what_has_the_keyboard(app: Any) -> None:
    preferences = PreferencesDialog()
    preferences.show()
    preferences.activateWindow()
    preferences.keep_days.setFocus()
    app.processEvents()
    before = preferences.keep_days.value()
    wheel_over(app, preferences.keep_days, 120)
    assert preferences.keep_days.value() == before + 1
    preferences.close()


def state(box: Any) -> object:
    return box.currentIndex() if isinstance(box, QtWidgets.QTabBar) else shown_in(box)


REACHED = (
    QtWidgets.QAbstractButton, QtWidgets.QLineEdit, QtWidgets.QAbstractSpinBox, QtWidgets.QComboBox,
    QtWidgets.QPlainTextEdit, QtWidgets.QAbstractItemView, QtWidgets.QTabBar, QtWidgets.QProgressBar,
)  # fmt: skip


def nameless(window: Any) -> list[str]:
    """What a screen reader would have no word for."""
    found = []
    for widget in of_kind(window, QtWidgets.QWidget):
        can_be_reached = isinstance(widget, REACHED) or widget.focusPolicy() & Qt.TabFocus
        if not can_be_reached or is_inside(widget) or isinstance(widget, QtWidgets.QHeaderView):
            continue
        words = [widget.accessibleName(), widget.text() if isinstance(widget, QtWidgets.QAbstractButton) else ""]
        if not any(any(letter.isalnum() for letter in word) for word in words):
            found.append(f"{type(widget).__name__} {widget.objectName()!r} in {type(widget.parent()).__name__}")
    return found


def is_inside(widget: Any) -> bool:
    """Whether it is a part of another control, which has the name, or leads to one."""
    owners = (QtWidgets.QAbstractSpinBox, QtWidgets.QComboBox)
    is_part = widget.objectName().startswith("qt_") or isinstance(widget.parent(), owners)
    return is_part or widget.focusProxy() is not None or "QComboBox" in widget.parent().metaObject().className()


def test_everything_that_can_be_used_has_a_name(windows: list[Any]) -> None:
    assert [(window.windowTitle(), nameless(window)) for window in windows if nameless(window)] == []
