"""What is wrong with a submission by its own facts, before anything is looked up."""

from __future__ import annotations

import dataclasses
import shlex

import pytest

from afsubmit.document.frames import FrameList
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.planning.scene import Output, SceneState, Target
from afsubmit.submission.sending.disk_checks import disk_problems, fixed_folder
from tests.core.submission.conftest import of_posix


@pytest.fixture
def make_plan(make_plan):
    return of_posix(make_plan)


def output(name, frames="1-10", file="/out/{}.@####@.exr"):
    return Output(name, name, FrameList.parse(frames) if frames else FrameList(), (file.format(name),))


def found(made):
    return [(problem.level, problem.where) for problem in made.problems]


def test_two_outputs_that_write_the_same_files_are_an_error(make_plan):
    same = "/out/same.@####@.exr"
    made = make_plan(outputs=[output("a", file=same), output("b", file=same)])
    assert found(made) == [("error", "b")] and "as a: /out/same" in made.problems[0].message


def test_two_outputs_that_share_a_pattern_and_no_frame_are_fine(make_plan):
    same = "/out/same.@####@.exr"
    assert found(make_plan(outputs=[output("a", "1-5", same), output("b", "6-9", same)])) == []


def test_outputs_of_the_same_name_are_told_apart(make_plan):
    made = make_plan(outputs=[output("a"), Output("2", "a", FrameList.parse("1-2"), ("/other.@#@.exr",))])
    assert found(made) == [("info", "a")] and made.is_sendable


@pytest.mark.parametrize(
    ("pairs", "is_local", "told"),
    [
        pytest.param([("/shows", "/farm/shows")], False, "1 of 2,", id="one outside of the map"),
        pytest.param([("/", "/farm")], False, "", id="all in the map"),
        pytest.param([], False, "", id="no map"),
        pytest.param([("/shows", "/farm/shows")], True, "", id="this machine"),
    ],
)
def test_files_that_the_scene_reads_outside_of_every_map_are_told_in_one(make_plan, pairs, is_local, told):
    sources = {"file1": ["/shows/a.bgeo"], "file2": ["/home/jimmy/b.bgeo", "/shows/a.bgeo"]}
    scene = SceneState("small", "", "/shows/s.small", FrameList([1]), sources=sources)
    target = Target("jimmy", "pc01", "posix", path_map=PathMap(pairs, is_windows=False), is_local=is_local)
    made = make_plan(scene=scene, outputs=[output("a", file="/shows/{}.@####@.exr")], target=target)
    messages = [problem.message for problem in made.problems if "scene reads" in problem.message]
    assert bool(messages) is bool(told)
    assert all(told in message and "/home/jimmy/b.bgeo" in message for message in messages)


def test_no_frames_is_an_error(make_plan):
    assert found(make_plan(outputs=[output("a"), output("b", "")])) == [("error", "b")]


def test_frames_that_the_application_refuses_are_left_out_and_told(make_plan):
    limited = dataclasses.replace(output("a"), limit=(3, 6))
    made = make_plan({"frames": "1-4"}, outputs=[limited, output("b")])
    assert found(made) == [("warning", "a")] and made.problems[0].message.endswith(
        "3-6 in the scene; these frames are left out: 1-2"
    )
    assert [block["frame_first"] for block in made.jobs[0].document["blocks"]] == [3, 1]
    assert found(make_plan({"output_frames": {"a": "7-9"}}, outputs=[limited])) == [("warning", "a"), ("error", "a")]
    assert found(make_plan(outputs=[dataclasses.replace(limited, frames=FrameList.parse("3-6"))])) == []


def test_frames_that_nobody_can_tell_are_an_error_until_they_are_said(make_plan):
    unknown = dataclasses.replace(output("a", ""), unknown_frames="Only Nuke knows them.")
    made = make_plan(outputs=[unknown, output("b", file="/out/a.@####@.exr")])
    assert ("error", "a") in found(made) and "Only Nuke knows them." in [one.message for one in made.problems]
    assert found(make_plan({"frames": "7-9"}, outputs=[unknown])) == []


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        pytest.param({"wait_for_jobs": "comp("}, "wait_for_jobs", id="jobs"),
        pytest.param({"wait_for_anyones_jobs": "[a"}, "wait_for_anyones_jobs", id="anybody's jobs"),
        pytest.param({"hosts_mask": "render[", "hosts_mask_type": "regex"}, "hosts_mask", id="machines"),
        pytest.param({"hosts_mask_exclude": "*"}, "hosts_mask_exclude", id="a star that is no expression"),
    ],
)
def test_a_mask_that_the_farm_cannot_read_is_an_error(make_plan, settings, where):
    assert ("error", where) in found(make_plan(settings))


@pytest.mark.parametrize(
    ("settings", "sent"),
    [
        pytest.param({"hosts_mask": "render|ws"}, {"hosts_mask": "render|ws"}, id="beginnings of names"),
        pytest.param(
            {"hosts_mask": r"render\d+"}, {"hosts_mask": r"render\d+", "hosts_mask_type": "regex"}, id="an expression"
        ),
        pytest.param(
            {"hosts_mask": "r.*", "hosts_mask_exclude": "r1 r.2"},
            {"hosts_mask": "r.*", "hosts_mask_exclude": "(r1|r[.]2).*", "hosts_mask_type": "regex"},
            id="an expression and beginnings, which are written as one",
        ),
        pytest.param(
            {"hosts_mask": "a.*", "hosts_mask_type": "find"},
            {"hosts_mask": "a.*", "hosts_mask_type": "find"},
            id="what was said counts",
        ),
    ],
)
def test_machines_are_written_as_the_farm_reads_them(make_plan, settings, sent):
    (job,) = make_plan(settings).jobs
    assert {key: value for key, value in job.document.items() if key.startswith("hosts_mask")} == sent


def test_frames_for_an_output_that_is_not_there_are_told(make_plan):
    assert found(make_plan({"output_frames": {"gone": "1-2"}})) == [("info", "output_frames")]


@pytest.mark.parametrize("key", ["snapshot_folder", "worker_folder", "movie_file", "executable"])
def test_a_name_that_the_farm_would_fill_is_an_error(make_plan, key):
    assert ("error", key) in found(make_plan({key: "/out/@#@/x"}))


def test_a_scene_whose_name_the_farm_would_fill_is_an_error(make_plan, host):
    assert ("error", "scene") in found(make_plan(scene=scene_at(host, "/shots/@####@.small")))


MAP = PathMap([["/mnt/proj", "P:/proj"], ["/same", "/same"]], is_windows=False)


def scene_at(host, path):
    return SceneState(**{**host.scene().__dict__, "path": path})


@pytest.mark.parametrize(
    ("folder", "target", "expected"),
    [
        pytest.param("/mnt/proj", Target("j", "p", "windows", path_map=MAP), [], id="mapped"),
        pytest.param("/same", Target("j", "p", "posix", path_map=MAP), [], id="mapped to the same name"),
        pytest.param(
            "/tmp/x", Target("j", "p", "windows", path_map=MAP), [("warning", "snapshot")], id="unknown to Windows"
        ),
        pytest.param("/tmp/x", Target("j", "p", "posix", path_map=MAP), [("info", "snapshot")], id="outside every map"),
        pytest.param("/tmp/x", Target("j", "p", "posix"), [], id="no map and the same system"),
        pytest.param("C:\\tmp", Target("j", "p", "posix"), [("warning", "scene")], id="a drive on a POSIX farm"),
        pytest.param("/tmp/x", Target("j", "p", "windows", True), [], id="a farm on this machine"),
    ],
)
def test_a_path_that_the_farm_would_not_know(make_plan, host, folder, target, expected):
    slash = "\\" if "\\" in folder else "/"
    outputs = [Output("b", "b", FrameList.parse("1-2"), (f"{folder}{slash}b.@#@.exr",))]
    settings = {"snapshot": "\\" not in folder}
    made = make_plan(settings, scene=scene_at(host, f"{folder}{slash}a.small"), outputs=outputs, target=target)
    assert found(made) == expected


def test_the_farm_is_sent_its_own_paths_and_this_machine_keeps_its_own(make_plan, host):
    target = Target("j", "p", "windows", path_map=MAP)
    outputs = [Output("b", "b", FrameList.parse("1,2,7"), ("/mnt/proj/b.@#@.exr",))]
    settings = {"environment": {"CACHE": "/mnt/proj/c"}, "working_folder": "/mnt/proj"}
    made = make_plan(settings, scene=scene_at(host, "/mnt/proj/a.small"), outputs=outputs, target=target)
    (job,) = made.jobs
    assert job.snapshot.startswith("/mnt/proj/a.af-")
    assert "/mnt/" not in str(job.document)
    (block,) = job.document["blocks"]
    assert block["tasks"][0]["files"] == ["P:/proj/b.1.exr"] and block["working_directory"] == "P:/proj"
    assert job.document["folders"] == {"b": "P:/proj"} and block["environment"] == {"CACHE": "P:/proj/c"}


@pytest.mark.parametrize("key", ["snapshot_folder", "worker_folder", "working_folder"])
@pytest.mark.parametrize(
    ("folder", "is_whole"),
    [
        pytest.param("copies", False, id="a name"),
        pytest.param("../copies", False, id="upwards"),
        pytest.param("C:copies", False, id="a drive without a root"),
        pytest.param("/projects/copies", True, id="from the root"),
        pytest.param("P:/copies", True, id="from a drive's root"),
        pytest.param("\\\\server\\copies", True, id="of a server"),
    ],
)
def test_folder_that_means_another_one_on_each_machine_is_an_error(make_plan, key, folder, is_whole):
    assert (("error", key) in found(make_plan({key: folder}))) is not is_whole


def test_movie_may_be_named_from_the_folder_in_which_the_program_runs(make_plan):
    assert ("error", "movie_file") in found(make_plan({"movie": True, "movie_file": "shot.mov"}))
    assert found(make_plan({"movie": True, "movie_file": "shot.mov", "working_folder": "/out"})) == [("info", "movie")]


def test_folder_of_the_farm_with_a_blank_is_one_word_in_every_command(make_plan, host):
    target = Target("j", "p", "posix", path_map=PathMap([("/mnt", "/vol/Server Disk")], is_windows=False))
    outputs = [Output("b", "b", FrameList.parse("1-3"), ("/mnt/50%/b.@####@.exr",))]
    settings = {
        "executable": "/mnt/bin/small", "arguments": ["--lut=/mnt/x.cube"], "command_pre": "touch /mnt/a",
        "command_post": "rm /mnt/a '", "movie": True, "movie_arguments": ["/mnt/x y"],
        "environment": {"OCIO": "/mnt/c.ocio", "BOTH": "/mnt/a:/mnt/b", "NOTE": "see /mnt/x"},
    }  # fmt: skip
    made = make_plan(settings, scene=scene_at(host, "/mnt/a.small"), outputs=outputs, target=target)
    (job,) = made.jobs
    render, film = job.document["blocks"]
    disk = "/vol/Server Disk"
    assert shlex.split(render["command"])[:3] == [
        f"{disk}/bin/small",
        f"--lut={disk}/x.cube",
        f"{disk}{job.snapshot[4:]}",
    ]
    assert {f"{disk}/50%%/b.%04d.exr", f"{disk}/x y", f"{disk}/50%/b.mp4"} < set(shlex.split(film["command"]))
    assert film["files"] == [f"{disk}/50%/b.mp4"] and shlex.split(job.document["command_pre"])[1] == f"{disk}/a"
    removal = ["deletefiles", "-s", f"{disk}{job.snapshot[4:]};", "(eval", "rm /mnt/a ')"]
    assert shlex.split(job.document["command_post"])[:-2] == removal
    assert render["environment"] == {"OCIO": f"{disk}/c.ocio", "BOTH": f"{disk}/a:{disk}/b", "NOTE": "see /mnt/x"}
    assert [one.where for one in made.problems if one.level == "warning"] == ["environment.NOTE", "command_post"]


@pytest.mark.parametrize(
    ("is_windows", "farm_os", "is_told"),
    [(True, "posix", True), (True, "windows", False), (False, "posix", False), (False, "windows", False)],
)
def test_share_written_with_slashes_is_told_where_the_farm_has_none(make_plan, is_windows, farm_os, is_told):
    target = Target("j", "p", farm_os, path_map=PathMap(is_windows=is_windows))
    scene = SceneState("small", "", "//srv/show/a.small", FrameList([1]))
    made = make_plan(scene=scene, outputs=[output("b", file="//srv/show/b.@####@.exr")], target=target)
    assert found(made) == ([("warning", "snapshot")] if is_told else [])


@pytest.mark.parametrize(
    ("letters", "farm_os", "told"),
    [(8400, "windows", ["command_pre"]), (8000, "windows", []), (8400, "posix", [])],
)
def test_line_that_cmd_would_not_read_is_an_error(make_plan, letters, farm_os, told):
    made = make_plan({"command_pre": "echo " + "x" * letters, "farm_os": farm_os})
    assert [where for level, where in found(made) if level == "error"] == told


FOREIGN = [
    "D:/out/b.@####@.exr",
    "D:\\out\\b.@####@.exr",
    "\\\\srv\\out\\b.@####@.exr",
    "D:/b.exr",
    "D:/out/@##@/b.@####@.exr",
]


@pytest.mark.posix("a machine without drives")
@pytest.mark.parametrize("file", FOREIGN)
@pytest.mark.parametrize(
    ("target", "is_right"),
    [
        pytest.param(Target("j", "p"), False, id="to a farm like this machine"),
        pytest.param(Target("j", "p", is_local=True), False, id="to this machine"),
        pytest.param(Target("j", "p", path_map=PathMap([("/shows", "/vol")])), False, id="through a map without it"),
        pytest.param(Target("j", "p", "windows"), True, id="to a farm that has it"),
        pytest.param(Target("j", "p", path_map=PathMap([("D:/", "/d"), ("//srv", "/s")])), True, id="through a map"),
    ],
)
def test_output_that_another_system_has_is_one_sentence_that_names_the_folder(make_plan, host, target, is_right, file):
    made = make_plan(scene=host.scene(), outputs=[output("b", file=file)], target=target)
    errors = [one for one in [*made.problems, *disk_problems(made)] if one.level == "error"]
    told = [one for one in [*made.problems, *disk_problems(made)] if one.where == "b"]
    assert errors == told and len(told) == (0 if is_right else 1)
    assert all(fixed_folder(file) in one.message for one in told)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        pytest.param("/r/a.@####@.exr", "/r/./x/../a.@####@.exr", True, id="another spelling"),
        pytest.param("C:/r/a.exr", "c:\\R\\A.exr", True, id="Windows knows no capitals"),
        pytest.param("/r/a.exr", "/r/A.exr", False, id="others do"),
        pytest.param("/r/a.@####@.exr", "/r/a.@#@.exr", False, id="other padding"),
    ],
)
def test_two_spellings_of_a_file_are_one_file(make_plan, one: str, other: str, is_same: bool) -> None:
    made = make_plan(outputs=[output("a", file=one), output("b", file=other)])
    assert len([problem for problem in made.problems if "same files" in problem.message]) == is_same
