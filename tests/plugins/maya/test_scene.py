"""What a Maya scene renders: layers, cameras, frames and files, from a scene in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from af_maya._scene import MayaScene

from tests.plugins.maya.memory_graph import MemoryGraph

Build = Callable[[MemoryGraph], Any]


def animated(**facts: Any) -> MemoryGraph:
    """A scene of frames 1 to 10, named `name.#.ext`."""
    return MemoryGraph(**facts).globals(animation=True, putFrameBeforeExt=True)


def shown(graph: MemoryGraph) -> list[tuple[str, str, Sequence[str]]]:
    return [(output.name, str(output.frames), output.files) for output in MayaScene(graph).outputs()]


def names(graph: MemoryGraph) -> list[str]:
    return [output.name for output in MayaScene(graph).outputs()]


def levels(graph: MemoryGraph) -> list[tuple[str, str]]:
    """Level and message of every problem of the scene and its outputs."""
    scene = MayaScene(graph)
    found = [*scene.state().problems, *(problem for output in scene.outputs() for problem in output.problems)]
    return [(problem.level, problem.message) for problem in found]


def test_new_scene_when_nothing_is_set_then_one_picture_of_the_master_layer():
    graph = MemoryGraph()
    assert shown(graph) == [("masterLayer", "1", ["/show/images/shot_v001.iff"])]
    assert levels(graph) == []


def test_layers_when_two_are_renderable_then_each_has_a_folder_and_the_prefix_carries_it():
    graph = animated()
    graph.layer("beauty")
    graph.layer("shadow", renderable=False)
    outputs = MayaScene(graph).outputs()
    assert [output.files for output in outputs] == [
        ["/show/images/masterLayer/shot_v001.@####@.iff"],
        ["/show/images/beauty/shot_v001.@####@.iff"],
    ]
    assert [output.facts.prefix for output in outputs] == ["<RenderLayer>/shot_v001"] * 2
    assert [output.facts.layer for output in outputs] == ["defaultRenderLayer", "rs_beauty"]


def test_cameras_when_two_are_renderable_then_each_is_an_output_with_a_folder():
    graph = animated()
    graph.camera("cam:shotCam")
    assert shown(graph) == [
        ("masterLayer persp", "1-10", ["/show/images/persp/shot_v001.@####@.iff"]),
        ("masterLayer cam:shotCam", "1-10", ["/show/images/cam_shotCam/shot_v001.@####@.iff"]),
    ]


def test_overrides_when_a_layer_has_its_own_range_renderer_and_size_then_only_it_has_them():
    graph = animated()
    graph.layer("beauty")
    graph.unique("beauty", "startFrame", 5.0)
    graph.unique("beauty", "byFrameStep", 2.0)
    graph.unique("beauty", "currentRenderer", "mayaHardware2")
    graph.unique("beauty", "width", 1920, "defaultResolution")
    master, beauty = MayaScene(graph).outputs()
    assert (str(master.frames), master.renderer, master.facts.width) == ("1-10", "mayaSoftware", 640)
    assert (str(beauty.frames), beauty.renderer, beauty.facts.width) == ("5-9x2", "mayaHardware2", 1920)


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        pytest.param(lambda graph: graph.layer("a", is_referenced=True), ["masterLayer"], id="referenced layer"),
        pytest.param(
            lambda graph: graph.legacy_layer("old_layer", manager="imported_renderLayerManager"),
            ["masterLayer"],
            id="layer of a manager that was imported",
        ),
        pytest.param(lambda graph: graph.legacy_layer("lost", manager=""), ["masterLayer"], id="layer of no manager"),
        pytest.param(lambda graph: graph.legacy_layer("old"), ["masterLayer", "old"], id="layer of the old kind"),
        pytest.param(
            lambda graph: graph.layer("hero", node="rs_renamed_since"), ["masterLayer", "hero"], id="nodes renamed"
        ),
        pytest.param(
            lambda graph: graph.layer("rs_x", node="rs_rs_x"), ["masterLayer", "rs_x"], id="layer called rs_x"
        ),
        pytest.param(
            lambda graph: (graph.layer("b"), graph.layer("a"), graph.set("defaultRenderLayer", renderable=False)),
            ["b", "a"],
            id="in the order of Render Setup, without a master that is off",
        ),
        pytest.param(lambda graph: graph.delete("defaultRenderLayer"), ["masterLayer"], id="a file without layers"),
    ],
)
def test_layers_of_the_scene_s_own(build: Build, expected: list[str]):
    graph = animated()
    build(graph)
    assert names(graph) == expected
