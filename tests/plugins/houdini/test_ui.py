"""The menus in Houdini: what is there, that nothing clashes, and that nothing that goes wrong reaches Houdini."""

from __future__ import annotations

import importlib
import runpy
import subprocess
import sys
import types
import xml.etree.ElementTree as ElementTree

import pytest

from tests.fakes.hou import Habits
from tests.fakes.hou_scene import rop
from tests.fakes.hou_stubs import VERSIONS
from tests.plugins.houdini import menus
from tests.plugins.houdini.conftest import PLUGIN

MAIN, OVER_NODES = PLUGIN / "MainMenuCommon.xml", PLUGIN / "OPmenu.xml"
PANEL = PLUGIN / "python_panels" / "afsubmit.pypanel"
PROJECT = PLUGIN.parents[1]
DOORS = sorted(PLUGIN.glob("python*libs/pythonrc.py"))
ROPS = (
    rop("/obj/geo1", "geo"),
    rop("/obj/geo1/cache", "filecache::2.0"),
    rop("/obj/geo1/box1", "box"),
    rop("/out/beauty", "ifd", vm_picture="$HIP/a.$F4.exr"),
)


def test_every_id_is_ours_and_the_menu_is_there_once() -> None:
    found = {**menus.items(MAIN), **menus.items(OVER_NODES)}
    assert len(found) == 11
    assert all(name.startswith("afsubmit_") for name in found)
    menu = menus.items(MAIN)["afsubmit_menu"]
    assert menu.findtext("insertBefore") == "help_menu"
    assert menus.items(MAIN)["afsubmit_render_submit"].findtext("parent") == "render_menu"


def test_entries_are_those_of_every_application(open_scene) -> None:
    open_scene(*ROPS)
    entries = [menus.label(one) for one in menus.items(MAIN)["afsubmit_menu"].findall("scriptItem")]
    assert entries == [
        "Submit...",
        "Submit Selected...",
        "Jobs",
        "Submit on Save: Off",
        "Preferences...",
        "Check This Installation...",
        "Help",
    ]


@pytest.mark.qt
def test_every_entry_calls_something_that_there_is(open_scene, monkeypatch) -> None:
    from afsubmit.qt.host_menu import HostMenu

    fake = open_scene(*ROPS).fake
    called: list[str] = []
    for name in ("submit", "submit_selected", "show_jobs", "edit_preferences"):
        monkeypatch.setattr(HostMenu, name, lambda self, name=name: called.append(name))
    found = {**menus.items(MAIN), **menus.items(OVER_NODES)}
    for item in found.values():
        if item.findtext("scriptCode") and item.attrib["id"] != "afsubmit_on_save":
            menus.click(item, fake.node_at("/out/beauty"))
    assert sorted(called) == ["edit_preferences", "show_jobs", "submit", "submit", "submit_selected", "submit_selected"]
    (text,) = fake.messages
    assert "TOP" in text, "Help"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("path", "is_there"),
    [("/out/beauty", True), ("/obj/geo1/cache", True), ("/obj/geo1/box1", False), ("/obj/geo1", False)],
)
def test_menu_over_a_node_is_for_those_that_render(open_scene, version: str, path: str, is_there: bool) -> None:
    fake = open_scene(*ROPS, habits=Habits(version=version)).fake
    (item,) = menus.items(OVER_NODES).values()
    assert menus.is_shown(item, fake.node_at(path)) == is_there


def test_node_that_was_clicked_counts_as_selected(open_scene) -> None:
    session = open_scene(*ROPS)
    from af_houdini._host import HoudiniHost

    assert not session.host.has_selection()
    clicked = HoudiniHost(clicked=["/obj/geo1"])
    assert clicked.has_selection()
    assert list(clicked.selected()) == ["/obj/geo1/cache"]


def test_panel_has_a_name_of_ours_and_gives_the_jobs(open_scene, monkeypatch) -> None:
    open_scene(*ROPS)
    ui = importlib.import_module("af_houdini._ui")
    monkeypatch.setattr(ui, "make_jobs_panel", lambda: "the panel")
    (interface,) = ElementTree.parse(PANEL).getroot().findall("interface")
    assert interface.attrib["name"] == "afsubmit_jobs"
    space: dict = {}
    exec(interface.findtext("script") or "", space)
    assert space["onCreateInterface"]() == "the panel"


def test_what_goes_wrong_is_shown_and_never_raised(open_scene, monkeypatch, caplog) -> None:
    fake = open_scene(*ROPS).fake
    ui = importlib.import_module("af_houdini._ui")

    def failing(node: object) -> None:
        raise ZeroDivisionError("of a colleague")

    monkeypatch.setattr(ui, "_menu", failing)
    menus.click(menus.items(MAIN)["afsubmit_submit"])
    assert fake.messages == ["of a colleague"]
    assert "ZeroDivisionError" in caplog.text


def test_core_that_is_gone_is_a_sentence(open_scene, monkeypatch) -> None:
    fake = open_scene(*ROPS).fake
    monkeypatch.setitem(sys.modules, "afsubmit.submitter.guard", None)
    menus.click(menus.items(MAIN)["afsubmit_help"])
    assert "install afsubmit again" in fake.messages[0]


def test_there_is_a_door_for_each_python_of_houdini() -> None:
    assert [door.parent.name for door in DOORS] == [f"python{one}libs" for one in ("3.10", "3.11", "3.13", "3.9")]
    assert len({door.read_text("utf-8").partition("import")[2] for door in DOORS}) == 1
    assert not [*PLUGIN.rglob("123.py"), *PLUGIN.rglob("456.py")], "those would shadow the studio's own"


@pytest.mark.parametrize("door", DOORS, ids=[door.parent.name for door in DOORS])
def test_door_that_fails_leaves_one_line_and_houdini_starts(door, monkeypatch, capsys) -> None:
    class Broken(types.ModuleType):
        def __getattr__(self, name: str) -> object:
            raise RuntimeError("a broken installation")

    monkeypatch.setitem(sys.modules, "af_houdini", Broken("af_houdini"))
    runpy.run_path(str(door))
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1


def test_start_imports_nothing_of_the_core() -> None:
    program = (
        f"import sys; sys.path[:0] = {[str(PLUGIN), str(PROJECT), str(PROJECT / 'core')]!r}\n"
        "from tests.fakes.hou import FakeHou; fake = FakeHou(); sys.modules['hou'] = fake.module\n"
        f"import runpy; runpy.run_path({str(DOORS[0])!r}); from af_houdini import _ui, _hooks; _hooks.label()\n"
        "print(len(fake.callbacks), any(name.startswith('afsubmit') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["1", "False"], done.stderr
