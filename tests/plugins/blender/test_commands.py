"""The command lines of the jobs, run as a farm runs them: every frame asked for is made, and no other."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from afsubmit.document.patterns import fill, fill_listed
from afsubmit.document.tasks import numeric_tasks

pytestmark = pytest.mark.blender

RANGE = {"range": [1, 3]}
AWKWARD = 'it\'s "50%" & $HOME `x` ; été 絵 #1'


def submitted(rig, servers, folder: Path, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The job that a scene in `folder` becomes."""
    server = servers["well"]
    known = set(server.jobs)
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"executable": rig.blender, **asked.get("settings", {})}
    path = rig.folder / "asked.json"
    path.write_text(json.dumps({"file": str(folder / "shot.blend"), **asked, "settings": settings}), "utf-8")
    rig.script("submit_one.py", str(path), environment={"AFSUBMIT_SERVER": server.address})
    (number,) = set(server.jobs) - known
    return server.jobs[number]


def tasks(job: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Command and files of every task, filled in as the server does it."""
    found = []
    for block in job["blocks"]:
        if block.get("tasks"):
            for task in block["tasks"]:
                found.append((fill_listed(block.get("command", ""), task["command"]), task.get("files", [])))
            continue
        words = (block["frame_first"], block["frame_last"], block["frames_per_task"], block.get("frames_inc", 1))
        for first, last in numeric_tasks(*words):
            frames = range(first, last + 1, words[3])
            files = [fill(pattern, frame, frame) for frame in frames for pattern in block["files"]]
            found.append((fill(block["command"], first, last), files))
    return found


def rendered(rig, job: Mapping[str, Any], *, cwd: Path) -> list[str]:
    """Run every task of `job` in sh; returns the files that the job says it writes."""
    promised = []
    for command, files in tasks(job):
        done = subprocess.run(
            ["sh", "-c", command], env=rig.environment(), cwd=cwd, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        promised += files
    return promised


@pytest.mark.parametrize(
    ("asked", "frames"),
    [
        pytest.param(RANGE, [1, 2, 3], id="a plain range"),
        pytest.param({**RANGE, "settings": {"frames": "1-9x4"}}, [1, 5, 9], id="a step"),
        pytest.param({**RANGE, "settings": {"frames": "1-9x4", "frames_per_task": 2}}, [1, 5, 9], id="a step in twos"),
        pytest.param({**RANGE, "settings": {"frames": "2,5-6,30"}}, [2, 5, 6, 30], id="an irregular list"),
        pytest.param(
            {**RANGE, "settings": {"frames": "2,5-6,30", "frames_per_task": 4}}, [2, 5, 6, 30], id="a list in one task"
        ),
        pytest.param({**RANGE, "scene": AWKWARD}, [1, 2, 3], id="a scene's name of signs and letters"),
        pytest.param({"range": [7, 7], "settings": {"snapshot": False}}, [7], id="the saved file itself"),
    ],
)
def test_frames_when_the_job_is_run_are_the_ones_asked_for(rig, servers, tmp_path, asked, frames) -> None:
    folder = tmp_path / "show"
    job = submitted(rig, servers, folder, {"output": "//out/a_####", **asked})
    promised = rendered(rig, job, cwd=tmp_path)
    made = sorted(str(path) for path in (folder / "out").iterdir())
    assert made == sorted(promised) == [str(folder / "out" / f"a_{frame:04d}.png") for frame in frames]


@pytest.mark.parametrize(
    ("frames", "wanted"),
    [
        pytest.param("-3--1", [-3, -2, -1], id="a negative range"),
        pytest.param("-2-1", [-2, -1, 0, 1], id="a range over zero"),
        pytest.param("-9,-5--4,2", [-9, -5, -4, 2], id="an irregular list over zero"),
        pytest.param("-9--1x4", [-9, -5, -1], id="a negative range with a step"),
    ],
)
def test_negative_frames_when_the_job_is_run_are_the_ones_asked_for(rig, servers, tmp_path, frames, wanted) -> None:
    """A sign is an offset on Blender's command line; the scene's own range must not matter."""
    folder = tmp_path / "show"
    asked = {"output": "//out/a_####", "range": [10, 20], "settings": {"frames": frames, "frames_per_task": 3}}
    job = submitted(rig, servers, folder, asked)
    if rig.is_module:
        # Only the application's command line can render them: the module clamps a scene's frames at zero.
        assert all("-s 0" in command for command, files in tasks(job) if "_-" in files[0])
        return
    promised = rendered(rig, job, cwd=tmp_path)
    names = [f"a_{'-' if frame < 0 else ''}{abs(frame):04d}.png" for frame in wanted]
    assert sorted(path.name for path in (folder / "out").iterdir()) == sorted(names)
    assert sorted(promised) == sorted(str(folder / "out" / name) for name in names)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("two words", id="a blank"),
        pytest.param("it's", id="a quote"),
        pytest.param('say "so"', id="double quotes"),
        pytest.param("$HOME `id` $(id)", id="what a shell would replace"),
        pytest.param("a;b&c|d>e<f?h", id="what a shell would act on"),
        pytest.param("été 絵 🎬", id="letters of other scripts"),
        pytest.param("-b --python-expr", id="a name like an option"),
        pytest.param("/".join(["a folder with quite a long name"] * 9), id="a path of 300 characters"),
    ],
)
def test_awkward_folder_when_the_job_is_run_gives_its_frames_there(rig, servers, tmp_path, name) -> None:
    folder = tmp_path / name
    job = submitted(rig, servers, folder, {"output": "//out put/a_####", "range": [1, 1]})
    assert rendered(rig, job, cwd=tmp_path) == [str(folder / "out put" / "a_0001.png")]
    assert [path.name for path in (folder / "out put").iterdir()] == ["a_0001.png"]
    snapshot = next(path for path in folder.glob("*.af-*.blend"))
    assert job["command_post"].startswith("deletefiles -s ")
    shown = subprocess.run(["sh", "-c", f"printf %s {job['command_post'][15:]}"], capture_output=True, text=True)
    assert shown.stdout == str(snapshot), "the post command names the snapshot and nothing else"


def test_scene_that_the_file_on_disk_lacks_when_no_snapshot_is_made_then_the_task_fails(rig, servers, tmp_path) -> None:
    """`-S` with an unknown name renders the active scene and exits with 0."""
    folder = tmp_path / "show"
    asked = {"output": "//out/a_####", "range": [1, 1], "unsaved_scene": "Renamed", "settings": {"snapshot": False}}
    job = submitted(rig, servers, folder, asked)
    ((command, _),) = tasks(job)
    done = subprocess.run(["sh", "-c", command], env=rig.environment(), capture_output=True, timeout=120)
    assert done.returncode != 0
    assert not (folder / "out").exists()


def test_view_layers_and_cameras_alone_when_the_job_is_run_give_a_picture_each(rig, servers, tmp_path) -> None:
    """The second camera and the second layer see nothing: their pictures are all the world's grey."""
    folder = tmp_path / "show"
    names = ["layer/ViewLayer", "layer/No things", "camera/Camera", "camera/Looks away"]
    asked = {
        "output": "//out/a_####",
        "range": [1, 1],
        "has_parts": True,
        "outputs": [f"Scene/{name}" for name in names],
    }
    job = submitted(rig, servers, folder, asked)
    promised = rendered(rig, job, cwd=tmp_path)
    assert sorted(promised) == sorted(str(path) for path in (folder / "out").iterdir())
    assert {block["name"] for block in job["blocks"]} == {f"Scene: {name.partition('/')[2]}" for name in names}
    sizes = {Path(path).stem: Path(path).stat().st_size for path in promised}
    assert sizes["a_No_things_0001"] < sizes["a_ViewLayer_0001"]
    assert sizes["a_Looks_away_0001"] < sizes["a_Camera_0001"]


def test_camera_that_the_file_lacks_when_no_snapshot_is_made_then_the_task_fails(rig, servers, tmp_path) -> None:
    folder = tmp_path / "show"
    asked = {"output": "//out/a_####", "range": [1, 1], "has_parts": True, "outputs": ["Scene/camera/Camera"]}
    job = submitted(rig, servers, folder, asked)
    ((command, _),) = tasks(job)
    done = subprocess.run(
        ["sh", "-c", command.replace("Scene Camera", "Scene Gone")], env=rig.environment(), capture_output=True
    )
    assert done.returncode != 0
    assert not (folder / "out").exists()


def test_asterisk_in_the_folder_is_a_problem_since_the_farm_would_remove_more(rig, servers, tmp_path) -> None:
    with pytest.raises(AssertionError, match="deletefiles would remove other files"):
        submitted(rig, servers, tmp_path / "a*b", {"output": "//out/a_####"})
    assert [path.name for path in (tmp_path / "a*b").iterdir()] == ["shot.blend"]


def test_output_that_cannot_be_made_is_a_problem(rig, servers, tmp_path) -> None:
    """Rights do not bind root: a file in the place of the output's folder does."""
    folder = tmp_path / "show"
    folder.mkdir()
    (folder / "out").write_text("not a folder")
    with pytest.raises(AssertionError, match="cannot be written"):
        submitted(rig, servers, folder, {"output": "//out/a_####"})
    assert sorted(path.name for path in folder.iterdir()) == ["out", "shot.blend"]
