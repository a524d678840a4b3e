"""Exact commands, blocks and what waits for what: from ROPs on paper to the documents of jobs."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping
from typing import Any

import pytest
from af_houdini import _scene
from af_houdini._range import scene_frames
from af_houdini.plan import WORKER_FILE, HoudiniPlan

from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.planning.plan import Plan, plan
from afsubmit.submission.planning.scene import SceneState, Stamp, Target
from afsubmit.submission.settings.values import Settings
from tests.plugins.houdini.paper import RANGE, PaperNode, rop, scene

COPY = "/show/shot.af-jimmy-pc01-20231114-221320-0badcafe.hip"
START = f"hython {COPY}._worker.py"
END = f"hip=/show/shot.hip scene={COPY}"


def planned(
    *nodes: PaperNode, target: Target | None = None, words: Mapping[str, Any] | None = None, **given: Any
) -> Plan:
    settings = Settings(given)
    made = scene(*nodes, **(words or {}))
    state = SceneState("houdini", made.version, made.path, scene_frames(made), problems=_scene.problems(made, settings))
    return plan(
        state,
        _scene.outputs(made, settings),
        settings,
        host_plan=HoudiniPlan(),
        stamp=Stamp(1_700_000_000, "0badcafe"),
        target=target or Target("jimmy", "pc01", "posix"),
    )


def blocks(made: Plan) -> dict[str, Mapping[str, Any]]:
    assert made.is_sendable, made.problems
    (job,) = made.jobs
    return {block["name"]: block for block in job.document["blocks"]}


def errors(made: Plan) -> list[str]:
    return [problem.message for problem in made.problems if problem.level == "error"]


def test_range_is_a_numeric_block_with_our_script_and_the_artists_name() -> None:
    (block,) = blocks(planned(rop("a", "ifd", f1=1001, f2=1100, f3=3), frames_per_task=5)).values()
    assert block["command"] == f"{START} node=/out/a frames=@#@..@#@x3 {END}"
    assert [block[key] for key in ("frame_first", "frame_last", "frames_per_task", "frames_inc")] == [1001, 1100, 5, 3]
    assert (block["service"], block["parser"]) == ("hbatch_mantra", "hbatch_mantra")
    assert block["files"] == ["/show/a.@####@.exr"]


def test_irregular_frames_are_named_in_each_task() -> None:
    (block,) = blocks(planned(rop("a", "ifd"), frames="-5--1x2,1-10x3,12,13,99", frames_per_task=4)).values()
    assert [task["command"] for task in block["tasks"]] == [
        f"{START} node=/out/a frames=-5..1x2 {END}",
        f"{START} node=/out/a frames=4..10x3,12 {END}",
        f"{START} node=/out/a frames=13,99 {END}".replace("13,99", "13..99x86"),
    ]
    assert block["tasks"][0]["files"] == [f"/show/a.{frame}.exr" for frame in ("-005", "-003", "-001", "0001")]


@pytest.mark.parametrize("type_name", ["dop", "alembic"])
def test_simulation_and_archive_are_one_task_whatever_is_set(type_name: str) -> None:
    (block,) = blocks(planned(rop("a", type_name), frames_per_task=2)).values()
    assert block["command"] == f"{START} node=/out/a frames=@#@..@#@ {END}"
    assert block["frames_per_task"] == 10
    made = planned(rop("a", type_name), frames="1-3,7,20")
    assert "one range" in errors(made)[0]


def test_words_are_quoted_and_the_take_is_named() -> None:
    node = PaperNode("/out/it's & more", "ifd", rop("a", "ifd").parms)
    (block,) = blocks(planned(node, take="light blue", words={"path": "/my show/it's.hip"})).values()
    words = shlex.split(block["command"])
    assert words[2:] == [
        "node=/out/it's & more",
        "frames=@#@..@#@",
        "take=light blue",
        "hip=/my show/it's.hip",
        "scene=/my show/it_s.af-jimmy-pc01-20231114-221320-0badcafe.hip",
    ]


def test_take_that_the_scene_lacks_is_an_error() -> None:
    node = rop("a", "ifd")
    made = planned(node, take="Blue", words={"takes": ["Main", "Red"]})
    assert "no take Blue; it has Main, Red" in errors(made)[0] and not made.jobs
    assert not errors(planned(node, take="Red", words={"takes": ["Main", "Red"]}))
    assert not errors(planned(node, take="Blue")), "nobody can tell which takes there are"


def test_script_goes_with_the_job() -> None:
    (job,) = planned(rop("a", "ifd")).jobs
    assert dict(job.copies) == {f"{COPY}._worker.py": WORKER_FILE}
    assert os.path.isfile(WORKER_FILE)


def test_farm_gets_its_own_paths_and_houdini_the_map() -> None:
    mapped = Target("jimmy", "pc01", "posix", path_map=PathMap([("/show", "/farm/show"), ("P:/x", "/farm/p")]))
    (block,) = blocks(planned(rop("a", "ifd"), target=mapped, words={"variables": {"JOB": "/show/job"}})).values()
    assert "hip=/farm/show/shot.hip" in block["command"]
    assert block["files"] == ["/farm/show/a.@####@.exr"]
    environment = block["environment"]
    assert environment["JOB"] == "/farm/show/job"
    assert json.loads(environment["HOUDINI_PATHMAP"]) == {"/show": "/farm/show", "P:/x": "/farm/p"}


def test_without_a_map_and_with_a_farm_of_its_own_nothing_is_set() -> None:
    node, words = rop("a", "ifd"), {"variables": {"JOB": "/show/job", "SHOT": "x"}}
    assert "environment" not in blocks(planned(node, words=words, same_variables=False))["/out/a"]
    assert blocks(planned(node, words=words))["/out/a"]["environment"] == {"JOB": "/show/job"}
    assert blocks(planned(node, threads=8))["/out/a"]["environment"] == {"HOUDINI_MAXTHREADS": "8"}


@pytest.mark.parametrize(
    ("template", "takes", "command"),
    [
        pytest.param(
            "hrender -e -f {first} {last} -i {step} -d {rop} {file}",
            "stepped",
            f"hrender -e -f @#@ @#@ -i 2 -d /out/a {COPY}",
            id="hrender",
        ),
        pytest.param(
            "hrender_af -s {first} -e {last} --by {step} {file} {rop}",
            "stepped",
            f"hrender_af -s @#@ -e @#@ --by 2 {COPY} /out/a",
            id="CGRU's script",
        ),
        pytest.param(
            "launch {program} -- {worker} {node} {frames} {take} {hip} {scene}",
            "list",
            f"launch {START.replace('hython ', 'hython -- ')} node=/out/a frames=@#@..@#@x2 {END}",
            id="a launcher",
        ),
    ],
)
def test_studio_may_render_with_a_command_of_its_own(template: str, takes: str, command: str) -> None:
    made = planned(rop("a", "ifd"), frames="1-9x2", command_template=template)
    assert blocks(made)["/out/a"]["command"] == command
    tasks = blocks(planned(rop("a", "ifd"), frames="1,2,5,9", frames_per_task=9, command_template=template))["/out/a"]
    assert len(tasks["tasks"]) == (1 if takes == "list" else 2)


def test_command_without_our_script_brings_no_copy_of_it() -> None:
    (job,) = planned(rop("a", "ifd"), command_template="hrender -f {first} {last} -d {rop} {file}").jobs
    assert not job.copies


def test_chain_waits_for_the_simulation_as_a_whole_and_for_the_mesh_by_frame() -> None:
    sim = rop("sim", "dop")
    mesh = rop("mesh", "geometry", sim)
    found = blocks(planned(sim, mesh, rop("render", "ifd", mesh)))
    assert found["/out/mesh"]["depend_mask"] == "/out/sim"
    last = found["/out/render"]
    assert last["tasks_depend_mask"] == "/out/mesh"
    assert "depend_mask" not in last, "no frame of the mesh is there before the whole simulation is"


def test_listed_frames_are_waited_for_as_a_whole() -> None:
    mesh = rop("mesh", "geometry")
    last = blocks(planned(mesh, rop("render", "ifd", mesh), frames="1,2,5"))["/out/render"]
    assert last["depend_mask"] == "/out/mesh" and "tasks_depend_mask" not in last


EXPORTS = [
    pytest.param(
        "ifd",
        {"soho_outputmode": 1, "soho_diskfile": "/s/a b.$F4.ifd"},
        ("mantra", "mantra", "mantra -V 2a -j 6 -f '/s/a b.@####@.ifd'"),
        id="ifd",
    ),
    pytest.param(
        "arnold",
        {"ar_picture": "/s/p.$F4.exr", "ar_ass_export_enable": "on", "ar_ass_file": "/s/a.$F4.ass", **RANGE},
        ("arnold", "arnold", "kick -nstdin -dw -dp -v 2 -t 6 -i '/s/a.@####@.ass'"),
        id="ass",
    ),
    pytest.param(
        "Redshift_ROP",
        {"RS_outputFileNamePrefix": "/s/p.$F4.exr", "RS_archive_enable": 1, "RS_archive_file": "/s/a.$F4.rs", **RANGE},
        ("generic", "redshift", "redshiftCmdLine '/s/a.@####@.rs'"),
        id="rs",
    ),
]


@pytest.mark.parametrize(("type_name", "parms", "second"), EXPORTS)
def test_what_is_exported_is_rendered_by_its_renderer_frame_by_frame(
    type_name: str, parms: dict[str, Any], second: tuple[str, str, str]
) -> None:
    export = rop("a", type_name, **parms)
    kind = {"ifd": "mantra", "arnold": "kick", "Redshift_ROP": "redshift"}[type_name]
    found = blocks(planned(export, threads=6, frames_per_task=5))
    assert list(found) == ["/out/a", f"/out/a {kind}"]
    block = found[f"/out/a {kind}"]
    assert (block["service"], block["parser"], block["command"]) == second
    assert (block["tasks_depend_mask"], block["frames_per_task"]) == ("/out/a", 1)
    assert found["/out/a"]["frames_per_task"] == 5
    assert list(blocks(planned(export, render_exports="none"))) == ["/out/a"]


def test_what_reads_a_rendered_export_waits_for_the_renderer() -> None:
    export = rop("a", "ifd", soho_outputmode=1, soho_diskfile="/s/a.$F4.ifd")
    assert (
        blocks(planned(export, rop("b", "comp", export, copoutput="/s/c.$F4.exr", **RANGE)))["/out/b"][
            "tasks_depend_mask"
        ]
        == "/out/a mantra"
    )


def test_usd_of_each_frame_is_a_call_of_husk_each() -> None:
    node = rop("a", "usd", lopoutput="/s/a.$F4.usd")
    assert list(blocks(planned(node))) == ["/out/a"], "USD is rendered only where that is wanted"
    block = blocks(planned(node, render_exports="usd", frames_per_task=5))["/out/a husk"]
    assert block["command"] == (
        "husk --frame @#@ --frame-count 1 --restart-delegate 1 --verbose a3 --make-output-path '/s/a.@####@.usd'"
    )
    assert (block["frames_per_task"], block["service"], block["tasks_depend_mask"]) == (1, "karma", "/out/a")


def test_one_usd_file_is_rendered_in_portions() -> None:
    given = {"render_exports": "usd", "frames_per_task": 4, "husk_renderer": "BRAY_HdKarma XPU", "threads": 2}
    block = blocks(planned(rop("a", "usd", f3=2, f2=19), **given))["/out/a husk"]
    end = "--renderer 'BRAY_HdKarma XPU' --threads 2 --restart-delegate 1 --verbose a3 --make-output-path /show/a.usd"
    assert [task["command"] for task in block["tasks"]] == [
        f"husk --frame 1 --frame-count 4 --frame-inc 2 {end}",
        f"husk --frame 9 --frame-count 4 --frame-inc 2 {end}",
        f"husk --frame 17 --frame-count 2 --frame-inc 2 {end}",
    ]
    assert block["depend_mask"] == "/out/a"


def test_programs_of_houdini_lie_beside_the_hython_that_is_named() -> None:
    node = rop("a", "usd", lopoutput="/s/a.$F4.usd")
    made = planned(node, render_exports="usd", executable="/opt/hfs20.5/bin/hython")
    assert blocks(made)["/out/a husk"]["command"].startswith("/opt/hfs20.5/bin/husk --frame")
    made = planned(node, render_exports="usd", executable="/studio/run_houdini")
    assert blocks(made)["/out/a husk"]["command"].startswith("husk --frame")


@pytest.mark.parametrize(
    ("picture", "tile"),
    [("/s/p.$F4.exr", "/s/p_tile01_.0002.exr"), ("/s/p$F4.exr", "/s/p_tile01_0002.exr")],
)
def test_tiles_are_a_task_each_and_are_put_together(picture: str, tile: str) -> None:
    node = rop("a", "ifd", vm_picture=picture, soho_outputmode=1, soho_diskfile="/s/a.$F4.ifd", f1=1, f2=2)
    found = blocks(planned(node, tiles="2x1"))
    tiles, whole = found["/out/a tiles"], found["/out/a stitch"]
    assert [task["name"] for task in tiles["tasks"]][1:3] == ["frame 1 tile 1", "frame 2 tile 0"]
    assert tiles["tasks"][3]["command"] == "mantra -t count=2x1,index=1 -V 2a -f /s/a.0002.ifd"
    assert tiles["tasks"][3]["files"] == [tile]
    made = picture.replace("$F4", "0002")
    assert whole["tasks"][1]["command"] == f"itilestitch {made} {tile.replace('tile01', 'tile00')} {tile}"
    assert (tiles["depend_mask"], whole["depend_mask"]) == ("/out/a", "/out/a tiles")


@pytest.mark.parametrize("tiles", ["0x2", "many", "2"])
def test_tiles_that_make_no_sense_are_an_error(tiles: str) -> None:
    made = planned(rop("a", "ifd", soho_outputmode=1, soho_diskfile="/s/a.$F4.ifd"), tiles=tiles)
    assert "such as 4x2" in errors(made)[0]


def test_wedge_is_a_block_for_each_variation() -> None:
    mesh = rop("mesh", "geometry")
    target = rop("a", "ifd", mesh)
    wedge = PaperNode("/out/w", "wedge", {"wedgemethod": 0, "wedgeparams": 1, "steps1": 2}, [target])
    found = blocks(planned(mesh, target, wedge))
    assert list(found) == ["/out/mesh", "/out/a", "/out/w 0", "/out/w 1"]
    assert found["/out/w 1"]["command"] == f"{START} node=/out/a frames=@#@..@#@ wedge=/out/w wedgenum=1 {END}"
    assert found["/out/w 1"]["tasks_depend_mask"] == "/out/mesh", "it waits for what the ROP waits for"


def test_slices_run_beside_a_tracker_that_is_ended_afterwards() -> None:
    sim = rop("sim", "dop")
    found = blocks(planned(sim, rop("r", "ifd", sim), slices=2, slice_control="/obj/dist/control"))
    assert list(found) == [
        "/out/sim tracker",
        "/out/sim slice 0",
        "/out/sim slice 1",
        "/out/sim tracker stop",
        "/out/r",
    ]
    start, one = found["/out/sim tracker"], found["/out/sim slice 1"]
    assert shlex.split(start["command"]) == [
        "htracker",
        "--start",
        "--envblocks",
        "/out/sim slice 0|/out/sim slice 1|/out/sim tracker stop",
        "--depblocks",
        "/out/sim slice 0|/out/sim slice 1",
    ]
    assert "control=/obj/dist/control slice=1" in one["command"]
    assert one["depend_mask"] == "/out/sim tracker"
    assert found["/out/sim tracker stop"]["depend_mask"] == "/out/sim slice 0|/out/sim slice 1"
    assert found["/out/r"]["depend_mask"] == "/out/sim slice 0|/out/sim slice 1"


def test_slices_need_a_node_that_is_told_of_the_tracker() -> None:
    assert "slice_control" in errors(planned(rop("sim", "dop"), slices=2))[0]
    assert not errors(planned(rop("a", "ifd"), slices=2)), "only a simulation is spread"


def test_what_draws_runs_on_machines_with_a_display() -> None:
    node = PaperNode("/out/a", "opengl", {**RANGE, "picture": "/s/$F4.png"})
    assert blocks(planned(node, display_hosts="gl.*"))["/out/a"]["hosts_mask"] == "gl.*"
    assert "hosts_mask" not in blocks(planned(node))["/out/a"]
    assert any("without a display" in problem.message for problem in planned(node).problems)
    assert not any("without a display" in problem.message for problem in planned(node, display_hosts="gl").problems)


def test_top_network_is_cooked() -> None:
    block = blocks(planned(PaperNode("/out/tops", "topnet")))["/out/tops"]
    assert "node=/out/tops frames=@#@..@#@ cook=1 hip=" in block["command"]
    assert block["service"] == "hbatch_pdg"


@pytest.mark.parametrize(("per_task", "count", "is_told"), [(1, 20, True), (1, 19, False), (5, 500, False)])
def test_several_frames_per_task_are_proposed_where_starts_cost_most(per_task: int, count: int, is_told: bool) -> None:
    made = planned(rop("a", "ifd", f2=count), frames_per_task=per_task)
    assert any("starts Houdini" in problem.message for problem in made.problems) is is_told


def test_movie_follows_the_frames() -> None:
    found = blocks(planned(rop("a", "ifd"), movie=True))
    assert found["/out/a movie"]["depend_mask"] == "/out/a"


def test_two_rops_on_one_file_and_an_untitled_scene_are_errors() -> None:
    made = planned(rop("a", "ifd", vm_picture="/s/x.$F4.exr"), rop("b", "ifd", vm_picture="/s/x.$F4.exr"))
    assert "same files as /out/a" in errors(made)[0]
    assert "never been saved" in errors(planned(rop("a", "ifd"), words={"path": ""}))[0]
