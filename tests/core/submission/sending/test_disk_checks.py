"""What only the disk knows, before anything is written."""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path

import pytest

from afsubmit.document.frames import FrameList
from afsubmit.submission.planning.scene import Output, SceneState, Target
from afsubmit.submission.sending import disk_checks
from afsubmit.submission.sending.disk_checks import MOST_TOLD, disk_problems, missing_sources
from afsubmit.submission.sending.own_jobs import OwnJobs

HERE = Target("jimmy", "pc01", is_local=True)


def output_in(folder):
    return [Output("beauty", "beauty", FrameList.parse("1-3"), (f"{folder}/img.@####@.png",))]


def test_nothing_is_wrong_with_folders_that_exist_or_can_be_made(make_plan, tmp_path):
    assert disk_problems(make_plan(outputs=output_in(tmp_path / "not" / "there" / "yet"), target=HERE)) == []


@pytest.mark.parametrize("frames", ["yet", "there/@####@"], ids=["one folder", "a folder for each frame"])
def test_folder_that_nobody_makes_is_told(make_plan, tmp_path, frames):
    (tmp_path / "there").mkdir()
    (output,) = output_in(tmp_path / frames)
    (problem,) = disk_problems(make_plan(outputs=[dataclasses.replace(output, makes_folders=False)], target=HERE))
    assert (problem.level, problem.where) == ("warning", "beauty") and str(tmp_path / frames) in problem.message
    (output,) = output_in(tmp_path / "there")
    assert disk_problems(make_plan(outputs=[dataclasses.replace(output, makes_folders=False)], target=HERE)) == []


def test_program_that_this_machine_lacks_is_told_before_every_task_fails(make_plan, tmp_path):
    away = str(tmp_path / "away")
    (problem,) = disk_problems(make_plan({"executable": away}, outputs=output_in(tmp_path), target=HERE))
    assert (problem.level, problem.where) == ("warning", "executable") and away in problem.message


@pytest.mark.parametrize(
    ("executable", "target"),
    [
        pytest.param(sys.executable, HERE, id="one that is there"),
        pytest.param("", HERE, id="the application itself"),
        pytest.param("/away/small", Target("jimmy", "pc01"), id="one of a farm"),
    ],
)
def test_program_is_not_missed(make_plan, tmp_path, executable, target):
    found = disk_problems(make_plan({"executable": executable}, outputs=output_in(tmp_path), target=target))
    assert not [problem for problem in found if problem.where == "executable"]


def test_check_writes_nothing(make_plan, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    disk_problems(make_plan(outputs=output_in(tmp_path / "new")))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("frames", ["seq.@####@", "a/@####@"])
def test_a_folder_for_each_frame_is_looked_for_above_the_number(make_plan, tmp_path, frames):
    assert disk_problems(make_plan(outputs=output_in(tmp_path / frames), target=HERE)) == []


def test_a_file_in_the_place_of_a_folder(make_plan, scene_file):
    (problem,) = disk_problems(make_plan(outputs=output_in(scene_file), target=HERE))
    assert (problem.level, problem.where) == ("error", "beauty")
    assert "not a folder" in problem.message and problem.fix


def test_snapshot_folder_that_is_not_there(make_plan, tmp_path):
    (problem,) = disk_problems(make_plan({"snapshot_folder": str(tmp_path / "away")}))
    assert problem.where == "snapshot_folder" and str(tmp_path / "away") in problem.message


def test_folders_that_cannot_be_written(make_plan, tmp_path, monkeypatch):
    real = os.access
    closed = str(tmp_path / "closed")
    Path(closed).mkdir()
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) != closed and real(path, mode))
    found = disk_problems(make_plan({"snapshot_folder": closed}, outputs=output_in(closed)))
    assert [problem.where for problem in found] == ["snapshot_folder", "beauty"]


def test_scene_that_is_gone_without_a_snapshot(make_plan, scene_file):
    made = make_plan({"snapshot": False})
    content = scene_file.read_bytes()
    scene_file.unlink()
    assert [problem.where for problem in disk_problems(made)] == ["scene"]
    scene_file.write_bytes(content)


@pytest.mark.posix("modes of folders")
@pytest.mark.parametrize(
    ("mode", "above", "level", "words"),
    [
        pytest.param(0o755, 0o755, "info", "would leave the snapshot", id="only its owner may write"),
        pytest.param(0o1777, 0o755, "info", "would leave the snapshot", id="a sticky folder, as /tmp"),
        pytest.param(0o700, 0o755, "warning", "would not find", id="only its owner may look into it"),
        pytest.param(0o777, 0o700, "warning", "would not find", id="only its owner may look into one above"),
        pytest.param(0o775, 0o755, None, "", id="the group may write"),
    ],
)
def test_what_a_farm_of_another_user_may_do(make_plan, tmp_path, monkeypatch, mode, above, level, words):
    """On a private temporary folder: what lies above it is taken for open."""
    place = tmp_path / "above" / "folder"
    place.mkdir(parents=True)
    place.parent.chmod(above)
    place.chmod(mode)
    real, higher = os.stat, {str(folder) for folder in (tmp_path, *tmp_path.parents)}
    monkeypatch.setattr(os, "stat", lambda path, **more: real("/" if str(path) in higher else path, **more))
    made = make_plan({"snapshot_folder": str(place)}, outputs=output_in(tmp_path))
    found = [problem for problem in disk_problems(made) if problem.where == "snapshot_folder"]
    assert [problem.level for problem in found] == ([level] if level else [])
    assert not level or words in found[0].message
    made = make_plan({"snapshot_folder": str(place)}, outputs=output_in(tmp_path), target=HERE)
    assert [problem for problem in disk_problems(made) if problem.where == "snapshot_folder"] == []


@pytest.mark.parametrize(
    ("settings", "there", "level", "words"),
    [
        pytest.param({}, [], None, "", id="none"),
        pytest.param({}, [1, 3, 9], "warning", "2 of 3 files", id="some of those that are rendered"),
        pytest.param({"frames": "9"}, [9], "warning", "The file is", id="the only one"),
        pytest.param({"skip_existing": True}, [1, 3], "info", "not be rendered again", id="and they are skipped"),
    ],
)
def test_files_that_are_there_already(make_plan, tmp_path, settings, there, level, words):
    for frame in there:
        (tmp_path / f"img.{frame:04d}.png").write_bytes(b"x")
    (tmp_path / "img.0005.png").touch()
    found = disk_problems(make_plan(settings, outputs=output_in(tmp_path), target=HERE))
    assert [(problem.level, problem.where) for problem in found] == ([(level, "beauty")] if level else [])
    assert not level or words in found[0].message


def test_files_in_changing_folders_and_movies_that_are_there_already(make_plan, tmp_path):
    (tmp_path / "0002").mkdir()
    (tmp_path / "0002" / "img.png").write_bytes(b"x")
    (tmp_path / "film.mov").write_bytes(b"x")
    frames = FrameList.parse("1-3")
    listed = [
        Output("a", "a", frames, (f"{tmp_path}/@####@/img.png",)),
        Output("film", "film", frames, (f"{tmp_path}/film.mov",), is_whole=True),
    ]
    assert [problem.where for problem in disk_problems(make_plan(outputs=listed, target=HERE))] == ["a", "film"]
    for path in (tmp_path / "0002" / "img.png", tmp_path / "film.mov"):
        path.write_bytes(b"")
    assert disk_problems(make_plan(outputs=listed, target=HERE)) == [], "an empty file counts as missing"


def test_files_that_the_scene_reads_are_missed_by_name_and_only_where_they_are_away(tmp_path):
    frames = [str(tmp_path / f"s.{number:04d}.exr") for number in range(1, 6)]
    for path in (*frames[:3], str(tmp_path / "é wood.png")):
        Path(path).write_bytes(b"x")
    (tmp_path / "cache").mkdir()
    there = {"image Wood": [str(tmp_path / "é wood.png")], "fluid cache": [str(tmp_path / "cache")]}
    away = {"image Sky": [str(tmp_path / "nowhere" / "sky.png")], "image Plate": frames}
    first, second = missing_sources({**there, **away})
    assert (first.level, first.where) == ("warning", "scene") and first.fix
    assert "image Sky is not" in first.message and str(tmp_path / "nowhere" / "sky.png") in first.message
    assert "2 of 5 files of image Plate" in second.message and frames[3] in second.message


@pytest.mark.parametrize("is_scene_shared", [True, False])
def test_files_on_this_machines_own_disk_are_told_where_the_scene_is_on_a_shared_one(
    tmp_path, monkeypatch, is_scene_shared
):
    own, shared = tmp_path / "own", tmp_path / "shared"
    own.mkdir()
    shared.mkdir()
    for path in (own / "a.bgeo", own / "b.bgeo", shared / "c.bgeo"):
        path.write_bytes(b"x")
    monkeypatch.setattr(disk_checks.tempfile, "gettempdir", lambda: str(own))
    looked = disk_checks._device
    monkeypatch.setattr(disk_checks, "_device", lambda path: 1 if str(path).startswith(str(own)) else looked(path))
    sources = {"file1": [str(own / "a.bgeo"), str(own / "b.bgeo")], "file2": [str(shared / "c.bgeo")]}
    scene = SceneState("paper", "", str((shared if is_scene_shared else own) / "s.paper"), FrameList(), sources=sources)
    found = disk_checks.on_own_disk(scene, scene.sources)
    if is_scene_shared:
        (problem,) = found
        assert "own disk: 2 of 3, such as" in problem.message and problem.fix and problem.level == "warning"
    else:
        assert found == []
    assert disk_checks.on_own_disk(scene, {}) == []


def test_many_missing_files_are_counted_not_listed(tmp_path):
    found = missing_sources({f"image {number}": [str(tmp_path / str(number))] for number in range(MOST_TOLD + 5)})
    assert len(found) == MOST_TOLD + 1 and found[-1].message.startswith("5 more")


def test_file_that_this_submission_writes_itself_is_not_missed(make_plan, tmp_path):
    written, away = str(tmp_path / "walk.abc"), str(tmp_path / "run.abc")
    listed = [dataclasses.replace(one, files=(written,)) for one in output_in(tmp_path)]
    made = make_plan(outputs=listed, target=HERE)
    scene = dataclasses.replace(made.scene, sources={"walk": [written], "run": [away]})
    (problem,) = disk_problems(dataclasses.replace(made, scene=scene))
    assert away in problem.message


def test_frames_of_ones_own_job_are_told_as_such(make_plan, tmp_path):
    (output,) = output_in(tmp_path)
    (tmp_path / "img.0001.png").write_bytes(b"rendered")
    own = OwnJobs()
    (strange,) = disk_problems(make_plan(outputs=[output], target=HERE), own)
    own.add(serials=[], files=output.files)
    (mine,) = disk_problems(make_plan(outputs=[output], target=HERE), own)
    assert (strange.level, mine.level) == ("warning", "info")
    assert mine.message.startswith("1 of 3 files, of the job that you have sent from here, are there already")


def test_files_without_a_pattern_are_counted(make_plan, tmp_path):
    names = {frame: str(tmp_path / f"{frame}.png") for frame in (1, 2, 3)}
    (tmp_path / "2.png").write_bytes(b"rendered")
    listed = Output("beauty", "beauty", FrameList.parse("1-3"), listed_files=(names,))
    (problem,) = disk_problems(make_plan(outputs=[listed], target=HERE))
    assert problem.message.startswith("1 of 3 files are there already")
