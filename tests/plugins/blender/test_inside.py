"""Every case below inside/ is true in a real Blender, with the add-on installed from its zip."""

from __future__ import annotations

import ast

import pytest

from tests.plugins.blender.rig import INSIDE


def cases() -> list[object]:
    """Each case of each file, read without running it."""
    found = []
    for path in sorted(INSIDE.glob("cases_*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("case_"):
                words = node.name[len("case_") :].replace("_", " ")
                found.append(pytest.param(path.name, node.name, id=f"{path.stem[6:]}: {words}"))
    return found


@pytest.mark.blender
@pytest.mark.parametrize(("file", "case"), cases())
def test_case_holds_in_blender(outcomes, file: str, case: str) -> None:
    trouble = outcomes(file)[case]
    assert not trouble, trouble
