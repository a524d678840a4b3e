"""From the demo's scene to finished frames, by mouse and keyboard alone, on the farm of this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from afsubmit.cli.demo_scene import DemoPlan, open_scene
from afsubmit.local import launch
from afsubmit.qt import windows
from tests.qt.hands import Qt, QtWidgets, button, cells, click, click_row, open_box, press, type_into


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "alps & <b>lakes</b>"


@pytest.fixture
def dialog(app: Any, folder: Path, until: Any) -> Iterator[Any]:
    opened = windows.show_submit_dialog(open_scene(str(folder)), DemoPlan(), server_choice="local")
    try:
        until(lambda: opened.bar.submit.isEnabled())
        yield opened
    finally:
        for window in app.topLevelWidgets():
            if window.objectName().startswith("afsubmit"):
                window.close()
        app.processEvents()
        launch.stop()


def test_scene_is_sent_rendered_and_watched_to_the_end_with_pictures(
    dialog: Any, folder: Path, app: Any, until: Any
) -> None:
    click(button(dialog, "None"))
    type_into(dialog.outputs.search, "fog")
    click(button(dialog, "All"))
    frames = dialog.form.findChild(QtWidgets.QWidget, "frames")
    type_into(frames, "1001-1004")
    press(frames, Qt.Key_Return)
    until(lambda: "1 block, 4 tasks" in dialog.bar.status.text())
    click(dialog.bar.submit)
    until(lambda: dialog.bar.result.isVisible(), 40)
    assert "took the job sunrise_v003" in dialog.bar.result.text()

    click(button(dialog, "Show in jobs"))
    panel = windows.show_jobs(server_choice="local")
    until(lambda: cells(panel.table, 1) == ["Done"], 60)
    assert [row.name for row in panel.table.selected()] == ["sunrise_v003"]
    shown = panel.details.frames.frames
    until(lambda: shown.rowCount() == 4)
    until(lambda: all(shown.reason(shown.path(number)) == "" for number in range(4)))
    assert sorted(os.listdir(folder / "frames" / "fog")) == [f"fog.{frame}.png" for frame in range(1001, 1005)]

    click_row(panel.table, 0)
    press(panel.table, Qt.Key_Delete)
    click(button(open_box(app, QtWidgets.QMessageBox), "Delete"))
    until(lambda: cells(panel.table) == [])
    until(lambda: sorted(os.listdir(folder)) == ["frames", "sunrise_v003.json"], 20)
