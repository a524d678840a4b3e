"""What a Maya scene renders: layers, cameras, frames and files, from a scene in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from af_maya._scene import MayaScene

from tests.plugins.maya.memory_graph import MemoryGraph, animated

Build = Callable[[MemoryGraph], Any]


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
    assert (str(master.frames), master.renderer, master.facts.width) == ("1-10", "mayaSoftware", 960)
    assert (str(beauty.frames), beauty.renderer, beauty.facts.width) == ("5-9x2", "mayaHardware2", 1920)


def unmanaged_master(graph: MemoryGraph) -> None:
    """The master layer without its link to the manager, as a file may lack it, and off."""
    graph.delete("defaultRenderLayer")
    graph.create("renderLayer", "defaultRenderLayer", renderable=False)
    graph.layer("beauty")


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
        pytest.param(unmanaged_master, ["beauty"], id="master layer of no manager, which is off"),
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


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({"startFrame": 1001.0, "endFrame": 1100.0}, "1001-1100", id="a range"),
        pytest.param({"startFrame": 1000.9999999999999, "endFrame": 1010.0000001}, "1001-1010", id="noise"),
        pytest.param({"byFrameStep": 3.0}, "1-10x3", id="a step"),
        pytest.param({"startFrame": 5.0, "endFrame": 5.0}, "5", id="one frame"),
        pytest.param({"startFrame": -5.0, "endFrame": -1.0}, "-5--1", id="below zero"),
        pytest.param({"endFrame": 0.0}, "The range ends before it begins: 1 to 0.", id="reversed"),
        pytest.param({"startFrame": 1.5}, "The first frame is 1.5: a farm renders whole frames only.", id="a fraction"),
        pytest.param({"byFrameStep": 0.5}, "The step is 0.5: a farm renders whole frames only.", id="half a step"),
        pytest.param({"byFrameStep": 0.0}, "The step is 0: it must be at least 1.", id="no step"),
        pytest.param({"byFrameStep": -1.0}, "The step is -1: it must be at least 1.", id="a step back"),
        pytest.param(
            {"endFrame": 10_000_000.0},
            "There are more than 1000000 frames, which is more than a farm takes in one block.",
            id="ten million frames",
        ),
        pytest.param(
            {"endFrame": float("inf")}, "The last frame is inf: a farm renders whole frames only.", id="no number"
        ),
    ],
)
def test_frames_of_the_render_settings(values: dict[str, float], expected: str):
    output = MayaScene(animated().globals(**values)).outputs()[0]
    assert (output.unknown_frames or str(output.frames)) == expected


def test_animation_when_it_is_off_then_the_frame_the_scene_stands_on_without_a_number():
    graph = MemoryGraph().set("time1", outTime=537.0)
    assert shown(graph) == [("masterLayer", "537", ["/show/images/shot_v001.iff"])]
    assert not MayaScene(graph).outputs()[0].facts.is_animated


def test_animation_when_one_layer_switches_it_on_then_only_its_files_have_numbers():
    graph = MemoryGraph()
    graph.layer("beauty")
    graph.unique("beauty", "animation", True)
    assert shown(graph) == [
        ("masterLayer", "1", ["/show/images/masterLayer/shot_v001.iff"]),
        ("beauty", "1-10", ["/show/images/beauty/shot_v001.iff.@####@"]),
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({"startExtension": 1.0}, {1001: "0001", 1003: "0002", 1005: "0003"}, id="from one"),
        pytest.param(
            {"startExtension": 10.0, "byExtension": 5.0}, {1001: "0010", 1003: "0015", 1005: "0020"}, id="by five"
        ),
        pytest.param(
            {"startExtension": 1001.0, "byExtension": 2.0},
            {1001: "1001", 1003: "1003", 1005: "1005"},
            id="as the frames are",
        ),
        pytest.param({"modifyExtension": False, "startExtension": 7.0}, {}, id="off"),
    ],
)
def test_renumbered_files(values: dict[str, float], expected: dict[int, str]):
    graph = animated().globals(startFrame=1001.0, endFrame=1006.0, byFrameStep=2.0, modifyExtension=True)
    output = MayaScene(graph.globals(**values)).outputs()[0]
    files = {frame: f"/show/images/shot_v001.{number}.iff" for frame, number in expected.items()}
    assert list(output.listed_files) == ([files] if files else [])
    assert bool(output.files) == (not files)
    assert (output.facts.renumbering is not None) == bool(files)


@pytest.mark.parametrize("form", [22, 23])
def test_movie_when_it_is_the_format_then_one_file_takes_all_frames(form: int):
    output = MayaScene(animated().globals(imageFormat=form)).outputs()[0]
    assert output.is_whole
    assert output.files == [f"/show/images/shot_v001.{'mov' if form == 22 else 'avi'}"]
    assert output.facts.is_animated


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"rules": {"images": "renders/out"}}, "/show/renders/out/shot_v001.iff", id="relative"),
        pytest.param({"rules": {"images": "../renders"}}, "/renders/shot_v001.iff", id="beside the project"),
        pytest.param({"rules": {"images": "/mnt/out/"}}, "/mnt/out/shot_v001.iff", id="absolute"),
        pytest.param({"rules": {}}, "/show/images/shot_v001.iff", id="none"),
        pytest.param({"project": "P:\\show", "path": "P:\\show\\shot.ma"}, "P:/show/images/shot.iff", id="of Windows"),
        pytest.param({"project": "//srv/show/"}, "//srv/show/images/shot_v001.iff", id="of a server"),
        pytest.param({"path": ""}, "/show/images/untitled.iff", id="never saved"),
        pytest.param({"path": "/show/a.b.ma"}, "/show/images/a.b.iff", id="a name with dots"),
    ],
)
def test_folder_of_the_images(facts: dict[str, Any], expected: str):
    assert MayaScene(MemoryGraph().facts(**facts)).outputs()[0].files == [expected]


def test_camera_when_it_may_lie_in_a_reference_then_the_layer_is_rendered_with_whatever_renders():
    graph = animated().set("perspShape", renderable=False)
    graph.reference("camRN", "/show/cam.mb", unseen="It is a Maya binary file.")
    output = MayaScene(graph).outputs()[0]
    assert (output.name, output.facts.camera, output.files) == ("masterLayer", "", [])


def test_cameras_when_their_words_are_the_same_then_both_would_write_one_file():
    graph = animated().set("perspShape", renderable=False)
    graph.camera("a:cam")
    graph.camera("a_cam")
    first, second = MayaScene(graph).outputs()
    assert first.files == second.files == ["/show/images/a_cam/shot_v001.@####@.iff"]


def test_stereo_rig_when_both_eyes_render_then_it_renders_as_its_cameras():
    graph = animated().set("perspShape", renderable=False)
    graph.create("stereoRigTransform", "stereoCamera")
    graph.create("stereoRigCamera", "stereoCameraCenterCamShape", "stereoCamera", renderable=False)
    for eye in ("Left", "Right"):
        graph.camera(f"stereoCamera{eye}", parent="stereoCamera")
    assert names(graph) == ["masterLayer stereoCameraLeft", "masterLayer stereoCameraRight"]


def test_scene_when_a_layer_is_deleted_while_a_reading_stands_then_the_next_one_lacks_it():
    graph = animated()
    graph.layer("beauty")
    before = MayaScene(graph)
    assert len(before.outputs()) == 2
    graph.delete("beauty")
    graph.delete("rs_beauty")
    assert [output.name for output in before.outputs()] == ["masterLayer", "beauty"]
    assert names(graph) == ["masterLayer"]


def test_scene_state():
    state = MayaScene(animated(fps=25.0)).state(is_modified=True, application="/opt/maya")
    assert (state.host, state.host_version, state.name, state.project) == ("maya", "2024", "shot_v001", "/show")
    assert (str(state.frames), state.fps, state.is_modified, state.application) == ("1-10", 25.0, True, "/opt/maya")


def test_option_for_all_lights_when_the_session_has_it_then_the_plan_is_told():
    graph = animated(includes_all_lights=True)
    graph.legacy_layer("old")
    assert [output.facts.includes_all_lights for output in MayaScene(graph).outputs()] == [True, None]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("/lib/wood.png", ["/lib/wood.png"], id="absolute"),
        pytest.param("sourceimages/wood.png", ["/show/sourceimages/wood.png"], id="in the project"),
        pytest.param("/show//sourceimages/wood.png", ["/show/sourceimages/wood.png"], id="as Maya writes it"),
        pytest.param("/old//sourceimages/wood.png", [], id="in a project that is not this one"),
        pytest.param("//srv/lib/wood.png", ["//srv/lib/wood.png"], id="on a server"),
        pytest.param("D:/lib/wood.png", [], id="of another system"),
        pytest.param("$LIB/wood.png", [], id="with a variable"),
        pytest.param("/lib/wood.<UDIM>.png", [], id="of tiles"),
        pytest.param("", [], id="none"),
    ],
)
def test_files_that_the_scene_reads(written: str, expected: list[str]):
    graph = MemoryGraph()
    graph.create("file", "file1", fileTextureName=written)
    assert MayaScene(graph).state().sources == ({"texture file1": expected} if expected else {})
