"""From scene state to job documents: what is rendered, what is removed, what is refused."""

from __future__ import annotations

import json
import os
import re
import subprocess

import pytest

from afsubmit.document.frames import FrameList
from afsubmit.document.quoting import THIS_SYSTEM, quoter
from afsubmit.errors import Problem
from afsubmit.submission.planning.names import listed_name, mask_of, unique_name
from afsubmit.submission.planning.scene import Output, SceneState, Target
from tests.core.submission.conftest import POSIX, STAMP, of_posix


def test_one_output_becomes_one_numeric_block_with_its_snapshot(make_plan, tmp_path):
    made = make_plan()
    assert made.problems == ()
    (job,) = made.jobs
    assert job.snapshot == f"{tmp_path / 'shot 010.af'}-jimmy-pc01-20231114-221320-0badcafe.small"
    document = job.document
    assert document["name"] == "shot 010"
    assert (document["user_name"], document["host_name"]) == ("jimmy", "pc01")
    assert document["time_creation"] == STAMP.seconds
    assert document["command_post"] == f"deletefiles -s {quoter(THIS_SYSTEM)(job.snapshot)}"
    (block,) = document["blocks"]
    assert (block["flags"], block["frame_first"], block["frame_last"], block["frames_per_task"]) == (1, 1, 10, 1)
    assert block["command"] == f"small {quoter(THIS_SYSTEM)(job.snapshot)} -s @#@ -e @#@ -j 1"
    assert document["folders"] == {"beauty": (tmp_path / "out").as_posix()}


def test_the_same_answers_give_the_same_document(make_plan):
    assert json.dumps(make_plan().jobs[0].document) == json.dumps(make_plan().jobs[0].document)


def test_snapshot_off_renders_the_scene_itself_and_removes_nothing(make_plan, scene_file):
    (job,) = make_plan({"snapshot": False}).jobs
    assert job.snapshot is None
    assert "command_post" not in job.document
    assert str(scene_file) in job.document["blocks"][0]["command"]


@pytest.mark.parametrize("is_copied", [True, False], ids=["with a copy", "without"])
@pytest.mark.parametrize("command", ["false", "exit 3", "echo '", "no-such-program x", "true # '", "(", "false &&"])
def test_command_after_a_job_when_it_fails_then_the_farm_does_not_know(make_plan, command, is_copied):
    (job,) = make_plan({"snapshot": is_copied, "command_post": command}).jobs
    line = job.document["command_post"]
    words = f"cmd.exe /c {line}" if os.name == "nt" else ["sh", "-c", f"deletefiles() {{ :; }}; {line}"]
    assert subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param({"priority": 7}, {"priority": 7}, id="priority"),
        pytest.param({"paused": True}, {"offline": True}, id="paused"),
        pytest.param({"job_name": " sh010 comp "}, {"name": "sh010 comp"}, id="name without blanks around it"),
        pytest.param(
            {"job_name": 'the "new" one\\'}, {"name": "the _new_ one_"}, id="name that spoils no list of renders"
        ),
        pytest.param({"job_name": "日" * 100}, {"name": "日" * 80}, id="name cut to whole letters below 240 bytes"),
    ],
)
def test_setting_reaches_the_job(make_plan, settings, expected):
    document = make_plan(settings).jobs[0].document
    assert {key: document[key] for key in expected} == expected


def test_frames_setting_wins_over_the_output(make_plan):
    (block,) = make_plan({"frames": "5-9x2", "frames_per_task": 2}).jobs[0].document["blocks"]
    assert (block["frame_first"], block["frame_last"], block["frames_inc"], block["frames_per_task"]) == (5, 9, 2, 2)
    assert block["command"].endswith("-j 2")


def test_irregular_frames_become_tasks_with_their_own_files(make_plan, tmp_path):
    (block,) = make_plan({"frames": "1,5,12-18x3", "frames_per_task": 2}).jobs[0].document["blocks"]
    assert not block.get("flags", 0) & 1
    assert block["files"] == ["@#@"]
    rendered = [int(n) for task in block["tasks"] for n in re.search(r"-f ([\d,]+)$", task["command"])[1].split(",")]
    assert rendered == [1, 5, 12, 15, 18]
    files = [name for task in block["tasks"] for name in task["files"]]
    assert files == [(tmp_path / f"out/beauty.{frame:04d}.exr").as_posix() for frame in rendered]


def test_files_that_no_pattern_says_are_named_task_by_task(make_plan):
    names = {frame: f"/out/{frame + 100}.exr" for frame in range(1, 5)}
    odd = Output("odd", "odd", FrameList.parse("1-4"), ("/out/a.@#@.exr",), listed_files=(names,))
    make_plan = of_posix(make_plan)
    (block,) = make_plan({"frames_per_task": 2}, outputs=[odd]).jobs[0].document["blocks"]
    assert [task["files"] for task in block["tasks"]] == [
        ["/out/a.1.exr", "/out/a.2.exr", "/out/101.exr", "/out/102.exr"],
        ["/out/a.3.exr", "/out/a.4.exr", "/out/103.exr", "/out/104.exr"],
    ]
    assert block["files"] == ["@#@"] and not block["flags"] & 1
    (problem,) = make_plan({"frames": "4-5"}, outputs=[odd]).problems
    assert (problem.level, problem.where) == ("error", "odd") and "frame 5" in problem.message


def test_a_program_without_step_never_gets_frames_nobody_asked_for(make_plan, small_plan):
    host_plan = small_plan()
    host_plan.takes = "range"
    (block,) = make_plan({"frames": "1-9x2", "frames_per_task": 3}, host_plan=host_plan).jobs[0].document["blocks"]
    assert (block["frame_first"], block["frame_last"], block["frames_inc"]) == (1, 9, 2)
    assert block["frames_per_task"] == 1


def test_a_movie_is_one_task_whatever_the_setting(make_plan, outputs):
    movie = Output("movie", "movie", FrameList.parse("1-100"), ("/tmp/out.mov",), is_whole=True)
    (block,) = make_plan({"frames_per_task": 5}, outputs=[movie]).jobs[0].document["blocks"]
    assert block["frames_per_task"] == 100


def test_inputs_become_anchored_escaped_masks_and_names_are_unique(make_plan):
    frames = FrameList.parse("1-2")
    first = Output("1", "Write.1", frames)
    twin = Output("2", "Write.1", frames)
    comp = Output("3", 'comp "A"', frames, inputs=("1", "2", "not submitted"))
    blocks = make_plan(outputs=[first, twin, comp]).jobs[0].document["blocks"]
    assert [block["name"] for block in blocks] == ["Write.1", "Write.1 2", "comp _A_"]
    mask = blocks[2]["depend_mask"]
    assert [bool(re.fullmatch(mask, name)) for name in ("Write.1", "Write.1 2", "Writex1", "Write.12")] == [
        True,
        True,
        False,
        False,
    ]
    assert "\\" not in mask


@pytest.mark.filterwarnings("ignore:Possible nested set:FutureWarning")  # Python's own plans for `[[`, no server's
@pytest.mark.parametrize("name", ["a.b", "x(1)", "[z]", "a|b", "$x{2}", "C++", "what?", "*"])
def test_mask_matches_its_name_and_nothing_else(name):
    assert re.fullmatch(mask_of([name]), name)
    assert not re.fullmatch(mask_of([name]), name + "x")
    assert "[]]" not in mask_of([name]), "an empty set to the server's regular expressions"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('say "hi"', "say _hi_"),
        ("a\\b", "a_b"),
        ("x^2", "x_2"),
        ("tab\there", "tab_here"),
        ("", "block"),
        ("Ünï", "Ünï"),
    ],
)
def test_block_names_lose_what_breaks_the_servers_lists(given, kept):
    assert listed_name(given) == kept


def test_unique_names_skip_taken_ones():
    taken = {"a", "a 2"}
    assert [unique_name("a", taken), unique_name("a", taken), unique_name("b", taken)] == ["a 3", "a 4", "b"]


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        pytest.param({"path": ""}, "scene", "never been saved", id="untitled"),
        pytest.param(
            {"problems": (Problem("error", "camera", "There is no camera."),)}, "camera", "no camera", id="host"
        ),
        pytest.param({"path": "/shots/a*b/scene.small"}, "paths", "*", id="a folder that cannot be quoted"),
    ],
)
def test_problem_of_level_error_leaves_no_jobs(make_plan, host, change, where, words):
    facts = {**host.scene().__dict__, **change}
    made = make_plan(scene=SceneState(**facts))
    assert not made.jobs and not made.is_sendable
    assert [(p.level, p.where) for p in made.problems] == [("error", where)]
    assert words in made.problems[0].message


def test_no_outputs_is_a_problem(make_plan):
    assert [p.where for p in make_plan(outputs=[]).problems] == ["outputs"]


def test_unsaved_changes_without_snapshot_are_a_warning(make_plan, host):
    scene = SceneState(**{**host.scene().__dict__, "is_modified": True})
    made = make_plan({"snapshot": False}, scene=scene)
    assert made.is_sendable
    assert [p.level for p in made.problems] == ["warning"]
    assert make_plan(scene=scene).problems == ()


@pytest.mark.parametrize(
    ("settings", "target", "program"),
    [
        pytest.param({}, POSIX, "small", id="the bare name for a farm"),
        pytest.param(
            {}, Target("jimmy", "pc01", "posix", is_local=True), "/opt/small/small", id="this application here"
        ),
        pytest.param({"executable": "my render"}, POSIX, "'my render'", id="what was set"),
        pytest.param(
            {"executable": "C:/Program Files/r.exe"},
            Target("jimmy", "pc01", farm_os="windows"),
            '@"C:\\Program Files\\r.exe"',
            id="cmd keeps the quotes behind an @",
        ),
        pytest.param(
            {"executable": "C:/bin/r.exe"}, Target("jimmy", "pc01", "windows"), "C:\\bin\\r.exe", id="no quotes"
        ),
    ],
)
def test_program(make_plan, settings, target, program):
    command = of_posix(make_plan)(settings, target=target).jobs[0].document["blocks"][0]["command"]
    assert command.startswith(program + " ")


def test_windows_paths_and_quoting(make_plan, host):
    scene = SceneState(**{**host.scene().__dict__, "path": "C:\\my shots\\a.small"})
    made = make_plan({"snapshot": False}, scene=scene, target=Target("jimmy", "pc01", farm_os="windows"))
    assert made.jobs[0].document["blocks"][0]["command"].startswith('small "C:\\my shots\\a.small" ')
    assert scene.name == "a"


def test_names_nobody_can_break_out_of(make_plan, host):
    name = "a $(touch x) `y` 'z' \"q\" ü.small"
    scene = SceneState(**{**host.scene().__dict__, "path": f"/shots/{name}"})
    (job,) = make_plan(scene=scene).jobs
    assert "$" not in job.snapshot and "`" not in job.snapshot and '"' not in job.snapshot


def test_scene_name_cannot_spoil_the_lists_of_the_server(make_plan, host):
    scene = SceneState(**{**host.scene().__dict__, "path": '/shots/a "b"\n\u202ec.small'})
    plan = of_posix(make_plan)(scene=scene)
    assert [job.document["name"] for job in plan.jobs] == ["a _b___c"] and plan.problems == ()
