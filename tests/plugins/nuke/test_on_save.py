"""Submit on save in Nuke: the tick, the saves that count, and that nothing of it ever reaches Nuke."""

from __future__ import annotations

import importlib

import pytest

from afsubmit.submitter import on_save
from tests.fakes.farm_server import FarmServer
from tests.fakes.nuke import Habits
from tests.plugins.saves import jobs, until

SCRIPT = 'Root {\n first_frame 1\n last_frame 9\n}\nWrite {\n file "FOLDER/a.%04d.exr"\n name Write1\n}\n'


@pytest.fixture(params=[False, True], ids=["when idle", "at once"])
def nuke(request, open_script, tmp_path, monkeypatch):
    """A session with the menus, and a farm."""
    monkeypatch.setattr(on_save, "QUIET_SECONDS", 0.05)
    with FarmServer() as farm:
        monkeypatch.setenv("AFSUBMIT_SERVER", farm.address)
        habits = Habits(main_thread_calls_at_once=request.param)
        session = open_script(SCRIPT.replace("FOLDER", tmp_path.as_posix()), habits=habits)
        importlib.import_module("af_nuke._ui").register(importlib.import_module("af_nuke._hooks"))
        session.fake.farm = farm
        yield session.fake


def tick(fake):
    return fake.menus["Nuke"].menu("Render").menu("Afanasy").menu("Submit on save")


def test_script_without_the_tick_is_not_submitted(nuke) -> None:
    nuke.save()
    assert jobs(nuke, 1, seconds=0.3) == []
    assert not tick(nuke)._action._is_checked


def test_ticked_script_is_submitted_after_each_save_and_nothing_is_asked(nuke) -> None:
    tick(nuke).invoke()
    assert tick(nuke)._action._is_checked and nuke.is_modified
    nuke.save()
    (job,) = jobs(nuke, 1)
    assert job["blocks"][0]["name"] == "Write1"
    assert until(nuke, lambda: any("The farm took the job" in line for line in nuke.said))
    assert nuke.messages == [], "no window takes the focus"
    tick(nuke).invoke()
    nuke.save()
    assert len(jobs(nuke, 2, seconds=0.4)) == 1
    assert not tick(nuke)._action._is_checked


def test_tick_is_kept_in_the_script_and_counts_in_the_next_session(nuke, open_script) -> None:
    tick(nuke).invoke()
    nuke.is_modified = False
    text = nuke.script.text()
    farm = nuke.farm
    session = open_script(text, nuke.path)
    importlib.import_module("af_nuke._ui").register(importlib.import_module("af_nuke._hooks"))
    session.fake.farm = farm
    session.fake.save()
    assert len(jobs(session.fake, 1)) == 1
    assert tick(session.fake)._action._is_checked


def test_copy_that_is_saved_elsewhere_is_no_save(nuke, tmp_path) -> None:
    tick(nuke).invoke()
    nuke.save()
    jobs(nuke, 1)
    nuke._scriptSave((tmp_path / "elsewhere.nk").as_posix())
    assert len(jobs(nuke, 2, seconds=0.4)) == 1


def test_farm_that_is_away_is_a_line_and_the_save_is_a_save(nuke, monkeypatch) -> None:
    monkeypatch.setenv("AFSUBMIT_SERVER", "127.0.0.1:1")
    tick(nuke).invoke()
    nuke.save()
    assert not nuke.is_modified
    until(nuke, lambda: any("warning" in line for line in nuke.said))
    assert any("warning: Afanasy: " in line for line in nuke.said)
