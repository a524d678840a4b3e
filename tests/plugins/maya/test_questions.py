"""How many questions a scene is asked: each costs the open Maya a call."""

from __future__ import annotations

from af_maya._scene import MayaScene

from tests.plugins.maya.memory_graph import MemoryGraph

LAYERS, CAMERAS = 60, 4
MAXIMUM_A_ROW = 12


def large_scene() -> MemoryGraph:
    """Each layer has its own range, renderer, prefix, and a collection that switches two cameras on and one off."""
    graph = MemoryGraph().globals(animation=True, putFrameBeforeExt=True)
    graph.set("defaultRenderLayer", renderable=False)
    graph.set("perspShape", renderable=False)
    for number in range(CAMERAS):
        graph.camera(f"ref:cam{number}", renderable=number < 2, is_referenced=True)
    for number in range(LAYERS):
        layer = graph.layer(f"layer{number}")
        for attribute, value in (("startFrame", 1001.0), ("endFrame", 1100.0 + number), ("imageFilePrefix", "a")):
            graph.unique(layer, attribute, value)
        graph.collection(layer, f"c{number}", pattern="ref:*", typeFilter=2)
        graph.override(f"c{number}", f"r{number}", "renderable", attrValue=True)
        for place in range(5):
            graph.override(f"c{number}", f"o{number}_{place}", "castsShadows", attrValue=False)
    return graph


def test_scene_of_60_layers_and_4_cameras_when_read_then_12_questions_a_row_are_enough():
    graph = large_scene()
    scene = MayaScene(graph)
    outputs = scene.outputs()
    scene.state()
    assert len(outputs) == LAYERS * CAMERAS
    assert str(outputs[-1].frames) == "1001-1159"
    assert sum(graph.asked.values()) <= MAXIMUM_A_ROW * len(outputs), graph.asked
    assert graph.asked["values_in"] == 0


def test_scene_when_there_are_more_objects_then_no_more_questions_are_asked():
    few, many = large_scene(), large_scene()
    for number in range(5000):
        many.create("mesh", f"mesh{number}")
        many.create("transform", f"transform{number}")
    for graph in (few, many):
        MayaScene(graph).outputs()
    assert few.asked == many.asked
