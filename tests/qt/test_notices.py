"""What reaches the artist when a job has ended: the desktop, the line in the panel, *Retry failed*. By mouse."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from afsubmit.qt import desktop_notices
from afsubmit.qt.jobs_panel import JobsPanel
from afsubmit.qt.preferences_dialog import PreferencesDialog
from afsubmit.qt.submit_dialog import SubmitDialog
from afsubmit.submitter.watch import system_notice
from afsubmit.submitter.watch.ended_jobs import Notice
from tests.fakes.busy_farm import DONE, FAILED, BusyFarm
from tests.qt.dialogs import StudioHost
from tests.qt.hands import QtCore, QtGui, QtWidgets, button, click


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Notice]:
    """What the system's own program was given."""
    notices: list[Notice] = []

    def keep(notice: Notice) -> bool:
        notices.append(notice)
        return True

    monkeypatch.setattr(system_notice, "tell", keep)
    return notices


@pytest.fixture
def panel(farm: BusyFarm, app: Any) -> Iterator[Callable[[], JobsPanel]]:
    opened: list[JobsPanel] = []

    def open_() -> JobsPanel:
        made = JobsPanel(server_choice=farm.address)
        made.resize(1000, 700)
        opened.append(made)
        made.show()
        return made

    yield open_
    for one in opened:
        one.close()


def test_panels_that_were_closed_are_let_go(app: Any, farm: BusyFarm, until: Any) -> None:
    """But for one at most: PySide6 6.5 keeps what a lambda connected last has seen, until another one is."""
    seen: list[Any] = []

    def left() -> int:
        app.sendPostedEvents(None, QtCore.QEvent.DeferredDelete)
        gc.collect()
        return sum(one() is not None for one in seen)

    for _ in range(3):
        panel = JobsPanel(server_choice=farm.address)
        panel.show()
        seen.append(weakref.ref(panel))
        panel.close()
        panel.deleteLater()
        del panel
        until(lambda: left() <= 1, 30)


def end(farm: BusyFarm, number: int, state: tuple[int, str], **more: Any) -> None:
    """A job ends, with these fields of its block."""
    farm.jobs[number].update(st=state[0], state=state[1])
    farm.jobs[number]["blocks"][0].update(st=state[0], state=state[1], **more)


def look_away(panel: JobsPanel, app: Any) -> Any:
    """The artist goes to another window."""
    other = QtWidgets.QWidget()
    other.setObjectName("afsubmit other")
    other.show()
    other.activateWindow()
    app.processEvents()
    assert not panel.isActiveWindow()
    return other


def test_job_that_ends_while_one_works_elsewhere_is_told_with_its_last_picture(
    farm: BusyFarm, panel: Any, until: Any, told: list[Notice], app: Any, tmp_path: Path
) -> None:
    number = farm.add("shot 1", tasks=4)
    farm.add("anna's", user_name="anna")
    names = [str(tmp_path / f"a.{frame:04}.png") for frame in range(1, 5)]
    image = QtGui.QImage(8, 8, QtGui.QImage.Format_RGB32)
    image.fill(QtGui.QColor("#204060"))
    assert all(image.save(name) for name in names[:2])
    farm.jobs[number]["blocks"][0]["files"] = [str(tmp_path / "a.@####@.png")]
    shown = panel()
    until(lambda: shown.table.model().rowCount() == 1)
    other = look_away(shown, app)
    end(farm, number, DONE, p_tasks_done=4)
    until(lambda: told)
    assert told == [Notice("shot 1 is done", "4 tasks.", names[1])], "two of the four are there"
    until(shown.ended.isVisible)
    assert "shot 1" in shown.ended.text.text() and not shown.ended.retry.isVisible()
    other.close()


def test_job_that_failed_while_nobody_watched_is_listed_and_tried_again(
    farm: BusyFarm, panel: Any, until: Any, told: list[Notice], app: Any
) -> None:
    number = farm.add("shot 1")
    first = panel()
    until(lambda: first.table.model().rowCount() == 1)
    first.close()
    desktop_notices.stop_all()
    end(farm, number, FAILED, p_tasks_error=3)
    second = panel()
    until(second.ended.isVisible)
    assert "has failed" in second.ended.text.text() and told == [], "what is past does not pop up"
    titles = [action.text() for action in second.ended.list.menu().actions()]
    assert titles == ["shot 1 has failed"]
    second.ended.list.menu().actions()[0].trigger()
    until(lambda: second.table.current() is not None and second.table.current().id == number)
    click(button(second.ended, "Retry failed"))
    until(lambda: farm.actions)
    assert farm.actions[-1]["operation"] == {"type": "restart_errors"} and farm.actions[-1]["ids"] == [number]
    assert not second.ended.isVisible()


def test_others_jobs_are_never_told(farm: BusyFarm, panel: Any, until: Any, told: list[Notice], app: Any) -> None:
    mine, hers = farm.add("mine"), farm.add("hers", user_name="anna")
    shown = panel()
    shown.whose.setCurrentIndex(1)
    until(lambda: shown.table.model().rowCount() == 2)
    other = look_away(shown, app)
    end(farm, hers, DONE)
    end(farm, mine, DONE)
    until(lambda: told)
    assert [notice.title for notice in told] == ["mine is done"]
    other.close()


def test_switched_off_in_the_preferences_nothing_pops_up(
    farm: BusyFarm, panel: Any, until: Any, told: list[Notice], app: Any
) -> None:
    dialog = PreferencesDialog()
    dialog.show()
    app.processEvents()
    click(dialog.notices)
    click(button(dialog, "Save"))
    number = farm.add("shot 1")
    shown = panel()
    until(lambda: shown.table.model().rowCount() == 1)
    other = look_away(shown, app)
    end(farm, number, DONE)
    until(shown.ended.isVisible)
    assert told == []
    other.close()


def test_job_sent_from_a_dialog_that_was_closed_is_told_without_a_panel(
    host: StudioHost, farm: BusyFarm, dialog: SubmitDialog, until: Any, told: list[Notice]
) -> None:
    until(dialog.bar.submit.isEnabled)
    click(dialog.bar.submit)
    until(dialog.bar.show_in_jobs.isVisible)
    dialog.close()
    asked = len(farm.requests)
    until(lambda: any(request.get("get", {}).get("users") for request in farm.requests[asked:]))
    (job,) = farm.jobs.values()
    farm.progress[job["id"]] = [[{"state": " DON", "st": 16}] for _ in job["blocks"]]
    job.update(st=16, state=" DON")
    for block in job["blocks"]:
        block.update(tasks_num=10, p_tasks_done=10)
    until(lambda: told)
    assert [notice.title for notice in told] == [f"{job['name']} is done"]


class Tray:
    """Stands in for QSystemTrayIcon on a desktop with a tray; keeps what is shown."""

    Information = 1
    shown: list[tuple[str, str, bool]]

    def __init__(self, icon: Any, parent: Any) -> None:
        self.icon = icon

    @staticmethod
    def isSystemTrayAvailable() -> bool:
        return True

    @staticmethod
    def supportsMessages() -> bool:
        return True

    def show(self) -> None:
        pass

    def hide(self) -> None:
        pass

    def showMessage(self, title: str, text: str, icon: Any, milliseconds: int) -> None:
        Tray.shown.append((title, text, isinstance(icon, QtGui.QIcon)))


def test_tray_is_used_where_the_desktop_has_one(
    farm: BusyFarm, panel: Any, until: Any, told: list[Notice], app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Tray.shown = []
    monkeypatch.setattr(desktop_notices.QtWidgets, "QSystemTrayIcon", Tray)
    numbers = [farm.add(f"shot {one}") for one in range(5)]
    shown = panel()
    until(lambda: shown.table.model().rowCount() == 5)
    other = look_away(shown, app)
    for number in numbers:
        farm.jobs[number].update(st=32, state=" ERR")
    until(lambda: Tray.shown)
    assert Tray.shown == [("5 jobs have ended", "5 of them failed.", False)] and told == []
    other.close()
