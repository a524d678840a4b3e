"""Rows stand still under the mouse, and what is told of a row ends with it."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

import pytest

from afsubmit.qt.jobs_panel import JobsPanel
from afsubmit.qt.rows_model import Column, RowsModel
from afsubmit.qt.rows_view import RowsView
from tests.fakes.busy_farm import BusyFarm
from tests.qt.hands import Qt, QtCore, QTest, QtWidgets, cells, click_row, press, type_into
from tests.qt.test_jobs_panel import farm, open_panel, panel, select  # noqa: F401


class Row(NamedTuple):
    key: int
    rank: int


COLUMNS = (
    Column("Key", lambda row: str(row.key), lambda row: row.key, 0),
    Column("Rank", lambda row: str(row.rank), lambda row: row.rank, 8),
)


@pytest.fixture
def view(app: Any) -> Any:
    around = QtWidgets.QWidget()
    model = RowsModel(COLUMNS, around)
    shown = RowsView(model, COLUMNS, around, name="rows")
    shown.resize(300, 400)
    shown.setSortingEnabled(True)
    around.show()
    yield shown
    around.close()


@pytest.mark.parametrize("order", [Qt.AscendingOrder, Qt.DescendingOrder])
def test_rows_that_are_equal_keep_their_order_however_the_farm_lists_them(view: Any, order: Any) -> None:
    view.sortByColumn(1, order)
    rows = [Row(key, key // 5) for key in range(40)]
    view.show_rows(rows)
    before = cells(view)
    chance = random.Random(7)
    for _ in range(20):
        chance.shuffle(rows)
        view.show_rows(rows)
        assert cells(view) == before
    view.show_rows([*rows, Row(99, 3)])
    assert [key for key in cells(view) if key != "99"] == before
    same = [key for key in cells(view) if key == "99" or int(key) // 5 == 3]
    assert same[-1] == "99", "what is new stands behind its equals"


def test_rows_do_not_move_under_the_mouse_and_come_when_it_rests(view: Any, until: Any) -> None:
    view.sortByColumn(0, Qt.DescendingOrder)
    view.show_rows([Row(key, 0) for key in range(10)])
    place = view.visualRect(view.model().index(2, 0)).center()
    QTest.mouseMove(view.viewport(), place)
    QTest.mousePress(view.viewport(), Qt.LeftButton, Qt.NoModifier, place)
    view.show_rows([Row(key, 0) for key in range(15)])
    assert cells(view)[2] == "7", "the row that was seen is still there"
    QTest.mouseRelease(view.viewport(), Qt.LeftButton, Qt.NoModifier, place)
    assert view.current() == Row(7, 0)
    view.show_rows([Row(key, 1) for key in range(10)])
    assert cells(view, 1) == ["1"] * 10, "what only differs is shown at once"
    view.show_rows([Row(key, 0) for key in range(20)])
    until(lambda: len(cells(view)) == 20)
    assert view.current() == Row(7, 0)


def test_leaving_the_table_lets_the_rows_come_at_once(view: Any, app: Any, until: Any) -> None:
    view.show_rows([Row(1, 0)])
    QTest.mousePress(view.viewport(), Qt.LeftButton, Qt.NoModifier, QtCore.QPoint(5, 5))
    view.show_rows([Row(1, 0), Row(2, 0)])
    assert len(cells(view)) == 1
    app.sendEvent(view.viewport(), QtCore.QEvent(QtCore.QEvent.Leave))
    until(lambda: len(cells(view)) == 2)


def test_details_go_with_a_row_that_is_filtered_out(panel: JobsPanel, until: Any) -> None:  # noqa: F811
    select(panel, "fx_v002")
    until(lambda: panel.details.isVisible())
    type_into(panel.search, "comp")
    until(lambda: cells(panel.table) == ["comp_v001"])
    assert not panel.details.isVisible()
    click_row(panel.table, 0)
    until(lambda: panel.details.isVisible() and panel.details.heading.text() == "comp_v001")


def test_job_to_be_shown_is_shown_whatever_hides_it(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:  # noqa: F811
    type_into(panel.search, "comp")
    until(lambda: cells(panel.table) == ["comp_v001"])
    for name in ("light_v003", "of_somebody_else"):
        number = next(number for number, one in farm.jobs.items() if one["name"] == name)
        panel.show_job(number, farm.jobs[number]["serial"])
        until(lambda one=name: panel.details.isVisible() and panel.details.heading.text() == one)
    press(panel.table, Qt.Key_Home)


def is_in_sight(shown: JobsPanel) -> bool:
    """Whether the whole selected row is seen."""
    (row,) = shown.table.selected()
    rect = shown.table.visualRect(shown.table.model().index(cells(shown.table).index(row.name), 0))
    return bool(shown.table.viewport().rect().contains(rect.center()) and rect.top() >= 0)


def test_selected_job_stays_in_sight_while_the_window_and_the_list_change(
    farm: BusyFarm,  # noqa: F811
    open_panel: Any,  # noqa: F811
    until: Any,
    app: Any,
) -> None:
    for number in range(40):
        farm.add(f"many_{number:02}", time_creation=1_700_001_000 + number)
    shown = open_panel(farm.address)
    until(lambda: "many_39" in cells(shown.table))
    row = shown.table.rowHeight(0)
    shown.resize(1000, 26 * row)
    assert cells(shown.table)[:2] == ["many_39", "many_38"], "sent last"
    app.processEvents()
    last = shown.table.rowAt(shown.table.viewport().height() - 4)
    click_row(shown.table, last)
    until(shown.details.isVisible)
    app.processEvents()
    assert is_in_sight(shown), "the job that was clicked opens over the list"
    assert shown.table.viewport().height() >= 5 * row, "the list has its share"
    for height in (20, 18, 40, 20):
        shown.resize(1000, height * row)
        app.processEvents()
        assert is_in_sight(shown), height
    for number in range(40, 60):
        farm.add(f"many_{number:02}", time_creation=1_700_001_000 + number)
    until(lambda: "many_59" in cells(shown.table))
    assert is_in_sight(shown), "others came before it"
    shown.show_job(*shown.table.model().row(cells(shown.table).index("many_03")).key)
    app.processEvents()
    assert [row.name for row in shown.table.selected()] == ["many_03"] and is_in_sight(shown)
    shown.table.verticalScrollBar().setValue(0)
    shown.resize(1000, 22 * row)
    app.processEvents()
    assert shown.table.verticalScrollBar().value() == 0, "who looks elsewhere is left there"
