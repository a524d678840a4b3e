"""Pictures of every format: thumbnails, the large preview, scrubbing through the sequence, and what opens them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from afsubmit.qt.jobs_panel import JobsPanel
from afsubmit.qt.open_in import OpenIn
from afsubmit.qt.preview import DRAG_PIXELS, PreviewWindow
from afsubmit.submitter.watch import trusted_programs
from tests.fakes import exr
from tests.fakes.busy_farm import DONE, BusyFarm
from tests.fakes.studio_converter import StudioConverter
from tests.qt.hands import Qt, QtCore, QTest, QtWidgets, cells, click_row, drag_over, press

FRAMES = 10


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StudioConverter:
    made = StudioConverter(tmp_path)
    monkeypatch.setenv("AFSUBMIT_PICTURE_CONVERTER", made.setting)
    monkeypatch.setenv("AFSUBMIT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", str(tmp_path / "nothing else"))
    monkeypatch.setattr(trusted_programs, "PLACES", ())
    return made


@pytest.fixture
def frames(tmp_path: Path) -> Path:
    """A sequence that grows lighter; the third is missing, the fourth is no picture."""
    folder = tmp_path / "a shot's frames"
    folder.mkdir()
    for number in range(1, FRAMES + 1):
        if number != 3:
            exr.write(folder / f"beauty.{number:04d}.exr", dict.fromkeys("RGB", number / 20))
    return folder


@pytest.fixture
def panel(app: Any, until: Any, studio: StudioConverter, frames: Path) -> Iterator[JobsPanel]:
    with BusyFarm() as farm:
        number = farm.add("comp_v001", state=DONE)
        farm.jobs[number]["blocks"][0]["files"] = [str(frames / "beauty.@####@.exr")]
        farm.progress[number] = [[{"state": " DON", "st": 16, "str": 1} for _ in range(FRAMES)]]
        opened = JobsPanel(server_choice=farm.address)
        opened.resize(1000, 1200)  # all pictures are in sight, with large letters, too
        opened.show()
        until(lambda: cells(opened.table) == ["comp_v001"])
        click_row(opened.table, 0)
        until(lambda: opened.details.frames.frames.rowCount() == FRAMES)
        yield opened
        opened.close()
        opened.deleteLater()
        app.processEvents()


def reasons(panel: JobsPanel) -> list[str | None]:
    shown = panel.details.frames.frames
    return [shown.reason(path) for path in shown.paths]


def preview(panel: JobsPanel) -> PreviewWindow:
    (found,) = (one for one in panel.findChildren(PreviewWindow) if one.isVisible())
    return found


def open_preview(panel: JobsPanel, number: int) -> PreviewWindow:
    view = panel.details.frames
    place = view.visualRect(view.model().index(number, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.LeftButton, Qt.NoModifier, place)
    press(view, Qt.Key_Space)
    return preview(panel)


def grey(window: PreviewWindow) -> int | None:
    """The middle of the window as it is seen; None while nothing is shown there."""
    if window.area.image is None:
        return None
    grabbed = window.area.grab().toImage()
    return int(grabbed.pixelColor(grabbed.width() // 2, grabbed.height() // 2).red())


def of(number: int) -> int:
    return round(number / 20 * 255)


def test_thumbnails_of_a_format_that_qt_does_not_read(panel: JobsPanel, until: Any) -> None:
    until(lambda: None not in reasons(panel), 60)
    assert reasons(panel)[2] == "The file is not there yet."
    assert [reason for number, reason in enumerate(reasons(panel)) if number != 2] == [""] * (FRAMES - 1)
    tip = panel.details.frames.model().index(2, 0).data(Qt.ToolTipRole)
    assert "beauty.0003.exr" in tip and "not there yet" in tip


def test_space_shows_it_large_and_the_arrows_go_through_the_sequence(panel: JobsPanel, until: Any) -> None:
    window = open_preview(panel, 0)
    until(lambda: grey(window) == of(1), 30)
    assert window.count.text() == "1 of 10" and window.windowTitle() == "beauty.0001.exr"
    press(window, Qt.Key_Right)
    until(lambda: grey(window) == of(2), 30)
    press(window, Qt.Key_Right)
    until(lambda: window.area.image is None, 30)
    assert window.area.sentence == "The file is not there yet."
    press(window, Qt.Key_End)
    until(lambda: grey(window) == of(10), 30)
    press(window, Qt.Key_Right)
    assert window.count.text() == "10 of 10"
    press(window, Qt.Key_Left, Qt.ShiftModifier)
    until(lambda: grey(window) == of(1), 30)
    assert panel.details.frames.currentIndex().row() == 0, "the list goes along"


@pytest.mark.parametrize("key", [Qt.Key_Escape, Qt.Key_Space], ids=["Escape", "Space"])
def test_key_closes_it_and_it_opens_again(panel: JobsPanel, until: Any, key: Any) -> None:
    window = open_preview(panel, 1)
    press(window, key)
    assert not window.isVisible()
    assert open_preview(panel, 4) is window
    until(lambda: grey(window) == of(5), 30)


def test_dragging_scrubs(app: Any, panel: JobsPanel, until: Any) -> None:
    window = open_preview(panel, 4)
    middle = window.area.rect().center()
    QTest.mousePress(window.area, Qt.LeftButton, Qt.NoModifier, middle)
    for pixels, number in ((3 * DRAG_PIXELS + 2, 8), (-4 * DRAG_PIXELS - 2, 1), (0, 5), (900, 10)):
        drag_over(app, window.area, middle + QtCore.QPoint(pixels, 0))
        until(lambda number=number: window.count.text() == f"{number} of 10")
    QTest.mouseRelease(window.area, Qt.LeftButton, Qt.NoModifier, middle)
    until(lambda: grey(window) == of(10), 30)


def test_picture_read_for_another_size_is_shown_until_the_right_one_is_there(panel: JobsPanel, until: Any) -> None:
    """A window that just opened has asked for its first size: on a busy machine the second takes seconds."""
    window = open_preview(panel, 0)
    until(lambda: grey(window) == of(1), 30)
    right, first, late = window.area.image, window.area.image.copy(), window.area.image.copy()
    window.area.show_image(None, "")
    window._take((window.path, 1, 1), first, "")
    assert window.area.image is first
    window._take((window.path, 2, 2), late, "")
    assert window.area.image is first, "no third size"
    window._take(window._key(window.path), right, "")
    assert window.area.image is right


def test_line_below_leads_anywhere(panel: JobsPanel, until: Any) -> None:
    window = open_preview(panel, 0)
    place = QtCore.QPoint(round(window.line.width() * 0.65), window.line.height() // 2)
    QTest.mouseClick(window.line, Qt.LeftButton, Qt.NoModifier, place)
    until(lambda: grey(window) == of(7), 30)
    assert window.count.text() == "7 of 10"


def test_picture_that_cannot_be_read_says_why(panel: JobsPanel, studio: StudioConverter, until: Any) -> None:
    until(lambda: None not in reasons(panel), 60)
    studio.become("no licence today")
    window = open_preview(panel, 0)
    until(lambda: "no licence today" in window.area.sentence, 30)
    assert window.area.image is None


def menu_of(panel: JobsPanel, number: int) -> Any:
    view = panel.details.frames
    place = view.visualRect(view.model().index(number, 0)).center()
    event = QtWidgets.QApplication.instance()
    from afsubmit.qt.binding import QtGui

    event.sendEvent(
        view.viewport(), QtGui.QContextMenuEvent(QtGui.QContextMenuEvent.Mouse, place, view.mapToGlobal(place))
    )
    (menu,) = (one for one in view.findChildren(QtWidgets.QMenu) if one.isVisible())
    return menu


def choose(menu: Any, text: str) -> None:
    (action,) = (one for one in menu.actions() if one.text() == text)
    QTest.mouseClick(menu, Qt.LeftButton, Qt.NoModifier, menu.actionGeometry(action).center())


def test_menu_opens_it_in_what_is_here(panel: JobsPanel, frames: Path, until: Any) -> None:
    opened: list[str] = []
    panel.actions_of.open_path = opened.append
    choose(menu_of(panel, 1), "Open in the system's viewer")
    until(lambda: opened)
    choose(menu_of(panel, 1), "Open folder")
    until(lambda: len(opened) == 2)
    assert opened == [str(frames / "beauty.0002.exr"), str(frames)]
    choose(menu_of(panel, 1), "Copy path")
    until(lambda: QtWidgets.QApplication.clipboard().text() == str(frames / "beauty.0002.exr"))


def test_program_that_a_job_names_as_its_output_is_not_opened(app: Any) -> None:
    menu = QtWidgets.QMenu()
    opened: list[str] = []
    made = OpenIn(menu, opened.append)
    for name in ("/shots/evil.desktop", "/shots/evil.exe", "/shots/evil", "/shots/beauty.exr.sh"):
        made.fill(menu, name)
    assert menu.actions() == []
    made.fill(menu, "/shots/beauty.0001.EXR")
    assert len(menu.actions()) == 1


def test_studios_viewer_gets_the_file_and_a_failure_is_said(
    panel: JobsPanel, tmp_path: Path, frames: Path, until: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "review"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/shown\n')
    program.chmod(0o700)
    monkeypatch.setenv("AFSUBMIT_PICTURE_VIEWER", f'["{program}", "--file", "{{file}}"]')
    view = panel.details.frames
    view.open_in.is_known = False
    view.open_in.look()
    until(lambda: [one for one in view.open_in._viewers if one.title == "review"])
    choose(menu_of(panel, 1), "Open in review")
    until(lambda: (tmp_path / "shown").exists() and (tmp_path / "shown").read_text().endswith("exr\n"))
    assert (tmp_path / "shown").read_text().splitlines() == ["--file", str(frames / "beauty.0002.exr")]
    program.unlink()
    choose(menu_of(panel, 1), "Open in review")
    until(lambda: panel.notice.isVisible())
    assert "could not be started" in panel.notice.text.text()
