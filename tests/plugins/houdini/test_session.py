"""The open scene as the planner reads it: which nodes count, what they say, and how often Houdini is asked."""

from __future__ import annotations

import pytest

from afsubmit.errors import SceneError
from tests.fakes.hou import Habits
from tests.fakes.hou_scene import MadeScene, rop
from tests.fakes.hou_stubs import VERSIONS

ROPS = (
    rop("/obj/geo1", "geo"),
    rop("/obj/geo1/sim", "filecache::2.0", basename="smoke", basedir="$HIP/geo", version=3),
    rop("/obj/geo1/mesh", "rop_geometry", "sim", sopoutput="$HIP/geo/$OS.$F4.bgeo.sc"),
    rop("/stage/usd10", "usd_rop"),
    rop("/stage/usd9", "usdrender_rop"),
    rop("/stage/light1", "light"),
    rop("/out/mantra10", "ns::ifd::1.0", "geo1", trange="normal", f=(1001, 1010, 2)),
    rop("/out/mantra9", "ifd", "", "mantra10"),
    rop("/out/geo1", "fetch", source="/obj/geo1/mesh"),
    rop("/tasks/topnet1", "topnet"),
    rop("/tasks/topnet1/fetch1", "ropfetch"),
    rop("/tasks/topnet1/net", "ropnet"),
    rop("/tasks/topnet1/net/mantra1", "ifd"),
    rop("/obj/asset1", "geo"),
    rop("/obj/asset1/hidden", "rop_geometry"),
)


def scene_with_asset() -> MadeScene:
    made = MadeScene(
        list(ROPS), first=1, last=100, frame=24, variables={"JOB": "/job", "SHOT": "it's"}, takes=["Main", "b"]
    )
    next(node for node in made.nodes if node.path == "/obj/asset1").is_asset = True
    return made


@pytest.mark.parametrize("version", VERSIONS)
def test_rops_wherever_they_are_but_not_in_tops_and_assets(open_scene, version: str) -> None:
    scene = open_scene(scene_with_asset(), habits=Habits(version=version)).scene()
    assert [node.path for node in scene.nodes] == [
        "/out/geo1",
        "/out/mantra9",
        "/out/mantra10",
        "/obj/geo1/mesh",
        "/obj/geo1/sim",
        "/stage/usd9",
        "/stage/usd10",
        "/tasks/topnet1",
    ]
    types = {node.path: (node.category, node.type_name) for node in scene.nodes}
    assert types["/out/mantra10"] == ("Driver", "ifd")
    assert types["/obj/geo1/sim"] == ("Sop", "filecache")
    assert (scene.first, scene.last, scene.frame, scene.take, list(scene.takes)) == (1, 100, 24, "Main", ["Main", "b"])
    assert scene.variables == {"JOB": "/job", "SHOT": "it's"}


def test_what_a_node_says(open_scene) -> None:
    scene = open_scene(scene_with_asset()).scene()
    nine, ten = scene.at("/out/mantra9"), scene.at("/out/mantra10")
    assert (ten.text("trange"), ten.number("f3", 1), ten.text("nothing"), ten.number("nothing", 1)) == (
        "normal",
        2,
        None,
        None,
    )
    assert (nine.expression("f1"), nine.number("f2", 7), ten.expression("f1")) == ("$FSTART", 100, "")
    assert list(nine.inputs()) == [None, ten]
    assert scene.at("/out/geo1").other("/obj/geo1/mesh") is scene.at("/obj/geo1/mesh")
    assert scene.at("/out/geo1").other("../mantra9") is nine
    assert scene.at("/out/geo1").other("/obj/nobody") is None
    mesh = scene.at("/obj/geo1/mesh")
    assert list(mesh.inputs()) == [scene.at("/obj/geo1/sim")]
    assert mesh.path_at("sopoutput", 12).endswith("/geo/mesh.0012.bgeo.sc")
    assert scene.at("/obj/geo1/sim").path_at("sopoutput", 12).endswith("/geo/smoke/v3/smoke_v3.0012.bgeo.sc")


def test_wrong_expression_is_an_error_that_names_the_parameter(open_scene) -> None:
    node = rop("/out/m", "ifd", vm_picture='$HIP/`chs("../gone/x")`.exr')
    found = open_scene(node).scene().at("/out/m")
    with pytest.raises(SceneError, match="/out/m/vm_picture"):
        found.path_at("vm_picture", 1)


@pytest.mark.parametrize(
    ("name", "exists", "path"),
    [
        pytest.param("untitled.hip", False, "", id="never saved"),
        pytest.param("untitled.hip", True, "untitled.hip", id="saved under this very name"),
        pytest.param("shot.hip", False, "shot.hip", id="named, and gone from the disk"),
    ],
)
def test_untitled_scene_has_no_path(open_scene, tmp_path, name: str, exists: bool, path: str) -> None:
    session = open_scene(rop("/out/m", "ifd"), path=tmp_path / name)
    if not exists:
        (tmp_path / name).unlink()
    assert session.scene().path == ((tmp_path / path).as_posix() if path else "")


@pytest.mark.parametrize(
    ("licence", "kind"),
    [("Commercial", ""), ("Indie", "indie"), ("Education", "education"), ("ApprenticeHD", "apprentice")],
)
def test_licence_is_told_by_its_kind(open_scene, licence: str, kind: str) -> None:
    assert open_scene(habits=Habits(licence=licence)).scene().licence == kind


def test_files_that_are_read_are_told_but_not_those_that_are_written(open_scene) -> None:
    from af_houdini import _scene_file

    nodes = [
        rop("/obj/geo1", "geo"),
        rop("/obj/geo1/one", "file", file="$HIP/one.bgeo"),
        rop("/obj/geo1/many", "file", file="$HIP/many.$F4.bgeo"),
        rop("/obj/geo1/odd", "file", file="$NOWHERE/one.bgeo"),
        rop("/obj/geo1/relative", "file", file="geo/one.bgeo"),
        rop("/obj/geo1/writes", "file", file="$HIP/written.bgeo", filemode="write"),
        rop("/obj/geo1/wrong", "file", file='$HIP/x/../`chs("../gone/x")`'),
        rop("/obj/geo1/off", "file", file="$HIP/off.bgeo"),
        rop("/obj/geo1/cache", "filecache::2.0", filemethod="explicit", file="$HIP/cache.bgeo"),
        rop("/out/m", "ifd", vm_picture="$HIP/m.exr"),
    ]
    nodes[7].is_bypassed = True
    session = open_scene(*nodes)
    folder = session.fake.path.rpartition("/")[0]
    assert session.host.scene().sources == {"/obj/geo1/one/file": [f"{folder}/one.bgeo"]}
    read = _scene_file.open_scene(session.fake.path).scene()
    assert session.host.scene().sources == read.sources


KINDS = (
    "ifd vray_renderer karma geometry alembic dop comp opengl usd usdrender Redshift_ROP arnold ris wedge fetch merge"
).split()


@pytest.mark.parametrize("frames", [(1, 240), (1001, 1240), (1, 100_000)])
@pytest.mark.parametrize("kind", [*KINDS, "filecache::2.0"])
def test_houdini_is_asked_at_most_25_times_a_rop(open_scene, kind: str, frames: tuple[int, int]) -> None:
    """What is asked of the scene as a whole is shared by its ROPs."""
    count, place = 60, "/obj/geo1" if "::" in kind else "/out"
    parms = {"trange": "normal", "f": (*frames, 1)} if kind not in ("wedge", "fetch", "merge") else {}
    nodes = [rop(f"{place}/n{i}", kind, *[f"n{i - 1}"] * (i % 5 > 0), **parms) for i in range(count)]
    session = open_scene(rop("/obj/geo1", "geo"), *nodes)
    host = session.host
    session.fake.calls = 0
    host.outputs()
    once = session.fake.calls
    assert once <= 25 * count
    assert session.fake.calls > 3 * count, "somebody counts"
