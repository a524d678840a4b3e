"""Paths of a scene: variables in them, files that are missing, and the path map of a binary scene."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import Any

import pytest
from af_maya._scene_file import open_scene as open_scene_file

from afsubmit.document.frames import FrameList
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.planning.scene import Output, SceneState, Target
from tests.plugins.maya.scenes import CAMERAS, END, GLOBALS, HEAD, MANAGER, OWN
from tests.plugins.maya.test_plan import FACTS, FILE, TARGET, block, of_output, planned

FARM = replace(TARGET, path_map=PathMap([("/show", "/mnt/show"), ("/lib", "/mnt/the lib")]))


def texture(name: str, path: str) -> str:
    return f'createNode file -n "{name}";\n\tsetAttr ".ftn" -type "string" "{path}";\n'


def reference(path: str, *, is_loaded: bool = True) -> str:
    """A reference of another scene; the whole statement comes first in a file."""
    loaded = "" if is_loaded else " -dr 1"
    flags = f'-ns "cam"{loaded} -rfn "camRN" -typ "mayaAscii" "{path}"'
    return f"file -rdi 1 {flags};\nfile -r {flags.replace(' -dr 1', '')};\n"


def scene_of(nodes: str, references: str = "") -> str:
    lines = HEAD.splitlines(keepends=True)
    return "".join([*lines[:3], references, *lines[3:], CAMERAS, MANAGER, nodes, GLOBALS, OWN, END])


NODES = texture("wood", "$LIB/wood.png") + texture("rust", "${LIB}/rust.png") + texture("moss", "$LOST/moss.png")


@pytest.fixture(params=["from the file", "from the open scene"])
def read(request: pytest.FixtureRequest, open_scene: Any, tmp_path: Any) -> Any:
    """The scene's state and its outputs."""

    def opened(text: str) -> tuple[SceneState, Any]:
        path = tmp_path / "shot.ma"
        path.write_text(text, "utf-8")
        if request.param == "from the file":
            host: Any = open_scene_file(str(path))
        else:
            open_scene(text, path=path)
            from af_maya._host import MayaHost

            host = MayaHost()
        return host.scene(), host.outputs()

    return opened


def test_variables_that_paths_name_go_along_and_those_that_are_not_set_are_told(read, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("LIB", str(tmp_path / "lib"))
    monkeypatch.setenv("OTHER", "/never/named")
    monkeypatch.delenv("LOST", raising=False)
    state, outputs = read(scene_of(NODES))
    assert dict(outputs[0].facts.environment) == {"LIB": str(tmp_path / "lib")}
    told = [problem.message for problem in state.problems if "LOST" in problem.message]
    assert told == ["texture moss: the path names LOST, which is not set here."]


def test_variables_of_references_go_along_unless_they_are_unloaded(read, tmp_path, monkeypatch) -> None:
    (tmp_path / "cam.ma").write_text(scene_of(""), "utf-8")
    monkeypatch.setenv("RIGS", str(tmp_path))
    _, outputs = read(scene_of("", reference("$RIGS/cam.ma", is_loaded=False)))
    assert "RIGS" not in outputs[0].facts.environment
    _, outputs = read(scene_of("", reference("$RIGS/cam.ma")))
    assert outputs[0].facts.environment["RIGS"] == str(tmp_path)


def test_files_that_variables_lead_to_are_looked_for(read, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("LIB", str(tmp_path / "lib"))
    monkeypatch.delenv("LOST", raising=False)
    state, _ = read(scene_of(NODES))
    assert state.sources == {f"texture {name}": [f"{tmp_path.as_posix()}/lib/{name}.png"] for name in ("wood", "rust")}


def binary(target: Target = FARM, **settings: Any) -> Any:
    output = Output("rs_beauty", "beauty", FrameList.parse("1-3"), (FILE,), facts=FACTS)
    return of_output(output, target, path="/show/my shot.mb", **settings)


def test_binary_scene_has_its_paths_mapped_by_maya_before_the_render() -> None:
    made = binary()
    found = block(made)
    words = shlex.split(found["command"])
    assert words[words.index("-preRender") + 1] == (
        "dirmap -m `getenv AFSUBMIT_DIRMAP_FROM_1` `getenv AFSUBMIT_DIRMAP_TO_1`; "
        "dirmap -m `getenv AFSUBMIT_DIRMAP_FROM_2` `getenv AFSUBMIT_DIRMAP_TO_2`; dirmap -en on"
    )
    folders = {name: value for name, value in found["environment"].items() if name.startswith("AFSUBMIT_DIRMAP")}
    assert folders == {
        "AFSUBMIT_DIRMAP_FROM_1": "/show",
        "AFSUBMIT_DIRMAP_TO_1": "/mnt/show",
        "AFSUBMIT_DIRMAP_FROM_2": "/lib",
        "AFSUBMIT_DIRMAP_TO_2": "/mnt/the lib",
    }
    assert [problem.level for problem in made.problems if "dirmap" in problem.message] == ["warning"]
    assert words[-1] == "/mnt/show/my shot.mb"


@pytest.mark.parametrize("made", [binary(TARGET), planned(target=FARM)], ids=["no path map", "a .ma scene"])
def test_nothing_else_is_mapped_by_maya(made) -> None:
    found = block(made)
    assert "-preRender" not in found["command"] and not any("DIRMAP" in name for name in found["environment"])


def test_export_of_a_binary_scene_maps_it_while_it_opens() -> None:
    made = binary(export_first=True)
    (job,) = made.jobs
    export = job.document["blocks"][0]
    assert export["environment"]["AFSUBMIT_DIRMAP_TO_1"] == "/mnt/show" and "-preRender" not in export["command"]
    assert not [problem for problem in made.problems if "dirmap" in problem.message]
