"""From Maya's menu to the farm, by mouse: the plugin's menu, the real dialog and dock, the fake Maya."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest

from afsubmit.qt.binding import QtCore
from afsubmit.qt.outputs_table import RENDERER
from tests.fakes.busy_farm import BusyFarm
from tests.plugins.maya.conftest import open_scene  # noqa: F401, the fixture
from tests.plugins.maya.scenes import END, lighting, unique
from tests.qt.hands import QtWidgets, cells, click

ROWS = ["beauty shotCam", "beauty wideCam", "shadow shotCam", "shadow wideCam"]


@pytest.fixture
def session(open_scene: Any, app: Any) -> Iterator[Any]:  # noqa: F811
    made = open_scene(lighting())
    importlib.import_module("af_maya._ui").register(importlib.import_module("af_maya._hooks"))
    yield made
    for window in app.topLevelWidgets():
        window.close()
        window.deleteLater()
    app.processEvents()


def entry(session: Any, label: str) -> Any:
    return session.fake.menus["afsubmitMenu"].item(label)


def dialog_of(app: Any) -> Any:
    (dialog,) = [one for one in app.topLevelWidgets() if type(one).__name__ == "SubmitDialog"]
    return dialog


def test_artist_submits_one_layer_from_the_menu(session: Any, app: Any, until: Any, monkeypatch: Any) -> None:
    before = session.state()
    with BusyFarm() as farm:
        monkeypatch.setenv("AFSUBMIT_SERVER", farm.address)
        session.fake.selection = ["beauty"]
        entry(session, "Submit selected layers").click()
        assert session.fake.messages == []
        dialog = dialog_of(app)
        assert cells(dialog.outputs.view, 0) == ROWS
        assert cells(dialog.outputs.view, 1) == ["1001-1048", "1001-1048", "1-20", "1-20"]
        assert dialog.outputs.count.text() == "2 of 4"
        until(lambda: dialog.bar.submit.isEnabled())
        click(dialog.bar.submit)
        until(lambda: any("job" in request for request in farm.requests))
        (job,) = [request["job"] for request in farm.requests if "job" in request]
        assert [block["name"] for block in job["blocks"]] == ROWS[:2]
        assert " -rl rs_beauty -cam wideCam " in job["blocks"][1]["command"]
        until(lambda: "took the job" in dialog.bar.result.text())
    assert session.fake.messages == []
    after = session.state()
    assert after[0][:2] == before[0][:2] and after[0][3:5] == before[0][3:5], "name, type, frame and layer"
    assert session.fake.undo_steps == [], "no step of the undo history"


def test_visible_layer_is_meant_when_none_is_selected(session: Any, app: Any) -> None:
    session.fake.layer = "rs_shadow"
    entry(session, "Submit selected layers").click()
    dialog = dialog_of(app)
    assert dialog.draft.chosen == {"rs_shadow shotCam", "rs_shadow wideCam"}


def test_layer_that_is_off_says_why_it_is_not_listed(session: Any, app: Any, until: Any) -> None:
    entry(session, "Submit…").click()
    dialog = dialog_of(app)
    until(lambda: dialog.problems.isVisible() and "matte" in problems(dialog))
    assert "Not renderable, and not sent: masterLayer, matte." in problems(dialog)
    lines = dialog.problems.findChildren(QtWidgets.QWidget, "problem")
    assert sum(line.height() for line in lines) <= dialog.problems.viewport().height(), "and it can be read"


def problems(dialog: Any) -> str:
    """What the list of problems says."""
    return " ".join(label.text() for label in dialog.problems.findChildren(QtWidgets.QLabel))


def test_files_of_aovs_are_folded_into_their_row(session: Any, app: Any) -> None:
    entry(session, "Submit…").click()
    dialog = dialog_of(app)
    row = dialog.outputs.shown()[0]
    assert [path.split("/")[-2] for path in row.output.files] == ["beauty", "N", "Z"]
    files = cells(dialog.outputs.view, 3)[0]
    assert files.endswith("/beauty/shotCam/beauty/shot v001.####.exr   + 2 more"), files
    tip = dialog.outputs.view.model().index(0, 3).data(QtCore.Qt.ToolTipRole)
    assert tip.count(".1001.exr") == 3 and "/N/" in tip


def test_renderers_are_a_column_where_layers_have_different_ones(open_scene: Any, session: Any, app: Any) -> None:  # noqa: F811
    entry(session, "Submit…").click()
    assert dialog_of(app).outputs.view.isColumnHidden(RENDERER), "all are Arnold's"
    dialog_of(app).close()
    nodes, hangs = unique("shadow", "currentRenderer", '-type "string" "mayaHardware2"')
    nodes = nodes.replace('-at "double"', '-dt "string"')
    again = open_scene(lighting().replace(END, nodes + hangs + END), path="")
    importlib.import_module("af_maya._ui").register(importlib.import_module("af_maya._hooks"))
    entry(again, "Submit…").click()
    (dialog,) = [one for one in app.topLevelWidgets() if type(one).__name__ == "SubmitDialog" and one.isVisible()]
    assert not dialog.outputs.view.isColumnHidden(RENDERER)
    assert cells(dialog.outputs.view, RENDERER) == ["arnold", "arnold", "mayaHardware2", "mayaHardware2"]
    dialog.resize(1100, 700)
    app.processEvents()
    view = dialog.outputs.view
    assert view.columnViewportPosition(RENDERER) + view.columnWidth(RENDERER) <= view.viewport().width(), "in sight"


def test_list_is_read_again_when_the_dialog_is_opened_again(session: Any, app: Any, until: Any) -> None:
    entry(session, "Submit…").click()
    dialog = dialog_of(app)
    assert cells(dialog.outputs.view, 0) == ROWS
    dialog.close()
    app.processEvents()
    session.fake.set("rs_matte.renderable", "yes")
    session.fake.set("rs_shadow.renderable", "no")
    entry(session, "Submit…").click()
    (again,) = [one for one in app.topLevelWidgets() if type(one).__name__ == "SubmitDialog" and one.isVisible()]
    assert cells(again.outputs.view, 0) == ["beauty shotCam", "beauty wideCam", "matte shotCam", "matte wideCam"]


def test_layer_that_goes_while_the_dialog_is_open_is_told_and_not_sent(
    session: Any, app: Any, until: Any, monkeypatch: Any
) -> None:
    with BusyFarm() as farm:
        monkeypatch.setenv("AFSUBMIT_SERVER", farm.address)
        entry(session, "Submit…").click()
        dialog = dialog_of(app)
        until(lambda: dialog.bar.submit.isEnabled())
        session.fake.set("rs_shadow.renderable", "no")
        click(dialog.bar.submit)
        until(lambda: "no longer has" in dialog.bar.result.text())
        assert not any("job" in request for request in farm.requests)
        assert cells(dialog.outputs.view, 0) == ROWS[:2]


def test_settings_of_maya_are_in_the_form(session: Any, app: Any) -> None:
    entry(session, "Submit…").click()
    assert {"snapshot_by_saving", "threads"} <= set(dialog_of(app).draft.keys)


def test_jobs_are_a_dock_that_comes_back_with_the_workspace(session: Any, app: Any) -> None:
    shiboken = importlib.import_module("shiboken6" if "6" in QtWidgets.__name__ else "shiboken2")
    from af_maya._ui import DOCK

    place = QtWidgets.QWidget()
    session.fake.controls[DOCK] = shiboken.getCppPointer(place)[0]
    entry(session, "Jobs").click()
    assert session.fake.messages == []
    assert session.fake.docks[DOCK].label == "Afanasy Jobs"
    assert panels(place) == 1
    entry(session, "Jobs").click()
    assert session.fake.docks[DOCK].restored == 1
    session.fake.do_file(new=True, force=True)
    assert panels(place) == 1, "a new scene leaves it"
    place = QtWidgets.QWidget()
    session.fake.controls[DOCK] = shiboken.getCppPointer(place)[0]
    exec(session.fake.docks[DOCK].script, {})
    assert panels(place) == 1, "another workspace has made its own"
    exec(session.fake.docks[DOCK].script, {})
    app.processEvents()
    app.sendPostedEvents(None, 52)  # deferred deletion
    assert panels(place) == 1, "and only one"


def panels(place: Any) -> int:
    return sum(type(one).__name__ == "JobsPanel" for one in place.children())
