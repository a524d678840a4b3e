"""The command that renders a layer seen by a camera, for each renderer."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import Any

import pytest
from af_maya import _renderers
from af_maya._facts import MayaFacts, Renumbering
from af_maya.plan import MayaPlan

from afsubmit.document.frames import FrameList
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.planning.plan import Plan, plan
from afsubmit.submission.planning.scene import Output, SceneState, Stamp, Target
from afsubmit.submission.settings.values import Settings

STAMP, TARGET = Stamp(1_700_000_000, "0badcafe"), Target("jimmy", "pc01", "posix")
FACTS = MayaFacts(
    layer="rs_beauty",
    layer_name="beauty",
    camera="cam:shotCam",
    camera_shape="cam:shotCamShape",
    renderer="arnold",
    project="/show",
    images="/show/images",
    prefix="<RenderLayer>/<Camera>/shot",
    extension="exr",
)
FILE = "/show/images/beauty/cam_shotCam/shot.@####@.exr"


def planned(facts: MayaFacts = FACTS, frames: str = "1-10", target: Target = TARGET, **settings: Any) -> Plan:
    output = Output("rs_beauty cam:shotCam", "beauty cam:shotCam", FrameList.parse(frames), (FILE,), facts=facts)
    return of_output(output, target, **settings)


def of_output(output: Output, target: Target = TARGET, path: str = "/show/my shot.ma", **settings: Any) -> Plan:
    scene = SceneState("maya", "2024", path, output.frames)
    chosen = Settings({"snapshot": False, **settings})
    return plan(scene, [output], chosen, host_plan=MayaPlan(), stamp=STAMP, target=target)


def block(made: Plan) -> dict[str, Any]:
    assert made.is_sendable, made.problems
    (job,) = made.jobs
    (one,) = job.document["blocks"]
    return dict(one)


def words(made: Plan) -> list[str]:
    return shlex.split(block(made)["command"])


def flags(made: Plan) -> set[str]:
    return {word for word in words(made)[1:] if word.startswith("-")}


def test_layer_and_camera_become_one_block() -> None:
    found = block(planned())
    assert found["command"] == (
        "Render -r arnold -ai:lve 2 -ai:alf true -s @#@ -e @#@ -b 1 -rl rs_beauty -cam cam:shotCam -rd /show/images "
        "-im '<RenderLayer>/<Camera>/shot' -proj /show '/show/my shot.ma'"
    )
    assert (found["name"], found["service"], found["parser"]) == ("beauty cam:shotCam", "maya_arnold", "maya_arnold")
    assert found["files"] == [FILE]
    assert found["environment"]["MAYA_DISABLE_CER"] == "1"
    assert found["flags"] & 128 and found["file_size_min"] == 1, "the farm looks for the files"


@pytest.mark.parametrize("name", [*_renderers.ROWS, "somebodysOwn"])
def test_renderer_is_only_told_what_its_row_holds(name: str) -> None:
    row = _renderers.renderer(name)
    made = planned(replace(FACTS, renderer=name), threads=8, skip_existing=True, frames_per_task=5)
    assert flags(made) <= row.flags | {"-r", "-proj"}
    assert words(made)[:3] == ["Render", "-r", row.word]
    assert words(made)[-3:] == ["-proj", "/show", "/show/my shot.ma"]
    assert block(made)["service"] == row.service
    assert block(made)["parser"] == row.parser


@pytest.mark.parametrize(
    ("name", "with_words"),
    [
        pytest.param("mayaSoftware", "-n 8 -skipExistingFrames true", id="software"),
        pytest.param("mayaHardware2", "-skipExistingFrames true", id="hardware"),
        pytest.param("arnold", "-ai:lve 2 -ai:alf true -ai:threads 8", id="arnold"),
        pytest.param("vray", "-threads 8 -rep 0", id="v-ray"),
        pytest.param("renderman", "-t 8", id="renderman"),
        pytest.param("3delight", "-cpus 8", id="3delight"),
        pytest.param("redshift", "", id="redshift"),
    ],
)
def test_options_are_said_in_the_renderers_own_words(name: str, with_words: str) -> None:
    made = planned(replace(FACTS, renderer=name), threads=8, skip_existing=True, frames_per_task=5)
    row = _renderers.renderer(name)
    assert f"-r {row.word} {with_words}{' ' if with_words else ''}-s @#@ -e @#@ {row.step} 1 " in block(made)["command"]


def test_single_frames_are_skipped_by_the_farm_alone() -> None:
    made = planned(replace(FACTS, renderer="vray"), skip_existing=True)
    assert "-rep" not in flags(made)
    assert block(made)["flags"] & 64


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        pytest.param("renderman", ["-imageFile", "<RenderLayer>/<Camera>/shot"], id="renderman has no -im"),
        pytest.param("3delight", ["-lr", "rs_beauty"], id="3delight has -lr"),
        pytest.param("3delight", ["-inc", "1"], id="3delight has -inc"),
    ],
)
def test_flag_has_another_name(name: str, wanted: list[str]) -> None:
    given = words(planned(replace(FACTS, renderer=name)))
    assert wanted in [given[place : place + 2] for place in range(len(given))]


@pytest.mark.parametrize(
    ("frames", "per_task", "ranges"),
    [
        pytest.param("1-9x2", 1, None, id="regular"),
        pytest.param("1,2,5-9x2", 3, ["-s 1 -e 2 -b 1", "-s 5 -e 9 -b 2"], id="runs of one step"),
        pytest.param("1,4,8", 1, ["-s 1 -e 1 -b 1", "-s 4 -e 4 -b 1", "-s 8 -e 8 -b 1"], id="single frames"),
    ],
)
def test_frames_are_exactly_those_asked_for(frames: str, per_task: int, ranges: list[str] | None) -> None:
    found = block(planned(frames=frames, frames_per_task=per_task))
    if ranges is None:
        assert "-s @#@ -e @#@ -b 2 " in found["command"]
        assert (found["frame_first"], found["frame_last"], found["frames_inc"]) == (1, 9, 2)
    else:
        assert [task["command"].partition("-s")[2].partition(" -rl")[0].strip() for task in found["tasks"]] == [
            text[3:] for text in ranges
        ]


def test_picture_without_a_number_is_rendered_without_frames() -> None:
    output = Output("a", "a", FrameList([7]), ("/show/images/shot.exr",), facts=replace(FACTS, is_animated=False))
    assert not flags(of_output(output)) & {"-s", "-e", "-b"}, "-s would put a number into its name"
    made = of_output(output, frames="1-10")
    assert [problem.message for problem in made.problems if "without a number" in problem.message]


def renumbered(name: str, frames: str = "10-18x2") -> Output:
    facts = replace(FACTS, renderer=name, by_frame=2.0, renumbering=Renumbering(1, 5))
    own = FrameList.parse("10-18x2")
    listed = {frame: f"/show/images/shot.{1 + place * 5:04d}.exr" for place, frame in enumerate(own)}
    return Output("a", "a", FrameList.parse(frames), (), facts=facts, listed_files=(listed,))


def test_renumbered_files_go_on_from_task_to_task_where_the_renderer_can_be_told() -> None:
    found = block(of_output(renumbered("mayaSoftware"), frames_per_task=2))
    told = [task["command"].partition("-s ")[2].partition(" -rl")[0] for task in found["tasks"]]
    assert told == ["10 -e 12 -b 2 -rfs 1 -rfb 5", "14 -e 16 -b 2 -rfs 11 -rfb 5", "18 -e 18 -b 1 -rfs 21 -rfb 2.5"]
    assert [task["files"][-1][-8:] for task in found["tasks"]] == ["0006.exr", "0016.exr", "0021.exr"]


def test_renumbered_files_are_one_task_where_it_cannot() -> None:
    found = block(of_output(renumbered("arnold"), frames_per_task=2))
    assert [task["command"].partition("-s ")[2].partition(" -rl")[0] for task in found["tasks"]] == ["10 -e 18 -b 2"]
    assert [name[-8:-4] for name in found["tasks"][0]["files"]] == ["0001", "0006", "0011", "0016", "0021"]


def test_part_of_renumbered_frames_begins_with_the_first_number() -> None:
    found = block(of_output(renumbered("arnold"), frames="14-18x2"))
    assert [name[-8:-4] for name in found["tasks"][0]["files"]] == ["0001", "0006", "0011"]


@pytest.mark.parametrize(
    ("name", "frames", "message"),
    [
        pytest.param("arnold", "10,12,18", "need one range", id="one task, several ranges"),
        pytest.param("arnold", "10-28x2", "names only 5", id="more frames than names"),
        pytest.param("mayaSoftware", "11", "none of those", id="a frame between"),
    ],
)
def test_renumbered_frames_that_nobody_can_name_are_refused(name: str, frames: str, message: str) -> None:
    made = of_output(renumbered(name), frames=frames)
    assert not made.is_sendable
    assert any(message in problem.message for problem in made.problems)


def test_frames_below_zero_are_refused() -> None:
    made = planned(frames="-2-3")
    assert [problem.message for problem in made.problems if "below zero" in problem.message]
    assert not made.is_sendable


BAD = [
    pytest.param('a"b', id="quote"),
    pytest.param("a\\b", id="backslash"),
    pytest.param("a\nb", id="line end"),
    pytest.param("a\x07b", id="control letter"),
    pytest.param("-b", id="looks like a flag"),
    pytest.param("a@#@b", id="frame pattern"),
]


@pytest.mark.parametrize("field", ["layer", "camera", "prefix"])
@pytest.mark.parametrize("value", BAD)
def test_value_that_could_leave_its_string_is_a_problem(field: str, value: str) -> None:
    made = planned(replace(FACTS, **{field: value}))
    assert not made.is_sendable
    assert any(problem.level == "error" and "is the" in problem.message for problem in made.problems)


@pytest.mark.parametrize("field", ["project", "images", "scene"])
@pytest.mark.parametrize("value", BAD[:4])
def test_folder_that_could_leave_its_string_is_a_problem(field: str, value: str) -> None:
    facts = replace(FACTS, **({} if field == "scene" else {field: f"/show/{value}"}))
    output = Output("a", "a", FrameList([1]), (FILE,), facts=facts)
    path = f"/show/{value}.ma" if field == "scene" else "/show/a.ma"
    assert not of_output(output, path=path).is_sendable


@pytest.mark.parametrize("folder", ["/", "//"])
def test_root_of_a_disk_is_no_folder_for_render(folder: str) -> None:
    assert any("root of a disk" in problem.message for problem in planned(replace(FACTS, images=folder)).problems)


def test_paths_are_mapped_and_spelled_for_the_farm() -> None:
    target = Target("jimmy", "pc01", "windows", path_map=PathMap([("/show", "P:\\the show")]))
    facts = replace(FACTS, prefix="/show/out/<Camera>/shot", project="/show/")
    command = block(planned(facts, target=target))["command"]
    assert '-rd "P:/the show/images" -im "P:/the show/out/<Camera>/shot" -proj "P:/the show"' in command
    assert command.endswith('"P:/the show/my shot.ma"')


def test_prefix_that_is_no_path_is_not_mapped() -> None:
    target = Target("jimmy", "pc01", "posix", path_map=PathMap([("show", "/other")]))
    assert "-im show/a" in block(planned(replace(FACTS, prefix="show/a"), target=target))["command"]


@pytest.mark.parametrize(
    ("facts", "variable", "value"),
    [
        pytest.param(replace(FACTS, is_legacy=True), "MAYA_ENABLE_LEGACY_RENDER_LAYERS", "1", id="legacy layers"),
        pytest.param(
            replace(FACTS, includes_all_lights=False), "MAYA_RENDER_SETUP_INCLUDE_ALL_LIGHTS", "0", id="own lights"
        ),
        pytest.param(
            replace(FACTS, includes_all_lights=True), "MAYA_RENDER_SETUP_INCLUDE_ALL_LIGHTS", "1", id="all lights"
        ),
        pytest.param(replace(FACTS, environment={"OCIO": "/c.ocio"}), "OCIO", "/c.ocio", id="colour configuration"),
        pytest.param(replace(FACTS, renderer="redshift"), "REDSHIFT_FORCEQUITONINTERNALERROR", "1", id="redshift"),
    ],
)
def test_environment_goes_along(facts: MayaFacts, variable: str, value: str) -> None:
    assert block(planned(facts))["environment"][variable] == value
    assert variable not in block(planned())["environment"]


def test_variables_of_the_session_stay_where_they_are_not_wanted() -> None:
    found = block(planned(replace(FACTS, environment={"OCIO": "/c.ocio"}), same_environment=False))
    assert "OCIO" not in found["environment"]


def test_command_of_a_studio_replaces_ours() -> None:
    made = planned(executable="render2024", command_template="rez env maya -- {program} -r {renderer} {frames} {scene}")
    assert block(made)["command"] == "rez env maya -- render2024 -r arnold -s @#@ -e @#@ -b 1 '/show/my shot.ma'"
    made = planned(frames="1-9x2", command_template="launch {first} {last} {layer} {scene}")
    assert block(made)["command"] == "launch @#@ @#@ -rl rs_beauty '/show/my shot.ma'"


def test_renderer_without_a_row_is_told() -> None:
    (problem,) = _renderers.problems("somebodysOwn", "beauty")
    assert problem.level == "warning" and "somebodysOwn" in problem.message
    assert not _renderers.problems("arnold", "beauty")


def two_cameras(**facts: Any) -> list[Output]:
    """The outputs of a layer with two cameras."""
    return [
        Output(
            f"rs_beauty {camera}",
            f"beauty {camera}",
            FrameList.parse("1-10"),
            (f"/show/images/beauty/{camera}/shot.@####@.exr",),
            facts=replace(FACTS, camera=camera, cameras=("left", "right"), **facts),
        )
        for camera in ("left", "right")
    ]


def of_outputs(outputs: list[Output], **settings: Any) -> list[dict[str, Any]]:
    scene = SceneState("maya", "2024", "/show/my shot.ma", outputs[0].frames)
    chosen = Settings({"snapshot": False, **settings})
    made = plan(scene, outputs, chosen, host_plan=MayaPlan(), stamp=STAMP, target=TARGET)
    return [dict(one) for job in made.jobs for one in job.document["blocks"]]


def test_cameras_of_a_layer_are_one_block_when_it_is_asked_for() -> None:
    (found,) = of_outputs(two_cameras(), cameras="together")
    assert found["name"] == "beauty"
    assert " -cam " not in found["command"], "without it Render takes all of them"
    assert found["files"] == [f"/show/images/beauty/{name}/shot.@####@.exr" for name in ("left", "right")]
    assert [one["name"] for one in of_outputs(two_cameras())] == ["beauty left", "beauty right"]


@pytest.mark.parametrize(
    ("outputs", "settings"),
    [
        pytest.param(two_cameras()[:1], {}, id="one of them is not wanted"),
        pytest.param(two_cameras(), {"output_frames": {"beauty left": "3"}}, id="other frames for one"),
        pytest.param(two_cameras(), {"movie": True}, id="a movie of each"),
        pytest.param(
            [*two_cameras()[:1], replace(two_cameras()[1], files=two_cameras()[0].files, frames=FrameList([99]))],
            {},
            id="names that meet",
        ),
    ],
)
def test_cameras_stay_apart_where_one_command_would_render_something_else(outputs, settings) -> None:
    names = [one["name"] for one in of_outputs(outputs, cameras="together", **settings)]
    assert [name for name in names if "movie" not in name] == [output.name for output in outputs]


def test_words_of_the_artist_stand_behind_the_renderer() -> None:
    assert (
        "Render -r arnold -ai:lve 2 -ai:alf true -percentRes 50 -s"
        in block(planned(arguments=["-percentRes", "50"]))["command"]
    )


def tiled(text: str, facts: MayaFacts, frames: str = "1-4", **settings: Any) -> Plan:
    return planned(replace(facts, width=100, height=51), frames, tiles=text, **settings)


@pytest.mark.parametrize("name", ["mayaSoftware", "arnold"])
def test_tiles_cover_the_picture_and_are_put_together(name: str) -> None:
    made = tiled("2x2", replace(FACTS, renderer=name))
    assert made.is_sendable, made.problems
    *tiles, stitch = made.jobs[0].document["blocks"]
    assert [one["name"] for one in tiles] == [f"beauty cam:shotCam tile {number}" for number in (1, 2, 3, 4)]
    regions = [one["command"].partition("-reg ")[2].split()[:4] for one in tiles]
    assert regions == [text.split() for text in ("0 49 0 24", "50 99 0 24", "0 49 25 50", "50 99 25 50")]
    assert [one["files"] for one in tiles] == [[FILE.replace("shot.", f"shot_tile{place}.")] for place in (1, 2, 3, 4)]
    assert "-im '<RenderLayer>/<Camera>/shot_tile3'" in tiles[2]["command"]
    folder = FILE.rpartition("/")[0]
    named = [f"'{folder}/shot_tile{place}.#.exr'" for place in (1, 2, 3, 4)]
    assert stitch["command"] == (
        f"oiiotool --frames @#@-@#@x1 -a {named[0]} {named[1]} --add {named[2]} --add {named[3]} --add "
        f"-o '{folder}/shot.#.exr'"
    )
    assert stitch["files"] == [FILE]
    assert stitch["tasks_depend_mask"].count("|") == 3, "frame by frame, of all tiles"


@pytest.mark.parametrize(
    ("facts", "text", "message"),
    [
        pytest.param(replace(FACTS, renderer="vray"), "2x2", "the corners of a region", id="nobody knows the order"),
        pytest.param(replace(FACTS, renderer="redshift"), "2x2", "the corners of a region", id="nor for redshift"),
        pytest.param(FACTS, "2", "such as 4x2", id="one number"),
        pytest.param(FACTS, "1x99", "has no 1x99 parts", id="more rows than pixels"),
        pytest.param(replace(FACTS, extension="png"), "2x2", "by Maya's rules", id="a name of another kind"),
    ],
)
def test_picture_that_cannot_be_cut_is_a_problem(facts: MayaFacts, text: str, message: str) -> None:
    made = tiled(text, facts)
    assert not made.is_sendable
    assert any(message in problem.message for problem in made.problems)
