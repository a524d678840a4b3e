"""The jobs panel, looked at and used with mouse and keys."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from afsubmit.qt.jobs_panel import JobsPanel
from afsubmit.qt.rows_view import RowsView
from tests.fakes.busy_farm import DONE, FAILED, BusyFarm
from tests.fakes.farm_server import FarmServer
from tests.qt.hands import Qt, QtCore, QTest, QtWidgets, button, cells, click, click_row, open_box, press, type_into

PAUSED = (129, " RDY OFF")


@pytest.fixture
def farm() -> Iterator[BusyFarm]:
    with BusyFarm() as server:
        server.add("comp_v001", state=DONE)
        server.add("fx_v002")
        server.add("light_v003", state=FAILED)
        server.add("of_somebody_else", user_name="anna")
        yield server


@pytest.fixture
def open_panel(app: Any) -> Iterator[Callable[..., JobsPanel]]:
    opened: list[JobsPanel] = []

    def open_(choice: str, **more: Any) -> JobsPanel:
        panel = JobsPanel(server_choice=choice, **more)
        panel.resize(1000, 700)
        panel.show()
        opened.append(panel)
        return panel

    yield open_
    for panel in opened:
        panel.close()
        panel.deleteLater()
    app.processEvents()


@pytest.fixture
def panel(farm: BusyFarm, open_panel: Any, until: Any) -> JobsPanel:
    opened = open_panel(farm.address)
    until(lambda: len(cells(opened.table)) == 3)
    return opened


def select(panel: JobsPanel, name: str) -> None:
    click_row(panel.table, cells(panel.table).index(name))


def said(panel: JobsPanel) -> str:
    return panel.farm.text.text()


def operations(farm: BusyFarm) -> list[Any]:
    return [(action["ids"], action.get("operation", action.get("params"))) for action in farm.actions]


def test_panel_lists_my_jobs_with_state_and_progress(panel: JobsPanel) -> None:
    shown = dict(zip(cells(panel.table), zip(cells(panel.table, 1), cells(panel.table, 3))))
    assert shown == {
        "comp_v001": ("Done", "5 / 10"),
        "fx_v002": ("Running", "5 / 10"),
        "light_v003": ("Failed", "5 / 10"),
    }


def test_everybodys_jobs_when_chosen_with_the_keyboard(panel: JobsPanel, until: Any) -> None:
    panel.whose.setFocus()
    press(panel.whose, Qt.Key_Down)
    until(lambda: "of_somebody_else" in cells(panel.table))
    assert not panel.table.isColumnHidden(8)


def test_search_leaves_the_jobs_with_that_word(panel: JobsPanel) -> None:
    type_into(panel.search, "LIGHT")
    assert cells(panel.table) == ["light_v003"]
    press(panel.search, Qt.Key_A, Qt.ControlModifier)
    type_into(panel.search, "nothing like it")
    assert panel.empty.isVisible() and "No job" in panel.empty.text()


def test_header_click_sorts_and_keeps_what_is_selected(panel: JobsPanel) -> None:
    select(panel, "fx_v002")
    header = panel.table.horizontalHeader()
    place = header.sectionViewportPosition(0) + 40

    for wanted in (["comp_v001", "fx_v002", "light_v003"], ["light_v003", "fx_v002", "comp_v001"]):
        for _ in range(2):
            if cells(panel.table) != wanted:
                QTest.mouseClick(header.viewport(), Qt.LeftButton, Qt.NoModifier, QtCore.QPoint(place, 8))
        assert cells(panel.table) == wanted
    assert [row.name for row in panel.table.selected()] == ["fx_v002"]


def number_of(farm: BusyFarm, name: str) -> int:
    return next(number for number, one in farm.jobs.items() if one["name"] == name)


def test_pause_is_told_to_the_farm(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    select(panel, "fx_v002")
    click(button(panel, "Pause"))
    until(lambda: farm.actions)
    assert operations(farm) == [([number_of(farm, "fx_v002")], {"type": "pause"})]


def test_failed_tasks_are_tried_again(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    farm.jobs[number_of(farm, "light_v003")]["blocks"][0]["p_tasks_error"] = 2
    select(panel, "light_v003")
    until(lambda: button(panel, "Restart errors").isEnabled())
    click(button(panel, "Restart errors"))
    until(lambda: farm.actions)
    assert operations(farm) == [([number_of(farm, "light_v003")], {"type": "restart_errors"})]


def test_folder_of_the_frames_is_opened(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    farm.jobs[number_of(farm, "fx_v002")]["folders"] = {"render": "/show/fx"}
    opened: list[str] = []
    panel.actions_of.open_path = opened.append
    select(panel, "fx_v002")
    until(lambda: button(panel, "Open folder").isEnabled())
    click(button(panel, "Open folder"))
    assert opened == ["/show/fx"]


def test_paused_job_can_be_started_and_not_paused(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    farm.add("waits_v001", state=PAUSED)
    until(lambda: "waits_v001" in cells(panel.table))
    select(panel, "waits_v001")
    assert not button(panel, "Pause").isEnabled()
    click(button(panel, "Start"))
    until(lambda: farm.actions)
    assert operations(farm)[0][1] == {"type": "start"}


def test_delete_asks_first_and_escape_leaves_the_job(panel: JobsPanel, farm: BusyFarm, app: Any, until: Any) -> None:
    select(panel, "fx_v002")
    press(panel.table, Qt.Key_Delete)
    box = open_box(app, QtWidgets.QMessageBox)
    assert "fx_v002" in box.text()
    press(box, Qt.Key_Return)
    until(lambda: not box.isVisible())
    time.sleep(0.1)
    app.processEvents()
    assert not farm.deleted
    click(button(panel, "Delete\N{HORIZONTAL ELLIPSIS}"))
    click(button(open_box(app, QtWidgets.QMessageBox), "Delete"))
    until(lambda: "fx_v002" not in cells(panel.table))
    assert [job["name"] for job in farm.deleted] == ["fx_v002"]


def test_priority_is_typed(panel: JobsPanel, farm: BusyFarm, app: Any, until: Any) -> None:
    select(panel, "fx_v002")
    click(button(panel, "Priority\N{HORIZONTAL ELLIPSIS}"))
    box = open_box(app, QtWidgets.QDialog)
    field = box.findChild(QtWidgets.QWidget, "priority").focusProxy()
    type_into(field, "42")
    press(field, Qt.Key_Return)
    until(lambda: farm.actions)
    assert farm.actions[0]["params"] == {"priority": 42}


def test_approve_shows_only_for_a_job_that_waits_for_it(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    assert not [one for one in panel.findChildren(QtWidgets.QToolButton) if one.text() == "Approve" and one.isVisible()]
    number = farm.add("look_v001", state=(65537, " RDY PPA"), ppa=True)
    until(lambda: "look_v001" in cells(panel.table))
    select(panel, "look_v001")
    click(button(panel, "Approve"))
    until(lambda: farm.actions)
    assert operations(farm) == [([number], {"ppa": False})]


def test_tasks_and_their_output_are_shown_and_skipped(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    select(panel, "fx_v002")
    tasks: RowsView = panel.details.tasks
    until(lambda: len(cells(tasks)) == 10)
    assert cells(tasks)[:2] == ["frame 1", "frame 2"]
    assert cells(tasks, 2)[4:6] == ["Done", "Ready"]
    click_row(tasks, 6)
    panel.details.pages.setFocus()
    until(lambda: panel.details.log.whole() == "printed by task 6")
    click(button(panel, "Skip tasks"))
    until(lambda: farm.actions)
    assert farm.actions[0]["operation"] == {"type": "skip", "task_ids": [6]}
    assert farm.actions[0]["block_ids"] == [0]


def test_job_deleted_by_somebody_else_while_selected(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    select(panel, "fx_v002")
    until(lambda: cells(panel.details.tasks))
    number = next(number for number, one in farm.jobs.items() if one["name"] == "fx_v002")
    del farm.jobs[number]
    until(lambda: "fx_v002" not in cells(panel.table))
    until(lambda: not panel.details.isVisible())
    assert "no longer on the farm" in panel.notice.text.text()
    assert not button(panel, "Pause").isEnabled()


def test_id_that_went_to_another_job_is_never_deleted_for_it(
    panel: JobsPanel, farm: BusyFarm, app: Any, until: Any
) -> None:
    select(panel, "fx_v002")
    click(button(panel, "Delete\N{HORIZONTAL ELLIPSIS}"))
    number = next(number for number, one in farm.jobs.items() if one["name"] == "fx_v002")
    farm.jobs[number] = {**farm.jobs[number], "serial": 999, "name": "another_v001"}
    click(button(open_box(app, QtWidgets.QMessageBox), "Delete"))
    until(lambda: panel.notice.isVisible())
    assert "another one now" in panel.notice.text.text()
    assert not farm.deleted


def test_end_of_a_job_is_said_quietly(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    job = next(one for one in farm.jobs.values() if one["name"] == "fx_v002")
    job.update(st=16, state=" DON")
    until(lambda: panel.notice.isVisible())
    assert "fx_v002" in panel.notice.text.text() and "is done" in panel.notice.text.text()


def test_server_away_is_said_plainly_and_it_picks_up_when_it_is_back(open_panel: Any, until: Any) -> None:
    with BusyFarm() as first:
        first.add("one_v001")
        address = first.address
        panel = open_panel(address)
        until(lambda: cells(panel.table) == ["one_v001"])
        select(panel, "one_v001")
    until(lambda: "does not answer" in said(panel))
    assert cells(panel.table) == ["one_v001"] and not panel.table.isEnabled()
    assert not panel.details.tasks.isEnabled() and panel.details.pages.isEnabled(), "pictures and log can be read on"
    second = BusyFarm()
    second.port = int(address.rpartition(":")[2])
    with second:
        second.add("two_v001")
        until(lambda: cells(panel.table) == ["two_v001"], 20)
        assert panel.table.isEnabled() and panel.details.tasks.isEnabled()


def test_silent_server_never_blocks_the_window(open_panel: Any, app: Any) -> None:
    with FarmServer("silent") as server:
        panel = open_panel(server.address)
        longest, end = 0.0, time.monotonic() + 1.5
        while time.monotonic() < end:
            begin = time.monotonic()
            app.processEvents()
            longest = max(longest, time.monotonic() - begin)
            time.sleep(0.005)
        assert server.requests, "it was asked"
        begin = time.monotonic()
        panel.close()
        assert max(longest, time.monotonic() - begin) < 5.0, "a wait for the server would take ten seconds"


def test_names_are_shown_as_they_are(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    farm.add("<b>bold</b>\nsecond line \N{HEBREW LETTER SHIN}\N{RIGHT-TO-LEFT OVERRIDE}end")
    until(lambda: len(cells(panel.table)) == 4)
    name = next(one for one in cells(panel.table) if "bold" in one)
    assert "<b>bold</b>" in name and "\n" not in name and "\N{RIGHT-TO-LEFT OVERRIDE}" not in name
    select(panel, name)
    assert panel.details.heading.text() == name
    assert panel.details.heading.textFormat() == Qt.PlainText


def test_unusable_choice_of_a_server_is_said(open_panel: Any, until: Any) -> None:
    panel = open_panel("farm:port")
    until(lambda: "does not answer" in said(panel))
    assert "farm:port" in panel.empty.text()


def test_local_farm_is_started_with_the_button(open_panel: Any, until: Any) -> None:
    from afsubmit.local import launch

    panel = open_panel("local", python=lambda: sys.executable)
    until(lambda: "not running" in said(panel))
    try:
        click(button(panel, "Start the farm"))
        until(lambda: said(panel) == "This machine: idle", 20)
        assert not panel.farm.button.isVisible()
    finally:
        launch.stop()
    until(lambda: "not running" in said(panel), 20)
