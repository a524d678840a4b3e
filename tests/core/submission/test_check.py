"""What only the disk knows, before anything is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from afsubmit.document.frames import FrameList
from afsubmit.submission import Output
from afsubmit.submission.check import check


def output_in(folder):
    return [Output("beauty", "beauty", FrameList.parse("1-3"), (f"{folder}/img.@####@.png",))]


def test_nothing_is_wrong_with_folders_that_exist_or_can_be_made(make_plan, tmp_path):
    assert check(make_plan(outputs=output_in(tmp_path / "not" / "there" / "yet"))) == []


def test_check_writes_nothing(make_plan, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    check(make_plan(outputs=output_in(tmp_path / "new")))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("frames", ["seq.@####@", "a/@####@"])
def test_a_folder_for_each_frame_is_looked_for_above_the_number(make_plan, tmp_path, frames):
    assert check(make_plan(outputs=output_in(tmp_path / frames))) == []


def test_a_file_in_the_place_of_a_folder(make_plan, scene_file):
    (problem,) = check(make_plan(outputs=output_in(scene_file)))
    assert (problem.level, problem.where) == ("error", "beauty")
    assert "not a folder" in problem.message and problem.fix


def test_snapshot_folder_that_is_not_there(make_plan, tmp_path):
    (problem,) = check(make_plan({"snapshot_folder": str(tmp_path / "away")}))
    assert problem.where == "snapshot_folder" and str(tmp_path / "away") in problem.message


def test_folders_that_cannot_be_written(make_plan, tmp_path, monkeypatch):
    import os

    real = os.access
    closed = str(tmp_path / "closed")
    Path(closed).mkdir()
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) != closed and real(path, mode))
    found = check(make_plan({"snapshot_folder": closed}, outputs=output_in(closed)))
    assert [problem.where for problem in found] == ["snapshot_folder", "beauty"]


def test_scene_that_is_gone_without_a_snapshot(make_plan, scene_file):
    made = make_plan({"snapshot": False})
    content = scene_file.read_bytes()
    scene_file.unlink()
    assert [problem.where for problem in check(made)] == ["scene"]
    scene_file.write_bytes(content)
