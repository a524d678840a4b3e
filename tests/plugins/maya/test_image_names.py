"""Names of images by Maya's rules: tables, and a second statement of the rule for names nobody wrote down."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from af_maya import _image_names
from af_maya._image_names import Layout
from af_maya._scene import MayaScene
from hypothesis import given, settings
from hypothesis import strategies as st

from afsubmit.document.patterns import fill
from tests.plugins.maya.memory_graph import MemoryGraph


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        pytest.param(Layout("exr", ".", False, 4, True), "shot.0008.exr", id="name.#.ext"),
        pytest.param(Layout("iff", ".", True, 1, True), "shot.iff.8", id="name.ext.#"),
        pytest.param(Layout("", ".", False, 4, True), "shot.0008", id="name.#"),
        pytest.param(Layout("exr", "", False, 4, True), "shot0008.exr", id="name#.ext"),
        pytest.param(Layout("exr", "_", False, 4, True), "shot_0008.exr", id="name_#.ext"),
        pytest.param(Layout("exr", ".", False, 4, False), "shot.exr", id="name.ext"),
        pytest.param(Layout("", ".", False, 4, False), "shot", id="name"),
        pytest.param(Layout("exr", ".", False, 0, True), "shot.8.exr", id="no padding"),
    ],
)
def test_layouts_of_render_settings(layout: Layout, expected: str):
    assert fill(layout.file("shot"), 8, 8) == expected


def named(prefix: str, *, layers: int = 1, cameras: int = 1, scene: str = "shot_v001", version: str = "") -> list[str]:
    """The first file of each output of a scene with so many renderable layers and cameras, at frame 8."""
    graph = MemoryGraph(path=f"/show/scenes/{scene}.ma").globals(
        animation=True, putFrameBeforeExt=True, imageFormat=51, imfPluginKey="exr", renderVersion=version
    )
    graph.globals(imageFilePrefix=prefix)
    for number in range(1, layers):
        graph.layer(f"L{number}")
    for number in range(1, cameras):
        graph.camera(f"ns:cam{number}")
    return [fill(output.files[0], 8, 8) if output.files else "" for output in MayaScene(graph).outputs()]


@pytest.mark.parametrize(
    ("prefix", "layers", "cameras", "expected"),
    [
        pytest.param("", 1, 1, ["shot_v001.0008.exr"], id="nothing typed"),
        pytest.param("  ", 1, 1, ["shot_v001.0008.exr"], id="blanks typed"),
        pytest.param("hero", 1, 1, ["hero.0008.exr"], id="a name"),
        pytest.param("a/b/hero", 1, 1, ["a/b/hero.0008.exr"], id="folders"),
        pytest.param("hero", 2, 1, ["masterLayer/hero.0008.exr", "L1/hero.0008.exr"], id="two layers"),
        pytest.param("hero", 1, 2, ["persp/hero.0008.exr", "ns_cam1/hero.0008.exr"], id="two cameras"),
        pytest.param(
            "hero",
            2,
            2,
            [f"{layer}/{camera}/hero.0008.exr" for layer in ("masterLayer", "L1") for camera in ("persp", "ns_cam1")],
            id="two of both",
        ),
        pytest.param(
            "<Camera>_x", 2, 1, ["masterLayer/persp_x.0008.exr", "L1/persp_x.0008.exr"], id="camera asked for"
        ),
        pytest.param("<RenderLayer>_x", 2, 1, ["masterLayer_x.0008.exr", "L1_x.0008.exr"], id="layer asked for"),
        pytest.param("<Layer>_x", 2, 1, ["masterLayer_x.0008.exr", "L1_x.0008.exr"], id="layer by its other word"),
        pytest.param("%l/%s", 2, 1, ["masterLayer/shot_v001.0008.exr", "L1/shot_v001.0008.exr"], id="old signs"),
        pytest.param("%/l%s", 2, 1, ["masterLayer/shot_v001.0008.exr", "L1/shot_v001.0008.exr"], id="signs with slash"),
        pytest.param("%c", 1, 2, ["persp.0008.exr", "ns_cam1.0008.exr"], id="camera by its sign"),
        pytest.param("<scene>/<renderlayer>", 1, 1, ["shot_v001/masterLayer.0008.exr"], id="small letters"),
        pytest.param("<Scene>_<Version>", 1, 1, ["shot_v001_take2.0008.exr"], id="version label"),
        pytest.param("<Extension>/<Scene>", 1, 1, ["exr/shot_v001.0008.exr"], id="ending"),
        pytest.param("<Scene>_<Date>", 1, 1, [""], id="the date of the rendering"),
        pytest.param("<Scene>_<Unknown>", 1, 1, [""], id="a token that nobody knows"),
        pytest.param("<RenderPass>/x", 1, 1, [""], id="a pass, where the renderer has none"),
        pytest.param("../out/x", 1, 1, ["/show/out/x.0008.exr"], id="out of the images' folder"),
        pytest.param("/mnt/out/x", 1, 1, ["/mnt/out/x.0008.exr"], id="absolute"),
        pytest.param("/mnt/out/x", 2, 1, ["/mnt/out/x.0008.exr"] * 2, id="absolute: no folder comes in front"),
    ],
)
def test_prefixes(prefix: str, layers: int, cameras: int, expected: Sequence[str]):
    whole = [name if name.startswith("/") or not name else f"/show/images/{name}" for name in expected]
    assert named(prefix, layers=layers, cameras=cameras, version="take2") == whole


# A second statement of the rule, written from Autodesk's page and not from the product: a table of every spelling of a
# token, walked letter by letter.

SPELLINGS = {
    **dict.fromkeys(("<Scene>", "<scene>", "%s"), "scene"),
    **dict.fromkeys(("<RenderLayer>", "<Layer>", "<layer>", "%l"), "layer"),
    **dict.fromkeys(("<Camera>", "<camera>", "%c"), "camera"),
    **dict.fromkeys(("<Version>", "%v"), "version"),
}


def oracle(prefix: str, *, layer: str, camera: str, layers: int, cameras: int, scene: str, version: str) -> str:
    """The path below the images' folder, without number and ending."""
    text = prefix.strip()
    parts: list[tuple[str, str]] = []
    if text == "":
        parts = [("token", "scene")]
    while text:
        spelling = next((word for word in SPELLINGS if text.startswith(word)), None)
        parts.append(("token", SPELLINGS[spelling]) if spelling else ("letter", text[0]))
        text = text[len(spelling) if spelling else 1 :]
    used = {word for kind, word in parts if kind == "token"}
    says = {"scene": scene, "layer": layer, "camera": camera, "version": version}
    path = "".join(says[word] if kind == "token" else word for kind, word in parts)
    folders = [layer] if layers > 1 and "layer" not in used else []
    folders += [camera] if cameras > 1 and "camera" not in used else []
    return "/".join([*folders, path])


PIECES = st.one_of(st.sampled_from(sorted(SPELLINGS)), st.sampled_from(["a", "Z9", "_", "-", ".", "/x", " b"]))


@settings(deadline=None, max_examples=300)
@given(
    pieces=st.lists(PIECES, max_size=6),
    layers=st.integers(1, 3),
    cameras=st.integers(1, 3),
    scene=st.from_regex(r"[A-Za-z][A-Za-z0-9_.\-]{0,8}[A-Za-z0-9]", fullmatch=True),
    version=st.sampled_from(["", "v2"]),
)
def test_names_nobody_wrote_down(pieces: list[str], layers: int, cameras: int, scene: str, version: str):
    prefix = "n" + "".join(pieces) + "z" if pieces else ""
    expected = [
        "/show/images/"
        + oracle(prefix, layer=layer, camera=camera, layers=layers, cameras=cameras, scene=scene, version=version)
        + ".0008.exr"
        for layer in ("masterLayer", "L1", "L2")[:layers]
        for camera in ("persp", "ns_cam1", "ns_cam2")[:cameras]
    ]
    assert named(prefix, layers=layers, cameras=cameras, scene=scene, version=version) == expected


@settings(deadline=None, max_examples=200)
@given(
    pieces=st.lists(PIECES, max_size=6), several_layers=st.booleans(), several_cameras=st.booleans(), one=st.booleans()
)
def test_prefix_given_to_one_layer_and_camera_means_what_the_whole_scene_means(
    pieces: list[str], several_layers: bool, several_cameras: bool, one: bool
):
    """With `-rl` and `-cam` Maya puts nothing in front: what is passed must bring it, and bring nothing twice."""
    prefix = "n" + "".join(pieces)
    passed = _image_names.with_folders(
        prefix, several_layers=several_layers, several_cameras=several_cameras, separate_passes=one
    )
    again = _image_names.with_folders(passed, several_layers=True, several_cameras=True, separate_passes=one)
    assert _image_names.has(passed, _image_names.LAYER) or not several_layers
    assert _image_names.has(passed, _image_names.CAMERA) or not several_cameras
    assert again == passed or not (several_layers and several_cameras)


@settings(deadline=None, max_examples=200)
@given(
    extension=st.sampled_from(["exr", "iff", ""]),
    separator=st.sampled_from([".", "_", ""]),
    is_last=st.booleans(),
    padding=st.integers(0, 8),
    frame=st.integers(0, 99999),
)
def test_numbers_and_endings_nobody_wrote_down(extension: str, separator: str, is_last: bool, padding: int, frame: int):
    number = str(frame).rjust(max(padding, 1), "0")
    ending = "." + extension if extension else ""
    expected = "n" + ending + separator + number if is_last else "n" + separator + number + ending
    assert fill(Layout(extension, separator, is_last, padding, True).file("n"), frame, frame) == expected
