"""The jobs of Blender scenes, without Blender."""

from __future__ import annotations

import ast
import dataclasses
import re

import pytest

from afsubmit.document.frames import FrameList
from afsubmit.document.quoting import quoter
from afsubmit.errors import RangeError
from afsubmit.studio import hosts
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.planning.plan import plan
from afsubmit.submission.planning.scene import BlockRequest, Output, SceneState, Stamp, Target
from afsubmit.submission.settings.values import Settings

STAMP = Stamp(1_700_000_000, "0badcafe")
TARGET = Target("jimmy", "pc01", "posix", path_map=PathMap(is_windows=False))


@pytest.fixture(scope="module")
def blender_plan():
    """The module plan.py, as the command line loads it."""
    return hosts.module("blender", "plan")


def output(**changes) -> Output:
    """A scene as Blender 4.5 tells of it."""
    facts = hosts.module("blender", "_facts").BlenderFacts(
        "Shot", "CYCLES", (4, 5), "/s/out/a_####.png", None, also=(), is_also_relative=False
    )
    facts = dataclasses.replace(facts, **changes.pop("facts", {}))
    words = {"files": ("/s/out/a_@####@.png",), "frames": FrameList.parse("1-10"), **changes}
    return Output("Shot", "Shot", facts=facts, **words)


def job(blender_plan, what: Output, settings=None, target=TARGET):
    """The document that this output becomes, and the plan's problems."""
    scene = SceneState("blender", "4.5.0", "/s/shot.blend", what.frames, application="/opt/blender/blender")
    words = {"host_plan": blender_plan.BlenderPlan(), "stamp": STAMP, "target": target}
    made = plan(scene, [what], Settings(settings or {}), **words)
    return (made.jobs[0].document if made.jobs else None), made.problems


SNAPSHOT = "/s/shot.af-jimmy-pc01-20231114-221320-0badcafe.blend"


@pytest.mark.parametrize(
    ("settings", "changes", "command"),
    [
        pytest.param(
            {}, {}, f"blender -b {SNAPSHOT} -S Shot -o '/s/out/a_####.png' -s @#@ -e @#@ -j 1 -a", id="a plain range"
        ),
        pytest.param(
            {"frames": "1-9x2"},
            {},
            f"blender -b {SNAPSHOT} -S Shot -o '/s/out/a_####.png' -s @#@ -e @#@ -j 2 -a",
            id="a step",
        ),
        pytest.param(
            {"frames": "-9--2"},
            {},
            f"blender -b {SNAPSHOT} -S Shot -o '/s/out/a_####.png' -s 0 -s @#@ -e 0 -e @#@ -j 1 -a",
            id="negative frames",
        ),
        pytest.param(
            {},
            {"facts": {"render_path": "/s/{x}/a_####"}},
            f"blender -b {SNAPSHOT} -S Shot -o '/s/{{{{x}}}}/a_####' -s @#@ -e @#@ -j 1 -a",
            id="braces in a name",
        ),
        pytest.param(
            {"frames": "1-7x2"},
            {"is_whole": True, "files": ("/s/m0001-0010.mkv",), "facts": {"movie": ("/s/m", 4, ".mkv")}},
            f"blender -b {SNAPSHOT} -S Shot -o /s/m0001-0007.mkv -s @#@ -e @#@ -j 2 -a",
            id="a movie",
        ),
    ],
)
def test_command_when_frames_are_regular_then_one_numeric_block(blender_plan, settings, changes, command) -> None:
    document, problems = job(blender_plan, output(**changes), settings)
    assert [problem for problem in problems if problem.level == "error"] == []
    (block,) = document["blocks"]
    assert block["command"] == command
    assert block["service"] == "blender"
    assert block["flags"] & 1


@pytest.mark.parametrize(
    ("frames", "per_task", "commands"),
    [
        pytest.param("2,5-6,30", 1, ["-f 2", "-f 5", "-f 6", "-f 30"], id="each its own task"),
        pytest.param("2,5-6,30", 3, ["-f 2,5..6", "-f 30"], id="three in a task"),
        pytest.param("-9,-5--4,-1", 9, ["-s 0 -e 0 -e -1 -f -9,-5..-4,-1"], id="negative ones"),
    ],
)
def test_command_when_frames_are_irregular_then_exactly_those(blender_plan, frames, per_task, commands) -> None:
    document, _ = job(blender_plan, output(), {"frames": frames, "frames_per_task": per_task})
    (block,) = document["blocks"]
    assert [task["command"].partition(".png' ")[2] for task in block["tasks"]] == commands


def test_frames_on_both_sides_of_zero_become_two_blocks_with_the_digits_of_each(blender_plan) -> None:
    document, _ = job(blender_plan, output(), {"frames": "-3-4"})
    below, above = document["blocks"]
    assert (below["frame_first"], below["frame_last"], below["files"]) == (-3, -1, ["/s/out/a_@#####@.png"])
    assert (above["frame_first"], above["frame_last"], above["files"]) == (0, 4, ["/s/out/a_@####@.png"])
    assert below["name"] != above["name"]


PICTURE = {"size": (64, 36)}


def test_tiles_are_a_block_each_and_a_frame_is_put_together_when_its_own_are_there(blender_plan) -> None:
    document, problems = job(blender_plan, output(facts=PICTURE), {"tiles": "2x1", "frames": "-2-3"})
    assert [problem for problem in problems if problem.level != "info"] == []
    assert [block["name"] for block in document["blocks"]] == [
        "Shot tile 1", "Shot tile 1 2", "Shot tile 2", "Shot tile 2 2", "Shot stitch", "Shot stitch 2",
    ]  # fmt: skip
    below, above, *_, stitch = document["blocks"]
    assert below["files"] == ["/s/out/a_tile1_@#####@.png.exr"]
    assert above["files"] == ["/s/out/a_tile1_@####@.png.exr"]
    assert "-o '/s/out/a_tile1_####.png.exr' -s @#@ -e @#@ -j 1 -a -- 1 2 1" in above["command"]
    assert "depend_mask" not in above and "depend_mask" not in stitch
    assert all(re.fullmatch(stitch["tasks_depend_mask"], block["name"]) for block in document["blocks"][:4])
    assert stitch["files"] == ["/s/out/a_@####@.png"]
    assert stitch["command"].endswith("-a -- 2 1 @#@ /s/out/a_tile '_####.png.exr'")


def test_tiles_of_scattered_frames_are_listed_with_their_own_first_frame(blender_plan) -> None:
    settings = {"tiles": "1x2", "frames": "2,5-6,30", "frames_per_task": 3}
    document, _ = job(blender_plan, output(facts=PICTURE), settings)
    tile, _, stitch = document["blocks"]
    assert tile["tasks"][0]["files"] == [f"/s/out/a_tile1_{frame:04d}.png.exr" for frame in (2, 5, 6)]
    ends = [task["command"].partition(" -f ")[2] for task in stitch["tasks"]]
    assert ends == [f"{words} /s/out/a_tile '_####.png.exr'" for words in ("2,5..6 -- 1 2 2", "30 -- 1 2 30")]


def test_scripts_go_to_every_shell_and_name_nothing_of_the_scene(blender_plan) -> None:
    """Windows cmd reads no double quotes, line ends, or percent signs in a word."""
    target = Target("jimmy", "pc01", "windows", path_map=PathMap([("/s", "P:/s")], is_windows=False))
    document, problems = job(blender_plan, output(facts={**PICTURE, "layer": "it's"}), {"tiles": "2x1"}, target)
    assert [problem for problem in problems if problem.level == "error"] == []
    tiles = hosts.module("blender", "_tiles")
    scripts = (hosts.module("blender", "_sequence").SCRIPT, hosts.module("blender", "_bake").BAKE)
    for script in (tiles.TILE, tiles.STITCH, *scripts):
        text = ast.literal_eval(script[len("exec(") : -len(",{})")])
        compile(text, "script", "exec")
        assert not set('"%\n') & set(script)
    stitch = document["blocks"][-1]["command"]
    assert stitch.endswith(' -- Shot "it\'s" 2 1 @#@ P:/s/out/a_tile "_####.png.exr"'), stitch[-80:]
    assert len(stitch) < 8191


@pytest.mark.parametrize(
    ("settings", "changes", "cause"),
    [
        pytest.param({}, {"is_whole": True, "facts": {**PICTURE, "movie": ("/s/m", 4, ".mkv")}}, "a movie", id="movie"),
        pytest.param({}, {"facts": {**PICTURE, "undivided": "Freestyle draws"}}, "Freestyle", id="what Blender said"),
        pytest.param({}, {"facts": {**PICTURE, "render_path": ""}}, "its files", id="a header alone"),
        pytest.param({"skip_existing": True}, {"facts": PICTURE}, "Skip existing", id="files that are there"),
        pytest.param({"tiles": "65x1"}, {"facts": PICTURE}, "64 x 36 has no 65x1", id="more parts than pixels"),
        pytest.param({"tiles": "30x30"}, {"facts": PICTURE}, "900 are more than 400", id="more blocks than are fit"),
        pytest.param({"tiles": "four"}, {"facts": PICTURE}, "such as 4x2", id="no such word"),
    ],
)
def test_picture_that_cannot_be_cut_is_a_problem_that_says_why(blender_plan, settings, changes, cause) -> None:
    document, problems = job(blender_plan, output(**changes), {"tiles": "2x2", **settings})
    assert document is None
    assert [cause in problem.message for problem in problems if problem.level == "error"] == [True], problems


def test_edges_of_tiles_that_may_be_seen_are_told(blender_plan) -> None:
    facts = {**PICTURE, "seams": "EEVEE looks", "is_adaptive": True}
    _, problems = job(blender_plan, output(facts=facts), {"tiles": "2x2"})
    assert [(one.level, one.where) for one in problems] == [("warning", "tiles"), ("info", "tiles")]


BY_BLENDER = {"movie": True, "movie_by": "application"}


def test_movie_by_blender_waits_for_the_frames_and_is_one_task(blender_plan) -> None:
    document, problems = job(blender_plan, output(), {**BY_BLENDER, "movie_fps": "23.976"})
    assert [problem for problem in problems if problem.level != "info"] == []
    frames, made = document["blocks"]
    assert (made["service"], made["depend_mask"], made["frames_per_task"]) == ("blender", frames["name"], 10)
    assert made["command"].startswith("blender -b --factory-startup --python-exit-code 3 --python-expr ")
    end = "-o /s/out/a.mp4 -s 1 -e 10 -a -- 1 10 /s/out/a_ '####.png' 24000/1001 display MPEG4 H264 -"
    assert made["command"].endswith(end)
    assert made["files"] == ["/s/out/a.mp4"]


@pytest.mark.parametrize(
    ("settings", "cause"),
    [
        pytest.param({"movie_codec": "dnxhr"}, "no words for the codec dnxhr", id="a codec that it lacks"),
        pytest.param({"movie_codecs": {"h264": "-c:v libx264"}}, "no words for", id="the studio's own words"),
        pytest.param({"movie_arguments": ["-metadata", "a=b"]}, "movie_arguments", id="words for ffmpeg"),
        pytest.param({"movie_program": "/opt/ffmpeg"}, "movie_program", id="another program"),
        pytest.param({"movie_file": "/s/a.gif"}, "ends in .gif", id="a file that it cannot write"),
        pytest.param({"frames": "1,5"}, "without gaps", id="gaps"),
    ],
)
def test_movie_that_blender_cannot_make_is_a_problem(blender_plan, settings, cause) -> None:
    document, problems = job(blender_plan, output(), {**BY_BLENDER, **settings})
    assert document is None
    assert [cause in problem.message for problem in problems if problem.level == "error"] == [True], problems


def test_codec_that_this_blender_may_lack_is_told(blender_plan) -> None:
    _, problems = job(blender_plan, output(), {**BY_BLENDER, "movie_codec": "prores"})
    assert [problem.where for problem in problems if problem.level == "warning"] == ["movie_codec"]


BAKES = {"bake_first": True}
CLOTH = ("Shot", "Cloth of Rag", 1, "unbaked")


def test_bake_is_one_task_before_all_frames_and_tiles(blender_plan) -> None:
    facts = {**PICTURE, "simulated": [CLOTH, ("It's below", "Soft of Jelly", 5, "unbaked")]}
    document, problems = job(blender_plan, output(facts=facts), {**BAKES, "tiles": "2x1", "frames": "3,90,12"})
    assert [problem for problem in problems if problem.level != "info"] == []
    bake, *others = document["blocks"]
    assert (bake["name"], bake["service"], len(bake["tasks"])) == ("bake", "blender", 1)
    command = bake["tasks"][0]["command"]
    assert command.startswith(f"blender -b {SNAPSHOT} --python-exit-code 3 --python-expr ")
    assert re.search(r""" -- - 90 Shot 90 ('It'"'"'s below'|'It'\\''s below')$""", command), command[-60:]
    assert [block["depend_mask"] for block in others] == ["bake"] * 2 + [others[2]["depend_mask"]]
    assert all(re.fullmatch(others[2]["depend_mask"], block["name"]) for block in others[:2])


def test_bake_of_several_outputs_goes_to_the_last_frame_of_each_scene(blender_plan) -> None:
    one, other = output(facts={"simulated": [CLOTH]}), output(facts={"simulated": [CLOTH, ("B", "C", 2, "unbaked")]})
    listed = [one, dataclasses.replace(other, id="B", name="B", files=("/s/b_@####@.png",))]
    scene = SceneState("blender", "4.5.0", "/s/shot.blend", one.frames)
    settings = Settings({**BAKES, "output_frames": {"Shot": "1-40", "B": "1-20"}})
    made = plan(scene, listed, settings, host_plan=blender_plan.BlenderPlan(), stamp=STAMP, target=TARGET)
    assert made.jobs[0].document["blocks"][0]["tasks"][0]["command"].endswith(" -- - 40 Shot 20 B")


@pytest.mark.parametrize(
    ("simulated", "settings", "is_baked", "told"),
    [
        pytest.param([CLOTH], {}, False, [("warning", "bake_first", "Cloth of Rag is not baked")], id="not asked for"),
        pytest.param(
            [CLOTH, CLOTH, ("Shot", "P of Fire", 1, "unbaked")],
            {},
            False,
            [("warning", "bake_first", "Cloth of Rag and 1 more are not baked")],
            id="several, told once",
        ),
        pytest.param([], {}, False, [], id="nothing simulated"),
        pytest.param([], BAKES, False, [("info", "bake_first", "needs a bake")], id="nothing to bake"),
        pytest.param(None, {}, False, [], id="a header alone"),
        pytest.param(None, BAKES, True, [], id="a header alone, asked for"),
        pytest.param([CLOTH], {**BAKES, "snapshot": False}, None, [("error", "bake_first", "no snapshot")], id="live"),
        pytest.param(
            [("Shot", "Cloth of Rag", 1, "on disk", "/s/blendcache_shot")],
            {},
            False,
            [("warning", "bake_first", "disk cache of Cloth of Rag")],
            id="a disk cache that the copy does not find",
        ),
        pytest.param(
            [("Shot", "Cloth of Rag", 1, "on disk", "/s/blendcache_shot")],
            {"snapshot": False},
            False,
            [],
            id="a disk cache that the file itself finds",
        ),
        pytest.param(
            [("Shot", "Fluid of Tank", 1, "fluid")],
            BAKES,
            False,
            [("warning", "Shot", "Fluid of Tank keeps"), ("info", "bake_first", "needs a bake")],
            id="a fluid",
        ),
        pytest.param([("Shot", "Rag", 1, "linked")], {}, False, [("warning", "Shot", "another file")], id="linked"),
        pytest.param([("Shot", "N", 1, "zone")], {}, False, [("info", "Shot", "N has a simulation zone")], id="a zone"),
        pytest.param([("Shot", "Wet", 1, "folder", "/c")], {}, False, [("warning", "Shot", "goes by")], id="a folder"),
        pytest.param([("Shot", "Wet", 1, "folder", "/c")], {"snapshot": False}, False, [], id="a folder that is found"),
    ],
)  # fmt: skip
def test_what_is_said_of_simulations(blender_plan, simulated, settings, is_baked, told) -> None:
    document, problems = job(blender_plan, output(facts={"simulated": simulated}), settings)
    found = [(one.level, one.where, one.message) for one in problems]
    assert len(found) == len(told), found
    assert all(one[:2] == wanted[:2] and wanted[2] in one[2] for one, wanted in zip(found, told)), found
    names = [block["name"] for block in document["blocks"]] if document else None
    assert names == (None if is_baked is None else ["bake", "Shot"] if is_baked else ["Shot"])


def test_disk_cache_of_the_artists_file_is_named_to_the_bake(blender_plan) -> None:
    """A cache of the file's name lies beside the file; its place is a path of this machine, mapped as any other."""
    simulated = [("Shot", "Cloth of Rag", 1, "on disk", "/s/my shot/blendcache_shot")]
    target = Target("jimmy", "pc01", "posix", path_map=PathMap([("/s", "/farm")], is_windows=False))
    document, _ = job(blender_plan, output(facts={"simulated": simulated}), BAKES, target)
    assert document["blocks"][0]["tasks"][0]["command"].endswith(" -- '/farm/my shot/blendcache_shot' 10 Shot")


def test_movie_is_one_task_for_all_frames_with_the_name_that_blender_gives(blender_plan) -> None:
    what = output(is_whole=True, files=("/s/m0001-0010.mkv",), facts={"movie": ("/s/m", 4, ".mkv")})
    document, _ = job(blender_plan, what, {"frames": "3-8", "frames_per_task": 2})
    (block,) = document["blocks"]
    assert (block["frames_per_task"], block["files"]) == (6, ["/s/m0003-0008.mkv"])


def test_movie_of_scattered_frames_is_a_problem(blender_plan) -> None:
    what = output(is_whole=True, files=("/s/m.mkv",), facts={"movie": ("/s/m.mkv", 0, "")})
    document, problems = job(blender_plan, what, {"frames": "1,2,9"})
    assert document is None
    assert "A movie needs one range" in problems[-1].message


def test_local_farm_runs_the_blender_that_is_open_and_a_farm_its_own(blender_plan) -> None:
    here, _ = job(blender_plan, output(), target=dataclasses.replace(TARGET, is_local=True))
    assert here["blocks"][0]["command"].startswith("/opt/blender/blender -b ")
    chosen, _ = job(blender_plan, output(), {"executable": "/opt/my blender"})
    assert chosen["blocks"][0]["command"].startswith("'/opt/my blender' -b ")


def test_saved_file_itself_is_asked_whether_it_has_the_scene(blender_plan) -> None:
    document, _ = job(blender_plan, output(facts={"scene": "it's"}), {"snapshot": False})
    command = document["blocks"][0]["command"]
    assert "--python-exit-code 3 --python-expr" in command
    assert command.endswith(" -a -- 'it'\"'\"'s'") or command.endswith(" -a -- 'it'\\''s'")
    assert "it's" not in blender_plan.SCENE_GUARD, "no name of a scene is ever part of code"


@pytest.mark.parametrize(
    ("engine", "version", "parser"),
    [
        pytest.param("CYCLES", [3, 4], "blender_cycles", id="Cycles to 4.5"),
        pytest.param("BLENDER_WORKBENCH", [4, 5], "blender", id="Workbench"),
        pytest.param("BLENDER_EEVEE_NEXT", [4, 2], "blender", id="EEVEE"),
        pytest.param("CYCLES", [5, 2], "generic", id="5.x, whose lines begin with a time stamp"),
        pytest.param("SOME_OTHER", [4, 5], "blender", id="an engine of another add-on"),
    ],
)
def test_parser_fits_what_the_engine_prints(blender_plan, engine, version, parser) -> None:
    document, _ = job(blender_plan, output(facts={"engine": engine, "version": version}))
    assert document["blocks"][0]["parser"] == parser


@pytest.mark.parametrize(
    ("folder", "farm_os", "words"),
    [
        pytest.param(
            "//SRV/proj", "windows", ["\\\\SRV\\proj\\shot.af-", "\\\\SRV\\proj\\out\\a_####.png"], id="a server"
        ),
        pytest.param(
            "\\\\SRV\\my proj", "windows", ['"\\\\SRV\\my proj\\shot.af-', '"\\\\SRV\\my proj\\out'], id="a blank"
        ),
        pytest.param("P:/proj", "windows", ["P:/proj/shot.af-", "P:/proj/out/a_####.png"], id="a drive"),
        pytest.param("//SRV/proj", "posix", [], id="a server that another system cannot name"),
        pytest.param("/vol/my proj", "posix", ["'/vol/my proj/shot.af-", "'/vol/my proj/out/a_####.png'"], id="posix"),
    ],
)
def test_path_of_the_farm_never_begins_as_what_lies_beside_the_scene(blender_plan, folder, farm_os, words) -> None:
    target = Target("jimmy", "pc01", farm_os, path_map=PathMap([("/s", folder)], is_windows=False))
    document, problems = job(blender_plan, output(), target=target)
    assert [problem.where for problem in problems if problem.level == "error"] == ([] if words else ["paths"])
    if document is not None:
        command = document["blocks"][0]["command"]
        assert all(word in command for word in words) and "//" not in command


def test_frames_beyond_blender_are_refused(blender_plan) -> None:
    frames = FrameList.parse("1048574-1048575")
    request = BlockRequest("/s/a.blend", frames, 1, "blender", quoter("posix"), Settings({}))
    with pytest.raises(RangeError, match="1048574"):
        blender_plan.BlenderPlan().blocks(output(), request)


@pytest.mark.parametrize(
    ("settings", "version", "level", "words"),
    [
        pytest.param({}, (4, 5), "", "", id="a program without a version"),
        pytest.param({"executable": "/opt/blender-4.5.3/blender"}, (4, 5), "", "", id="the same"),
        pytest.param({"executable": "/opt/blender-3.6/blender"}, (4, 5), "warning", "may not open", id="older"),
        pytest.param({"executable": "blender-5.2"}, (4, 5), "info", "may differ", id="newer"),
        pytest.param({"service": "blender4.2"}, (5, 0), "warning", "Blender 4.2", id="by the service"),
        pytest.param(
            {"executable": "C:\\Program Files\\Blender Foundation\\Blender 4.1\\blender.exe", "farm_os": "windows"},
            (4, 5), "warning", "Blender 4.1", id="Windows",
        ),
        pytest.param({"executable": "/mnt/v12.34/blender"}, (4, 5), "", "", id="another number in the path"),
        pytest.param({"executable": "blender-3.6"}, (0, 0), "", "", id="the file does not say"),
    ],
)  # fmt: skip
def test_version_when_the_farms_is_known_then_told_where_it_is_another(
    blender_plan, settings, version, level, words
) -> None:
    _, problems = job(blender_plan, output(facts={"version": version}), settings)
    told = [(one.level, one.message) for one in problems if "the file is of" in one.message]
    assert [one for one, _ in told] == ([level] if level else [])
    assert all(words in message for _, message in told)
