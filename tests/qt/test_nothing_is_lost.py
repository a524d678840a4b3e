"""Nothing typed is lost by closing or by a slip of the hand, and windows are as they were left."""

from __future__ import annotations

from typing import Any

import pytest

from afsubmit.qt.jobs_panel import JobsPanel
from afsubmit.qt.submit_dialog import SubmitDialog
from tests.fakes.busy_farm import BusyFarm
from tests.qt.dialogs import StudioHost, field, frames_editor, said, sent
from tests.qt.hands import Qt, QtCore, QTest, QtGui, button, cells, click, press, type_into


def close(dialog: SubmitDialog, until: Any) -> None:
    press(dialog, Qt.Key_Escape)
    until(lambda: not dialog.isVisible())


def test_what_was_typed_is_there_when_the_window_is_opened_again_and_the_scene_is_left_alone(
    host: StudioHost, farm: BusyFarm, open_dialog: Any, until: Any
) -> None:
    first = open_dialog(host, farm.address)
    type_into(field(first, "priority"), "150")
    editor = frames_editor(first, 1)
    QTest.keyClicks(editor, "3-4")
    close(first, until)
    assert host.content["settings"] == {}, "only Submit writes into the scene"
    second = open_dialog(host, farm.address)
    assert field(second, "priority").text() == "150" and cells(second.outputs.view, 1) == ["1-10", "3-4", "1-10"]
    assert "not sent is here again" in second.bar.result.text()
    second.activateWindow()
    press(second.outputs.view, Qt.Key_Z, Qt.ControlModifier)
    assert field(second, "priority").text() == "99" and cells(second.outputs.view, 1) == ["1-10"] * 3
    close(second, until)
    third = open_dialog(host, farm.address)
    assert field(third, "priority").text() == "99" and not third.bar.result.isVisible()


def test_frames_that_are_none_are_kept_too(host: StudioHost, farm: BusyFarm, open_dialog: Any, until: Any) -> None:
    first = open_dialog(host, farm.address)
    QTest.keyClicks(frames_editor(first, 0), "nonsense")
    close(first, until)
    second = open_dialog(host, farm.address)
    assert cells(second.outputs.view, 1)[0] == "nonsense"
    until(lambda: not second.bar.submit.isEnabled() and "nonsense" in said(second))


def test_what_was_sent_is_the_scenes_and_not_said_again(
    host: StudioHost, farm: BusyFarm, open_dialog: Any, until: Any
) -> None:
    first = open_dialog(host, farm.address)
    type_into(field(first, "priority"), "150")
    until(first.bar.submit.isEnabled)
    click(first.bar.submit)
    until(lambda: sent(farm) and first.bar.result.isVisible() and not first.bar.cancel.isVisible())
    close(first, until)
    second = open_dialog(host, farm.address)
    assert field(second, "priority").text() == "150" and not second.bar.result.isVisible()


def test_settings_of_a_scene_that_holds_others_by_now_are_not_brought_back(
    host: StudioHost, farm: BusyFarm, open_dialog: Any, until: Any
) -> None:
    first = open_dialog(host, farm.address)
    type_into(field(first, "priority"), "150")
    close(first, until)
    host.content["settings"] = {"priority": 70}  # a colleague's
    assert field(open_dialog(host, farm.address), "priority").text() == "70"


def test_another_scene_keeps_what_was_typed_for_the_one_before(
    dialog: SubmitDialog, host: StudioHost, until: Any
) -> None:
    type_into(field(dialog, "priority"), "150")
    first, other = host.path, host.path.with_name("other_v002.json")
    for path, value in ((other, "99"), (first, "150")):
        host.path = path
        host.save()
        dialog._read_again()  # as when the window is activated
        assert field(dialog, "priority").text() == value


@pytest.mark.parametrize("place", ["form", "table"])
def test_undo_and_redo_go_over_settings_frames_and_choices(dialog: SubmitDialog, until: Any, place: str) -> None:
    view = dialog.outputs.view
    dialog.activateWindow()
    type_into(field(dialog, "job_name"), "night")
    QTest.keyClicks(frames_editor(dialog, 0), "1-2")
    press(view.findChild(QtCore.QObject, "frames of output"), Qt.Key_Return)
    until(lambda: cells(view, 1)[0] == "1-2")
    click(button(dialog, "None"))
    here = view if place == "table" else field(dialog, "frames")

    def state() -> tuple[str, str, str]:
        return field(dialog, "job_name").text(), cells(view, 1)[0], dialog.outputs.count.text()

    steps = [
        ("night", "1-2", "0 of 3"),
        ("night", "1-2", "3 of 3"),
        ("night", "1-10", "3 of 3"),
        ("", "1-10", "3 of 3"),
    ]
    for step in steps:
        assert state() == step
        press(here, Qt.Key_Z, Qt.ControlModifier)
    for step in reversed(steps):
        assert state() == step
        press(here, Qt.Key_Z, Qt.ControlModifier | Qt.ShiftModifier)


def test_letters_in_a_field_are_undone_by_the_field_first(dialog: SubmitDialog) -> None:
    dialog.activateWindow()
    line = field(dialog, "job_name")
    click(line)
    QTest.keyClicks(line, "night")
    press(line, Qt.Key_Z, Qt.ControlModifier)
    assert line.text() == "" and dialog.draft.get("job_name") == ""
    click(button(dialog, "None"))
    line.setFocus()
    press(line, Qt.Key_Z, Qt.ControlModifier)
    assert dialog.outputs.count.text() == "3 of 3", "the field has nothing left to undo: the window goes on"


def test_preset_is_undone_in_one_step(dialog: SubmitDialog) -> None:
    dialog.draft.save_preset("fast")
    type_into(field(dialog, "priority"), "150")
    dialog.draft.take_preset("fast")
    dialog._take_over("fast")  # as the menu does
    assert field(dialog, "priority").text() == "99"
    dialog.activateWindow()
    press(dialog.outputs.view, Qt.Key_Z, Qt.ControlModifier)
    assert field(dialog, "priority").text() == "150"


def drag(app: Any, header: Any, section: int, by: int) -> None:
    """Make a column wider with the mouse."""
    x = header.sectionViewportPosition(section) + header.sectionSize(section) - 2
    steps = (
        (QtCore.QEvent.MouseButtonPress, 0, Qt.LeftButton, Qt.LeftButton),
        (QtCore.QEvent.MouseMove, by, Qt.NoButton, Qt.LeftButton),
        (QtCore.QEvent.MouseButtonRelease, by, Qt.LeftButton, Qt.NoButton),
    )
    for kind, moved, pressed, held in steps:
        place = QtCore.QPoint(x + moved, header.height() // 2)
        there = QtCore.QPointF(header.viewport().mapToGlobal(place))
        event = QtGui.QMouseEvent(kind, QtCore.QPointF(place), there, pressed, held, Qt.NoModifier)
        app.sendEvent(header.viewport(), event)


def test_dialog_has_its_columns_page_and_boxes_as_they_were_left(
    host: StudioHost, farm: BusyFarm, open_dialog: Any, until: Any, app: Any
) -> None:
    first = open_dialog(host, farm.address)
    header = first.outputs.view.horizontalHeader()
    before = header.sectionSize(1)
    drag(app, header, 1, 37)
    width = header.sectionSize(1)
    assert width > before
    click(first.form.all)
    bar = first.pages.tabBar()
    QTest.mouseClick(bar, Qt.LeftButton, Qt.NoModifier, bar.tabRect(1).center())
    click(first.sheet.as_json)
    close(first, until)
    second = open_dialog(host, farm.address)
    assert second.outputs.view.horizontalHeader().sectionSize(1) == width
    assert second.pages.currentIndex() == 1 and second.sheet.as_json.isChecked() and second.form.all.isChecked()
    until(lambda: second.sheet.text.toPlainText().startswith("{"))


def test_panel_has_its_columns_sort_search_and_choice_as_they_were_left(app: Any, farm: BusyFarm, until: Any) -> None:
    for name in ("beta", "alpha", "gamma"):
        farm.add(name)
    first = panel(farm)
    until(lambda: len(cells(first.table)) == 3)
    header = first.table.horizontalHeader()
    place = QtCore.QPoint(header.sectionViewportPosition(0) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.LeftButton, Qt.NoModifier, place)
    drag(app, header, 1, 41)
    width, order = header.sectionSize(1), cells(first.table)
    type_into(first.search, "a")
    first.whose.setFocus()
    press(first.whose, Qt.Key_Down)
    first.close()
    second = panel(farm)
    until(lambda: len(cells(second.table)) == 3)
    assert cells(second.table) == order != ["beta", "alpha", "gamma"]
    assert second.table.horizontalHeader().sectionSize(1) == width
    assert (second.search.text(), second.whose.currentIndex()) == ("a", 1)
    second.close()


def panel(farm: BusyFarm) -> JobsPanel:
    panel = JobsPanel(server_choice=farm.address)
    panel.resize(1000, 700)
    panel.show()
    return panel


def test_file_of_windows_that_says_nonsense_changes_nothing(host: StudioHost, farm: BusyFarm, open_dialog: Any) -> None:
    from afsubmit.qt import window_state

    for key, value in {"outputs": '[1, "x"]', "page": '"one"', "json": "{", "all settings": "7"}.items():
        window_state._store().setValue(f"submit/{key}", value)
    dialog = open_dialog(host, farm.address)
    assert dialog.pages.currentIndex() == 0 and not dialog.sheet.as_json.isChecked()
