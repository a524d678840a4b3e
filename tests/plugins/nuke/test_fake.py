"""The fake Nuke invents nothing: every public name of it is one that the real one has."""

from __future__ import annotations

import pytest

from tests.fakes import nuke, nuke_knobs, nuke_nodes
from tests.fakes.nuke_stubs import names_of, read_table

TABLE = read_table()
FAKES = {
    name: cls
    for module in (nuke, nuke_knobs, nuke_nodes)
    for name, cls in vars(module).items()
    if isinstance(cls, type) and name in TABLE
}


def invented(name: str, cls: type) -> set[str]:
    own = {attribute for base in cls.__mro__ for attribute in vars(base) if not attribute.startswith("_")}
    known = names_of(TABLE, name) | (names_of(TABLE, "MenuItem") if name == "Menu" else set())
    return own - known


def test_there_is_a_fake_for_what_the_plugin_uses() -> None:
    assert {"Node", "Root", "File_Knob", "String_Knob", "Menu", "OutputContext", "Undo"} <= set(FAKES)


@pytest.mark.parametrize("name", sorted(FAKES))
def test_class_has_no_name_that_the_real_one_lacks(name: str) -> None:
    assert not invented(name, FAKES[name])


def test_module_has_no_name_that_the_real_one_lacks() -> None:
    module = nuke.FakeNuke("Root {\n}\n", "/p/a.nk").module
    assert not {name for name in vars(module) if not name.startswith("_")} - TABLE["nuke"][1]


def test_invented_name_is_noticed() -> None:
    class Node(nuke_nodes.Node):
        def fullname(self) -> str:
            return ""

    assert invented("Node", Node) == {"fullname"}
