"""Submit on save in Maya: the tick, the saves that count, and that nothing of it ever reaches Maya."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from afsubmit.submitter import on_save
from tests.fakes.farm_server import FarmServer
from tests.fakes.maya import Habits
from tests.plugins.maya.scenes import LAYERS
from tests.plugins.saves import jobs, until


@pytest.fixture(params=[False, True], ids=["cleared before the message", "cleared after the message"])
def maya(request, open_scene, monkeypatch):
    """A session with the menu, and a farm."""
    monkeypatch.setattr(on_save, "QUIET_SECONDS", 0.05)
    with FarmServer() as farm:
        monkeypatch.setenv("AFSUBMIT_SERVER", farm.address)
        session = open_scene(LAYERS, habits=Habits(flag_goes_after_message=request.param, export_fires_save=True))
        importlib.import_module("af_maya._ui").register(importlib.import_module("af_maya._hooks"))
        session.fake.farm = farm
        session.fake.path = str(session.path)  # either slash of Windows will do
        yield session.fake


def tick(fake):
    return fake.menus["afsubmitMenu"].item("Submit on save")


def test_scene_without_the_tick_is_not_submitted(maya) -> None:
    maya.save()
    assert jobs(maya, 1, seconds=0.3) == []
    assert tick(maya).check_box is False


def test_ticked_scene_is_submitted_after_each_save_and_nothing_is_asked(maya) -> None:
    tick(maya).click()
    assert tick(maya).check_box is True and maya.is_modified
    maya.save()
    (job,) = jobs(maya, 1)
    assert len(job["blocks"]) >= 2
    assert until(maya, lambda: any("The farm took the job" in line for line in maya.said))
    assert maya.messages == [], "no window takes the focus"
    tick(maya).click()
    maya.save()
    assert len(jobs(maya, 2, seconds=0.4)) == 1
    assert tick(maya).check_box is False


def test_tick_is_kept_in_the_scene_and_counts_in_the_next_session(maya, open_scene) -> None:
    tick(maya).click()
    Path(maya.path).write_bytes(maya.written("mayaAscii"))
    again = open_scene(LAYERS, habits=Habits()).fake
    again.farm = maya.farm
    importlib.import_module("af_maya._ui").register(importlib.import_module("af_maya._hooks"))
    again.open(again.path)
    assert tick(again).check_box is True
    again.save()
    assert len(jobs(again, 1)) == 1


def test_export_of_the_artist_s_is_no_save(maya, tmp_path) -> None:
    tick(maya).click()
    maya.save()
    jobs(maya, 1)
    maya.changed("something of the artist")
    maya.do_file(str(tmp_path / "elsewhere.ma"), exportAll=True, type="mayaAscii", force=True)
    assert len(jobs(maya, 2, seconds=0.4)) == 1


def test_farm_that_is_away_is_a_line_and_the_save_is_a_save(maya, monkeypatch) -> None:
    monkeypatch.setenv("AFSUBMIT_SERVER", "127.0.0.1:1")
    tick(maya).click()
    maya.save()
    assert not maya.is_modified
    until(maya, lambda: any("error" in line for line in maya.said))
    assert any("error: Afanasy: " in line for line in maya.said)


def test_another_scene_has_a_tick_of_its_own(maya) -> None:
    tick(maya).click()
    maya.do_file(new=True, force=True)
    assert tick(maya).check_box is False


def test_ear_that_is_taken_away_hears_nothing(maya) -> None:
    hooks = importlib.import_module("af_maya._hooks")
    hooks.forget()
    assert maya.callbacks == {}
    hooks.forget()


def test_look_that_fails_reaches_nobody(maya, monkeypatch, caplog) -> None:
    monkeypatch.setattr(maya, "do_fileInfo", lambda *words, **flags: 1 / 0)
    maya.save()
    assert "could not be found out" in caplog.text
