"""What a scene file says of its ROPs, worked out without Houdini: the same for the three kinds of files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from af_houdini import _file_graph
from af_houdini._graph import Node, Scene
from af_houdini._hip import Archive

from afsubmit.errors import SceneError
from tests.fakes import hip_file
from tests.fakes.hou_scene import MadeNode, MadeScene, rop

Opened = Callable[..., Scene]


@pytest.fixture(params=[".hip", ".hiplc", ".hipnc"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Writes a scene to a file of each kind, and reads it."""
    archives = []

    def of(made: MadeScene) -> Scene:
        path = hip_file.written(tmp_path / f"shot{request.param}", made)
        archives.append(Archive(str(path)))
        return _file_graph.scene_of(archives[-1])

    yield of
    for archive in archives:
        archive.close()


@contextmanager
def reading(tmp_path: Path, *nodes: MadeNode, **words: Any) -> Iterator[Scene]:
    with Archive(str(hip_file.written(tmp_path / "shot.hip", MadeScene(list(nodes), **words)))) as archive:
        yield _file_graph.scene_of(archive)


def of(scene: Scene, path: str) -> Node:
    node = scene.at(path)
    assert node is not None
    return node


def test_the_scene_is_what_was_saved(opened: Opened, tmp_path: Path) -> None:
    made = MadeScene(
        [rop("/out/m", "ifd")], first=1001, last=1100.5, frame=1010, fps=25, version="20.0.506",
        variables={"JOB": "/job", "SHOT": "it's"}, takes=["Main", "low"], take="low",
    )  # fmt: skip
    scene = opened(made)
    assert (scene.first, scene.last, scene.frame, scene.fps) == (1001, 1100.5, 1010, 25)
    assert (scene.version, scene.take, scene.takes) == ("20.0.506", "low", ["Main", "low"])
    assert {name: scene.variables[name] for name in ("JOB", "SHOT")} == {"JOB": "/job", "SHOT": "it's"}
    assert "HIP" not in scene.variables
    assert scene.path.startswith(tmp_path.as_posix())


def test_rops_are_found_wherever_they_are_and_nothing_else(opened: Opened) -> None:
    nodes = [
        rop("/obj/geo1", "geo"),
        rop("/obj/geo1/file1", "file"),
        rop("/obj/geo1/cache", "ns::filecache::2.0"),
        rop("/obj/geo1/rop", "rop_geometry"),
        rop("/obj/geo1/net", "ropnet"),
        rop("/obj/geo1/net/m", "ifd"),
        rop("/obj/geo1/merge1", "merge"),
        rop("/obj/chops", "chopnet"),
        rop("/obj/chops/geometry1", "geometry"),
        rop("/out/sub", "subnet"),
        rop("/out/sub/karma1", "karma"),
        MadeNode("/out/asset", "studio::render::1.0", is_asset=True),
        rop("/out/asset/hidden", "ifd"),
        rop("/stage/usdrender1", "usdrender_rop"),
        rop("/stage/sub", "subnet"),
        rop("/stage/sub/usd1", "usd_rop"),
        rop("/tasks/topnet1", "topnet"),
        rop("/tasks/topnet1/ropgeometry1", "ropgeometry"),
        rop("/tasks/topnet1/ropnet1", "ropnet"),
        rop("/tasks/topnet1/ropnet1/m", "ifd"),
        rop("/out/m10", "ifd"),
        rop("/out/m9", "ifd"),
    ]
    found = [(node.path, node.type_name, node.category) for node in opened(MadeScene(nodes)).nodes]
    assert found == [
        ("/out/asset", "render", "Driver"),
        ("/out/m9", "ifd", "Driver"),
        ("/out/m10", "ifd", "Driver"),
        ("/out/sub", "subnet", "Driver"),
        ("/out/sub/karma1", "karma", "Driver"),
        ("/obj/geo1/cache", "filecache", "Sop"),
        ("/obj/geo1/net/m", "ifd", "Driver"),
        ("/obj/geo1/rop", "rop_geometry", "Sop"),
        ("/stage/sub/usd1", "usd_rop", "Lop"),
        ("/stage/usdrender1", "usdrender_rop", "Lop"),
        ("/tasks/topnet1", "topnet", "TopNet"),
    ]


def test_flags_and_inputs_are_those_of_the_file(opened: Opened) -> None:
    nodes = [
        rop("/out/a", "ifd"),
        MadeNode("/out/b", "ifd", inputs=["", "a"], is_bypassed=True),
        MadeNode("/out/c", "merge", inputs=["b", "a", "gone"], is_locked=True),
    ]
    scene = opened(MadeScene(nodes))
    b, c = of(scene, "/out/b"), of(scene, "/out/c")
    assert (b.is_bypassed, b.is_locked, c.is_bypassed, c.is_locked) == (True, False, False, True)
    assert [one and one.path for one in b.inputs()] == [None, "/out/a"]
    assert [one and one.path for one in c.inputs()] == ["/out/b", "/out/a", None]
    assert c.inputs()[0] is b


def test_a_cache_of_geometry_is_above_another_however_far(opened: Opened) -> None:
    nodes = [
        rop("/obj/g", "geo"),
        rop("/obj/g/sim", "filecache::2.0"),
        rop("/obj/g/a", "xform", "sim"),
        rop("/obj/g/b", "merge", "a", "b"),
        rop("/obj/g/mesh", "rop_geometry", "b"),
    ]
    scene = opened(MadeScene(nodes))
    assert [one and one.path for one in of(scene, "/obj/g/mesh").inputs()] == ["/obj/g/sim"]


def test_only_the_channel_counts_and_not_the_number_beside_it(opened: Opened) -> None:
    nodes = [
        rop("/out/m", "ifd"),
        MadeNode("/out/k", "karma", {"f": (1, 10, 1)}, {"f1": 'ch("../m/f1")', "f2": "$F * 2"}),
    ]
    scene = opened(MadeScene(nodes, first=1001, last=1010))
    m, k = of(scene, "/out/m"), of(scene, "/out/k")
    assert [m.number(name, 1.0) for name in ("f1", "f2", "f3", "f4")] == [1001, 1010, 1, None]
    assert [k.number(name, 7.0) for name in ("f1", "f2", "f3")] == [1001, 14, 1]
    assert (k.expression("f2"), k.expression("f3"), k.text("f1"), k.text("f")) == ("$F * 2", "", 'ch("../m/f1")', None)


def test_a_file_cache_constructs_its_name_as_its_own_expressions_say(tmp_path: Path) -> None:
    parms = {
        "cachedir": '`chs("basedir") + "/" + chs("basename")``ifs(ch("enableversion"), "/" + chs("versionstr"),"")`',
        "cachename": '`chs("basename")``ifs(ch("enableversion"), "_" + chs("versionstr"),"")``chs("framestr")`'
        '`chs("filetype")`',
        "framestr": '`ifs (ch("timedependent"), "." + fpadzero(4, if(ch("substeps")>1, 3, 0), ch("frame")), "")`',
        "versionstr": 'v`chs("version")`',
        "substeps": 1,
        "frame": 0,
        "sopoutput": "",
    }
    channels_of = {
        "sopoutput": "{\n if(ch('filemethod'))\n {\n  return chs('file');\n }\n else\n {\n"
        "  return chs('cachedir') + '/' + chs('cachename');\n }\n}",
        "frame": "{\n if(ch(\"timedependent\")) { a = $T * $FPS + 1; a -= ch('f1'); a = rint(a); a += ch('f1');"
        " return a; }\n else return 1;\n}",
    }
    nodes = [
        rop("/obj/g", "geo"),
        MadeNode("/obj/g/sim", "filecache::2.0", {**parms, "version": 3}, channels_of),
        MadeNode(
            "/obj/g/still", "filecache::2.0", {**parms, "timedependent": "off", "enableversion": "off"}, channels_of
        ),
        MadeNode(
            "/obj/g/own", "filecache::2.0", {**parms, "filemethod": "explicit", "file": "/c/$F3.vdb"}, channels_of
        ),
    ]
    with reading(tmp_path, *nodes) as scene:
        found = [of(scene, f"/obj/g/{name}").path_at("sopoutput", 12.0) for name in ("sim", "still", "own")]
    folder = f"{tmp_path.as_posix()}/geo"
    assert found == [
        f"{folder}/shot.sim/v3/shot.sim_v3.0012.bgeo.sc",
        f"{folder}/shot.still/shot.still.bgeo.sc",
        "/c/012.vdb",
    ]


def with_members(tmp_path: Path, scene: MadeScene, **members: bytes) -> Archive:
    """The scene in a file in which some members are others."""
    file = tmp_path / "shot.hip"
    found = list(hip_file._members(scene, str(file), b""))
    file.write_bytes(hip_file.archive([(name, members.get(name, body)) for name, body in found]))
    return Archive(str(file))


TAKES = [
    ("Main", 2, {("/out/m", "vm_picture"): "ip", ("/out/m", "f"): (1, 240, 1)}),
    ("files", 1, {("/out/m", "vm_picture"): "$HIP/$OS.$F4.exr"}),
    ("short", 0, {("/out/m", "f"): (5, 6, 1)}),
    ("keyed", 0, {("/out/m", "vm_picture"): None, ("/out/m", "trange"): "on"}),
]


@pytest.mark.parametrize(
    ("take", "picture", "last"),
    [("Main", "ip", 240), ("files", "{}/m.0007.exr", 240), ("short", "{}/m.0007.exr", 6), ("keyed", None, 240)],
)
def test_the_current_take_and_those_it_is_a_child_of_change_values(
    tmp_path: Path, take: str, picture: str | None, last: int
) -> None:
    made = MadeScene([rop("/out/m", "ifd", vm_picture="ip", f=(1, 240, 1))], take=take)
    with with_members(tmp_path, made, **{".takes": hip_file.takes(TAKES)}) as archive:
        scene = _file_graph.scene_of(archive)
        node = of(scene, "/out/m")
        assert (list(scene.takes), scene.take) == (["Main", "files", "short", "keyed"], take)
        assert node.number("f2", 1.0) == last
        assert node.text("trange") == ("on" if take == "keyed" else "off")
        if picture is None:
            assert node.expression("vm_picture")
            with pytest.raises(SceneError, match="only Houdini knows what the current take makes of /out/m"):
                node.path_at("vm_picture", 7.0)
        else:
            assert node.path_at("vm_picture", 7.0) == picture.format(tmp_path.as_posix())


def test_a_node_whose_parameters_are_damaged_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    made = MadeScene([rop("/out/a", "ifd"), rop("/out/b", "ifd")])
    with with_members(tmp_path, made, **{"out/b.parm": b"{\nversion 0.8\nf\t[ 0\tlo"}) as archive:
        scene = _file_graph.scene_of(archive)
        assert [node.path for node in scene.nodes] == ["/out/a"]
    (problem,) = scene.problems
    assert (problem.level, problem.where) == ("error", "/out/b")
    assert problem.fix


def test_a_channel_that_the_file_lacks_is_told_and_its_stale_number_not_taken(tmp_path: Path) -> None:
    made = MadeScene([MadeNode("/out/a", "ifd", {"f": (1, 2, 1)}, {"f1": "$F"})])
    with with_members(tmp_path, made, **{"out/a.chn": b""}) as archive:
        node = of(_file_graph.scene_of(archive), "/out/a")
        assert node.expression("f1")
        with pytest.raises(SceneError, match="lacks the channel"):
            node.number("f1", 1.0)
        assert node.number("f2", 1.0) == 2


KEYS = """{{
    channel f1 {{
      lefttype = extend
      righttype = extend
      segment {{ length = 1 value = 10 34 expr = {0}() }}
      segment {{ length = 0 value = 34 34 expr = {0}() }}
    }}
  }}
"""


@pytest.mark.parametrize(
    ("kind", "frame", "expected"),
    [
        ("constant", 13, 10), ("constant", 24, 10), ("constant", 25, 34), ("linear", 1, 10), ("linear", 13, 22),
        ("linear", 25, 34), ("linear", 99, 34), ("linear", -99, 10), ("bezier", 1, 10), ("bezier", 25, 34),
        ("bezier", 13, None), ("spline", 2, None),
    ],
)  # fmt: skip
def test_keys_are_worked_out_where_no_curve_lies_between(
    tmp_path: Path, kind: str, frame: int, expected: float | None
) -> None:
    made = MadeScene([MadeNode("/out/a", "ifd", {"f": (1, 2, 1)}, {"f1": "$F"})])
    with with_members(tmp_path, made, **{"out/a.chn": KEYS.format(kind).encode()}) as archive:
        node = of(_file_graph.scene_of(archive), "/out/a")
        if expected is None:
            with pytest.raises(SceneError, match=f"{kind}"):
                node.number("f1", float(frame))
        else:
            assert node.number("f1", float(frame)) == expected


ASKED = {
    "`opname('.')`/`opname('..')`": "m1/sub",
    "`opfullpath('../k22')`": "/out/sub/k22",
    "`opdigits('../k22')`.`opdigits('.')`": "22.1",
    "`opinput('.', 0)` `opinputpath('.', 1)` `opinput('.', 5)`": "k22 /out/sub/k22 ",
    "`chs('../k22/picture')`": "/p/k22.0003.exr",
    "`chsop('../k22/target')`": "/out/sub/m1",
    "`chsraw('../k22/picture')`": "/p/$OS.$F4.exr",
    "`chf('../k22/f1', 9)`": "18",
    "`chs('/out/sub/k22/version')`": "003",
    "`ch('/out/sub/k22/trange')`": "1",
    "`ch('t1') + ch('colorg') + ch('sizey')`": "9",
}


@pytest.mark.parametrize(("text", "expected"), ASKED.items())
def test_expressions_ask_for_other_nodes_and_parameters(tmp_path: Path, text: str, expected: str) -> None:
    own = {"vm_picture": text, "t": (1, 2, 3), "color": (0.5, 4, 0), "size": (2, 4)}
    theirs = {"picture": "/p/$OS.$F4.exr", "target": "../m1", "version": "003", "trange": "normal", "f": (1, 2, 3)}
    nodes = [
        rop("/out/sub", "subnet"),
        MadeNode("/out/sub/m1", "ifd", own, inputs=["k22", "k22"]),
        MadeNode("/out/sub/k22", "karma", theirs, {"f1": "$F*2"}),
    ]
    with reading(tmp_path, *nodes) as scene:
        assert of(scene, "/out/sub/m1").path_at("vm_picture", 3.0) == expected


@pytest.mark.parametrize(
    "text",
    [
        "`ch('../gone/f1')`", "`ch('nothing')`", "`ch('../k/mode')`", "`chs('../k/initsim')`", "`chs('../../../k/f1')`",
        "`opname('../gone')`", "`chsop('../k/mode')`", "`ch('../py/f1')`", "`chsraw('../py/f1')`",
    ],
)  # fmt: skip
def test_what_no_file_says_is_an_error(tmp_path: Path, text: str) -> None:
    nodes = [
        rop("/out/m", "ifd", vm_picture=text),
        rop("/out/k", "geometry", mode="something"),
        MadeNode("/out/py", "ifd", {"f": (1, 2, 1)}, {"f1": "python:hou.frame()"}),
    ]
    with reading(tmp_path, *nodes) as scene, pytest.raises(SceneError):
        of(scene, "/out/m").path_at("vm_picture", 3.0)


def test_wires_go_through_dots_and_out_of_networks(tmp_path: Path) -> None:
    nodes = [
        rop("/out/a", "ifd"),
        rop("/out/sub", "subnet", "(__dot1)"),
        rop("/out/sub/inner", "ifd", "(0)"),
        rop("/out/sub/none", "ifd", "(7)"),
        rop("/out/lost", "ifd", "(__dot9)"),
    ]
    made = MadeScene(nodes)
    file = tmp_path / "shot.hip"
    members = list(hip_file._members(made, str(file), b""))
    members.insert(-5, ("out/__dot1.networkdotinit", b'{\n\t"version":1,\n\t"input":"(__dot2) 10 1"\n}\n'))
    members.insert(-5, ("out/__dot2.networkdotinit", b'{\n\t"version":1,\n\t"input":"a 0 1"\n}\n'))
    file.write_bytes(hip_file.archive(members))
    with Archive(str(file)) as archive:
        scene = _file_graph.scene_of(archive)
        names = {node.path: [one and one.path for one in node.inputs()] for node in scene.nodes}
    assert names["/out/sub"] == names["/out/sub/inner"] == ["/out/a"]
    assert names["/out/sub/none"] == names["/out/lost"] == [None]


def test_a_node_is_named_from_another_as_a_path(tmp_path: Path) -> None:
    nodes = [rop("/out/a", "ifd"), rop("/out/sub", "subnet"), rop("/out/sub/f", "fetch")]
    with reading(tmp_path, *nodes) as scene:
        fetch, found = of(scene, "/out/sub/f"), of(scene, "/out/a")
        assert [fetch.other(path) for path in ("/out/a", "../../a", "../../../out/a")] == [found] * 3
        assert [fetch.other(path) for path in ("", "a", "/out/gone", "../../../../..")] == [None] * 4
        assert fetch.parent is of(scene, "/out/sub")
        assert found.parent is None


def test_single_files_that_the_scene_reads_are_listed(tmp_path: Path) -> None:
    nodes = [
        rop("/obj/g", "geo"),
        rop("/obj/g/whole", "file", file="$HIP/in/rock.bgeo.sc", filemode="read"),
        rop("/obj/g/sequence", "file", file="$HIP/in/smoke.$F4.vdb"),
        rop("/obj/g/written", "file", file="$HIP/in/out.bgeo", filemode="write"),
        MadeNode("/obj/g/off", "file", {"file": "/a/b.bgeo"}, is_bypassed=True),
        rop("/obj/g/inside", "file", file="opdef:../..?rock.bgeo"),
        rop("/obj/g/unset", "file", file="$NOBODY_SET_THIS/rock.bgeo"),
        rop("/obj/g/computed", "file", file="/in/`rand(1)`.bgeo"),
        rop("/obj/g/relative", "file", file="rock.bgeo"),
        rop("/obj/g/abc", "alembic", fileName="/in/walk.abc"),
        rop("/obj/g/other", "attribwrangle", file="/in/nothing.abc"),
        rop("/stage/sub", "sublayer", filepath1="/in/a.usd", filepath2="$HIP/b.usd"),
    ]
    with reading(tmp_path, *nodes) as scene:
        assert scene.references == {
            "/obj/g/whole/file": [f"{tmp_path.as_posix()}/in/rock.bgeo.sc"],
            "/obj/g/abc/fileName": ["/in/walk.abc"],
            "/stage/sub/filepath1": ["/in/a.usd"],
            "/stage/sub/filepath2": [f"{tmp_path.as_posix()}/b.usd"],
        }


CONSTRUCTED = {
    "/out/v3/out_v3.0012.vdb": {"version": 3, "basedir": "", "basename": "out", "filetype": ".vdb"},
    "/c/hero/hero.0012.bgeo.sc": {"basedir": "/c", "basename": "hero", "enableversion": "off"},
    "/c/hero/v1/hero_v1.abc": {"basedir": "/c", "basename": "hero", "timedependent": "off", "filetype": ".abc"},
    "/c/shot.sim/v1/shot.sim_v1.0012.bgeo.sc": {"basedir": "/c"},
}


@pytest.mark.parametrize(("expected", "parms"), CONSTRUCTED.items())
@pytest.mark.parametrize("channel", ["", "{ return chs('cachedir') + '/' + chs('cachename'); }"])
def test_a_file_cache_without_its_own_expressions_has_the_name_that_they_would_give(
    tmp_path: Path, expected: str, parms: dict[str, Any], channel: str
) -> None:
    with bare_cache(tmp_path, parms, channel) as archive:
        assert of(_file_graph.scene_of(archive), "/obj/g/sim").path_at("sopoutput", 12.0) == expected


def bare_cache(tmp_path: Path, parms: dict[str, Any], channel: str = "") -> Archive:
    """A file cache without the parameters and expressions that put its name together."""
    own = ("cachedir", "cachename", "framestr", "versionstr", "frame")
    usual = {name: value for name, value in rop("/obj/g/sim", "filecache::2.0").values().items() if name not in own}
    channels_of = {"sopoutput": channel} if channel else {}
    made = MadeScene([rop("/obj/g", "geo"), rop("/obj/g/sim", "filecache::2.0")])
    body = hip_file._parameters({**usual, **parms}, channels_of).encode()
    chn = hip_file._channels(MadeNode("/x", "plain", {}, channels_of)).encode()
    return with_members(tmp_path, made, **{"obj/g/sim.parm": body, "obj/g/sim.chn": chn})


def test_substeps_of_a_file_cache_without_its_own_expressions_only_houdini_numbers(tmp_path: Path) -> None:
    with bare_cache(tmp_path, {"substeps": 2}) as archive:
        node = of(_file_graph.scene_of(archive), "/obj/g/sim")
        with pytest.raises(SceneError, match="substeps"):
            node.path_at("sopoutput", 12.0)
