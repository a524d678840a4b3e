"""Endings, prefixes and further files of each renderer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from af_maya import _renderers
from af_maya._scene import MayaScene

from tests.plugins.maya.memory_graph import MemoryGraph

Build = Callable[[MemoryGraph], Any]
IMAGES = "/show/images/"


def animated(renderer: str) -> MemoryGraph:
    """A scene of this renderer that asks for its plug-in, as Maya writes it."""
    row = _renderers.ROWS.get(renderer)
    wanted = {row.plugin: True} if row and row.plugin else {}
    return MemoryGraph(plugins=wanted).globals(animation=True, putFrameBeforeExt=True, currentRenderer=renderer)


def arnold(*, prefix: str = "", driver: dict[str, Any] | None = None, **options: Any) -> MemoryGraph:
    graph = animated("arnold").globals(imageFilePrefix=prefix)
    graph.create("aiOptions", "defaultArnoldRenderOptions", **options)
    graph.create("aiAOVDriver", "defaultArnoldDriver", **(driver or {}))
    graph.connect("defaultArnoldDriver.message", "defaultArnoldRenderOptions.driver")
    return graph


def aov(graph: MemoryGraph, name: str, *, driver: str = "defaultArnoldDriver", **values: Any) -> str:
    node = graph.create("aiAOV", f"aiAOV_{name}", name=name, **values)
    place = len(graph.sources("defaultArnoldRenderOptions", "aovList"))
    graph.connect(f"{node}.message", f"defaultArnoldRenderOptions.aovList[{place}]")
    graph.connect(f"{driver}.message", f"{node}.outputs[0].driver")
    return node


def files(graph: MemoryGraph) -> list[str]:
    """The files of the first output, without the images' folder and the number."""
    return [file.replace(IMAGES, "").replace("@####@", "#") for file in MayaScene(graph).outputs()[0].files]


def warnings(graph: MemoryGraph) -> list[str]:
    return [problem.message for problem in MayaScene(graph).outputs()[0].problems]


def two_aovs(graph: MemoryGraph) -> MemoryGraph:
    aov(graph, "N")
    aov(graph, "Z")
    return graph


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        pytest.param(lambda: arnold(), ["shot_v001.#.exr"], id="no AOV: no folder for the main image"),
        pytest.param(lambda: arnold(driver={"aiTranslator": "jpeg"}), ["shot_v001.#.jpg"], id="jpeg"),
        pytest.param(lambda: arnold(driver={"aiTranslator": "tiff"}), ["shot_v001.#.tif"], id="tiff"),
        pytest.param(lambda: arnold(driver={"aiTranslator": "deepexr"}), ["shot_v001.#.exr"], id="deep exr"),
        pytest.param(
            lambda: two_aovs(arnold()),
            ["beauty/shot_v001.#.exr", "N/shot_v001.#.exr", "Z/shot_v001.#.exr"],
            id="separate files",
        ),
        pytest.param(lambda: two_aovs(arnold(driver={"mergeAOVs": True})), ["shot_v001.#.exr"], id="merged"),
        pytest.param(
            lambda: two_aovs(arnold(driver={"mergeAOVs": True, "aiTranslator": "png"})),
            ["beauty/shot_v001.#.png", "N/shot_v001.#.png", "Z/shot_v001.#.png"],
            id="png cannot be merged",
        ),
        pytest.param(
            lambda: two_aovs(arnold(driver={"mergeAOVs": True}, prefix="<Scene>_<RenderPass>")),
            ["shot_v001_beauty.#.exr", "shot_v001_N.#.exr", "shot_v001_Z.#.exr"],
            id="merged, but the prefix asks for the pass",
        ),
        pytest.param(lambda: arnold(prefix="<RenderPass>/x"), ["beauty/x.#.exr"], id="asked for, without AOVs"),
        pytest.param(lambda: two_aovs(arnold(aovMode=0)), ["shot_v001.#.exr"], id="AOVs off"),
        pytest.param(
            lambda: two_aovs(arnold(prefix="/out/x")),
            ["/out/beauty/x.#.exr", "/out/N/x.#.exr", "/out/Z/x.#.exr"],
            id="absolute",
        ),
    ],
)
def test_arnold(graph: Callable[[], MemoryGraph], expected: list[str]):
    assert files(graph()) == expected


def test_arnold_when_an_aov_is_off_or_not_in_the_list_then_it_has_no_file():
    graph = arnold()
    aov(graph, "N", enabled=False)
    aov(graph, "P")
    graph.create("aiAOV", "aiAOV_lost", name="lost")
    assert files(graph) == ["beauty/shot_v001.#.exr", "P/shot_v001.#.exr"]
    assert MayaScene(graph).outputs()[0].facts.prefix == "<RenderPass>/shot_v001"


def test_arnold_when_aovs_have_light_groups_then_each_group_has_a_file():
    graph = arnold()
    aov(graph, "RGBA", lightGroupsList="key rim")
    aov(graph, "diffuse", lightGroups=True, globalAov=False)
    names = [file.split("/")[0] for file in files(graph)]
    assert names == ["beauty", "beauty_key", "beauty_rim", "diffuse_lgroups"]


def test_arnold_when_an_aov_has_a_driver_of_its_own_then_its_file_is_told_and_not_guessed():
    graph = arnold()
    graph.create("aiAOVDriver", "driver2")
    aov(graph, "N", driver="driver2")
    assert files(graph) == ["shot_v001.#.exr"]
    assert "driver of its own" in warnings(graph)[0]


def test_arnold_when_a_layer_switches_an_aov_off_then_only_there():
    graph = two_aovs(arnold(prefix="<RenderLayer>/<RenderPass>"))
    graph.layer("beauty")
    graph.unique("beauty", "enabled", False, node="aiAOV_N")
    master, beauty = MayaScene(graph).outputs()
    assert (master.facts.aovs, beauty.facts.aovs) == (["N", "Z"], ["Z"])


def test_arnold_when_a_layer_has_collections_of_aovs_then_they_change_what_they_select():
    graph = two_aovs(arnold(prefix="<RenderLayer>/<RenderPass>"))
    for layer in ("none", "only_z"):
        graph.layer(layer)
        custom = {"pattern": "*", "typeFilter": 8, "customFilterValue": "aiAOV aiAOVDriver aiAOVFilter"}
        graph.collection(layer, f"{layer}_aovs", type="aovCollection", **custom)
        graph.override(f"{layer}_aovs", f"{layer}_off", "enabled", attrValue=False)
    graph.collection("only_z_aovs", "z", type="aovChildCollection")
    graph.create("arnoldAOVChildSelector", "zSelector", arnoldAOVNodeName="aiAOV_Z")
    graph.override("z", "z_on", "enabled", attrValue=True)
    found = {output.name: list(output.facts.aovs) for output in MayaScene(graph).outputs()}
    assert found == {"masterLayer": ["N", "Z"], "none": [], "only_z": ["Z"]}


def test_arnold_when_layers_have_folders_then_the_pass_stands_behind_them():
    graph = two_aovs(arnold())
    graph.layer("hero")
    assert MayaScene(graph).outputs()[1].facts.prefix == "<RenderLayer>/<RenderPass>/shot_v001"


@pytest.mark.parametrize(
    ("graph", "words"),
    [
        pytest.param(lambda: arnold(driver={"prefix": "other/name"}), "other/name", id="a driver with its own prefix"),
        pytest.param(lambda: arnold(driver={"aiTranslator": "ktx"}), "ktx", id="a format that nobody knows"),
        pytest.param(lambda: redshift(imageFormat=17), "17", id="a format of Redshift that nobody knows"),
        pytest.param(lambda: animated("mayaSoftware").globals(imageFormat=77), "77", id="a format of Maya"),
    ],
)
def test_name_when_nobody_knows_it_then_it_is_told_and_no_file_is_announced(
    graph: Callable[[], MemoryGraph], words: str
):
    assert files(graph()) == []
    assert words in warnings(graph())[0]


def redshift(**options: Any) -> MemoryGraph:
    graph = animated("redshift").globals(imageFilePrefix="r/<Scene>")
    graph.create("RedshiftOptions", "redshiftOptions", **options)
    return graph


def redshift_aov(graph: MemoryGraph, kind: str, **values: Any) -> MemoryGraph:
    graph.create("RedshiftAOV", f"rsAov_{kind}", aovType=kind, **{"name": kind, **values})
    return graph


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        pytest.param(lambda: redshift(), ["r/shot_v001.#.exr"], id="no AOV"),
        pytest.param(lambda: redshift(imageFormat=5), ["r/shot_v001.#.tif"], id="tif"),
        pytest.param(
            lambda: redshift_aov(redshift(), "Depth"), ["r/shot_v001.#.exr", "r/shot_v001.Depth.#.exr"], id="an AOV"
        ),
        pytest.param(
            lambda: redshift_aov(redshift(), "Depth", filePrefix="<BeautyPath>/<RenderPass>/<BeautyFile>"),
            ["r/shot_v001.#.exr", "r/Depth/shot_v001.#.exr"],
            id="in its own folder",
        ),
        pytest.param(
            lambda: redshift_aov(redshift(), "Depth", filePrefix="<BeautyPath>/<BeautyFile>"),
            ["r/shot_v001.#.exr"],
            id="within the main image",
        ),
        pytest.param(lambda: redshift_aov(redshift(), "Depth", enabled=False), ["r/shot_v001.#.exr"], id="off"),
        pytest.param(
            lambda: redshift_aov(redshift(aovGlobalEnableMode=0), "Depth"), ["r/shot_v001.#.exr"], id="all of them off"
        ),
        pytest.param(
            lambda: redshift_aov(redshift_aov(redshift(exrForceMultilayer=True), "Depth"), "Cryptomatte"),
            ["r/shot_v001.#.exr", "r/shot_v001.Cryptomatte.#.exr"],
            id="one file, and the one that never goes into it",
        ),
        pytest.param(
            lambda: redshift_aov(redshift(), "Diffuse", lightGroupList="key rim", globalAov=0),
            ["r/shot_v001.#.exr", "r/shot_v001.Diffuse_key.#.exr", "r/shot_v001.Diffuse_rim.#.exr"],
            id="light groups",
        ),
    ],
)
def test_redshift(graph: Callable[[], MemoryGraph], expected: list[str]):
    assert files(graph()) == expected


def vray(**values: Any) -> MemoryGraph:
    graph = animated("vray").globals(imageFilePrefix="not_this")
    graph.create("VRaySettingsNode", "vraySettings", **{"animType": 1, "width": 1280, "height": 720, **values})
    return graph


def element(graph: MemoryGraph, name: str, **values: Any) -> MemoryGraph:
    graph.create("VRayRenderElement", f"vrayRE_{name}", **{"enabled": True, **values})
    return graph


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        pytest.param(lambda: vray(), ["shot_v001.#.png"], id="the scene's name, and V-Ray's own format"),
        pytest.param(lambda: vray(fileNamePrefix="v/<Scene>_<Layer>"), ["v/shot_v001_masterLayer.#.png"], id="prefix"),
        pytest.param(lambda: vray(imageFormatStr="exr (multichannel)"), ["shot_v001.#.exr"], id="multichannel"),
        pytest.param(lambda: vray(imageFormatStr="jpg"), ["shot_v001.#.jpg"], id="jpg"),
        pytest.param(
            lambda: element(vray(), "diffuse", vray_name_diffuse="diffuse"),
            ["shot_v001.#.png", "shot_v001_diffuse.#.png"],
            id="an element",
        ),
        pytest.param(
            lambda: element(
                vray(fileNameRenderElementSeparator="."), "z", vray_filename_zdepth="depth", vray_name_zdepth="z"
            ),
            ["shot_v001.#.png", "shot_v001.depth.#.png"],
            id="an element with a file name, another separator",
        ),
        pytest.param(
            lambda: element(vray(imageFormatStr="exr (multichannel)"), "z", vray_name_zdepth="z"),
            ["shot_v001.#.exr"],
            id="elements within the file",
        ),
        pytest.param(
            lambda: element(vray(relements_enableall=False), "z", vray_name_zdepth="z"),
            ["shot_v001.#.png"],
            id="elements off",
        ),
        pytest.param(
            lambda: element(vray(dontSaveRgbChannel=True), "z", vray_name_zdepth="z"),
            ["shot_v001_z.#.png"],
            id="no main image",
        ),
        pytest.param(lambda: vray(separateAlpha=True), ["shot_v001.#.png", "shot_v001_Alpha.#.png"], id="alpha"),
    ],
)
def test_vray(graph: Callable[[], MemoryGraph], expected: list[str]):
    assert files(graph()) == expected


def test_vray_when_an_element_is_called_by_its_texture_then_its_file_is_told_and_not_guessed():
    graph = element(vray(), "tex", vray_name_extratex="extraTex", vrayClassType="ExtraTexElement")
    assert files(graph) == ["shot_v001.#.png"]
    assert "render element vrayRE_tex" in warnings(graph)[0]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({"animType": 0}, ("1-10", ["shot_v001.#.png"]), id="off, though Maya's is on"),
        pytest.param({"animType": 1}, ("1-10", ["shot_v001.#.png"]), id="standard"),
        pytest.param({"animType": 2, "animFrames": "1,5,20-22"}, ("1,5,20-22", ["shot_v001.#.png"]), id="frames"),
        pytest.param({"animType": 2, "animFrames": "1;x"}, ("", ["shot_v001.#.png"]), id="no list"),
    ],
)
def test_vray_s_own_animation(values: dict[str, Any], expected: tuple[str, list[str]]):
    graph = vray(**values)
    output = MayaScene(graph).outputs()[0]
    assert (str(output.frames), files(graph)) == expected
    assert bool(output.unknown_frames) == (expected[0] == "")
    assert (output.facts.width, output.facts.height) == (1280, 720)
    assert [("V-Ray's own Animation is off" in text) for text in warnings(graph)] == [True] * (values["animType"] == 0)


def test_vray_when_no_animation_is_on_then_one_picture_without_a_number():
    graph = vray(animType=0).globals(animation=False)
    assert (str(MayaScene(graph).outputs()[0].frames), files(graph), warnings(graph)) == ("1", ["shot_v001.png"], [])


def renderman(**values: Any) -> MemoryGraph:
    graph = animated("renderman")
    graph.create("rmanGlobals", "rmanGlobals", **values)
    for place, (name, driver) in enumerate((("rmanDefaultDisplay", "d_openexr"), ("albedo", "d_png"))):
        graph.create("rmanDisplay", name, name="")
        graph.create(driver, f"{name}_{driver}")
        graph.connect(f"{name}_{driver}.message", f"{name}.displayType")
        graph.connect(f"{name}.message", f"rmanGlobals.displays[{place}]")
    return graph


@pytest.mark.parametrize(
    ("values", "folder", "expected"),
    [
        pytest.param(
            {"imageOutputDir": "<ws>/images/<scene>_v<version>_t<take>", "version": 3},
            "/show/images/shot_v001_v03_t01",
            ["shot_v001_masterLayer_persp_beauty.#.exr", "shot_v001_masterLayer_persp_albedo.#.png"],
            id="RenderMan's own",
        ),
        pytest.param(
            {"imageOutputDir": "/out/<layer>/<camera>", "imageFileFormat": "<aov>.<f>.<ext>"},
            "/out/masterLayer/persp",
            ["beauty.@#@.exr", "albedo.@#@.png"],
            id="folders of the artist's",
        ),
        pytest.param(
            {"imageOutputDir": "/out", "imageFileFormat": "<aov>_<jobid>.<f4>.<ext>"}, "/out", [], id="a token left"
        ),
    ],
)
def test_renderman(values: dict[str, Any], folder: str, expected: list[str]):
    output = MayaScene(renderman(**values)).outputs()[0]
    assert output.facts.images == folder
    assert [file.replace(f"{folder}/", "").replace("@####@", "#") for file in output.files] == expected
    assert [problem.level for problem in output.problems] == ([] if expected else ["warning"])


def test_arnold_when_its_settings_are_missing_then_files_are_those_of_its_defaults():
    output = MayaScene(animated("arnold")).outputs()[0]
    (problem,) = output.problems
    assert (problem.level, output.files) == ("warning", ["/show/images/shot_v001.@####@.exr"])
    assert "Render Settings" in problem.fix and "when it renders" in problem.message


@pytest.mark.parametrize("renderer", ["vray", "redshift", "renderman"])
def test_renderer_when_its_settings_node_is_missing_then_a_problem_says_what_to_do(renderer: str):
    output = MayaScene(animated(renderer)).outputs()[0]
    (problem,) = output.problems
    assert problem.level == "error"
    assert "Render Settings" in problem.fix


def test_renderer_when_nothing_is_known_of_it_then_a_problem_says_so():
    output = MayaScene(animated("tracer9000")).outputs()[0]
    assert [problem.level for problem in output.problems] == ["warning"]
    assert "tracer9000" in output.problems[0].message
