"""From Nuke's menu to the farm, by mouse: the plugin's menus, the real dialog, the fake Nuke."""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.busy_farm import BusyFarm
from tests.plugins.nuke.conftest import open_script  # noqa: F401, the fixture
from tests.qt.hands import Qt, QtWidgets, button, cells, click, open_box, press, type_into

SCRIPT = "Root {\n first_frame 1001\n last_frame 1010\n}\nWrite {\n file FOLDER/a.%04d.exr\n name Write1\n}\n"
SCRIPT += "Write {\n file FOLDER/b.mov\n name Review\n}\n"


@pytest.fixture
def session(open_script: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, app: Any) -> Iterator[Any]:  # noqa: F811
    panels = types.ModuleType("nukescripts.panels")
    panels.registerWidgetAsPanel = lambda *words: None
    monkeypatch.setitem(sys.modules, "nukescripts", types.ModuleType("nukescripts"))
    monkeypatch.setitem(sys.modules, "nukescripts.panels", panels)
    made = open_script(SCRIPT.replace("FOLDER", str(tmp_path)))
    importlib.import_module("af_nuke._ui").register(importlib.import_module("af_nuke._hooks"))
    yield made
    for window in app.topLevelWidgets():
        window.close()
        window.deleteLater()
    app.processEvents()


def test_artist_submits_the_selected_write_from_the_menu(session: Any, app: Any, until: Any, monkeypatch: Any) -> None:
    with BusyFarm() as farm:
        monkeypatch.setenv("AFSUBMIT_SERVER", farm.address)
        session.fake.selection = ["Write1"]
        session.fake.menus["Node Graph"].menu("Afanasy").menu("Submit selected…").invoke()
        assert session.fake.messages == []
        (dialog,) = [one for one in app.topLevelWidgets() if type(one).__name__ == "SubmitDialog"]
        assert cells(dialog.outputs.view, 0) == ["Write1", "Review"]
        assert dialog.outputs.count.text() == "1 of 2"
        until(lambda: dialog.bar.submit.isEnabled())
        click(dialog.bar.submit)
        until(lambda: any("job" in request for request in farm.requests))
        (job,) = [request["job"] for request in farm.requests if "job" in request]
        assert [block["name"] for block in job["blocks"]] == ["Write1"]
        assert " -X Write1 -F @#@-@#@ -x " in job["blocks"][0]["command"]
        until(lambda: "took the job" in dialog.bar.result.text())
    assert session.fake.messages == []


def test_settings_of_nuke_are_in_the_form_and_kept_in_the_script(session: Any, app: Any, until: Any) -> None:
    session.fake.menus["Nuke"].menu("Render").menu("Afanasy").menu("Submit…").invoke()
    (dialog,) = [one for one in app.topLevelWidgets() if type(one).__name__ == "SubmitDialog"]
    for key in ("views", "local_render"):
        assert dialog.form.findChild(QtWidgets.QWidget, key) is not None, key
    assert dialog.windowTitle()
    assert button(dialog, "All").isVisible()


def test_jobs_window_opens_from_the_menu(session: Any, app: Any) -> None:
    session.fake.menus["Nuke"].menu("Render").menu("Afanasy").menu("Jobs").invoke()
    assert session.fake.messages == []
    assert any(type(one).__name__ == "JobsPanel" for one in app.topLevelWidgets())


def test_set_ups_are_kept_in_the_script_chosen_from_the_bar_and_sent(
    session: Any, app: Any, until: Any, choose: Any, monkeypatch: Any
) -> None:
    with BusyFarm() as farm:
        monkeypatch.setenv("AFSUBMIT_SERVER", farm.address)
        session.fake.menus["Nuke"].menu("Render").menu("Afanasy").menu("Submit…").invoke()
        (dialog,) = [one for one in app.topLevelWidgets() if type(one).__name__ == "SubmitDialog"]
        dialog.draft.choose(["Write1"], is_chosen=False)
        dialog.draft.set("priority", 33)
        choose(dialog.setups, "Keep as set-up\N{HORIZONTAL ELLIPSIS}")
        line = open_box(app, QtWidgets.QInputDialog).findChild(QtWidgets.QLineEdit)
        type_into(line, "review & co")
        press(line, Qt.Key_Return)
        until(lambda: dialog.setups.text() == "review && co")
        kept = session.host.load_settings()
        assert kept == {"setups": {"review & co": {"outputs": ["Review"], "settings": {"priority": 33}}}}
        dialog.draft.reset_all()
        dialog.draft.choose(["Write1"], is_chosen=True)
        choose(dialog.setups, "review && co")
        assert dialog.outputs.count.text() == "1 of 2"
        until(lambda: dialog.bar.submit.isEnabled())
        click(dialog.bar.submit)
        until(lambda: any("job" in request for request in farm.requests))
        (job,) = [request["job"] for request in farm.requests if "job" in request]
        assert ([block["name"] for block in job["blocks"]], job["priority"]) == (["Review"], 33)
        until(lambda: "took the job" in dialog.bar.result.text())
        assert session.host.load_settings() == {**kept, "priority": 33}
        dialog.setups._ask_new_name("review & co")
        line = open_box(app, QtWidgets.QInputDialog).findChild(QtWidgets.QLineEdit)
        assert line.text() == "review & co"
        type_into(line, "review")
        press(line, Qt.Key_Return)
        until(lambda: list(session.host.load_settings()["setups"]) == ["review"])
        dialog.setups._remove("review")
        assert session.host.load_settings() == {"priority": 33}
