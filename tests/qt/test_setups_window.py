"""All set-ups of a scene, sent from one window by mouse and keys: shown first, sound or not at all, each told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from afsubmit.qt.setups_window import SetupsWindow
from afsubmit.submission.planning.scene import Output
from afsubmit.submitter import setups
from afsubmit.submitter.setups import Setup
from tests.fakes.paper_host import PaperPlan
from tests.qt.dialogs import StudioHost, sent, shown_problems
from tests.qt.hands import Qt, QTest, QtWidgets, cells, click, click_row, press

REVIEW = Setup("review & co", ["id of fog"], {"frames": "1,5", "priority": 33})
FULL = Setup("full", ["id of beauty", "id of comp"], {})
WRONG = Setup("wrong", ["id of gone"], {})
READY = "Ready, 1 warning"
HEADS = ["Set-up", "Outputs", "Frames", "Tasks", "  State"]


def keep(host: StudioHost, *listed: Setup) -> None:
    host.store_settings(setups.laid({"priority": 70}, listed))


@pytest.fixture(autouse=True)
def _program_that_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """And a folder that nobody else can look into, which is the one thing to warn of in every set-up."""
    monkeypatch.setattr(PaperPlan, "executable", "sh")
    tmp_path.chmod(0o700)


@pytest.fixture
def host(tmp_path: Any) -> StudioHost:
    made = StudioHost(tmp_path / "shot_v001.json")
    keep(made, REVIEW, FULL)
    return made


@pytest.fixture
def open_setups(app: Any, until: Any, choose: Any) -> Iterator[Callable[[Any], SetupsWindow]]:
    """Opens the window from the dialog's menu, once it has looked at the files and asked the server."""
    opened: list[SetupsWindow] = []

    def open_(dialog: Any) -> SetupsWindow:
        choose(dialog.setups, "Send all set-ups\N{HORIZONTAL ELLIPSIS}")
        (window,) = dialog.findChildren(SetupsWindow)
        window.setAttribute(Qt.WA_DeleteOnClose, False)
        opened.append(window)
        until(lambda: not said(window).startswith(("Looking", "Asking")))
        return window

    yield open_
    for window in opened:
        until(lambda one=window: one.close(), 20)


def said(window: SetupsWindow) -> str:
    return str(window.bar.status.text())


def state(window: SetupsWindow) -> list[str]:
    return cells(window.view, HEADS.index("  State"))


def tick(window: SetupsWindow, row: int) -> None:
    """Click the box of a row."""
    view = window.view
    option = QtWidgets.QStyleOptionViewItem()
    option.initFrom(view)
    index = view.model().index(row, 0)
    option.rect = view.visualRect(index)
    option.features |= QtWidgets.QStyleOptionViewItem.HasCheckIndicator
    box = view.style().subElementRect(QtWidgets.QStyle.SE_ItemViewItemCheckIndicator, option, view)
    QTest.mouseClick(view.viewport(), Qt.LeftButton, Qt.NoModifier, box.center())


def test_each_is_shown_with_what_it_would_send_and_all_are_sent_by_one_button(
    dialog: Any, host: Any, farm: Any, until: Any, open_setups: Any, shown: Any
) -> None:
    window = open_setups(dialog)
    assert [window.model.headerData(number, Qt.Horizontal) for number in range(5)] == HEADS
    assert cells(window.view) == ["review & co", "full"]
    assert cells(window.view, 1) == ["fog", "beauty, comp"]
    assert cells(window.view, 2) == ["1,5", "1-10"]
    assert cells(window.view, 3) == ["2", "20"]
    assert state(window) == [READY, READY]
    assert said(window) == "Ready to send, with 1 warning: 2 set-ups: 2 jobs, 3 blocks, 22 tasks."
    assert window.bar.submit.text() == "Send 2 set-ups"
    kept = dict(host.load_settings())
    click(window.bar.submit)
    until(lambda: window.bar.result.isVisible())
    assert [([one["name"] for one in job["blocks"]], job["priority"]) for job in sent(farm)] == [
        (["fog"], 33),
        (["beauty", "comp"], 99),
    ]
    assert "2 jobs with 22 tasks" in window.bar.result.text()
    assert [text.rstrip("0123456789") for text in state(window)] == ["Sent as job "] * 2
    assert (window.bar.submit.text(), window.bar.submit.isEnabled()) == ("Send", False)
    assert host.load_settings() == kept, "nothing of it is written into the scene"
    click_row(window.view, 1)
    click(window.bar.show_in_jobs)
    assert shown[-1][0] == int(state(window)[1].rpartition(" ")[2])


def test_one_that_cannot_be_sent_stops_all_until_it_is_left_out(
    host: Any, farm: Any, until: Any, open_dialog: Any, open_setups: Any
) -> None:
    keep(host, FULL, WRONG)
    window = open_setups(open_dialog(host, farm.address))
    assert state(window) == [READY, "Cannot be sent: 1 error"], "a set-up whose outputs are all gone"
    assert said(window).startswith("Nothing is sent yet. wrong: ") and said(window).endswith("leave that set-up out.")
    assert "wrong: " in shown_problems(window)[0].text.text()
    assert not window.bar.submit.isEnabled()
    press(window, Qt.Key_Return, Qt.ControlModifier)
    assert not sent(farm)
    tick(window, 1)
    until(lambda: window.bar.submit.isEnabled())
    assert (state(window)[1], window.bar.submit.text()) == ("Left out", "Send 1 set-up")
    press(window.bar.submit, Qt.Key_Space)
    until(lambda: window.bar.result.isVisible())
    assert [[one["name"] for one in job["blocks"]] for job in sent(farm)] == [["beauty", "comp"]]
    assert state(window)[1] == "Left out"


def test_space_leaves_rows_out_and_takes_them_in_again(dialog: Any, until: Any, open_setups: Any) -> None:
    window = open_setups(dialog)
    click_row(window.view, 0, 1)
    press(window.view, Qt.Key_A, Qt.ControlModifier)
    press(window.view, Qt.Key_Space)
    until(lambda: said(window) == "Nothing is sent yet. Choose a set-up.")
    assert not window.bar.submit.isEnabled()
    press(window.view, Qt.Key_Space)
    until(lambda: said(window).startswith("Ready to send, with 1 warning: 2 set-ups"))


def test_output_that_is_gone_and_files_of_two_are_told(
    host: Any, farm: Any, open_dialog: Any, open_setups: Any
) -> None:
    again = Setup("again", ["id of beauty", "id of gone"], {"frames": "3"})
    keep(host, FULL, again)
    window = open_setups(open_dialog(host, farm.address))
    lines = [line.text.text() for line in shown_problems(window)]
    assert any("id of gone" in line and line.startswith("again: ") for line in lines)
    assert any(line.startswith("full and again write the same files: ") for line in lines)
    assert state(window) == [READY, "Ready, 2 warnings"]
    assert said(window).startswith("Ready to send, with 3 warnings: 2 set-ups")


def test_farm_that_refuses_the_second_keeps_the_first_and_the_rest_can_be_sent_later(
    dialog: Any, host: Any, farm: Any, until: Any, open_setups: Any
) -> None:
    window = open_setups(dialog)
    write = host.save_snapshot

    def save_snapshot(path: str) -> None:
        farm.mood = "refusing" if sent(farm) else "well"
        write(path)

    host.save_snapshot = save_snapshot
    click(window.bar.submit)
    until(lambda: window.bar.result.isVisible())
    assert len(sent(farm)) == 2, "the second was asked for, and refused"
    text = window.bar.result.text()
    assert "Before, the farm took the job" in text and "Not sent: " in text and "full" in text
    assert state(window)[0].startswith("Sent as job ") and state(window)[1] == "Not sent"
    farm.mood, host.save_snapshot = "well", write
    until(lambda: window.bar.submit.isEnabled())
    assert window.bar.submit.text() == "Send 1 set-up"
    click(window.bar.submit)
    until(lambda: state(window)[1].startswith("Sent as job "))
    assert len(sent(farm)) == 3


def test_cancel_half_way_keeps_what_the_farm_has_and_says_so(
    dialog: Any, host: Any, farm: Any, until: Any, open_setups: Any
) -> None:
    window = open_setups(dialog)
    seen: list[list[str]] = []
    write = host.save_snapshot

    def save_snapshot(path: str) -> None:
        if sent(farm):  # the first is with the farm: the artist has seen enough
            seen.append(state(window))
            click(window.bar.cancel)
        write(path)

    host.save_snapshot = save_snapshot
    click(window.bar.submit)
    assert not window.close() and window.isVisible(), "it stays while something is sent"
    until(lambda: window.bar.result.text().startswith("Cancelled."))
    assert len(sent(farm)) == 1
    assert seen[0][0].startswith("Sent as job ") or seen[0][0] == "Done"
    assert "Before, the farm took the job" in window.bar.result.text()
    assert "Not sent: " in window.bar.result.text()
    assert state(window)[1] == "Not sent"
    assert not [one for one in host.path.parent.glob("*.af-*") if "full" in one.name]


def test_dialog_stays_while_the_window_sends_and_sends_nothing_beside_it(
    dialog: Any, host: Any, farm: Any, until: Any, open_setups: Any
) -> None:
    window = open_setups(dialog)
    answers: list[object] = []
    write = host.save_snapshot

    def save_snapshot(path: str) -> None:
        answers.extend([dialog.close(), dialog.isVisible(), dialog.is_busy])
        write(path)

    host.save_snapshot = save_snapshot
    click(window.bar.submit)
    until(lambda: window.bar.result.isVisible())
    assert answers[:3] == [False, True, True]
    assert len(sent(farm)) == 2 and not dialog.is_busy


def test_scene_that_changed_is_shown_again_before_anything_is_sent(
    dialog: Any, host: Any, farm: Any, until: Any, open_setups: Any
) -> None:
    window = open_setups(dialog)
    keep(host, REVIEW._replace(settings={"frames": "1-4"}), FULL)
    click(window.bar.submit)
    until(lambda: "not what it was" in window.bar.result.text())
    assert cells(window.view, 2) == ["1-4", "1-10"] and not sent(farm)
    until(lambda: window.bar.submit.isEnabled())
    click(window.bar.submit)
    until(lambda: len(sent(farm)) == 2)
    until(lambda: not window.is_sending)


def test_dialog_s_own_settings_count_again_when_set_ups_were_read(
    dialog: Any, host: Any, open_setups: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Any] = []
    monkeypatch.setattr(type(host), "take_settings", lambda self, settings: taken.append(settings["priority"]), False)
    dialog.draft.set("priority", 12)
    open_setups(dialog)
    assert taken[0] == 33 and taken[-1] == 12


def test_outputs_of_long_names_are_cut_and_told_whole(host: Any, farm: Any, open_dialog: Any, open_setups: Any) -> None:
    host.names = tuple(f"a very long name of a render layer {number}" for number in range(5))
    keep(host, Setup("everything " * 8, [f"id of {name}" for name in host.names], {}))
    window = open_setups(open_dialog(host, farm.address))
    (outputs,) = cells(window.view, 1)
    assert outputs.endswith(" and 2 more") and outputs.count("a very long name") == 3
    assert isinstance(host.outputs()[0], Output)
