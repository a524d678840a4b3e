"""A job that bakes first, run by a real Blender: every frame, on its own and in any order, is that of the timeline."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.plugins.blender.test_commands import submitted, tasks
from tests.plugins.blender.test_tiles import pixels

pytestmark = pytest.mark.blender
FRAMES = (9, 14, 19)
ASKED = {"output": "//out/a_####", "range": [1, 19], "has_cloth": True}


def run(rig, command: str) -> subprocess.CompletedProcess:
    return subprocess.run(["sh", "-c", command], env=rig.environment(), capture_output=True, text=True, timeout=120)


def render(rig, commands) -> None:
    for command, _ in commands:
        done = run(rig, command)
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


def pictures(folder: Path) -> list[list[bytes]]:
    return [pixels(folder / f"a_{frame:04d}.png") for frame in FRAMES]


def test_frames_of_a_job_that_bakes_are_those_of_the_timeline_in_any_order(rig, servers, tmp_path) -> None:
    folder = tmp_path / "it's here"
    wish = {"frames": ",".join(map(str, FRAMES)), "bake_first": True}
    job = submitted(rig, servers, folder, {**ASKED, "settings": wish})
    (bake, nothing), *frames = tasks(job)
    assert [block["name"] for block in job["blocks"]] == ["bake", "Scene"] and nothing == []
    snapshot = next(folder.glob("*.af-*.blend"))
    unbaked, artists = tmp_path / "unbaked.blend", (folder / "shot.blend").read_bytes()
    shutil.copyfile(snapshot, unbaked)

    render(rig, [(bake, [])])
    assert sorted(path.name for path in folder.iterdir()) == sorted(["shot.blend", snapshot.name]), "nothing beside"
    render(rig, reversed(frames))

    played = tmp_path / "played"
    rig.script("play_and_render.py", str(folder / "shot.blend"), str(played), *map(str, FRAMES))
    assert pictures(folder / "out") == pictures(played)
    jumped = rig.run("-b", str(unbaked), "-o", f"{tmp_path}/jumped/a_####", "-f", ",".join(map(str, FRAMES)))
    assert all(one != other for one, other in zip(pictures(tmp_path / "jumped"), pictures(played))), jumped.stdout
    assert (folder / "shot.blend").read_bytes() == artists

    render(rig, [(bake, [])])  # tried again: what is baked stays
    assert run(rig, bake.replace(" 19 Scene", " 19 Gone")).returncode != 0


def test_bake_sees_what_the_render_sees_and_keeps_what_the_artist_baked(rig, tmp_path) -> None:
    """Layers, hidden things, subdivision of the render alone, instances, hair, other scenes; and a disk cache."""
    assert "all as on the timeline" in rig.script("bake_scenes.py", str(tmp_path))
