"""Borders, rings and names: what stands in every window can be seen, found by keys, and read out. From pixels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from afsubmit.qt import outlines, style
from afsubmit.qt.jobs_panel import JobsPanel
from afsubmit.qt.preferences_dialog import PreferencesDialog
from afsubmit.qt.submit_dialog import SubmitDialog
from afsubmit.submitter.watch.updates import FarmUpdate
from tests.fakes.busy_farm import BusyFarm
from tests.qt.dialogs import StudioHost, field
from tests.qt.hands import Qt, QtCore, QtGui, QtWidgets, click


@pytest.fixture(params=["#efefef", "#393939", "#1e1e1e"], ids=["light", "dark", "very dark"])
def palette(app: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    usual = app.palette()
    app.setPalette(QtGui.QPalette(QtGui.QColor(request.param)))
    yield app.palette()
    app.setPalette(usual)


def pixels(widget: Any, rect: Any) -> list[Any]:
    """The colours of these pixels of a widget as it is painted with what is around it."""
    window = widget.window()
    image = window.grab().toImage()
    corner = widget.mapTo(window, QtCore.QPoint(0, 0))
    spots = [(x, y) for x in range(rect.left(), rect.right() + 1) for y in range(rect.top(), rect.bottom() + 1)]
    return [QtGui.QColor(image.pixel(corner.x() + x, corner.y() + y)) for x, y in spots]


def border(widget: Any, rect: Any | None = None) -> float:
    """The contrast of the left border with the window and with what is inside, away from the corners."""
    rect = widget.rect() if rect is None else rect
    edge = pixels(widget, QtCore.QRect(rect.left(), rect.center().y(), 1, 1))[0]
    palette = widget.palette()
    backs = [palette.color(role) for role in (QtGui.QPalette.Window, QtGui.QPalette.Base)]
    return min(style.contrast(edge, back) for back in backs)


def test_empty_fields_and_boxes_have_a_border_that_can_be_seen(
    palette: Any, host: StudioHost, farm: BusyFarm, open_dialog: Any, app: Any
) -> None:
    dialog = open_dialog(host, farm.address)
    click(dialog.form.all)
    app.processEvents()
    fields = [field(dialog, key) for key in ("job_name", "frames", "priority", "jobs", "description", "pools")]
    for shown in [dialog.form.search, *fields]:
        dialog.form.area.ensureWidgetVisible(shown)
        assert border(shown) >= 3.0, shown.objectName()
    box = field(dialog, "paused")
    dialog.form.area.ensureWidgetVisible(box)
    assert border(box, outlines._box(box)) >= 3.0


def test_box_of_an_output_that_is_not_chosen_has_a_border(
    palette: Any, host: StudioHost, farm: BusyFarm, open_dialog: Any, app: Any
) -> None:
    dialog = open_dialog(host, farm.address)
    dialog.draft.choose(["id of fog"], is_chosen=False)
    dialog.outputs.refresh()
    app.processEvents()
    view = dialog.outputs.view
    cell = view.visualRect(view.model().index(1, 0))
    column = pixels(view.viewport(), QtCore.QRect(cell.left(), cell.center().y(), cell.height(), 1))
    assert max(style.contrast(one, palette.color(QtGui.QPalette.Base)) for one in column) >= 3.0


def test_ring_stands_around_everything_that_tab_reaches(
    palette: Any, host: StudioHost, farm: BusyFarm, open_dialog: Any, app: Any, until: Any
) -> None:
    dialog = open_dialog(host, farm.address)
    until(dialog.bar.submit.isEnabled)
    dialog.activateWindow()
    stops = [dialog.form.search, dialog.form.all, field(dialog, "job_name"), field(dialog, "priority"),
             field(dialog, "jobs"), field(dialog, "paused"), dialog.outputs.view, dialog.pages.tabBar(),
             dialog.bar.servers, dialog.bar.submit, dialog.bar.close_button, dialog.presets]  # fmt: skip
    for stop in stops:
        stop.setFocus(Qt.TabFocusReason)
        app.processEvents()
        assert stop.hasFocus(), stop.objectName()
        rect = outlines._ringed(stop)
        assert border(stop, rect) >= 3.0, (stop.objectName(), type(stop).__name__)


def test_text_in_notes_and_empty_fields_can_be_read(
    palette: Any, host: StudioHost, farm: BusyFarm, open_dialog: Any, app: Any
) -> None:
    dialog = open_dialog(host, farm.address)
    for window in (dialog, PreferencesDialog()):
        for line in window.findChildren(QtWidgets.QLineEdit):
            hint, base = (line.palette().color(role) for role in (QtGui.QPalette.PlaceholderText, QtGui.QPalette.Base))
            assert style.contrast(style.mixed(hint, base, hint.alphaF()), base) >= 4.5, line.objectName()
        for label in window.findChildren(QtWidgets.QLabel):
            colors = [label.palette().color(role) for role in (QtGui.QPalette.WindowText, QtGui.QPalette.Window)]
            assert style.contrast(*colors) >= 4.5, (label.objectName(), label.text())


def test_mirrored_window_selects_and_reads_from_left_to_right(app: Any, farm: BusyFarm, until: Any) -> None:
    farm.add("shot 1")
    app.setLayoutDirection(Qt.RightToLeft)
    try:
        panel = JobsPanel(server_choice=farm.address)
        panel.show()
        until(lambda: panel.table.model().rowCount() == 1)
        panel.table.selectRow(0)
        assert [row.name for row in panel.table.selected()] == ["shot 1"]
        shown = panel.table.model().index(0, 3).data()
        assert shown == "\N{LEFT-TO-RIGHT ISOLATE}5 / 10\N{POP DIRECTIONAL ISOLATE}"
        panel.close()
    finally:
        app.setLayoutDirection(Qt.LeftToRight)


def test_windows_become_as_narrow_as_half_a_small_screen(dialog: SubmitDialog, app: Any) -> None:
    unit = dialog.fontMetrics().averageCharWidth()
    assert dialog.minimumSizeHint().width() <= 100 * unit, "600 px with letters of 6"
    dialog.resize(100 * unit, 700)
    app.processEvents()
    view = dialog.outputs.view
    shown = [number for number in range(5) if not view.isColumnHidden(number)]
    assert 0 in shown and 1 in shown, "name and frames are the last to go"
    assert sum(view.columnWidth(number) for number in shown) == view.viewport().width()


def test_panel_becomes_narrow_also_with_a_farm_that_can_be_started(app: Any, farm: BusyFarm, until: Any) -> None:
    panel = JobsPanel(server_choice=farm.address)
    panel.show()
    until(lambda: panel._has_list)
    unit = panel.fontMetrics().averageCharWidth()
    for can_start in (False, True):
        panel._take(FarmUpdate("This machine", True, not can_start, can_start=can_start))
        app.processEvents()
        assert panel.farm.button.isVisible() is can_start
        assert panel.minimumSizeHint().width() <= 75 * unit
    panel.close()
