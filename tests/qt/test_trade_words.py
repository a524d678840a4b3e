"""Settings found by what artists call them, and times as artists type them, by key and mouse."""

from __future__ import annotations

from typing import Any

import pytest

from afsubmit.qt.submit_dialog import SubmitDialog
from tests.fakes.busy_farm import BusyFarm
from tests.qt.dialogs import field, sent
from tests.qt.hands import Qt, QtWidgets, click, press, type_into


def shown_settings(dialog: SubmitDialog) -> set[str]:
    rows = dialog.form._rows
    return {key for key, row in rows.items() if row.isVisible()}


@pytest.mark.parametrize(
    ("words", "key"), [("timeout", "max_run_seconds"), ("chunk", "frames_per_task"), ("comment", "annotation")]
)
def test_search_knows_the_words_of_other_farms(dialog: SubmitDialog, words: str, key: str) -> None:
    type_into(dialog.form.search, words)
    assert key in shown_settings(dialog) and len(shown_settings(dialog)) < 12


def test_time_is_typed_with_units_and_shown_with_units(
    dialog: SubmitDialog, farm: BusyFarm, until: Any, app: Any
) -> None:
    type_into(dialog.form.search, "timeout")
    dialog.activateWindow()
    app.processEvents()
    box = field(dialog, "max_run_seconds")
    type_into(box.lineEdit(), "90m")
    assert box.lineEdit().text() == "90m", "left alone while it is typed"
    assert dialog.draft.get("max_run_seconds") == 5400
    press(box, Qt.Key_Tab)
    assert box.lineEdit().text() == "1 h 30 min"
    box.setFocus()
    press(box, Qt.Key_Up)
    assert box.lineEdit().text() == "1 h 45 min"
    type_into(box.lineEdit(), "1:30")
    assert "1h30m or 1m30s" in note(dialog, "max_run_seconds")
    type_into(box.lineEdit(), "1:30:00")
    assert not note(dialog, "max_run_seconds")
    until(dialog.bar.submit.isEnabled)
    click(dialog.bar.submit)
    until(lambda: sent(farm))
    assert sent(farm)[0]["blocks"][0]["task_max_run_time"] == 5400


def note(dialog: SubmitDialog, key: str) -> str:
    found = dialog.form.findChild(QtWidgets.QLabel, f"note {key}")
    return str(found.text()) if found.isVisible() else ""


def test_start_is_typed_in_words_and_shown_as_a_date(dialog: SubmitDialog, farm: BusyFarm, until: Any) -> None:
    type_into(dialog.form.search, "schedule")
    type_into(field(dialog, "wait_until"), "tomorrow 6:30")
    said = note(dialog, "wait_until")
    assert " 06:30, in " in said and said[:3] in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    type_into(field(dialog, "wait_until"), "tonight at 6:30")
    assert "write 18:30, or tomorrow 6:30" in note(dialog, "wait_until")
    until(lambda: not dialog.bar.submit.isEnabled())
