"""The strip of frames, looked at pixel by pixel and used with mouse, wheel and keys; it shares its selection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from afsubmit.qt import style
from afsubmit.qt.frames_strip import FramesStrip
from afsubmit.qt.jobs_panel import JobsPanel
from afsubmit.submitter.watch import strip as strips
from afsubmit.submitter.watch import words
from tests.fakes.busy_farm import BusyFarm
from tests.qt.hands import Qt, QtCore, QTest, QtGui, button, cells, press
from tests.qt.test_jobs_panel import select

STATES = {
    words.DONE: (16, " DON"),
    words.READY: (1, " RDY"),
    words.FAILED: (32, " ERR"),
    words.RUNNING: (2, " RUN"),
    words.SKIPPED: (272, " DON SKP"),
    words.WAITING: (4, " WDP"),
    words.PAUSED: (1 << 20, " SUS"),
}


@pytest.fixture
def farm() -> Iterator[BusyFarm]:
    with BusyFarm() as server:
        yield server


@pytest.fixture
def panel(farm: BusyFarm, app: Any) -> Iterator[JobsPanel]:
    shown = JobsPanel(server_choice=farm.address)
    shown.resize(1000, 700)
    shown.show()
    yield shown
    shown.close()
    shown.deleteLater()
    app.processEvents()


def add(farm: BusyFarm, name: str, *blocks: list[str], files: str = "") -> None:
    """A job whose tasks have these states, a list for each block."""
    number = farm.add(name, tasks=len(blocks[0]))
    first = farm.jobs[number]["blocks"][0]
    farm.jobs[number]["blocks"] = [
        dict(first, name=f"block{place}", block_num=place, tasks_num=len(states), frame_last=len(states), files=[files])
        for place, states in enumerate(blocks)
    ]
    done = {"str": 1, "tst": 1_700_000_100, "tdn": 1_700_000_160, "hst": "pc02"}
    farm.progress[number] = [
        [{**done, "st": STATES[state][0], "state": STATES[state][1]} for state in states] for states in blocks
    ]


def opened(panel: JobsPanel, farm: BusyFarm, until: Any, *blocks: list[str], files: str = "") -> FramesStrip:
    add(farm, "striped", *blocks, files=files)
    until(lambda: "striped" in cells(panel.table))
    select(panel, "striped")
    until(lambda: len(panel.details.tasks.model().rows) == sum(map(len, blocks)))
    until(lambda: panel.details.tasks.is_settled)
    strip: FramesStrip = panel.details.strip
    return strip


def drag(strip: FramesStrip, one: Any, other: Any, modifier: Any = None) -> None:
    """Press in the middle of a cell, move to another, release."""
    modifier = Qt.NoModifier if modifier is None else modifier
    begin, end = strip.rect_of(one).center(), strip.rect_of(other).center()
    view = strip.viewport()
    QTest.mousePress(view, Qt.LeftButton, modifier, begin)
    for step in (0.5, 1.0):
        place = begin + (end - begin) * step
        event = QtGui.QMouseEvent(
            QtCore.QEvent.MouseMove, QtCore.QPointF(place), QtCore.QPointF(view.mapToGlobal(place)), Qt.NoButton,
            Qt.LeftButton, modifier,
        )  # fmt: skip
        QtCore.QCoreApplication.sendEvent(view, event)
    QTest.mouseRelease(view, Qt.LeftButton, modifier, end)


def chosen(panel: JobsPanel) -> list[tuple[int, int]]:
    return sorted(row.key for row in panel.details.tasks.selected())


def marked(strip: FramesStrip) -> list[tuple[int, int]]:
    return [(block, task) for block, one in enumerate(strip._marks) for task, is_in in enumerate(one) if is_in]


MIXED = [words.DONE] * 4 + [words.FAILED, words.RUNNING] + [words.READY] * 4


def test_drag_selects_in_the_table_and_the_table_in_the_strip(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    strip = opened(panel, farm, until, MIXED, [words.WAITING] * 5)
    drag(strip, (0, 2), (0, 5))
    assert chosen(panel) == marked(strip) == [(0, 2), (0, 3), (0, 4), (0, 5)]
    assert panel.details.tasks.current().key == (0, 5)
    drag(strip, (0, 8), (0, 8), Qt.ControlModifier)
    assert chosen(panel) == [(0, 2), (0, 3), (0, 4), (0, 5), (0, 8)]
    drag(strip, (0, 4), (1, 2))
    assert chosen(panel) == [(0, 4), (0, 5), (1, 2)], "the same part of both lines"
    panel.details.tasks.selectRow(0)
    assert marked(strip) == [(0, 0)]


def test_keys_move_extend_and_leave(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    strip = opened(panel, farm, until, MIXED, [words.WAITING] * 5)
    strip.setFocus()
    for keys, modifier, wanted in (
        ([Qt.Key_Right, Qt.Key_Right], None, [(0, 2)]),
        ([Qt.Key_Right, Qt.Key_Right], Qt.ShiftModifier, [(0, 2), (0, 3), (0, 4)]),
        ([Qt.Key_Home], Qt.ShiftModifier, [(0, 0), (0, 1), (0, 2)]),
        ([Qt.Key_End], None, [(0, 9)]),
        ([Qt.Key_Down], None, [(1, 4)]),
        ([Qt.Key_Left, Qt.Key_Up], None, [(0, 6)]),
        ([Qt.Key_Escape], None, []),
        ([Qt.Key_A], Qt.ControlModifier, [(0, n) for n in range(10)] + [(1, n) for n in range(5)]),
    ):
        for key in keys:
            press(strip, key, modifier)
        assert chosen(panel) == marked(strip) == wanted, keys
    assert "block0: 10 tasks, 1 failed, 1 running, 4 ready, 4 done" in strip.accessibleDescription()


def test_return_opens_the_log_of_the_task(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    strip = opened(panel, farm, until, MIXED)
    drag(strip, (0, 4), (0, 4))
    press(strip, Qt.Key_Return)
    assert panel.details.pages.tabText(panel.details.pages.currentIndex()) == "Log"
    until(lambda: panel.details.log.text.toPlainText() == "printed by task 4")


def test_wheel_zooms_only_with_focus(panel: JobsPanel, farm: BusyFarm, until: Any, app: Any) -> None:
    strip = opened(panel, farm, until, [words.DONE] * 4000)

    def turn() -> None:
        place = QtCore.QPointF(strip.rect_of((0, 2000)).center())
        event = QtGui.QWheelEvent(
            place, QtCore.QPointF(strip.mapToGlobal(place.toPoint())), QtCore.QPoint(0, 0), QtCore.QPoint(0, 1200),
            Qt.NoButton, Qt.NoModifier, Qt.NoScrollPhase, False,
        )  # fmt: skip
        app.sendEvent(strip.viewport(), event)

    panel.search.setFocus()
    turn()
    assert strip._view == strips.WHOLE
    strip.setFocus()
    before = strip.rect_of((0, 2000)).center().x()
    turn()
    turn()
    assert strip.rect_of((0, 2000)).width() > 10
    assert abs(strip.rect_of((0, 2000)).center().x() - before) < 30, "what is under the mouse stays there"
    press(strip, Qt.Key_End)
    assert strip.rect_of((0, 3999)).right() <= strip.viewport().width(), "the cursor is followed"
    press(strip, Qt.Key_0)
    assert strip._view == strips.WHOLE


def test_column_of_many_tasks_is_selected_whole(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    states = [words.DONE] * 4000
    states[3001] = words.FAILED
    strip = opened(panel, farm, until, states)
    drag(strip, (0, 3001), (0, 3001))
    found = chosen(panel)
    assert 2 <= len(found) < 40 and (0, 3001) in found and found == marked(strip)
    assert len(found) == found[-1][1] - found[0][1] + 1


def test_states_can_be_told_apart_without_colour(panel: JobsPanel, farm: BusyFarm, until: Any, app: Any) -> None:
    strip = opened(panel, farm, until, [state for state in STATES for _ in range(3)])
    image = strip.viewport().grab().toImage().convertToFormat(QtGui.QImage.Format_Grayscale8)
    seen = set()
    for place in range(len(STATES)):
        rect = strip.rect_of((0, 3 * place + 1)).adjusted(2, 2, -3, -2)
        grays = [[QtGui.qGray(image.pixel(x, y)) for x in range(rect.left(), rect.right())]
                 for y in range(rect.top(), rect.bottom())]  # fmt: skip
        high, wide = len(grays), len(grays[0])
        same = [
            sum(abs(grays[y][x] - grays[y + down][x + across]) < 8 for y in range(1, high - 1) for x in range(wide - 1))
            * 10 // ((high - 2) * (wide - 1))
            for across, down in ((1, 0), (0, 1), (1, 1), (1, -1))
        ]  # fmt: skip
        seen.add((*same, sum(map(sum, grays)) // (high * wide) // 48))
    assert len(seen) == len(STATES)


def test_failure_among_many_is_seen(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    states = [words.DONE] * 20_000
    states[12_345] = words.FAILED
    strip = opened(panel, farm, until, states)
    until(lambda: 0 in strip._pictures)
    image = strip.viewport().grab().toImage()
    rect, red = strip.rect_of((0, 12_345)), style.state_color(words.FAILED, strip.palette()).rgb()
    reds = [image.pixel(x, y) for x in range(rect.left(), rect.right()) for y in range(rect.top(), rect.bottom())]
    assert reds.count(red) >= 6


def test_same_states_are_painted_once(panel: JobsPanel, farm: BusyFarm, until: Any, app: Any) -> None:
    strip = opened(panel, farm, until, MIXED)
    until(lambda: 0 in strip._pictures)
    kept = strip._pictures[0][1]
    strip.viewport().repaint()
    assert strip._pictures[0][1] is kept


def test_hover_says_frame_state_machine_time_and_shows_the_picture(
    panel: JobsPanel, farm: BusyFarm, until: Any, tmp_path: Path
) -> None:
    for frame in range(1, 11):
        picture = QtGui.QImage(16, 9, QtGui.QImage.Format_RGB32)
        picture.fill(QtGui.QColor("#20c040"))
        picture.save(str(tmp_path / f"beauty.{frame:04d}.png"))
    strip = opened(panel, farm, until, MIXED, files=str(tmp_path / "beauty.@####@.png"))
    QTest.mouseMove(strip.viewport(), strip.rect_of((0, 1)).center())
    until(lambda: strip._tip.isVisible())
    assert strip._tip.name.text() == "frame 2"
    assert strip._tip.text.text().splitlines()[:2] == ["Done", "on pc02"] and "took 1 min" in strip._tip.text.text()

    def middle() -> Any:
        shown = strip._tip.picture.grab().toImage()
        return QtGui.QColor(shown.pixel(shown.width() // 2, shown.height() // 2)).name()

    until(lambda: strip._tip.picture.isVisible() and middle() == "#20c040")
    QTest.mouseMove(strip.viewport(), strip.rect_of((0, 4)).center())
    until(lambda: strip._tip.name.text() == "frame 5")
    assert not strip._tip.picture.isVisible() and strip._tip.text.text().startswith("Failed")


def test_click_in_the_legend_leaves_those_tasks_and_a_pick_brings_all_back(
    panel: JobsPanel, farm: BusyFarm, until: Any
) -> None:
    strip = opened(panel, farm, until, MIXED)
    QTest.mouseClick(button(panel, "Failed 1"), Qt.LeftButton)
    until(lambda: cells(panel.details.tasks) == ["frame 5"])
    drag(strip, (0, 0), (0, 1))
    until(lambda: chosen(panel) == [(0, 0), (0, 1)])
    assert not panel.details.legend.chosen


def test_many_scattered_rows_are_picked_all_the_same(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    strip = opened(panel, farm, until, [words.DONE, words.READY] * 2000)
    tasks = panel.details.tasks
    tasks.sortByColumn(2, Qt.AscendingOrder)
    until(lambda: tasks.is_settled)
    strip.setFocus()
    press(strip, Qt.Key_A, Qt.ControlModifier)
    until(lambda: len(chosen(panel)) == 4000)
    drag(strip, (0, 1000), (0, 2000))
    until(lambda: 900 < len(chosen(panel)) < 1100)
    assert chosen(panel) == marked(strip)


def test_selection_of_many_thousand_goes_to_the_strip(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    strip = opened(panel, farm, until, [words.DONE] * 20_000)
    panel.details.tasks.selectAll()
    until(lambda: len(marked(strip)) == 20_000)


@pytest.mark.parametrize("is_selected", [True, False], ids=["on the selection", "beside it"])
def test_right_click_keeps_the_selection_or_takes_the_cell(
    panel: JobsPanel, farm: BusyFarm, until: Any, is_selected: bool
) -> None:
    strip = opened(panel, farm, until, MIXED)
    drag(strip, (0, 2), (0, 5))
    cell = (0, 3) if is_selected else (0, 8)
    QTest.mousePress(strip.viewport(), Qt.RightButton, Qt.NoModifier, strip.rect_of(cell).center())
    assert chosen(panel) == ([(0, 2), (0, 3), (0, 4), (0, 5)] if is_selected else [(0, 8)])
