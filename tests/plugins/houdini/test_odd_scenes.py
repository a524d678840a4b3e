"""Scenes as nobody should make them: what is told of each, by Houdini and by the file alike."""

from __future__ import annotations

from typing import Any

import pytest
from af_houdini import _scene_file

from tests.fakes.hou_scene import MadeNode, rop

AT = {"trange": "normal", "f": (1, 10, 1)}
GEO = rop("/obj/g", "geo")


def picture(name: str = "m", *inputs: str, file: str = "/r/$OS.$F4.exr", **parms: Any) -> MadeNode:
    return rop(f"/out/{name}", "ifd", *inputs, **{**AT, "vm_picture": file, **parms})


def cache(**parms: Any) -> list[MadeNode]:
    return [GEO, rop("/obj/g/c", "filecache::2.0", **{**AT, "basedir": "/c", "basename": "x", **parms})]


SENT = {
    "a name of the other system": ([picture(file="C:/r/a.$F4.exr")], "C:/r/a.@####@.exr", 10),
    "a share": ([picture(file="//server/share/a.$F4.exr")], "//server/share/a.@####@.exr", 10),
    "blanks around a name": ([picture(file=" /r/a.$F4.exr ")], "/r/a.@####@.exr", 10),
    "a folder for each frame": ([picture(file="/r/$F4/a.exr")], "/r/@####@/a.exr", 10),
    "the frame twice": ([picture(file="/r/$F4.$F.exr")], "/r/@####@.@#@.exr", 10),
    "the frame behind digits": ([picture(file="/r/v1$F.exr")], "/r/v1@#@.exr", 10),
    "frames that end between": ([picture(f=(1, 10.7, 1))], "/r/m.@####@.exr", 10),
    "one frame without a number": ([picture(file="/r/a.exr", f=(5, 5, 1))], "/r/a.exr", 1),
    "a cache that depends on no time": (cache(timedependent="off"), "/c/x/v1/x_v1.bgeo.sc", 1),
    "a cache without versions": (cache(enableversion="off"), "/c/x/x.@####@.bgeo.sc", 10),
    "an explicit cache, by its place": (cache(filemethod="1", file="/c/a.$F4.bgeo"), "/c/a.@####@.bgeo", 10),
    "a simulation's own ROP": (
        [rop("/obj/d", "dopnet"), rop("/obj/d/r", "rop_dop", **AT, dopoutput="/c/a.$F.sim")],
        "/c/a.@#@.sim",
        10,
    ),
    "a ROP among COPs": (
        [rop("/obj/c", "copnet"), rop("/obj/c/i", "image_rop", **AT, copoutput="/c/a.$F4.exr")],
        "/c/a.@####@.exr",
        10,
    ),
    "no range, no frame": ([picture(file="/r/a.exr", trange="0")], "/r/a.exr", 1),
}


def both(open_scene: Any, nodes: list[MadeNode]) -> list[Any]:
    session = open_scene(*nodes)
    return [session.host, _scene_file.open_scene(session.fake.path)]


@pytest.mark.parametrize(("nodes", "file", "frames"), SENT.values(), ids=list(SENT))
def test_odd_scene_is_sent_as_houdini_renders_it(
    open_scene: Any, nodes: list[MadeNode], file: str, frames: int
) -> None:
    for host in both(open_scene, nodes):
        (output,) = host.outputs()
        assert (list(output.files), len(output.frames)) == ([file], frames)
        assert not [one for one in output.problems if one.level in ("error", "warning")]


def test_rop_of_a_type_that_nobody_knows_is_listed_wherever_it_is(open_scene: Any) -> None:
    for host in both(open_scene, [GEO, rop("/obj/g/e", "rop_gltf", **AT)]):
        (output,) = host.outputs()
        assert (output.id, output.is_whole, list(output.files)) == ("/obj/g/e", True, [])
        assert any("rop_gltf is unknown" in one.message for one in output.problems)


TOLD = {
    "a line end": ([picture(file="/r/a\nb.$F4.exr")], "line end"),
    "no name": ([picture(file="")], "names no file"),
    "a name that begins nowhere": ([picture(file="r/a.$F4.exr")], "begins at no root"),
    "a home folder": ([picture(file="~/a.$F4.exr")], "begins at no root"),
    "a picture inside Houdini": ([picture(file="op:/img/x")], "begins at no root"),
    "a variable that nothing sets": ([picture(file="$NO_SUCH/a.$F4.exr")], "nothing has set it"),
    "a sign of the farm": ([picture(file="/r/a.@####@.exr")], "a farm fills in"),
    "a sign of C": ([picture(file="/r/a.%04d.exr")], "one file"),
    "too long a name": ([picture(file=f"/r/{'x' * 300}.$F4.exr")], "255 bytes"),
    "too long a name of two-byte letters": ([picture(file=f"/r/{'ä' * 150}.$F4.exr")], "255 bytes"),
    "no frame over a range": ([picture(file="/r/a.exr")], "one file"),
    "an explicit cache without a name": (cache(filemethod="explicit"), "names no file"),
    "displays that are windows": (
        [rop("/out/r", "ris", **AT, ri_displays=1, ri_device_0="it", ri_display_0="/r/a.exr")], "none of its displays"
    ),
    "no displays at all": ([rop("/out/r", "rib", **AT)], "none of its displays"),
    "a reversed range": ([picture(f=(10, 1, 1))], "ends before it begins"),
    "an increment of nothing": ([picture(f=(1, 10, 0))], "above zero"),
    "an increment that goes back": ([picture(f=(1, 10, -1))], "above zero"),
    "a start between frames": ([picture(f=(1.5, 10, 1))], "whole frames"),
    "frames without end": ([picture(f=(1, 1e7, 1))], "1,000,000"),
    "a take that is gone": ([picture(take="gone")], "does not have"),
}  # fmt: skip


@pytest.mark.parametrize(("nodes", "word"), TOLD.values(), ids=list(TOLD))
def test_odd_scene_is_told_with_a_fix(open_scene: Any, nodes: list[MadeNode], word: str) -> None:
    for host in both(open_scene, nodes):
        (output,) = host.outputs()
        errors = [one for one in output.problems if one.level == "error"]
        assert any(word in one.message and one.fix for one in errors), [one.message for one in output.problems]


@pytest.mark.parametrize("device", ["ip", "md"])
@pytest.mark.parametrize(
    ("kind", "parm"),
    [("ifd", "vm_picture"), ("karma", "picture"), ("usdrender", "outputimage"), ("arnold", "ar_picture")],
)
def test_what_renders_to_a_window_is_not_listed_which_is_said(
    open_scene: Any, kind: str, parm: str, device: str
) -> None:
    for host in both(open_scene, [picture(), rop("/out/w", kind, **AT, **{parm: device})]):
        assert [output.id for output in host.outputs()] == ["/out/m"]
        assert any("/out/w" in one.message and "window" in one.message for one in host.scene().problems)
