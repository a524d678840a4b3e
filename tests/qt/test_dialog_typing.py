"""The submit dialog: what is being typed counts, problems are seen, and the wheel changes nothing in passing."""

from __future__ import annotations

from typing import Any

import pytest

from afsubmit.qt.submit_dialog import SubmitDialog
from tests.fakes.busy_farm import BusyFarm
from tests.qt.dialogs import StudioHost, buttons, field, frames_editor, said, sent, shown_problems
from tests.qt.hands import Qt, QTest, button, cells, click, press, type_into


def test_frames_that_are_none_stay_where_they_were_typed_and_nothing_is_sent(
    dialog: SubmitDialog, farm: BusyFarm, until: Any
) -> None:
    view = dialog.outputs.view
    editor = frames_editor(dialog, 1)
    QTest.keyClicks(editor, "5-1")
    press(editor, Qt.Key_Return)
    until(lambda: cells(view, 1) == ["1-10", "5-1", "1-10"])
    assert "fog" in said(dialog) and "5-1" in said(dialog) and not dialog.bar.submit.isEnabled()
    until(lambda: any(one.text() == "Its own frames" and one.isVisible() for one in buttons(dialog)))
    assert not sent(farm)
    click(button(dialog, "Its own frames"))
    until(lambda: dialog.bar.submit.isEnabled())
    assert cells(view, 1) == ["1-10"] * 3


@pytest.mark.parametrize("way", ["Ctrl+Return", "button"])
@pytest.mark.parametrize("typed", ["2-4", "nonsense"])
def test_frames_being_typed_are_sent_or_refused(
    dialog: SubmitDialog, farm: BusyFarm, app: Any, until: Any, way: str, typed: str
) -> None:
    editor = frames_editor(dialog, 0)
    QTest.keyClicks(editor, typed)
    if way == "button":
        click(dialog.bar.submit)
    else:
        dialog.activateWindow()
        press(editor, Qt.Key_Return, Qt.ControlModifier)
    if typed == "2-4":
        until(lambda: sent(farm))
        first = sent(farm)[0]["blocks"][0]
        assert (first["frame_first"], first["frame_last"]) == (2, 4)
    else:
        until(lambda: "nonsense" in said(dialog))
        assert cells(dialog.outputs.view, 1)[0] == "nonsense"
        assert not sent(farm)


def test_problems_are_as_high_as_their_text_whenever_they_change(
    dialog: SubmitDialog, host: StudioHost, app: Any, until: Any
) -> None:
    def fits() -> bool:
        app.processEvents()
        lines = shown_problems(dialog)
        return bool(lines) and dialog.problems.height() >= min(line.text.height() for line in lines) > 8

    type_into(field(dialog, "priority"), "9000")
    until(fits)
    click(button(dialog, "None"))  # another problem while the first is shown
    until(lambda: any("nothing to render" in line.text.text() for line in shown_problems(dialog)))
    until(fits)


def test_many_problems_of_a_kind_are_one_line_with_one_button(
    host: StudioHost, farm: BusyFarm, open_dialog: Any, until: Any
) -> None:
    host.names = tuple(f"layer{number}" for number in range(200))
    out = host.path.parent / "out"
    out.mkdir()
    for number in range(200):
        for frame in range(1, 4):
            (out / f"{number}.{frame:04d}.txt").write_text("there")
    dialog = open_dialog(host, farm.address)
    until(lambda: shown_problems(dialog))
    (line,) = [one for one in shown_problems(dialog) if "outputs" in one.text.text()]
    assert "200 outputs (layer0, layer1, layer2 and 197 more): 600 of 2000 files are there already" in line.text.text()
    click(line.button)
    until(lambda: any("will not be rendered again" in one.text.text() for one in shown_problems(dialog)))
    assert dialog.draft.get("skip_existing") and len(shown_problems(dialog)) == 2, "beside it one of the folder"


def test_problem_of_a_setting_leads_to_its_field(dialog: SubmitDialog, app: Any, until: Any) -> None:
    dialog.draft.set("snapshot_folder", "no/absolute/folder")
    dialog._ask()
    until(lambda: any(one.text() == "Go to it" and one.isVisible() for one in buttons(dialog)))
    click(button(dialog, "Go to it"))
    until(lambda: field(dialog, "snapshot_folder").hasFocus() and field(dialog, "snapshot_folder").isVisible())
    inside = field(dialog, "snapshot_folder").mapTo(
        dialog.form.area.viewport(), field(dialog, "snapshot_folder").rect().center()
    )
    assert dialog.form.area.viewport().rect().contains(inside)
