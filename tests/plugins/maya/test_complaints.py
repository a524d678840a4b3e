"""What stands against rendering a scene in memory, and what an artist is told to do about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from af_maya._scene import MayaScene

from tests.plugins.maya.memory_graph import MemoryGraph, animated

Build = Callable[[MemoryGraph], Any]


@pytest.mark.parametrize(
    ("build", "level", "words"),
    [
        pytest.param(lambda graph: graph.set("perspShape", renderable=False), "error", "No camera", id="no camera"),
        pytest.param(
            lambda graph: (
                graph.set("perspShape", renderable=False),
                graph.reference("camRN", "/show/cam.mb", unseen="It is a Maya binary file."),
            ),
            "warning",
            "/show/cam.mb",
            id="a camera that may lie in a reference nobody can read",
        ),
        pytest.param(
            lambda graph: graph.set("defaultRenderLayer", renderable=False), "error", "No render layer", id="no layer"
        ),
        pytest.param(
            lambda graph: graph.reference("rigRN", "/show/rig.ma", unseen="It is not there."),
            "warning",
            "/show/rig.ma",
            id="a reference that is missing",
        ),
        pytest.param(lambda graph: graph.facts(plugins={"xgen": False}), "warning", "xgen", id="a plug-in is missing"),
        pytest.param(
            lambda graph: graph.facts(plugins={"mtoa": None, "AbcImport": None, "ngSkinTools2": None}),
            "info",
            "do not come with Maya: ngSkinTools2.",
            id="a plug-in that the farm may lack",
        ),
        pytest.param(
            lambda graph: graph.globals(currentRenderer="3delight"),
            "warning",
            "asks for no plug-in of it (3delight_for_maya)",
            id="the renderer's plug-in is not asked for",
        ),
        pytest.param(
            lambda graph: graph.globals(currentRenderer="3delight"), "warning", "Image Filename", id="names of 3Delight"
        ),
        pytest.param(
            lambda graph: graph.reference("abcRN", "/show/a.abc"), "warning", "AbcImport", id="Alembic without plug-in"
        ),
        pytest.param(lambda graph: graph.globals(imageFilePrefix='a"b'), "error", '"', id="a quote in the prefix"),
        pytest.param(lambda graph: graph.globals(imageFilePrefix="a\\b"), "error", "\\", id="a backslash"),
        pytest.param(lambda graph: graph.globals(imageFilePrefix="a\nb"), "error", "\\n", id="a line end"),
        pytest.param(lambda graph: graph.globals(imageFilePrefix="../a"), "warning", "../a", id="out of the folder"),
        pytest.param(lambda graph: graph.globals(imageFilePrefix="D:/a"), "error", "D:/a", id="of another system"),
        pytest.param(
            lambda graph: graph.facts(path="P:/s/a.ma", project="P:/s").globals(imageFilePrefix="/mnt/a"),
            "error",
            "/mnt/a",
            id="of another system, from Windows",
        ),
        pytest.param(
            lambda graph: graph.globals(extensionPadding=2, endFrame=150.0), "warning", "3 digits", id="padding"
        ),
        pytest.param(lambda graph: graph.facts(project=""), "error", "no project", id="no project"),
        pytest.param(
            lambda graph: graph.facts(rules={"images": "$OUT/images"}), "error", "$OUT", id="a variable in the rule"
        ),
        pytest.param(
            lambda graph: graph.connect("expression1.output[0]", "defaultRenderGlobals.endFrame"),
            "error",
            "expression1.output[0] drives defaultRenderGlobals.endFrame",
            id="an expression drives the range",
        ),
        pytest.param(
            lambda graph: graph.connect("node.x", "perspShape.renderable"), "warning", "persp", id="a driven camera"
        ),
        pytest.param(
            lambda graph: graph.globals(imageFilePrefix="<Scene>_<Date>"), "warning", "<Date>", id="a date in the name"
        ),
        pytest.param(
            lambda graph: graph.globals(imageFormat=51), "warning", "image format 51", id="a format without ending"
        ),
        pytest.param(
            lambda graph: graph.globals(modifyExtension=True, startExtension=1.5), "error", "1.5", id="half a number"
        ),
        pytest.param(
            lambda graph: graph.globals(modifyExtension=True, endFrame=900_000.0), "error", "too many", id="renumbered"
        ),
        pytest.param(
            lambda graph: graph.globals(modifyExtension=True, byExtension=0.0), "error", "by 0", id="one file for all"
        ),
        pytest.param(
            lambda graph: graph.globals(modifyExtension=True, startExtension=-3.0), "error", "below", id="below zero"
        ),
        pytest.param(
            lambda graph: graph.globals(modifyExtension=True, startExtension=5.0, byExtension=-1.0),
            "error",
            "below",
            id="counted down below zero",
        ),
        pytest.param(
            lambda graph: graph.globals(modifyExtension=True, startExtension=9995.0),
            "warning",
            "5 digits",
            id="padding of renumbered files",
        ),
        pytest.param(
            lambda graph: graph.facts(rules={"images": "~/images"}), "error", "~/images", id="a home in the rule"
        ),
        pytest.param(
            lambda graph: graph.facts(path="/show/50%complete.ma"), "error", "%c", id="a token in the scene's name"
        ),
        pytest.param(
            lambda graph: (graph.layer("new"), graph.legacy_layer("old")), "warning", "old kind", id="both kinds"
        ),
        pytest.param(lambda graph: graph.globals(imageFilePrefix="shots/"), "error", "shots/", id="a folder alone"),
        pytest.param(lambda graph: graph.globals(imageFilePrefix="$SHOT/a"), "warning", "$SHOT", id="a variable"),
        pytest.param(lambda graph: graph.globals(imageFilePrefix="~/a"), "warning", "~", id="the user's folder"),
        pytest.param(lambda graph: graph.layer("ns:x"), "warning", "ns:x", id="a namespace in the layer's name"),
        pytest.param(lambda graph: graph.layer("off", renderable=False), "info", "off", id="a layer that is off"),
    ],
)
def test_bad_input_is_told_with_what_to_do(build: Build, level: str, words: str):
    graph = animated()
    build(graph)
    scene = MayaScene(graph)
    found = [*scene.state().problems, *(problem for output in scene.outputs() for problem in output.problems)]
    told = [problem for problem in found if words in problem.message]
    assert {problem.level for problem in told} == {level}
    assert level == "info" or all(problem.fix for problem in told)


def test_reference_that_is_missing_twice_is_told_once():
    graph = animated().reference("aRN", "/show/gone.ma", unseen="There is no such file.")
    graph.reference("bRN", "/show/gone.ma", unseen="There is no such file.")
    assert [problem.message for problem in MayaScene(graph).state().problems] == [
        "The reference /show/gone.ma could not be read: There is no such file."
    ]


def test_padding_when_files_are_renumbered_then_their_numbers_count_and_no_frames():
    graph = animated().globals(startFrame=100_001.0, endFrame=100_009.0, modifyExtension=True)
    (output,) = MayaScene(graph).outputs()
    assert list(output.problems) == []


def test_prefix_on_a_server_when_the_scene_is_of_windows_then_it_is_no_path_of_another_system():
    graph = animated().facts(path="P:/s/a.ma", project="P:/s").globals(imageFilePrefix="//srv/out/a")
    (output,) = MayaScene(graph).outputs()
    assert (output.files, list(output.problems)) == (["//srv/out/a.@####@.iff"], [])
