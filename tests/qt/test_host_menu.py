"""What every application's menu does: the dialog, the jobs, the preferences, by mouse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from afsubmit.errors import SceneError
from afsubmit.local import farm_settings
from afsubmit.submitter import preferences
from afsubmit.submitter.preferences import Preferences
from tests.fakes.busy_farm import BusyFarm
from tests.fakes.paper_host import PaperHost, PaperPlan
from tests.qt.hands import Qt, button, click, press, type_into


class ChoosyHost(PaperHost):
    """A host in which outputs can be selected."""

    is_selected = False

    def has_selection(self) -> bool:
        return self.is_selected


class Menu:
    """The menu of a made-up application, what it showed, and which Python its hosts were given."""

    def __init__(self, path: Path) -> None:
        from afsubmit.qt.host_menu import HostMenu

        self.host = ChoosyHost(path)
        self.messages: list[str] = []
        self.pythons: list[str] = []
        self.menu = HostMenu(self._make, PaperPlan(), show_message=self.messages.append, help_text="Two entries.")

    def _make(self, python: str) -> ChoosyHost:
        self.pythons.append(python)
        return self.host


@pytest.fixture
def menu(tmp_path: Path, app: Any) -> Any:
    with BusyFarm() as farm:
        preferences.store(Preferences(farm.address, "/opt/python3"))
        made = Menu(tmp_path / "page.paper")
        made.farm = farm
        yield made
        for window in app.topLevelWidgets():
            window.close()
            window.deleteLater()
        app.processEvents()


def the(app: Any, kind: str) -> Any:
    (found,) = [one for one in app.topLevelWidgets() if type(one).__name__ == kind and one.isVisible()]
    return found


def test_dialog_is_opened_for_the_farm_and_python_of_the_preferences(menu: Menu, app: Any) -> None:
    menu.menu.submit()
    assert the(app, "SubmitDialog").bar.choice == menu.farm.address
    assert menu.pythons == ["/opt/python3"]


def test_selected_outputs_open_it_and_none_is_a_sentence(menu: Menu, app: Any) -> None:
    with pytest.raises(SceneError, match="Nothing that renders is selected"):
        menu.menu.submit_selected()
    menu.host.is_selected = True
    menu.menu.submit_selected()
    the(app, "SubmitDialog")


def test_jobs_are_a_window_or_a_panel_in_a_dock(menu: Menu, app: Any) -> None:
    menu.menu.show_jobs()
    the(app, "JobsPanel")
    assert type(menu.menu.make_jobs_panel()).__name__ == "JobsPanel"
    Path(preferences.path()).write_text("{")
    assert type(menu.menu.make_jobs_panel()).__name__ == "JobsPanel", "a dock is never without its panel"
    assert "preferences.json" in menu.messages[0]


def test_help_is_what_the_application_says(menu: Menu) -> None:
    menu.menu.show_help()
    assert menu.messages == ["Two entries."]


def test_preferences_are_shown_changed_and_kept(menu: Menu, app: Any) -> None:
    menu.menu.edit_preferences()
    dialog = the(app, "PreferencesDialog")
    assert (dialog.server.text(), dialog.python.text()) == (menu.farm.address, "/opt/python3")
    assert not dialog.problem.isVisible()
    type_into(dialog.server, "local")
    click(button(dialog, "Save"))
    assert preferences.load() == Preferences("local", "/opt/python3")
    assert not any(type(one).__name__ == "PreferencesDialog" and one.isVisible() for one in app.topLevelWidgets())


def test_what_is_no_server_is_said_in_the_dialog_and_nothing_is_kept(menu: Menu, app: Any) -> None:
    menu.menu.edit_preferences()
    dialog = the(app, "PreferencesDialog")
    type_into(dialog.server, "not a server")
    press(dialog.server, Qt.Key_Return)
    assert dialog.isVisible() and dialog.problem.isVisible() and "not a server" in dialog.problem.text()
    click(button(dialog, "Cancel"))
    assert preferences.load().server == menu.farm.address


def test_settings_of_this_machines_farm_are_shown_changed_and_kept(menu: Menu, app: Any) -> None:
    farm_settings.store({"slots": 3, "hours": "20:00-08:00"})
    menu.menu.edit_preferences()
    dialog = the(app, "PreferencesDialog")
    assert (dialog.slots.value(), dialog.hours.text(), dialog.keep_days.value()) == (3, "20:00-08:00", 7)
    type_into(dialog.hours, "at night")
    click(button(dialog, "Save"))
    assert dialog.isVisible() and "at night" in dialog.problem.text()
    type_into(dialog.hours, "19:00-07:30, sat-sun")
    dialog.slots_at_work.setValue(2)
    click(dialog.runs_on_battery)
    click(button(dialog, "Save"))
    kept = json.loads(Path(farm_settings.path()).read_text())
    assert kept == {"slots": 3, "hours": "19:00-07:30, sat-sun", "slots_at_work": 2, "runs_on_battery": True}


def test_preferences_are_one_window(menu: Menu, app: Any) -> None:
    menu.menu.edit_preferences()
    menu.menu.edit_preferences()
    the(app, "PreferencesDialog")


def test_file_that_cannot_be_used_is_said_and_replaced(menu: Menu, app: Any) -> None:
    Path(preferences.path()).write_text("{")
    menu.menu.edit_preferences()
    dialog = the(app, "PreferencesDialog")
    assert "preferences.json" in dialog.problem.text() and dialog.problem.isVisible()
    type_into(dialog.python, "/usr/bin/python3")
    click(button(dialog, "Save"))
    assert preferences.load() == Preferences("", "/usr/bin/python3")
