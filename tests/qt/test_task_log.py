"""The log of a task: followed, searched, wrapped, copied, saved, opened; errors and earlier tries one click away."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from afsubmit.qt.job_columns import ERRORS
from afsubmit.qt.jobs_panel import JobsPanel
from afsubmit.qt.task_log import TaskLog
from afsubmit.submitter.watch.log_tries import Try
from afsubmit.submitter.watch.updates import OutputUpdate
from tests.fakes.busy_farm import FAILED, BusyFarm
from tests.qt.hands import (
    Qt,
    QtCore,
    QTest,
    QtWidgets,
    button,
    cells,
    click,
    click_row,
    press,
    shown_in,
    type_into,
)

SMOOTH_MS = 16


class TalkingFarm(BusyFarm):
    """Has the output of each try of a task: `printed` by (task, number), and the farm's own log of a task."""

    def __init__(self) -> None:
        super().__init__()
        self.printed: dict[tuple[int, int], str] = {}
        self.logs: dict[int, list[str]] = {}

    def _answer(self, request: dict[str, Any]) -> dict[str, Any] | None:
        get = request.get("get", {})
        if get.get("mode") not in ("output", "log") or "task_ids" not in get:
            return super()._answer(request)
        task, number = get["task_ids"][0], get.get("number", 0)
        is_log = get["mode"] == "log"
        data = "\n".join(self.logs.get(task, [])) if is_log else self.printed.get((task, number), "")
        progress = self.progress[get["ids"][0]][0][task]
        return {
            "task": {"type": "TOutput", "service": "blender", "parser": "blender", "progress": progress, "data": data}
        }


@pytest.fixture
def farm() -> Iterator[TalkingFarm]:
    with TalkingFarm() as server:
        number = server.add("light_v003", state=FAILED)
        server.jobs[number]["blocks"][0]["p_tasks_error"] = 2
        for task in (6, 8):
            server.progress[number][0][task] = {"state": " ERR", "st": 32, "str": 2, "err": 2, "hst": "pc02"}
        server.printed = {
            (6, 0): "".join(f"line {n}\n" for n in range(400)) + "Error: CUDA error\n" + "bye\n" * 400,
            (6, 1): "the first try\n",
            (8, 0): "short\n",
        }
        server.logs[6] = [
            'Sat 28 Nov 13:06.18: afanasy: SESSION #1: Starting on "pc01"',
            "Sat 28 Nov 13:06.20: afanasy: Finished error (exit code 11).",
            'Sat 28 Nov 13:07.20: afanasy: SESSION #2: Starting on "pc02"',
            "Sat 28 Nov 13:08.20: afanasy: Finished error (exit code 3).",
        ]
        server.add("calm_v001")
        yield server


@pytest.fixture
def panel(app: Any, farm: TalkingFarm, until: Any) -> Iterator[JobsPanel]:
    opened = JobsPanel(server_choice=farm.address)
    opened.resize(1000, 800)
    opened.show()
    until(lambda: len(cells(opened.table)) == 2)
    yield opened
    opened.close()
    opened.deleteLater()
    app.processEvents()


@pytest.fixture
def log(app: Any, until: Any) -> Iterator[TaskLog]:
    """A log by itself, of a task that printed two thousand lines."""
    around = QtWidgets.QWidget()
    around.resize(700, 500)
    made = TaskLog(around)
    made.resize(700, 500)
    around.show()
    made.show_task("a task", 1)
    made.text.set_text("".join(f"line {n}\n" for n in range(2000)))
    made._offer()
    until(lambda: made.text.is_settled and made.isActiveWindow())
    yield made
    around.close()
    around.deleteLater()


def click_red_number(panel: JobsPanel, name: str) -> None:
    click_row(panel.table, cells(panel.table).index(name), ERRORS)


def error_in_sight(panel: JobsPanel) -> bool:
    text = panel.details.log.text
    top = text.firstVisibleBlock().blockNumber()
    return text.is_settled and text.blockCount() > 400 and top < 400 < top + 40


def test_click_on_the_red_number_opens_the_log_of_the_first_failure_at_its_error(panel: JobsPanel, until: Any) -> None:
    click_red_number(panel, "light_v003")
    log = panel.details.log
    until(lambda: error_in_sight(panel))
    assert panel.details.pages.currentWidget() is log and log.isVisible()
    assert [row.number for row in panel.details.tasks.selected()] == [6]
    assert log.sentence.text() == "Exit code 3, on pc02, begun 13:07"
    assert not log.follow.isChecked()


def test_click_beside_the_red_number_only_selects(panel: JobsPanel, until: Any) -> None:
    click_row(panel.table, cells(panel.table).index("light_v003"))
    until(lambda: cells(panel.details.tasks))
    click_red_number(panel, "calm_v001")
    until(lambda: panel.details.heading.text() == "calm_v001")
    assert panel.details.pages.currentIndex() == 0


def test_earlier_try_has_its_own_log_and_exit_code(panel: JobsPanel, until: Any) -> None:
    click_red_number(panel, "light_v003")
    log = panel.details.log
    until(lambda: log.tries.isVisible() and log.text.is_settled and log.whole())
    assert [log.tries.itemText(n) for n in range(2)] == ["Last try", "Try 1"]
    log.tries.setFocus()
    press(log.tries, Qt.Key_Down)
    until(lambda: log.whole() == "the first try\n")
    assert shown_in(log.tries) == "Try 1"
    assert log.sentence.text() == "Exit code 11, on pc01, begun 13:06"
    press(log.tries, Qt.Key_Up)
    until(lambda: log.whole().endswith("bye\n"))


def test_log_that_grows_is_followed_unless_one_scrolled_up(panel: JobsPanel, farm: TalkingFarm, until: Any) -> None:
    click_red_number(panel, "light_v003")
    until(lambda: error_in_sight(panel))
    log, bar = panel.details.log, panel.details.log.text.verticalScrollBar()
    click(log.follow)
    assert bar.value() == bar.maximum()
    farm.printed[6, 0] += "more\n" * 300
    farm.progress[2][0][6]["err"] = 1
    farm.progress[2][0][6]["str"] = 3
    until(lambda: log.whole().endswith("more\n") and log.text.is_settled)
    assert bar.value() == bar.maximum()
    press(log.text, Qt.Key_PageUp)
    assert not log.follow.isChecked() and bar.value() < bar.maximum()
    place = bar.value()
    farm.printed[6, 0] += "still more\n" * 300
    farm.progress[2][0][6]["str"] = 4
    until(lambda: log.whole().endswith("still more\n") and log.text.is_settled)
    assert bar.value() == place
    press(log.text, Qt.Key_End, Qt.ControlModifier)
    assert log.follow.isChecked()


def selected(log: TaskLog) -> tuple[int, int]:
    """The line of the place that is shown, and how many are marked in sight."""
    marks = log.text.extraSelections()
    return marks[-1].cursor.blockNumber(), len(marks)


def test_search_counts_and_steps_with_keys_and_buttons(log: TaskLog, until: Any) -> None:
    until(lambda: log.text.is_settled)
    press(log.text, Qt.Key_F, Qt.ControlModifier)
    QTest.keyClicks(log.search, "LINE 199")
    until(lambda: log.count.text().endswith("of 11"))
    assert log.count.text() == "1 of 11" or log.count.text() == "2 of 11"
    log.text.show_line(0)
    log.search.clear()
    until(lambda: log.count.text() == "")
    QTest.keyClicks(log.search, "LINE 199")
    until(lambda: log.count.text() == "1 of 11")
    assert selected(log)[0] == 199
    press(log.search, Qt.Key_Return)
    assert (log.count.text(), selected(log)[0]) == ("2 of 11", 1990)
    click(next(one for one in log.findChildren(QtWidgets.QToolButton) if one.accessibleName() == "Next place found"))
    assert selected(log)[0] == 1991
    press(log.search, Qt.Key_Return, Qt.ShiftModifier)
    press(log.search, Qt.Key_F3, Qt.ShiftModifier)
    assert (log.count.text(), selected(log)[0]) == ("1 of 11", 199)
    press(log.search, Qt.Key_F3, Qt.ShiftModifier)
    assert log.count.text() == "11 of 11"
    type_into(log.search, "no such word")
    until(lambda: log.count.text() == "not found")
    press(log.search, Qt.Key_Escape)
    assert log.search.text() == "" and log.isVisible()


def test_found_word_is_marked_behind_letters_outside_the_plane(log: TaskLog, until: Any) -> None:
    log.text.set_text("a\n\N{MOVIE CAMERA}\N{MOVIE CAMERA} here: beauty\n")
    until(lambda: log.text.is_settled)
    type_into(log.search, "beauty")
    until(lambda: log.count.text() == "1 of 1")
    assert log.text.extraSelections()[-1].cursor.selectedText() == "beauty"


def test_long_lines_are_wrapped_and_let_run(log: TaskLog, until: Any) -> None:
    log.text.set_text("x" * 2000 + "\n")
    until(lambda: log.text.is_settled and log.text.horizontalScrollBar().maximum() > 0)
    log.wrap.trigger()
    until(lambda: log.text.horizontalScrollBar().maximum() == 0)
    log.wrap.trigger()
    until(lambda: log.text.horizontalScrollBar().maximum() > 0)


def test_all_is_copied_saved_and_opened_in_the_editor_that_is_set(
    log: TaskLog, until: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Any
) -> None:
    monkeypatch.setenv("AFSUBMIT_HOME", str(tmp_path / "home"))
    assert button(log, "Log").menu() is log.menu
    log.text.customContextMenuRequested.emit(log.text.rect().center())
    menu = next(one for one in log.findChildren(QtWidgets.QMenu) if one.isVisible())
    QTest.mouseClick(menu, Qt.LeftButton, Qt.NoModifier, menu.actionGeometry(log.copy).center())
    until(lambda: app.clipboard().text() == log.whole())

    press(log.text, Qt.Key_S, Qt.ControlModifier)
    box = log.findChild(QtWidgets.QFileDialog)
    edit = box.findChild(QtWidgets.QLineEdit, "fileNameEdit")
    until(lambda: box.isVisible() and box.isActiveWindow() and edit.text() == "a_task.txt")
    until(lambda: type_into(edit, str(tmp_path / "kept.txt")) or edit.text() == str(tmp_path / "kept.txt"))
    click(box.findChild(QtWidgets.QDialogButtonBox).button(QtWidgets.QDialogButtonBox.Save))
    until(lambda: (tmp_path / "kept.txt").exists() and (tmp_path / "kept.txt").read_text() == log.whole())

    opened: list[str] = []
    log.open_path = opened.append
    log.edit.trigger()
    until(lambda: opened)
    assert Path(opened[0]).read_text() == log.whole() and Path(opened[0]).stat().st_mode & 0o077 == 0
    program = tmp_path / "edit"
    program.write_text(f'#!/bin/sh\ncp "$2" {tmp_path}/edited\n')
    program.chmod(0o700)
    monkeypatch.setenv("AFSUBMIT_TEXT_EDITOR", f'["{program}", "--wait", "{{file}}"]')
    log.edit.trigger()
    until(lambda: (tmp_path / "edited").exists() and (tmp_path / "edited").read_text() == log.whole())
    assert len(opened) == 1


def test_log_that_cannot_be_saved_says_why(log: TaskLog, until: Any, tmp_path: Path) -> None:
    said: list[str] = []
    log.failed.connect(said.append)
    press(log.text, Qt.Key_S, Qt.ControlModifier)
    log.findChild(QtWidgets.QFileDialog).fileSelected.emit(str(tmp_path / "nowhere" / "a.txt"))
    until(lambda: said)
    assert "cannot be written" in said[0]


def test_cut_is_said(panel: JobsPanel, farm: TalkingFarm, until: Any) -> None:
    farm.printed[6, 0] = "a\nMaximum size reached. Output middle trunctated.\nb\n"
    click_red_number(panel, "light_v003")
    log = panel.details.log
    until(lambda: log.cut.isVisible())
    assert log.cut.text() == "The farm has cut this log: something is missing in it."


@pytest.mark.parametrize("letters", [45, 110])
def test_how_a_try_ended_can_be_read_however_narrow_it_is(log: TaskLog, until: Any, letters: int) -> None:
    ended = Try(1, "render12", "13:07", "Finished error (exit code 3).", 3)
    log.show_update(
        OutputUpdate((2, 2), (0, 0), "", is_more=True, tries=(ended, ended._replace(number=2)), first_error=1)
    )
    log.resize(letters * log.fontMetrics().averageCharWidth(), 500)
    until(lambda: log.sentence.width() >= log.fontMetrics().horizontalAdvance(log.sentence.text()))
    assert log.sentence.text() == "Exit code 3, on render12, begun 13:07"


def test_nothing_printed_is_said(panel: JobsPanel, farm: TalkingFarm, until: Any) -> None:
    farm.printed[6, 0] = ""
    click_red_number(panel, "light_v003")
    until(lambda: panel.details.log.text.placeholderText() == "It printed nothing.")


def worst_of(app: Any, is_over: Any, seconds: float = 60.0) -> float:
    """Let the window live until `is_over`; the processor's time of its longest turn, in milliseconds."""
    worst, end = 0.0, time.monotonic() + seconds
    while not is_over():
        assert time.monotonic() < end
        begin = time.thread_time()
        app.processEvents()
        worst = max(worst, 1000 * (time.thread_time() - begin))
    return worst


def test_five_megabytes_stay_in_pieces(log: TaskLog, app: Any) -> None:
    """The pieces are counted, not timed: the bench has the figures."""
    text = "".join(f"line {n} {'x' * (n % 160)}\n" for n in range(60_000))
    assert len(text) > 5_000_000
    log.text.set_text(text)
    assert not log.text.is_settled and log.text.blockCount() < 2_000
    turns = 0
    while not log.text.is_settled:
        before = log.text.blockCount()
        app.processEvents(QtCore.QEventLoop.AllEvents, 0)
        assert log.text.blockCount() - before < 4_000
        turns += 1
    assert turns > 20 and log.text.blockCount() == 60_001
    bar = log.text.verticalScrollBar()
    assert bar.value() == bar.maximum()
    log.wrap.trigger()
    assert not log.text.is_settled, "laid out anew by pieces, too"
    log.wrap.trigger()
    assert worst_of(app, lambda: log.text.is_settled) > 0 and log.text.toPlainText() == text
