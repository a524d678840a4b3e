"""What layers change: overrides of Render Setup by collection, group, pattern and order, and layers of the old kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from af_maya._scene import MayaScene

from tests.plugins.maya.memory_graph import MemoryGraph

Build = Callable[[MemoryGraph], Any]
GLOBALS = "defaultRenderGlobals"
ALL = ["persp", "top", "front", "side", "camA", "camB", "ns:camC"]


def animated() -> MemoryGraph:
    """Frames 1 to 10; the master layer is off, `beauty` on."""
    graph = MemoryGraph().globals(animation=True, putFrameBeforeExt=True)
    graph.set("defaultRenderLayer", renderable=False)
    graph.layer("beauty")
    return graph


def frames(graph: MemoryGraph) -> str:
    output = MayaScene(graph).outputs()[0]
    return str(output.frames) if not output.unknown_frames else output.unknown_frames


def settings_of(graph: MemoryGraph, name: str = "settings", owner: str = "beauty") -> str:
    return graph.collection(owner, name, type="renderSettingsCollection", typeFilter=0)


def absolute(graph: MemoryGraph, owner: str, name: str, value: float, **more: Any) -> str:
    more = {"targetNodeName": GLOBALS, "attrValue": value, **more}
    return graph.override(owner, name, "endFrame", type="absUniqueOverride", **more)


def relative(graph: MemoryGraph, owner: str, name: str, multiply: float, offset: float, **more: Any) -> str:
    more = {"targetNodeName": GLOBALS, "multiply": multiply, "offset": offset, **more}
    return graph.override(owner, name, "endFrame", type="relUniqueOverride", **more)


def off(graph: MemoryGraph) -> None:
    absolute(graph, settings_of(graph), "one", 20.0, selfEnabled=False)


def off_collection(graph: MemoryGraph) -> None:
    absolute(graph, settings_of(graph), "one", 20.0)
    graph.set("settings", selfEnabled=False)


def off_group(graph: MemoryGraph) -> None:
    graph.collection("beauty", "group1", type="group")
    absolute(graph, settings_of(graph, owner="group1"), "one", 20.0)
    graph.set("group1", selfEnabled=False)


def on_group(graph: MemoryGraph) -> None:
    off_group(graph)
    graph.set("group1", selfEnabled=True)


def in_order(graph: MemoryGraph) -> None:
    owner = settings_of(graph)
    absolute(graph, owner, "one", 20.0)
    relative(graph, owner, "two", 2.0, 1.0)


def other_order(graph: MemoryGraph) -> None:
    owner = settings_of(graph)
    relative(graph, owner, "two", 2.0, 1.0)
    absolute(graph, owner, "one", 20.0)


def second_collection(graph: MemoryGraph) -> None:
    first, second = settings_of(graph), settings_of(graph, "more")
    absolute(graph, second, "late", 30.0)
    absolute(graph, first, "early", 20.0)


def isolated(graph: MemoryGraph) -> None:
    second_collection(graph)
    graph.set("settings", isolateSelected=True)


def referenced(graph: MemoryGraph) -> None:
    graph.layer("ns:beauty", is_referenced=True)
    absolute(graph, settings_of(graph, owner="ns:beauty"), "one", 20.0)


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        pytest.param(lambda graph: absolute(graph, settings_of(graph), "one", 20.0), "1-20", id="absolute"),
        pytest.param(lambda graph: relative(graph, settings_of(graph), "one", 1.0, 10.0), "1-20", id="relative"),
        pytest.param(lambda graph: relative(graph, settings_of(graph), "one", 0.5, 0.0), "1-5", id="half of it"),
        pytest.param(in_order, "1-41", id="absolute, then relative"),
        pytest.param(other_order, "1-20", id="relative, then absolute"),
        pytest.param(second_collection, "1-30", id="the later collection wins"),
        pytest.param(isolated, "1-30", id="isolate select counts for nothing on a farm"),
        pytest.param(off, "1-10", id="switched off"),
        pytest.param(off_collection, "1-10", id="its collection switched off"),
        pytest.param(off_group, "1-10", id="its group switched off"),
        pytest.param(on_group, "1-20", id="in a group"),
        pytest.param(
            lambda graph: absolute(graph, settings_of(graph), "one", 20.0, localRender=True),
            "1-10",
            id="for local rendering only",
        ),
        pytest.param(
            lambda graph: absolute(graph, settings_of(graph), "one", 20.0, targetNodeName="gone"),
            "1-10",
            id="of a node that is gone",
        ),
        pytest.param(
            lambda graph: absolute(graph, settings_of(graph), "one", 20.0, targetNodeName=f":{GLOBALS}"),
            "1-20",
            id="of a node in the root namespace",
        ),
        pytest.param(
            lambda graph: graph.override(
                settings_of(graph), "one", "endFrame", type="absUniqueOverride", targetNodeName=GLOBALS
            ),
            "1-10",
            id="not finished",
        ),
        pytest.param(
            lambda graph: graph.create(
                "absUniqueOverride", "one", attribute="endFrame", targetNodeName=GLOBALS, attrValue=20.0
            ),
            "1-10",
            id="in no layer",
        ),
        pytest.param(referenced, "1-10", id="of a referenced layer"),
        pytest.param(
            lambda graph: graph.override(
                graph.collection("beauty", "c", staticSelection=GLOBALS, typeFilter=0),
                "one",
                "endFrame",
                attrValue=20.0,
            ),
            "1-20",
            id="by a collection of the settings node",
        ),
        pytest.param(
            lambda graph: graph.override(
                graph.collection("beauty", "c", pattern="*"), "one", "endFrame", attrValue=20.0
            ),
            "1-10",
            id="by a collection of transforms",
        ),
    ],
)
def test_range_of_a_layer(build: Build, expected: str):
    graph = animated()
    build(graph)
    assert frames(graph) == expected


def cameras(graph: MemoryGraph) -> list[str]:
    return [output.facts.camera for output in MayaScene(graph).outputs()]


def collect(graph: MemoryGraph, *, owner: str = "beauty", name: str = "c", value: bool = True, **selector: Any) -> str:
    graph.collection(owner, name, **selector)
    return graph.override(name, f"{name}_renderable", "renderable", attrValue=value)


def inner(graph: MemoryGraph, **selector: Any) -> None:
    """A collection within one of the group `shot`."""
    graph.collection("beauty", "outer", staticSelection="|shot")
    collect(graph, owner="outer", **selector)


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        pytest.param(lambda graph: None, ["persp"], id="no override"),
        pytest.param(
            lambda graph: collect(graph, staticSelection="|shot|camA|camAShape", typeFilter=2),
            ["persp", "camA"],
            id="by name",
        ),
        pytest.param(
            lambda graph: collect(graph, staticSelection="|shot|camA", typeFilter=2),
            ["persp"],
            id="the name of a transform, held against shapes",
        ),
        pytest.param(lambda graph: collect(graph, staticSelection="|shot|camA"), ["persp"], id="the transform itself"),
        pytest.param(
            lambda graph: collect(graph, pattern="cam?Shape", typeFilter=2), ["persp", "camA", "camB"], id="?"
        ),
        pytest.param(lambda graph: collect(graph, pattern="*", typeFilter=7), ALL, id="* and cameras"),
        pytest.param(
            lambda graph: collect(graph, pattern="*Shape", typeFilter=2),
            ["persp", "top", "front", "side", "camA", "camB"],
            id="* in a name stays out of namespaces",
        ),
        pytest.param(lambda graph: collect(graph, pattern="*:*", typeFilter=2), ["persp", "ns:camC"], id="namespaces"),
        pytest.param(
            lambda graph: collect(graph, pattern="cam* -camB*", typeFilter=2), ["persp", "camA"], id="less what"
        ),
        pytest.param(
            lambda graph: collect(graph, pattern="camA*;camB*,ns:cam*", typeFilter=2),
            ["persp", "camA", "camB", "ns:camC"],
            id="all separators",
        ),
        pytest.param(lambda graph: collect(graph, pattern="|shot|*|*", typeFilter=2), ["persp", "camA"], id="a path"),
        pytest.param(
            lambda graph: collect(graph, pattern="camA|*", typeFilter=2), ["persp", "camA"], id="end of a path"
        ),
        pytest.param(lambda graph: collect(graph, pattern="*", typeFilter=4), ["persp"], id="lights"),
        pytest.param(
            lambda graph: collect(graph, pattern="*", typeFilter=8, customFilterValue="camera -stereoRigCamera"),
            ALL,
            id="a filter of the artist's",
        ),
        pytest.param(
            lambda graph: collect(graph, pattern="*", typeFilter=8, customFilterValue="mesh"), ["persp"], id="meshes"
        ),
        pytest.param(
            lambda graph: collect(graph, staticSelection="|persp|perspShape", typeFilter=2, value=False), [""], id="off"
        ),
        pytest.param(
            lambda graph: inner(graph, pattern="*", typeFilter=2), ["persp", "camA"], id="shapes below a group"
        ),
        pytest.param(lambda graph: inner(graph, pattern="camB*", typeFilter=2), ["persp"], id="not below the group"),
        pytest.param(
            lambda graph: inner(graph, staticSelection="|camB|camBShape", typeFilter=2), ["persp"], id="name not below"
        ),
    ],
)
def test_cameras_of_a_layer(build: Build, expected: list[str]):
    graph = animated()
    graph.create("transform", "shot")
    graph.camera("camA", renderable=False, parent="shot")
    graph.camera("camB", renderable=False)
    graph.camera("ns:camC", renderable=False, is_referenced=True)
    build(graph)
    assert cameras(graph) == expected


def test_cameras_when_each_layer_has_its_own_then_no_folder_is_put_in_front():
    graph = animated()
    graph.layer("second")
    graph.camera("camA", renderable=False)
    for layer, camera in (("beauty", "camA"), ("second", "persp")):
        for name in ("persp", "camA"):
            selector = {"staticSelection": f"|{name}|{name}Shape", "typeFilter": 2}
            collect(graph, owner=layer, name=f"{layer}_{name}", value=name == camera, **selector)
    assert [(output.name, output.files) for output in MayaScene(graph).outputs()] == [
        ("beauty", ["/show/images/beauty/shot_v001.@####@.iff"]),
        ("second", ["/show/images/second/shot_v001.@####@.iff"]),
    ]
    assert cameras(graph) == ["camA", "persp"]


def applied(graph: MemoryGraph) -> None:
    """The scene was saved while `beauty` was the visible layer: what it changes stands on the nodes."""
    absolute(graph, settings_of(graph), "one", 20.0)
    graph.create("applyAbsFloatOverride", "one_applied", original=12.0)
    graph.create("unitToTimeConversion", "unitToTimeConversion1")
    graph.connect("one_applied.out", "unitToTimeConversion1.input")
    graph.connect("unitToTimeConversion1.output", f"{GLOBALS}.endFrame")
    graph.globals(endFrame=20.0)


def test_master_when_another_layer_was_visible_then_its_own_value_is_found_behind_the_applied_one():
    graph = animated().set("defaultRenderLayer", renderable=True)
    graph.layer("second")
    applied(graph)
    found = {output.name: str(output.frames) for output in MayaScene(graph).outputs()}
    assert found == {"masterLayer": "1-12", "beauty": "1-20", "second": "1-12"}


def test_master_when_two_overrides_are_applied_then_the_value_behind_both_is_its_own():
    graph = animated().set("defaultRenderLayer", renderable=True)
    in_order(graph)
    graph.create("applyRelFloatOverride", "outer")
    graph.create("applyAbsFloatOverride", "inner", original=7.0)
    graph.connect("inner.out", "outer.original").connect("outer.out", f"{GLOBALS}.endFrame")
    found = {output.name: str(output.frames) for output in MayaScene(graph).outputs()}
    assert found == {"masterLayer": "1-7", "beauty": "1-41"}


def driven(graph: MemoryGraph) -> None:
    absolute(graph, settings_of(graph), "one", 20.0)
    graph.create("expression", "expression1")
    graph.connect("expression1.output[0]", "one.attrValue")


def connected(graph: MemoryGraph) -> None:
    graph.override(
        settings_of(graph), "one", "endFrame", type="connectionUniqueOverride", targetNodeName=GLOBALS, attrValue=1.0
    )


def foreign(graph: MemoryGraph) -> None:
    graph.collection("beauty", "c")
    graph.override("c", "one", "endFrame", attrValue=20.0)
    graph.create("someSelector", "cSelector")


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(driven, id="an override that an expression drives"),
        pytest.param(connected, id="a connection instead of a value"),
        pytest.param(foreign, id="a selector of another plug-in"),
    ],
)
def test_override_when_it_does_not_say_what_it_does_then_the_scene_is_switched_or_says_so(build: Build):
    graph = animated()
    build(graph)
    output = MayaScene(graph).outputs()[0]
    assert "Only Maya knows its frames" in output.unknown_frames
    assert [problem.level for problem in output.problems] == ["error"]
    graph.switched = {"rs_beauty": {(GLOBALS, "endFrame"): 30.0}}
    output = MayaScene(graph).outputs()[0]
    assert (str(output.frames), list(output.problems)) == ("1-30", [])
    assert graph.asked["values_in"] == 2


def test_override_when_a_later_one_sets_the_value_then_what_came_before_is_not_asked_for():
    graph = animated()
    driven(graph)
    graph.switched = {}
    absolute(graph, "settings", "two", 40.0)
    assert frames(graph) == "1-40"
    assert graph.asked["values_in"] == 0


def test_layers_of_the_old_kind_when_one_was_visible_then_each_has_its_own_values():
    graph = MemoryGraph().globals(animation=True, endFrame=30.0)
    graph.legacy_layer("old")
    graph.legacy_layer("older")
    for layer, value in (("defaultRenderLayer", 12.0), ("old", 20.0), ("older", 25.0)):
        graph.adjust(layer, f"{GLOBALS}.endFrame", value)
    graph.set("renderLayerManager", currentRenderLayer=2)  # `older` was changed to 30 and is the visible one
    found = {output.name: str(output.frames) for output in MayaScene(graph).outputs()}
    assert found == {"masterLayer": "1-12", "old": "1-20", "older": "1-30"}
    assert [output.facts.is_legacy for output in MayaScene(graph).outputs()] == [False, True, True]


@pytest.mark.parametrize(
    ("kept", "expected"), [pytest.param(20, "1-20", id="frames"), pytest.param(20 / 24, "1-20", id="seconds")]
)
def test_layer_of_the_old_kind_when_it_has_its_own_range_then_the_scene_is_asked_or_a_warning_says_so(
    kept: float, expected: str
):
    graph = MemoryGraph().globals(animation=True).set("defaultRenderLayer", renderable=False)
    graph.legacy_layer("old")
    graph.adjust("old", f"{GLOBALS}.endFrame", kept)
    output = MayaScene(graph).outputs()[0]
    assert (str(output.frames), [problem.level for problem in output.problems]) == (expected, ["warning"])
    graph.switched = {"old": {(GLOBALS, "endFrame"): 33.0}}
    output = MayaScene(graph).outputs()[0]
    assert (str(output.frames), list(output.problems)) == ("1-33", [])


def test_layers_of_render_setup_when_their_old_nodes_keep_values_then_these_count_for_nothing():
    graph = animated()
    graph.adjust("rs_beauty", f"{GLOBALS}.endFrame", 99.0)
    graph.adjust("defaultRenderLayer", f"{GLOBALS}.endFrame", 98.0)
    assert frames(graph) == "1-10"


def test_overrides_when_their_list_bites_its_tail_then_reading_ends_with_one_of_them():
    graph = animated()
    owner = settings_of(graph)
    for name, value in (("one", 20.0), ("two", 25.0)):
        absolute(graph, owner, name, value)
    graph.connect("two.next", "one.previous")
    assert frames(graph) in ("1-20", "1-25")


def test_pattern_when_it_is_full_of_stars_then_it_is_read_at_once():
    graph = animated()
    graph.camera("a" * 200, renderable=False)
    collect(graph, pattern="*a" * 40 + "*b", typeFilter=2)
    assert cameras(graph) == ["persp"]
