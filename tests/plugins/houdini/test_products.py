"""Pictures that a stage names by itself: told where what is known of it is enough, else said to be unknown."""

from __future__ import annotations

import pytest
from af_houdini import _products, _scene_file
from af_houdini._graph import Product

from afsubmit.document.frames import FrameList
from afsubmit.errors import SceneError
from tests.fakes.hou import Habits
from tests.fakes.hou_scene import MadeNode, rop
from tests.fakes.usd_stage import Attribute, stage_of

HUNDRED = FrameList(range(1001, 1101))
SHORT = FrameList(range(8, 12))


@pytest.mark.parametrize(
    ("name", "by_frame", "frames", "expected"),
    [
        pytest.param("/r/a.exr", {}, HUNDRED, "/r/a.exr", id="the same at all frames"),
        pytest.param("", {7: "/r/a_v02.0007.exr"}, SHORT, "/r/a_v02.@####@.exr", id="padded, known at one frame"),
        pytest.param("", {1005: "/r/a.1005.exr"}, HUNDRED, "/r/a.@####@.exr", id="as long as all the others"),
        pytest.param("", {8: "/r/8.exr", 9: "/r/9.exr", 10: "/r/10.exr"}, SHORT, "/r/@#@.exr", id="several frames"),
        pytest.param("", {8: "/r/8.exr"}, SHORT, None, id="zeros before it, or none?"),
        pytest.param("", {1005: "/r/1005/a.1005.exr"}, HUNDRED, None, id="two numbers may be the frame"),
        pytest.param("", {1005: "/r/a.0005.exr"}, HUNDRED, None, id="another number"),
        pytest.param("/r/a.$F4.exr", {}, HUNDRED, None, id="what husk may fill in"),
        pytest.param("/r/a.<F4>.exr", {}, HUNDRED, None, id="husk's own sign"),
        pytest.param("/r/a.%04d.exr", {}, HUNDRED, None, id="a sign of C"),
        pytest.param("ip", {}, HUNDRED, None, id="a window"),
        pytest.param("render/a.exr", {}, HUNDRED, None, id="no whole path"),
        pytest.param("", {1: "/r/a.1.exr", 2: "/r/b.2.exr"}, HUNDRED, None, id="no pattern"),
    ],
)
def test_name_of_a_product(name: str, by_frame: dict[int, str], frames: FrameList, expected: str | None) -> None:
    product = Product("/Render/Products/p", name, by_frame)
    if expected is None:
        with pytest.raises(SceneError):
            _products.file_of(product, frames)
    else:
        assert _products.file_of(product, frames).pattern == expected


def test_names_of_all_frames_are_listed_where_no_pattern_says_them() -> None:
    names = {8: "/r/x.exr", 9: "/r/y.exr", 10: "/r/z.exr", 11: "/r/w.exr"}
    assert _products.file_of(Product("/p", "", names), SHORT).by_frame == names


def usd(*more: MadeNode, picture: str = "/show/k/$HIPNAME.$F4.exr") -> list[MadeNode]:
    at = {"trange": "normal", "f": (1001, 1010, 1)}
    return [
        rop("/stage/settings", "karmarendersettings", picture=picture),
        rop("/stage/render", "usdrender_rop", "settings", **at),
        rop("/out/render", "usdrender", loppath="/stage/settings", **at),
        *more,
    ]


def test_stage_that_houdini_has_cooked_is_asked(open_scene) -> None:
    session = open_scene(*usd())
    session.fake.made.frame = 1004
    for output in session.host.outputs():
        assert output.files == ("/show/k/shot v001.@####@.exr",), output.id
        assert not output.is_whole
        assert not [one for one in output.problems if one.level in ("warning", "error")]
    assert session.fake.made.frame == 1004 and not session.fake.is_modified


def test_stage_that_would_have_to_be_cooked_is_left_alone(open_scene) -> None:
    session = open_scene(*usd(), habits=Habits(stages_need_cooking=True))
    for output in session.host.outputs():
        assert output.files == ()
        (problem,) = [one for one in output.problems if one.level == "warning"]
        assert "not cooked" in problem.message and "display its LOP" in problem.fix
    assert session.fake.staged == []


def test_without_a_window_it_is_cooked(open_scene) -> None:
    session = open_scene(*usd(), habits=Habits(stages_need_cooking=True, is_gui=False))
    session.fake.made.frame = 1001
    assert [output.problems for output in session.host.outputs() if not output.files] == []


def test_name_that_is_a_plain_value_with_the_frame_in_it_is_not_taken_for_a_name_of_all_frames(open_scene) -> None:
    """[U] Where Houdini writes no sample: one picture for all frames is an error, and that is said."""
    session = open_scene(*usd(), habits=Habits(products_are_samples=False))
    session.fake.made.frame = 1004
    for output in session.host.outputs():
        assert any("would be written to one file" in one.message for one in output.problems if one.level == "error")


def test_every_product_is_a_file(open_scene) -> None:
    session = open_scene(*usd())
    names = [Attribute(samples={frame: f"/r/{kind}.{frame}.exr" for frame in (1001, 1002)}) for kind in ("beauty", "z")]
    session.fake.stages["/stage/settings"] = stage_of(names)
    for output in session.host.outputs():
        assert output.files == ("/r/beauty.@####@.exr", "/r/z.@####@.exr")


@pytest.mark.parametrize(
    ("nodes", "word"),
    [
        pytest.param([rop("/stage/r", "usdrender_rop")], "names no LOP", id="nothing to render"),
        pytest.param([rop("/out/r", "usdrender", loppath="/obj/gone")], "names no LOP", id="a LOP that is gone"),
        pytest.param(
            [rop("/stage/s", "sphere"), rop("/stage/r", "usdrender_rop", "s")], "no render settings", id="none"
        ),
        pytest.param(
            [rop("/stage/s", "karmarendersettings"), rop("/stage/r", "usdrender_rop", "s", rendersettings="/Render/x")],
            "no render settings /Render/x",
            id="render settings that are not there",
        ),
    ],
)
def test_what_is_not_known_is_said(open_scene, nodes: list[MadeNode], word: str) -> None:
    (output,) = open_scene(*nodes).host.outputs()
    (problem,) = [one for one in output.problems if one.level == "warning"]
    assert word in problem.message and problem.fix


def test_file_says_that_only_houdini_composes_a_stage(open_scene) -> None:
    session = open_scene(*usd())
    for output in _scene_file.open_scene(session.fake.path).outputs():
        assert output.files == ()
        assert any("only Houdini composes" in one.message for one in output.problems)
