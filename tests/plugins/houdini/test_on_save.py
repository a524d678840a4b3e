"""Submit on save in Houdini: the entry, the saves that count, and that nothing of it ever reaches Houdini."""

from __future__ import annotations

import importlib

import pytest

from afsubmit.submitter import on_save
from tests.fakes.farm_server import FarmServer
from tests.fakes.hou import Habits
from tests.fakes.hou_scene import rop
from tests.plugins.houdini import menus
from tests.plugins.houdini.conftest import PLUGIN
from tests.plugins.saves import jobs, until

ITEM = menus.items(PLUGIN / "MainMenuCommon.xml")["afsubmit_on_save"]
ROP = rop("/out/beauty", "ifd", trange="normal", f=(1, 9, 1), vm_picture="$HIP/a.$F4.exr")
HABITS = {
    "as documented": Habits(),
    "changed until after the event": Habits(cleared_after_event=True),
    "a copy clears the changes and fires no event": Habits(backup_clears_modified=True, backup_fires_events=False),
    "Houdini 19.5": Habits(version="19.5"),
}


@pytest.fixture(params=HABITS.values(), ids=list(HABITS))
def houdini(request, open_scene, monkeypatch):
    """A session that listens, and a farm."""
    monkeypatch.setattr(on_save, "QUIET_SECONDS", 0.05)
    with FarmServer() as farm:
        monkeypatch.setenv("AFSUBMIT_SERVER", farm.address)
        session = open_scene(ROP, habits=request.param)
        importlib.import_module("af_houdini._hooks").listen()
        session.fake.farm = farm
        yield session.fake


def test_scene_that_does_not_ask_is_not_submitted(houdini) -> None:
    houdini.save()
    assert jobs(houdini, 1, seconds=0.3) == []
    assert menus.label(ITEM) == "Submit on Save: Off"


def test_scene_that_asks_is_submitted_after_each_save_and_nothing_is_asked(houdini) -> None:
    menus.click(ITEM)
    assert menus.label(ITEM) == "Submit on Save: On"
    assert houdini.is_modified
    houdini.save()
    (job,) = jobs(houdini, 1)
    assert job["blocks"][0]["name"] == "/out/beauty"
    assert until(houdini, lambda: any("The farm took the job" in line for line in houdini.messages))
    assert all(line.startswith("status: ") for line in houdini.messages), "no window takes the focus"
    menus.click(ITEM)
    houdini.save()
    assert len(jobs(houdini, 2, seconds=0.4)) == 1
    assert menus.label(ITEM) == "Submit on Save: Off"


def test_wish_is_kept_in_the_scene_and_counts_in_the_next_session(houdini, open_scene) -> None:
    menus.click(ITEM)
    farm, made, path = houdini.farm, houdini.made, houdini.path
    fake = open_scene(made, path=path, habits=houdini.habits).fake
    importlib.import_module("af_houdini._hooks").listen()
    fake.farm = farm
    fake.save()
    assert len(jobs(fake, 1)) == 1


def test_autosaves_and_copies_elsewhere_are_no_save(houdini, tmp_path) -> None:
    menus.click(ITEM)
    houdini.save()
    jobs(houdini, 1)
    houdini.autosave()
    houdini.write_copy(str(tmp_path / "elsewhere.hip"))
    houdini.save_backup()
    assert len(jobs(houdini, 2, seconds=0.4)) == 1


def test_save_as_counts_under_its_new_name(houdini, tmp_path) -> None:
    menus.click(ITEM)
    houdini.save(str(tmp_path / "other name.hip"))
    (job,) = jobs(houdini, 1)
    assert job["name"] == "other name"


def test_callbacks_that_another_tool_took_away_come_back_when_the_menu_opens(houdini) -> None:
    menus.click(ITEM)
    houdini.callbacks.clear()
    houdini.save()
    assert jobs(houdini, 1, seconds=0.3) == []
    assert menus.label(ITEM) == "Submit on Save: On"
    houdini.save()
    assert len(jobs(houdini, 1)) == 1


def test_listening_twice_is_listening_once(houdini) -> None:
    hooks = importlib.import_module("af_houdini._hooks")
    hooks.listen()
    hooks.listen()
    assert len(houdini.callbacks) == 1


def test_farm_that_is_away_is_a_line_and_the_save_is_a_save(houdini, monkeypatch) -> None:
    monkeypatch.setenv("AFSUBMIT_SERVER", "127.0.0.1:1")
    menus.click(ITEM)
    houdini.save()
    assert not houdini.is_modified
    until(houdini, lambda: len(houdini.messages) >= 2)
    assert "127.0.0.1:1" in houdini.messages[-1]


def test_session_without_a_window_submits_nothing(open_scene, monkeypatch) -> None:
    fake = open_scene(ROP, habits=Habits(is_gui=False)).fake
    hooks = importlib.import_module("af_houdini._hooks")
    hooks.listen()
    hooks.toggle()
    assert hooks._is_wanted()
    with FarmServer() as farm:
        monkeypatch.setenv("AFSUBMIT_SERVER", farm.address)
        fake.callbacks[:] = [hooks._heard]
        hooks._watching.clear()
        fake.save()
        fake.idle(0.3)
        assert not farm.jobs
