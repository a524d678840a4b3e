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
    assert scene.path.startswith(str(tmp_path))


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
        rop("/stage/light", "light"),
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
    folder = f"{tmp_path}/geo"
    assert found == [
        f"{folder}/shot.sim/v3/shot.sim_v3.0012.bgeo.sc",
        f"{folder}/shot.still/shot.still.bgeo.sc",
        "/c/012.vdb",
    ]
