"""The fake Houdini invents nothing: every public name of it is one that each of the three versions has."""

from __future__ import annotations

import pytest

from tests.fakes import hou, hou_module, hou_nodes, hou_words
from tests.fakes.hou_stubs import VERSIONS, names_of, read_table

NAMES = {
    "HipFile": "hipFile", "Takes": "takes", "Playbar": "playbar", "Undos": "undos", "Ui": "ui", "Qt": "qt",
    "Text": "text", "RenderingLopNode": "RopNode", "RenderingSopNode": "RopNode", "Functions": "hou",
}  # fmt: skip
"""What a class of the fake is called in Houdini, where that is another name."""
BASES = ("Counted", "EnumValue", "_Bypassable")
FAKES = {
    name: cls
    for module in (hou_nodes, hou_module, hou_words)
    for name, cls in vars(module).items()
    if isinstance(cls, type) and cls.__module__ == module.__name__ and name not in BASES
}


def invented(name: str, cls: type, version: str) -> set[str]:
    table = read_table(version)
    real = NAMES.get(name, name)
    real = {"OpNode": "Node", "OpNodeType": "NodeType"}.get(real, real) if real not in table else real
    known = names_of(table, real)
    if name == "RenderingLopNode":
        known |= names_of(table, "LopNode")
    if real == "NodeType":  # from 20.5 on nodes of the usual kinds have the wider type
        known |= names_of(table, "OpNodeType")
    own = {attribute for base in cls.__mro__ for attribute in vars(base) if not attribute.startswith("_")}
    return own - known - set(dir(Exception))


def test_there_is_a_fake_for_what_the_plugin_uses() -> None:
    assert {"OpNode", "RopNode", "LopNode", "Parm", "NodeType", "HipFile", "Takes", "Undos", "Ui"} <= set(FAKES)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", sorted(FAKES))
def test_class_has_no_name_that_the_real_one_lacks(name: str, version: str) -> None:
    assert not invented(name, FAKES[name], version)


@pytest.mark.parametrize("version", VERSIONS)
def test_module_has_no_name_that_the_real_one_lacks(version: str) -> None:
    module = hou.FakeHou(habits=hou.Habits(version=version)).module
    assert not {name for name in vars(module) if not name.startswith("_")} - read_table(version)["hou"][1]
    assert hasattr(module, "OpNode") == (version != "19.5")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        pytest.param("hipFileEventType", vars(hou_words.EVENTS), id="events"),
        pytest.param("licenseCategoryType", vars(hou_words.LICENCES), id="licences"),
        pytest.param("severityType", vars(hou_words.SEVERITIES), id="severities"),
    ],
)
def test_words_of_enumerations_are_the_real_ones(kind: str, words: dict[str, object], version: str) -> None:
    assert set(words) <= names_of(read_table(version), kind)


def test_invented_name_is_noticed() -> None:
    class Parm(hou_nodes.Parm):
        def evaluated(self) -> str:
            return ""

    assert invented("Parm", Parm, "21.0") == {"evaluated"}
