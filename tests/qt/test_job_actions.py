"""What can be done with jobs, blocks and tasks, by keys and menus; and why not, where it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from afsubmit.qt.binding import QtGui
from afsubmit.qt.jobs_panel import JobsPanel
from afsubmit.submitter.watch import job_actions, job_params
from tests.fakes.busy_farm import DONE, FAILED, BusyFarm
from tests.qt.hands import Qt, QtWidgets, button, cells, click, click_row, open_box, press, type_into
from tests.qt.test_jobs_panel import number_of, operations, select


@pytest.fixture
def farm() -> Iterator[BusyFarm]:
    with BusyFarm() as server:
        server.add("comp_v001", state=DONE)
        server.add("fx_v002", annotation="for Anna")
        server.add("light_v003", state=FAILED, hosts_mask="pc01")
        yield server


@pytest.fixture
def panel(farm: BusyFarm, app: Any, until: Any) -> Iterator[JobsPanel]:
    shown = JobsPanel(server_choice=farm.address)
    shown.resize(1000, 760)
    shown.show()
    until(lambda: len(cells(shown.table)) == 3)
    yield shown
    shown.close()
    shown.deleteLater()
    app.processEvents()


def choose(menu: Any, *path: str) -> Any:
    """The action with these words in a menu and its menus."""
    for text in path[:-1]:
        menu = next(one.menu() for one in menu.actions() if one.text() == text)
    return next(one for one in menu.actions() if one.text() == path[-1])


def told(panel: JobsPanel) -> str:
    return str(panel.notice.text.text())


@pytest.mark.parametrize(
    ("key", "operation", "said"),
    [
        ("P", "pause", "Paused the job"),
        ("R", "restart_errors", "Restarted the errors of"),
        ("E", "reset_error_hosts", "Allowed"),
    ],
)
def test_letters_of_afwatch_work_in_the_table_and_are_answered(
    panel: JobsPanel, farm: BusyFarm, until: Any, key: str, operation: str, said: str
) -> None:
    number = number_of(farm, "fx_v002")
    farm.jobs[number]["blocks"][0].update(p_tasks_error=2, p_error_hosts=1)
    select(panel, "fx_v002")
    until(lambda: panel.table.current().errors == 2)
    panel.table.setFocus()
    press(panel.table, getattr(Qt, f"Key_{key}"))
    until(lambda: farm.actions)
    assert operations(farm) == [([number], {"type": operation})]
    until(lambda: told(panel).startswith(said))


def test_letters_in_the_search_are_letters(panel: JobsPanel, farm: BusyFarm, app: Any) -> None:
    select(panel, "fx_v002")
    type_into(panel.search, "p")
    app.processEvents()
    assert panel.search.text() == "p" and not farm.actions


def test_moves_are_told_to_the_users_own_list(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    select(panel, "fx_v002")
    panel.table.setFocus()
    press(panel.table, Qt.Key_T)
    until(lambda: farm.actions)
    assert farm.actions[0]["type"] == "users"
    assert farm.actions[0]["operation"] == {"type": "move_jobs_top", "jids": [number_of(farm, "fx_v002")]}
    until(lambda: "to the top" in told(panel))


def test_many_jobs_are_told_in_one_action_those_that_it_fits(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    panel.table.setFocus()
    press(panel.table, Qt.Key_A, Qt.ControlModifier)
    press(panel.table, Qt.Key_P)
    until(lambda: farm.actions)
    wanted = sorted(number_of(farm, name) for name in ("fx_v002", "light_v003"))
    assert [(sorted(ids), what) for ids, what in operations(farm)] == [(wanted, {"type": "pause"})]
    until(lambda: told(panel) == "Paused 2 jobs.")


def test_sorted_by_priority_the_list_stands_in_the_farms_order(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    for place, name in enumerate(("light_v003", "comp_v001", "fx_v002")):
        farm.jobs[number_of(farm, name)].update(user_list_order=place)
    panel.table.sortByColumn(7, Qt.DescendingOrder)
    until(lambda: cells(panel.table) == ["light_v003", "comp_v001", "fx_v002"])
    farm.jobs[number_of(farm, "fx_v002")].update(priority=120)
    until(lambda: cells(panel.table) == ["fx_v002", "light_v003", "comp_v001"])


def test_stop_asks_what_is_lost_and_escape_leaves_it(panel: JobsPanel, farm: BusyFarm, app: Any, until: Any) -> None:
    select(panel, "fx_v002")
    choose(panel._job_menu, "Stop").trigger()
    box = open_box(app, QtWidgets.QMessageBox)
    assert "lost" in box.informativeText() and "fx_v002" in box.text()
    press(box, Qt.Key_Escape)
    until(lambda: not box.isVisible())
    assert not farm.actions


def test_every_action_says_why_it_cannot_be_done(panel: JobsPanel, farm: BusyFarm) -> None:
    select(panel, "comp_v001")
    pause = choose(panel._job_menu, "Pause")
    assert not pause.isEnabled() and "It is paused or done." in pause.toolTip()
    assert panel._job_menu.toolTipsVisible()
    panel.table.clearSelection()
    for action in (*panel.actions_of.jobs.actions.values(), *panel.actions_of.jobs.form_actions.values()):
        assert not action.isEnabled() and "Select a job first." in action.toolTip(), action.text()
    select(panel, "fx_v002")
    panel.actions_of.offer(is_up=False)
    assert "does not answer" in choose(panel._job_menu, "Delete\N{HORIZONTAL ELLIPSIS}").toolTip()


def test_menus_hold_every_action_of_the_tables_once(panel: JobsPanel) -> None:
    def words(menu: Any) -> list[str]:
        return [text for one in menu.actions() for text in (words(one.menu()) if one.menu() else [one.text()]) if text]

    commands = panel.actions_of
    for menu, table, forms in (
        (panel._job_menu, job_actions.OF_JOBS, job_params.OF_JOBS),
        (commands.block_menu(panel), job_actions.OF_BLOCKS, job_params.OF_BLOCKS),
        (commands.task_menu(panel), job_actions.OF_TASKS, ()),
    ):
        found = words(menu)
        assert len(found) == len(set(found))
        assert {one.label for one in (*table, *forms)} <= set(found)


def test_dangerous_mask_is_refused_while_it_is_typed(panel: JobsPanel, farm: BusyFarm, app: Any, until: Any) -> None:
    select(panel, "light_v003")
    panel.table.setFocus()
    press(panel.table, Qt.Key_M)
    box = open_box(app, QtWidgets.QDialog)
    field = box.findChild(QtWidgets.QWidget, "hosts_mask")
    change = button(box, "Change")
    assert not change.isEnabled(), "nothing is changed yet"
    type_into(field, "(a+)+b")
    note = box.findChild(QtWidgets.QLabel, "wrong")
    assert "busy for ever" in note.text() and note.text().startswith("Machines") and not change.isEnabled()
    press(field, Qt.Key_Return)
    assert box.isVisible() and not farm.actions
    type_into(field, "pc0[12]")
    assert not note.isVisible()
    press(field, Qt.Key_Return)
    until(lambda: farm.actions)
    assert farm.actions[0]["params"] == {
        "hosts_mask": "pc0[12]", "hosts_mask_exclude": "", "hosts_mask_type": "regex",
    }  # fmt: skip
    until(lambda: "Machines: pc0[12]" in told(panel))


def test_several_jobs_that_differ_say_so_and_all_get_what_is_typed(
    panel: JobsPanel, farm: BusyFarm, app: Any, until: Any
) -> None:
    panel.table.setFocus()
    press(panel.table, Qt.Key_A, Qt.ControlModifier)
    press(panel.table, Qt.Key_N)
    box = open_box(app, QtWidgets.QDialog)
    differ = box.findChild(QtWidgets.QLabel, "differ annotation")
    assert "for Anna" in differ.text() and "none" in differ.text()
    field = box.findChild(QtWidgets.QWidget, "annotation")
    type_into(field, "tonight")
    press(field, Qt.Key_Return)
    until(lambda: farm.actions)
    assert farm.actions[0]["params"] == {"annotation": "tonight"} and len(farm.actions[0]["ids"]) == 3


def test_names_and_ids_are_copied(panel: JobsPanel, farm: BusyFarm) -> None:
    select(panel, "fx_v002")
    panel.table.setFocus()
    press(panel.table, Qt.Key_C, Qt.ControlModifier)
    assert QtGui.QGuiApplication.clipboard().text() == "fx_v002"
    choose(panel._job_menu, "Copy", "Copy id").trigger()
    assert QtGui.QGuiApplication.clipboard().text() == str(number_of(farm, "fx_v002"))


def test_tasks_of_the_strip_are_restarted_by_their_key(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    select(panel, "fx_v002")
    until(lambda: len(cells(panel.details.tasks)) == 10)
    strip = panel.details.strip
    strip.setFocus()
    press(strip, Qt.Key_Home)
    press(strip, Qt.Key_Right, Qt.ShiftModifier)
    press(strip, Qt.Key_R)
    until(lambda: farm.actions)
    assert farm.actions[0]["operation"] == {"type": "restart", "task_ids": [0, 1]}
    until(lambda: told(panel) == "Restarted 2 tasks.")


def test_block_is_skipped_after_a_question(panel: JobsPanel, farm: BusyFarm, app: Any, until: Any) -> None:
    number = farm.add("two_v004")
    block = farm.jobs[number]["blocks"][0]
    farm.jobs[number]["blocks"] = [block, dict(block, name="movie", block_num=1)]
    farm.progress[number] *= 2
    until(lambda: "two_v004" in cells(panel.table))
    select(panel, "two_v004")
    until(lambda: cells(panel.details.blocks) == ["render", "movie"])
    click_row(panel.details.blocks, 1)
    menu = panel.actions_of.block_menu(panel)
    choose(menu, "Skip").trigger()
    click(button(open_box(app, QtWidgets.QMessageBox), "Skip"))
    until(lambda: farm.actions)
    assert farm.actions[0]["block_ids"] == [1] and farm.actions[0]["operation"] == {"type": "skip"}


def test_jobs_are_left_by_state_and_the_choice_is_kept(panel: JobsPanel, farm: BusyFarm, app: Any, until: Any) -> None:
    choose(panel.states.menu(), "Hide what is done").trigger()
    until(lambda: sorted(cells(panel.table)) == ["fx_v002", "light_v003"])
    assert panel.states.text() == "Not done"
    choose(panel.states.menu(), "Running").trigger()
    until(lambda: cells(panel.table) == ["light_v003"])
    assert "running" in panel.states.toolTip()
    panel.close()
    again = JobsPanel(server_choice=farm.address)
    again.show()
    until(lambda: cells(again.table) == ["light_v003"])
    choose(again.states.menu(), "All states").trigger()
    until(lambda: len(cells(again.table)) == 3)
    again.close()
    again.deleteLater()


def test_search_looks_into_notes_too(panel: JobsPanel, until: Any) -> None:
    type_into(panel.search, "anna fx")
    until(lambda: cells(panel.table) == ["fx_v002"])


def test_refusal_of_the_farm_is_said(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    select(panel, "fx_v002")
    number = number_of(farm, "fx_v002")
    farm.jobs[number]["serial"] = 4711
    panel.table.setFocus()
    press(panel.table, Qt.Key_P)
    until(lambda: "another one now" in told(panel))
    assert told(panel).startswith("Pause: ")


def test_panel_fits_600_pixels_of_a_usual_font(panel: JobsPanel, app: Any, until: Any) -> None:
    select(panel, "fx_v002")
    until(lambda: len(cells(panel.details.tasks)) == 10)
    width = max(600, 40 * panel.fontMetrics().height())
    panel.resize(width, 760)
    app.processEvents()
    assert panel.width() == width
    button(panel, "More"), button(panel, "Delete\N{HORIZONTAL ELLIPSIS}")


def test_time_limit_that_test_frames_propose_is_set_by_one_click(panel: JobsPanel, farm: BusyFarm, until: Any) -> None:
    number = number_of(farm, "fx_v002")
    farm.progress[number][0][4]["tdn"] += 100
    select(panel, "fx_v002")
    limits = panel.details.limits
    until(limits.isVisible)
    assert limits.text.text() == "No time limit yet: the slowest of 5 tasks took 2 min 40 s."
    assert limits.text.width() > 0 and limits.geometry().top() > panel.details.estimate.geometry().top()
    click(button(panel, "Limit to 15 min"))
    until(lambda: farm.actions)
    (action,) = farm.actions
    assert (action["ids"], action["block_ids"], action["params"]) == ([number], [0], {"task_max_run_time": 900})
    until(lambda: "to 15 min." in told(panel))
    farm.jobs[number]["blocks"][0]["task_max_run_time"] = 900
    until(lambda: not limits.isVisible())
    until(lambda: not choose(panel._job_menu, "Limits", "Limit time").isEnabled())


def test_time_limit_in_the_menu_asks_first(panel: JobsPanel, farm: BusyFarm, app: Any, until: Any) -> None:
    select(panel, "fx_v002")
    for key, count in ((Qt.Key_Escape, 0), (None, 1)):
        choose(panel._job_menu, "Limits", "Limit time").trigger()
        box = open_box(app, QtWidgets.QMessageBox)
        assert "fx_v002" in box.text() and "ended, and tried again" in box.informativeText()
        if key is None:
            click(button(box, "Limit"))
        else:
            press(box, key)
        until(lambda one=box: not one.isVisible())
        until(lambda wanted=count: len(farm.actions) == wanted)
    assert farm.actions[0]["params"] == {"task_max_run_time": 600}
