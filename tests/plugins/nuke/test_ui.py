"""The menus in Nuke: what is there, that nothing clashes, and that nothing that goes wrong reaches Nuke."""

from __future__ import annotations

import importlib
import runpy
import sys
import types

import pytest

from tests.plugins.nuke.conftest import PLUGIN

SCRIPT = "Root {\n}\nWrite {\n file /r/a.%04d.exr\n name Write1\n}\n"
OTHERS_KEYS = {"F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12"}


@pytest.fixture
def ui(open_script, monkeypatch):
    """The session, and the room's _ui in it."""
    panels = types.ModuleType("nukescripts.panels")
    panels.registered = []
    panels.registerWidgetAsPanel = lambda *words: panels.registered.append(words)
    monkeypatch.setitem(sys.modules, "nukescripts", types.ModuleType("nukescripts"))
    monkeypatch.setitem(sys.modules, "nukescripts.panels", panels)
    session = open_script(SCRIPT)
    session.panels = panels
    return session, importlib.import_module("af_nuke._ui")


def test_menus_are_made_once_however_often_they_are_made(ui) -> None:
    session, module = ui
    module.register(importlib.import_module("af_nuke._hooks"))
    module.register(importlib.import_module("af_nuke._hooks"))
    menu = session.fake.menus["Nuke"].menu("Render").menu("Afanasy")
    names = [item.name() for item in menu.items() if item.name()]
    assert names == [
        "Submit…",
        "Submit selected…",
        "Jobs",
        "Submit on save",
        "Preferences…",
        "Check this installation…",
        "Help",
    ]
    graph = session.fake.menus["Node Graph"].menu("Afanasy")
    assert [item.name() for item in graph.items()] == ["Submit selected…"]


def test_shortcuts_are_nobody_else_s(ui) -> None:
    session, module = ui
    module.register(importlib.import_module("af_nuke._hooks"))
    items = session.fake.menus["Nuke"].menu("Render").menu("Afanasy").items()
    keys = [item._shortcut for item in items if item._shortcut]
    assert keys and all(key.count("+") == 3 for key in keys)
    assert not {key.upper() for key in keys} & OTHERS_KEYS
    assert len(set(keys)) == len(keys)


def test_hiero_without_nuke_s_menus_gets_none_and_starts(ui) -> None:
    session, module = ui
    session.fake.module.env["hiero"] = True
    session.fake.module.env["studio"] = False
    module.register(importlib.import_module("af_nuke._hooks"))
    assert session.fake.menus["Nuke"].items() == []


def test_panel_can_be_docked(ui) -> None:
    session, module = ui
    module.register(importlib.import_module("af_nuke._hooks"))
    (words,) = session.panels.registered
    assert eval(words[0], {}) is module.make_jobs_panel, "wherever Nuke evaluates it"  # noqa: S307
    assert words[1:] == ("Afanasy Jobs", "afsubmit.jobs")


def test_what_goes_wrong_is_shown_and_never_raised(ui, monkeypatch, caplog) -> None:
    session, module = ui

    def failing() -> None:
        raise ZeroDivisionError("of a colleague")

    monkeypatch.setattr(module, "_menu", failing)
    module.register(importlib.import_module("af_nuke._hooks"))
    session.fake.menus["Nuke"].menu("Render").menu("Afanasy").menu("Submit…").invoke()
    assert session.fake.messages == ["of a colleague"]
    assert "ZeroDivisionError" in caplog.text


def test_nothing_selected_is_a_sentence(ui) -> None:
    session, module = ui
    module.register(importlib.import_module("af_nuke._hooks"))
    session.fake.menus["Node Graph"].menu("Afanasy").menu("Submit selected…").invoke()
    assert "Nothing that renders is selected" in session.fake.messages[0] or "Qt" in session.fake.messages[0]


def test_core_that_is_gone_is_a_sentence(ui, monkeypatch) -> None:
    session, module = ui
    module.register(importlib.import_module("af_nuke._hooks"))
    monkeypatch.setitem(sys.modules, "afsubmit.submitter.guard", None)
    session.fake.menus["Nuke"].menu("Render").menu("Afanasy").menu("Help").invoke()
    assert "install afsubmit again" in session.fake.messages[0]


@pytest.mark.parametrize("door", ["init.py", "menu.py"])
def test_door_that_fails_leaves_one_line_and_nuke_starts(door: str, monkeypatch, capsys) -> None:
    class Broken(types.ModuleType):
        def __getattr__(self, name: str) -> object:
            raise RuntimeError("a broken installation")

    monkeypatch.setitem(sys.modules, "af_nuke", Broken("af_nuke"))
    runpy.run_path(str(PLUGIN / door))
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == (1 if door == "menu.py" else 0)
