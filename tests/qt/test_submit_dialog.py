"""The submit dialog, used with mouse and keys: what is chosen, set, shown, and sent."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from afsubmit.errors import SceneError
from afsubmit.qt.submit_dialog import SubmitDialog
from afsubmit.submission.planning.scene import SceneState
from afsubmit.submission.settings.values import BY_KEY
from tests.fakes.busy_farm import BusyFarm
from tests.fakes.farm_server import FarmServer
from tests.fakes.paper_host import PaperPlan
from tests.qt.dialogs import Shown, StudioHost, buttons, field, said, sent, sheet
from tests.qt.hands import Qt, QtCore, QTest, QtWidgets, button, cells, click, click_row, press, type_into


def test_outputs_are_listed_with_frames_and_files_and_all_are_chosen_when_none_is_selected(
    dialog: SubmitDialog,
) -> None:
    view = dialog.outputs.view
    assert cells(view, 0) == ["beauty", "fog", "comp"]
    assert cells(view, 1) == ["1-10"] * 3
    assert cells(view, 3)[0].endswith("/out/0.####.txt")
    assert dialog.outputs.count.text() == "3 of 3"


def test_what_is_selected_in_the_application_is_chosen(host: StudioHost, farm: BusyFarm, open_dialog: Any) -> None:
    host.wishes = ("fog",)
    dialog = open_dialog(host, farm.address)
    assert dialog.outputs.count.text() == "1 of 3"
    click(button(dialog, "All"))
    assert dialog.outputs.count.text() == "3 of 3"
    click(button(dialog, "Selected in Paper"))
    assert dialog.outputs.count.text() == "1 of 3"


def test_box_is_clicked_and_nothing_chosen_says_why_it_cannot_be_sent(dialog: SubmitDialog, until: Any) -> None:
    view = dialog.outputs.view
    box = view.visualRect(view.model().index(0, 0))
    QTest.mouseClick(view.viewport(), Qt.LeftButton, Qt.NoModifier, QtCore.QPoint(box.left() + 10, box.center().y()))
    assert dialog.outputs.count.text() == "2 of 3"
    until(lambda: "1 job, 2 blocks, 20 tasks" in said(dialog))
    click(button(dialog, "None"))
    until(lambda: "nothing to render" in said(dialog))
    assert not dialog.bar.submit.isEnabled()
    until(lambda: any(one.text() == "Choose all" and one.isVisible() for one in buttons(dialog)))
    click(button(dialog, "Choose all"))
    until(lambda: dialog.bar.submit.isEnabled())


def test_space_checks_every_selected_output(dialog: SubmitDialog) -> None:
    view = dialog.outputs.view
    click_row(view, 0, 1)
    press(view, Qt.Key_A, Qt.ControlModifier)
    press(view, Qt.Key_Space)
    assert dialog.outputs.count.text() == "0 of 3"


def test_frames_of_one_output_are_typed_into_the_table(dialog: SubmitDialog, app: Any, until: Any) -> None:
    view = dialog.outputs.view
    place = view.visualRect(view.model().index(1, 1)).center()
    QTest.mouseClick(view.viewport(), Qt.LeftButton, Qt.NoModifier, place)
    QTest.mouseDClick(view.viewport(), Qt.LeftButton, Qt.NoModifier, place)
    editor = view.findChild(QtWidgets.QLineEdit, "frames of output")
    QTest.keyClicks(editor, "2-8x3")
    press(editor, Qt.Key_Return)
    until(lambda: cells(view, 1) == ["1-10", "2-8x3", "1-10"])
    until(lambda: "23 tasks" in said(dialog))
    assert dialog.draft.get("output_frames") == {"fog": "2-8x3"}


def test_typing_changes_what_will_be_sent(dialog: SubmitDialog, until: Any) -> None:
    click(field(dialog, "job_name"))
    QTest.keyClicks(field(dialog, "job_name"), "night run")
    until(lambda: "JOB  night run" in sheet(dialog))
    type_into(field(dialog, "priority"), "150")
    until(lambda: "priority 150" in sheet(dialog))
    QTest.mouseClick(dialog.pages.tabBar(), Qt.LeftButton, Qt.NoModifier, dialog.pages.tabBar().tabRect(1).center())
    click(dialog.sheet.as_json)
    until(lambda: sheet(dialog).startswith("{"))
    assert json.loads(sheet(dialog))["priority"] == 150


def test_value_that_cannot_be_used_is_said_beside_it_and_reset_with_one_click(dialog: SubmitDialog, until: Any) -> None:
    type_into(field(dialog, "priority"), "9000")
    note = dialog.form.findChild(QtWidgets.QLabel, "note priority")
    assert "between 1 and 250" in note.text() and note.isVisible()
    until(lambda: not dialog.bar.submit.isEnabled() and "Priority" in said(dialog))
    click(dialog.form.findChild(QtWidgets.QToolButton, "reset priority"))
    until(lambda: dialog.bar.submit.isEnabled())
    assert field(dialog, "priority").text() == "99" and not note.isVisible()


def test_few_settings_are_in_sight_and_each_is_found_by_its_words(dialog: SubmitDialog) -> None:
    def in_sight() -> set[str]:
        return {key for key in BY_KEY if (one := dialog.form.findChild(QtWidgets.QWidget, key)) and one.isVisible()}

    mine = {key for key, setting in BY_KEY.items() if not setting.hosts}
    assert in_sight() == {key for key in mine if not BY_KEY[key].is_advanced}
    type_into(dialog.form.search, "progress failed")
    assert "progress_seconds" in in_sight() and "priority" not in in_sight()
    press(dialog.form.search, Qt.Key_A, Qt.ControlModifier)
    press(dialog.form.search, Qt.Key_Delete)
    click(dialog.form.all)
    assert in_sight() == mine, "every setting is in the form"


@pytest.mark.parametrize("key", list(BY_KEY))
def test_each_setting_shows_a_value_and_takes_it_back(app: Any, key: str) -> None:
    from afsubmit.qt.setting_editors import field_for

    setting = BY_KEY[key]
    first = {"whole number": setting.maximum, "frames": "1-5"}.get(setting.items, "a b")
    second = {"whole number": setting.minimum}.get(setting.items, "7")
    good = {
        "text": "a b", "lines": "a\nb", "folder": "/a b", "frames": "1-5x2",
        "moment": "+2h", "whole number": setting.maximum, "switch": not setting.default, "list": ["a b", "--c"],
        "map": {"one": first, "x y": second},
    }[setting.kind] if setting.kind != "choice" else setting.choices[-1]  # fmt: skip
    around = QtWidgets.QWidget()
    one = field_for(setting, around)
    for value in (setting.default, good, setting.default):
        one.show(value)
        assert one.read() == value


def test_changed_setting_stays_in_sight_and_is_marked(dialog: SubmitDialog) -> None:
    click(dialog.form.all)
    type_into(field(dialog, "retries"), "3")
    click(dialog.form.all)
    row = dialog.form.findChild(QtWidgets.QWidget, "row retries")
    assert row.isVisible() and row.label.font().bold()
    assert not dialog.form.findChild(QtWidgets.QWidget, "row priority").label.font().bold()


def test_return_never_submits(dialog: SubmitDialog, farm: BusyFarm, app: Any, until: Any) -> None:
    for widget in (field(dialog, "job_name"), dialog.outputs.view, dialog.bar.submit, dialog.form.search, dialog):
        widget.setFocus()
        press(widget, Qt.Key_Return)
        press(widget, Qt.Key_Enter)
    for _ in range(20):
        app.processEvents()
        time.sleep(0.005)
    assert not sent(farm) and dialog.isVisible()


def test_double_click_on_submit_sends_once(dialog: SubmitDialog, farm: BusyFarm, until: Any, shown: Shown) -> None:
    QTest.mouseClick(dialog.bar.submit, Qt.LeftButton)
    QTest.mouseDClick(dialog.bar.submit, Qt.LeftButton)
    until(lambda: "took the job" in dialog.bar.result.text())
    QTest.mouseClick(dialog.bar.submit, Qt.LeftButton)
    until(lambda: dialog.bar.submit.isEnabled())
    assert len(sent(farm)) == 1
    click(button(dialog, "Show in jobs"))
    assert shown and shown[0][0] > 0 and str(shown[0][0]) in dialog.bar.result.text()


def test_keyboard_alone_sends(dialog: SubmitDialog, farm: BusyFarm, until: Any, app: Any) -> None:
    dialog.activateWindow()
    field(dialog, "job_name").setFocus()
    QTest.keyClicks(app.focusWidget() or field(dialog, "job_name"), "by keys")
    for _ in range(80):
        here = app.focusWidget()
        if here is dialog.bar.submit:
            break
        press(here, Qt.Key_Tab)
    assert app.focusWidget() is dialog.bar.submit, "Tab reaches Submit"
    press(dialog.bar.submit, Qt.Key_Space)
    until(lambda: sent(farm))
    assert sent(farm)[0]["name"] == "by keys"


def test_settings_are_kept_in_the_scene_when_submit_is_pressed(
    dialog: SubmitDialog, host: StudioHost, farm: BusyFarm, until: Any
) -> None:
    type_into(field(dialog, "priority"), "120")
    until(lambda: dialog.bar.submit.isEnabled())
    click(dialog.bar.submit)
    until(lambda: sent(farm))
    assert host.content["settings"] == {"priority": 120}


def test_server_away_is_a_warning_and_pressing_submit_says_so_and_sends_nothing(
    host: StudioHost, open_dialog: Any, until: Any
) -> None:
    with BusyFarm() as gone:
        address = gone.address
    dialog = open_dialog(host, address)
    until(lambda: "cannot be reached" in " ".join(one.text() for one in dialog.problems.findChildren(QtWidgets.QLabel)))
    click(dialog.bar.submit)
    until(lambda: "cannot be reached" in dialog.bar.result.text())
    assert not list(host.path.parent.glob("*.af-*")), "no snapshot is left"


def test_silent_server_blocks_nothing_and_cancel_takes_it_back(host: StudioHost, open_dialog: Any, until: Any) -> None:
    with FarmServer("deaf from the job on") as server:
        dialog = open_dialog(host, server.address)
        click(dialog.bar.submit)
        until(lambda: any("job" in request for request in server.requests))
        assert dialog.bar.busy.isVisible()
        dialog.close()
        assert dialog.isVisible(), "what is under way keeps it open"
        click(button(dialog, "Cancel"))
        until(lambda: dialog.bar.result.isVisible() and not dialog.bar.busy.isVisible(), 30)
        assert "Cancelled" in dialog.bar.result.text()


def test_another_scene_is_shown_before_anything_of_it_is_sent(
    dialog: SubmitDialog, host: StudioHost, farm: BusyFarm, until: Any
) -> None:
    host.path = host.path.with_name("other_v002.json")
    host.save()
    click(dialog.bar.submit)
    assert "Another scene" in dialog.bar.result.text() and dialog.heading.text() == "other_v002"
    assert not sent(farm)
    until(lambda: dialog.bar.submit.isEnabled())
    click(dialog.bar.submit)
    until(lambda: sent(farm))
    assert sent(farm)[0]["name"] == "other_v002"


def test_output_that_is_gone_is_said(dialog: SubmitDialog, host: StudioHost, farm: BusyFarm) -> None:
    host.names = ("beauty",)
    click(dialog.bar.submit)
    assert "no longer has fog, comp" in dialog.bar.result.text()
    assert not sent(farm)


def test_scene_that_cannot_be_read_any_more_is_said(dialog: SubmitDialog, host: StudioHost, farm: BusyFarm) -> None:
    def closed() -> SceneState:
        raise SceneError("The scene was closed.")

    host.scene = closed  # type: ignore[method-assign]
    click(dialog.bar.submit)
    assert "The scene was closed." in dialog.bar.result.text() and dialog.isVisible()
    assert not sent(farm)


def test_names_are_shown_as_they_are(host: StudioHost, farm: BusyFarm, open_dialog: Any) -> None:
    host.names = ("<b>bold</b>", "two\nlines", "\N{HEBREW LETTER SHIN}\N{RIGHT-TO-LEFT OVERRIDE}x")
    dialog = open_dialog(host, farm.address)
    assert cells(dialog.outputs.view, 0)[0] == "<b>bold</b>"
    assert "\n" not in cells(dialog.outputs.view, 0)[1]
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in cells(dialog.outputs.view, 0)[2]
    for label in dialog.findChildren(QtWidgets.QLabel):
        assert label.textFormat() == Qt.PlainText or not label.text()


def test_three_hundred_outputs_can_be_searched_and_chosen(host: StudioHost, farm: BusyFarm, open_dialog: Any) -> None:
    host.names = tuple(f"layer_{number:03d}" for number in range(300))
    dialog = open_dialog(host, farm.address)
    click(button(dialog, "None"))
    type_into(dialog.outputs.search, "layer_29")
    assert len(cells(dialog.outputs.view)) == 10
    click(button(dialog, "All"))
    assert dialog.outputs.count.text() == "10 of 300"


def test_escape_closes_the_window_and_its_place_is_remembered(
    host: StudioHost, farm: BusyFarm, open_dialog: Any
) -> None:
    first = open_dialog(host, farm.address)
    first.resize(760, 640)
    size = first.size()
    press(first, Qt.Key_Escape)
    assert not first.isVisible()
    second = SubmitDialog(host, PaperPlan(), server_choice=farm.address, show_job=Shown())
    kept = second.size()
    second.close()
    assert kept == size
