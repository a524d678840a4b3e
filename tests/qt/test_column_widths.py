"""Columns in a narrow table: what gives way, in which order, and that the one that was dragged does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from afsubmit.qt import job_columns, outputs_table
from afsubmit.qt.column_widths import Span, fitted
from afsubmit.qt.rows_model import RowsModel
from afsubmit.qt.rows_view import RowsView
from tests.qt.hands import QtWidgets

SPANS = [Span(100, 40), Span(60, 40, leaves=2), Span(50, 50, leaves=1), Span(200, 80)]


@pytest.mark.parametrize(
    ("room", "widths"),
    [
        pytest.param(1000, [100, 60, 50, 200], id="room for every wish"),
        pytest.param(310, [70, 50, 50, 140], id="each gives its share"),
        pytest.param(210, [40, 40, 50, 80], id="each at its least"),
        pytest.param(209, [54, 44, 0, 109], id="the first leaves, and the others have its room"),
        pytest.param(159, [53, 0, 0, 106], id="then the second"),
        pytest.param(10, [40, 0, 0, 80], id="no further"),
    ],
)
def test_columns_give_way_in_their_order(room: int, widths: list[int]) -> None:
    assert fitted(SPANS, room) == widths


@pytest.fixture(params=[6, 9, 14, 24], ids=lambda size: f"{size} points")
def table(app: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    usual, font = app.font(), app.font()
    font.setPointSize(request.param)
    app.setFont(font)
    made: list[Any] = []

    def make(columns: Any) -> Any:
        place = QtWidgets.QWidget()
        made.append(place)
        view = RowsView(RowsModel(columns, place), columns, place, name="table")
        layout = QtWidgets.QVBoxLayout(place)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(view)
        place.show()
        return view

    yield make
    for place in made:
        place.close()
        place.deleteLater()
    app.setFont(usual)


def in_sight(app: Any, view: Any, letters: int) -> list[int]:
    """The columns of a table that is so many letters wide; all that are shown have to be in it, and fill it."""
    view.window().resize(letters * view.fontMetrics().averageCharWidth(), 300)
    app.processEvents()
    shown = [number for number in range(view.model().columnCount()) if not view.isColumnHidden(number)]
    assert sum(view.columnWidth(number) for number in shown) == view.viewport().width()
    return shown


def test_shown_columns_are_in_sight_with_every_font(app: Any, table: Any) -> None:
    view = table(outputs_table.COLUMNS)
    every = [in_sight(app, view, letters) for letters in (120, 63, 57, 40, 30, 120)]
    assert every == [[0, 1, 2, 3, 4], [0, 1, 2, 3, 4], [0, 1, 3, 4], [0, 1, 4], [0, 1], [0, 1, 2, 3, 4]]


def test_column_that_was_dragged_keeps_its_width_while_others_give_way(app: Any, table: Any) -> None:
    view = table(job_columns.JOBS)
    unit = view.fontMetrics().averageCharWidth()
    in_sight(app, view, 160)
    view.horizontalHeader().resizeSection(1, 30 * unit)
    shown = in_sight(app, view, 75)
    assert view.columnWidth(1) == 30 * unit and 7 not in shown, "priority leaves first"
    in_sight(app, view, 50)
    assert view.columnWidth(1) < 30 * unit, "until there is no room for the job's name"
