"""Presets in the submit dialog: chosen, saved, and settings that the studio locks or hides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.busy_farm import BusyFarm
from tests.qt.dialogs import StudioHost, field
from tests.qt.hands import Qt, QtWidgets, click, open_box, press, type_into


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "studio"
    (folder / "presets").mkdir(parents=True)
    monkeypatch.setenv("AFSUBMIT_STUDIO", str(folder))
    return folder


def test_preset_of_the_studio_is_chosen_from_the_menu(
    studio: Path, host: StudioHost, farm: BusyFarm, open_dialog: Any, choose: Any
) -> None:  # fmt: skip
    (studio / "presets" / "heavy.json").write_text(json.dumps({"settings": {"priority": 20, "need_memory_mb": 64000}}))
    dialog = open_dialog(host, farm.address)
    choose(dialog.presets, "heavy")
    assert field(dialog, "priority").text() == "20"
    assert field(dialog, "need_memory_mb").text() == "64000", "what differs from the usual is in sight"
    assert dialog.presets.text() == "heavy"


def test_settings_are_saved_as_a_preset_and_come_back(dialog: Any, app: Any, until: Any, choose: Any) -> None:
    type_into(field(dialog, "priority"), "33")
    choose(dialog.presets, "Save as preset\N{HORIZONTAL ELLIPSIS}")
    box = open_box(app, QtWidgets.QInputDialog)
    line = box.findChild(QtWidgets.QLineEdit)
    type_into(line, "mine")
    press(line, Qt.Key_Return)
    until(lambda: dialog.presets.text() == "mine")
    choose(dialog.presets, "Reset all settings")
    assert field(dialog, "priority").text() == "99"
    choose(dialog.presets, "mine")
    assert field(dialog, "priority").text() == "33"


def test_name_that_no_preset_can_have_is_said(dialog: Any, app: Any, until: Any, choose: Any) -> None:
    choose(dialog.presets, "Save as preset\N{HORIZONTAL ELLIPSIS}")
    line = open_box(app, QtWidgets.QInputDialog).findChild(QtWidgets.QLineEdit)
    type_into(line, "a/b")
    press(line, Qt.Key_Return)
    until(lambda: "cannot be called" in dialog.bar.result.text())


def test_locked_setting_cannot_be_changed_and_says_who_keeps_it(
    studio: Path, host: StudioHost, farm: BusyFarm, open_dialog: Any
) -> None:  # fmt: skip
    content = {"settings": {"priority": 40}, "locked": ["priority"], "hidden": ["submit_on_save"]}
    (studio / "settings.json").write_text(json.dumps(content))
    host.content["settings"] = {"priority": 250}
    dialog = open_dialog(host, farm.address)
    assert field(dialog, "priority").text() == "40" and not field(dialog, "priority").isEnabled()
    assert "studio" in dialog.form.findChild(QtWidgets.QLabel, "note priority").text()
    assert dialog.form.findChild(QtWidgets.QWidget, "submit_on_save") is None
    click(dialog.form.all)
    assert dialog.form.findChild(QtWidgets.QWidget, "submit_on_save") is None
