"""From Houdini's menu to the farm, by mouse: the plugin's own menu files, the real dialog, the fake Houdini."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from typing import Any

import pytest

from afsubmit.local import launch
from afsubmit.wire import Client
from tests.fakes.busy_farm import BusyFarm
from tests.fakes.hou_scene import rop
from tests.plugins.houdini import farm, menus
from tests.plugins.houdini.conftest import PLUGIN, open_scene  # noqa: F401, the fixture
from tests.qt.hands import QtWidgets, button, cells, click

MAIN, OVER_NODES = menus.items(PLUGIN / "MainMenuCommon.xml"), menus.items(PLUGIN / "OPmenu.xml")
ROPS = (
    rop("/out/beauty", "ifd", trange="normal", f=(1001, 1010, 1), vm_picture="$HIP/a.$F4.exr"),
    rop("/out/archive", "alembic", trange="normal", f=(1001, 1010, 1), filename="$HIP/a.abc"),
)


@pytest.fixture
def opened(open_scene: Any, app: Any) -> Iterator[Any]:  # noqa: F811
    """Opens a scene; what stands of windows at the end is closed."""
    yield open_scene
    for window in app.topLevelWidgets():
        window.close()
        window.deleteLater()
    app.processEvents()


def dialog_of(app: Any) -> Any:
    (dialog,) = [one for one in app.topLevelWidgets() if type(one).__name__ == "SubmitDialog"]
    return dialog


def test_artist_submits_the_rop_under_the_mouse(opened: Any, app: Any, until: Any, monkeypatch: Any) -> None:
    fake = opened(*ROPS).fake
    with BusyFarm() as busy:
        monkeypatch.setenv("AFSUBMIT_SERVER", busy.address)
        menus.click(OVER_NODES["afsubmit_submit_node"], fake.node_at("/out/beauty"))
        assert fake.messages == []
        dialog = dialog_of(app)
        assert sorted(cells(dialog.outputs.view, 0)) == ["/out/archive", "/out/beauty"]
        assert dialog.outputs.count.text() == "1 of 2"
        until(lambda: dialog.bar.submit.isEnabled())
        click(dialog.bar.submit)
        until(lambda: any("job" in request for request in busy.requests))
        (job,) = [request["job"] for request in busy.requests if "job" in request]
        assert [block["name"] for block in job["blocks"]] == ["/out/beauty"]
        assert " node=/out/beauty frames=@#@..@#@ " in job["blocks"][0]["command"]
        until(lambda: "took the job" in dialog.bar.result.text())
    assert fake.messages == []
    assert not fake.undo, "settings are kept in the scene, without a step in the history"


def test_settings_of_houdini_are_in_the_form(opened: Any, app: Any) -> None:
    opened(*ROPS)
    menus.click(MAIN["afsubmit_submit"])
    dialog = dialog_of(app)
    for key in ("take", "render_exports"):
        assert dialog.form.findChild(QtWidgets.QWidget, key) is not None, key
    assert button(dialog, "All").isVisible()


def test_jobs_window_and_pane_open(opened: Any, app: Any) -> None:
    fake = opened(*ROPS).fake
    menus.click(MAIN["afsubmit_jobs"])
    assert fake.messages == []
    assert any(type(one).__name__ == "JobsPanel" for one in app.topLevelWidgets())
    space: dict[str, Any] = {}
    panel = ElementTree.parse(PLUGIN / "python_panels" / "afsubmit.pypanel").getroot()
    exec(panel.findtext("interface/script") or "", space)
    assert type(space["onCreateInterface"]()).__name__ == "JobsPanel"


def test_nothing_selected_is_a_sentence(opened: Any, app: Any) -> None:
    fake = opened(*ROPS).fake
    menus.click(MAIN["afsubmit_submit_selected"])
    assert "Nothing that renders is selected" in fake.messages[0]


@pytest.mark.skipif(os.name == "nt", reason="the stand-ins are started by a shell script")
def test_chain_goes_from_the_dialog_to_its_last_picture(
    opened: Any, app: Any, until: Any, monkeypatch: Any, tmp_path: Any
) -> None:
    monkeypatch.setenv("AFSUBMIT_SERVER", "local")
    place = tmp_path / "shots"
    place.mkdir()
    fake = opened(farm.chain(), path=place / "shot v001.hip").fake
    try:
        menus.click(MAIN["afsubmit_submit"])
        dialog = dialog_of(app)
        for key, value in {**farm.programs(tmp_path / "programs"), "frames_per_task": 3}.items():
            dialog.draft.set(key, value)
        dialog._ask()
        until(lambda: dialog.bar.submit.isEnabled())
        click(dialog.bar.submit)
        until(lambda: "took the job" in dialog.bar.result.text(), seconds=farm.PATIENCE_SECONDS)
        client = Client(launch.status().address)
        (number,) = [job["id"] for job in client.jobs() if job["name"] == "shot v001"]
        assert "DON" in farm.state_when_over(client, number)
    finally:
        launch.stop()
    assert farm.written(place) == farm.files_of_chain("shot v001")
    assert fake.messages == []
