"""The fake Maya invents nothing: it refuses what the tables of 2022 to 2025 lack, and reads a file on its own."""

from __future__ import annotations

import pytest

from tests.fakes.maya import FakeMaya, Habits
from tests.fakes.maya_commands import YEARS, read_table
from tests.fakes.maya_interface import Interface
from tests.fakes.maya_queries import Queries
from tests.fakes.maya_scene import MayaScene, Word, statements

REFUSED = [
    pytest.param("file", ("a.ma",), {"exportAll": True, "type": "mayaAscii", "prompt": False}, id="no companion"),
    pytest.param("file", (), {"query": True, "exportAll": True}, id="no query mode"),
    pytest.param("file", (), {"edit": True, "modified": True}, id="no edit mode"),
    pytest.param("file", (), {"q": True, "sn": True}, id="short names"),
    pytest.param("file", ("a.ma",), {"exportAll": "yes", "type": "mayaAscii"}, id="no truth value"),
    pytest.param("file", ("a.ma",), {"exportAll": True, "type": 7}, id="no text"),
    pytest.param("ls", (), {"exactTypes": "camera"}, id="misspelled"),
    pytest.param("currentTime", (), {"query": True, "update": True}, id="no query of update"),
]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(("command", "words", "flags"), REFUSED)
def test_what_the_real_command_lacks_is_refused(command, words, flags, year) -> None:
    cmds = FakeMaya(habits=Habits(year=year)).modules["maya.cmds"]
    with pytest.raises(TypeError):
        getattr(cmds, command)(*words, **flags)


@pytest.mark.parametrize("year", YEARS)
def test_every_command_of_the_fake_is_a_real_one(year) -> None:
    own = {name[3:] for one in (FakeMaya, Queries, Interface) for name in vars(one) if name.startswith("do_")}
    assert own and own <= set(read_table(year))


def test_command_that_maya_lacks_is_none_of_the_fake() -> None:
    cmds = FakeMaya().modules["maya.cmds"]
    with pytest.raises(AttributeError):
        cmds.renderLayerDisplayName("a")


def test_flags_came_and_went_with_the_years() -> None:
    assert "showFullPath" not in read_table(2022)["referenceQuery"]
    assert "showFullPath" in read_table(2024)["referenceQuery"]


WORDS = [
    pytest.param('setAttr ".a" -type "string" "x;y\\n\\"z\\"";', 'x;y\n"z"', id="escapes and separators in a string"),
    pytest.param('setAttr ".a" -type "string" ( "one "\n\t\t+ "two");', "one two", id="a string in parts"),
    pytest.param('// "a;\nsetAttr ".a" -type "string" "//b";', "//b", id="comments"),
]


@pytest.mark.parametrize(("text", "last"), WORDS)
def test_words_of_a_file(text: str, last: str) -> None:
    (found,) = statements(text)
    assert found[-1] == Word(last, True)
    assert [word.text for word in found[:4]] == ["setAttr", ".a", "-type", "string"]


@pytest.mark.parametrize("text", ['setAttr ".a" 1', 'createNode transform -n "a', 'xyzzy "a";'])
def test_broken_file_is_no_scene(text: str) -> None:
    with pytest.raises(RuntimeError):
        MayaScene(text, "/p/a.ma", "/p")


def test_scene_is_written_with_its_information_and_what_was_set(tmp_path) -> None:
    fake = FakeMaya('//Maya ASCII 2023 scene\nrequires maya "2023";\nfileInfo "a" "1";\n', str(tmp_path / "a.ma"))
    fake.modules["maya.cmds"].fileInfo("b", 'two "words"\\')
    fake.set("defaultRenderGlobals.endFrame", "33")
    fake.save()
    again = FakeMaya((tmp_path / "a.ma").read_text("utf-8"), str(tmp_path / "a.ma"))
    assert again.scene.file_info == {"a": "1", "b": 'two "words"\\'}
    assert again.modules["maya.cmds"].getAttr("defaultRenderGlobals.endFrame") == 33.0
