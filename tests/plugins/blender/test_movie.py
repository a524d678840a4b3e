"""A movie of the frames that a real Blender makes, for a farm without ffmpeg."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.plugins.blender.test_commands import submitted, tasks

pytestmark = pytest.mark.blender


def run(rig, command: str) -> subprocess.CompletedProcess:
    return subprocess.run(["sh", "-c", command], env=rig.environment(), capture_output=True, text=True, timeout=120)


def test_movie_made_by_blender_has_every_frame_and_even_sides(rig, servers, tmp_path) -> None:
    """The picture is 37 x 23; a frame that is not there is an error and no movie with a hole."""
    folder = tmp_path / "it's here"
    settings = {"movie": True, "movie_by": "application", "frames": "8-12", "frames_per_task": 5}
    asked = {"output": "//out/a.####", "has_passes": True, "settings": settings}
    (render, frames), (movie, files) = tasks(submitted(rig, servers, folder, asked))
    assert set(files) == {str(folder / "out" / "a.mp4")}
    done = run(rig, render)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    away = Path(frames[2]).rename(tmp_path / "away")
    assert run(rig, movie).returncode != 0
    assert not Path(files[0]).exists()
    away.rename(frames[2])
    done = run(rig, movie)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert sorted(map(str, (folder / "out").iterdir())) == sorted([*frames, files[0]])
    shown = rig.script("count_frames.py", files[0])
    assert "MOVIE 5 38 24" in shown, shown[-2000:]
