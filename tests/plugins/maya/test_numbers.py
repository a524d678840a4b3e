"""Numbers that none can be, whatever made them: a sentence that names the attribute, and the submission goes on."""

from __future__ import annotations

import pytest
from af_maya._scene import MayaScene

from tests.plugins.maya.memory_graph import animated

NUMBERS = [
    *(
        (name, "defaultRenderGlobals")
        for name in ("imageFormat", "outFormatControl", "periodInExt", "extensionPadding")
    ),
    *((name, "defaultResolution") for name in ("width", "height")),
    ("aovMode", "defaultArnoldRenderOptions"),
    ("imageFormat", "redshiftOptions"),
    ("aovGlobalEnableMode", "redshiftOptions"),
    ("fileNamePadding", "vraySettings"),
    ("animType", "vraySettings"),
    ("width", "vraySettings"),
    ("version", "rmanGlobals"),
    ("take", "rmanGlobals"),
]
RENDERER_OF = {
    "defaultArnoldRenderOptions": "arnold",
    "redshiftOptions": "redshift",
    "vraySettings": "vray",
    "rmanGlobals": "renderman",
}
TYPE_OF = {
    "defaultArnoldRenderOptions": "aiOptions",
    "redshiftOptions": "RedshiftOptions",
    "vraySettings": "VRaySettingsNode",
    "rmanGlobals": "rmanGlobals",
}


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), 1e300, -1e12])
@pytest.mark.parametrize(("attribute", "node"), NUMBERS, ids=lambda word: word)
@pytest.mark.parametrize("is_override", [True, False], ids=["by a layer", "in the scene"])
def test_number_that_none_can_be_is_a_problem_of_the_layer_and_no_more(attribute, node, value, is_override):
    graph = animated()
    if node in RENDERER_OF:
        graph.create(TYPE_OF[node], node)
        graph.globals(currentRenderer=RENDERER_OF[node])
    graph.layer("beauty")
    if is_override:
        graph.unique("beauty", attribute, value, node)
    else:
        graph.set(node, **{attribute: value})
    scene = MayaScene(graph)
    scene.state()
    beauty = next(output for output in scene.outputs() if output.name == "beauty")
    told = [problem.message for problem in beauty.problems if problem.level == "error"]
    assert any(f"{node}.{attribute} is {value:g}" in message for message in told), told
