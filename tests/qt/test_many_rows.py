"""Tables of many thousand rows: put in order on another thread, selected as ranges, and the same to the hand."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from afsubmit.qt.jobs_panel import JobsPanel
from afsubmit.qt.rows_model import Column, RowsModel
from afsubmit.qt.rows_view import RowsView
from tests.fakes.busy_farm import BusyFarm
from tests.qt.hands import Qt, QtWidgets, button, cells, click, click_row, press
from tests.qt.test_jobs_panel import farm, open_panel, panel, select  # noqa: F401

MANY = 20_000


class Row(NamedTuple):
    key: int
    rank: int


class Looked(list[Row]):
    """Rows that count how often one of them is asked for alone."""

    asked = 0

    def __getitem__(self, place: Any) -> Any:
        self.asked += 1
        return super().__getitem__(place)


COLUMNS = (
    Column("Key", lambda row: str(row.key), lambda row: row.key, 0),
    Column("Rank", lambda row: str(row.rank), lambda row: row.rank, 8),
)


@pytest.fixture
def view(app: Any, until: Any) -> Any:
    around = QtWidgets.QWidget()
    shown = RowsView(RowsModel(COLUMNS, around), COLUMNS, around, name="rows")
    shown.resize(300, 400)
    shown.setSortingEnabled(True)
    shown.sortByColumn(0, Qt.AscendingOrder)
    around.show()
    shown.show_rows([Row(key, key % 7) for key in range(MANY)])
    until(lambda: shown.is_settled)
    yield shown
    around.close()
    around.deleteLater()


def keys(view: RowsView) -> list[int]:
    return [row.key for row in view.selected()]


def test_rows_come_in_order_and_a_click_hits_the_one_that_is_seen(view: RowsView, until: Any) -> None:
    assert [row.key for row in view.model().rows] == list(range(MANY))
    view.sortByColumn(0, Qt.DescendingOrder)
    until(lambda: view.is_settled)
    click_row(view, 2)
    assert keys(view) == [MANY - 3] and view.current().key == MANY - 3


def test_select_all_looks_at_no_row_but_those_in_sight(view: RowsView, app: Any, until: Any) -> None:
    looked = Looked(Row(key, key % 7) for key in range(MANY))
    view.show_rows(looked, lambda row: True)
    until(lambda: view.is_settled)
    view.model().put(view.model().arrangement._replace(rows=looked))
    looked.asked = 0
    view.setFocus()
    press(view, Qt.Key_A, Qt.ControlModifier)
    for _ in range(5):
        app.processEvents()
    assert view.ranges() == [(0, MANY - 1)] and view.has_selected()
    assert looked.asked < 2000


@pytest.mark.parametrize("chosen", [(5,), (3, 4, 5), (1, 900, 15_000)], ids=["one", "a run", "here and there"])
def test_selection_cursor_and_place_stay_with_their_rows(view: RowsView, until: Any, chosen: tuple[int, ...]) -> None:
    view.select_ranges([(key, key) for key in chosen])
    told: list[int] = []
    view.selected_anew.connect(lambda: told.append(1))
    view.show_rows([Row(key, 1) for key in range(-10, MANY)])
    until(lambda: view.is_settled)
    assert keys(view) == list(chosen) and view.ranges()[0][0] == chosen[0] + 10
    assert not told, "the same rows are selected"
    view.show_rows([Row(key, 1) for key in range(MANY) if key != chosen[0]])
    until(lambda: view.is_settled)
    assert keys(view) == list(chosen[1:]) and told


def test_row_that_is_clicked_while_others_are_put_in_order_is_the_one_that_stays_selected(
    view: RowsView, until: Any
) -> None:
    view.show_rows([Row(key, 1) for key in range(-10, MANY)])
    press(view, Qt.Key_Home)
    view.select_ranges([(4, 4)])
    until(lambda: view.is_settled)
    assert keys(view) == [4]


def test_few_rows_come_at_once_after_many(view: RowsView, until: Any) -> None:
    view.show_rows([Row(key, 2) for key in range(MANY)])
    view.show_rows([])
    until(lambda: view.is_settled)
    view.show_rows([Row(1, 1)])
    assert cells(view) == ["1"]


def test_all_tasks_of_a_large_job_are_restarted(
    panel: JobsPanel,  # noqa: F811
    farm: BusyFarm,  # noqa: F811
    until: Any,
) -> None:
    farm.add("large_v001", tasks=3000)
    until(lambda: "large_v001" in cells(panel.table))
    select(panel, "large_v001")
    tasks = panel.details.tasks
    until(lambda: tasks.is_settled and len(tasks.model().rows) == 3000)
    click_row(tasks, 0)
    press(tasks, Qt.Key_A, Qt.ControlModifier)
    click(button(panel, "Restart tasks"))
    until(lambda: farm.actions)
    operation = farm.actions[-1]["operation"]
    assert operation["type"] == "restart" and sorted(operation["task_ids"]) == list(range(3000))
