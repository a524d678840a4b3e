"""What the farm has is picked by mouse and keys, and written exactly; without a farm the field stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from afsubmit.qt.submit_dialog import SubmitDialog
from tests.fakes.busy_farm import BusyFarm
from tests.qt.dialogs import StudioHost, field, sent
from tests.qt.hands import Qt, QTest, QtWidgets, button, click, press, type_into


@pytest.fixture
def machines(farm: BusyFarm) -> BusyFarm:
    farm.add_machines(render1=" ONL", render10=" ONL", render2=" ONL RUN", ws_7=" OFF")
    farm.add_nodes("pools", "/", "/gpu")
    farm.add_nodes("branches", "/", "/films")
    farm.add("shot (1)")
    farm.add("anna's", user_name="anna")
    return farm


@pytest.fixture
def pick(dialog: SubmitDialog, app: Any, until: Any) -> Iterator[Any]:
    """Opens the picker of a setting as an artist does."""

    def open_(key: str, *, is_answered: bool = True) -> Any:
        type_into(dialog.form.search, key)
        app.processEvents()  # as an eye does: the row has to be in its place
        click(dialog.form.findChild(QtWidgets.QToolButton, f"pick {key}"))
        (picker,) = [one for one in app.topLevelWidgets() if one.objectName() == "afsubmit picker" and one.isVisible()]
        until(lambda: not is_answered or not picker.state.text().startswith("Asking"))
        return picker

    return open_


def names(picker: Any) -> list[str]:
    shown = picker.list
    return [shown.topLevelItem(number).text(0) for number in range(shown.topLevelItemCount())]


def click_name(picker: Any, name: str) -> None:
    shown = picker.list
    place = shown.visualItemRect(shown.topLevelItem(names(picker).index(name))).center()
    QTest.mouseClick(shown.viewport(), Qt.LeftButton, Qt.NoModifier, place)


def test_machines_are_picked_and_others_that_begin_so_are_not_meant(
    machines: BusyFarm, dialog: SubmitDialog, pick: Any, until: Any
) -> None:
    picker = pick("hosts_mask")
    assert names(picker) == ["render1", "render10", "render2", "ws-7"]
    assert picker.list.topLevelItem(2).text(1) == "busy, /cpu"
    click_name(picker, "render1")
    click_name(picker, "ws-7")
    assert picker.state.text() == "2 of 4 chosen"
    click(picker.use)
    assert field(dialog, "hosts_mask").text() == "(render1|ws-7)"
    note = dialog.form.findChild(QtWidgets.QLabel, "note hosts_mask")
    until(lambda: note.text() == "Matches 2 of 4 machines: 1 free, 1 off")
    type_into(field(dialog, "hosts_mask"), "render")
    assert note.text() == "Matches 3 of 4 machines: 2 free, 1 busy", "while it is typed"
    picker = pick("hosts_mask")
    assert picker.state.text() == "3 of 4 chosen", "what the mask fits is checked"
    picker.list.setFocus()
    press(picker.list, Qt.Key_Home)
    press(picker.list, Qt.Key_Space)
    assert picker.state.text() == "2 of 4 chosen"
    click(button(picker, "Cancel"))
    assert field(dialog, "hosts_mask").text() == "render"
    until(dialog.bar.submit.isEnabled)
    click(dialog.bar.submit)
    until(lambda: sent(machines))
    assert sent(machines)[0]["hosts_mask"] == "render"


def test_job_to_wait_for_is_picked_and_its_name_is_quoted(
    machines: BusyFarm, dialog: SubmitDialog, pick: Any, until: Any
) -> None:
    picker = pick("wait_for_jobs")
    assert names(picker) == ["shot (1)"], "one's own"
    click_name(picker, "shot (1)")
    click(picker.use)
    assert field(dialog, "wait_for_jobs").text() == "shot [(]1[)]"
    picker = pick("wait_for_anyones_jobs")
    assert set(names(picker)) == {"shot (1)", "anna's"}
    type_into(picker.search, "anna")
    assert names(picker) == ["anna's"]
    type_into(picker.search, "nobody")
    assert picker.state.text() == "Nothing has these words in its name."


def test_pools_and_branch_are_picked(machines: BusyFarm, dialog: SubmitDialog, pick: Any) -> None:
    picker = pick("pools")
    click_name(picker, "/gpu")
    click(picker.use)
    assert dialog.draft.get("pools") == {"/gpu": 50}
    picker = pick("branch")
    click_name(picker, "/films")
    click(picker.use)
    assert field(dialog, "branch").text() == "/films"


def test_without_a_farm_it_is_said_and_the_field_stays(
    host: StudioHost, farm: BusyFarm, dialog: SubmitDialog, pick: Any
) -> None:
    farm.__exit__()
    picker = pick("hosts_mask")
    assert "What you know can be typed into the field." in picker.state.text() and not picker.use.isEnabled()
    click(button(picker, "Cancel"))
    type_into(field(dialog, "hosts_mask"), "render1")
    assert dialog.draft.get("hosts_mask") == "render1"


def test_farm_that_is_silent_is_waited_for_without_the_window(farm: BusyFarm, dialog: SubmitDialog, pick: Any) -> None:
    farm.mood = "silent"
    picker = pick("pools", is_answered=False)
    assert picker.state.text() == "Asking the farm…" and not picker.use.isEnabled()
    click(button(picker, "Cancel"))
