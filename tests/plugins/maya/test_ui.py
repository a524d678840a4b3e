"""The menu in Maya: what is there, what is meant by it, and that nothing that goes wrong reaches Maya."""

from __future__ import annotations

import importlib
import sys

import pytest

from afsubmit.errors import SceneError
from tests.fakes.maya import Habits
from tests.plugins.maya.scenes import LAYERS

ENTRIES = [
    "Submit…",
    "Submit selected layers",
    "Jobs",
    "Submit on save",
    "",
    "Preferences…",
    "Check this installation…",
    "Help",
]


@pytest.fixture
def ui(open_scene):
    """The session, and the room's _ui in it."""
    session = open_scene(LAYERS)
    return session, importlib.import_module("af_maya._ui")


def made(session):
    (menu,) = session.fake.menus.values()
    return menu


def test_menu_is_made_once_however_often_it_is_made(ui) -> None:
    session, module = ui
    for _ in range(2):
        module.register(importlib.import_module("af_maya._hooks"))
    menu = made(session)
    assert menu.label == "Afanasy"
    assert [item.label for item in menu.items.values()] == ENTRIES
    assert len(session.fake.callbacks) == 3, "the first one's are taken away"


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_menu_uses_what_each_year_has(open_scene, year) -> None:
    session = open_scene(LAYERS, habits=Habits(year=year))
    importlib.import_module("af_maya._ui").register(importlib.import_module("af_maya._hooks"))
    assert made(session).items


def test_what_goes_wrong_is_shown_and_never_raised(ui, monkeypatch, caplog) -> None:
    session, module = ui

    def failing(**words: object) -> None:
        raise ZeroDivisionError("of a colleague")

    monkeypatch.setattr(module, "_menu", failing)
    module.register(importlib.import_module("af_maya._hooks"))
    for label in ("Submit…", "Submit selected layers", "Preferences…", "Help"):
        made(session).item(label).click()
    assert session.fake.messages == ["of a colleague"] * 4
    assert "ZeroDivisionError" in caplog.text


def test_core_that_is_gone_is_a_sentence(ui, monkeypatch) -> None:
    session, module = ui
    module.register(importlib.import_module("af_maya._hooks"))
    monkeypatch.setitem(sys.modules, "afsubmit.submitter.guard", None)
    made(session).item("Help").click()
    assert "install afsubmit again" in session.fake.messages[0]


def test_maya_that_answers_with_none_has_none_of_it(ui, monkeypatch) -> None:
    session, _ = ui
    for name in ("ls", "listConnections", "workspace", "fileInfo", "pluginInfo", "unknownPlugin"):
        monkeypatch.setattr(session.fake, f"do_{name}", lambda *words, **flags: None)
    from af_maya._host import MayaHost

    state = MayaHost().scene()
    assert state.path == session.fake.path and state.project == ""
    assert dict(MayaHost().load_settings()) == {}


def test_vendor_error_names_the_call(ui, monkeypatch) -> None:
    session, _ = ui

    def failing(*words: object, **flags: object) -> None:
        raise RuntimeError("Unexpected Internal Failure\n")

    monkeypatch.setattr(session.fake, "do_workspace", failing)
    from af_maya._host import MayaHost

    with pytest.raises(SceneError, match=r"Maya could not answer file\(\): Unexpected Internal Failure"):
        MayaHost().scene()


SELECTIONS = [
    pytest.param([], False, None, id="nothing"),
    pytest.param(["beauty"], True, ["rs_beauty"], id="a layer of Render Setup"),
    pytest.param(["rs_beauty", "legacy"], True, ["rs_beauty", "legacy"], id="nodes of layers"),
    pytest.param(["shotCam"], True, ["defaultRenderLayer", "rs_beauty"], id="a camera"),
    pytest.param(["shotCamShape"], True, ["defaultRenderLayer", "rs_beauty"], id="a camera's shape"),
    pytest.param(["left"], False, None, id="something else"),
]


@pytest.mark.parametrize(("names", "has_some", "layers"), SELECTIONS)
def test_selected_are_the_outputs_of_selected_layers_and_cameras(ui, names, has_some, layers) -> None:
    from af_maya._host import MayaHost

    session, _ = ui
    session.fake.selection = names
    host = MayaHost()
    outputs = host.outputs()
    assert host.has_selection() is has_some
    chosen = [output for output in outputs if output.id in host.selected()]
    wanted = {output.facts.layer for output in outputs} if layers is None else set(layers)
    assert {output.facts.layer for output in chosen} == wanted


def test_selected_layers_are_those_of_nodes_else_the_visible_one(ui) -> None:
    from af_maya._host import MayaHost

    session, _ = ui
    host = MayaHost(of_layers=True)
    layers = {output.id: output.facts.layer for output in host.outputs()}
    session.fake.selection = ["shotCam"]
    session.fake.layer = "rs_beauty"
    assert {layers[one] for one in host.selected()} == {"rs_beauty"}
    session.fake.selection = ["legacy"]
    assert {layers[one] for one in host.selected()} == {"legacy"}


def test_public_words_are_there(ui) -> None:
    import af_maya

    for name in ("show", "submit", "preview", "fill_jobs_dock"):
        assert callable(getattr(af_maya, name))
    with pytest.raises(AttributeError):
        af_maya.shew  # noqa: B018
