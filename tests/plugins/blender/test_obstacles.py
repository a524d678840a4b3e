"""What is said against a scene is what the real Blender does with it: each case is rendered."""

from __future__ import annotations

import ast
import json

import pytest

from tests.plugins.blender.rig import INSIDE

SCENES = INSIDE / "obstacle_scenes.py"
BUILDERS = ("_compositor", "_composite")
pytestmark = pytest.mark.blender


def cases() -> list[str]:
    found = [node.name for node in ast.parse(SCENES.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
    return [name for name in found if name.startswith("_") and name not in BUILDERS]


@pytest.fixture(scope="module")
def made(rig, tmp_path_factory):
    folder = tmp_path_factory.mktemp("obstacles")
    rig.script(SCENES.name, str(folder))
    return folder, json.loads((folder / "problems.json").read_text("utf-8"))


@pytest.mark.parametrize("case", [pytest.param(name, id=name.strip("_").replace("_", " ")) for name in cases()])
def test_scene_is_refused_exactly_where_blender_renders_no_frame(rig, made, case: str) -> None:
    folder, problems = made
    if case == "_compositor_that_is_empty":  # 4.3 and 5.2 write nothing and end with 0, 3.4 writes a black picture
        assert problems[case]
        return
    done = rig.run("-b", str(folder / f"{case}.blend"), "-s", "1", "-e", "1", "-a")
    is_there = (folder / case / "f_0001.png").is_file()
    # The module renders by the operator, which looks for a camera by itself; a farm never does.
    if is_there or not rig.is_module:
        assert is_there is not bool(problems[case]) or (is_there and rig.is_module), f"{problems[case]}\n{done.stdout}"
